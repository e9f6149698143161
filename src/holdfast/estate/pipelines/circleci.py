"""Reads ``.circleci/config.yml`` (from "CircleCI configuration reference")."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from holdfast.estate.kinds.pipeline import Splice
from holdfast.estate.pipelines.build import Texts, is_mapping, job_of, literal, script_step
from holdfast.estate.pipelines.commands import splice
from holdfast.estate.pipelines.files import secret_file
from holdfast.estate.pipelines.parts import System, dependency, image_of, unknown_dependency, variables_of
from holdfast.estate.pipelines.script import Source, command_texts
from holdfast.model.resource import Resource
from holdfast.model.tree import at, fields, items
from holdfast.model.value import Known, Tree, Unknown, Value

CIRCLECI: Final = System("circleci", "circleci")

_HOLE: Final = re.compile(r"<<\s*(?P<name>[\w.\-]+)\s*>>")
_STRANGER: Final = re.compile(
    r"pipeline\.git\.branch(?:\.is_default)?$|pipeline\.(?:event|trigger_parameters)\.[\w.]*"
    r"(?:title|body|message|branch|head\.ref|subject|commit_message|user_name)$"
)
_VARIABLES: Final = frozenset({"CIRCLE_BRANCH"})
_SAFE: Final = frozenset({"boolean", "integer", "enum"})


def config(tree: Tree, source: Source) -> Iterator[Resource]:
    """Orbs, executors, commands and jobs."""
    root = source.path
    for name, orb in fields(at(tree, "orbs")):
        yield from _orb(f"{root} orbs.{name}", orb)
    reader = _Reader(source, tree)
    for name, executor in fields(at(tree, "executors")):
        yield from reader.machine(f"{root} executors.{name}", executor)
    for name, command in fields(at(tree, "commands")):
        yield from reader.steps(f"{root} commands.{name}", at(command, "steps"))
    for name, job in fields(at(tree, "jobs")):
        yield from reader.job(f"{root} jobs.{name}", job)


def _orb(address: str, tree: Tree) -> Iterator[Resource]:
    if isinstance(tree, Unknown):
        yield unknown_dependency(address, tree, CIRCLECI, "action", tree.why)
        return
    name, _, version = literal(tree).partition("@")
    if not name:
        return
    if "<<" in version:
        yield unknown_dependency(address, tree, CIRCLECI, "action", "a parameter decides its version")
        return
    # The registry never changes a published x.y.z; shorter versions move on.
    firm = "commit" if re.fullmatch(r"\d+\.\d+\.\d+", version) else "version"
    if version in ("", "volatile") or version.startswith("dev:"):
        firm = "branch"
    maker = "platform" if name.startswith("circleci/") else "other"
    yield dependency(address, tree, CIRCLECI, form="action", name=name, version=version or None, pin=firm, maker=maker)


class _Reader:
    def __init__(self, source: Source, tree: Tree) -> None:
        self._source = source
        self._types = {
            f"pipeline.parameters.{name}": literal(at(declared, "type"))
            for name, declared in fields(at(tree, "parameters"))
        }

    def job(self, address: str, job: Tree) -> Iterator[Resource]:
        """A job with its machine and steps."""
        kept = []
        for step in items(at(job, "steps")):
            path = at(step, "store_artifacts", "path") if is_mapping(step) else at(step, "?")
            if isinstance(path, Known) and secret_file(literal(path)):
                kept.append(path)
        yield job_of(
            address,
            job,
            CIRCLECI,
            secret_artefacts=Known(tuple(kept), job.place),
            self_hosted=self._self_hosted(job),
        )
        yield from self.machine(address, job)
        yield from self.steps(address, at(job, "steps"))

    def _self_hosted(self, job: Tree) -> Value[bool]:
        size = at(job, "resource_class")
        if isinstance(size, Unknown):
            return size
        if "<<" in literal(size):
            return Unknown("a parameter decides which machine it is", size.place)
        return Known("/" in literal(size), size.place)

    def machine(self, address: str, tree: Tree) -> Iterator[Resource]:
        """Images and variables of a job or executor."""
        for number, image in enumerate(items(at(tree, "docker"))):
            yield from image_of(f"{address} docker[{number}]", at(image, "image"), CIRCLECI)
            yield from variables_of(f"{address} docker[{number}]", at(image, "environment"), "job", CIRCLECI)
            auth = f"{address} docker[{number}] auth"
            yield from variables_of(auth, at(image, "auth"), "job", CIRCLECI, registry=True)
        yield from variables_of(f"{address} environment", at(tree, "environment"), "job", CIRCLECI)

    def steps(self, address: str, steps: Tree) -> Iterator[Resource]:
        """The scripts among some steps; those inside of ``when`` and ``unless`` included."""
        waiting = list(reversed(items(steps)))
        if isinstance(steps, Unknown):
            yield script_step(f"{address} steps", steps, CIRCLECI, steps)
        number = 0
        while waiting:
            step = waiting.pop()
            for word in ("when", "unless"):
                waiting += reversed(items(at(step, word, "steps"))) if is_mapping(step) else []
            run = at(step, "run") if is_mapping(step) else at(step, "?")
            if isinstance(run, Known) and run.value is None:
                continue
            yield from self._run(f"{address}.steps[{number}]", run)
            number += 1

    def _run(self, address: str, run: Tree) -> Iterator[Resource]:
        command = at(run, "command") if is_mapping(run) else run
        commands: Texts = command_texts(command, self._source)
        whole = _HOLE.fullmatch(literal(command).strip())
        if whole is not None and whole["name"].startswith("parameters."):
            commands = Unknown("a parameter is the script", command.place)
        yield script_step(
            address,
            run,
            CIRCLECI,
            commands,
            list(self._spliced(command)),
            writer_of=lambda name: "stranger" if name in _VARIABLES else None,
        )
        if is_mapping(run):
            yield from variables_of(f"{address} environment", at(run, "environment"), "step", CIRCLECI)

    def _spliced(self, command: Tree) -> Iterator[Splice]:
        if isinstance(command, Unknown) or not isinstance(command.value, str):
            return
        for match in _HOLE.finditer(command.value):
            name = match["name"]
            writer = "stranger" if _STRANGER.match(name) and not name.endswith("is_default") else ""
            if self._types.get(name, "boolean") not in _SAFE:
                writer = "caller"
            if writer:
                place = self._source.around(command, match.start(), match.end())
                yield splice(name, writer, Known(name, place))

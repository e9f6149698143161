"""One job of a configuration, with its script, images and variables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from holdfast.estate.gitlab.merge import REST, field
from holdfast.estate.gitlab.system import GITLAB, SECRET, STRANGER, literal
from holdfast.estate.kinds.pipeline import PipelineJob, PipelineStep, Splice
from holdfast.estate.pipelines import (
    Source,
    command_texts,
    guards,
    image_of,
    is_credential_name,
    printed,
    rerun,
    secret_file,
    splice,
    tolerance,
    variables,
    variables_of,
)
from holdfast.model.place import Place
from holdfast.model.resource import Resource
from holdfast.model.tree import at, fields, items
from holdfast.model.value import How, Known, Tree, Unknown, Value

Texts = Value[tuple[Value[str], ...]]

_INPUT: Final = re.compile(r"\$\[\[\s*inputs\.(?P<name>[\w\-]+)")
_PRODUCTION: Final = re.compile(r"^(?:prod|production|live)(?:$|[/\-_])", re.IGNORECASE)
_TIME: Final = re.compile(r"(\d+(?:\.\d+)?)\s*(w|d|h|m|s)?", re.IGNORECASE)
_MINUTES: Final = {"w": 10_080.0, "d": 1_440.0, "h": 60.0, "m": 1.0, "s": 1 / 60, "": 1 / 60}
_SECURITY_JOB: Final = re.compile(
    r" (?:[\w\-]*[_\-])?(?:sast|dast|secret_detection|(?:dependency|container)_scanning)(?:[_\-]\w+)?$"
)
_NESTED: Final = re.compile(r"(?:^|/)docker:(?:[\w.\-]*-)?dind\b|(?:^|/)docker:dind\b")


class Jobs:
    """Makes the resources of jobs; what several jobs share is told once, with the first of them."""

    def __init__(self, sources: dict[str, Source], whole: Tree, guarded: bool, inputs: dict[str, str]) -> None:
        """Take the files, the joined configuration, whether rules guard every pipeline, and the types of inputs."""
        self._sources = sources
        self._defaults = _defaults(whole)
        self._globals = at(whole, "variables")
        self._guarded = guarded
        self._inputs = inputs
        self._seen: set[Place] = set()

    def of(self, address: str, job: Tree) -> Iterator[Resource]:
        """The job, its step, its images and its variables."""
        yield self._job(address, job)
        step = self._step(address, job)
        if step is not None:
            yield step
        variables_tree = at(job, "variables")
        if self._new(variables_tree):
            yield from variables_of(f"{address} variables", variables_tree, "job", GITLAB)
        services = field(job, self._defaults, "services")
        for tree in [field(job, self._defaults, "image"), *items(services)]:
            if self._new(tree):
                yield from image_of(address, tree, GITLAB)
        for tree in items(services):
            own = at(tree, "variables") if isinstance(tree, Known) and isinstance(tree.value, dict) else at(tree, "?")
            yield from variables_of(f"{address} services", own, "job", GITLAB)

    def _new(self, tree: Tree) -> bool:
        """Whether a value is met the first time."""
        if isinstance(tree, Known) and tree.value is None:
            return False
        if tree.place in self._seen:
            return False
        self._seen.add(tree.place)
        return True

    def _job(self, address: str, job: Tree) -> PipelineJob:
        timeout = field(job, self._defaults, "timeout")
        paths = at(job, "artifacts", "paths")
        rest = at(job, REST)
        kept: Texts = (
            paths
            if isinstance(paths, Unknown)
            else Known(
                tuple(each for each in items(paths) if isinstance(each, Known) and secret_file(literal(each))),
                job.place,
            )
        )
        if isinstance(rest, Unknown) and isinstance(paths, Known) and paths.value is None:
            kept = rest
        return PipelineJob(
            address=address,
            type="job",
            provider=GITLAB.provider,
            language=GITLAB.language,
            place=job.place,
            raw=job,
            timeout_minutes=timeout if isinstance(timeout, Unknown) else _minutes(timeout, job),
            secret_artefacts=kept,
            shared_identity=_shared(field(job, self._defaults, "id_tokens"), job),
            nested_engine=_nested(field(job, self._defaults, "services"), job),
            unguarded_deployment=self._unguarded(job),
        )

    def _unguarded(self, job: Tree) -> Value[bool] | None:
        environment = at(job, "environment")
        rest = at(job, REST)
        if isinstance(environment, Unknown):
            return environment
        name = literal(environment) or literal(at(environment, "name"))
        if not name:
            return rest if isinstance(rest, Unknown) else None
        if not _PRODUCTION.match(name) or literal(at(environment, "action")) in ("stop", "prepare", "verify", "access"):
            return Known(False, environment.place)
        if isinstance(rest, Unknown):
            return rest
        kept = any(
            isinstance(at(job, word), Unknown) or at(job, word) != Known(None, at(job, word).place, How.DEFAULT)
            for word in ("rules", "only", "except")
        )
        by_hand = literal(at(job, "when")) == "manual"
        return Known(not (kept or by_hand or self._guarded), environment.place)

    def _step(self, address: str, job: Tree) -> PipelineStep | None:
        scripts = [field(job, self._defaults, name) for name in ("before_script", "script", "after_script")]
        own = [tree for tree in scripts if self._new(tree)]
        if not own:
            return None
        commands = self._commands(own, job)
        return PipelineStep(
            address=f"{address} script",
            type="script",
            provider=GITLAB.provider,
            language=GITLAB.language,
            place=own[0].place,
            raw=at(job, "script"),
            commands=commands,
            splices=self._splices(commands, job),
            printed_secrets=printed(commands, _is_secret),
            guards=_guards(address, commands, job),
            tolerated=tolerance(commands, _tolerated(field(job, self._defaults, "allow_failure"))),
        )

    def _commands(self, scripts: list[Tree], job: Tree) -> Texts:
        found: list[Value[str]] = []
        for tree in scripts:
            told = self._texts(tree)
            found += [told] if isinstance(told, Unknown) else told.value
        return Known(tuple(found), job.place)

    def _texts(self, tree: Tree) -> Texts:
        """The commands of one keyword; its lines may stand in several files."""
        if isinstance(tree, Unknown):
            return tree
        found: list[Value[str]] = []
        for each in tree.value if isinstance(tree.value, list) else [tree]:
            source = self._sources.get(each.place.path)
            told = command_texts(each, source) if source is not None else Known((), tree.place)
            found += [told] if isinstance(told, Unknown) else told.value
        return Known(tuple(found), tree.place)

    def _splices(self, commands: Texts, job: Tree) -> Value[tuple[Splice, ...]]:
        if isinstance(commands, Unknown):
            return commands
        unknown = next((each for each in commands.value if isinstance(each, Unknown)), None)
        found = list(rerun(commands, lambda name: self._writer(name, job)))
        for command in commands.value:
            if isinstance(command, Unknown):
                continue
            for match in _INPUT.finditer(command.value):
                if self._inputs.get(match["name"], "string") == "string":
                    found.append(splice(f"inputs.{match['name']}", "caller", command))
        if unknown is not None and not found:
            return unknown
        return Known(tuple(found), job.place)

    def _writer(self, name: str, job: Tree) -> str | None:
        """Who decides a variable: a stranger also through one more variable of the file."""
        if name in STRANGER:
            return "stranger"
        for level in (at(job, "variables"), self._globals):
            text = literal(at(level, name)) or literal(at(level, name, "value"))
            if text:
                return "stranger" if any(each in STRANGER for each in variables(text)) else None
        return None


def _guards(address: str, commands: Texts, job: Tree) -> Value[str | None]:
    """The security tool of a job: by its script, else by the name that GitLab's own security jobs have."""
    found = guards(commands, job)
    named = _SECURITY_JOB.search(address)
    if named is not None and isinstance(found, Known) and found.value is None:
        return Known(named[0].strip(), job.place)
    return found


def _defaults(whole: Tree) -> Tree:
    """What holds for every job: ``default``, and the older keywords at the top."""
    merged: dict[str, Any] = {}
    for name in ("image", "services", "before_script", "after_script", "timeout"):
        tree = at(whole, name)
        if isinstance(tree, Unknown) or tree.value is not None:
            merged[name] = tree
    merged |= dict(fields(at(whole, "default")))
    return Known(merged, whole.place)


def _is_secret(name: str) -> bool:
    return name in SECRET or is_credential_name(name)


def _tolerated(tree: Tree) -> Value[bool]:
    if isinstance(tree, Unknown):
        return tree
    return Known(tree.value is True or literal(tree) == "true", tree.place, tree.how)


def _minutes(tree: Known[Any], job: Tree) -> Value[float | None]:
    text = literal(tree)
    if not text:
        return Known(60.0, job.place, How.DEFAULT)
    found = _TIME.findall(text[:64])
    if not found:
        return Unknown("it is no time that can be read", tree.place)
    return Known(sum(float(count) * _MINUTES[unit.lower()] for count, unit in found), tree.place)


def _shared(tokens: Tree, job: Tree) -> Value[bool] | None:
    if isinstance(tokens, Unknown):
        return tokens
    told = [at(token, "aud") for _, token in fields(tokens)]
    if not told:
        return None
    several = next((each for each in told if len(items(each)) > 1), None)
    return Known(several is not None, several.place if several is not None else tokens.place)


def _nested(services: Tree, job: Tree) -> Value[bool]:
    if isinstance(services, Unknown):
        return services
    for each in items(services):
        if _NESTED.search(literal(each) or literal(at(each, "name"))):
            return Known(True, each.place)
    return Known(False, job.place, How.DEFAULT)

"""Reads ``azure-pipelines.yml`` and its templates (from "YAML schema reference for Azure Pipelines")."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from holdfast.estate.kinds.pipeline import PipelineStep, Splice
from holdfast.estate.pipelines.build import Texts, choice, is_mapping, job_of, literal, script_step
from holdfast.estate.pipelines.commands import splice
from holdfast.estate.pipelines.parts import System, dependency, image_of, unknown_dependency, variables_of
from holdfast.estate.pipelines.pins import pin
from holdfast.estate.pipelines.script import Source, command_texts
from holdfast.model.resource import Resource
from holdfast.model.tree import absent, at, fields, items, number
from holdfast.model.value import How, Known, Tree, Unknown, Value

AZURE: Final = System("azure", "azure-pipelines")

_MACRO: Final = re.compile(r"\$\((?P<macro>[A-Za-z][\w.]*)\)|\$\{\{\s*(?P<name>[^}]*?)\s*\}\}")
_STRANGER: Final = frozenset(
    {
        *("build.sourceversionmessage", "build.sourcebranchname", "build.sourcebranch", "build.requestedfor"),
        *("system.pullrequest.sourcebranch", "system.pullrequest.sourcebranchname", "build.sourceversionauthor"),
    }
)
_VARIABLES: Final = frozenset(name.replace(".", "_").upper() for name in _STRANGER)
_SAFE: Final = frozenset({"boolean", "number", "object", "step", "steplist", "job", "joblist", "stage", "stagelist"})
_SCRIPTS: Final = ("script", "bash", "pwsh", "powershell")
_INLINE: Final = ("script", "inlineScript", "inline")
_HOLDERS: Final = ("stages", "jobs", "steps")


def pipeline(tree: Tree, source: Source) -> Iterator[Resource]:
    """The jobs and steps of a pipeline or template."""
    reader = _Reader(source, tree)
    yield from reader.resources(at(tree, "resources"))
    yield from variables_of(f"{source.path} variables", _variables(at(tree, "variables")), "pipeline", AZURE)
    yield from reader.level(source.path, tree, at(tree, "pool"))


def _variables(tree: Tree) -> Tree:
    """Variables as a mapping, also where they are written as a list of names and values."""
    if isinstance(tree, Unknown) or not isinstance(tree.value, list):
        return tree
    named = {literal(at(each, "name")): at(each, "value") for each in tree.value if literal(at(each, "name"))}
    return Known(named, tree.place)


class _Reader:
    def __init__(self, source: Source, tree: Tree) -> None:
        self._source = source
        self._types: dict[str, str] = {}
        for each in items(at(tree, "parameters")):
            kind = "boolean" if items(at(each, "values")) else literal(at(each, "type")) or "string"
            self._types[literal(at(each, "name")).lower()] = kind.lower()
        self._fork = _fork_events(tree)

    def resources(self, tree: Tree) -> Iterator[Resource]:
        """Repositories that templates come from, and containers."""
        for each in items(at(tree, "repositories")):
            address = f"{self._source.path} repositories.{literal(at(each, 'repository'))}"
            ref = at(each, "ref")
            if isinstance(ref, Unknown) or "$" in literal(ref):
                yield unknown_dependency(address, ref, AZURE, "pipeline", "an expression decides its revision")
                continue
            text = literal(ref)
            firm = "branch" if text.startswith("refs/heads/") else pin(text or None)
            place = ref if text else each
            yield dependency(
                *(address, place, AZURE),
                form="pipeline",
                name=literal(at(each, "name")) or literal(at(each, "repository")),
                version=text or None,
                pin=firm,
            )
        for each in items(at(tree, "containers")):
            yield from self._container(f"{self._source.path} containers", each)

    def _container(self, address: str, tree: Tree) -> Iterator[Resource]:
        image = at(tree, "image") if is_mapping(tree) else tree
        if is_mapping(tree) or ":" in literal(tree) or "/" in literal(tree):
            yield from image_of(address, image, AZURE)

    def level(self, address: str, tree: Tree, pool: Tree) -> Iterator[Resource]:
        """What a pipeline, a stage or a template holds."""
        for stage in _flat(at(tree, "stages")):
            name = literal(at(stage, "stage"))
            yield from variables_of(f"{address} {name}", _variables(at(stage, "variables")), "job", AZURE)
            yield from self.level(f"{address} {name}", stage, _or(at(stage, "pool"), pool))
        for job in _flat(at(tree, "jobs")):
            if literal(at(job, "template")) or not is_mapping(job):
                continue
            name = literal(at(job, "job")) or literal(at(job, "deployment"))
            yield from self.job(f"{address} {name}", job, pool, _job_steps(job))
        steps = at(tree, "steps")
        if isinstance(steps, Unknown) or steps.value is not None:
            yield from self.job(f"{address} steps", tree, pool, [steps])

    def job(self, address: str, job: Tree, pool: Tree, lists: list[Tree]) -> Iterator[Resource]:
        """A job with its machine, container and steps."""
        container = at(job, "container")
        options = at(container, "options") if is_mapping(container) else absent(container)
        own = _or(at(job, "pool"), pool)
        yield job_of(
            address,
            job,
            AZURE,
            fork_events=self._fork,
            self_hosted=_self_hosted(own),
            timeout_minutes=_minutes(at(job, "timeoutInMinutes"), job),
            privileged=Known("--privileged" in literal(options).split(), options.place),
            engine_socket=Known(literal(at(container, "mapDockerSocket")) == "true", container.place)
            if is_mapping(container)
            else None,
        )
        yield from self._container(address, container)
        if not any(name in dict(fields(job)) for name in ("stages", "trigger", "pr", "resources")):
            yield from variables_of(f"{address} variables", _variables(at(job, "variables")), "job", AZURE)
        for steps in lists:
            if isinstance(steps, Unknown):
                yield script_step(f"{address} steps", steps, AZURE, steps)
            for place, step in enumerate(_flat(steps)):
                yield from self._step(f"{address}[{place}]", step)

    def _step(self, address: str, step: Tree) -> Iterator[Resource]:
        if isinstance(step, Unknown):
            return
        if literal(at(step, "checkout")):
            keeps = at(step, "persistCredentials")
            yield PipelineStep(
                address=address,
                type="checkout",
                provider=AZURE.provider,
                language=AZURE.language,
                place=step.place,
                raw=step,
                leaves_credentials=choice(keeps, "$"),
            )
        scripts = [at(step, name) for name in _SCRIPTS]
        scripts += [at(step, "inputs", name) for name in _INLINE] if literal(at(step, "task")) else []
        script = next((each for each in scripts if literal(each) or isinstance(each, Unknown)), None)
        if script is not None:
            yield script_step(
                address,
                step,
                AZURE,
                self._commands(script),
                list(self._spliced(script)),
                writer_of=lambda name: "stranger" if name in _VARIABLES else None,
                tolerated=choice(at(step, "continueOnError"), "$"),
            )
        yield from variables_of(f"{address} env", at(step, "env"), "step", AZURE)
        if literal(at(step, "task")):
            yield from variables_of(f"{address} inputs", at(step, "inputs"), "step", AZURE)

    def _commands(self, script: Tree) -> Texts:
        whole = re.fullmatch(r"\s*\$\{\{[^}]*\}\}\s*", literal(script))
        if whole is not None:
            return Unknown("an expression is the script", script.place)
        return command_texts(script, self._source)

    def _spliced(self, script: Tree) -> Iterator[Splice]:
        """What is put into a script: macros always, expressions before the pipeline starts."""
        if isinstance(script, Unknown):
            return
        for match in _MACRO.finditer(script.value):
            name = (match["macro"] or "").lower()
            if match["name"]:
                found = re.search(r"variables(?:\.|\[['\"])([\w.]+)", match["name"])
                name = found[1].lower() if found is not None else ""
            writer = "stranger" if name in _STRANGER else ""
            parameter = re.match(r"parameters\.(\w+)", match["name"] or "")
            if parameter is not None and self._types.get(parameter[1].lower(), "string") not in _SAFE:
                writer, name = "caller", f"parameters.{parameter[1]}"
            if writer:
                place = self._source.around(script, match.start(), match.end())
                yield splice(match["macro"] or name, writer, Known("", place))


def _job_steps(job: Tree) -> list[Tree]:
    """Lists of steps: those of a job, or those of each part of a deployment's strategy."""
    found = [at(job, "steps")]
    for _, strategy in fields(at(job, "strategy")):
        for name, hook in fields(strategy):
            found.append(at(hook, "steps"))
            if name == "on":
                found += [at(each, "steps") for _, each in fields(hook)]
    return [tree for tree in found if isinstance(tree, Unknown) or tree.value is not None]


def _flat(tree: Tree) -> Iterator[Tree]:
    """The elements of a list, also those that stand below ``${{ if … }}`` and ``${{ each … }}``."""
    waiting = list(reversed(items(tree)))
    while waiting:
        each = waiting.pop()
        inner = [value for name, value in fields(each) if name.lstrip().startswith("${{")]
        if inner:
            waiting += reversed([element for value in inner for element in items(value)])
        else:
            yield each


def _or(own: Tree, outer: Tree) -> Tree:
    return outer if isinstance(own, Known) and own.value is None else own


def _self_hosted(pool: Tree) -> Value[bool]:
    if isinstance(pool, Unknown):
        return pool
    if literal(at(pool, "vmImage")) or pool.value is None:
        return Known(False, pool.place, How.DEFAULT)
    name = literal(pool) or literal(at(pool, "name"))
    if "$" in name or not name:
        return Unknown("an expression decides which machines it runs on", pool.place)
    place = pool.place if literal(pool) else at(pool, "name").place
    return Known(name != "Azure Pipelines" and not name.startswith("Hosted "), place)


def _fork_events(tree: Tree) -> Value[tuple[Value[str], ...]]:
    pr = at(tree, "pr")
    if isinstance(pr, Unknown):
        return pr
    if literal(pr) == "none":
        return Known((), pr.place)
    if pr.value is None:
        return Unknown("whether changes from forks are built is a setting of the project", tree.place)
    return Known((Known("pr", pr.place),), pr.place)


def _minutes(tree: Tree, job: Tree) -> Value[float | None]:
    if "$" in literal(tree):
        return Unknown("an expression decides it", tree.place)
    told = number(tree)
    if isinstance(told, Known) and told.value is None:
        return Known(60.0, job.place, How.DEFAULT)
    # Zero is the longest time that the platform allows.
    return told._replace(value=360.0) if isinstance(told, Known) and told.value == 0 else told

"""A workflow: its rights, variables, jobs and steps, and what they use."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from holdfast.estate.github.conditions import conditions
from holdfast.estate.github.jobs import job
from holdfast.estate.github.permissions import declared, rights, writable, write_all
from holdfast.estate.github.scope import Origin, Scope, input_types, worst_of
from holdfast.estate.github.steps import Read, call, read
from holdfast.estate.github.system import GITHUB, Events, events, literal
from holdfast.estate.github.uses import dependencies
from holdfast.estate.kinds.pipeline import Pipeline
from holdfast.estate.pipelines import Source, image_of, variables_of
from holdfast.model.place import Place
from holdfast.model.resource import Resource
from holdfast.model.tree import at, fields, items
from holdfast.model.value import Known, Tree, Unknown

Local = Mapping[str, Mapping[str, Place]]
"""Actions of the same repository by their path, each with the inputs that it runs as code."""


def workflow(tree: Tree, source: Source, local: Local) -> Iterator[Resource]:
    """The resources of a workflow."""
    root = source.path
    told = events(at(tree, "on"))
    jobs = dict(fields(at(tree, "jobs")))
    yield _pipeline(root, tree, told, list(jobs.values()))
    yield from variables_of(f"{root} env", at(tree, "env"), "pipeline", GITHUB)
    declared_inputs = {
        **input_types(at(tree, "on", "workflow_call", "inputs")),
        **input_types(at(tree, "on", "workflow_dispatch", "inputs")),
    }
    scope = Scope(variables=(at(tree, "env"),), jobs=jobs, inputs=declared_inputs)
    outputs: dict[str, Mapping[str, Origin]] = {}
    for name in _ordered(jobs):
        own = replace(scope, job_outputs=outputs, matrix=at(jobs[name], "strategy", "matrix"))
        found, handed = _job(f"{root} jobs.{name}", tree, jobs[name], source, told, own, local)
        outputs[name.lower()] = handed
        yield from found


def _ordered(jobs: Mapping[str, Tree]) -> list[str]:
    """Jobs with those that they need before them."""
    done: dict[str, None] = {}
    waiting = list(jobs)
    while waiting:
        ready = [
            name
            for name in waiting
            if all(literal(each) in done or literal(each) not in jobs for each in items(at(jobs[name], "needs")))
        ]
        done.update(dict.fromkeys(ready or waiting))
        waiting = [name for name in waiting if name not in done]
    return list(done)


def _pipeline(root: str, tree: Tree, told: Events, jobs: list[Tree]) -> Pipeline:
    permissions = at(tree, "permissions")
    several = len(jobs) > 1
    return Pipeline(
        address=root,
        type="workflow",
        provider=GITHUB.provider,
        language=GITHUB.language,
        place=tree.place,
        raw=tree,
        stranger_events=told.stranger,
        permissions_declared=declared(tree, jobs),
        write_all=write_all(permissions),
        write_rights=writable(permissions)
        if several or isinstance(permissions, Unknown)
        else Known((), permissions.place),
    )


def _job(
    address: str, tree: Tree, one: Tree, source: Source, told: Events, scope: Scope, local: Local
) -> tuple[list[Resource], dict[str, Origin]]:
    """The resources of a job, and who decides each of its outputs."""
    scope = replace(scope, variables=(at(one, "env"), *scope.variables))
    found: list[Resource] = list(conditions(address, at(one, "if"), told))
    found += variables_of(f"{address} env", at(one, "env"), "job", GITHUB)
    found += dependencies(address, at(one, "uses"), "pipeline")
    path = f"./{literal(at(one, 'uses')).strip()[2:]}"
    if path in local:
        found.append(call(address, one, source, scope, local[path]))
    found += _containers(address, one)
    reads: list[Read] = []
    for number, step in enumerate(items(at(one, "steps"))):
        name = literal(at(step, "id")) or str(number)
        each = read(f"{address}.steps[{name}]", step, source, scope, local)
        scope = each.after
        reads.append(each)
        found += of_step(each, told)
    steps = at(one, "steps")
    if isinstance(steps, Unknown):
        found += unread(address, steps)
    found.insert(0, job(address, one, told, rights(tree, one), reads, scope))
    handed = {
        name.lower(): worst_of(value.value, scope)
        for name, value in fields(at(one, "outputs"))
        if isinstance(value, Known) and isinstance(value.value, str)
    }
    return found, handed


def unread(address: str, steps: Unknown) -> Iterator[Resource]:
    """Steps that are not known."""
    from holdfast.estate.kinds.pipeline import PipelineStep

    yield PipelineStep(
        address=f"{address}.steps",
        type="step",
        provider=GITHUB.provider,
        language=GITHUB.language,
        place=steps.place,
        commands=steps,
        splices=steps,
        environment_writes=steps,
        printed_secrets=steps,
        whole_secret_store=steps,
        unmasked_secrets=steps,
        guards=steps,
        tolerated=steps,
    )


def of_step(each: Read, told: Events) -> Iterator[Resource]:
    """A step with its condition, its variables and what it uses."""
    address = each.step.address
    yield each.step
    yield from conditions(address, at(each.tree, "if"), told)
    yield from variables_of(f"{address} env", at(each.tree, "env"), "step", GITHUB)
    yield from variables_of(f"{address} with", at(each.tree, "with"), "step", GITHUB)
    yield from dependencies(address, at(each.tree, "uses"), "action")


def _containers(address: str, one: Tree) -> Iterator[Resource]:
    container = at(one, "container")
    named = [("container", container), *((f"services.{name}", each) for name, each in fields(at(one, "services")))]
    for name, each in named:
        yield from image_of(f"{address}.{name}", each, GITHUB)
        if isinstance(each, Known) and isinstance(each.value, dict):
            yield from variables_of(f"{address}.{name} env", at(each, "env"), "job", GITHUB)
            yield from variables_of(
                f"{address}.{name} credentials", at(each, "credentials"), "job", GITHUB, registry=True
            )

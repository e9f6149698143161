"""Reads ``bitbucket-pipelines.yml`` (from "Bitbucket Pipelines configuration reference")."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from holdfast.estate.pipelines.build import is_mapping, job_of, literal, script_step
from holdfast.estate.pipelines.files import secret_file
from holdfast.estate.pipelines.parts import System, dependency, image_of, unknown_dependency, variables_of
from holdfast.estate.pipelines.script import Source, command_texts
from holdfast.model.resource import Resource
from holdfast.model.tree import at, fields, items, number
from holdfast.model.value import How, Known, Tree, Unknown, Value

BITBUCKET: Final = System("bitbucket", "bitbucket")

_STRANGER: Final = frozenset({"BITBUCKET_BRANCH"})
_ANY_BRANCH: Final = frozenset({"**", "*", "{**}"})
_MINUTES: Final = 120.0
"""When a step ends if nobody says so."""


def pipelines(tree: Tree, source: Source) -> Iterator[Resource]:
    """The steps of every pipeline, and what they use."""
    root = source.path
    yield from _image(root, at(tree, "image"))
    for name, service in fields(at(tree, "definitions", "services")):
        yield from image_of(f"{root} {name}", at(service, "image"), BITBUCKET)
        yield from variables_of(f"{root} {name} variables", at(service, "variables"), "job", BITBUCKET)
    seen: set[Any] = set()
    for kind, each in fields(at(tree, "pipelines")):
        lists = [("", each)] if kind == "default" else list(fields(each))
        for name, steps in lists:
            open_to_all = kind in ("default", "pull-requests") or (kind == "branches" and name in _ANY_BRANCH)
            for index, step in enumerate(_steps(steps)):
                if step.place in seen:
                    continue
                seen.add(step.place)
                address = f"{root} {kind}{'.' if name else ''}{name}[{index}]"
                yield from _step(address, step, source, open_to_all)


def _steps(tree: Tree) -> Iterator[Tree]:
    """Steps in order, those inside of stages and parallel groups included."""
    waiting = list(reversed(items(tree)))
    while waiting:
        each = waiting.pop()
        for name in ("step", "stage", "parallel"):
            inner = at(each, name)
            if isinstance(inner, Unknown):
                continue
            if name == "step" and inner.value is not None:
                yield inner
            elif inner.value is not None:
                below = at(inner, "steps") if is_mapping(inner) else inner
                waiting += reversed(items(below))


def _step(address: str, step: Tree, source: Source, open_to_all: bool) -> Iterator[Resource]:
    paths = at(step, "artifacts", "paths") if is_mapping(at(step, "artifacts")) else at(step, "artifacts")
    minutes = number(at(step, "max-time"))
    if isinstance(minutes, Known) and minutes.value is None:
        minutes = Known(_MINUTES, step.place, How.DEFAULT)
    kept = tuple(each for each in items(paths) if isinstance(each, Known) and secret_file(literal(each)))
    yield job_of(
        address,
        step,
        BITBUCKET,
        timeout_minutes=minutes,
        secret_artefacts=paths if isinstance(paths, Unknown) else Known(kept, step.place),
        unguarded_deployment=_unguarded(step, open_to_all),
    )
    yield from _image(address, at(step, "image"))
    scripts = [at(step, "script"), at(step, "after-script")]
    lines = [each for tree in scripts for each in ([tree] if isinstance(tree, Unknown) else items(tree))]
    pipes = [each for each in lines if is_mapping(each)]
    texts = Known([each for each in lines if not is_mapping(each)], scripts[0].place)
    yield script_step(
        f"{address} script",
        scripts[0],
        BITBUCKET,
        command_texts(texts, source),
        writer_of=lambda name: "stranger" if name in _STRANGER else None,
    )
    for place, pipe in enumerate(pipes):
        yield from _pipe(f"{address} pipe[{place}]", at(pipe, "pipe"))
        yield from variables_of(f"{address} pipe[{place}]", at(pipe, "variables"), "step", BITBUCKET)


def _image(address: str, image: Tree) -> Iterator[Resource]:
    """An image with the credentials that it is fetched with."""
    yield from image_of(address, image, BITBUCKET)
    if is_mapping(image):
        yield from variables_of(f"{address} image", image, "job", BITBUCKET, registry=True)


def _unguarded(step: Tree, open_to_all: bool) -> Value[bool] | None:
    deployment = at(step, "deployment")
    if isinstance(deployment, Unknown):
        return deployment
    if deployment.value is None:
        return None
    production = literal(deployment).lower().startswith("prod")
    by_hand = literal(at(step, "trigger")) == "manual"
    return Known(production and open_to_all and not by_hand, deployment.place)


def _pipe(address: str, tree: Tree) -> Iterator[Resource]:
    """The pipe of a step, which is an image with a name."""
    text = literal(tree)
    if isinstance(tree, Unknown) or "$" in text:
        yield unknown_dependency(address, tree, BITBUCKET, "action", "a variable decides which pipe it is")
    elif text.startswith("docker://"):
        yield from image_of(address, Known(text.removeprefix("docker://"), tree.place), BITBUCKET)
    elif text:
        name, _, version = text.partition(":")
        moving = version in ("", "latest")
        yield dependency(
            *(address, tree, BITBUCKET),
            form="action",
            name=name,
            version=version or None,
            pin="branch" if moving else "version",
            maker="platform" if name.startswith("atlassian/") else "other",
        )

"""A composite action of the repository, and what it does with its inputs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from holdfast.estate.github.expression import Context, find, flowing, parse
from holdfast.estate.github.scope import NOTHING, Scope, input_types
from holdfast.estate.github.steps import read
from holdfast.estate.github.system import Events, absent_tuple, literal
from holdfast.estate.github.uses import CODE_INPUTS, dependencies, used
from holdfast.estate.github.workflow import Local, of_step
from holdfast.estate.pipelines import Source
from holdfast.model.place import Place
from holdfast.model.resource import Resource
from holdfast.model.tree import at, fields, items
from holdfast.model.value import Known, Tree

_QUIET: Final = Events(frozenset({"workflow_call"}), absent_tuple(NOTHING), absent_tuple(NOTHING), False)


def action(tree: Tree, source: Source, local: Local) -> Iterator[Resource]:
    """The resources of an action: its steps, or the image that it runs in.

    An action in the folder of the workflows is there for them alone; one elsewhere may be used by anybody.
    """
    runs = at(tree, "runs")
    own = re.search(r"(?:^|/)\.(?:github|gitea|forgejo)/", source.path) is not None
    scope = Scope(inputs=input_types(at(tree, "inputs")), caller="member" if own else "caller")
    image = at(runs, "image")
    if literal(image).startswith("docker://"):
        yield from dependencies(f"{source.path} runs", image, "image")
    for number, step in enumerate(items(at(runs, "steps"))):
        name = literal(at(step, "id")) or str(number)
        each = read(f"{source.path} steps[{name}]", step, source, scope, local)
        scope = each.after
        yield from of_step(each, _QUIET)


def run_inputs(tree: Tree) -> Mapping[str, Place]:
    """The inputs that an action or a workflow puts into scripts, each with the place where it does."""
    found: dict[str, Place] = {}
    steps = items(at(tree, "runs", "steps"))
    steps += [step for _, job in fields(at(tree, "jobs")) for step in items(at(job, "steps"))]
    for step in steps:
        part = used(literal(at(step, "uses")))
        names = CODE_INPUTS.get(part.slug, ()) if part is not None else ()
        code = [at(step, "run"), *(value for name, value in fields(at(step, "with")) if name.lower() in names)]
        for text in code:
            if not isinstance(text, Known) or not isinstance(text.value, str):
                continue
            for expression in find(text.value):
                node = parse(expression.body)
                for context in flowing(node) if node is not None else ():
                    if isinstance(context, Context) and context.path[0] == "inputs" and len(context.path) == 2:
                        found.setdefault(context.path[1], text.place)
    return found

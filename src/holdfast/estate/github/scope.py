"""What an expression in a workflow stands for: through variables, outputs, matrices and inputs to who wrote it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from holdfast.estate.github.contexts import RANK, foreign, numbers_a_change, spelled, writer
from holdfast.estate.github.expression import Context, Node, find, flowing, parse
from holdfast.model.place import Place
from holdfast.model.tree import at, fields, items
from holdfast.model.value import Hop, Known, Tree, Unknown

_DEEPEST: Final = 6
_SAFE_INPUTS: Final = frozenset({"boolean", "number", "choice", "environment"})


class Origin(NamedTuple):
    """Who decides a text and where it comes from."""

    writer: str | None
    """A word of ``contexts.RANK``; None where nobody can know."""
    source: str
    trail: tuple[Hop, ...] = ()
    foreign: bool = False
    """It names a revision that a stranger wrote."""


PLATFORM: Final = Origin("platform", "")
NOTHING: Final[Tree] = Known(None, Place(path=""))
_HOLDS_NAMES: Final = re.compile(r"file|branch|ref|dir|path|title|body|message|result", re.IGNORECASE)
"""Outputs of an action that may hold what somebody else named; the others count or decide."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What names stand for at one step."""

    variables: tuple[Tree, ...] = ()
    """``env`` mappings, the innermost first."""
    outputs: Mapping[str, Mapping[str, Origin]] = field(default_factory=dict)
    """Outputs of the steps before, by id of the step; under ``*`` what holds for all others of the step."""
    jobs: Mapping[str, Tree] = field(default_factory=dict)
    """Every job of the workflow by its id."""
    job_outputs: Mapping[str, Mapping[str, Origin]] = field(default_factory=dict)
    """Outputs of the jobs that are known already."""
    written: Mapping[str, Origin] = field(default_factory=dict)
    """Variables that the steps before wrote into the environment, by name in lower case."""
    matrix: Tree = NOTHING
    inputs: Mapping[str, str] = field(default_factory=dict)
    """Type of each input, by name in lower case."""
    caller: str = "caller"
    """Who decides inputs: ``member`` where only workflows of the same repository give them."""


def origins(text: str, scope: Scope, depth: int = 0) -> Iterator[tuple[int, int, Origin]]:
    """Each expression in a text: start, end, and the least trusted of what flows into it."""
    if "${{" not in text:
        return
    for found in find(text):
        node = parse(found.body)
        yield found.start, found.end, origin(node, scope, depth) if node is not None else PLATFORM


def origin(node: Node, scope: Scope, depth: int = 0) -> Origin:
    """The least trusted origin of what an expression gives."""
    worst = PLATFORM
    for context in flowing(node):
        told = _of(context, scope, depth)
        if _worse(told, worst):
            worst = told
    return worst


def worst_of(text: str, scope: Scope, depth: int = 0) -> Origin:
    """The least trusted origin of what stands in a text."""
    worst = PLATFORM
    for _, _, told in origins(text, scope, depth):
        if _worse(told, worst):
            worst = told
    return worst


def _worse(one: Origin, other: Origin) -> bool:
    return _rank(one) > _rank(other)


def _rank(told: Origin) -> float:
    return 2.5 if told.writer is None else RANK[told.writer]


def _of(context: Context, scope: Scope, depth: int) -> Origin:
    path = context.path
    if depth > _DEEPEST:
        return Origin(None, spelled(path))
    match path[0]:
        case "env" if len(path) > 1:
            return variable(path[1], scope, depth)
        case "steps" if len(path) > 3 and path[2] == "outputs":
            return _output(scope.outputs.get(path[1]), path)
        case "needs" if len(path) > 3 and path[2] == "outputs":
            return _output(scope.job_outputs.get(path[1]), path)
        case "matrix" if len(path) > 1:
            return _matrix(path, scope, depth)
        case "inputs":
            safe = len(path) > 1 and scope.inputs.get(path[1], "string") in _SAFE_INPUTS
            return PLATFORM if safe else Origin(scope.caller, spelled(path))
        case _ if path[:3] == ("github", "event", "inputs") and len(path) > 3:
            safe = scope.inputs.get(path[3], "string") in _SAFE_INPUTS
            return PLATFORM if safe else Origin("caller", spelled(path))
    return Origin(writer(path), spelled(path))


def _output(outputs: Mapping[str, Origin] | None, path: tuple[str, ...]) -> Origin:
    if outputs is None:
        return PLATFORM
    told = outputs.get(path[3], PLATFORM)
    if path[3] not in outputs and _HOLDS_NAMES.search(path[3]):
        told = outputs.get("*", PLATFORM)
    elif path[3] not in outputs and outputs.get("*", PLATFORM).writer is None:
        told = outputs["*"]
    if told.writer in ("stranger", "caller", None):
        return told._replace(source=told.source or spelled(path))
    return told


def variable(name: str, scope: Scope, depth: int = 0) -> Origin:
    """Who decides the content of a variable that the workflow sets."""
    if name.lower() in scope.written:
        return scope.written[name.lower()]
    for level in scope.variables:
        for key, value in fields(level):
            if key.lower() == name.lower():
                if isinstance(value, Unknown) or not isinstance(value.value, str):
                    return PLATFORM
                told = worst_of(value.value, scope, depth + 1)
                hop = Hop(f"variable {key}", value.place)
                return told._replace(trail=(*told.trail, hop)) if told is not PLATFORM else told
    return PLATFORM


def _matrix(path: tuple[str, ...], scope: Scope, depth: int) -> Origin:
    worst = PLATFORM
    for value in matrix_values(scope.matrix, path[1]):
        if isinstance(value, Known) and isinstance(value.value, str):
            told = worst_of(value.value, scope, depth + 1)
            if _worse(told, worst):
                worst = told
    return worst


def matrix_values(matrix: Tree, name: str) -> Iterator[Tree]:
    """What a name of a matrix may stand for; for a matrix that is worked out, the expression that does it."""
    if isinstance(matrix, Known) and isinstance(matrix.value, str):
        yield matrix
        return
    for key, values in fields(matrix):
        if key.lower() == name:
            yield from items(values)
        elif key in ("include",):
            for row in items(values):
                if isinstance(row, Known) and isinstance(row.value, str):
                    yield row
                yield from (value for inner, value in fields(row) if inner.lower() == name)


def names_foreign(text: str, scope: Scope, depth: int = 0) -> bool:
    """Whether a revision or repository, as written, is one that a stranger wrote."""
    if depth > _DEEPEST:
        return False
    for found in find(text):
        node = parse(found.body)
        for context in flowing(node) if node is not None else ():
            path = context.path
            if foreign(path) or (numbers_a_change(path) and "pull/" in text):
                return True
            if path[0] == "env" and len(path) > 1 and variable_names_foreign(path[1], scope, depth):
                return True
            if path[0] == "steps" and len(path) > 3:
                outputs = scope.outputs.get(path[1], {})
                if (outputs.get(path[3]) or outputs.get("*") or PLATFORM).foreign:
                    return True
    return False


def variable_names_foreign(name: str, scope: Scope, depth: int = 0) -> bool:
    """Whether a variable that the workflow sets names a revision that a stranger wrote."""
    for level in scope.variables:
        for key, value in fields(level):
            if key.lower() == name.lower() and isinstance(value, Known) and isinstance(value.value, str):
                return names_foreign(value.value, scope, depth + 1)
    return False


def input_types(tree: Tree) -> dict[str, str]:
    """Type of each input that a workflow or action declares."""
    found: dict[str, str] = {}
    for name, declared in fields(tree):
        kind: Any = at(declared, "type")
        found[name.lower()] = kind.value if isinstance(kind, Known) and isinstance(kind.value, str) else "string"
    return found

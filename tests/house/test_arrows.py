"""Imports go down only: at the top of a module, inside of functions, and through tables of dotted names."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from graphlib import CycleError, TopologicalSorter
from importlib import import_module

import pytest

from .tree import PACKAGE, modules

_BELOW_ESTATE = ("formats", "model", "kit")

# Room to what its modules may import besides their own room. "holdfast" is the package itself: its version.
ARROWS: dict[str, tuple[str, ...]] = {
    "__main__": ("holdfast", "faces"),
    "faces": ("holdfast", "app", "model"),
    "app": (
        *("holdfast", "activities", "loop", "store", "checks", "engines", "actions", "threats", "practice"),
        *("estate", *_BELOW_ESTATE),
    ),
    "activities": ("model",),
    "loop": ("model",),
    "store": _BELOW_ESTATE,
    "checks": ("estate.kinds", "model"),
    "engines": ("estate", *_BELOW_ESTATE),
    "actions": ("estate", *_BELOW_ESTATE),
    "threats": ("estate.kinds", *_BELOW_ESTATE),
    "practice": ("estate.kinds", *_BELOW_ESTATE),
    "estate": _BELOW_ESTATE,
    "estate.kinds": ("model",),
    "formats": ("model", "kit"),
    "kit": ("model.errors",),
    "model": (),
    "holdfast": (),
}
ROOMS = frozenset(ARROWS) - {"__main__", "holdfast", "estate.kinds"}
APART = ("engines", "actions", "faces", "estate")
"""Rooms whose folders do not know each other; only readers in ``estate`` share kinds and each other's public face."""
TABLE_OF_READERS = "holdfast.estate.readers"
"""The one module of ``estate`` that knows every reader by the name of its public face."""
NAMES_ONLY = ("activities",)
"""Rooms whose dotted names say what does a job, for people and reports; nothing is imported through them."""

_DOTTED = re.compile(rf"holdfast\.(?:{'|'.join(sorted(ROOMS))})(?:\.[a-z0-9_]+)*(?::[a-z0-9_]+)?")


@cache
def _dotted_names(module: str) -> list[str]:
    nodes = ast.walk(modules()[module])
    texts = [node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    return [text for text in texts if _DOTTED.fullmatch(text)]


@cache
def _imports(module: str) -> frozenset[str]:
    """The modules of the package that ``module`` imports, wherever it says so."""
    return frozenset(_named(module))


def _named(module: str) -> Iterator[str]:
    for node in ast.walk(modules()[module]):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if _own(alias.name))
        elif isinstance(node, ast.ImportFrom):
            origin = node.module or ""
            assert not node.level, f"{module}:{node.lineno}: a relative import hides where it goes"
            if _own(origin):
                whole = (f"{origin}.{alias.name}" for alias in node.names)
                yield from (name if name in modules() else origin for name in whole)
    if module.split(".")[1:2] not in [[room] for room in NAMES_ONLY]:
        yield from (text.partition(":")[0] for text in _dotted_names(module))


def _own(name: str) -> bool:
    return name.partition(".")[0] == "holdfast"


def _row(module: str) -> str:
    parts = module.split(".")
    if parts[1:3] == ["estate", "kinds"]:
        return "estate.kinds"
    return parts[1] if len(parts) > 1 else "holdfast"


def _folder(module: str) -> str | None:
    """The folder of its room that a module stands in; None directly in the room."""
    parts = module.split(".")
    return parts[2] if len(parts) > 2 and (PACKAGE / parts[1] / parts[2]).is_dir() else None


def _allowed(module: str, target: str) -> bool:
    source, goal = _row(module), _row(target)
    if module == TABLE_OF_READERS and goal == "estate":
        return target.endswith(".reader")
    if source.split(".")[0] == goal.split(".")[0]:
        one, other = _folder(module), _folder(target)
        if source == "formats":
            return not (other == "report" and one != "report")
        if source not in APART or one == other or other is None:
            return source != "estate.kinds" or goal == source
        return source == "estate" and (goal == "estate.kinds" or target == f"holdfast.estate.{other}")
    return any(target == room or f"{target}.".startswith(f"holdfast.{room}.") for room in ARROWS[source])


def test_imports_go_down() -> None:
    found = {(module, target) for module in modules() for target in _imports(module)}
    assert sorted((module, target) for module, target in found if not _allowed(module, target)) == []


def test_no_module_imports_itself_by_a_detour() -> None:
    graph = {module: _imports(module) - {module} for module in modules()}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(f"a circle of imports: {' <- '.join(error.args[1])}")


def test_dotted_names_resolve() -> None:
    named = {text for module in modules() for text in _dotted_names(module)}
    assert len(named) > 100
    for text in sorted(named):
        name, _, attribute = text.partition(":")
        found = import_module(name)
        assert not attribute or callable(getattr(found, attribute)), text


def test_what_is_imported_by_name_stands_in_a_table() -> None:
    blind = {module: lines for module in modules() if (lines := _computed(module)) and not _dotted_names(module)}
    assert blind == {}, "these lines import what no test can see"


def _computed(module: str) -> list[int]:
    """Lines that import a module whose name is put together."""
    calls = [node for node in ast.walk(modules()[module]) if isinstance(node, ast.Call)]
    named = [call for call in calls if ast.unparse(call.func).endswith(("import_module", "__import__"))]
    return [call.lineno for call in named if not isinstance(call.args[0], ast.Constant)]


def test_no_other_rooms() -> None:
    built = {path.name for path in PACKAGE.iterdir() if path.is_dir() and path.name != "__pycache__"}
    loose = {path.name for path in PACKAGE.iterdir() if path.is_file()}
    assert len(ROOMS) == 14
    assert built <= ROOMS
    assert loose <= {"__init__.py", "__main__.py", "py.typed"}

"""The reader finds in the standard library what CPython's own parser finds there."""

from __future__ import annotations

import ast
import sysconfig
import warnings
from pathlib import Path

import pytest

from holdfast.estate.kinds.code import Block
from holdfast.estate.python import Frontend
from tests.estate.codedump import dump
from tests.estate.python.oracle import nodes, read_by_holdfast, read_by_python

_LIBRARY = Path(sysconfig.get_path("stdlib"))
_FILES = sorted(
    path
    for path in _LIBRARY.rglob("*.py")
    if not {"site-packages", "test", "tests"} & set(path.relative_to(_LIBRARY).parts) and path.stat().st_size < 120_000
)


@pytest.mark.parametrize("path", _FILES[::12], ids=lambda path: str(path.relative_to(_LIBRARY)))
def test_as_much_is_found_as_python_finds(path: Path) -> None:
    data = path.read_bytes()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            tree = ast.parse(data)
        except (SyntaxError, ValueError):
            tree = ast.Module([], [])
            data = b""
    found, expected = read_by_holdfast(Frontend().read("a.py", data)), read_by_python(tree)
    assert {key: (found[key], expected[key]) for key in found | expected if found[key] != expected[key]} == {}


@pytest.mark.parametrize("path", _FILES[5::40], ids=lambda path: str(path.relative_to(_LIBRARY)))
def test_a_body_is_the_same_whether_its_tree_was_kept_or_not(path: Path) -> None:
    data = path.read_bytes()
    kept = Frontend(kept=1 << 30).read("a.py", data)
    short = Frontend(kept=0)
    dropped = short.read("a.py", data)
    short.read("b.py", b"x = 1")
    assert dump(dropped.body) == dump(kept.body)
    assert _places(dropped.body) == _places(kept.body)


def _places(body: Block) -> list[tuple[int, int]]:
    return [(node.start, node.end) for node in nodes(body)]

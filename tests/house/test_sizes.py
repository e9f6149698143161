"""Files and functions stay small, comments keep no promises, and only faces print."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from datetime import UTC, date, datetime
from pathlib import Path
from typing import NamedTuple

from .tree import PACKAGE, ROOT, committed, modules, tree

FILE_LIMIT, FILE_WISH, FUNCTION_LIMIT = 600, 400, 80
CODE = (".py", ".sh", ".css", ".j2")
TABLES = (".yaml", ".yml", ".toml")
"""Data that is read entry by entry; only the limit holds, not the wish."""


class Waiver(NamedTuple):
    """Why a file may be longer than wished, who answers for it, and until when."""

    owner: str
    reason: str
    until: date


WAIVERS: dict[str, Waiver] = {
    "src/holdfast/estate/kinds/code.py": Waiver(
        owner="founders",
        reason="one vocabulary of small classes that name each other; apart they would import in a circle",
        until=date(2027, 12, 31),
    ),
}

MARK = re.compile(r"\b(?:TODO|FIXME|HACK|XXX)\b")
BARE_IGNORE = re.compile(r"#\s*type:\s*ignore(?!\[)")
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
PRINTERS = ("holdfast.faces.", "holdfast.__main__")


def _ours(path: str) -> bool:
    folder, _, rest = path.partition("/")
    return folder in ("src", "tests", "benchmarks", "tools") or (folder == "examples" and "/" not in rest)


FILES = [path for path in committed() if _ours(path) and path.endswith(CODE + TABLES)]
PYTHON = [path for path in FILES if path.endswith(".py")]


def _lines(path: str) -> int:
    return len((ROOT / path).read_text(encoding="utf-8").splitlines())


def test_no_file_is_too_long() -> None:
    assert {path: count for path in FILES if (count := _lines(path)) > FILE_LIMIT} == {}


def test_code_longer_than_wished_has_a_waiver_that_holds() -> None:
    today = datetime.now(UTC).date()
    held = {path for path, waiver in WAIVERS.items() if waiver.owner and waiver.reason and waiver.until >= today}
    long = {path: count for path in FILES if path.endswith(CODE) and (count := _lines(path)) > FILE_WISH}
    assert {path: count for path, count in long.items() if path not in held} == {}
    assert set(WAIVERS) <= long.keys(), "a waiver that nothing needs"


def test_no_function_is_too_long() -> None:
    found = [(path, node) for path in PYTHON for node in ast.walk(tree(ROOT / path)) if isinstance(node, FUNCTIONS)]
    sizes = {f"{path}: {node.name}": (node.end_lineno or node.lineno) - node.lineno + 1 for path, node in found}
    assert {name: size for name, size in sizes.items() if size > FUNCTION_LIMIT} == {}


def test_comments_keep_no_promises_and_silence_no_checker_wholesale() -> None:
    found = [(path, token) for path in PYTHON for token in _comments(path)]
    wrong = [(path, token) for path, token in found if MARK.search(token.string) or BARE_IGNORE.search(token.string)]
    assert [(path, token.start[0], token.string) for path, token in wrong] == []


def _comments(path: str) -> list[tokenize.TokenInfo]:
    text = (ROOT / path).read_text(encoding="utf-8")
    if not MARK.search(text) and "ignore" not in text:
        return []
    return [token for token in tokenize.generate_tokens(io.StringIO(text).readline) if token.type == tokenize.COMMENT]


def test_only_faces_print() -> None:
    quiet = {name: module for name, module in modules().items() if not name.startswith(PRINTERS)}
    calls = [(name, node) for name, module in quiet.items() for node in ast.walk(module) if isinstance(node, ast.Call)]
    assert [(name, call.lineno) for name, call in calls if ast.unparse(call.func) == "print"] == []


def test_the_listing_is_not_empty() -> None:
    assert (PACKAGE / "__init__.py").relative_to(ROOT).as_posix() in PYTHON
    assert Path(__file__).relative_to(ROOT).as_posix() in PYTHON

"""Where an ignore comment can stand without changing what the file means."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, Final

from holdfast.formats.languages import SCRIPT, SHEET, Language, Style, language
from holdfast.formats.languages import write as comment
from holdfast.formats.stretches import inside
from holdfast.model.decision import Decision

_WIDE: Final = 120
_REGION: Final = re.compile(r"<(script|style)\b[^>]*>([\s\S]*?)</\1\s*>", re.IGNORECASE)
_FIRST: Final = ("#!", "<?xml", "<?php", "<!doctype", "---", "%yaml")
"""A first line that must stay first."""
_JSX: Final = (".jsx", ".tsx", ".js", ".ts")
_PHP: Final = (".php", ".phtml")


def why_not(path: str) -> str:
    """Why no comment can be written into a file of this name; empty when its language has them."""
    if language(path):
        return ""
    name = path.rpartition("/")[2]
    return f"{name} has no comments, or none that Holdfast knows how to write"


def texts(path: str, data: bytes, line: int, decision: Decision) -> Iterator[bytes]:
    """Contents of a file with the ignore comment of a decision added, best first; none where it can stand nowhere.

    The comment stands behind the finding's first line (from 1), or alone on a line before it. Indentation, line ends,
    encoding and everything else stay as they are.
    """
    text = data.decode("utf-8", "surrogateescape")
    rows = text.split("\n")
    found = _language(path, text, line)
    if found is None or not 0 < line <= len(rows):
        return
    spoken, within = found
    words = comment(spoken.style, decision.check, decision.reason, decision.until)
    if line in within or (path.endswith(_JSX) and _in_markup(rows, line)):
        return
    follows = line + 1 in within
    ways = [None if follows else _beside(rows, line, words, spoken.style), _above(rows, line, words)]
    if len(rows[line - 1]) + len(words) + 2 > _WIDE:
        ways.reverse()
    for way in ways:
        if way is not None and _means_the_same(path, text, way):
            yield way.encode("utf-8", "surrogateescape")


def _language(path: str, text: str, line: int) -> tuple[Language, frozenset[int]] | None:
    """The language that holds on a line, and the lines that begin inside of something longer."""
    found = language(path)
    if found is None or (path.endswith(_PHP) and not _in_php(text, line)):
        return None
    for region in _REGION.finditer(text) if found.markup else ():
        first = text.count("\n", 0, region.start(2)) + 1
        last = text.count("\n", 0, region.end(2)) + 1
        if first < line < last:
            part = SCRIPT if region[1].lower() == "script" else SHEET
            return part, frozenset(first - 1 + number for number in inside(region[2], part))
    return found, inside(text, found)


def _beside(rows: list[str], line: int, words: str, style: Style) -> str | None:
    row = rows[line - 1].removesuffix("\r")
    end = rows[line - 1][len(row) :]
    if not style.beside or row.endswith(("\\", "`")) or "?>" in row or not row.strip():
        return None
    gap = "" if row.endswith((" ", "\t")) else "  "
    return "\n".join([*rows[: line - 1], f"{row}{gap}{words}{end}", *rows[line:]])


def _above(rows: list[str], line: int, words: str) -> str | None:
    row = rows[line - 1]
    before = rows[line - 2].rstrip("\r") if line > 1 else ""
    first = line == 1 and row.lower().lstrip("\ufeff").startswith(_FIRST)
    if before.endswith("\\") or first or row.startswith("\ufeff"):
        return None
    indent = row[: len(row) - len(row.lstrip(" \t"))]
    end = "\r" if row.endswith("\r") or (line == len(rows) and before != (rows[line - 2] if line > 1 else "")) else ""
    return "\n".join([*rows[: line - 1], f"{indent}{words}{end}", *rows[line - 1 :]])


def _in_markup(rows: list[str], line: int) -> bool:
    """The line may be text between the tags of JSX, where a comment of the language would be shown."""
    row = rows[line - 1].strip()
    above = next((item.strip() for item in reversed(rows[: line - 1]) if item.strip()), "")
    return (row.startswith("<") and not row.startswith(("<!", "<<"))) or (
        above.endswith(">") and not above.endswith(("=>", "->", "-->", "%>")) and above.startswith("<")
    )


def _in_php(text: str, line: int) -> bool:
    """A line begins inside of PHP, and not in the page around it."""
    above = "\n".join(text.split("\n")[: line - 1])
    return above.rfind("<?") > above.rfind("?>")


def _means_the_same(path: str, before: str, after: str) -> bool:
    """Where the standard library reads the language, and could read the text before: it says what it said."""
    if path.endswith((".py", ".pyi")):
        import ast

        meant = _read(lambda: ast.dump(ast.parse(before)))
        return meant is None or meant == _read(lambda: ast.dump(ast.parse(after)))
    if path.endswith(".toml"):
        import tomllib

        meant = _read(lambda: tomllib.loads(before))
        return meant is None or meant == _read(lambda: tomllib.loads(after))
    return True


def _read(parse: Callable[[], Any]) -> Any:
    try:
        return parse()
    except (SyntaxError, ValueError, RecursionError):
        return None

"""TOML with the line of every key and item, in one pass; ``tomllib`` says no lines and takes twice as long.

Source: the specification of TOML 1.0. What that accepts is read with the same values; dates and times stay texts. Some
of what it forbids is read too: of equal keys the last one counts.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import Any, Final, NamedTuple

from holdfast.formats.treetext import MOST_DEPTH, decoded, span
from holdfast.model.reading import Gap

MOST_BYTES: Final = 32 << 20
"""Larger files are refused; lock files of large projects reach a few megabytes."""
_BLANK: Final = re.compile(r"(?:[ \t\r\n]++|#[^\n]*+)*+")
_SPACE: Final = re.compile(r"[ \t]*+")
_REST: Final = re.compile(r"[ \t]*+(?:#[^\n]*+)?+(?:\r?\n|\Z)")
_SIMPLE: Final = re.compile(r'([A-Za-z0-9_\-]++)[ \t]*+=[ \t]*+"([^"\\\n]*+)"[ \t]*+(?:\r?\n|\Z)')
"""What nearly every line of a lock file is."""
_KEY: Final = re.compile(r"""([A-Za-z0-9_\-]++)|"((?:[^"\\\n]|\\.)*+)"|'([^'\n]*+)'""")
_BASIC: Final = re.compile(r'"((?:[^"\\\n]++|\\[^\n])*+)"')
_LONG_BASIC: Final = re.compile(r'"""(?:\r?\n)?((?:[^"\\]++|\\.|"{1,2}(?!"))*+"{0,2})"""', re.DOTALL)
_LITERAL: Final = re.compile(r"'([^'\n]*+)'")
_LONG_LITERAL: Final = re.compile(r"'''(?:\r?\n)?((?:[^']++|'{1,2}(?!'))*+'{0,2})'''", re.DOTALL)
_ESCAPE: Final = re.compile(r"\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([ \t]*\r?\n[ \t\r\n]*)|(.)|\Z)", re.DOTALL)
_SHORT: Final = {"b": "\b", "t": "\t", "n": "\n", "f": "\f", "r": "\r", '"': '"', "\\": "\\"}
_BARE: Final = re.compile(r"[A-Za-z0-9_+\-.:]++(?:(?<=\d\d-\d\d)[ ]\d\d:[\d:.]++(?:[Zz]|[+\-]\d\d:\d\d)?)?")
_INTEGER: Final = re.compile(r"[+\-]?\d+(?:_\d+)*\Z|0x[0-9a-fA-F_]+\Z|0o[0-7_]+\Z|0b[01_]+\Z")
_FLOAT: Final = re.compile(r"[+\-]?(?:inf|nan|\d[\d_]*(?:\.\d[\d_]*)?(?:[eE][+\-]?\d[\d_]*)?)\Z")
_MOMENT: Final = re.compile(r"\d{4}-\d\d-\d\d|\d\d:\d\d")
_DIGITS: Final = 400
_WORDS: Final = {"true": True, "false": False}


class Table(dict[str, Any]):
    """A table: plain values, and the line of each key."""

    __slots__ = ("line", "lines")

    def __init__(self, line: int) -> None:
        """Start empty, on a line."""
        super().__init__()
        self.line = line
        self.lines: dict[str, int] = {}


class Array(list[Any]):
    """An array: plain values, and the line of each item."""

    __slots__ = ("lines",)

    def __init__(self) -> None:
        """Start empty."""
        super().__init__()
        self.lines: list[int] = []


class Toml(NamedTuple):
    """What a file holds: a table (empty where it is broken) and what is wrong."""

    table: Table
    gaps: tuple[Gap, ...]


class _Broken(Exception):  # noqa: N818 - an answer more than a fault
    """The text is no TOML from some character on."""

    def __init__(self, why: str, at: int) -> None:
        super().__init__(why)
        self.why, self.at = why, at


def parse(path: str, content: bytes, most: int = MOST_BYTES) -> Toml:
    """The table of a file, or the gap that it is. Raises nothing for any content."""
    if len(content) > most:
        return Toml(Table(1), (Gap(why="larger than is read as TOML", place=span(path, 1, 1, 1, 1), fault=True),))
    scan = _Scan(decoded(content))
    try:
        return Toml(scan.document(), ())
    except _Broken as broken:
        line = scan.line(broken.at)
        return Toml(
            Table(1), (Gap(why=f"not read as TOML: {broken.why}", place=span(path, line, 1, line, 1), fault=True),)
        )


class _Scan:
    """One pass over one text."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._starts = [found.end() for found in re.finditer("\n", text)]

    def line(self, at: int) -> int:
        """The line of a character."""
        return bisect_right(self._starts, at) + 1

    def document(self) -> Table:
        """The whole text. Raises _Broken."""
        text, root = self._text, Table(1)
        current, at = root, 0
        while True:
            simple = _SIMPLE.match(text, at)
            if simple:
                current[simple[1]] = simple[2]
                current.lines[simple[1]] = self.line(at)
                at = simple.end()
                continue
            at = _BLANK.match(text, at).end()  # type: ignore[union-attr]  # it matches the empty text too
            if at >= len(text):
                return root
            if text[at] == "[":
                current, at = self._header(root, at)
            elif not _SIMPLE.match(text, at):
                at = self._pair(current, at, 0)
            else:
                continue
            rest = _REST.match(text, at)
            if rest is None:
                raise _Broken("something stands behind a value", at)
            at = rest.end()

    def _header(self, root: Table, at: int) -> tuple[Table, int]:
        start, many = at, self._text.startswith("[[", at)
        keys, at = self._keys(self._skip(at + 1 + many))
        if not self._text.startswith("]]" if many else "]", at):
            raise _Broken("the name of a table does not end", at)
        line = self.line(start)
        inner = self._descend(root, keys[:-1], start)
        last = keys[-1]
        if not many:
            return self._descend(inner, [last], start), at + 1
        held = inner.setdefault(last, Array())
        if not isinstance(held, Array):
            raise _Broken("a table where there is another value", start)
        inner.lines.setdefault(last, line)
        table = Table(line)
        held.append(table)
        held.lines.append(line)
        return table, at + 2

    def _descend(self, table: Table, keys: list[str], at: int) -> Table:
        """The table below, made where it is not there; of an array of tables the last one."""
        for key in keys:
            inner = table.get(key)
            if inner is None:
                line = self.line(at)
                inner = table[key] = Table(line)
                table.lines[key] = line
            if isinstance(inner, Array) and inner:
                inner = inner[-1]
            if not isinstance(inner, Table):
                raise _Broken("a table where there is another value", at)
            table = inner
        return table

    def _skip(self, at: int) -> int:
        return _SPACE.match(self._text, at).end()  # type: ignore[union-attr]  # it matches the empty text too

    def _keys(self, at: int) -> tuple[list[str], int]:
        """A dotted key and where what follows it starts."""
        keys: list[str] = []
        while True:
            found = _KEY.match(self._text, at)
            if found is None:
                raise _Broken("no key where one must be", at)
            basic = found[2]
            keys.append(self._unescaped(basic, at) if basic is not None else found[1] or found[3] or "")
            if len(keys) > MOST_DEPTH:
                raise _Broken(f"nested more than {MOST_DEPTH} deep", at)
            at = self._skip(found.end())
            if not self._text.startswith(".", at):
                return keys, at
            at = self._skip(at + 1)

    def _pair(self, table: Table, at: int, depth: int) -> int:
        start = at
        keys, at = self._keys(at)
        if not self._text.startswith("=", at):
            raise _Broken("no = behind a key", at)
        value, at = self._value(self._skip(at + 1), depth)
        inner = self._descend(table, keys[:-1], start) if len(keys) > 1 else table
        inner[keys[-1]] = value
        inner.lines[keys[-1]] = self.line(start)
        return at

    def _value(self, at: int, depth: int) -> tuple[Any, int]:
        text = self._text
        first = text[at : at + 1]
        if first == '"' or first == "'":
            return self._string(at, first)
        if first == "[" or first == "{":
            if depth >= MOST_DEPTH:
                raise _Broken(f"nested more than {MOST_DEPTH} deep", at)
            return self._array(at + 1, depth) if first == "[" else self._inline(at + 1, depth)
        found = _BARE.match(text, at)
        if found is None:
            raise _Broken("no value where one must be", at)
        return self._bare(found[0], at), found.end()

    def _bare(self, word: str, at: int) -> Any:
        if word in _WORDS:
            return _WORDS[word]
        if len(word) <= _DIGITS:
            if _INTEGER.match(word):
                return int(word.replace("_", ""), 0) if word[:2] in ("0x", "0o", "0b") else int(word.replace("_", ""))
            if _FLOAT.match(word):
                return float(word.replace("_", ""))
        if _MOMENT.match(word):
            return word
        raise _Broken("a value that TOML does not know", at)

    def _string(self, at: int, quote: str) -> tuple[str, int]:
        long = self._text.startswith(quote * 3, at)
        if quote == '"':
            found = (_LONG_BASIC if long else _BASIC).match(self._text, at)
        else:
            found = (_LONG_LITERAL if long else _LITERAL).match(self._text, at)
        if found is None:
            raise _Broken("a text that does not end", at)
        body = found[1].replace("\r\n", "\n") if long else found[1]
        return (self._unescaped(body, at) if quote == '"' else body), found.end()

    def _unescaped(self, body: str, at: int) -> str:
        if "\\" not in body:
            return body

        def meant(found: re.Match[str]) -> str:
            code = found[1] or found[2]
            if code:
                point = int(code, 16)
                if point > 0x10FFFF or 0xD800 <= point <= 0xDFFF:
                    raise _Broken("an escape of no character", at)
                return chr(point)
            if found[3]:
                return ""
            if found[4] not in _SHORT:
                raise _Broken("an escape that TOML does not know", at)
            return _SHORT[found[4]]

        return _ESCAPE.sub(meant, body)

    def _blank(self, at: int) -> int:
        return _BLANK.match(self._text, at).end()  # type: ignore[union-attr]  # it matches the empty text too

    def _array(self, at: int, depth: int) -> tuple[Array, int]:
        array = Array()
        while True:
            at = self._blank(at)
            if self._text.startswith("]", at):
                return array, at + 1
            array.lines.append(self.line(at))
            value, at = self._value(at, depth + 1)
            array.append(value)
            at = self._blank(at)
            if self._text.startswith(",", at):
                at += 1
            elif not self._text.startswith("]", at):
                raise _Broken("an array that does not end", at)

    def _inline(self, at: int, depth: int) -> tuple[Table, int]:
        table = Table(self.line(at))
        while True:
            at = self._blank(at)
            if self._text.startswith("}", at):
                return table, at + 1
            at = self._blank(self._pair(table, at, depth + 1))
            if self._text.startswith(",", at):
                at += 1
            elif not self._text.startswith("}", at):
                raise _Broken("an inline table that does not end", at)

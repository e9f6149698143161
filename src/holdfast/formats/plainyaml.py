"""YAML as tools write it into lock files, with the line of every key and item, at a fifth of what a parser takes.

Only the plain part is read here: mappings and lists by indentation, scalars on one line, texts in quotes, what flows on
one line, and texts behind ``|``. A file that has anything else goes to ``yamltree`` as a whole, with the same outcome.
Scalars are texts as they are written, but for booleans and null in the spellings of YAML 1.2.
"""

from __future__ import annotations

import re
from typing import Any, Final

from holdfast.formats.tomltree import Array, Table, Toml
from holdfast.formats.treetext import MOST_DEPTH, decoded, span
from holdfast.model.reading import Gap
from holdfast.model.value import Known, Tree

MOST_BYTES: Final = 32 << 20
_KEY: Final = re.compile(r"(?:'((?:[^'\n]|'')*+)'|\"([^\"\\\n]*+)\"|([\w./(~$+][^\n#'\"]*?)):(?:[ ]+(.*))?\Z")
_PLAIN: Final = re.compile(r"[\w./~(+$^<=][^\n]*+\Z")
_NOT_PLAIN: Final = re.compile(r":(?: |\Z)| #|\t")
_QUOTED: Final = re.compile(r"'((?:[^'\n]|'')*+)'\Z|\"([^\"\\\n]*+)\"\Z")
_FLOW: Final = re.compile(
    r"[ ]*+(?:([{\[])|([}\]])|(,)|'((?:[^'\n]|'')*+)'|\"([^\"\\\n]*+)\"|([\w./~(+$^<=][^,\[\]{}'\"#\n]*))"
)
_COLON: Final = re.compile(r"[ ]*+:(?=[ ])")
_ODD: Final = re.compile(r"[\t\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")
_WORDS: Final = {
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys(("null", "Null", "NULL", "~"), None),
}


class _Unusual(Exception):  # noqa: N818 - an answer more than a fault
    """The text holds something that is not read here."""


def parse(path: str, content: bytes) -> Toml:
    """The mapping that a file holds (empty where there is none), and what is wrong. Raises nothing for any content."""
    if len(content) > MOST_BYTES:
        return Toml(Table(1), (Gap(why="larger than is read as YAML", place=span(path, 1, 1, 1, 1), fault=True),))
    try:
        return Toml(_Lines(decoded(content)).document(), ())
    except _Unusual:
        return _thorough(path, content)


def _thorough(path: str, content: bytes) -> Toml:
    from holdfast.formats import yamltree  # a fifth of the start of a scan, and few lock files need it

    parsed = yamltree.parse(path, content)
    gaps = tuple(Gap(why=f"not read as YAML: {each.why}", place=each.place, fault=True) for each in parsed.gaps)
    tables = [made for tree in parsed.trees if isinstance(made := _made(tree), Table)]
    return Toml(tables[0] if tables else Table(1), gaps)


def _made(tree: Tree) -> Any:
    """A tree as tables and arrays; what is unknown is null. Trees are no deeper than MOST_DEPTH."""
    if not isinstance(tree, Known):
        return None
    value = tree.value
    if isinstance(value, dict):
        table = Table(tree.place.line)
        for key, inner in value.items():
            table[key] = _made(inner)
            table.lines[key] = inner.place.line
        return table
    if isinstance(value, list):
        array = Array()
        for inner in value:
            array.append(_made(inner))
            array.lines.append(inner.place.line)
        return array
    return value if isinstance(value, bool | str) or value is None else str(value)


def _scalar(text: str) -> Any:
    return _WORDS.get(text, text)


def _unquoted(found: re.Match[str], at: int = 1) -> str:
    """The text in single quotes of one group, or in double ones of the next."""
    return found[at].replace("''", "'") if found[at] is not None else found[at + 1]


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


class _Lines:
    """One pass over the lines of one text."""

    def __init__(self, text: str) -> None:
        if _ODD.search(text):
            raise _Unusual
        self._lines = text.split("\n")
        bodies = [line.lstrip(" ") for line in self._lines]
        pairs = zip(self._lines, bodies, strict=True)
        self._indents = [len(line) - len(body) if body and body[0] not in "#\r" else -1 for line, body in pairs]
        """How far each line stands in; -1 for one that says nothing."""
        self._end = len(self._lines)
        self._at = 0

    def document(self) -> Table:
        """The one mapping of the text. Raises _Unusual."""
        self._skip()
        if self._at < self._end and self._lines[self._at].rstrip() == "---":
            self._at += 1
            self._skip()
        if self._at >= self._end or self._indents[self._at] != 0:
            raise _Unusual
        value = self._block(0, 0)
        if self._at < self._end or not isinstance(value, Table):
            raise _Unusual
        return value

    def _skip(self) -> None:
        """Go to the next line that says something."""
        indents, at, end = self._indents, self._at, self._end
        while at < end and indents[at] < 0:
            at += 1
        self._at = at

    def _block(self, indent: int, depth: int) -> Any:
        if depth > MOST_DEPTH:
            raise _Unusual
        body = self._lines[self._at][indent:]
        return self._list(indent, depth) if body.startswith("- ") or body.rstrip() == "-" else self._map(indent, depth)

    def _map(self, indent: int, depth: int) -> Table:
        table = Table(self._at + 1)
        while self._at < self._end and self._indents[self._at] == indent:
            number = self._at
            found = _KEY.match(self._lines[number][indent:].rstrip())
            if found is None:
                raise _Unusual
            key = (
                found[1].replace("''", "'") if found[1] is not None else found[2] if found[2] is not None else found[3]
            )
            if key.startswith(("<<", "? ")) or (found[3] is not None and _NOT_PLAIN.search(key)) or key != key.strip():
                raise _Unusual
            table[key] = self._value(found[4] or "", indent, depth)
            table.lines[key] = number + 1
        self._ended(indent)
        return table

    def _ended(self, indent: int) -> None:
        if self._at < self._end and self._indents[self._at] > indent:
            raise _Unusual

    def _value(self, text: str, indent: int, depth: int) -> Any:
        """What stands behind a key, on its line or below; ends on the next line that says something."""
        self._at += 1
        if text in ("|", "|-"):
            return self._literal(text, indent)
        self._skip()
        following = self._indents[self._at] if self._at < self._end else -1
        if text:
            if following > indent:
                raise _Unusual
            return self._inline(text)
        below = following > indent or (following == indent and self._lines[self._at].startswith("- ", indent))
        return self._block(following, depth + 1) if below else None

    def _inline(self, text: str) -> Any:
        """A scalar or a flow on one line."""
        if text[0] in "{[":
            value, at = self._flow(text, 0, 0)
            if text[at:].strip():
                raise _Unusual
            return value
        quoted = _QUOTED.match(text)
        if quoted:
            return _unquoted(quoted)
        if not _PLAIN.match(text) or _NOT_PLAIN.search(text):
            raise _Unusual
        return _scalar(text.strip())

    def _literal(self, text: str, indent: int) -> str:
        start = self._at
        while self._at < self._end and (not (line := self._lines[self._at]).strip() or _indent(line) > indent):
            self._at += 1
        lines = self._lines[start : self._at]
        while lines and not lines[-1].strip():
            lines.pop()
        if not lines or not lines[0].strip():
            raise _Unusual
        inner = _indent(lines[0])
        if any(line.strip() and _indent(line) < inner for line in lines):
            raise _Unusual
        self._skip()
        return "\n".join(line[inner:] for line in lines) + ("" if text == "|-" else "\n")

    def _list(self, indent: int, depth: int) -> Array:
        array = Array()
        while self._at < self._end and self._indents[self._at] == indent:
            line = self._lines[self._at]
            body = line[indent:]
            if not body.startswith("- "):
                break
            array.lines.append(self._at + 1)
            rest = body[2:].strip()
            inner = indent + len(body) - len(body[2:].lstrip(" "))
            if not rest or rest[0] == "-":
                raise _Unusual
            if _KEY.match(rest) and rest[0] not in "{[":
                self._lines[self._at], self._indents[self._at] = " " * inner + rest, inner
                array.append(self._map(inner, depth + 1) if depth < MOST_DEPTH else None)
            else:
                array.append(self._value(rest, indent, depth))
        self._ended(indent)
        return array

    def _flow(self, text: str, at: int, depth: int) -> tuple[Any, int]:
        """What flows from a bracket on, and where it ends."""
        if depth > MOST_DEPTH:
            raise _Unusual
        table: Table | None = Table(self._at) if text[at] == "{" else None
        array, closing = Array(), "}" if text[at] == "{" else "]"
        at += 1
        while True:
            found = _FLOW.match(text, at)
            if found is None:
                raise _Unusual
            if found[2]:
                if found[2] != closing:
                    raise _Unusual
                return (array if table is None else table), found.end()
            if found[3]:
                raise _Unusual
            key, at = "", found.end()
            if table is not None:
                key, at = self._flow_key(text, found)
                found = _FLOW.match(text, at)
                if found is None or found[2] or found[3]:
                    raise _Unusual
            value, at = self._flow_value(text, found, depth)
            if table is None:
                array.append(value)
                array.lines.append(self._at)
            else:
                table[key] = value
                table.lines[key] = self._at
            after = _FLOW.match(text, at)
            if after is None or not (after[2] or after[3]):
                raise _Unusual
            at = after.end() if after[3] else at

    def _flow_key(self, text: str, found: re.Match[str]) -> tuple[str, int]:
        if found[6] is not None:
            key, colon, _ = found[6].partition(": ")
            if not colon or " #" in key:
                raise _Unusual
            return key.strip(), found.start(6) + len(key) + 1
        if found[1]:
            raise _Unusual
        colon_at = _COLON.match(text, found.end())
        if colon_at is None:
            raise _Unusual
        return _unquoted(found, 4), colon_at.end()

    def _flow_value(self, text: str, found: re.Match[str], depth: int) -> tuple[Any, int]:
        if found[1]:
            return self._flow(text, found.start(1), depth + 1)
        if found[6] is not None:
            if _NOT_PLAIN.search(found[6].rstrip()):
                raise _Unusual
            return _scalar(found[6].strip()), found.end()
        return _unquoted(found, 4), found.end()

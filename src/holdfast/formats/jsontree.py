"""JSON as trees: every value with its place, in one pass of one regular expression, without recursion.

Comments and trailing commas are read too, as editors' and Azure's JSON has them. Of equal keys the last one counts.
Places count characters; lines end with LF.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from json.decoder import scanstring  # type: ignore[attr-defined]  # the C scanner of strings; typeshed leaves it out
from typing import Any, Final

from holdfast.formats.treetext import MOST_DEPTH, Parsed, decoded, span, whole
from holdfast.model.place import Place
from holdfast.model.reading import Gap
from holdfast.model.value import Known, Tree

MOST_BYTES: Final = 64 << 20
"""Larger files are refused; plans of big estates reach tens of megabytes."""
_TOKEN: Final = re.compile(
    r"""[ \t\r\n]*+(?:
        ("[^"\\]*+(?:\\.[^"\\]*+)*+")([ \t\r\n]*+:)?+  # 1: a text; 2: a key's colon
      | (-?+(?:0|[1-9][0-9]*+)(?:\.[0-9]++)?+(?:[eE][-+]?+[0-9]++)?+)  # 3: a number
      | (true|false|null)  # 4
      | ([{\[])  # 5
      | ([}\]])  # 6
      | (,)  # 7
      | (//[^\n]*+|/\*(?:[^*]|\*(?!/))*+\*/)  # 8: a comment
      | (.)  # 9: nothing of JSON
    )""",
    re.VERBOSE | re.DOTALL,
)
_TEXT, _KEY, _NUMBER, _WORD, _OPEN, _CLOSE, _COMMA, _COMMENT = range(1, 9)
_VALUES: Final = frozenset({_TEXT, _NUMBER, _WORD, _OPEN})
_MISPLACED: Final = {
    **dict.fromkeys(_VALUES, "a value where none may be"),
    _KEY: "a key where none may be",
    _CLOSE: "a bracket that closes nothing",
    _COMMA: "a comma where none may be",
}
_WORDS: Final = {"true": True, "false": False, "null": None}
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_DIGITS: Final = 400


class _Broken(Exception):  # noqa: N818 - an answer more than a fault
    """The text is no JSON from some character on."""

    def __init__(self, why: str, at: int) -> None:
        """Take what is wrong and where."""
        super().__init__(why)
        self.why = why
        self.at = at


def parse(path: str, content: bytes, most: int = MOST_BYTES) -> Parsed:
    """The one tree of a file, or the one gap that it is."""
    if len(content) > most:
        return Parsed((), (Gap(why="larger than is read as JSON", place=span(path, 1, 1, 1, 1)),))
    text = decoded(content).rstrip(" \t\r\n")
    scan = _Scan(path, text)
    try:
        return Parsed((scan.tree(),), ())
    except _Broken as broken:
        line = scan.spot(broken.at)[0]
        return Parsed((), (Gap(why=f"line {line}: {broken.why}", place=whole(path, text), fault=True),))


class _Scan:
    """One pass over one text."""

    def __init__(self, path: str, text: str) -> None:
        self._path, self._text = path, text
        self._starts = [0, *(found.end() for found in re.finditer("\n", text))]

    def spot(self, at: int) -> tuple[int, int]:
        """Line and column of a character."""
        line = bisect_right(self._starts, at)
        return line, at - self._starts[line - 1] + 1

    def _place(self, start: int, end: int) -> Place:
        line, column = self.spot(start)
        last, stop = self.spot(end)
        return span(self._path, line, column, last, stop)

    def tree(self) -> Tree:
        """The tree of the whole text. Raises _Broken."""
        top: list[Tree] = []
        outer: list[tuple[Any, str, int]] = []
        """Containers that are open around this one, each with the key and the start of what opened in it."""
        inside: Any = top
        key, start, ready = "", -1, True
        """The key of the next value, where its place starts if it has one, and whether a value or key may come."""
        for token in _TOKEN.finditer(self._text):
            sort = token.lastindex or 0
            if sort == _COMMENT:
                continue
            if sort == _COMMA and not ready and outer:
                ready = True
                continue
            at = token.start(sort)
            if sort == _KEY and ready and start < 0 and type(inside) is dict:
                start = token.start(_TEXT)
                key = self._string(token[_TEXT], start)
                continue
            if sort == _CLOSE and outer and start < 0 and (token[_CLOSE] == "}") is (type(inside) is dict):
                value, end = inside, token.end()
                inside, key, start = outer.pop()
                at = start
            elif not ready or sort not in _VALUES or (start < 0 and type(inside) is dict):
                raise _Broken(_MISPLACED.get(sort, "not JSON"), at)
            elif sort == _OPEN:
                if len(outer) >= MOST_DEPTH:
                    raise _Broken(f"nested more than {MOST_DEPTH} deep", at)
                outer.append((inside, key, at if start < 0 else start))
                inside, start = {} if token[_OPEN] == "{" else [], -1
                continue
            else:
                value, end = self._scalar(token, sort), token.end()
            tree = Known(value, self._place(at if start < 0 else start, end))
            if type(inside) is dict:
                inside[key] = tree
            else:
                inside.append(tree)
            start, ready = -1, False
        if outer or not top:
            raise _Broken("it ends before it is complete", len(self._text))
        return top[0]

    def _scalar(self, token: re.Match[str], sort: int) -> Any:
        if sort == _TEXT:
            return self._string(token[_TEXT], token.start(_TEXT))
        if sort == _WORD:
            return _WORDS[token[_WORD]]
        digits = token[_NUMBER]
        if len(digits) > _DIGITS:
            raise _Broken("a number too long to be one", token.start(_NUMBER))
        return int(digits) if digits.lstrip("-").isdigit() else float(digits)

    def _string(self, raw: str, at: int) -> str:
        if "\\" not in raw:
            return raw[1:-1]
        try:
            value, _ = scanstring(raw, 1, False)
        except ValueError as error:
            raise _Broken("an escape that JSON does not know", at) from error
        return _SURROGATE.sub("\ufffd", value)

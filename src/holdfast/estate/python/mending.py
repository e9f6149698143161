"""Broken code: find the statements that cannot be read, and take them out, so that the parser reads the others.

The parser finds its way back by itself, but often far behind the problem: a bracket that is not closed may swallow
functions. So the lines are counted here the way that Python does it, and a statement with a problem is overwritten
with blanks (its first line with a harmless one, where a block hangs on it). No place in the text moves.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass

from tree_sitter import Node, Tree

from holdfast.estate.python.grammar import ids

ROUNDS = 12
"""Parses of one broken file."""
MOST = 2 << 20
"""Bytes that these parses may read together."""
MANY = 40
"""Problems of a text that is hardly Python; it gets one round."""

_TOKEN = re.compile(
    rb"(?P<text>[bruftBRUFT]{0,2}(?:'''(?:[^\\]|\\.)*?'''|\"\"\"(?:[^\\]|\\.)*?\"\"\""
    rb"|'(?:[^\\'\n\r]|\\(?:\r\n|.))*'|\"(?:[^\\\"\n\r]|\\(?:\r\n|.))*\"))"
    rb"|(?P<bad>'|\")|#[^\n\r]*|(?P<open>[(\[{])|(?P<close>[)\]}])|\\\r?\n|(?P<line>\r\n|\n|\r)"
    rb"|[^\s'\"#()\[\]{}\\]+|[ \t\f\v]+|\\",
    re.DOTALL,
)
_PAIRS = {b")": b"(", b"]": b"[", b"}": b"{"}
_FRESH = re.compile(
    rb"(?:def|class|async[ \t]+(?:def|with|for)|import|from[ \t]+[\w.]+[ \t]+import|return|raise|while|with"
    rb"|try[ \t]*:|pass|break|continue|del|global|nonlocal|assert|elif|except|finally[ \t]*:)(?![\w.(=])|@\w"
)
_STATEMENT = re.compile(rb"[A-Za-z_][\w.]*(?:\[[^\]\n]*\])?[ \t]*(?:[-+*/%&|^]?=(?!=)|\()")
_DEFINITION = re.compile(rb"(?:async[ \t]+)?(def|class)[ \t]+(\w+)")
_OPENING = re.compile(rb"(if|elif|else|for|while|with|try|except|finally|async|match|case)\b")
_STANDINS = {b"elif": b"elif 1:", b"except": b"except:", b"else": b"else:", b"finally": b"finally:"}
_CODE = re.compile(rb"[^#\n\r]*")
_WHOLE = ids(
    "comment", "function_definition", "class_definition", "decorated_definition", "expression_statement", "block",
    "if_statement", "for_statement", "while_statement", "try_statement", "with_statement", "import_statement",
    "import_from_statement", "return_statement", "pass_statement",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """A logical line: from its first character to behind its last one."""

    start: int
    end: int
    broken: bool
    """Its brackets or quotes do not match."""


@dataclass(frozen=True, slots=True)
class Mended:
    """What can be read of a broken text."""

    data: bytes
    """As long as the text."""
    tree: Tree
    holes: tuple[tuple[int, int], ...]
    """What was taken out, in order."""


def mend(data: bytes, parse: Callable[[bytes], Tree]) -> Mended:
    """Take out of a text whose parse has problems what has them."""
    lines = logical_lines(data)
    starts = [line.start for line in lines]
    text = bytearray(data)
    blanked: dict[int, int] = {}
    for line in lines:
        if line.broken:
            _blank(text, line, blanked)
    rounds = min(ROUNDS, MOST // (len(data) + 1))
    tree = parse(bytes(text))
    if len(problems(tree.root_node)) >= MANY:
        rounds = min(rounds, 1)
    while rounds > 0 and tree.root_node.has_error:
        rounds -= 1
        found = {bisect_right(starts, at) - 1 for at in problems(tree.root_node)}
        wanted = [lines[at] for at in sorted(found) if at >= 0 and blanked.get(lines[at].start, 0) < 2]
        if not wanted:
            break
        for line in wanted:
            _blank(text, line, blanked)
        tree = parse(bytes(text))
    ends = {line.start: line.end for line in lines}
    return Mended(bytes(text), tree, tuple((start, ends[start]) for start in sorted(blanked)))


def problems(root: Node) -> list[int]:
    """Where the first problem of each child of a node begins, which are at most a few dozen.

    An error holds what was read before it too, so the innermost tells the place.
    """
    found: list[int] = []
    for child in root.children:
        if not child.has_error:
            continue
        node = child
        while True:
            inside = next((kid for kid in node.children if kid.has_error), None)
            if inside is None:
                break
            node = inside
        unread = (kid for kid in node.children if kid.kind_id not in _WHOLE)
        found.append(next(unread, node).start_byte)
        if len(found) == MANY:
            break
    return found


def _blank(text: bytearray, line: Line, blanked: dict[int, int]) -> None:
    """Overwrite a line: the head of a block with another one at first, then with blanks."""
    again = blanked[line.start] = blanked.get(line.start, 0) + 1
    source = bytes(text[line.start : line.end])
    instead = b"" if again > 1 else _standin(source)
    filled = re.sub(rb"[^\n\r]", b" ", source)
    text[line.start : line.end] = instead + filled[len(instead) :] if len(instead) <= len(source) else filled


def _standin(source: bytes) -> bytes:
    """A head that holds the same block: ``def name():``, ``if 1:``."""
    code = _CODE.match(source)
    first = code.group() if code else b""
    definition = _DEFINITION.match(first)
    if definition:
        word, name = definition.groups()
        return b"%s %s%s:" % (word, name, b"()" if word == b"def" else b"")
    opening = _OPENING.match(first)
    if opening and source.rstrip().endswith(b":"):
        return _STANDINS.get(opening.group(1), b"if 1:")
    return b""


def logical_lines(data: bytes) -> list[Line]:
    """The text's logical lines.

    A line that begins like a new statement ends one whose brackets are still open: it lacks the closing ones.
    """
    lines: list[Line] = []
    start, end, open_, broken, indent = -1, 0, [], False, 0  # type: tuple[int, int, list[bytes], bool, int]
    at = line_start = 0
    fresh = True
    while at < len(data):
        found = _TOKEN.match(data, at)
        if found is None:
            at += 1
            continue
        at, kind, token = found.end(), found.lastgroup, found.group()
        if kind == "line":
            line_start, fresh = at, True
            if start >= 0 and not open_:
                lines.append(Line(start, end, broken))
                start, broken = -1, False
            continue
        if token[:1] in b" \t\f\v\\#":
            continue
        if fresh and open_ and _begins(data, found.start(), found.start() - line_start, indent):
            lines.append(Line(start, end, True))
            start, open_, broken = -1, [], False
        fresh = False
        if start < 0:
            start, indent = found.start(), found.start() - line_start
        end = at
        if kind == "open":
            open_.append(token)
        elif kind == "close":
            if open_ and open_[-1] == _PAIRS[token]:
                open_.pop()
            else:
                broken = True
        elif kind == "bad":
            broken = True
            at = _end_of_line(data, at)
            end = at
    if start >= 0:
        lines.append(Line(start, end, broken or bool(open_)))
    return lines


def _begins(data: bytes, at: int, column: int, indent: int) -> bool:
    """Whether what stands here cannot go on inside of brackets."""
    return bool(_FRESH.match(data, at)) or (column <= indent and bool(_STATEMENT.match(data, at)))


def _end_of_line(data: bytes, at: int) -> int:
    found = [place for place in (data.find(b"\n", at), data.find(b"\r", at)) if place >= 0]
    return min(found, default=len(data))

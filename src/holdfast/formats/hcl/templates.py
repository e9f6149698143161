"""Texts with parts to evaluate: in quotes, in heredocs, and in files made to be filled in."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from holdfast.formats.hcl.nodes import Literal, Node, Source, Template, TemplateFor, TemplateIf
from holdfast.formats.hcl.scan import NAME, Scanner, SyntaxFault

_IN_QUOTES = re.compile(
    r'(?P<plain>(?:[^"\\\n$%]++|[$%](?![${%]))++)'
    r"|\\(?P<escape>u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|[^\n])"
    r"|(?P<twice>\$\$\{|%%\{)|(?P<open>[$%]\{~?)|(?P<sign>[$%])|(?P<stop>[\"\n])"
)
_IN_LINES = re.compile(
    r"(?P<plain>(?:[^\n$%]++|[$%](?![${%]))*+\n|(?:[^\n$%]++|[$%](?![${%]))++)"
    r"|(?P<twice>\$\$\{|%%\{)|(?P<open>[$%]\{~?)|(?P<sign>[$%])"
)
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\"}


class _Loop(NamedTuple):
    """What ``%{ for … }`` says."""

    key: str | None
    value: str
    over: Node


_Piece = tuple[str, int, int, object]
"""What it is (``text``, ``value``, ``if`` …), its stretch, and what it holds."""

Expression = Callable[[Scanner], Node]


def quoted(scanner: Scanner, expression: Expression) -> Node:
    """A text in quotes whose opening quote the scanner stands at; it is left behind the closing one."""
    start = scanner.start
    pieces, end = _pieces(scanner, scanner.end, len(scanner.text), _IN_QUOTES, expression)
    if scanner.text[end : end + 1] != '"':
        raise SyntaxFault("a text has no closing quote", start)
    scanner.before = end + 1
    scanner.go(end + 1)
    return _template(start, end + 1, pieces)


def heredoc(scanner: Scanner, expression: Expression) -> Node:
    """A text of whole lines whose ``<<WORD`` the scanner stands at; it is left at the end of the closing line."""
    start, word = scanner.start, scanner.word
    flush = word.startswith("<<-")
    mark = word.strip().lstrip("<-")
    closing = re.compile(rf"^[ \t]*{re.escape(mark)}[ \t]*\r?$", re.MULTILINE).search(scanner.text, scanner.end)
    if closing is None:
        raise SyntaxFault(f'nothing closes "<<{mark}"', start)
    pieces, _ = _pieces(scanner, scanner.end, closing.start(), _IN_LINES, expression)
    if flush:
        pieces = _flushed(pieces)
    end = closing.end()
    scanner.before = end
    scanner.go(end)
    return _template(start, end, pieces)


def whole(source: Source, expression: Expression) -> Node:
    """A whole file or text as a template. Raises SyntaxFault where it is none."""
    scanner = Scanner(source, len(source.text))
    pieces, _ = _pieces(scanner, 0, len(source.text), _IN_LINES, expression)
    return _template(0, len(source.text), pieces)


def _pieces(
    scanner: Scanner, offset: int, limit: int, words: re.Pattern[str], expression: Expression
) -> tuple[list[_Piece], int]:
    """Cut a stretch into literals and the rest; and the offset where it ended."""
    pieces: list[_Piece] = []
    trim = False
    text = scanner.text
    while offset < limit:
        match = words.match(text, offset, limit)
        if match is None or match.lastgroup == "stop":
            break
        if match.lastgroup != "open":
            said = _said(match)
            if trim:
                said, trim = said.lstrip(), False
            pieces.append(("text", offset, match.end(), said))
            offset = match.end()
            continue
        if match.group().endswith("~") and pieces and pieces[-1][0] == "text":
            kind, start, end, said_before = pieces[-1]
            pieces[-1] = (kind, start, end, str(said_before).rstrip())
        piece, offset, trim = _inner(scanner, match, expression)
        pieces.append(piece)
    return pieces, offset


def _said(match: re.Match[str]) -> str:
    if match.lastgroup == "escape":
        word = match["escape"]
        if word[0] in "uU" and len(word) > 1:
            code = int(word[1:], 16)
            return chr(code) if code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd"
        if word not in _ESCAPES:
            raise SyntaxFault(f'"\\{word}" means nothing in a text', match.start())
        return _ESCAPES[word]
    return match.group()[1:] if match.lastgroup == "twice" else match.group()


def _inner(scanner: Scanner, match: re.Match[str], expression: Expression) -> tuple[_Piece, int, bool]:
    """One ``${…}`` or ``%{…}``; the offset behind it, and whether it eats the blanks that follow."""
    lines, scanner.lines = scanner.lines, False
    scanner.go(match.end())
    start = match.start()
    if match.group().startswith("$"):
        piece: _Piece = ("value", start, 0, expression(scanner))
    else:
        piece = _directive(scanner, start, expression)
    trim = scanner.word == "~"
    if trim:
        scanner.next()
    if scanner.word != "}":
        raise scanner.fault('"}"')
    end = scanner.end
    scanner.lines = lines
    return (piece[0], start, end, piece[3]), end, trim


def _directive(scanner: Scanner, start: int, expression: Expression) -> _Piece:
    word = scanner.word
    if scanner.kind != NAME or word not in ("if", "else", "endif", "for", "endfor"):
        raise scanner.fault("if, else, endif, for or endfor")
    scanner.next()
    if word == "if":
        return (word, start, 0, expression(scanner))
    if word == "for":
        first, second = scanner.name(), None
        if scanner.word == ",":
            scanner.next()
            second = scanner.name()
        scanner.take("in")
        over = expression(scanner)
        held = _Loop(None, first, over) if second is None else _Loop(first, second, over)
        return (word, start, 0, held)
    return (word, start, 0, None)


def _flushed(pieces: list[_Piece]) -> list[_Piece]:
    """Take the indentation that all lines share away, as ``<<-`` asks for."""
    starts: list[tuple[int, str]] = []
    least: int | None = None
    new_line = True
    for number, (kind, _, _, said) in enumerate(pieces):
        text = str(said) if kind == "text" else ""
        if new_line and not (kind == "text" and not text.strip() and text.endswith("\n")):
            spaces = len(text) - len(text.lstrip())
            least = spaces if least is None else min(least, spaces)
            if kind == "text":
                starts.append((number, text))
        new_line = kind == "text" and text.endswith("\n")
    done = list(pieces)
    for number, text in starts:
        kind, start, end, _ = done[number]
        done[number] = (kind, start, end, text[least or 0 :])
    return done


def _template(start: int, end: int, pieces: list[_Piece]) -> Node:
    """The node for a text: a literal, the only expression that stands in it, or a template."""
    if len(pieces) == 1 and pieces[0][0] == "value":
        inner = pieces[0][3]
        assert isinstance(inner, Node)  # noqa: S101 - what a value piece holds
        return inner
    parts, _ = _grouped(iter(pieces), ())
    if all(piece[0] == "text" for piece in pieces):
        return Literal(start, end, "".join(str(piece[3]) for piece in pieces))
    return Template(start, end, tuple(parts))


def _grouped(stream: Iterator[_Piece], until: tuple[str, ...]) -> tuple[list[Node], _Piece | None]:
    """Parts up to a directive that closes; ``if`` and ``for`` become one part each with what they hold."""
    parts: list[Node] = []
    for piece in stream:
        kind, start, end, held = piece
        if kind == "text":
            parts.append(Literal(start, end, held))
        elif kind == "value":
            assert isinstance(held, Node)  # noqa: S101 - what a value piece holds
            parts.append(held)
        elif kind == "if":
            parts.append(_if(stream, start, held))
        elif kind == "for":
            parts.append(_for(stream, start, held))
        elif kind in until:
            return parts, piece
        else:
            raise SyntaxFault(f'"{kind}" without its beginning', start)
    if until:
        raise SyntaxFault(f'"{until[-1]}" is missing', 0)
    return parts, None


def _if(stream: Iterator[_Piece], start: int, test: object) -> Node:
    assert isinstance(test, Node)  # noqa: S101 - what an if piece holds
    yes, stop = _grouped(stream, ("else", "endif"))
    no: list[Node] = []
    if stop is not None and stop[0] == "else":
        no, stop = _grouped(stream, ("endif",))
    return TemplateIf(start, stop[2] if stop else start, test, tuple(yes), tuple(no))


def _for(stream: Iterator[_Piece], start: int, held: object) -> Node:
    assert isinstance(held, _Loop)  # noqa: S101 - what a for piece holds
    parts, stop = _grouped(stream, ("endfor",))
    return TemplateFor(start, stop[2] if stop else start, held.key, held.value, held.over, tuple(parts))

"""Files of HCL: text in, bodies and blocks out. What is broken costs the block that it stands in, not the file."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from holdfast.formats.hcl.expressions import expression
from holdfast.formats.hcl.nodes import Attribute, Block, Body, Fault, File, Node, Source
from holdfast.formats.hcl.scan import END, HEREDOC, MARK, NAME, NEWLINE, QUOTE, TEXT, Scanner, SyntaxFault
from holdfast.formats.hcl.templates import heredoc, quoted, whole

FAULTS: Final = 50
"""After so many faults the rest of a file is given up."""
BLOCKS_IN_BLOCKS: Final = 40

_HEADER = re.compile(r'^[a-z_][\w-]*(?:[ \t]+(?:"[^"\n]*"|[\w-]+))*[ \t]*\{', re.MULTILINE)


class _Reading(NamedTuple):
    """A file while it is read."""

    file: File
    braces: _Braces


def parse(path: str, text: str) -> File:
    """Read one file. Raises nothing for any text."""
    source = Source(path, text)
    file = File(source, Body())
    scanner = Scanner(source)
    reading = _Reading(file, _Braces(source))
    while scanner.kind != END:
        start = scanner.start
        try:
            _item(scanner, file.body, reading)
        except (SyntaxFault, RecursionError) as error:
            fault = _fault(file, error, start)
            end = _behind(source, reading.braces, start, fault.start)
            fault.end = end
            if len(file.faults) >= FAULTS:
                break
            _again(scanner, end)
    return file


def parse_expression(text: str) -> tuple[Source, Node]:
    """One expression alone. Raises SyntaxFault."""
    source = Source("<expression>", text)
    scanner = Scanner(source)
    scanner.lines = False
    scanner.go(0)
    node = expression(scanner)
    if scanner.kind != END:
        raise scanner.fault("the end")
    return source, node


def parse_template(source: Source) -> Node:
    """A whole text as a template. Raises SyntaxFault."""
    return whole(source, expression)


def _fault(file: File, error: SyntaxFault | RecursionError, start: int) -> Fault:
    at, why = (error.at, error.why) if isinstance(error, SyntaxFault) else (start, "nested too deeply")
    fault = Fault(why, at, at)
    file.faults.append(fault)
    return fault


def _again(scanner: Scanner, offset: int) -> None:
    scanner.lines, scanner.depth = True, 0
    scanner.before = offset
    scanner.go(offset)


def _item(scanner: Scanner, body: Body, reading: _Reading, depth: int = 0) -> None:
    """An attribute or a block, into a body; or the end of a line."""
    if scanner.kind == NEWLINE:
        scanner.next()
        return
    start = scanner.start
    name = scanner.name() if scanner.kind == NAME else _text(scanner)
    if scanner.word == "=":
        scanner.next()
        value = expression(scanner)
        body.attributes.setdefault(name, Attribute(name, value, start, scanner.before))
        if scanner.kind not in (NEWLINE, END) and scanner.word != "}":
            raise scanner.fault("the end of the line")
        return
    labels: list[str] = []
    while scanner.kind in (NAME, TEXT, QUOTE):
        labels.append(scanner.name() if scanner.kind == NAME else _text(scanner))
    if scanner.word != "{":
        raise scanner.fault('"=" or "{"')
    _block(scanner, body, reading, Block(name, tuple(labels), Body(), start, start), depth)


def _text(scanner: Scanner) -> str:
    if scanner.kind == TEXT:
        return scanner.next()[1:-1]
    if scanner.kind != QUOTE:
        raise scanner.fault("a name")
    node = quoted(scanner, expression)
    value = getattr(node, "value", None)
    if not isinstance(value, str):
        raise SyntaxFault("a label can't be computed", node.start)
    return value


def _block(scanner: Scanner, into: Body, reading: _Reading, block: Block, depth: int) -> None:
    """The body of a block whose opening brace the scanner stands at."""
    if depth > BLOCKS_IN_BLOCKS:
        raise SyntaxFault("nested too deeply", block.start)
    opening, file = scanner.start, reading.file
    scanner.next()
    into.blocks.append(block)
    try:
        while scanner.word != "}":
            if scanner.kind == END:
                raise SyntaxFault("nothing closes this block", block.start)
            _item(scanner, block.body, reading, depth + 1)
        block.end = scanner.end
        scanner.next()
    except (SyntaxFault, RecursionError) as error:
        end = reading.braces.closing(opening) if depth else None
        if end is None or len(file.faults) >= FAULTS:
            into.blocks.remove(block)
            raise
        fault = _fault(file, error, block.start)
        fault.end = block.end = end
        block.broken = f"syntax error in line {file.source.line(fault.start)}"
        block.body = Body()
        _again(scanner, end)


class _Braces:
    """Which brace closes which, by counting; found out in one pass when something is broken."""

    __slots__ = ("_ends", "_source")

    def __init__(self, source: Source) -> None:
        self._source = source
        self._ends: dict[int, int] | None = None

    def closing(self, opening: int) -> int | None:
        """The offset behind the brace that closes the one at an offset; None where nothing does."""
        if self._ends is None:
            self._ends = self._found()
        return self._ends.get(opening)

    def _found(self) -> dict[int, int]:
        scanner = Scanner(self._source)
        open_: list[int] = []
        ends: dict[int, int] = {}
        broken = 0
        while scanner.kind != END and broken < FAULTS:
            if scanner.kind == MARK and scanner.word == "{":
                open_.append(scanner.start)
            elif scanner.kind == MARK and scanner.word == "}" and open_:
                ends[open_.pop()] = scanner.end
            if scanner.kind in (QUOTE, HEREDOC):
                broken += _over_text(scanner)
            else:
                scanner.next()
        return ends


def _over_text(scanner: Scanner) -> bool:
    """Go over a text with parts, or over its first line where it is broken, which is told."""
    start = scanner.start
    try:
        if scanner.kind == QUOTE:
            quoted(scanner, expression)
        else:
            heredoc(scanner, expression)
    except (SyntaxFault, RecursionError):
        line_end = scanner.text.find("\n", start)
        _again(scanner, line_end if line_end >= 0 else len(scanner.text))
        return True
    return False


def _behind(source: Source, braces: _Braces, start: int, fault: int) -> int:
    """Where to go on behind a broken item of a file: its closing brace, or the next header before that."""
    text = source.text
    line_end = text.find("\n", max(start, fault))
    header = _HEADER.search(text, line_end) if line_end >= 0 else None
    opening = text.find("{", start, line_end if line_end >= 0 else len(text))
    end = braces.closing(opening) if opening >= 0 else None
    if end is None or end <= start:
        end = line_end if line_end >= 0 else len(text)
        if header is not None:
            return header.start()
    if header is not None and header.start() < end:
        return header.start()
    return max(end, start + 1)

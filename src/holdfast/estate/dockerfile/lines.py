"""Dockerfiles as instructions: directives, comments, continued lines, here-documents; each character keeps its place.

Follows the reference of the Dockerfile frontend (directives ``escape`` and ``syntax``, comments inside continued lines,
here-documents of RUN, COPY and ADD).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from holdfast.kit.expressions import expression
from holdfast.model.place import Place

_DIRECTIVE: Final = expression(r"#\s*(\w+)\s*=\s*(\S+)\s*$")
_KEYWORD: Final = expression(r"\s*([A-Za-z]+)(?:\s+|$)")
_FLAG: Final = expression(r"--([a-z][a-z0-9\-]*)(?:=((?:\"[^\"]*\"|'[^']*'|\S)*))?(?:\s+|$)")
_HEREDOC: Final = expression(r"(?<![<\d])\d*<<(-?)\s*(['\"]?)([A-Za-z_][\w.\-]*)\2")
_MOST_LINES: Final = 20_000

KEYWORDS: Final = frozenset(
    {
        *("ADD", "ARG", "CMD", "COPY", "ENTRYPOINT", "ENV", "EXPOSE", "FROM", "HEALTHCHECK", "LABEL", "MAINTAINER"),
        *("ONBUILD", "RUN", "SHELL", "STOPSIGNAL", "USER", "VOLUME", "WORKDIR"),
    }
)


class Piece(NamedTuple):
    """A stretch of text that lies in one line of the file."""

    start: int
    """Where it starts in the joined text."""
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Text:
    """Joined text that still knows where each character stood."""

    path: str
    text: str
    pieces: tuple[Piece, ...]

    def place(self, start: int = 0, end: int | None = None) -> Place:
        """The place of a stretch of it."""
        end = len(self.text) if end is None else end
        line, column = self._spot(start)
        last, behind = self._spot(max(start, end - 1))
        return Place(path=self.path, line=line, column=column, end_line=last, end_column=behind + 1)

    def _spot(self, offset: int) -> tuple[int, int]:
        index = max(0, bisect_right(self.pieces, offset, key=lambda piece: piece.start) - 1)
        piece = self.pieces[index]
        return piece.line, piece.column + max(0, offset - piece.start)


@dataclass(frozen=True, slots=True)
class Heredoc:
    """A here-document of an instruction."""

    name: str
    expands: bool
    """Variables in it are replaced."""
    body: Text


@dataclass(frozen=True, slots=True)
class Instruction:
    """One instruction with its flags taken off."""

    keyword: str
    flags: tuple[tuple[str, str], ...]
    body: Text
    """Everything behind the flags."""
    heredocs: tuple[Heredoc, ...]
    place: Place
    """From its keyword to the end of its last line."""
    onbuild: bool = False
    """It runs when another image is built from this one."""

    def flag(self, name: str) -> str | None:
        """What a flag is set to; empty where it stands without a value; None where it doesn't stand there."""
        for found, value in self.flags:
            if found == name:
                return value
        return None


class Broken(NamedTuple):
    """A line that is no instruction."""

    why: str
    place: Place


def instructions(path: str, text: str) -> Iterator[Instruction | Broken]:
    """Every instruction of a file, in order; nothing is raised for any text."""
    lines = text.removesuffix("\n").split("\n", _MOST_LINES)[:_MOST_LINES]
    escape, number = _directives(lines)
    while number < len(lines):
        stripped = lines[number].lstrip()
        if not stripped or stripped.startswith("#"):
            number += 1
            continue
        joined, after = _joined(path, lines, number, escape)
        keyword = _KEYWORD.match(joined.text)
        if keyword is None or keyword[1].upper() not in KEYWORDS:
            yield Broken("no instruction starts like this", joined.place())
            number = after
            continue
        heredocs: tuple[Heredoc, ...] = ()
        if keyword[1].upper() in ("RUN", "COPY", "ADD", "ONBUILD") and "<<" in joined.text:
            heredocs, after = _heredocs(path, lines, joined.text, after)
        yield from _instruction(joined, keyword.start(1), heredocs, onbuild=False)
        number = after


def _directives(lines: Sequence[str]) -> tuple[str, int]:
    """The escape character and the number of the first line that is no directive."""
    escape, number = "\\", 0
    for number, line in enumerate(lines):  # noqa: B007 - what is left is the answer
        found = _DIRECTIVE.match(line.strip().removeprefix("\ufeff"))
        if found is None:
            break
        if found[1].lower() == "escape" and found[2] in ("\\", "`"):
            escape = found[2]
    return escape, number


def _joined(path: str, lines: Sequence[str], number: int, escape: str) -> tuple[Text, int]:
    """An instruction's lines as one text, and the number of the line behind it."""
    parts: list[str] = []
    pieces: list[Piece] = []
    length = 0
    first = True
    while number < len(lines):
        line = lines[number]
        number += 1
        bare = line.strip()
        if not first and (not bare or bare.startswith("#")):
            continue
        body = line.rstrip()
        goes_on = body.endswith(escape)
        body = body[:-1] if goes_on else body
        skip = len(body) - len(body.lstrip()) if first else 0
        pieces.append(Piece(length, number, skip + 1))
        parts.append(body[skip:])
        length += len(body) - skip
        first = False
        if not goes_on:
            break
    return Text(path, "".join(parts), tuple(pieces)), number


def _heredocs(path: str, lines: Sequence[str], text: str, number: int) -> tuple[tuple[Heredoc, ...], int]:
    found: list[Heredoc] = []
    for match in list(_HEREDOC.finditer(text))[:16]:
        strips, name = bool(match[1]), match[3]
        start = number
        while number < len(lines) and (lines[number].lstrip("\t") if strips else lines[number]).rstrip("\r") != name:
            number += 1
        parts, pieces, length = [], [], 0
        for index in range(start, number):
            line = lines[index].lstrip("\t") if strips else lines[index]
            pieces.append(Piece(length, index + 1, len(lines[index]) - len(line) + 1))
            parts.append(line)
            length += len(line) + 1
        body = Text(path, "\n".join(parts), tuple(pieces) or (Piece(0, min(start + 1, len(lines)), 1),))
        found.append(Heredoc(name, not match[2], body))
        number += 1
    return tuple(found), min(number, len(lines))


def _instruction(
    text: Text, start: int, heredocs: tuple[Heredoc, ...], *, onbuild: bool
) -> Iterator[Instruction | Broken]:
    keyword = _KEYWORD.match(text.text, start)
    if keyword is None or keyword[1].upper() not in KEYWORDS:
        yield Broken("no instruction starts like this", text.place(start))
        return
    name, offset = keyword[1].upper(), keyword.end()
    if name == "ONBUILD":
        if onbuild:
            yield Broken("ONBUILD inside ONBUILD", text.place(start))
        else:
            yield from _instruction(text, offset, heredocs, onbuild=True)
        return
    flags: list[tuple[str, str]] = []
    while (flag := _FLAG.match(text.text, offset)) is not None:
        flags.append((flag[1], (flag[2] or "").strip("\"'")))
        offset = flag.end()
    whole = text.place(keyword.start(1))
    if heredocs:
        last = heredocs[-1].body.place()
        whole = Place(
            path=text.path,
            line=whole.line,
            column=whole.column,
            end_line=last.end_line + 1,
            end_column=len(heredocs[-1].name) + 1,
        )
    yield Instruction(name, tuple(flags), tail(text, offset), heredocs, whole, onbuild)


def tail(text: Text, offset: int, end: int | None = None) -> Text:
    """A part of a text that still knows its places."""
    end = len(text.text) if end is None else end
    index = max(0, bisect_right(text.pieces, offset, key=lambda piece: piece.start) - 1)
    head = text.pieces[index]
    first = Piece(0, head.line, head.column + offset - head.start)
    rest = tuple(piece._replace(start=piece.start - offset) for piece in text.pieces[index + 1 :] if piece.start < end)
    return Text(text.path, text.text[offset:end], (first, *rest))

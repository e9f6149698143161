"""A shell script as its commands, line by line: enough to hold patterns against, and no interpreter.

Comments and the texts of here-documents are left out, continued lines are joined. Operators inside of quotes become
``·``, so that a pattern cannot take what is only printed for what is run; what ``sh -c``, ``eval`` and their like get
is code again, and keeps its operators. Time and memory are linear in the script.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from typing import Final, NamedTuple

MOST: Final = 1 << 18
"""Characters of a script that are read."""
MOST_COMMAND: Final = 1_000
"""Characters of one command that are kept: what patterns take for it grows with its square."""

_BLANK: Final = "·"
_ANYWAY: Final = re.compile(r"\s*(?:true|:|exit\s+0)\s*(?=$|[;&#)}])")
"""What follows ``||`` where a failure is to stop nothing; it stays with its command."""
_SPECIAL: Final = re.compile(r"\$\{\{|&&|\|\||[\\'\";&|<>]")
"""What starts or ends something."""
_HERE: Final = re.compile(r"<<-?[ \t]*(?P<quote>['\"\\]?)(?P<word>[A-Za-z_][A-Za-z0-9_]*)")
_RUNS: Final = re.compile(
    r"(?:^|[\s/(])(?:(?:ba|da|z|k)?sh|su|pwsh|powershell)\s(?:-\w+\s+)*-\w*c\s*$|(?:^|[\s(])eval\s*$"
)
_READS_CODE: Final = re.compile(r"(?:^|[\s/|])(?:(?:ba|da|z|k)?sh|ssh)\b[^|]*$")


class Command(NamedTuple):
    """One pipeline of commands: what stands between ``;``, ``&&``, ``||`` and the ends of lines."""

    text: str
    line: int
    """Line of the script that it starts on, from 0."""
    last: int
    """Line that it ends on."""


def commands(script: str) -> Iterator[Command]:
    """The commands of a script, in order."""
    for text, first, last in _logical(script[:MOST].split("\n")):
        for part in _parts(text):
            if part:
                yield Command(part[:MOST_COMMAND], first, last)


def _logical(lines: list[str]) -> Iterator[tuple[str, int, int]]:
    """Joined lines with their first and last line; without here-documents that no shell reads."""
    ends: dict[str, list[int]] = {}
    for row, line in enumerate(lines):
        ends.setdefault(line.strip(), []).append(row)
    at = 0
    while at < len(lines):
        first = at
        pieces = [_uncommented(lines[at])]
        while _goes_on(pieces[-1], lines, at):
            at += 1
            pieces[-1] = pieces[-1].removesuffix("\\")
            pieces.append(_uncommented(lines[at]))
        text = " ".join(pieces)
        yield text, first, at
        at += 1
        here = _HERE.search(text) if "<<" in text and "<<<" not in text else None
        if here is not None and not _READS_CODE.search(text[: here.start()]):
            rows = ends.get(here["word"], [])
            behind = bisect_left(rows, at)
            at = rows[behind] + 1 if behind < len(rows) else at


def _goes_on(piece: str, lines: list[str], at: int) -> bool:
    if at + 1 >= len(lines):
        return False
    bare = piece.rstrip()
    return piece.endswith("\\") or bare.endswith(("|", "&&")) or lines[at + 1].lstrip().startswith("| ")


def _uncommented(line: str) -> str:
    """A line without its comment and white space at its end."""
    if "#" not in line:
        return line.rstrip()
    quote = ""
    for at, sign in enumerate(line):
        if quote:
            quote = "" if sign == quote else quote
        elif sign in "'\"":
            quote = sign
        elif sign == "#" and (at == 0 or line[at - 1].isspace()):
            return line[:at].rstrip()
    return line.rstrip()


def _parts(text: str) -> Iterator[str]:
    """A line cut at its operators, with those inside of quotes blanked out."""
    out: list[str] = []
    quote = ""
    code = False
    at = 0
    for _ in range(len(text)):
        match = _SPECIAL.search(text, at)
        if match is None:
            break
        start, sign = match.start(), match[0]
        out.append(text[at:start])
        at = match.end()
        if sign == "${{":
            end = text.find("}}", start)
            at = len(text) if end < 0 else end + 2
            sign = text[start:at]
        elif sign == "\\":
            if quote != "'":
                at = min(at + 1, len(text))
                sign = text[start:at]
        elif quote:
            if sign == quote:
                quote = ""
            elif sign not in "'\"" and not code:
                sign = _BLANK * len(sign)
        elif sign in "'\"":
            quote = sign
            code = _RUNS.search("".join(out[-40:])[-80:]) is not None
        elif sign == "||" and _ANYWAY.match(text, at):
            pass
        elif sign in (";", "&&", "||"):
            yield "".join(out).strip()
            out = []
            continue
        out.append(sign)
    out.append(text[at:])
    yield "".join(out).strip()

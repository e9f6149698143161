"""Groovy as words, texts and signs: enough to find calls and blocks in a Jenkinsfile, and no parser.

Comments are left out. A text that is not closed ends with the file. Time is linear in the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

MOST: Final = 1 << 20
"""Characters that are read."""


class Token(NamedTuple):
    """One word, text or sign."""

    kind: str
    """``word``, ``text``, ``line`` (an end of a line) or ``sign``."""
    value: str
    """Of a text what stands inside of its quotes, with escapes of quotes and dollars undone."""
    start: int
    end: int
    holes: tuple[tuple[str, int], ...] = ()
    """What a text takes in before it is used (``${env.X}``, ``$X``), each with its position in the file."""


_START: Final = re.compile(
    r"(?P<space>[^\S\n]+)|(?P<comment>//[^\n]*)|(?P<block>/\*)|(?P<quote>'''|\"\"\"|'|\")"
    r"|(?P<word>@?[A-Za-z_$][\w$.]*)|(?P<number>\d[\w.]*)|(?P<line>\n)|(?P<sign>.)"
)
_HOLE: Final = re.compile(r"\\.|\$\{(?P<braced>[^{}]{0,400})\}|\$(?P<bare>[A-Za-z_][\w.]*)", re.DOTALL)
_ESCAPE: Final = re.compile(r"\\([$'\"\\])")


def tokens(text: str) -> Iterator[Token]:
    """The tokens of a text, in order."""
    text = text[:MOST]
    at = 0
    while at < len(text):
        match = _START.match(text, at)
        if match is None:
            return
        kind = match.lastgroup or "sign"
        if kind == "block":
            end = text.find("*/", at + 2)
            at = len(text) if end < 0 else end + 2
        elif kind == "quote":
            token = _text(text, at, match["quote"])
            yield token
            at = token.end
        else:
            if kind not in ("space", "comment"):
                yield Token("word" if kind == "number" else kind, match[0], at, match.end())
            at = match.end()


def _text(text: str, start: int, quote: str) -> Token:
    begin = start + len(quote)
    end = _close(text, begin, quote)
    inner = text[begin:end]
    holes = tuple(
        ((match["braced"] or match["bare"]).strip(), begin + match.start())
        for match in (_HOLE.finditer(inner) if '"' in quote else ())
        if match["braced"] or match["bare"]
    )
    return Token("text", _ESCAPE.sub(r"\1", inner), start, min(end + len(quote), len(text)), holes)


def _close(text: str, at: int, quote: str) -> int:
    """Where a text ends; one with simple quotes ends with its line at the latest."""
    while at < len(text):
        if text[at] == "\\":
            at += 2
        elif text.startswith(quote, at) or (len(quote) == 1 and text[at] == "\n"):
            return at
        else:
            at += 1
    return len(text)

"""Words of HCL: one regular expression that skips blanks and comments and takes one token."""

from __future__ import annotations

import re

from holdfast.formats.hcl.nodes import Source

NEWLINE, NAME, NUMBER, TEXT, QUOTE, HEREDOC, MARK, END, WRONG = range(1, 10)

_TOKEN = re.compile(
    r"(?:[ \t\r\ufeff]+|\#[^\n]*|//[^\n]*|/\*[^*]*+(?:\*(?!/)[^*]*+)*+\*/)*+"
    r"(?:(\n)"
    r"|([^\W\d][\w-]*)"
    r"|([0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)"
    r'|("(?:[^"\\\n$%]++|[$%](?!\{))*+")'
    r'|(")'
    r"|(<<-?[^\W\d][\w-]*[ \t]*\r?\n)"
    r"|(==|!=|<=|>=|&&|\|\||=>|\.\.\.|::|[{}\[\]().,?:=<>+*/%!~-])"
    r"|(\Z)"
    r"|(.))",
    re.DOTALL,
)


class SyntaxFault(Exception):  # noqa: N818 - it never reaches a person as an exception
    """The text is not HCL from here on."""

    def __init__(self, why: str, at: int) -> None:
        """Take the reason and the offset."""
        super().__init__(why)
        self.why = why
        self.at = at


class Scanner:
    """A position in a text, and the token that stands there.

    Newlines are tokens of their own where they end something (bodies, objects), and blanks elsewhere.
    """

    __slots__ = ("before", "depth", "end", "kind", "lines", "source", "start", "text", "word")

    def __init__(self, source: Source, start: int = 0) -> None:
        """Stand at an offset and take the first token."""
        self.source = source
        self.text = source.text
        self.lines = True
        self.depth = 0
        self.before = start
        self.start = self.end = start
        self.kind = END
        self.word = ""
        self.go(start)

    def go(self, offset: int) -> None:
        """Take the token that stands at an offset, or behind blanks there."""
        while True:
            match = _TOKEN.match(self.text, offset)
            assert match is not None and match.lastindex  # noqa: S101 - the last two cases take anything
            kind = match.lastindex
            if kind != NEWLINE or self.lines:
                break
            offset = match.end()
        self.kind = kind
        self.start, self.end = match.span(kind)
        self.word = match.group(kind)

    def next(self) -> str:
        """Go to the next token; the word that was left."""
        word = self.word
        self.before = self.end
        self.go(self.end)
        return word

    def fault(self, wanted: str) -> SyntaxFault:
        """What to raise where something else should stand."""
        found = {NEWLINE: "the end of the line", END: "the end of the file"}.get(self.kind, f'"{self.word[:20]}"')
        return SyntaxFault(f"{found} where {wanted} should stand", self.start)

    def take(self, mark: str) -> None:
        """Go past a mark. Raises SyntaxFault where it does not stand."""
        if self.word != mark or self.kind not in (MARK, NAME):
            raise self.fault(f'"{mark}"')
        self.next()

    def name(self) -> str:
        """Go past a name. Raises SyntaxFault where none stands."""
        if self.kind != NAME:
            raise self.fault("a name")
        return self.next()

    def open(self, lines: bool) -> bool:
        """Go past an opening bracket; newlines count from here or not. What was before is given back for ``close``."""
        was, self.lines = self.lines, lines
        self.next()
        return was

    def close(self, mark: str, was: bool) -> int:
        """Go past a closing bracket, with newlines as they were before; the offset behind it."""
        if self.kind != MARK or self.word != mark:
            raise self.fault(f'"{mark}"')
        self.lines = was
        end = self.end
        self.next()
        return end

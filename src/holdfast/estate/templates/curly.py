"""Jinja, Django, Nunjucks, Twig and Swig: what they have in common, ``{{ value | filter }}`` and ``{% tag %}``."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from holdfast.estate.kinds import code
from holdfast.estate.templates.ejs import TEMPLATE, VARIABLES
from holdfast.estate.templates.terms import Scope, pairs, term

_TOKEN: Final = re.compile(rb"\{#.*?#\}|\{\{-?(.*?)-?\}\}|\{%[-+]?\s*(\w+)(.*?)[-+]?%\}", re.DOTALL)
_FOR: Final = re.compile(r"\s*(\w+(?:\s*,\s*\w+)*)\s+in\s+(.+?)(?:\s+(?:reversed|recursive|if\b.*))?\s*", re.DOTALL)
_SET: Final = re.compile(r"\s*(\w+)\s*=(?!=)\s*(.+)", re.DOTALL)
_AS: Final = re.compile(r"\s*(.+?)\s+as\s+(\w+)\s*", re.DOTALL)
_INCLUDE: Final = re.compile(
    r"\s*(.+?)(?:\s+with\s+(?!context\b)(.+?))?(?:\s+(?:only|with(?:out)? context))*\s*", re.DOTALL
)
_OFF: Final = ("off", "false", "none")
_SAFE: Final = frozenset({"safe", "raw", "safeseq"})
_ENCODES: Final = frozenset(
    [
        "e",
        "escape",
        "force_escape",
        "forceescape",
        "urlencode",
        "url_encode",
        "tojson",
        "json",
        "json_encode",
        "json_script",
        "escapejs",
        "slugify",
        "int",
        "float",
        "length",
        "count",
        "striptags",
        "linebreaks",
        "linebreaksbr",
        "urlize",
        "date",
        "time",
        "filesizeformat",
        "floatformat",
        "round",
        "bleach",
        "sanitize",
        "markdown",
        "clean",
        "nl2br",
    ]
)
_SILENT: Final = {"comment": "endcomment", "raw": "endraw", "verbatim": "endverbatim"}
_MOST_TOKENS: Final = 6_000
_DEEPEST: Final = 40


class Token(NamedTuple):
    """A value that is printed, or a tag."""

    start: int
    end: int
    tag: str
    """Empty for a value."""
    text: str


def block(data: bytes) -> code.Block:
    """The statements of a page."""
    return tuple(_Reader(_tokens(data)).until((), Scope(), True, 0))


def _tokens(data: bytes) -> list[Token]:
    found: list[Token] = []
    waiting = ""
    for match in _TOKEN.finditer(data):
        value, tag, rest = match[1], match[2], match[3]
        name = (tag or b"").decode("utf-8", "replace")
        if waiting:
            waiting = "" if name == waiting else waiting
        elif name in _SILENT:
            waiting = _SILENT[name]
        elif value is not None or tag:
            text = (value if value is not None else rest).decode("utf-8", "replace")
            found.append(Token(match.start(), match.end(), name, text))
            if len(found) >= _MOST_TOKENS:
                break
    return found


class _Reader:
    """Makes statements of tokens."""

    def __init__(self, tokens: list[Token]) -> None:
        self._tokens = tokens
        self._at = 0

    def until(self, ends: tuple[str, ...], scope: Scope, escapes: bool, depth: int) -> list[code.Statement]:
        """Statements up to a tag that ends them, which is not taken."""
        made: list[code.Statement] = []
        while self._at < len(self._tokens):
            token = self._tokens[self._at]
            if token.tag in ends:
                break
            self._at += 1
            if not token.tag:
                made.extend(_printed(token, scope, escapes))
            elif depth < _DEEPEST:
                made.extend(self._tag(token, scope, escapes, depth + 1))
        return made

    def _ended(self, end: str) -> bool:
        """Whether a tag is next; it is taken."""
        if self._at < len(self._tokens) and self._tokens[self._at].tag == end:
            self._at += 1
            return True
        return False

    def _tag(self, token: Token, scope: Scope, escapes: bool, depth: int) -> list[code.Statement]:
        if token.tag == "for":
            return self._loop(token, scope, escapes, depth)
        if token.tag == "if":
            return self._branch(token, scope, escapes, depth)
        if token.tag == "autoescape":
            inner = self.until(("endautoescape",), scope, not token.text.strip().lower().startswith(_OFF), depth)
            self._ended("endautoescape")
            return inner
        if token.tag == "with":
            return self._with(token, scope, escapes, depth)
        if token.tag == "set":
            return _assigned(token, scope)
        if token.tag in ("include", "extends"):
            return _included(token, scope)
        return []

    def _loop(self, token: Token, scope: Scope, escapes: bool, depth: int) -> list[code.Statement]:
        match = _FOR.fullmatch(token.text)
        names = [name.strip() for name in match[1].split(",")] if match else []
        inner = scope.binding(names)
        body = self.until(("endfor", "else", "empty"), inner, escapes, depth)
        other: list[code.Statement] = []
        if self._ended("else") or self._ended("empty"):
            other = self.until(("endfor",), scope, escapes, depth)
        self._ended("endfor")
        if match is None:
            return [*body, *other]
        targets = tuple(inner.local(token, name) for name in names)
        target = targets[0] if len(targets) == 1 else code.Sequence(token.start, token.end, "tuple", targets)
        iterable = term(token.start, token.end, match[2], scope)
        return [code.For(token.start, token.end, target, iterable, tuple(body), tuple(other))]

    def _branch(self, token: Token, scope: Scope, escapes: bool, depth: int) -> list[code.Statement]:
        then = self.until(("elif", "elseif", "else", "endif"), scope, escapes, depth)
        other: list[code.Statement] = []
        if self._at < len(self._tokens):
            following = self._tokens[self._at]
            self._at += 1
            if following.tag in ("elif", "elseif") and depth < _DEEPEST:
                other = self._branch(following, scope, escapes, depth + 1)
            elif following.tag == "else":
                other = self.until(("endif",), scope, escapes, depth)
                self._ended("endif")
        return [code.If(token.start, token.end, code.Opaque(token.start, token.end), tuple(then), tuple(other))]

    def _with(self, token: Token, scope: Scope, escapes: bool, depth: int) -> list[code.Statement]:
        match = _AS.fullmatch(token.text)
        given = [(match[2], match[1])] if match else pairs(token.text)
        inner = scope.binding([name for name, _ in given])
        made: list[code.Statement] = [
            code.Assign(token.start, token.end, inner.local(token, name), term(token.start, token.end, text, scope))
            for name, text in given
        ]
        made.extend(self.until(("endwith",), inner, escapes, depth))
        self._ended("endwith")
        return made


def _printed(token: Token, scope: Scope, escapes: bool) -> list[code.Statement]:
    """A value on the page, where it is not escaped."""
    value, *filters = _split(token.text)
    names = [re.split(r"[\s:(]", each.strip(), maxsplit=1)[0] for each in filters]
    at = next((place for place, name in enumerate(names) if name in _SAFE), -1)
    if (escapes and at < 0) or not _ENCODES.isdisjoint(names[:at] if at >= 0 else names):
        return []
    raw = code.Attr(token.start, token.end, code.Name(token.start, token.end, TEMPLATE), "raw")
    call = code.Call(token.start, token.end, raw, (term(token.start, token.end, value, scope),))
    return [code.Evaluate(token.start, token.end, call)]


def _split(text: str) -> list[str]:
    """A value and its filters."""
    masked = re.sub(r"\"[^\"]*\"|'[^']*'|\|\|", lambda match: "x" * len(match[0]), text)
    parts, at = [], 0
    for bar in re.finditer(r"\|", masked):
        parts.append(text[at : bar.start()])
        at = bar.end()
    return [*parts, text[at:]]


def _assigned(token: Token, scope: Scope) -> list[code.Statement]:
    match = _SET.fullmatch(token.text)
    if match is None:
        return []
    value = term(token.start, token.end, _split(match[2])[0], scope)
    scope.bind(match[1])
    return [code.Assign(token.start, token.end, scope.local(token, match[1]), value)]


def _included(token: Token, scope: Scope) -> list[code.Statement]:
    """Another template, with the variables of this one."""
    match = _INCLUDE.fullmatch(token.text)
    if match is None:
        return []
    start, end = token.start, token.end
    entries: list[tuple[code.Expr | None, code.Expr]] = [(None, code.Name(start, end, VARIABLES))]
    entries += [(code.Const(start, end, name), scope.local(token, name)) for name in scope.names]
    entries += [(code.Const(start, end, name), term(start, end, text, scope)) for name, text in pairs(match[2] or "")]
    include = code.Attr(start, end, code.Name(start, end, TEMPLATE), "include")
    given = (term(start, end, match[1], scope), code.Mapping(start, end, tuple(entries)))
    return [code.Evaluate(start, end, code.Call(start, end, include, given))]

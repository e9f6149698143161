"""Path expressions as .gitignore patterns, where the two can mean the same."""

from __future__ import annotations

import re
from typing import Final

_TOKEN: Final = re.compile(
    r"(?P<any>\.[*+]\??)|(?P<part>\[\^/\][*+]\??)|(?P<one>\\(?P<escaped>[^A-Za-z0-9])|(?P<dot>\.)"
    r"|\((?:\?:)?(?P<words>[^()\[\]{}*+?^$]*)\)|(?P<plain>[^\\.\[\](){}*+?|^$]))"
)
_MOST: Final = 64
_QUANTIFIERS: Final = ("*", "+", "?", "{")
_ANY_FOLDER: Final = ("(^|/)", "(?:^|/)", "(^|.*/)", "(?:^|.*/)", "^(.*/)?", "^(?:.*/)?")
_ANYTHING: Final = ("(.*?)", "(.*)", ".*?", ".*")
_WHOLE_NAME: Final = ("($|/)", "(/|$)", "(?:$|/)", "(?:/|$)", "(/.*)?$", "(?:/.*)?$")


def patterns(expression: str) -> tuple[str, ...]:
    """The .gitignore patterns that mean what a regular expression, searched for in a path, means; empty for none.

    Whoever uses them compares both on real paths: a pattern also means a folder where the expression means a file.
    """
    if "|" in expression and "(" not in expression:
        ways = [patterns(part) for part in expression.split("|")]
        return tuple(dict.fromkeys(item for way in ways for item in way)) if all(ways) else ()
    text, start = _start(expression)
    text, to_end = _end(text)
    bodies = _bodies(text)
    if not bodies or any(body.strip("*/?") == "" for body in bodies):
        return ()
    return tuple(dict.fromkeys(_pattern(body, start, to_end=to_end) for body in bodies))


def _start(text: str) -> tuple[str, str]:
    """The rest of an expression, and where it has to begin: ``root``, ``name`` (of a file or folder), or anywhere."""
    for mark in _ANY_FOLDER:
        if text.startswith(mark):
            return text.removeprefix(mark), "name"
    begins = text.removeprefix("^")
    for loose in _ANYTHING:
        if begins.startswith(loose):
            return begins.removeprefix(loose), ""
    return begins, "root" if text.startswith("^") else ""


def _end(text: str) -> tuple[str, bool]:
    """The rest of an expression, and whether a name has to end there."""
    for mark in _WHOLE_NAME:
        if text.endswith(mark):
            return text.removesuffix(mark), True
    if text.endswith("$") and not text.endswith(r"\$"):
        return text[:-1], True
    for loose in _ANYTHING:
        if text.endswith(loose) and not text.endswith(f"\\{loose}"):
            return text.removesuffix(loose), False
    return text, False


def _pattern(body: str, start: str, *, to_end: bool) -> str:
    inside = "/" in body.rstrip("/")
    if start == "root":
        head = f"/{body.removeprefix('/')}"
    elif start == "name":
        head = f"**/{body}" if inside else body
    elif body.startswith("/"):
        head = f"/*/**{body}"
    else:
        head = body if body.startswith("*") else f"*{body}"
        head = f"**/{head}" if inside and not head.startswith("**/") else head
    return head if to_end or head.endswith("/") else f"{head}*"


def _bodies(text: str) -> list[str]:
    """The middle of an expression in glob syntax: one text for each way that it can go; empty when it has no glob."""
    found = [""]
    at = 0
    while at < len(text):
        token = _TOKEN.match(text, at)
        if token is None or (token["one"] and text.startswith(_QUANTIFIERS, token.end())):
            return []
        found = [start + end for start in found for end in _ways(token, text, start)]
        if len(found) > _MOST:
            return []
        at = token.end()
    return found


def _ways(token: re.Match[str], text: str, before: str) -> list[str]:
    """What one part of an expression can be in glob syntax."""
    if token["any"]:
        starts = not before or before.endswith("/")
        ends = text[token.end() : token.end() + 1] == "/"
        if starts:
            return ["*/**"] if ends else ["**/*"]
        return ["*", "*/**"] if ends else ["*", "*/**/*"]
    if token["part"]:
        return ["?*" if "+" in token["part"] else "*"]
    if token["dot"]:
        return ["?"]
    if token["words"] is not None:
        bodies = [_bodies(word) for word in token["words"].split("|")]
        return [body for found in bodies for body in found] if all(bodies) else []
    return [_literal(token["escaped"] or token["plain"])]


def _literal(char: str) -> str:
    return f"\\{char}" if char in "*?[\\!#" else char

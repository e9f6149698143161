"""Ignore comments in source text: Holdfast's own grammar, and other tools' by an alias table.

    # holdfast: ignore[check-a, check-b] reason="rotated, kept for the test" until=2027-01-31
    # holdfast: off[check-a] reason="…"   …   # holdfast: on
    # holdfast: ignore-file[check-a] reason="…"

``ignore`` holds for its own line, or for the next one when it stands alone on its line. The brackets may be left out to
mean every check. A malformed comment never suppresses.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Final

from holdfast.kit.expressions import expression
from holdfast.model.ignore import Ignore

_STARTS: Final = ("#", "//", "/*", "--", "<!--", ";", "%", "{#", "(*", "'", "REM ", "rem ", "::", "<%--", "*", "!")
_LOOSE: Final = frozenset({"'", "*", "!", "%", ";"})
_OWN: Final = re.compile(r"holdfast:\s*(.*)$", re.IGNORECASE)
_VERB: Final = re.compile(r"(ignore-file|ignore|off|on)\b\s*(\[[^\]]*\])?\s*(.*)$")
_FIELD: Final = re.compile(r"(?:reason=\"([^\"]*)\"|until=(\S+))\s*")
_PYTHON: Final = expression(
    r"#[^\n]*"
    r"""|(?P<text>\"{3}(?:[^"\\]++|\\.|"(?!""))*+\"{3}|'{3}(?:[^'\\]++|\\.|'(?!''))*+'{3}"""
    r"""|"(?!"")(?:[^"\\\n]++|\\.)*+"|'(?!'')(?:[^'\\\n]++|\\.)*+')"""
    r"""|(?P<open>\"{3}|'{3})|["'](?:[^\\\n]++|\\.)*+""",
    re.DOTALL,
)
"""Comments and strings of Python. A quote that is not closed takes its line: each character is met twice at most."""
_TAIL: Final = re.compile(r"\s*(?:\*/|-->|#\}|\*\)|--%>)?\s*$")
_FOREIGN: Final = (
    ("gitleaks", re.compile(r"gitleaks:allow"), 0),
    ("trufflehog", re.compile(r"trufflehog:ignore"), 0),
    ("detect-secrets", re.compile(r"pragma:\s?(?:allow|white)list\s+nextline\s+secret", re.IGNORECASE), 1),
    ("detect-secrets", re.compile(r"pragma:\s?(?:allow|white)list[ -]?secret", re.IGNORECASE), 0),
    ("ggshield", re.compile(r"ggignore"), 0),
    ("bandit", re.compile(r"nosec\b:?\s*((?:B\d{3}[,\s]*)*)"), 0),
    ("semgrep", re.compile(r"nosemgrep(?::\s*([\w.,\s-]+))?"), 0),
    ("checkov", re.compile(r"checkov:skip=([A-Z0-9_]+)"), 0),
    ("tfsec", re.compile(r"tfsec:ignore:([\w.*-]+)"), 0),
    ("trivy", re.compile(r"trivy:ignore:([\w.*-]+)"), 0),
    ("kics", re.compile(r"kics-scan ignore-(?:line|block)()"), 0),
    ("ruff", re.compile(r"noqa:\s*((?:[A-Z]+\d+[,\s]*)+)"), 0),
)
_MEANT: Final = {
    **dict.fromkeys(("gitleaks", "trufflehog", "detect-secrets", "ggshield"), ("secrets",)),
    "kics": ("iac", "container", "pipeline"),
}
"""What a tool's comment means that names no check."""
_NEXT_LINE: Final = frozenset({"semgrep", "tfsec", "trivy", "kics"})
"""Tools whose comment, alone on its line, holds for the next one."""


def comments(text: str, path: str, lines: set[int]) -> Iterator[Ignore]:
    """Ignore comments on the given lines (from 1) of a file, in order; blocks end at their ``on`` or the file's end."""
    if not lines:
        return
    rows = text.split("\n")
    loose = _line_starts(path)
    inside_strings = _string_lines(text) if path.endswith((".py", ".pyi")) else frozenset()
    opened: list[Ignore] = []
    for number in sorted(lines):
        row = rows[number - 1].rstrip("\r") if number <= len(rows) else ""
        found = None if number in inside_strings else _comment(row, loose)
        if found is None:
            continue
        code, words = found
        alone = not code.strip()
        own = _OWN.search(words)
        if own:
            yield from _ours(own[1], number, alone, rows, opened)
            continue
        foreign = _theirs(words, number, alone)
        if foreign is not None:
            yield foreign
    for comment in opened:
        yield replace(comment, last=len(rows))


def _ours(words: str, number: int, alone: bool, rows: list[str], opened: list[Ignore]) -> Iterator[Ignore]:
    words = _TAIL.sub("", words)
    match = _VERB.match(words)
    if match is None:
        word = re.split(r"[\s\[]", words, maxsplit=1)[0]
        if words[len(word) : len(word) + 1] == "[" or _near(word):
            yield _broken(number, f"unknown instruction {word!r}; use ignore, off, on or ignore-file")
        return
    verb, names, rest = match[1], match[2], match[3]
    if verb == "on":
        while opened:
            yield replace(opened.pop(), last=number)
        return
    comment = _fields(number, names, rest)
    if comment.fault:
        yield comment
    elif verb == "off":
        opened.append(replace(comment, first=number))
    elif verb == "ignore-file":
        yield replace(comment, first=1, last=len(rows))
    else:
        target = _next_code(rows, number) if alone else number
        yield replace(comment, first=number, last=target)


def _near(word: str) -> bool:
    """The word may be a slip of the pen for an instruction, and is not just a sentence about Holdfast."""
    import difflib

    return bool(difflib.get_close_matches(word.lower(), ("ignore", "ignore-file"), 1, 0.75))


def _fields(number: int, names: str | None, rest: str) -> Ignore:
    checks = tuple(name.strip() for name in (names or "[]")[1:-1].split(",") if name.strip())
    if names is not None and not checks:
        return _broken(number, "empty brackets; name a check or leave them out")
    reason = until = ""
    while rest:
        field = _FIELD.match(rest)
        if field is None:
            return _broken(number, f'cannot read {rest[:30]!r}; write reason="…" and until=YYYY-MM-DD')
        reason, until = field[1] or reason, field[2] or until
        rest = rest[field.end() :]
    if until:
        try:
            date.fromisoformat(until)
        except ValueError:
            return _broken(number, f"{until!r} is no date; write until=YYYY-MM-DD")
    return Ignore(line=number, first=number, last=number, checks=checks, reason=reason, until=until)


def _theirs(words: str, number: int, alone: bool) -> Ignore | None:
    for tool, pattern, ahead in _FOREIGN:
        match = pattern.search(words)
        if match is None:
            continue
        named = match[1] if match.re.groups and match[1] else ""
        checks = tuple(re.split(r"[,\s]+", named.strip())) if named.strip() else ()
        if not checks:
            checks = _MEANT.get(tool, ())
        reason = words[match.end() :].strip(" -:*/>")
        last = number + (1 if ahead or (alone and tool in _NEXT_LINE) else 0)
        return Ignore(line=number, first=number, last=last, checks=checks, reason=reason, tool=tool)
    return None


def _line_starts(path: str) -> frozenset[str]:
    """Marks that make a whole line a comment in some languages, and something else in others."""
    from holdfast.formats.languages import language

    found = language(path)
    if found is None:
        return _LOOSE - {"'"}
    return frozenset({found.style.start, "*" if "block" in found.long else found.style.start}) & _LOOSE


def _comment(row: str, loose: frozenset[str]) -> tuple[str, str] | None:
    """Code before the comment of a line, and the comment's text; None when the line has none that counts."""
    quote = ""
    at = 0
    stripped = row.lstrip()
    for start in loose:
        if stripped.startswith(start):
            return "", stripped[len(start) :]
    while at < len(row):
        char = row[at]
        if quote:
            if char == "\\":
                at += 1
            elif char == quote:
                quote = ""
        elif char in "\"'`":
            quote = char
        else:
            for start in _STARTS:
                if start not in _LOOSE and row.startswith(start, at):
                    return row[:at], row[at + len(start) :]
        at += 1
    return _unbalanced(row) if quote else None


def _unbalanced(row: str) -> tuple[str, str] | None:
    """A comment behind an apostrophe that opened no string, as in unquoted YAML: the last ``#`` behind white space."""
    at = max(row.rfind(" #"), row.rfind("\t#"))
    return (row[:at], row[at + 2 :]) if at >= 0 else None


def _string_lines(text: str) -> frozenset[int]:
    """Lines of Python source that lie inside of a string over several lines, where ``#`` starts no comment.

    What opens and is never closed is no string, and nothing is known behind it.
    """
    lines: set[int] = set()
    line, last = 1, 0
    for match in _PYTHON.finditer(text):
        if match["open"] is not None:
            break
        if match["text"] is None or "\n" not in match["text"]:
            continue
        line += text.count("\n", last, match.start())
        last = match.start()
        lines.update(range(line, line + match["text"].count("\n")))
    return frozenset(lines)


def _next_code(rows: list[str], number: int) -> int:
    """The line of the next statement: comments and blank lines between are passed over."""
    for at in range(number, min(len(rows), number + 20)):
        row = rows[at].strip()
        if row and not row.startswith(("#", "//", "--", ";", "<!--")):
            return at + 1
    return number


def _broken(number: int, fault: str) -> Ignore:
    return Ignore(line=number, first=0, last=0, checks=(), fault=fault)

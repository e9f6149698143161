"""Stretches of source text that go over line ends: strings, here-documents, block scalars, block comments.

A line that begins inside of one is no place for a comment of its own. What cannot be told is taken for such a stretch,
so that a comment is rather not written than written into somebody's data.
"""

from __future__ import annotations

import re
from typing import Final

from holdfast.formats.languages import Language

_LONG: Final = {
    "triple": r'"""[\s\S]*?(?:"""|\Z)|\'\'\'[\s\S]*?(?:\'\'\'|\Z)',
    "double": r'"(?:\\[\s\S]|[^"\\])*(?:"|\Z)',
    "single": r"'(?:\\[\s\S]|[^'\\])*(?:'|\Z)",
    "double-value": r'(?<=[\s\[{,:(])"(?:\\[\s\S]|[^"\\])*(?:"|\Z)',
    "single-value": r"(?<=[\s\[{,:(])'[^']*(?:'|\Z)",
    "backtick": r"`(?:\\[\s\S]|[^`\\])*(?:`|\Z)",
    "block": r"/\*[\s\S]*?(?:\*/|\Z)",
    "angle": r"<#[\s\S]*?(?:#>|\Z)|@\"\n[\s\S]*?(?:\n\"@|\Z)|@'\n[\s\S]*?(?:\n'@|\Z)",
    "dollar": r"(?P<dollar>\$\w*\$)[\s\S]*?(?:(?P=dollar)|\Z)",
    "brackets": r"(?:--)?\[(?P<equals>=*)\[[\s\S]*?(?:\](?P=equals)\]|\Z)",
    "paren": r"\(\*[\s\S]*?(?:\*\)|\Z)",
    "braces": r"\{#[\s\S]*?(?:#\}|\Z)|\{%[\s\S]*?(?:%\}|\Z)|\{\{[\s\S]*?(?:\}\}|\Z)",
    "tags": r"<!--[\s\S]*?(?:-->|\Z)|<!\[CDATA\[[\s\S]*?(?:\]\]>|\Z)|<%[\s\S]*?(?:%>|\Z)|<\?[\s\S]*?(?:\?>|\Z)",
    "tag": r"<[A-Za-z/][^>]*(?:>|\Z)",
    "fence": r"(?m:^ *(?P<fence>```+|~~~+)[^\n]*\n[\s\S]*?(?:^ *(?P=fence)|\Z))",
    "heredoc": r"(?<!<)<<-?[ \t]*[\"']?(?P<word>[A-Za-z_]\w*)[\"']?[^\n]*\n[\s\S]*?(?:(?m:^[ \t]*(?P=word)\b)|\Z)",
    "squiggly": r"<<[-~]?[\"']?(?P<name>[A-Z]\w*)[\"']?[^\n]*\n[\s\S]*?(?:(?m:^[ \t]*(?P=name)\b)|\Z)",
    "nowdoc": r"<<<[ \t]*[\"']?(?P<label>\w+)[\"']?\n[\s\S]*?(?:(?m:^[ \t]*(?P=label)\b)|\Z)",
}
_SHORT: Final = r""""(?:\\.|[^"\\\n])*"?|'(?:\\.|[^'\\\n])*'?"""
_SCALAR: Final = re.compile(r"(?P<indent> *)(?P<dashes>(?:- +)*)(?P<key>[^#\n]*?[:\-] +|- +)?[|>][-+0-9]*\s*(?:#.*)?$")


def inside(text: str, language: Language) -> frozenset[int]:
    """Lines (from 1) that begin inside of a stretch which began on a line before."""
    found: set[int] = set()
    if "scalar" in language.long:
        found |= _scalars(text)
    if set(language.long) - {"scalar"}:
        at, line = 0, 1
        for match in _pattern(language).finditer(text):
            line += text.count("\n", at, match.start())
            at = match.start()
            found.update(range(line + 1, line + match[0].count("\n") + 1))
    return frozenset(found)


def _pattern(language: Language) -> re.Pattern[str]:
    """How strings and comments look in a language, what may go over line ends first."""
    parts = [_LONG[name] for name in language.long if name != "scalar"]
    start = language.style.start
    before = r"(?<![^\s;(,{\[])" if start == "#" else ""
    line = [] if language.style.end or start in ("'", "!") else [rf"{before}{re.escape(start)}[^\n]*"]
    short = [] if {"tags", "braces"} & set(language.long) else [_SHORT]
    return re.compile("|".join(f"(?:{part})" for part in [*parts, *line, *short]))


def _scalars(text: str) -> set[int]:
    """Lines of YAML block scalars: everything below their header that is indented more than its key."""
    found: set[int] = set()
    depth = -1
    for number, row in enumerate(text.split("\n"), 1):
        row = row.rstrip("\r")
        indent = len(row) - len(row.lstrip(" "))
        if depth >= 0 and (not row.strip() or indent > depth):
            found.add(number)
            continue
        header = _SCALAR.match(row)
        depth = -1
        if header:
            depth = len(header["indent"]) + (len(header["dashes"]) if header["key"] else 0)
    return found

"""Writes a requirement anew so that it allows a higher version, with the operators that its author chose.

What is not certain is left alone: alternatives, several intervals, wildcards, and names of branches or tags.
"""

from __future__ import annotations

import re
from typing import Final

from holdfast.formats.ranges.index import satisfies
from holdfast.formats.ranges.poetry import plain
from holdfast.formats.versions.index import base_of

_CLAUSE: Final = re.compile(r"(\s*)(===|==|~=|!=|<=|>=|~>|[<>=^~]?)(\s*)(?!\S*\.[xX*](?![\w\-]))(v?\d[\w.+\-]*)(\s*)")
_INTERVAL: Final = re.compile(r"(\[\s*)([^\[\](),\s]+)(\s*(?:,[^\[\](),]*[\])]|\]))")
_VERSION: Final = re.compile(r"v?\d[\w.+\-]*")
_ROUND: Final = re.compile(r"v?\d+(?:\.0+)*")
_LOWER: Final = ("", "=", "==", "===", "^", "~", ">=", "~=", "~>")
_LAST_MAY_RISE: Final = frozenset({("PyPI", "~="), ("RubyGems", "~>"), ("Packagist", "~")})
"""What allows the last number that is given to rise, so that a longer version allows less."""
_LONGEST: Final = 200
_WHOLE: Final = 3
"""Numbers of a semantic version."""


def allows(ecosystem: str, requirement: str, version: str) -> bool | None:
    """As ``satisfies``, with what Poetry adds for Python."""
    if not requirement.strip():
        return True
    answer = satisfies(ecosystem, requirement, version)
    return satisfies(ecosystem, plain(requirement), version) if answer is None and ecosystem == "PyPI" else answer


def raised(ecosystem: str, requirement: str, version: str, glue: str = ",") -> str | None:
    """A requirement that allows ``version`` and starts there, in the form of the given one; None where none is certain.

    ``glue`` stands between two clauses where one has to be added.
    """
    if not requirement or len(requirement) > _LONGEST:
        return None
    base = base_of(ecosystem)
    if base in ("Go", "GitHub Actions"):
        return version if _VERSION.fullmatch(requirement) else None
    made = (_bracketed if base in ("Maven", "NuGet") else _clauses)(base, requirement, version, glue)
    if made is None or made == requirement:
        return None
    return made if allows(ecosystem, made.replace(glue, ","), version) else None


def _bracketed(_base: str, requirement: str, version: str, _glue: str) -> str | None:
    if _VERSION.fullmatch(requirement):
        return version
    found = _INTERVAL.fullmatch(requirement)
    return f"{found[1]}{version}{found[3]}" if found else None


def _clauses(base: str, requirement: str, version: str, glue: str) -> str | None:
    parts = re.split(r"(,)", requirement) if base != "npm" else re.split(r"((?<=[\w*])\s+(?=[<>]))", requirement)
    found = [_CLAUSE.fullmatch(part) for part in parts[::2]]
    if not all(found):
        return None
    clauses = [each for each in found if each is not None]
    made = []
    for each in clauses:
        text = _lower(base, each, version, glue) if each[2] in _LOWER else _upper(base, each, version)
        if text is None:
            return None
        made.append(f"{each[1]}{text}{each[5]}")
    if sum(each[2] in _LOWER for each in clauses) != 1:
        return None
    return "".join(text + gap for text, gap in zip(made, [*parts[1::2], ""], strict=True))


def _lower(base: str, clause: re.Match[str], version: str, glue: str) -> str:
    """What the requirement starts with."""
    sign, space, before = clause[2], clause[3], clause[4]
    shown = _like(before, version)
    numbers = _numbers(version)
    width = len(_numbers(before))
    if (base, sign) in _LAST_MAY_RISE and 1 < width < len(numbers):
        return f"{sign}{space}{'.'.join(numbers[:width])}{glue}>={space}{version}"
    if base == "npm" and sign in ("", "=", "~") and width < _WHOLE:  # what is left out may be anything
        return f"{'^' if width == 1 else '~'}{space}{shown}"
    if base == "crates.io" and sign == "~" and width == 1:
        return f"^{space}{shown}"
    return f"{sign}{space}{shown}"


def _upper(base: str, clause: re.Match[str], version: str) -> str | None:
    """What limits the requirement: it stays where it can, and a round number gives way to the next one."""
    sign, space, bound = clause[2], clause[3], clause[4]
    whole = f"{sign}{bound}"
    if sign == ">" or allows(base, whole, version):
        return f"{sign}{space}{bound}"
    if sign != "<" or not _ROUND.fullmatch(bound):
        return None
    zeros = bound.removeprefix("v").partition(".")[2]
    return f"<{space}{int(_numbers(version)[0]) + 1}{'.' if zeros else ''}{zeros}"


def _like(before: str, version: str) -> str:
    bare = version.removeprefix("v")
    return f"v{bare}" if before.startswith("v") else bare


def _numbers(version: str) -> list[str]:
    found = re.match(r"v?(\d+(?:\.\d+)*)", version)
    return found[1].split(".") if found else ["0"]

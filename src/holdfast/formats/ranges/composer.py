"""Composer's constraints. Source: https://getcomposer.org/doc/articles/versions.md and the behaviour of its parser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from holdfast.formats.versions.composer import key, normal

_OR: Final = re.compile(r"\s*\|\|?\s*")
_AND: Final = re.compile(r"(?<![=<>!~^, ])(?<!-)(?<! as)(?:\s*,\s*|\s+(?!-|as\s))(?![,\s])")
_STABILITY: Final = re.compile(r"([^,\s]*?)@(stable|rc|beta|alpha|dev)", re.IGNORECASE)
_ALIAS: Final = re.compile(r"(\S+) +as +\S+")
_ANY: Final = re.compile(r"v?[xX*](\.[xX*])*")
_MODIFIER: Final = r"[._-]?(?:(?:stable|beta|b|rc|alpha|a|patch|pl|p)(?:[.-]?[0-9]+)*)?(?:[.-]?dev)?"
_NUMBERS: Final = r"v?([0-9]+)(?:\.([0-9]+))?(?:\.([0-9]+))?(?:\.([0-9]+))?"
_VERSION: Final = re.compile(rf"{_NUMBERS}({_MODIFIER}|\.[xX*][.-]?dev)(?:\+\S+)?", re.IGNORECASE)
_WILD: Final = re.compile(r"v?([0-9]+)(?:\.([0-9]+))?(?:\.([0-9]+))?(?:\.[xX*])+")
_HYPHEN: Final = re.compile(r"(\S+) +- +(\S+)")
_SIGNED: Final = re.compile(r"(<>|!=|>=?|<=?|==?)?\s*(.*)")
_NAME: Final = re.compile(r"[0-9a-zA-Z./-]+")
_SUFFIXED: Final = re.compile(rf"-{_MODIFIER}", re.IGNORECASE)

Bound = tuple[str, str]
"""A sign, and a version in the normal form."""


def satisfies(requirement: str, version: str) -> bool:
    """Whether a constraint allows a version. Raises ValueError for what is no constraint or no version."""
    at = normal(version)
    groups = [[*_group(part)] for part in _OR.split(requirement.strip())]
    return any(all(_holds(sign, bound, at) for sign, bound in group) for group in groups)


def _holds(sign: str, bound: str, at: str) -> bool:
    branches = at.startswith("dev-"), bound.startswith("dev-")
    if any(branches):  # a branch is before or behind nothing
        return at == bound if sign == "=" else sign == "!=" and at != bound
    one, other = key(at), key(bound)
    return {
        "=": one == other,
        "!=": one != other,
        "<": one < other,
        "<=": one <= other,
        ">": one > other,
        ">=": one >= other,
    }[sign]


def _group(text: str) -> Iterator[Bound]:
    hyphen = _HYPHEN.fullmatch(text)
    for part in (text,) if hyphen else _AND.split(text):
        yield from _bounds(part)


def _bounds(text: str) -> Iterator[Bound]:
    alias = _ALIAS.fullmatch(text)
    text = alias[1] if alias else text
    flag = _STABILITY.fullmatch(text)
    stability = ""
    if flag:
        text = flag[1] or "*"
        stability = "" if flag[2].lower() == "stable" else flag[2]
    text = text.partition("#")[0] if text.startswith("dev-") or ".x-dev#" in text else text
    if _ANY.fullmatch(text):
        if text not in ("x", "X", "*"):
            yield (">=", "0.0.0.0-dev")
        return
    if text[:1] in ("~", "^"):
        yield from _near(text)
    elif wild := _WILD.fullmatch(text):
        yield from _wild(wild)
    elif hyphen := _HYPHEN.fullmatch(text):
        yield from _between(hyphen[1], hyphen[2])
    else:
        yield _signed(text, stability)


def _near(text: str) -> Iterator[Bound]:
    """A tilde or a caret: at least the version, and before the next one of the number that may not change."""
    found = _VERSION.fullmatch(text[1:])
    if found is None:
        raise ValueError(f"{text[:60]!r} is no constraint of Composer")
    given = [number for number in found.groups()[:4] if number is not None]
    branch = found[5][:2].lower() in (".x", ".*")
    if text[0] == "~":
        place = max(1, len(given) + branch - 1)
    else:
        place = next((at + 1 for at in range(3) if _stays(found, at)), 3)
    suffix = "" if found[5] else "-dev"
    yield (">=", normal(text[1:] + suffix))
    yield ("<", _raised([*found.groups()[:4]], place) + "-dev")


def _stays(found: re.Match[str], at: int) -> bool:
    """Whether a number is the first that is not zero, or the last that is given."""
    numbers = found.groups()[:4]
    return numbers[at] != "0" or numbers[at + 1] is None


def _wild(found: re.Match[str]) -> Iterator[Bound]:
    numbers = [*found.groups(), None]
    place = len([number for number in numbers if number is not None])
    low = ".".join(number or "0" for number in numbers)
    if any(int(number) for number in low.split(".")):
        yield (">=", f"{low}-dev")
    yield ("<", _raised(numbers, place) + "-dev")


def _between(low: str, high: str) -> Iterator[Bound]:
    first, last = _VERSION.fullmatch(low), _VERSION.fullmatch(high)
    if first is None or last is None:
        raise ValueError(f"{low[:40]!r} - {high[:40]!r} is no constraint of Composer")
    yield (">=", normal(low) + ("" if first[5] else "-dev"))
    if (last[2] and last[3]) or last[5]:
        yield ("<=", normal(high))
    else:
        yield ("<", _raised([*last.groups()[:4]], 2 if last[2] else 1) + "-dev")


def _raised(numbers: list[str | None], place: int) -> str:
    """The version in which the number at ``place`` is one more, and all behind it are zero."""
    found = [int(number or 0) for number in numbers[:place]]
    found += [0] * (place - len(found))
    return ".".join(map(str, [*found[:-1], found[-1] + 1, *[0] * (4 - place)]))


def _signed(text: str, stability: str) -> Bound:
    found = _SIGNED.fullmatch(text)
    if found is None:
        raise ValueError(f"{text[:60]!r} is no constraint of Composer")
    sign, rest = {"==": "=", "<>": "!=", "": "="}.get(found[1] or "", found[1] or "="), found[2]
    try:
        version = normal(rest)
    except ValueError:
        if not rest.endswith("-dev") or not _NAME.fullmatch(rest):
            raise
        version = normal(f"dev-{rest[:-4]}")
    branch = version.startswith("dev-")
    if sign != "=" and stability and "-" not in version:
        version += f"-{stability}"
    elif sign in ("<", ">=") and not branch and not _ends_suffixed(rest):
        version += "-dev"
    return sign, version


def _ends_suffixed(text: str) -> bool:
    return any(_SUFFIXED.fullmatch(text, at) for at, char in enumerate(text) if char == "-")

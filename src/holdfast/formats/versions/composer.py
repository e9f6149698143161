"""Composer's versions: brought into its normal form, then compared as PHP's version_compare does.

Sources: https://getcomposer.org/doc/articles/versions.md and https://www.php.net/version_compare.
"""

from __future__ import annotations

import re
from typing import Final

from holdfast.formats.versions.order import bounded

_MODIFIER: Final = r"[._-]?(?:(stable|beta|b|rc|alpha|a|patch|pl|p)((?:[.-]?[0-9]+)*)?)?([.-]?dev)?"
_NUMBERS: Final = re.compile(rf"v?([0-9]{{1,5}})(\.[0-9]+)?(\.[0-9]+)?(\.[0-9]+)?{_MODIFIER}", re.ASCII | re.IGNORECASE)
_DAY: Final = re.compile(
    rf"v?([0-9]{{4}}(?:[.:-]?[0-9]{{2}}){{1,6}}(?:[.:-]?[0-9]{{1,3}}){{0,2}}){_MODIFIER}", re.ASCII | re.IGNORECASE
)
_BRANCH: Final = re.compile(
    r"v?([0-9]+)(\.(?:[0-9]+|[xX*]))?(\.(?:[0-9]+|[xX*]))?(\.(?:[0-9]+|[xX*]))?", re.ASCII | re.IGNORECASE
)
_DEV: Final = re.compile(r"(.*?)[.-]?dev", re.IGNORECASE)
_ALIAS: Final = re.compile(r"([^,\s]+) +as +[^,\s]+")
_STABILITY: Final = re.compile(r"@(?:stable|RC|beta|alpha|dev)$", re.IGNORECASE)
_BUILD: Final = re.compile(r"([^,\s+]+)\+\S+")
_LONG: Final = {"a": "alpha", "b": "beta", "p": "patch", "pl": "patch", "rc": "RC"}
_PIECE: Final = re.compile(r"[0-9]+|[^0-9.]+")
_FORMS: Final = {"dev": 0, "alpha": 1, "a": 1, "beta": 2, "b": 2, "RC": 3, "rc": 3, "pl": 5, "p": 5}
_NUMBER: Final = 4
_ANY_OTHER: Final = -1
_END: Final = (_NUMBER, -1)

Key = tuple[tuple[tuple[int, int], ...], str]


def normal(text: str) -> str:
    """The normal form: four numbers and a stability, or ``dev-`` and the name of a branch.

    Raises ValueError for what is no version.
    """
    text = bounded(text)
    alias = _ALIAS.fullmatch(text)
    text = _STABILITY.sub("", alias[1] if alias else text)
    if text in ("master", "trunk", "default"):
        return f"dev-{text}"
    if text[:4].lower() == "dev-":
        return f"dev-{text[4:]}"
    build = _BUILD.fullmatch(text)
    text = build[1] if build else text
    found = _NUMBERS.fullmatch(text)
    if found:
        numbers = "".join(part or ".0" for part in found.groups()[1:4])
        return _stable(found[1] + numbers, *found.groups()[4:])
    found = _DAY.fullmatch(text)
    if found:
        return _stable(re.sub(r"[^0-9]", ".", found[1]), *found.groups()[1:])
    dev = _DEV.fullmatch(text)
    branch = _branch(dev[1]) if dev else "dev-"
    if branch.startswith("dev-"):
        raise ValueError(f"{text[:60]!r} is no version of Composer")
    return branch


def _stable(version: str, word: str | None, count: str | None, dev: str | None) -> str:
    if word:
        word = word.lower()
        if word == "stable":
            return version
        version += f"-{_LONG.get(word, word)}{(count or '').lstrip('.-')}"
    return f"{version}-dev" if dev else version


def _branch(name: str) -> str:
    found = _BRANCH.fullmatch(name.strip())
    if not found:
        return f"dev-{name.strip()}"
    parts = "".join((part or ".x").replace("*", "x").replace("X", "x") for part in found.groups())
    return parts.replace("x", "9999999") + "-dev"


def key(text: str) -> Key:
    """The key of a version; branches come before all versions, by name. Raises ValueError for what is no version."""
    form = normal(text)
    pieces = _PIECE.findall(re.sub(r"[-_+]", ".", form))
    order = tuple((_NUMBER, int(piece)) if piece.isdigit() else (_form(piece), 0) for piece in pieces)
    return (*order, _END), form if form.startswith("dev-") else ""


def _form(word: str) -> int:
    """What PHP makes of a word: it knows some by how they begin, and all others weigh the same."""
    return next((weight for name, weight in _FORMS.items() if word.startswith(name)), _ANY_OTHER)

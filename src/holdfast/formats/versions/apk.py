"""Versions of Alpine's packages and of those that are made with its tools, as apk-tools 3 compares them.

``number{.number}[letter]{_suffix[number]}[~hash][-r#]``. Source: https://wiki.alpinelinux.org/wiki/Package_policies and
the behaviour of ``apk version -t``.
"""

from __future__ import annotations

import re
from typing import Final

from holdfast.formats.versions.order import bounded

_VERSION: Final = re.compile(
    r"(?P<first>[0-9]+)(?P<more>(?:\.[0-9]+)*)(?P<letter>[a-z]?)(?P<suffixes>(?:_[a-z]+[0-9]*)*)"
    r"(?P<hash>(?:~[0-9a-f]+)?)(?P<revision>(?:-r[0-9]+)?)"
)
_SUFFIX: Final = re.compile(r"_([a-z]+)([0-9]*)")
_BEFORE: Final = ("alpha", "beta", "pre", "rc")
_BEHIND: Final = ("cvs", "svn", "git", "hg", "p")
# What may follow, from what makes a version the oldest to what makes it the newest.
_PRE, _END, _REVISION, _HASH, _COUNT, _POST, _LETTER, _NUMBER = range(8)

Key = tuple[tuple[int, int, int | str], ...]


def key(text: str) -> Key:
    """The key of a version. Raises ValueError for what is no version."""
    found = _VERSION.fullmatch(bounded(text))
    if found is None:
        raise ValueError(f"{text[:60]!r} is no version of an Alpine package")
    parts: list[tuple[int, int, int | str]] = [(_NUMBER, 1, int(found["first"]))]
    parts += [_number(digits) for digits in found["more"].split(".")[1:]]
    if found["letter"]:
        parts.append((_LETTER, 0, found["letter"]))
    for name, count in _SUFFIX.findall(found["suffixes"]):
        parts.append(_suffix(name))
        if count:
            parts.append((_COUNT, 0, int(count)))
    if found["hash"]:
        parts.append((_HASH, 0, found["hash"]))
    if found["revision"]:
        parts.append((_REVISION, 0, int(found["revision"][2:])))
    return (*parts, (_END, 0, 0))


def _number(digits: str) -> tuple[int, int, int | str]:
    """A number behind a dot; with a leading zero it compares as text, which puts it before all that have none."""
    return (_NUMBER, 0, digits) if digits[0] == "0" else (_NUMBER, 1, int(digits))


def _suffix(name: str) -> tuple[int, int, int | str]:
    if name in _BEFORE:
        return (_PRE, 0, _BEFORE.index(name))
    if name in _BEHIND:
        return (_POST, 0, _BEHIND.index(name))
    raise ValueError(f"{name[:40]!r} is no suffix of an Alpine version")

"""Versions of ConanCenter's recipes, as Conan 2 compares them.

Source: https://docs.conan.io/2/tutorial/versioning/version_ranges.html.
"""

from __future__ import annotations

import re
from typing import Any, Final

from holdfast.formats.versions.order import bounded

_PARTS: Final = re.compile(r"([^-+]+)(?:-([^+]*))?(?:\+(.*))?", re.ASCII)

Items = tuple[tuple[int, int | str], ...]


def key(text: str) -> Any:
    """The key of a version; a pre-release comes before, a build behind the version without. Raises ValueError."""
    found = _PARTS.fullmatch(bounded(text).lower())
    if found is None:
        raise ValueError(f"{text[:60]!r} is no version of a Conan recipe")
    main, release, build = found.groups()
    items = _items(main)
    while items and items[-1] == (0, 0):
        items = items[:-1]
    return items, (0, _items(release)) if release else (1, ()), _items(build) if build else ()


def _items(text: str) -> Items:
    return tuple((0, int(part)) if part.isdigit() else (1, part) for part in text.split("."))

"""NuGet's versions: up to four numbers, and a pre-release whose case does not count.

Source: https://learn.microsoft.com/nuget/concepts/package-versioning.
"""

from __future__ import annotations

import re
from typing import Final

from holdfast.formats.versions.order import bounded
from holdfast.formats.versions.semver import RELEASE, Key, identifiers

_VERSION: Final = re.compile(
    r"v?([0-9]+)(?:\.([0-9]+))?(?:\.([0-9]+))?(?:\.([0-9]+))?"
    r"(?:-([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?(?:\+[0-9A-Za-z.-]*)?",
    re.ASCII,
)


def key(text: str) -> Key:
    """The key of a version; what stands behind a plus does not count. Raises ValueError for what is no version."""
    found = _VERSION.fullmatch(bounded(text))
    if found is None:
        raise ValueError(f"{text[:60]!r} is no NuGet version")
    *numbers, release = found.groups()
    parts = tuple(int(part or 0) for part in numbers)
    return parts, (0, identifiers(release.lower())) if release else RELEASE

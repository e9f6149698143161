"""What a version says about itself: its line of compatible releases, and whether it is a release at all."""

from __future__ import annotations

import re
from typing import Final

from holdfast.formats.versions.index import base_of

_NUMBERS: Final = re.compile(r"[^\d]{0,20}?(\d+)(?:\.(\d+))?")
_DASHED: Final = frozenset({"npm", "crates.io", "Packagist", "NuGet", "Pub", "Hex", "SwiftURL", "GitHub Actions"})
_PYTHON: Final = re.compile(r"\d\s*[._-]?(?:a|b|c|rc|alpha|beta|pre|preview|dev)[._-]?\d*", re.IGNORECASE)
_MAVEN: Final = re.compile(r"[.\-](?:alpha|beta|rc|cr|m|milestone|snapshot|pre)[.\-]?\d*", re.IGNORECASE)
_RUBY: Final = re.compile(r"[A-Za-z]")
_YOUNG: Final = frozenset({"npm", "crates.io", "Pub", "Hex"})
"""Below 1.0 the second number says what breaks."""
_YEARS: Final = 1990
"""From here on a first number is a year, and promises nothing."""


def line_of(ecosystem: str, version: str) -> tuple[int, ...]:
    """The numbers that change when something breaks; empty for a version without numbers, or with that of a year."""
    found = _NUMBERS.match(version)
    if found is None:
        return ()
    first, second = int(found[1][:9]), int((found[2] or "0")[:9])
    if first >= _YEARS:
        return ()
    return (first, second) if not first and base_of(ecosystem) in _YOUNG else (first,)


def preliminary(ecosystem: str, version: str) -> bool:
    """Whether a version comes before its release."""
    base = base_of(ecosystem)
    if base in _DASHED:
        return "-" in version.partition("+")[0]
    pattern = {"PyPI": _PYTHON, "Maven": _MAVEN, "RubyGems": _RUBY}.get(base)
    return bool(pattern and pattern.search(version))


def written(ecosystem: str, name: str, present: str, version: str) -> str:
    """A version of an advisory as the project writes it: with the ``v``, and the mark of old modules of Go."""
    if not present.startswith("v") or version.startswith("v"):
        return version
    line = line_of(ecosystem, version)
    if base_of(ecosystem) != "Go" or not line or line[0] < 2 or "+" in version:
        return f"v{version}"
    own = name.endswith(f"/v{line[0]}") or name.startswith("gopkg.in/")
    return f"v{version}" if own else f"v{version}+incompatible"

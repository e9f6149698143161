"""Which ecosystem writes its requirements in which language."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import Any, Final

from holdfast.formats.versions.index import base_of

# The tests read these names as imports.
LANGUAGES: Final = {
    "PyPI": "holdfast.formats.ranges.pep440:satisfies",
    "npm": "holdfast.formats.ranges.npm:satisfies",
    "crates.io": "holdfast.formats.ranges.cargo:satisfies",
    "RubyGems": "holdfast.formats.ranges.rubygems:satisfies",
    "Packagist": "holdfast.formats.ranges.composer:satisfies",
    "Maven": "holdfast.formats.ranges.brackets:maven",
    "NuGet": "holdfast.formats.ranges.brackets:nuget",
    "Go": "holdfast.formats.ranges.golang:satisfies",
}
_LONGEST: Final = 4096


def satisfies(ecosystem: str, requirement: str, version: str) -> bool | None:
    """Whether a version is one that a requirement allows.

    None where nobody can know: an ecosystem whose language is not read, a requirement that is none (a tag, an address),
    or what is no version.
    """
    target = LANGUAGES.get(base_of(ecosystem))
    if target is None or len(requirement) > _LONGEST:
        return None
    try:
        return bool(_language(target)(requirement, version))
    except ValueError:
        return None


@cache
def _language(target: str) -> Any:
    module, _, attribute = target.partition(":")
    return getattr(import_module(module), attribute)

"""Python's requirements: PEP 440, as the ``packaging`` library reads them."""

from __future__ import annotations

from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.version import Version


def satisfies(requirement: str, version: str) -> bool:
    """Whether the specifiers of a requirement, which may end in a marker, allow a version.

    Raises ValueError for what is no specifier or no version.
    """
    text = requirement.partition(";")[0].strip().removeprefix("(").removesuffix(")")
    try:
        return SpecifierSet(text).contains(Version(version))
    except InvalidSpecifier as error:
        raise ValueError(f"{requirement[:60]!r} is no specifier") from error

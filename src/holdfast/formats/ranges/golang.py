"""Go's requirements: a version is the least one that will do."""

from __future__ import annotations

from holdfast.formats.versions.golang import key


def satisfies(requirement: str, version: str) -> bool:
    """Whether a version is at least the one required. Raises ValueError for what is no version."""
    return key(version) >= key(requirement)

"""How firmly a version is named."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from holdfast.kit.expressions import expression

_COMMIT: Final = expression(r"(?:[0-9a-f]{40}|[0-9a-f]{64})\Z", re.IGNORECASE)
_SHORT: Final = expression(r"(?=[0-9a-f]*[a-f])(?=[0-9a-f]*[0-9])[0-9a-f]{7,39}\Z", re.IGNORECASE)
_VERSION: Final = expression(r"(?:[A-Za-z][\w\-]*[-_])?[vV]?\d+(?:\.\w+)*(?:[-+][\w.+\-]*)?\Z")
_MOVING: Final = frozenset({"latest", "edge", "nightly", "main", "master", "dev", "devel", "stable", "next", "canary"})
_IMAGE: Final = expression(
    r"(?P<name>(?:[\w.\-]+(?::\d+)?/)*[\w.\-]+)(?::(?P<tag>[\w][\w.\-]*))?(?:@(?P<digest>[a-z0-9]+:[0-9a-fA-F]{32,}))?\Z"
)


class Image(NamedTuple):
    """A name of an image, taken apart."""

    name: str
    version: str | None
    pin: str
    """``digest``, ``version``, ``branch`` (a tag that is meant to move) or ``none``."""


def pin(version: str | None) -> str:
    """How firm a revision of a repository is: ``commit``, ``short-commit``, ``version``, ``branch`` or ``none``."""
    if not version:
        return "none"
    if _COMMIT.match(version):
        return "commit"
    if _SHORT.match(version):
        return "short-commit"
    bare = version.removeprefix("refs/tags/")
    if bare != version or (_VERSION.match(bare[:64]) and len(bare) <= 64):
        return "version"
    return "branch"


def image(text: str) -> Image | None:
    """The parts of an image's name; None where it is none."""
    match = _IMAGE.match(text.strip()[:512])
    if match is None:
        return None
    tag = match["tag"]
    if match["digest"]:
        return Image(match["name"], match["digest"], "digest")
    if tag is None:
        return Image(match["name"], None, "none")
    return Image(match["name"], tag, "branch" if tag.lower() in _MOVING else "version")

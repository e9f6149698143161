"""How much an image may ask for, and what is said when it asks for more."""

from __future__ import annotations

from typing import Final

from holdfast.model.noun import noun

DOCUMENT: Final = 16 << 20
"""Bytes that a manifest or a configuration may have."""
LONGEST: Final = 4096
"""Characters of a path."""
DEEPEST: Final = 256
"""Folders inside of each other."""
HOPS: Final = 40
"""Links followed for one path, as Linux does."""


@noun
class Limits:
    """What one image may hold."""

    total: int = 24 << 30
    """Bytes of all layers together, unpacked."""
    members: int = 1_000_000
    """Entries of all layers together."""
    layers: int = 1000
    ratio: int = 300
    """Bytes that may come out for each that goes in, above ``small``."""
    small: int = 256 << 20
    """Bytes that any layer may unpack to, however small it is."""


class Damaged(Exception):  # noqa: N818 - an answer more than a fault
    """The content is not what its format promises, or more than is read; and in which way."""


class Unreadable(Damaged):
    """Nothing that is installed reads it; the message says what would."""

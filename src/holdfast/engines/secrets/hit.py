"""What the engine passes around: a hit, its doubt, and how a file is read."""

from __future__ import annotations

from typing import NamedTuple

from holdfast.model.credential import CredentialType


class Doubt(NamedTuple):
    """What lowers a hit: who should see it and why; an empty note means no doubt."""

    pedantic: bool = False
    note: str = ""


class Hit(NamedTuple):
    """A credential at a place of one blob. Lives in memory only, and briefly: it holds the value."""

    kind: CredentialType
    start: int
    """Offset of the value, or of its encoded form."""
    end: int
    value: bytes
    route: tuple[str, ...]
    doubt: Doubt
    partner: int = -1
    """Offset of the other half of a credential in two parts."""


class View(NamedTuple):
    """How the file at hand is read."""

    role: str
    bare: bool
    """Values may stand without quotes."""

    @property
    def quiet(self) -> bool:
        """Machine-written text, where only marked credentials count."""
        return self.role in ("lock", "minified")

"""What comes of carrying a threat model to another tool's format, or from it: and what did not come along."""

from __future__ import annotations

from dataclasses import dataclass

from holdfast.model.system import System


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss:
    """Something that could not be carried as it was."""

    what: str
    """What it is, e.g. ``technologies`` or ``a text block``."""
    where: str
    """Id of the element, flow or threat, or the place in the other tool's file."""
    why: str
    """Why it could not, and what became of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """A model in another format."""

    text: str
    losses: tuple[Loss, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """A model from another format."""

    system: System
    origin: str
    """The format, for people: ``Threat Dragon 2``, ``OTM 0.2``."""
    losses: tuple[Loss, ...] = ()

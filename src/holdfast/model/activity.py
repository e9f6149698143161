"""The five phases and the activities in them."""

from __future__ import annotations

from enum import StrEnum

from holdfast.model.noun import noun


class Phase(StrEnum):
    """A phase of the DevSecOps lifecycle."""

    PRE_COMMIT = "pre-commit"
    COMMIT = "commit"
    ACCEPTANCE = "acceptance"
    PRODUCTION = "production"
    OPERATIONS = "operations"


@noun
class Activity:
    """One of the 21 activities: a declaration, no behaviour."""

    number: int
    id: str
    title: str
    phase: Phase
    asks: str
    """The question it answers."""
    verb: str
    """The command that does it, or will."""
    built: bool = False
    """Whether this version does the job."""
    partly: str = ""
    """What of the job this version does, where it does a part of it only."""
    looks: tuple[str, ...] = ()
    """Dotted names of the engines or actions that do it."""
    controls: tuple[str, ...] = ()
    """Controls that it can prove."""
    fresh_days: int = 30
    """Evidence older than this is stale."""

    @property
    def word(self) -> str:
        """``works``, ``works in part`` or ``planned``."""
        return "works" if self.built else "works in part" if self.partly else "planned"


@noun
class Control:
    """Something that is done against threats, and that evidence or a named person's word can speak for."""

    id: str
    title: str
    states: str
    """What is true when the control holds."""
    activity: str
    stride: tuple[str, ...]
    """STRIDE categories that it counters."""
    frameworks: tuple[str, ...] = ()
    """Numbers in public frameworks, e.g. ``ASVS-5.0 13.3.1``."""
    awaits: str = ""
    """What will prove it, where no check of this version does; empty where one does."""

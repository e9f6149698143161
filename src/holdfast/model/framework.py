"""A public framework, and how far evidence covers what it numbers."""

from __future__ import annotations

from holdfast.model.noun import noun
from holdfast.model.posture import ControlState


@noun
class Framework:
    """A list of requirements that somebody publishes."""

    id: str
    """How controls name it, e.g. ``ASVS-5.0``."""
    word: str
    """What people type, e.g. ``asvs``."""
    name: str
    """Its full name with the edition."""
    publisher: str
    numbers: int | None
    """How many numbers the edition has; None where it cannot be told in one figure."""


@noun
class Requirement:
    """One number of a framework that controls name, with how they stand."""

    number: str
    state: ControlState
    """Of the worst of its controls."""
    controls: tuple[tuple[str, ControlState], ...]
    """Ids of the controls that name it, each with its state."""


@noun
class Covered:
    """A framework as far as the catalogue and evidence go."""

    framework: Framework
    requirements: tuple[Requirement, ...]
    """In the framework's own order. What it numbers besides is not looked at."""

    def count(self, state: ControlState) -> int:
        """How many of the requirements are in a state."""
        return sum(item.state is state for item in self.requirements)

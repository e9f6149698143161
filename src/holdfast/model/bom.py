"""What a subject is made of, put together from all its inventories."""

from __future__ import annotations

from holdfast.model.noun import noun
from holdfast.model.package import Package
from holdfast.model.place import Place


@noun
class Component:
    """One package, wherever in the subject it was met."""

    ref: str
    """Its package URL: names it within the document."""
    package: Package
    """What all places together say: nearest reach, direct where it is so anywhere, every hash."""
    places: tuple[Place, ...]
    needs: tuple[str, ...]
    """References of what it depends on."""


@noun
class Bom:
    """What a subject is made of."""

    name: str
    """Of the subject."""
    version: str = ""
    licence: str = ""
    components: tuple[Component, ...] = ()
    """By reference."""
    direct: tuple[str, ...] = ()
    """References of what the subject itself asks for; all that nothing else needs, where it does not say."""
    seen_at: str = ""
    """UTC, ISO 8601 to the second."""
    tool: str = ""
    """Version of Holdfast."""
    complete: bool = True
    """Everything that was there could be read."""

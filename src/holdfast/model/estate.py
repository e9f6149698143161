"""What was understood of an estate, as it is shown."""

from __future__ import annotations

from dataclasses import dataclass

from holdfast.model.place import Place
from holdfast.model.reading import Gap


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One fact about a resource, as text. Never a secret."""

    name: str
    says: str
    known: bool = True
    """False: nobody can know it from what was read, and ``says`` tells why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One resource."""

    kind: str
    """``resource`` where no kind fits, so that only an organisation's own rules can judge it."""
    address: str
    type: str
    provider: str
    language: str
    place: Place
    facts: tuple[Fact, ...] = ()
    refs: tuple[str, ...] = ()
    """Addresses of resources in the same unit that it is made from."""
    unit: str = ""
    """Root module, manifest folder or file that it belongs to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Estate:
    """All of it."""

    root: str
    items: tuple[Item, ...]
    gaps: tuple[Gap, ...]
    files: int
    """Files that some reader understood."""

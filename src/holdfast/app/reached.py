"""How near a weak part of a package is to what runs, and what shows it."""

from __future__ import annotations

from typing import NamedTuple

from holdfast.engines.packages.priority import Level
from holdfast.model.verdict import Step


class Reached(NamedTuple):
    """How near a weak part is, and what shows it."""

    level: Level | None = None
    """None where code says nothing about it."""
    steps: tuple[Step, ...] = ()
    """Where the package is imported and the weak part is used."""
    note: str = ""

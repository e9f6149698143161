"""Every mapper of Azure's types to kinds, by the part of the provider that it knows."""

from __future__ import annotations

from typing import Final

from holdfast.estate.mapping import Mapper

MAPPERS: Final[tuple[Mapper, ...]] = ()
"""Each is the ``read`` of a module here."""

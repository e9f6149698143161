"""Every mapper of Azure's types to kinds, by the part of the provider that it knows."""

from __future__ import annotations

from typing import Final

from holdfast.estate.arm import (
    azure_compute,
    azure_database,
    azure_estate,
    azure_firewall,
    azure_keys,
    azure_services,
    azure_storage,
    azure_web,
)
from holdfast.estate.mapping import Mapper

MAPPERS: Final[tuple[Mapper, ...]] = (
    azure_compute.read,
    azure_database.read,
    azure_estate.read,
    azure_firewall.read,
    azure_keys.read,
    azure_services.read,
    azure_storage.read,
    azure_web.read,
)
"""Each is the ``read`` of a module here."""

"""Reads files by path and content as a scan would: claimed by name, grouped into units, each unit read."""

from __future__ import annotations

from collections.abc import Mapping

from holdfast.estate.packages.names import reader_of
from holdfast.estate.packages.readers import reader
from holdfast.model.package import Inventory, Package


def look(files: Mapping[str, str | bytes]) -> dict[str, Inventory]:
    """Path to inventory."""
    claimed: dict[str, dict[str, bytes]] = {}
    for path, text in files.items():
        name = reader_of(path)
        if name:
            claimed.setdefault(name, {})[path] = text.encode() if isinstance(text, str) else text
    found: dict[str, Inventory] = {}
    for name, own in claimed.items():
        face = reader(name)
        for unit in face.units(own):
            assert unit.reader == name
            for each in face.read(unit, {path: own[path] for path in unit.paths}):
                assert each.path not in found, "two inventories of one file"
                found[each.path] = each
    return found


def only(files: Mapping[str, str | bytes]) -> Inventory:
    """The one inventory that comes out."""
    (found,) = look(files).values()
    return found


def packages(inventory: Inventory) -> dict[str, Package]:
    """The packages of an inventory, by key."""
    found = {each.key: each for each in inventory.packages}
    assert len(found) == len(inventory.packages)
    return found

"""Reads bills of materials that lie in a tree: CycloneDX and SPDX, in JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from holdfast.formats import cyclonedxread, spdx
from holdfast.model.package import Inventory
from holdfast.model.place import Place
from holdfast.model.reading import Gap, Unit

NAME: Final = "bills"


def units(paths: Mapping[str, bytes]) -> list[Unit]:
    """Each file stands for itself."""
    return [Unit(reader=NAME, root=path, paths=(path,)) for path in sorted(paths)]


def read(unit: Unit, files: Mapping[str, bytes]) -> list[Inventory]:
    """What one document tells. One that is of neither form is a gap, and a fault only where its name promises one."""
    path, data = unit.root, files.get(unit.root, b"")
    if spdx.is_spdx(data):
        return [spdx.read(path, data)]
    if cyclonedxread.is_cyclonedx(data) or path.endswith((".cdx.json", ".spdx.json")):
        return [cyclonedxread.read(path, data)]
    gap = Gap(why="it is neither CycloneDX nor SPDX", place=Place(path=path))
    return [Inventory(path=path, reader=NAME, gaps=(gap,), locked=False)]

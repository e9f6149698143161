"""Azure Resource Manager templates in JSON, those that Bicep compiled included.

Values of parameters are their defaults; files of parameters are not read, as it is not known which one is used.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from holdfast.estate import mapping
from holdfast.estate.arm.deployment import Deployment
from holdfast.estate.arm.evaluate import Budget
from holdfast.estate.arm.providers import MAPPERS
from holdfast.estate.blocks import Blocks
from holdfast.formats import jsontree
from holdfast.model.reading import Reading, Unit

NAME: Final = "arm"


def units(paths: Mapping[str, bytes]) -> list[Unit]:
    """Every template is one unit."""
    return [Unit(reader=NAME, root=path, paths=(path,)) for path in sorted(paths)]


def read(unit: Unit, files: Mapping[str, bytes]) -> Reading:
    """The resources of one template; those whose condition is false are left out."""
    trees, gaps = jsontree.parse(unit.root, files.get(unit.root, b""))
    if not trees:
        return Reading(gaps=gaps)
    deployment = Deployment(trees[0], "", Budget())
    blocks = Blocks(deployment.blocks(), NAME)
    found = mapping.resources(blocks, MAPPERS, lambda _: "azure")
    return Reading(resources=found, gaps=tuple(deployment.gaps))

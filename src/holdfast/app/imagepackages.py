"""What a container image is made of: packages of its distribution and of languages, each with its layer."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from holdfast.estate.image.distribution import Distribution, distribution
from holdfast.estate.image.image import Image, open_image
from holdfast.estate.image.packages import system_packages, with_layers
from holdfast.estate.image.shipped import Shipped
from holdfast.estate.packages.environments import installed
from holdfast.model.package import Inventory, Source


def packages_of(path: Path, platform: str = "") -> tuple[str, list[Inventory]]:
    """Name and inventories of an image. Raises UsageError for what is none, IncompleteError for a broken one."""
    with open_image(path, platform) as image:
        for _ in image.read():
            pass
        found = [*inventories_of(image, distribution(image.more))]
        if image.gaps:
            found.append(Inventory(path=str(path), reader="image", gaps=tuple(image.gaps), locked=False))
        return image.name, found


def inventories_of(image: Image, found: Distribution | None) -> tuple[Inventory, ...]:
    """What the distribution has installed, and what languages have, each with the layer that brought it."""
    own = system_packages(image, found)
    shipped = Shipped(image)
    return tuple(
        with_layers(image, _distributed(each, shipped)) for each in (*own, *installed(image.paths(), image.more))
    )


def _distributed(inventory: Inventory, shipped: Shipped) -> Inventory:
    """Packages of a language that the distribution brought and patches itself are marked as its own."""
    packages = tuple(
        replace(each, source=Source.DISTRIBUTION) if shipped.owner(each.place.path) is not None else each
        for each in inventory.packages
    )
    return replace(inventory, packages=packages)

"""The packages of an image's distribution, each with the layer that brought it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from holdfast.estate.image import apk, dpkg, rpm
from holdfast.estate.image.databases import APK, DPKG, DPKG_FOLDER, RPM
from holdfast.estate.image.distribution import Distribution
from holdfast.estate.image.image import Image
from holdfast.estate.image.tars import FILE
from holdfast.model.package import Inventory, Layer, Package
from holdfast.model.place import Place
from holdfast.model.reading import Gap

_MOST: Final = 64
"""Versions of one database that are compared, the newest ones."""
_NOWHERE: Final = "unknown distribution"
Read = tuple[tuple[Package, ...], tuple[Gap, ...]]


def system_packages(image: Image, found: Distribution | None) -> list[Inventory]:
    """What the package managers of the distribution have installed, as their databases say."""
    ecosystem = found.ecosystem if found else ""
    inventories = [*_single(image, ecosystem), *_folder(image, ecosystem)]
    if found is not None:
        return inventories
    why = "nothing says which distribution this is, so nothing is known about the weaknesses of its packages"
    return [
        replace(each, gaps=(*each.gaps, Gap(why=why, place=Place(path=each.path), fault=bool(each.packages))))
        for each in inventories
    ]


def _single(image: Image, ecosystem: str) -> Iterator[Inventory]:
    """Of each database that is one file, its newest version; which layer brought what is told by the older ones."""
    for path in (DPKG, *APK, *RPM):
        if not image.tree.past.get(path):
            continue
        since: dict[str, int] = {}
        read: Read | None = None
        for layer, data in image.versions(path, _MOST):
            read = _read(path, data, ecosystem or _NOWHERE, image)
            since = {_identity(each): since.get(_identity(each), layer) for each in read[0]}
        if read is None:
            gap = Gap(why="the database of packages is too large to be read", place=Place(path=path), fault=True)
            yield Inventory(path=path, reader=_reader(path), gaps=(gap,))
            continue
        node = image.tree.find(path, follow=False)
        packages = tuple(replace(each, layer=image.layers[since[_identity(each)]]) for each in read[0])
        yield Inventory(
            path=path, reader=_reader(path), packages=packages, gaps=(*read[1], *_doubts(image, path, node is not None))
        )


def _doubts(image: Image, path: str, there: bool) -> Iterator[Gap]:
    if not there:
        why = "a later layer took the database of packages away; it is read as it was before"
        yield Gap(why=why, place=Place(path=path))
    journal = image.tree.find(f"{path}-wal")
    if journal is not None and journal.size:
        why = "the database of packages has a journal that was not written back, so its newest packages may be missing"
        yield Gap(why=why, place=Place(path=f"{path}-wal"), fault=True)


def _identity(package: Package) -> str:
    return f"{package.key}/{package.architecture}"


def _reader(path: str) -> str:
    return "dpkg" if path == DPKG else "apk" if path in APK else "rpm"


def _read(path: str, data: bytes, ecosystem: str, image: Image) -> Read:
    if path == DPKG:
        return dpkg.read_status(path, data, ecosystem, image.more)
    if path in APK:
        return apk.read_installed(path, data, ecosystem)
    return rpm.read_database(path, data, ecosystem)


def _folder(image: Image, ecosystem: str) -> Iterator[Inventory]:
    """What distroless images keep: one file for each package."""
    folder = image.tree.find(DPKG_FOLDER)
    if folder is None or not folder.children:
        return
    files: dict[str, bytes] = {}
    layers: dict[str, Layer] = {}
    for name, node in sorted(folder.children.items()):
        path = f"{DPKG_FOLDER}/{name}"
        data = image.content(node, 1 << 22) if node.kind == FILE and not name.endswith(".md5sums") else None
        if data is not None:
            files[path] = data
            layers[path] = image.layers[node.layer]
    packages, gaps = dpkg.read_folder(files, ecosystem or _NOWHERE, image.more)
    if packages or gaps:
        own = tuple(replace(each, layer=layers[each.place.path]) for each in packages)
        yield Inventory(path=DPKG_FOLDER, reader="dpkg", packages=own, gaps=gaps)


def with_layers(image: Image, inventory: Inventory) -> Inventory:
    """An inventory whose packages say which layer brought them, by the file that names them where nothing else does."""
    packages = tuple(
        replace(each, layer=image.layers[each.layer.number] if each.layer else image.layer_of(each.place.path))
        for each in inventory.packages
    )
    return replace(inventory, packages=packages)

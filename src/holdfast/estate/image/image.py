"""An image that was opened: its configuration at once, its files layer by layer, each layer unpacked once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path
from typing import Final, NamedTuple

from holdfast.estate.image.bundle import Bundle, open_bundle
from holdfast.estate.image.config import Config, read_config
from holdfast.estate.image.databases import DATABASES
from holdfast.estate.image.documents import document, table
from holdfast.estate.image.limits import Damaged, Limits
from holdfast.estate.image.manifest import Manifest, Part, chosen
from holdfast.estate.image.tars import FILE, SYMBOLIC, Header, headers
from holdfast.estate.image.tree import Node, Tree
from holdfast.estate.image.unpacking import unpack
from holdfast.estate.image.window import Window
from holdfast.model.errors import IncompleteError, UsageError
from holdfast.model.package import Layer
from holdfast.model.place import Place
from holdfast.model.reading import Gap

CONFIG: Final = "<config>"
HISTORY: Final = "<history>"
MOST: Final = 256 << 20
"""Bytes of one file that are handed out at once."""
_NAMED: Final = 3


class Piece(NamedTuple):
    """One regular file, as one layer brought it."""

    layer: int
    path: str
    node: Node


@dataclass(slots=True, eq=False, repr=False)
class Image:
    """One image. Use it in a ``with`` block: what was unpacked is gone behind it."""

    name: str
    manifest: Manifest
    config: Config
    tree: Tree
    layers: list[Layer]
    """From the lowest; each as far as the history and its digest say."""
    limits: Limits
    gaps: list[Gap] = field(default_factory=list)
    broken: bool = False
    """Some layer could not be read: the merged files are not the whole truth."""
    members: int = 0
    size: int = 0
    """Bytes of all layers, unpacked."""
    _bundle: Bundle = field(default_factory=lambda: Bundle(""))
    _windows: dict[int, Window] = field(default_factory=dict)

    def __enter__(self) -> Image:
        """Use it."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close every file; what was unpacked is gone."""
        self._windows.clear()
        self._bundle.close()

    def read(self) -> Iterator[Piece]:
        """Unpack layer by layer, lay each on the tree, and hand out its regular files. Once.

        Whatever is wrong with a layer is a gap with fault, and costs the rest of that layer.
        """
        for number, part in enumerate(self.manifest.parts):
            try:
                yield from self._layer(number, part)
            except Damaged as error:
                self._fault(number, f"{error}")
        for why, names in self.tree.odd.items():
            shown = ", ".join(repr(name) for name in names[:_NAMED])
            more = f" and {len(names) - _NAMED:,} more" if len(names) > _NAMED else ""
            self.gaps.append(Gap(why=f"{why}: {shown}{more}", place=Place(path=self.name), fault=True))

    def _fault(self, number: int, why: str) -> None:
        self.broken = True
        part = self.manifest.parts[number]
        self.gaps.append(Gap(why=f"layer {number + 1}: {why}", place=Place(path=part.name), fault=True))

    def _layer(self, number: int, part: Part) -> Iterator[Piece]:
        if number >= self.limits.layers:
            raise Damaged(f"the image has more than {self.limits.layers:,} layers")
        window = self._bundle.part(part.name)
        if window is None:
            where = "it lies with its vendor and is not here" if part.foreign else "it is missing"
            raise Damaged(f"{where}; copy the image again with all its layers")
        if part.size not in (-1, window.size):
            raise Damaged(f"it has {window.size:,} bytes instead of {part.size:,}; copy the image again")
        found = unpack(window, self.limits, self.limits.total - self.size)
        if found.file is not None:
            self._bundle.keep(found.file)
        self.size += found.window.size
        if part.digest and not _same(part.digest, found.digest):
            raise Damaged(f"its content is {found.digest} and not {part.digest}; copy the image again")
        wanted = self.layers[number].digest
        if wanted and wanted != found.inner:
            raise Damaged(f"what is in it is {found.inner} and not {wanted}; copy the image again")
        if not wanted:
            layer = self.layers[number]
            self.layers[number] = Layer(digest=found.inner, number=number, instruction=layer.instruction)
        self._windows[number] = found.window
        for header in headers(found.window):
            self._count()
            laid = self.tree.lay(number, header)
            if laid is not None and laid[1].kind == FILE and _own(header):
                yield Piece(number, *laid)

    def _count(self) -> None:
        self.members += 1
        if self.members > self.limits.members:
            raise Damaged(f"the image has more than {self.limits.members:,} files")

    def content(self, node: Node, most: int = MOST) -> bytes | None:
        """The content of a file; None for what is none, is larger than ``most``, or cannot be read."""
        window = self._windows.get(node.source)
        if node.kind != FILE or node.sparse or node.size > most or window is None:
            return None
        try:
            return window.read(node.offset, node.size)
        except Damaged:
            return None

    def more(self, path: str) -> bytes | None:
        """The content of a path in the merged files, links followed inside of the image; None where there is none."""
        node = self.tree.find(path)
        return self.content(node) if node is not None else None

    def paths(self) -> Iterator[str]:
        """Every regular file of the merged files, and every link to one, by path."""
        for path, node in self.tree.walk():
            if node.kind == FILE or (node.kind == SYMBOLIC and self._leads_to_file(path)):
                yield path

    def _leads_to_file(self, path: str) -> bool:
        node = self.tree.find(path)
        return node is not None and node.kind == FILE

    def layer_of(self, path: str) -> Layer | None:
        """The layer that brought what is seen at a path; None where nothing is."""
        node = self.tree.find(path, follow=False)
        return self.layers[node.layer] if node is not None and 0 <= node.layer < len(self.layers) else None

    def versions(self, path: str, most: int) -> Iterator[tuple[int, bytes]]:
        """The newest versions of a database of packages, with the layer that brought each, the lowest first."""
        for node in self.tree.past.get(path, ())[-most:]:
            data = self.content(node)
            if data is not None:
                yield node.layer, data


def _own(header: Header) -> bool:
    """Whether it has a content of its own, and is not another name for one that was handed out."""
    return header.kind == FILE


def _same(wanted: str, found: str) -> bool:
    return wanted == found or not wanted.startswith("sha256:")


def open_image(path: Path, platform: str = "", limits: Limits | None = None) -> Image:
    """Open an image; ``path`` may name one of several behind a colon. Nothing is unpacked yet.

    Raises UsageError for what is no image, with what would be, and IncompleteError for a broken one.
    """
    limits = limits or Limits()
    where, name = _apart(path)
    bundle = open_bundle(where, limits)
    try:
        manifest = chosen(bundle, platform, name)
        told = document(bundle, manifest.config, "the configuration")
        config = read_config(table(told))
    except (UsageError, IncompleteError):
        bundle.close()
        raise
    return Image(
        name=manifest.names[0] if manifest.names else where.name,
        manifest=manifest,
        config=config,
        tree=Tree(DATABASES),
        layers=_layers(manifest, config),
        limits=limits,
        _bundle=bundle,
        gaps=_uneven(manifest, config),
    )


def _apart(path: Path) -> tuple[Path, str]:
    """The path, and behind its last colon the name of one of several images."""
    if path.exists():
        return path, ""
    text = str(path)
    for at in (at for at, sign in enumerate(text) if sign == ":"):
        if at and Path(text[:at]).exists():
            return Path(text[:at]), text[at + 1 :]
    return path, ""


def _layers(manifest: Manifest, config: Config) -> list[Layer]:
    made = [step.instruction or " ".join(step.said.split()) for step in config.steps if not step.empty]
    if len(made) != len(manifest.parts):
        made = []
    count = len(manifest.parts)
    rows = zip_longest(range(count), config.inner[:count], made, fillvalue="")
    return [Layer(digest=digest, number=int(number), instruction=said) for number, digest, said in rows]


def _uneven(manifest: Manifest, config: Config) -> list[Gap]:
    if len(config.inner) == len(manifest.parts):
        return []
    why = f"the configuration names {len(config.inner)} layers, and there are {len(manifest.parts)}"
    return [Gap(why=why, place=Place(path=CONFIG), fault=True)]


def steps_of(image: Image) -> Mapping[int, int]:
    """Which layer each step of the history made: number of the step to number of the layer; empty where unclear."""
    made = [number for number, step in enumerate(image.config.steps) if not step.empty]
    return dict(zip(made, range(len(made)), strict=True)) if len(made) == len(image.layers) else {}

"""Secrets in an image: in each layer's files, those that a later layer takes away included, and in what made it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, NamedTuple

from holdfast.app.looked import Failure, Mark
from holdfast.engines.secrets.hit import Hit
from holdfast.engines.secrets.look import NOTHING, Looker, Seen
from holdfast.engines.secrets.observe import failures
from holdfast.estate.image.image import CONFIG, HISTORY, Image, Piece
from holdfast.estate.image.registered import Registered
from holdfast.estate.image.shipped import Shipped
from holdfast.estate.repo.archives import expand
from holdfast.estate.repo.blob import Blob, Packed
from holdfast.estate.repo.text import content
from holdfast.kit.expressions import expression
from holdfast.model.check import Check, Guidance, Persona
from holdfast.model.policy import Acceptance
from holdfast.model.report import Notice, Skipped
from holdfast.model.verdict import Fail

_PROSE: Final = expression(r"(?:^|/)usr/(?:local/)?share/(?:man|info|doc|locale|zoneinfo|i18n|perl|terminfo)/")
"""Folders of distributions with thousands of compressed pages; what is plain text in them is looked at."""
_MOST_LEFT: Final = 50_000
"""Files that are named as left out."""
_NAMES: Final[Mapping[str, str]] = {CONFIG: "config/Dockerfile", HISTORY: "history/Dockerfile"}
"""How the engine knows what stands for no file: what is said there is said as in a Dockerfile."""


class _Found(NamedTuple):
    """What stands in one file of one layer."""

    layer: int
    """-1 for the configuration and the history."""
    outer: str
    """The path in the image; the blob's own may be that of a member of an archive."""
    blob: Blob
    hits: tuple[Hit, ...]


@dataclass(slots=True, eq=False, repr=False)
class ImageSecrets:
    """Looks at file after file of an image; see ``Looked`` for what it answers afterwards."""

    image: Image
    looker: Looker
    most: int
    """Bytes of the largest file that is looked at."""
    archives: bool
    files: int = 0
    size: int = 0
    """Bytes of them."""
    lines: int = 0
    derived: int = 0
    faults: list[Skipped] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    _left: list[Skipped] = field(default_factory=list)
    _more: Counter[str] = field(default_factory=Counter)
    _found: list[_Found] = field(default_factory=list)

    def take(self, piece: Piece) -> None:
        """Look at one file of one layer."""
        node = piece.node
        if not node.size:
            self.files += 1
            return
        if node.sparse or node.size > self.most:
            self._leave(Skipped(path=piece.path, why="sparse file" if node.sparse else "too large", bytes=node.size))
            return
        data = self.image.content(node, self.most)
        if data is None:
            why = "it cannot be read from its layer"
            self.faults.append(Skipped(path=piece.path, why=why, bytes=node.size, fault=True))
            return
        item = content(piece.path, data)
        if isinstance(item, Blob):
            self._look(piece.layer, piece.path, item)
        elif isinstance(item, Skipped):
            self._leave(item)
        elif not self.archives or _PROSE.search(piece.path):
            self._leave(Skipped(path=piece.path, why="archive", bytes=node.size))
        else:
            self._open(piece, item)

    def say(self, path: str, text: bytes) -> None:
        """Look at what is said beside the files: the configuration or the history."""
        blob = Blob(_NAMES[path], text)
        seen = self._seen(blob)
        stands = {hit.value for found in self._found if found.layer < 0 for hit in found.hits}
        hits = tuple(hit for hit in seen.hits if hit.value not in stands)
        if hits:
            self._found.append(_Found(-1, path, blob, hits))

    def _open(self, piece: Piece, packed: Packed) -> None:
        try:
            for item in expand(packed, self.most):
                if isinstance(item, Blob):
                    self._look(piece.layer, piece.path, item)
                elif isinstance(item, Skipped):
                    self._leave(item)
                elif item not in self.notices:
                    self.notices.append(item)
        except Exception as error:  # one content that nobody thought of must not stop the others
            why = f"the archive could not be opened: {type(error).__name__}: {error}"
            self.faults.append(Skipped(path=packed.path, why=why, fault=True))

    def _leave(self, item: Skipped) -> None:
        """Say what was left out on purpose; of very many, how many more there are."""
        if len(self._left) < _MOST_LEFT:
            self._left.append(item)
        else:
            self._more[item.why] += 1

    def _look(self, layer: int, outer: str, blob: Blob) -> None:
        self.files += 1
        self.size += len(blob.data)
        self.lines += blob.data.count(b"\n")
        seen = self._seen(blob)
        self.derived += seen.derived
        if seen.late:
            self.faults.append(Skipped(path=blob.path, why="only partly read: it took too long", fault=True))
        if seen.hits:
            self._found.append(_Found(layer, outer, blob, seen.hits))

    def _seen(self, blob: Blob) -> Seen:
        try:
            return self.looker.look(blob)
        except Exception as error:  # one content that breaks a rule must not stop the others
            why = f"the engine failed: {type(error).__name__}: {error}"
            self.faults.append(Skipped(path=blob.path, why=why, fault=True))
            return NOTHING

    @property
    def skipped(self) -> Iterator[Skipped]:
        """What could not be read, and what was left out on purpose."""
        yield from self.faults
        yield from self._left
        for why, count in sorted(self._more.items()):
            yield Skipped(path=f"<{count:,} more in the image>", why=why)

    @property
    def tells(self) -> bool:
        """Whether there is anything to weigh."""
        return bool(self._found)

    @property
    def accepts(self) -> Sequence[Acceptance]:
        """None beside those of the policy."""
        return ()

    @property
    def checks(self) -> Mapping[str, Check]:
        """None of its own: credential types are known to everybody."""
        return {}

    def guidance(self, check: str) -> Guidance | None:
        """None of its own."""
        return None

    def before(self, revision: str, mark: Mark) -> Counter[tuple[str, str]]:
        """Nothing: an image is compared with a baseline, and not with a revision."""
        return Counter()

    def found(self, mark: Mark) -> Iterator[Failure]:
        """Each secret once for a file, as the newest layer has it, with the layers that hold it."""
        public = _Public(self.image, self.most)
        layers: dict[tuple[str, str, str], list[int]] = {}
        newest: dict[tuple[str, str, str], tuple[_Found, Fail]] = {}
        for item in self._found:
            for check, fail in failures(item.blob, item.hits, mark):
                same = (check, fail.mark, item.blob.path)
                layers.setdefault(same, []).append(item.layer)
                newest[same] = (item, fail)
        for same, (item, fail) in newest.items():
            yield Failure(same[0], self._told(item, fail, sorted(set(layers[same])), public.package(item)))

    def _told(self, item: _Found, fail: Fail, layers: list[int], package: str) -> Fail:
        if item.layer < 0:  # said beside the files
            return replace(fail, at=replace(fail.at, path=item.outer))
        notes = [*fail.notes, _brought(self.image, layers)]
        gone = self.image.tree.gone_in(item.outer, layers[-1])
        if gone is not None:
            notes.append(f"{_numbered(gone)} takes the file away, and the image still holds it")
        persona = fail.persona
        if package:
            notes.append(f"it came so with the package {package}, and everybody has it")
            persona = max(persona, Persona.PEDANTIC)
        return replace(fail, notes=tuple(notes), persona=persona)


class _Public:
    """Tells which files everybody has: those of packages, as they were when they were installed."""

    def __init__(self, image: Image, most: int) -> None:
        self._image, self._most = image, most
        self._shipped, self._registered = Shipped(image), Registered(image)

    def package(self, item: _Found) -> str:
        """The package that brought a file; empty where none did. A member of an archive is as public as that is."""
        data = item.blob.data
        if item.blob.path != item.outer:
            node = self._image.tree.find(item.outer, follow=False)
            data = (self._image.content(node, self._most) or b"") if node is not None else b""
        return self._shipped.unchanged(item.outer, data) or self._registered.package(item.outer, data)


def _brought(image: Image, layers: list[int]) -> str:
    """Which layers hold something, and what made the newest of them."""
    layer = image.layers[layers[-1]]
    others = f", and in {', '.join(_numbered(number) for number in layers[:-1][:3])}" if len(layers) > 1 else ""
    made = f", made by: {layer.instruction}" if layer.instruction else ""
    return f"in {_numbered(layer.number)} of {len(image.layers)} ({layer.digest[:19]}){others}{made}"


def _numbered(number: int) -> str:
    return f"layer {number + 1}"


def brought(image: Image, path: str) -> str:
    """Which layer brought what is seen at a path; empty where none did."""
    layer = image.layer_of(path)
    return _brought(image, [layer.number]) if layer is not None else ""

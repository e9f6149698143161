"""Renders the charts among what a scan claimed, so that they are judged by what they deploy."""

from __future__ import annotations

import os
import zlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from typing import Final

from holdfast.app.helm import OLDEST, SECONDS, Helm, NotRendered, found
from holdfast.engines.secrets.look import Looker
from holdfast.estate.kubernetes.helm.chart import Chart, folders, is_archive, is_template
from holdfast.estate.kubernetes.helm.rendered import reading
from holdfast.estate.repo import objects
from holdfast.estate.repo.archives import expand
from holdfast.estate.repo.blob import Blob, Packed
from holdfast.estate.repo.text import Content
from holdfast.estate.repo.worktree import read_paths
from holdfast.model.place import Place
from holdfast.model.reading import Gap, Reading

_READER: Final = "kubernetes"
_MOST_FILES: Final = 5_000
_MOST_BYTES: Final = 64 << 20
_SHOWN: Final = 3

Claims = dict[str, dict[str, bytes]]


@dataclass(slots=True, kw_only=True)
class Charts:
    """The charts of one root, and what came of them."""

    helm: Helm
    version: str
    root: Path
    most: int
    """Bytes of the largest file that is read."""
    looker: Callable[[], Looker]
    announce: Callable[[str], None]
    _made: dict[bytes, bytes | NotRendered] = field(default_factory=dict)
    """What was printed, compressed, by the files that it was made of."""
    _lent: dict[str, dict[str, bytes]] = field(default_factory=dict)
    """Files of charts that git does not have."""

    def of_disk(self, claims: Claims, shown: Collection[str]) -> dict[str, Reading]:
        """Readings of the charts that lie on the disk, by folder; templates that were rendered leave the claims."""
        own = folders(claims.get(_READER, {}))
        if own:
            self.announce(f"Rendering {_named(own, self.root.name)} with helm {self.version}…")
        made: dict[str, Reading] = {}
        for folder in own:
            files = dict(_contents(read_paths(self.root, _below(self.root, folder), self.most), self.most))
            self._lent[folder] = {path: data for path, data in files.items() if path.partition("!")[0] not in shown}
            made[folder] = self._reading(Chart(folder=folder, files=files), claims, shown)
        return made

    def of_revision(self, claims: Claims, revision: str, listed: Collection[str]) -> dict[str, Reading]:
        """The same at a revision that holds the files ``listed``; what git does not have is taken from the disk."""
        made: dict[str, Reading] = {}
        for folder in folders(claims.get(_READER, {})):
            start = f"{folder}/" if folder else ""
            wanted = [(path, f"{revision}:{path}") for path in listed if path.startswith(start) and "\n" not in path]
            files = dict(_contents(objects.read_objects(self.root, wanted[:_MOST_FILES], self.most), self.most))
            files = self._lent.get(folder, {}) | files
            made[folder] = self._reading(Chart(folder=folder, files=files), claims, listed)
        return made

    def _reading(self, chart: Chart, claims: Claims, shown: Collection[str]) -> Reading:
        if chart.is_library:
            return Reading()
        own = claims[_READER]
        templates = [path for path in own if is_template(chart.folder, path)]
        output = self._output(chart)
        if isinstance(output, NotRendered):
            path = chart.path(output.source) if output.source else chart.main
            place = Place(path=path, line=output.line, end_line=output.line)
            why = f"a Helm chart that could not be rendered: {self._safe(str(output))}"
            return Reading(gaps=(Gap(why=why, place=place, fault=output.fault),))
        for path in templates:
            del own[path]
        return reading(chart, output, shown, templates)

    def _output(self, chart: Chart) -> bytes | NotRendered:
        """What helm makes of a chart, once for the same files."""
        key = blake2b(digest_size=16)
        for where, path in sorted(chart.places.items()):
            key.update(f"{where}\0{len(chart.files[path])}\0".encode("utf-8", "surrogateescape") + chart.files[path])
        known = self._made.get(key.digest())
        if known is not None:
            return zlib.decompress(known) if isinstance(known, bytes) else known
        try:
            output = self.helm.render(chart)
        except NotRendered as error:
            self._made[key.digest()] = error
            return error
        self._made[key.digest()] = zlib.compress(output, 1)
        return output

    def _safe(self, says: str) -> str:
        return "its words may hold a secret" if self.looker().look(Blob("helm.env", says.encode())).hits else says


def charts(
    root: Path,
    most: int,
    environment: Mapping[str, str],
    looker: Callable[[], Looker],
    announce: Callable[[str], None],
    seconds: float = SECONDS,
) -> Charts | None:
    """What renders charts on this machine, all of them within some seconds; None where nothing does.

    That a helm is there and too old is announced.
    """
    helm = found(environment, root, min(seconds, SECONDS))
    version = helm.version() if helm is not None else ()
    if helm is None or version < OLDEST:
        if version:
            announce(f"Helm charts are not rendered: helm is older than {'.'.join(map(str, OLDEST))}.")
        return None
    told = "v" + ".".join(map(str, version))
    return Charts(helm=helm, version=told, root=root, most=most, looker=looker, announce=announce)


def _below(root: Path, folder: str) -> list[str]:
    """The files of a folder and below, bounded; links are left out."""
    paths: list[str] = []
    for where, names, files in os.walk(root / folder):
        names[:] = sorted(name for name in names if name != ".git")
        base = os.path.relpath(where, root).replace(os.sep, "/")
        paths += (name if base == "." else f"{base}/{name}" for name in sorted(files))
        if len(paths) > _MOST_FILES:
            break
    return paths[:_MOST_FILES]


def _contents(contents: Iterable[Content], most: int) -> Iterator[tuple[str, bytes]]:
    """Paths and contents, those of packed charts too, up to a bound."""
    left = _MOST_BYTES
    for item in contents:
        inner = expand(item, most) if isinstance(item, Packed) and is_archive(item.path) else (item,)
        for each in inner:
            if isinstance(each, Blob):
                left -= len(each.data)
                if left < 0:
                    return
                yield each.path, each.data


def _named(own: list[str], root: str) -> str:
    names = [folder or root for folder in own]
    more = len(names) - _SHOWN
    which = ", ".join(names[:_SHOWN]) + (f" and {more:,} more" if more > 0 else "")
    return f"the Helm chart {which}" if len(names) == 1 else f"{len(names):,} Helm charts ({which})"

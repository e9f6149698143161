"""Which folders are charts, and which file of a chart each rendered manifest comes from."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from holdfast.formats import yamltree
from holdfast.model.tree import at, items
from holdfast.model.value import Known, Tree

CHART: Final = "Chart.yaml"
_SOURCE: Final = re.compile(rb"(?m)^---[ \t]*\r?\n# Source: ([^\r\n]{1,1024})\r?\n")
_ARCHIVE: Final = re.compile(r"(?:^|/)charts/[^/]+\.(?:tgz|tar\.gz)$")
_DEEPEST: Final = 8
_LEFT_OUT: Final = frozenset({"values.schema.json"})
"""A schema may name files and addresses anywhere, which older Helms then read. It changes nothing in what is made."""


@dataclass(slots=True, kw_only=True)
class Chart:
    """The files of one chart, with those of the charts that it brings along."""

    folder: str
    """POSIX, relative to the root; empty for the root."""
    files: Mapping[str, bytes]
    """Path relative to the root, through archives with ``!``, to content."""
    places: dict[str, str] = field(init=False)
    """Where each file is laid for Helm, relative to the chart, to its path."""
    names: dict[str, str] = field(init=False)
    """What Helm calls the chart and each chart in it, to where that one is laid."""

    def __post_init__(self) -> None:
        laid = ((self._laid(path), path) for path in sorted(self.files))
        self.places = {where: path for where, path in laid if where and where.rpartition("/")[2] not in _LEFT_OUT}
        self.names = dict(self._named("", "", 0))

    @property
    def main(self) -> str:
        """The path of the file that makes the folder a chart."""
        return f"{self.folder}/{CHART}" if self.folder else CHART

    @property
    def is_library(self) -> bool:
        """Whether it only lends definitions to others: it can't be rendered."""
        return _text(self._about("", CHART), "type") == "library"

    def path(self, source: str) -> str:
        """The file that Helm calls ``source``; of one that isn't known, the chart's own file."""
        parts = source.split("/")
        for end in range(len(parts) - 1, 0, -1):
            where = self.names.get("/".join(parts[:end]))
            if where is not None:
                found = self.places.get(_joined(where, "/".join(parts[end:])))
                return found if found is not None else self.main
        return self.main

    def _laid(self, path: str) -> str:
        """Where a file is laid; what is in an archive, beside it, as if it had been unpacked there."""
        inner = path[len(self.folder) + 1 :] if self.folder else path
        *around, last = inner.split("!")
        above = "".join(f"{each.rpartition('/')[0]}/" for each in around)
        parts = [part for part in f"{above}{last}".split("/") if part not in ("", ".")]
        return "" if ".." in parts else "/".join(parts)

    def _about(self, where: str, name: str) -> Tree | None:
        path = self.places.get(_joined(where, name))
        trees = yamltree.parse(path, self.files[path]).trees if path is not None else ()
        return trees[0] if trees else None

    def _named(self, where: str, above: str, depth: int) -> Iterator[tuple[str, str]]:
        about = self._about(where, CHART)
        if about is None or depth > _DEEPEST:
            return
        names = {_text(about, "name")}
        if where:
            names |= self._aliases(where.rpartition("/charts/")[0], names)
        below = f"{where}/charts/" if where else "charts/"
        inner = {
            rest.partition("/")[0]
            for each in self.places
            if each.startswith(below) and each.endswith(f"/{CHART}") and (rest := each[len(below) :]).count("/") == 1
        }
        for name in sorted(names):
            own = f"{above}/charts/{name}" if above else name
            yield own, where
            for folder in sorted(inner):
                yield from self._named(f"{below}{folder}", own, depth + 1)

    def _aliases(self, where: str, names: Collection[str]) -> set[str]:
        """What the chart above calls a chart besides its name."""
        told = (self._about(where, CHART), self._about(where, "requirements.yaml"))
        entries = [entry for about in told if about is not None for entry in items(at(about, "dependencies"))]
        return {alias for entry in entries if _text(entry, "name") in names and (alias := _text(entry, "alias"))}


def folders(paths: Collection[str]) -> list[str]:
    """The folders of the charts among some files, without those that another chart brings along."""
    found = {path.rpartition("/")[0] for path in paths if path.rpartition("/")[2] == CHART}

    def brought(folder: str) -> bool:
        parts = folder.split("/")
        return any(parts[end] == "charts" and "/".join(parts[:end]) in found for end in range(len(parts)))

    return sorted(folder for folder in found if not brought(folder))


def is_archive(path: str) -> bool:
    """Whether a file of a chart is another chart, packed."""
    return bool(_ARCHIVE.search(path))


def is_template(folder: str, path: str) -> bool:
    """Whether a file is a template of a chart, or of one that it brings along."""
    inner = path[len(folder) + 1 :] if folder else path
    inside = path.startswith(f"{folder}/") if folder else True
    return inside and re.match(r"(?:charts/[^/]+/)*templates/", inner) is not None


def split(output: bytes) -> dict[str, bytes]:
    """What Helm printed, as the manifests of each template in order; it says before each where it comes from."""
    found: dict[str, list[bytes]] = {}
    cuts = [*_SOURCE.finditer(output)]
    for number, cut in enumerate(cuts):
        end = cuts[number + 1].start() if number + 1 < len(cuts) else len(output)
        found.setdefault(cut[1].decode("utf-8", "replace").strip(), []).append(output[cut.end() : end])
    return {source: b"".join(b"---\n" + part for part in parts) for source, parts in found.items()}


def _text(tree: Tree | None, key: str) -> str:
    value = at(tree, key) if tree is not None else None
    return value.value if isinstance(value, Known) and isinstance(value.value, str) else ""


def _joined(where: str, name: str) -> str:
    return f"{where}/{name}" if where else name

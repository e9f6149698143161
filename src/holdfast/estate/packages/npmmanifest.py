"""``package.json`` of a project: what it asks for, line by line, and which folders belong to its workspace."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any, Final, NamedTuple

from holdfast.estate.packages.drafts import Draft, fault, gap, inventory
from holdfast.estate.packages.npmspec import Spec, pinned, spec
from holdfast.formats import jsontree
from holdfast.model.package import Inventory, Reach, Source
from holdfast.model.reading import Gap
from holdfast.model.tree import at, fields, items, plain, text
from holdfast.model.value import Known, Tree

_MOST_BYTES: Final = 4 << 20
_FIELDS: Final = (
    ("dependencies", Reach.RUNTIME),
    ("optionalDependencies", Reach.OPTIONAL),
    ("peerDependencies", Reach.RUNTIME),
    ("devDependencies", Reach.DEVELOPMENT),
)
"""In the order in which one wins where a name stands in several."""


class Want(NamedTuple):
    """One dependency, as the manifest writes it."""

    alias: str
    """The name that it is installed under."""
    written: str
    """The requirement as it stands there."""
    reach: Reach
    line: int
    peer: bool

    @property
    def spec(self) -> Spec:
        """What it means."""
        return spec(self.alias, self.written)


class Manifest(NamedTuple):
    """What one ``package.json`` says."""

    path: str
    name: str
    version: str
    licence: str
    wants: tuple[Want, ...]
    workspaces: tuple[str, ...]
    gaps: tuple[Gap, ...]

    @property
    def folder(self) -> str:
        """The folder that it stands in; empty for the root."""
        return self.path.rpartition("/")[0]


class Project(NamedTuple):
    """What a lock file is read with."""

    folder: str
    """Of the lock file; empty for the root."""
    manifests: tuple[Manifest, ...] = ()
    """Those below, as far as no nearer lock file has them."""
    catalogue: Mapping[str, str] = {}
    """``catalogue/name`` to requirement, of pnpm's and bun's catalogues."""

    @property
    def root(self) -> Manifest | None:
        """The manifest beside the lock file."""
        return next((each for each in self.manifests if each.folder == self.folder), None)

    def home(self, said: Manifest) -> str:
        """The folder of a manifest, relative to the lock file; empty for the one beside it."""
        return said.folder[len(self.folder) + 1 :] if self.folder else said.folder

    def answered(self, homes: Collection[str]) -> list[str]:
        """Paths of the manifests that stand in these folders."""
        return [each.path for each in self.manifests if self.home(each) in homes]


def manifest(path: str, content: bytes) -> Manifest:
    """What a ``package.json`` says; a broken one says nothing and has a gap."""
    parsed = jsontree.parse(path, content, _MOST_BYTES)
    gaps = [fault(path, f"not read as JSON: {each.why}", each.place.line) for each in parsed.gaps]
    tree = parsed.trees[0] if parsed.trees else Known(None, gaps[0].place)
    if not gaps and not (isinstance(tree, Known) and isinstance(tree.value, dict)):
        gaps.append(fault(path, "a package.json must hold an object"))
    wants = tuple(_wants(path, tree, gaps))
    spaces = at(tree, "workspaces")
    if isinstance(spaces, Known) and isinstance(spaces.value, dict):
        spaces = at(spaces, "packages")
    folders = tuple(each for each in (_said(one) for one in items(spaces)) if each)
    return Manifest(
        path, _said(at(tree, "name")), _said(at(tree, "version")), _licence(tree), wants, folders, tuple(gaps)
    )


def _wants(path: str, tree: Tree, gaps: list[Gap]) -> Iterator[Want]:
    optional = {name for name, meta in fields(at(tree, "peerDependenciesMeta")) if plain(at(meta, "optional")) is True}
    seen: set[str] = set()
    for field, reach in _FIELDS:
        for name, wanted in fields(at(tree, field)):
            written = plain(wanted)
            if not isinstance(written, str):
                gaps.append(fault(path, f"{field}: a dependency whose version is no text", wanted.place.line))
            elif name and name not in seen:
                seen.add(name)
                peer = field == "peerDependencies"
                yield Want(
                    name, written, Reach.OPTIONAL if peer and name in optional else reach, wanted.place.line, peer
                )


def _said(tree: Tree) -> str:
    found = text(tree)
    return found.value or "" if isinstance(found, Known) else ""


def _licence(tree: Tree) -> str:
    stated: Any = plain(at(tree, "license"))
    stated = plain(at(tree, "licenses")) if stated is None else stated
    several = stated if isinstance(stated, list) else [stated]
    names = [each.get("type") if isinstance(each, dict) else each for each in several]
    return " OR ".join(name for name in names if isinstance(name, str))[:500]


def unlocked(said: Manifest, catalogue: Mapping[str, str]) -> Inventory | None:
    """The inventory of a manifest that no lock file answers; None where it asks for nothing and nothing is wrong."""
    drafts, gaps = [], list(said.gaps)
    for want in said.wants:
        found = want.spec
        if want.written.startswith("catalog:"):
            meant = catalogue.get(f"{want.written[8:].strip() or 'default'}/{want.alias}")
            if meant is None:
                gaps.append(gap(said.path, f"no catalogue says which version of {want.alias} is meant", want.line))
            else:
                found = spec(want.alias, meant)
        drafts.append(
            Draft(
                name=found.name,
                version=pinned(found.requirement) if found.source is Source.REGISTRY else "",
                line=want.line,
                requirement=found.requirement,
                direct=True,
                reach=want.reach,
                source=found.source,
                address=found.address,
            )
        )
    if not drafts and not gaps:
        return None
    return inventory(
        said.path,
        "npm-manifest",
        "npm",
        drafts,
        gaps=gaps,
        name=said.name,
        version=said.version,
        licence=said.licence,
        locked=False,
    )

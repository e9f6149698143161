"""``pnpm-lock.yaml``, versions 5, 6 and 9.

Source: pnpm's own lock files and the documentation of its settings, workspaces and catalogues. A package stands there
once for each set of peers that it was resolved with: ``name@1.0.0(peer@2.0.0)``, before version 6 ``/name/1.0.0_peer``.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from typing import Final

from holdfast.estate.packages.drafts import Ask, Draft, fault, inventory
from holdfast.estate.packages.npmmanifest import Manifest, Project
from holdfast.estate.packages.npmspec import digests, spec
from holdfast.formats.plainyaml import parse
from holdfast.formats.tomltree import Table
from holdfast.model.package import Inventory, Reach, Source
from holdfast.model.reading import Gap

_OLD: Final = re.compile(r"/?((?:@[^/]+/)?[^/@]+)/(\d[^/_(]*)(?:[_(/].*)?\Z", re.DOTALL)
_NEW: Final = re.compile(r"/?((?:@[^/]+/)?[^/@]+)@([^(]+)(?:\(.*)?\Z", re.DOTALL)
_ASKED: Final = (
    ("dependencies", Reach.RUNTIME),
    ("optionalDependencies", Reach.OPTIONAL),
    ("devDependencies", Reach.DEVELOPMENT),
)


class _Nodes:
    """The packages by their names in the file, and the members of the workspace by their folders."""

    def __init__(self) -> None:
        self.drafts: dict[str, Draft] = {}
        self.members: dict[str, Draft] = {}

    def find(self, name: str, said: str, home: str = "") -> Draft | None:
        """What a dependency was resolved to."""
        if said.startswith("link:"):
            return self.members.get(posixpath.normpath(posixpath.join(home, said[5:])))
        for wanted in (f"{name}@{said}", f"/{name}@{said}", f"/{name}/{said}", said):
            if wanted in self.drafts:
                return self.drafts[wanted]
        return None


def read(path: str, content: bytes, project: Project) -> Inventory:
    """The inventory of a lock file."""
    table, broken = parse(path, content)
    gaps: list[Gap] = list(broken)
    if not gaps and "lockfileVersion" not in table:
        gaps.append(fault(path, "this is no pnpm-lock.yaml"))
    nodes = _Nodes()
    packages, snapshots = _table(table, "packages"), _table(table, "snapshots")
    for key in snapshots or packages:
        entry = _table(packages, key if key in packages else key.partition("(")[0])
        draft = _draft(key, entry, packages.lines.get(key if key in packages else key.partition("(")[0], 1))
        if draft is None:
            gaps.append(fault(path, "a package whose name has an unknown form", packages.lines.get(key, 1)))
        else:
            nodes.drafts[key] = draft
    importers = _table(table, "importers") or _single(table)
    named = {project.home(each): each for each in project.manifests}
    for home in importers:
        if home != ".":
            nodes.members[home] = _member(home, named.get(home), importers.lines.get(home, 1))
    for key, draft in nodes.drafts.items():
        for name, resolved, sure in _needs(_table(snapshots or packages, key)):
            _need(draft, nodes.find(name, resolved), sure)
    asks = [ask for home in importers for ask in _asks(home, _table(importers, home), table, nodes)]
    said = project.root or Manifest(path, "", "", "", (), (), ())
    return inventory(
        path,
        "pnpm",
        "npm",
        [*nodes.drafts.values(), *nodes.members.values()],
        asks,
        gaps=[*gaps, *said.gaps],
        name=said.name,
        version=said.version,
        licence=said.licence,
        manifests=project.answered({"", *(home.removeprefix(".") for home in importers)}),
    )


def _table(table: Table, key: str) -> Table:
    inner = table.get(key)
    return inner if isinstance(inner, Table) else Table(table.line)


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _single(table: Table) -> Table:
    """A project without a workspace stands at the top."""
    importers = Table(1)
    importers["."] = table
    return importers


def _draft(key: str, entry: Table, line: int) -> Draft | None:
    found = _NEW.match(key) or _OLD.match(key)
    name = _text(entry.get("name")) or (found[1] if found else "")
    version = _text(entry.get("version")) or (found[2] if found else "")
    resolution = _table(entry, "resolution")
    tarball = _text(resolution.get("tarball"))
    if not name:
        return None
    draft = Draft(name=name, version=version, line=line, hashes=digests(resolution.get("integrity")))
    where = found[2] if found else ""
    if resolution.get("type") == "git":
        draft.source = Source.GIT
        draft.address = spec(name, f"git+{_text(resolution.get('repo'))}#{_text(resolution.get('commit'))}").address
    elif resolution.get("type") == "directory" or where.startswith("file:") or key.startswith("file:"):
        draft.source = Source.PATH
    elif ":" in where or not found:
        draft.source, draft.address = Source.URL, spec(name, tarball or where).address
    if draft.version.startswith(("file:", "http:", "https:", "git+")):
        draft.version = ""
    if entry.get("dev") is True:
        draft.reach = Reach.DEVELOPMENT
    elif entry.get("optional") is True and "dev" in entry:
        draft.reach = Reach.OPTIONAL
    only = [_only(field, entry[field]) for field in ("os", "cpu", "libc") if field in entry]
    draft.condition = ", ".join(only)[:200]
    return draft


def _only(field: str, listed: object) -> str:
    return " ".join([field, *(map(str, listed[:20]) if isinstance(listed, list) else ())])


def _member(home: str, said: Manifest | None, line: int) -> Draft:
    name = (said.name if said else "") or home
    return Draft(name=name, version=said.version if said else "", line=line, source=Source.PATH)


def _needs(entry: Table) -> Iterator[tuple[str, str, bool]]:
    for field, sure in (("dependencies", True), ("optionalDependencies", False)):
        for name, said in _table(entry, field).items():
            if isinstance(said, str):
                yield name, said, sure


def _need(draft: Draft, other: Draft | None, sure: bool) -> None:
    if other is not None:
        draft.needs[other.key] = sure or draft.needs.get(other.key, False)


def _asks(home: str, entry: Table, top: Table, nodes: _Nodes) -> Iterator[Ask]:
    """What a member of the workspace asks for; a member itself is asked for by being one."""
    written = _table(entry, "specifiers")
    member = nodes.members.get(home)
    if member is not None:
        yield Ask(key=member.key)
    for field, reach in _ASKED:
        for name, said in _table(entry, field).items():
            version = _text(said.get("version")) if isinstance(said, Table) else _text(said)
            wanted = _text(said.get("specifier")) if isinstance(said, Table) else _text(written.get(name))
            found = nodes.find(name, version, home)
            if found is None:
                continue
            if member is not None and reach is not Reach.DEVELOPMENT:
                _need(member, found, reach is Reach.RUNTIME)
            if found.source is not Source.PATH or found.key not in {each.key for each in nodes.members.values()}:
                yield Ask(key=found.key, reach=reach, requirement=spec(name, _meant(name, wanted, top)).requirement)


def _meant(name: str, wanted: str, top: Table) -> str:
    """A requirement, looked up where it names a catalogue."""
    if not wanted.startswith("catalog:"):
        return wanted
    entry = _table(_table(top, "catalogs"), wanted[8:].strip() or "default").get(name)
    return _text(entry.get("specifier")) if isinstance(entry, Table) else ""

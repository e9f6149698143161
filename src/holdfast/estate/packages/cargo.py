"""Crates of Rust: ``Cargo.lock`` with the ``Cargo.toml`` of its workspace. Source: the Cargo book.

Crates of the tree itself that nobody depends on are the project, and no package of it. What a crate of the tree asks
for is asked for by the project. A lock file says nothing of kinds and features below that; the strongest reason of who
needs a crate counts.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from holdfast.estate.packages.addresses import repository
from holdfast.estate.packages.drafts import Ask, Draft, inventory
from holdfast.formats.tomltree import Array, Table, Toml, parse
from holdfast.kit.expressions import expression
from holdfast.model.package import Inventory, Reach, Source
from holdfast.model.reading import Gap, Unit

_READER: Final = "cargo"
_ECOSYSTEM: Final = "crates.io"
_TABLES: Final = {
    "dependencies": Reach.RUNTIME,
    "build-dependencies": Reach.BUILD,
    "dev-dependencies": Reach.DEVELOPMENT,
    "build_dependencies": Reach.BUILD,
    "dev_dependencies": Reach.DEVELOPMENT,
}
_EXACT: Final = expression(r"=\s*(\d{1,18}\.\d{1,18}\.\d{1,18}(?:[\-+][\w.+\-]*)?)\Z")


@dataclass(slots=True)
class Wish:
    """One dependency of a manifest."""

    name: str
    """Of the crate, whatever it is called here."""
    requirement: str
    reach: Reach
    condition: str
    path: str
    line: int
    source: Source = Source.REGISTRY
    address: str = ""


@dataclass(slots=True)
class Manifest:
    """What one ``Cargo.toml`` says."""

    path: str
    name: str = ""
    version: str = ""
    licence: str = ""
    wishes: list[Wish] = field(default_factory=list)
    gap: Gap | None = None


def units(paths: Mapping[str, bytes]) -> list[Unit]:
    """One for each lock file, with the manifests below it that have none of their own; else one for each workspace."""
    locks = {posixpath.dirname(path) for path in paths if posixpath.basename(path) == "Cargo.lock"}
    manifests = sorted(path for path in paths if posixpath.basename(path) == "Cargo.toml")
    roots = locks | {posixpath.dirname(path) for path in manifests if b"[workspace" in paths[path]}
    groups: dict[str, list[str]] = {root: [] for root in roots}
    for path in manifests:
        groups.setdefault(_above(posixpath.dirname(path), roots), []).append(path)
    found = []
    for folder, members in sorted(groups.items()):
        lock = posixpath.join(folder, "Cargo.lock")
        own = [lock, *members] if lock in paths else members
        if own:
            found.append(Unit(reader=_READER, root=own[0], paths=tuple(sorted(own))))
    return found


def _above(folder: str, roots: set[str]) -> str:
    """The nearest folder, upwards, that a workspace or lock file starts in; the folder itself where there is none."""
    at = folder
    while at not in roots:
        if not at:
            return folder
        at = posixpath.dirname(at)
    return at


def read(unit: Unit, files: Mapping[str, bytes]) -> list[Inventory]:
    """The locked crates of a workspace, or what its manifests ask for."""
    tomls = {path: parse(path, files[path]) for path in unit.paths if path.endswith("Cargo.toml") and path in files}
    shared = {path: _table(toml.table, "workspace") for path, toml in tomls.items() if "workspace" in toml.table}
    manifests = [_manifest(path, toml, shared) for path, toml in sorted(tomls.items())]
    if posixpath.basename(unit.root) != "Cargo.lock":
        return [_unlocked(each) for each in manifests if each.wishes or each.gap]
    return [_locked(unit.root, parse(unit.root, files.get(unit.root, b"")), manifests)]


def _manifest(path: str, toml: Toml, shared: Mapping[str, Table]) -> Manifest:
    found = Manifest(path, gap=toml.gaps[0] if toml.gaps else None)
    above = _workspace(path, shared)
    package = {**_table(toml.table, "project"), **_table(toml.table, "package")}
    inherited = _table(above, "package")
    for key in ("name", "version", "license"):
        value = package.get(key)
        if isinstance(value, dict) and value.get("workspace") is True:
            value = inherited.get(key)
        if isinstance(value, str):
            setattr(found, "licence" if key == "license" else key, value)
    inner = _table(above, "dependencies")
    for condition, kind, table in _tables(toml.table):
        for alias, value in table.items():
            if isinstance(value, str | dict):
                wish = _wish(alias, value, inner)
                wish.reach = _reach(wish, _TABLES[kind])
                wish.condition, wish.path, wish.line = condition, path, table.lines[alias]
                found.wishes.append(wish)
    return found


def _table(table: Mapping[str, Any], key: str) -> Table:
    """The table below a key; an empty one where there is none."""
    found = table.get(key)
    return found if isinstance(found, Table) else Table(1)


def _workspace(path: str, shared: Mapping[str, Table]) -> Table:
    """The workspace that a manifest belongs to: the nearest one upwards."""
    folder = posixpath.dirname(path)
    while True:
        found = shared.get(posixpath.join(folder, "Cargo.toml"))
        if found is not None or not folder:
            return found if found is not None else Table(1)
        folder = posixpath.dirname(folder)


def _tables(top: Table) -> Iterator[tuple[str, str, Table]]:
    """Each table of dependencies: for which target, what it is called, and its content."""
    for kind in _TABLES:
        yield "", kind, _table(top, kind)
        targets = _table(top, "target")
        for target in targets:
            yield target, kind, _table(_table(targets, target), kind)


def _wish(alias: str, value: str | dict[str, Any], shared: dict[str, Any]) -> Wish:
    wish = Wish(alias, "", Reach.RUNTIME, "", "", 1)
    said: dict[str, Any] = {"version": value} if isinstance(value, str) else value
    if said.get("workspace") is True:
        common = shared.get(alias)
        base = {"version": common} if isinstance(common, str) else common
        said = {**(base if isinstance(base, dict) else {}), **said}
    wish.name = said["package"] if isinstance(said.get("package"), str) else alias
    wish.requirement = said["version"] if isinstance(said.get("version"), str) else ""
    if said.get("optional") is True:
        wish.reach = Reach.OPTIONAL
    if isinstance(said.get("path"), str):
        wish.source, wish.address = Source.PATH, said["path"]
    elif isinstance(said.get("git"), str):
        rev = next((said[key] for key in ("rev", "tag", "branch") if isinstance(said.get(key), str)), "")
        wish.source, wish.address = Source.GIT, repository(said["git"], rev)
    return wish


def _reach(wish: Wish, table: Reach) -> Reach:
    return table if table is not Reach.RUNTIME else wish.reach


def _unlocked(manifest: Manifest) -> Inventory:
    drafts, asks = [], []
    for wish in manifest.wishes:
        exact = _EXACT.match(wish.requirement.strip())
        draft = Draft(name=wish.name, version=exact[1] if exact else "", line=wish.line, requirement=wish.requirement)
        draft.condition, draft.source, draft.address = wish.condition, wish.source, wish.address
        drafts.append(draft)
        asks.append(Ask(key=draft.key, reach=wish.reach))
    return inventory(
        manifest.path,
        _READER,
        _ECOSYSTEM,
        drafts,
        asks,
        gaps=(manifest.gap,) if manifest.gap else (),
        name=manifest.name,
        version=manifest.version,
        licence=manifest.licence,
        locked=False,
    )


def _locked(path: str, toml: Toml, manifests: list[Manifest]) -> Inventory:
    drafts = _crates(toml)
    index = _Index(drafts)
    for draft in drafts:
        draft.needs = {key: True for each in draft.needs if (key := index.key(each))}
    local = {draft.key: draft for draft in drafts if draft.source is Source.PATH}
    asks: dict[str, Ask] = {}
    wishes: dict[tuple[str, str], list[Wish]] = {}
    for manifest in manifests:
        for wish in manifest.wishes:
            wishes.setdefault((manifest.name, wish.name), []).append(wish)
    needed = set()
    for draft in local.values():
        for key in draft.needs:
            needed.add(key)
            told = wishes.get((draft.name, key.partition("@")[0]), [])
            for wish in told or [Wish("", "", Reach.RUNTIME, "", "", 1)]:
                _stronger(asks, Ask(key=key, reach=wish.reach, requirement=wish.requirement, condition=wish.condition))
        # What a crate of the tree needs is asked for by the project; its manifest tells what for, this edge would not.
        draft.needs = {}
    roots = [draft for key, draft in local.items() if key not in needed]
    own = {draft.key for draft in roots}
    first = next((each for each in manifests if posixpath.dirname(each.path) == posixpath.dirname(path)), None)
    gaps = [*toml.gaps, *(manifest.gap for manifest in manifests if manifest.gap is not None)]
    return inventory(
        path,
        _READER,
        _ECOSYSTEM,
        [draft for draft in drafts if draft.key not in own],
        list(asks.values()) if local else None,
        gaps=gaps,
        name=first.name if first and first.name else (roots[0].name if len(roots) == 1 else ""),
        version=first.version if first and first.name else (roots[0].version if len(roots) == 1 else ""),
        licence=first.licence if first else "",
        manifests=[manifest.path for manifest in manifests],
    )


_STRENGTH: Final = {reach: number for number, reach in enumerate(Reach)}


def _stronger(asks: dict[str, Ask], ask: Ask) -> None:
    """Keep of two reasons the stronger; a condition holds only where each of the strongest has it."""
    before = asks.get(ask.key)
    if before is None or _STRENGTH[ask.reach] < _STRENGTH[before.reach]:
        asks[ask.key] = ask
    elif before.reach is ask.reach and not ask.condition:
        before.condition = ""


def _crates(toml: Toml) -> list[Draft]:
    listed = toml.table.get("package")
    sums = _table(toml.table, "metadata")
    found = []
    if not isinstance(listed, Array):
        return []
    for line, each in zip(listed.lines, listed, strict=True):
        if not isinstance(each, dict) or not isinstance(each.get("name"), str):
            continue
        name, version = each["name"], each.get("version")
        version = version if isinstance(version, str) else ""
        source = each.get("source") if isinstance(each.get("source"), str) else ""
        draft = Draft(name=name, version=version, line=line)
        draft.needs = {need: True for need in _list(each.get("dependencies")) if isinstance(need, str)}
        hashed = each.get("checksum") or sums.get(f"checksum {name} {version} ({source})")
        if isinstance(hashed, str) and len(hashed) == 64:
            draft.hashes = (f"sha256:{hashed.lower()}",)
        if not source:
            draft.source = Source.PATH
        elif source.startswith("git+"):
            url, _, commit = source[4:].partition("#")
            draft.source, draft.address = Source.GIT, repository(url.partition("?")[0], commit)
        found.append(draft)
    return found


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


class _Index:
    """Crates by how ``dependencies`` names them: alone where the name is unique, else with version."""

    def __init__(self, drafts: list[Draft]) -> None:
        self._keys = {(draft.name, draft.version): draft.key for draft in drafts}
        self._names: dict[str, str] = {}
        for draft in drafts:
            self._names.setdefault(draft.name, draft.key)

    def key(self, written: str) -> str:
        name, _, rest = written.partition(" ")
        version = rest.partition(" ")[0]
        return self._keys.get((name, version), "") if version else self._names.get(name, "")

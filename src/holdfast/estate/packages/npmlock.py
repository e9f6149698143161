"""``package-lock.json`` and ``npm-shrinkwrap.json``, versions 1, 2 and 3.

Source: npm's documentation of package-lock.json. From version 2 on ``packages`` lists every folder that is installed;
version 1 nests ``dependencies`` in the same way, and is read as the same list of folders.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from holdfast.estate.packages.drafts import Ask, Draft, fault, inventory
from holdfast.estate.packages.installed_javascript import licence_of, named, seen_from
from holdfast.estate.packages.jsonkeys import Keyed, load
from holdfast.estate.packages.npmmanifest import Manifest, Project
from holdfast.estate.packages.npmspec import digests, spec
from holdfast.model.package import Inventory, Reach, Source
from holdfast.model.reading import Gap

_MOST_BYTES: Final = 64 << 20
_MOST_DEPTH: Final = 40
_FOLDERS: Final = "node_modules/"
_ASKED: Final = (
    ("dependencies", Reach.RUNTIME),
    ("optionalDependencies", Reach.OPTIONAL),
    ("peerDependencies", Reach.RUNTIME),
    ("devDependencies", Reach.DEVELOPMENT),
)
_NEEDED: Final = (("dependencies", True), ("optionalDependencies", False), ("peerDependencies", False))


def read(path: str, content: bytes, project: Project) -> Inventory:
    """The inventory of a lock file."""
    loaded = load(content, _MOST_BYTES)
    root = project.root
    if isinstance(loaded, str):
        return inventory(path, "npm", "npm", (), gaps=[fault(path, loaded)], manifests=project.answered([""]))
    said, lines = loaded
    gaps: list[Gap] = []
    entries: dict[str, Mapping[str, Any]]
    if isinstance(said, dict) and isinstance(said.get("packages"), dict):
        entries = {key: entry for key, entry in said["packages"].items() if isinstance(entry, dict)}
        if len(entries) < len(said["packages"]):
            gaps.append(fault(path, "an entry of packages is no object", lines.first("packages")))
        drafts = _drafts(entries, lines)
    elif isinstance(said, dict) and isinstance(said.get("dependencies", {}), dict):
        entries, drafts = _nested(said.get("dependencies", {}), lines, path, gaps)
        if root is not None:
            entries[""] = _as_entry(root)
    else:
        wrong = [fault(path, "this is no package-lock.json")]
        return inventory(path, "npm", "npm", (), gaps=wrong, manifests=project.answered([""]))
    homes = frozenset(key for key in entries if _FOLDERS not in key)
    asks = [ask for home in sorted(homes) for ask in _asks(home, entries, drafts)]
    asks += [Ask(key=drafts[home].key) for home in sorted(homes) if home]
    own = entries.get("", {})
    return inventory(
        path,
        "npm",
        "npm",
        drafts.values(),
        asks if "" in entries else None,
        gaps=gaps,
        name=_text(said.get("name")) or _text(own.get("name")),
        version=_text(said.get("version")) or _text(own.get("version")),
        licence=licence_of(own) or (root.licence if root else ""),
        manifests=project.answered(homes | {""}),
    )


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _as_entry(root: Manifest) -> dict[str, Any]:
    entry: dict[str, Any] = {field: {} for field, _ in _ASKED}
    by_reach = {reach: field for field, reach in reversed(_ASKED)}
    for want in root.wants:
        entry["peerDependencies" if want.peer else by_reach[want.reach]][want.alias] = want.written
    return entry


def _drafts(entries: Mapping[str, Mapping[str, Any]], lines: Keyed) -> dict[str, Draft]:
    """A draft for each folder that something is installed in, and for each member of the workspace that is linked."""
    drafts: dict[str, Draft] = {}
    links: dict[str, str] = {}
    for key, entry in entries.items():
        if not key:
            continue
        cut = key.rfind(_FOLDERS)
        inner = key[cut + len(_FOLDERS) :] if cut >= 0 else ""
        if entry.get("link") is True:
            links[key] = _text(entry.get("resolved"))
            continue
        if not inner and not entry.get("name"):
            inner = key.rpartition("/")[2]
        drafts[key] = _draft(_text(entry.get("name")) or inner, _text(entry.get("version")), entry, lines.first(key))
        if cut >= 0 and inner != drafts[key].name:
            drafts[key].modules = (inner,)
        if cut < 0:
            drafts[key].source, drafts[key].address = Source.PATH, ""
    for key, target in links.items():
        if target in drafts:
            drafts[key] = drafts[target]
    for key in [*drafts]:
        _need(key, drafts, entries.get(key, {}))
        _ship(key, drafts, entries)
    return drafts


def _ship(key: str, drafts: Mapping[str, Draft], entries: Mapping[str, Mapping[str, Any]]) -> None:
    """Note whose archive a bundled package comes in: of what lies around it, the first that is not bundled itself."""
    owner = key
    while owner and entries.get(owner, {}).get("inBundle") is True:
        cut = owner.rfind(_FOLDERS)
        owner = owner[: max(0, cut - 1)] if cut >= 0 else ""
    if owner != key and owner in drafts:
        drafts[key].within = drafts[owner].key


def _draft(name: str, version: str, entry: Mapping[str, Any], line: int) -> Draft:
    resolved = _text(entry.get("resolved"))
    draft = Draft(name=name, version=version, line=line, reach=_reach(entry), hashes=digests(entry.get("integrity")))
    draft.licence = licence_of(entry)
    draft.condition = ", ".join(_only(entry, field) for field in ("os", "cpu", "libc") if field in entry)[:200]
    if resolved and not resolved.startswith(("http:", "https:")):
        found = spec(name, resolved)
        draft.source, draft.address = found.source, found.address
    return draft


def _only(entry: Mapping[str, Any], field: str) -> str:
    listed = entry[field]
    return " ".join([field, *(map(str, listed[:20]) if isinstance(listed, list) else ())])


def _reach(entry: Mapping[str, Any]) -> Reach | None:
    if entry.get("dev") is True:
        return Reach.DEVELOPMENT
    return Reach.OPTIONAL if entry.get("optional") is True or entry.get("devOptional") is True else Reach.RUNTIME


def _need(key: str, drafts: Mapping[str, Draft], entry: Mapping[str, Any]) -> None:
    draft = drafts[key]
    for field, sure in _NEEDED:
        table = entry.get(field) or {}
        for name in named(table):
            target = seen_from(key, name, drafts)
            if target is not None:
                draft.needs[drafts[target].key] = sure or draft.needs.get(drafts[target].key, False)
                draft.wants.setdefault(drafts[target].key, spec(name, _text(table[name])).requirement)
                _from_url(drafts[target], name, table)


def _from_url(draft: Draft, name: str, table: Mapping[str, Any]) -> None:
    """Who asks for an address gets no package of a registry, although the lock file writes both in the same way."""
    written = table[name]
    if isinstance(written, str) and written.startswith(("http:", "https:")) and draft.source is Source.REGISTRY:
        draft.source, draft.address = Source.URL, spec(name, written).address


def _asks(home: str, entries: Mapping[str, Mapping[str, Any]], drafts: Mapping[str, Draft]) -> Iterator[Ask]:
    for field, reach in _ASKED:
        table = entries[home].get(field) or {}
        for name in named(table):
            target = seen_from(home, name, drafts)
            if target is not None:
                yield Ask(key=drafts[target].key, reach=reach, requirement=spec(name, _text(table[name])).requirement)
                _from_url(drafts[target], name, table)


def _nested(
    tree: Mapping[str, Any], lines: Keyed, path: str, gaps: list[Gap]
) -> tuple[dict[str, Mapping[str, Any]], dict[str, Draft]]:
    """Entries and drafts of version 1, by the folder that each is installed in."""
    entries: dict[str, Mapping[str, Any]] = {}
    drafts: dict[str, Draft] = {}
    stack: list[tuple[str, Iterator[tuple[str, Any]]]] = [("", iter(tree.items()))]
    offset = -1
    while stack:
        above, rest = stack[-1]
        following = next(rest, None)
        if following is None:
            stack.pop()
            continue
        name, entry = following
        line, offset = lines.behind(name, offset)
        if not isinstance(entry, dict):
            gaps.append(fault(path, "an entry of dependencies is no object", line))
            continue
        key = f"{above}/{_FOLDERS}{name}" if above else f"{_FOLDERS}{name}"
        drafts[key] = _old(name, entry, line)
        requires = entry.get("requires")
        needed = requires if isinstance(requires, dict) else {}
        entries[key] = {"dependencies": needed, "inBundle": entry.get("bundled")}
        inner = entry.get("dependencies")
        if isinstance(inner, dict) and len(stack) < _MOST_DEPTH:
            stack.append((key, iter(inner.items())))
        elif inner:
            gaps.append(fault(path, f"nested more than {_MOST_DEPTH} deep", line))
    for key in drafts:
        _need(key, drafts, entries[key])
        _ship(key, drafts, entries)
    return entries, drafts


def _old(name: str, entry: Mapping[str, Any], line: int) -> Draft:
    """Version 1 writes into ``version`` where something comes from, if it is no registry."""
    found = spec(name, _text(entry.get("version")))
    draft = _draft(
        found.name, found.requirement if found.source is Source.REGISTRY else "", {**entry, "resolved": ""}, line
    )
    draft.source, draft.address = found.source, found.address
    return draft

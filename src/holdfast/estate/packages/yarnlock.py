"""``yarn.lock``, of yarn 1 and of those from yarn 2 on.

Source: yarn's documentation of its lock file and protocols. Both are blocks with a heading of the descriptors (a name
and what was asked for) that an entry answers; the newer one is YAML, of which it uses the part that is read here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final, NamedTuple

from holdfast.estate.packages.drafts import ORDER, Ask, Draft, fault, inventory
from holdfast.estate.packages.npmmanifest import Manifest, Project
from holdfast.estate.packages.npmspec import Spec, digests, spec
from holdfast.estate.packages.workspaces import members
from holdfast.formats.treetext import decoded
from holdfast.model.package import Inventory, Reach, Source
from holdfast.model.reading import Gap

_MOST_BYTES: Final = 32 << 20
_MOST_GAPS: Final = 20
_FIELD: Final = re.compile(r'\s*(?:"([^"]*)"|([^\s":]+(?::[^\s":]+)*)):?(?:\s+(.*))?\Z')
_CONFLICT: Final = re.compile(r"<{7}|>{7}|={7}|\|{7}")
_LOCAL: Final = "workspace:"


class Entry(NamedTuple):
    """One block."""

    descriptors: tuple[str, ...]
    line: int
    fields: dict[str, str]
    tables: dict[str, dict[str, str]]


def _entries(path: str, text: str, gaps: list[Gap]) -> Iterator[Entry]:
    entry: Entry | None = None
    inner = outer = ""
    for number, raw in enumerate(text.splitlines(), 1):
        body = raw.strip()
        if not body or body[0] == "#" or body == ":":
            continue
        if _CONFLICT.match(body):
            gaps.append(fault(path, "a merge left both sides in it", number))
            continue
        indent = len(raw) - len(raw.lstrip(" "))
        if not indent:
            if entry is not None:
                yield entry
            heading = body.removeprefix("? ").removesuffix(":").replace('"', "")
            entry = Entry(tuple(heading.split(", ")), number, {}, {})
            inner = ""
            continue
        found = _FIELD.match(body) if entry is not None else None
        if found is None or entry is None:
            if len(gaps) < _MOST_GAPS:
                gaps.append(fault(path, "no line of a lock file of yarn", number))
            continue
        name, value = found[1] if found[1] is not None else found[2], (found[3] or "").strip('"')
        if indent <= 2:
            inner = "" if value else name
            (entry.fields if value else entry.tables)[name] = value if value else {}  # type: ignore[assignment]
        elif indent <= 4 and inner:
            outer = name
            entry.tables.setdefault(inner, {})[name] = value
        elif inner:
            entry.tables.setdefault(inner, {})[f"{outer}.{name}"] = value
    if entry is not None:
        yield entry


class _Locked:
    """What a lock file holds, by descriptor and by name."""

    def __init__(self) -> None:
        self.drafts: list[tuple[Entry, Draft]] = []
        self._by_descriptor: dict[str, Draft] = {}
        self._by_name: dict[str, set[str]] = {}
        self._by_key: dict[str, Draft] = {}

    def add(self, entry: Entry, draft: Draft) -> None:
        self.drafts.append((entry, draft))
        self._by_key[draft.key] = draft
        for each in entry.descriptors:
            self._by_descriptor[each] = draft
            self._by_name.setdefault(each[: each.find("@", 1)], set()).add(draft.key)

    def find(self, name: str, written: str) -> Draft | None:
        """What answers a descriptor; of one that a resolution has changed, the only entry with its name."""
        for wanted in (f"{name}@{written}", f"{name}@npm:{written}", f"{name}@{_LOCAL}{written}"):
            if wanted in self._by_descriptor:
                return self._by_descriptor[wanted]
        keys = self._by_name.get(name, set())
        return self._by_key[next(iter(keys))] if len(keys) == 1 else None


def read(path: str, content: bytes, project: Project) -> Inventory:
    """The inventory of a lock file of either kind."""
    if len(content) > _MOST_BYTES:
        gaps = [fault(path, f"larger than {_MOST_BYTES >> 20} MiB")]
        return inventory(path, "yarn", "npm", (), gaps=gaps, manifests=project.answered([""]))
    text = decoded(content)
    gaps = []
    newer = "\n__metadata:" in text or text.startswith("__metadata:")
    locked = _Locked()
    homes: dict[str, Entry] = {}
    for entry in _entries(path, text, gaps):
        home = _home(entry) if newer else None
        if home is not None:
            homes[home] = entry
        if home != "." and entry.descriptors[0] != "__metadata":
            made = (_newer if newer else _older)(entry)
            if made is None:
                gaps.append(fault(path, "an entry without a version", entry.line))
            else:
                locked.add(entry, made)
    own = list(members(project)) if project.root else []
    developing = {project.home(each): _only_developing(each) for each in own}
    for entry, draft in locked.drafts:
        _need(entry, draft, locked, developing.get(_home(entry) or "."))
    asks = [*_asks(own, locked)]
    asks += [ask for entry in homes.values() for ask in _asks_of(entry, locked)] if not own else []
    asks += [Ask(key=draft.key) for entry, draft in locked.drafts if _home(entry) is not None]
    said = project.root or Manifest(path, "", "", "", (), (), ())
    inside = {each.path for each in own}
    return inventory(
        path,
        "yarn-berry" if newer else "yarn",
        "npm",
        [draft for _, draft in locked.drafts],
        asks if own or homes else None,
        gaps=[*gaps, *said.gaps],
        name=said.name,
        version=said.version,
        licence=said.licence,
        manifests=sorted(inside | set(project.answered({"", *(home.strip(".") for home in homes)}))),
    )


def _home(entry: Entry) -> str | None:
    """The folder of a member of the workspace."""
    resolution = entry.fields.get("resolution", "")
    cut = resolution.find(f"@{_LOCAL}")
    return resolution[cut + len(_LOCAL) + 1 :] if cut > 0 else None


def _split(descriptor: str) -> tuple[str, str]:
    cut = descriptor.find("@", 1)
    return (descriptor[:cut], descriptor[cut + 1 :]) if cut > 0 else (descriptor, "")


def _older(entry: Entry) -> Draft | None:
    name, written = _split(entry.descriptors[0])
    meant = spec(name, written)
    resolved = entry.fields.get("resolved", "")
    draft = Draft(name=meant.name, version=entry.fields.get("version", ""), line=entry.line)
    draft.hashes = digests(entry.fields.get("integrity"))
    draft.source, draft.address = meant.source, meant.address
    if meant.source is Source.GIT and resolved:
        said = spec(name, resolved)
        draft.address = said.address if said.source is Source.GIT else draft.address
    if meant.source is Source.UNKNOWN:
        draft.source = Source.REGISTRY
    return draft if draft.version else None


def _newer(entry: Entry) -> Draft | None:
    name, where = _split(entry.fields.get("resolution", entry.descriptors[0]))
    version = entry.fields.get("version", "")
    local = where.startswith(_LOCAL) or entry.fields.get("linkType") == "soft"
    if not version:
        return None
    draft = Draft(name=name, version="" if version == "0.0.0-use.local" else version, line=entry.line)
    draft.condition = entry.fields.get("conditions", "")
    meant = spec(name, where) if not where.startswith("npm:") else Spec(name, version, Source.REGISTRY, "")
    draft.source, draft.address = (Source.PATH, "") if local else (meant.source, meant.address)
    return draft


def _only_developing(said: Manifest) -> frozenset[str]:
    return frozenset(want.alias for want in said.wants if want.reach is Reach.DEVELOPMENT)


def _need(entry: Entry, draft: Draft, locked: _Locked, developing: frozenset[str] | None) -> None:
    """Note what an entry needs; ``developing`` are those that a member of the workspace only develops with."""
    optional = entry.tables.get("dependenciesMeta", {})
    for table, sure in (("dependencies", True), ("optionalDependencies", False)):
        for name, written in entry.tables.get(table, {}).items():
            other = locked.find(name, written)
            if other is not None and name not in (developing or ()):
                certain = sure and optional.get(f"{name}.optional") != "true"
                draft.needs[other.key] = certain or draft.needs.get(other.key, False)
                draft.wants.setdefault(other.key, spec(name, written).requirement)


def _asks(manifests: Iterable[Manifest], locked: _Locked) -> list[Ask]:
    asks = []
    for said in manifests:
        for want in sorted(said.wants, key=lambda each: ORDER.index(each.reach)):
            found = None if want.peer else locked.find(want.alias, want.written)
            if found is not None:
                asks.append(Ask(key=found.key, reach=want.reach, requirement=want.spec.requirement))
    return asks


def _asks_of(entry: Entry, locked: _Locked) -> Iterator[Ask]:
    """What a member asks for, as the lock file says it without its manifest: all of it counts as needed."""
    tables: Mapping[str, str] = entry.tables.get("dependencies", {})
    for name, written in tables.items():
        found = locked.find(name, written)
        if found is not None:
            yield Ask(key=found.key, reach=Reach.RUNTIME, requirement=spec(name, written).requirement)

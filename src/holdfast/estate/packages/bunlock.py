"""``bun.lock``. Source: bun's documentation of its text lock file.

``packages`` has an entry for each place below ``node_modules``: a list of what was resolved, where from, what it needs
and its hash, of which some kinds of source leave out a part.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from holdfast.estate.packages.drafts import Ask, Draft, fault, inventory
from holdfast.estate.packages.npmmanifest import Manifest, Project
from holdfast.estate.packages.npmspec import digests, spec
from holdfast.formats import jsontree
from holdfast.model.package import Inventory, Reach, Source
from holdfast.model.reading import Gap
from holdfast.model.tree import at, fields, items, plain
from holdfast.model.value import Tree

_MOST_BYTES: Final = 32 << 20
_ASKED: Final = (
    ("dependencies", Reach.RUNTIME),
    ("optionalDependencies", Reach.OPTIONAL),
    ("peerDependencies", Reach.RUNTIME),
    ("devDependencies", Reach.DEVELOPMENT),
)
_NEEDED: Final = (("dependencies", True), ("optionalDependencies", False), ("peerDependencies", False))
_STEP: Final = re.compile(r"(?:@[^/]+/)?[^/]+(?:/|\Z)")
_MOST_STEPS: Final = 40


def read(path: str, content: bytes, project: Project) -> Inventory:
    """The inventory of a lock file."""
    parsed = jsontree.parse(path, content, _MOST_BYTES)
    gaps: list[Gap] = [fault(path, f"not read as JSON: {each.why}", each.place.line) for each in parsed.gaps]
    drafts: dict[str, Draft] = {}
    entries: dict[str, tuple[dict[str, Any], str]] = {}
    spaces: Tree | None = None
    if parsed.trees:
        spaces = at(parsed.trees[0], "workspaces")
        for key, entry in fields(at(parsed.trees[0], "packages")):
            _add(key, entry, drafts, entries, path, gaps)
    members = dict(fields(spaces)) if spaces is not None else {}
    for key, (said, home) in entries.items():
        _need(key, plain(members[home]) if home and home in members else said, drafts)
    asks = [ask for home, entry in members.items() for ask in _asks(home, plain(entry), drafts)]
    asks += [Ask(key=drafts[key].key) for key, (_, home) in entries.items() if home]
    root = project.root or Manifest(path, "", "", "", (), (), ())
    return inventory(
        path,
        "bun",
        "npm",
        drafts.values(),
        asks,
        gaps=[*gaps, *root.gaps],
        name=root.name,
        version=root.version,
        licence=root.licence,
        manifests=project.answered({"", *members}),
    )


def _add(
    key: str,
    entry: Tree,
    drafts: dict[str, Draft],
    entries: dict[str, tuple[dict[str, Any], str]],
    path: str,
    gaps: list[Gap],
) -> None:
    parts = [plain(each) for each in items(entry)]
    resolved = parts[0] if parts and isinstance(parts[0], str) else ""
    cut = resolved.find("@", 1)
    if cut < 0:
        gaps.append(fault(path, "an entry that does not say what was resolved", entry.place.line))
        return
    name, where = resolved[:cut], resolved[cut + 1 :]
    said = next((each for each in parts[1:] if isinstance(each, dict)), {})
    draft = Draft(name=name, line=entry.place.line)
    draft.hashes = next((found for each in parts[2:] if (found := digests(each))), ())
    if where.startswith("workspace:"):
        draft.source = Source.PATH
    else:
        meant = spec(name, where)
        draft.source, draft.address = meant.source, meant.address
        draft.version = meant.requirement if meant.source is Source.REGISTRY else ""
    systems = [f"{field} {said[field]}" for field in ("os", "cpu", "libc") if isinstance(said.get(field), str)]
    draft.condition = ", ".join(systems)[:200]
    drafts[key] = draft
    entries[key] = said, where[10:] if where.startswith("workspace:") else ""


def _seen(key: str, name: str, drafts: dict[str, Draft]) -> Draft | None:
    """What ``name`` is to the package at ``key``: what lies below it, then what lies beside those further out."""
    steps = [found[0].rstrip("/") for found in _STEP.finditer(key)][:_MOST_STEPS]
    for count in range(len(steps), -1, -1):
        found = drafts.get("/".join([*steps[:count], name]))
        if found is not None:
            return found
    return None


def _need(key: str, said: Any, drafts: dict[str, Draft]) -> None:
    for field, sure in _NEEDED:
        table = said.get(field) if isinstance(said, dict) else None
        for name in table if isinstance(table, dict) else ():
            other = _seen(key, name, drafts)
            if other is not None:
                drafts[key].needs[other.key] = sure or drafts[key].needs.get(other.key, False)
                written = table[name] if isinstance(table, dict) else ""
                wanted = spec(name, written).requirement if isinstance(written, str) else ""
                drafts[key].wants.setdefault(other.key, wanted)


def _asks(home: str, said: Any, drafts: dict[str, Draft]) -> Iterator[Ask]:
    if not isinstance(said, dict):
        return
    own = said.get("name") if home else None
    for field, reach in _ASKED:
        table = said.get(field)
        for name, written in table.items() if isinstance(table, dict) else ():
            found = _seen(own if isinstance(own, str) else "", name, drafts)
            if found is not None and found.source is not Source.PATH:
                requirement = spec(name, written).requirement if isinstance(written, str) else ""
                yield Ask(key=found.key, reach=reach, requirement=requirement)

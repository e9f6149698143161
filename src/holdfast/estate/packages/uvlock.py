"""``uv.lock``. Source: uv's documentation of its lock file and of workspaces.

The project and the members of its workspace stand among the packages, with a folder as their source. What members ask
for is what the project asks for; the project itself is the inventory and no package of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from holdfast.estate.packages.addresses import repository, shown
from holdfast.estate.packages.drafts import ORDER, Ask, Draft, inventory
from holdfast.estate.packages.pep508 import normal, reach_of
from holdfast.estate.packages.pythonlocks import Found, first_day, hashes, packages, tables, text
from holdfast.estate.packages.pythonproject import Project
from holdfast.formats.tomltree import Table, parse
from holdfast.model.package import Inventory, Reach, Source
from holdfast.model.reading import Gap

_MOST_BYTES: Final = 32 << 20


def uv(path: str, content: bytes, project: Project | None, projects: Sequence[Project]) -> Inventory:
    """The inventory of a lock file; ``projects`` are the manifests of its folder and of those below."""
    table, broken = parse(path, content, _MOST_BYTES)
    gaps: list[Gap] = list(broken)
    entries = list(packages(table, "package", path, gaps))
    manifest = table.get("manifest")
    listed = manifest.get("members") if isinstance(manifest, Table) else None
    members = {normal(text(each)) for each in listed} if isinstance(listed, list) else set()
    homes: dict[int, str] = {}
    found = Found()
    for number, (entry, draft) in enumerate(entries):
        home = _sourced(entry, draft)
        if home and (home == "." or draft.name in members):
            homes[number] = home
        if home != ".":
            found.add(draft)
    asks: list[Ask] = []
    for number, (entry, draft) in enumerate(entries):
        if number in homes:
            asks += _asked(entry, found)
            asks += [Ask(key=draft.key)] if homes[number] != "." else []
        for needed, reach in _dependencies(entry):
            if reach is Reach.RUNTIME or number not in homes:
                found.need(draft, text(needed.get("name")), True, text(needed.get("version")))
    folder = path.rpartition("/")[0]
    inside = {".", *homes.values()}
    said = project or Project(path)
    return inventory(
        path,
        "uv",
        "PyPI",
        found.drafts,
        asks if homes else found.asks(project),
        gaps=[*gaps, *said.gaps],
        name=said.name,
        version=said.version,
        licence=said.licence,
        manifests=[each.path for each in projects if _relative(each, folder) in inside],
    )


def _relative(project: Project, folder: str) -> str:
    home = project.path.rpartition("/")[0]
    return (home[len(folder) + 1 :] if folder else home) or "."


def _sourced(entry: Table, draft: Draft) -> str:
    """Fill in where a package comes from; the answer is its folder, if it is one that may belong to the workspace."""
    files = [*tables(entry.get("sdist")), *tables(entry.get("wheels"))]
    draft.hashes = hashes(file.get("hash") for file in files)
    draft.released = first_day(files)
    source = entry.get("source")
    if not isinstance(source, Table):
        return ""
    if text(source.get("git")):
        draft.source, draft.address = Source.GIT, repository(source["git"])
    elif text(source.get("url")):
        draft.source, draft.address = Source.URL, shown(source["url"])
    elif "registry" not in source:
        draft.source = Source.PATH
    return text(source.get("editable")) or text(source.get("virtual"))


def _dependencies(entry: Table) -> Iterator[tuple[Table, Reach]]:
    """What an entry depends on, and what for."""
    for needed in tables(entry.get("dependencies")):
        yield needed, Reach.RUNTIME
    for key, otherwise in (("optional-dependencies", Reach.OPTIONAL), ("dev-dependencies", Reach.DEVELOPMENT)):
        held = entry.get(key)
        for group, listed in held.items() if isinstance(held, Table) else ():
            for needed in tables(listed):
                yield needed, reach_of(group, otherwise)


def _asked(entry: Table, found: Found) -> Iterator[Ask]:
    """What a member of the workspace asks for, with what its manifest wrote."""
    written = _written(entry)
    for needed, reach in sorted(_dependencies(entry), key=lambda each: ORDER.index(each[1])):
        name = text(needed.get("name"))
        for draft in found.named(name, text(needed.get("version")))[:20]:
            requirement, condition = written.get(normal(name), ("", ""))
            condition = text(needed.get("marker")) or condition
            yield Ask(key=draft.key, reach=reach, requirement=requirement, condition=condition)


def _written(entry: Table) -> dict[str, tuple[str, str]]:
    metadata = entry.get("metadata")
    if not isinstance(metadata, Table):
        return {}
    groups = metadata.get("requires-dev")
    listed = [each for held in groups.values() for each in tables(held)] if isinstance(groups, Table) else []
    listed += tables(metadata.get("requires-dist"))
    written: dict[str, tuple[str, str]] = {}
    for each in listed:
        name, marker = normal(text(each.get("name"))), text(each.get("marker"))
        if written.get(name, ("", "?"))[1]:  # one that holds always counts before one that holds at times
            written[name] = (text(each.get("specifier")), marker)
    return written

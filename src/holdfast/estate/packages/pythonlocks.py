"""Lock files of Poetry, PDM and Pipenv, and ``pylock.toml`` (PEP 751).

Source: the documentation of each tool and the specification of pylock.toml on packaging.python.org.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from holdfast.estate.packages.addresses import repository, shown
from holdfast.estate.packages.drafts import ORDER, Ask, Draft, fault, inventory
from holdfast.estate.packages.jsonkeys import load
from holdfast.estate.packages.pep508 import normal, pinned, reach_of, want
from holdfast.estate.packages.pythonproject import Project
from holdfast.formats.tomltree import Array, Table, parse
from holdfast.model.package import Inventory, Reach, Source
from holdfast.model.reading import Gap

_MOST_BYTES: Final = 32 << 20
_HASH: Final = re.compile(r"sha(?:256:[0-9a-f]{64}|512:[0-9a-f]{128})\Z")
_MOST_HASHES: Final = 500
_DAY: Final = len("2026-01-31")
_EXTRA: Final = re.compile(r"\bextra\s*={2,3}")
_GROUP: Final = re.compile(r"""['"]([^'"]+)['"]\s+in\s+(extras|dependency_groups)""")


def text(value: object) -> str:
    """A text; empty for anything else."""
    return value if isinstance(value, str) else ""


def tables(value: object) -> list[Table]:
    """The tables of an array of tables, or the one table that stands in its place."""
    if isinstance(value, Table):
        return [value]
    return [each for each in value if isinstance(each, Table)] if isinstance(value, Array) else []


def first_day(files: Iterable[Table]) -> str:
    """The day on which the first of a version's files was published; empty where none says so."""
    days = (str(file.get("upload-time") or "")[:10] for file in files)
    return min((day for day in days if len(day) == _DAY), default="")


def hashes(values: Iterable[object]) -> tuple[str, ...]:
    """Those that are whole and strong, each once."""
    whole = (value for value in values if isinstance(value, str) and _HASH.match(value))
    return tuple(dict.fromkeys(whole))[:_MOST_HASHES]


def named_line(table: Table) -> int:
    """The line that names a package, else the one that its table starts on."""
    return table.lines.get("name", table.line)


class Found:
    """The drafts of a lock file, by name."""

    def __init__(self) -> None:
        """Start with none."""
        self.drafts: list[Draft] = []
        self._by_name: dict[str, list[Draft]] = {}

    def add(self, draft: Draft) -> None:
        """Take one more."""
        self.drafts.append(draft)
        self._by_name.setdefault(draft.name, []).append(draft)

    def named(self, name: str, version: str = "") -> list[Draft]:
        """Those of a name; where a version is given and there, only that one."""
        found = self._by_name.get(normal(name), [])
        return [each for each in found if each.version == version] or found if version else found

    def need(self, draft: Draft, name: str, sure: bool, version: str = "", wanted: str = "") -> None:
        """Note that a draft depends on whatever is locked under a name, and the constraint that it wrote."""
        for other in self.named(name, version)[:20]:
            draft.needs[other.key] = sure or draft.needs.get(other.key, False)
            draft.wants.setdefault(other.key, wanted)

    def asks(self, project: Project | None) -> list[Ask] | None:
        """What the project asks for, as it is locked; None where its manifest is not there."""
        if project is None:
            return None
        wants = sorted(project.wants, key=lambda each: ORDER.index(each.reach))
        return [
            Ask(key=each.key, reach=want.reach, requirement=want.requirement, condition=want.condition)
            for want in wants
            for each in self.named(want.name)[:20]
        ]


def made(
    path: str, reader: str, found: Found, project: Project | None, gaps: Sequence[Gap], *, manifests: Sequence[str] = ()
) -> Inventory:
    """The inventory of a lock file beside its manifest."""
    said = project or Project(path)
    return inventory(
        path,
        reader,
        "PyPI",
        found.drafts,
        found.asks(project),
        gaps=[*gaps, *said.gaps],
        name=said.name,
        version=said.version,
        licence=said.licence,
        manifests=manifests,
    )


def packages(table: Table, key: str, path: str, gaps: list[Gap]) -> Iterator[tuple[Table, Draft]]:
    """Each entry with a name, as a draft with its version and line."""
    held = table.get(key)
    if held is not None and not isinstance(held, Array):
        gaps.append(fault(path, f"{key} is no list of packages", table.lines.get(key, 1)))
    for entry in tables(held):
        name = text(entry.get("name"))
        if name:
            yield entry, Draft(name=normal(name), version=text(entry.get("version")), line=named_line(entry))
        else:
            gaps.append(fault(path, "a package without a name", entry.line))


def poetry(path: str, content: bytes, project: Project | None, manifests: Sequence[str]) -> Inventory:
    """``poetry.lock``; groups and categories, where it has them, say what a package is there for."""
    table, broken = parse(path, content, _MOST_BYTES)
    gaps = list(broken)
    found = Found()
    entries = list(packages(table, "package", path, gaps))
    metadata = table.get("metadata")
    older = metadata.get("files") if isinstance(metadata, Table) else None
    for entry, draft in entries:
        files = tables(entry.get("files"))
        if isinstance(older, Table):
            files += tables(older.get(text(entry.get("name")), older.get(draft.name)))
        draft.hashes = hashes(file.get("hash") for file in files)
        markers = entry.get("markers")
        draft.condition = text(markers)
        groups = [text(each) for each in entry.get("groups", ()) if text(each)]
        draft.reach = _of_groups(groups or [text(entry.get("category"))], "main", entry.get("optional") is True)
        _poetry_source(draft, entry.get("source"))
        found.add(draft)
    for entry, draft in entries:
        needs = entry.get("dependencies")
        for name, said in needs.items() if isinstance(needs, Table) else ():
            for each in said if isinstance(said, Array) else [said]:
                detail = each if isinstance(each, Table) else {}
                sure = detail.get("optional") is not True and not _EXTRA.search(text(detail.get("markers")))
                found.need(draft, name, sure, wanted=text(detail.get("version")) if detail else text(each))
    return made(path, "poetry", found, project, gaps, manifests=manifests)


def _of_groups(groups: Sequence[str], runtime: str, optional: bool) -> Reach | None:
    """The strongest reason among groups; None where none is named."""
    named = [group for group in groups if group]
    if not named:
        return None
    if runtime in named:
        return Reach.OPTIONAL if optional else Reach.RUNTIME
    return min((reach_of(group, Reach.DEVELOPMENT) for group in named), key=ORDER.index)


def _poetry_source(draft: Draft, said: object) -> None:
    if not isinstance(said, Table):
        return
    sort, url = text(said.get("type")), text(said.get("url"))
    if sort == "git":
        draft.source = Source.GIT
        draft.address = repository(url, text(said.get("resolved_reference")) or text(said.get("reference")))
    elif sort in ("directory", "file"):
        draft.source = Source.PATH
    elif sort == "url":
        draft.source, draft.address = Source.URL, shown(url)


def pdm(path: str, content: bytes, project: Project | None, manifests: Sequence[str]) -> Inventory:
    """``pdm.lock``; a package with extras stands there a second time, and is one."""
    table, broken = parse(path, content, _MOST_BYTES)
    gaps = list(broken)
    found = Found()
    entries = list(packages(table, "package", path, gaps))
    for entry, draft in entries:
        draft.hashes = hashes(file.get("hash") for file in tables(entry.get("files")))
        draft.condition = text(entry.get("marker"))
        groups = [text(each) for each in entry.get("groups", ()) if text(each)]
        draft.reach = _pdm_reach(groups, project)
        if text(entry.get("git")):
            draft.source = Source.GIT
            draft.address = repository(entry["git"], text(entry.get("revision")) or text(entry.get("ref")))
        elif text(entry.get("path")):
            draft.source = Source.PATH
        elif text(entry.get("url")):
            draft.source, draft.address = Source.URL, shown(entry["url"])
        found.add(draft)
    for entry, draft in entries:
        needs = entry.get("dependencies")
        for said in needs if isinstance(needs, Array) else ():
            needed = want(said) if isinstance(said, str) else None
            if needed is not None and needed.name != draft.name:
                sure = not _EXTRA.search(needed.condition)
                found.need(draft, needed.name, sure, needed.version, needed.requirement)
    return made(path, "pdm", found, project, gaps, manifests=manifests)


def _pdm_reach(groups: Sequence[str], project: Project | None) -> Reach | None:
    """PDM's groups are extras and groups of development alike: the manifest tells which, by what it asks for itself."""
    if "default" in groups or not groups:
        return Reach.RUNTIME if groups else None
    strongest = min((reach_of(group, Reach.OPTIONAL) for group in groups), key=ORDER.index)
    only_developing = project is not None and all(each.reach is not Reach.OPTIONAL for each in project.wants)
    return Reach.DEVELOPMENT if strongest is Reach.OPTIONAL and only_developing else strongest


def pylock(path: str, content: bytes, project: Project | None, manifests: Sequence[str]) -> Inventory:
    """``pylock.toml``: markers say which extra or group a package belongs to."""
    table, broken = parse(path, content, _MOST_BYTES)
    gaps = list(broken)
    found = Found()
    entries = list(packages(table, "packages", path, gaps))
    for entry, draft in entries:
        files = [each for key in ("archive", "sdist", "wheels") for each in tables(entry.get(key))]
        digests = (each.get("hashes") for each in files)
        pairs = (pair for each in digests if isinstance(each, Table) for pair in each.items())
        draft.hashes = hashes(f"{sort}:{digest}" for sort, digest in pairs)
        draft.released = first_day(files)
        draft.condition = text(entry.get("marker"))
        draft.reach = _of_marker(draft.condition)
        _pylock_source(draft, entry)
        found.add(draft)
    for entry, draft in entries:
        for needed in tables(entry.get("dependencies")):
            found.need(draft, text(needed.get("name")), True, text(needed.get("version")))
    return made(path, "pylock", found, project, gaps, manifests=manifests)


def _of_marker(marker: str) -> Reach | None:
    named = _GROUP.findall(marker)
    if not named or (" or " in marker.replace("(", " ") and len(named) < marker.count(" or ") + 1):
        return None
    reaches = [reach_of(name, Reach.OPTIONAL if kind == "extras" else Reach.DEVELOPMENT) for name, kind in named]
    default = any(name in ("default", "main") for name, kind in named if kind == "dependency_groups")
    return Reach.RUNTIME if default else min(reaches, key=ORDER.index)


def _pylock_source(draft: Draft, entry: Table) -> None:
    vcs, archive = entry.get("vcs"), entry.get("archive")
    if isinstance(vcs, Table):
        draft.source = Source.GIT
        draft.address = repository(text(vcs.get("url")) or text(vcs.get("path")), text(vcs.get("commit-id")))
    elif "directory" in entry:
        draft.source = Source.PATH
    elif isinstance(archive, Table):
        url = text(archive.get("url"))
        draft.source, draft.address = (Source.URL, shown(url)) if url else (Source.PATH, "")


def pipenv(path: str, content: bytes, project: Project | None, manifests: Sequence[str]) -> Inventory:
    """``Pipfile.lock``; it does not say who needs what."""
    loaded = load(content, _MOST_BYTES)
    if isinstance(loaded, str) or not isinstance(loaded[0], dict):
        gaps = [fault(path, loaded if isinstance(loaded, str) else "this is no Pipfile.lock")]
        return made(path, "pipenv", Found(), project, gaps, manifests=manifests)
    said, lines = loaded
    found, gaps, offset = Found(), [], -1
    for section, held in said.items():
        if section == "_meta" or not isinstance(held, dict):
            continue
        _, offset = lines.behind(section, offset)
        default = Reach.DEVELOPMENT if section == "develop" else reach_of(section, Reach.DEVELOPMENT)
        reach = Reach.RUNTIME if section == "default" else default
        for name, entry in held.items():
            line, offset = lines.behind(name, offset)
            if isinstance(entry, dict):
                found.add(_pipenv(name, entry, reach, line))
            else:
                gaps.append(fault(path, f"an entry of {section} is no object", line))
    return made(path, "pipenv", found, project, gaps, manifests=manifests)


def _pipenv(name: str, entry: Mapping[str, Any], reach: Reach, line: int) -> Draft:
    draft = Draft(name=normal(name), version=pinned(text(entry.get("version"))), line=line, reach=reach)
    listed = entry.get("hashes")
    draft.hashes = hashes(listed if isinstance(listed, list) else ())
    draft.condition = text(entry.get("markers"))
    if text(entry.get("git")):
        draft.source, draft.address = Source.GIT, repository(entry["git"], text(entry.get("ref")))
    elif "path" in entry or "editable" in entry:
        draft.source = Source.PATH
    elif "://" in text(entry.get("file")):
        draft.source, draft.address = Source.URL, shown(entry["file"])
    return draft

"""The reader of conda: ``environment.yml``, ``conda-lock.yml`` and lists of explicit packages.

Source: conda's documentation of environments and of match specifications; conda-lock's documentation of its lock file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from holdfast.estate.packages.drafts import Draft, fault, gap, made
from holdfast.estate.packages.pep508 import normal, want
from holdfast.formats.plainyaml import parse
from holdfast.formats.tomltree import Array, Table
from holdfast.formats.treetext import decoded
from holdfast.model.package import Inventory, Package, Reach, Source
from holdfast.model.reading import Gap, Unit

_MOST_LINES: Final = 200_000
_SPEC: Final = re.compile(r"(?:[\w./\-]+(?:/[\w\-]+)?::)?([A-Za-z0-9_][\w.\-]*)\s*(?:\[[^\]]*\])?\s*(.*)\Z", re.DOTALL)
_EXACT: Final = re.compile(r"={1,2}\s*(\d[\w.!+\-]*)(?:=[\w.]+)?\Z")
_FUZZY: Final = re.compile(r"=\d+(?:\.\d+)?\Z")
"""``=1.2`` leaves the rest of the version open."""
_FILE: Final = re.compile(
    r"(?:.*/)?([^/\s]+)-([^-/\s]+)-[^-/\s]+\.(?:conda|tar\.bz2)(?:#(?:sha256:)?([0-9a-f]+))?\s*\Z"
)
_EXPLICIT: Final = "@EXPLICIT"
_SHA256: Final = re.compile(r"[0-9a-f]{64}\Z")


class _Both(NamedTuple):
    """What conda installs and what it lets pip install."""

    conda: list[Draft]
    pypi: list[Draft]
    gaps: list[Gap]


def units(paths: Mapping[str, bytes]) -> list[Unit]:
    """One for each file."""
    return [Unit(reader="conda", root=path, paths=(path,)) for path in sorted(paths)]


def read(unit: Unit, files: Mapping[str, bytes]) -> list[Inventory]:
    """The inventory of one file; none of a file that is something else."""
    path = unit.root
    content = files.get(path, b"")
    if path.endswith((".lock", ".txt")):
        return _explicit(path, content)
    table, broken = parse(path, content)
    if isinstance(table.get("package"), Array) and ("metadata" in table or table.get("version") is not None):
        return [_locked(path, table, list(broken))]
    if isinstance(table.get("dependencies"), Array):
        return [_environment(path, table, list(broken))]
    gaps = [each for each in broken if path.rpartition("/")[2].startswith(("environment", "conda-lock"))]
    return [_inventory(path, "conda", _Both([], [], gaps), False, "", locked=False)] if gaps else []


def _inventory(path: str, reader: str, both: _Both, asked: bool | None, name: str, *, locked: bool) -> Inventory:
    packages: list[Package] = []
    gaps = list(both.gaps)
    for ecosystem, drafts in (("conda", both.conda), ("PyPI", both.pypi)):
        found, more = made(path, ecosystem, drafts, None if asked is None else ())
        packages += found
        gaps += more
    packages.sort(key=lambda each: (each.name, each.version, each.ecosystem))
    return Inventory(path=path, reader=reader, name=name, packages=tuple(packages), gaps=tuple(gaps), locked=locked)


def _environment(path: str, table: Table, gaps: list[Gap]) -> Inventory:
    both = _Both([], [], gaps)
    listed = table["dependencies"]
    for item, line in zip(listed, listed.lines, strict=True):
        inner = item.get("pip") if isinstance(item, Table) else None
        if isinstance(item, str):
            _specified(item, line, path, both)
        elif isinstance(inner, Array):
            for text, number in zip(inner, inner.lines, strict=True):
                _by_pip(text, number, path, both)
        elif item is not None and not isinstance(item, Table):
            gaps.append(fault(path, "a dependency that is no text", line))
    name = table.get("name")
    return _inventory(path, "conda", both, False, name if isinstance(name, str) else "", locked=False)


def _specified(text: str, line: int, path: str, both: _Both) -> None:
    found = _SPEC.match(text.strip())
    if found is None:
        both.gaps.append(fault(path, "this is no package of conda", line))
        return
    requirement = found[2].strip().replace(" ", "", 1) if found[2].startswith(" =") else found[2].strip()
    bare = re.match(r"\d[\w.]*(?: [\w.]+)?\Z", requirement)
    exact = _EXACT.match(requirement) if not _FUZZY.match(requirement) else None
    version = exact[1] if exact and "*" not in requirement else ""
    if bare:
        version = requirement.split(" ")[0]
    both.conda.append(Draft(name=found[1].lower(), version=version, line=line, requirement=requirement, direct=True))


def _by_pip(text: object, line: int, path: str, both: _Both) -> None:
    if not isinstance(text, str) or text.lstrip().startswith("-"):
        if isinstance(text, str) and text.lstrip().startswith(("-r", "--requirement")):
            both.gaps.append(gap(path, "the requirements file that it names is read by itself", line))
        return
    asked = want(re.sub(r"\s+#.*", "", text), Reach.RUNTIME, line)
    if asked is None:
        both.gaps.append(fault(path, "this is no requirement", line))
        return
    both.pypi.append(
        Draft(
            name=asked.name,
            version=asked.version,
            line=line,
            requirement=asked.requirement,
            condition=asked.condition,
            direct=True,
            source=asked.source,
            address=asked.address,
        )
    )


def _locked(path: str, table: Table, gaps: list[Gap]) -> Inventory:
    """``conda-lock.yml``; a package stands there once for each platform."""
    both = _Both([], [], gaps)
    needs: list[tuple[Draft, Table]] = []
    for entry, line in _entries(table["package"]):
        name, version = entry.get("name"), entry.get("version")
        if not isinstance(name, str) or not isinstance(version, str):
            gaps.append(fault(path, "a package without name and version", line))
            continue
        by_pip = entry.get("manager") == "pip"
        draft = Draft(name=normal(name) if by_pip else name.lower(), version=version, line=line)
        digest = entry["hash"].get("sha256") if isinstance(entry.get("hash"), Table) else None
        draft.hashes = (f"sha256:{digest}",) if isinstance(digest, str) and _SHA256.match(digest) else ()
        category = entry.get("category")
        draft.reach = Reach.DEVELOPMENT if isinstance(category, str) and category not in ("main", "") else Reach.RUNTIME
        if entry.get("optional") is True and draft.reach is Reach.RUNTIME:
            draft.reach = Reach.OPTIONAL
        (both.pypi if by_pip else both.conda).append(draft)
        if isinstance(entry.get("dependencies"), Table):
            needs.append((draft, entry["dependencies"]))
    by_name = {draft.name: draft.key for draft in (*both.pypi, *both.conda)}
    for draft, wanted in needs:
        draft.needs = {by_name[each.lower()]: True for each in wanted if each.lower() in by_name}
    return _inventory(path, "conda-lock", both, None, "", locked=True)


def _entries(listed: Array) -> Iterator[tuple[Table, int]]:
    for entry, line in zip(listed, listed.lines, strict=True):
        if isinstance(entry, Table):
            yield entry, entry.lines.get("name", line)


def _explicit(path: str, content: bytes) -> list[Inventory]:
    """A list of addresses of packages, behind ``@EXPLICIT``."""
    lines = decoded(content).splitlines()[:_MOST_LINES]
    if _EXPLICIT not in (line.strip() for line in lines):
        return []
    both = _Both([], [], [])
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.lstrip()[0] in "#@":
            continue
        found = _FILE.match(line.strip()[:2000].rpartition("/")[2])
        if found is None:
            both.gaps.append(fault(path, "no address of a package of conda", number))
            continue
        digest = found[3] or ""
        hashes = (f"sha256:{digest}",) if _SHA256.match(digest) else ()
        draft = Draft(name=found[1].lower(), version=found[2], line=number, hashes=hashes, source=Source.REGISTRY)
        both.conda.append(draft)
    return [_inventory(path, "conda-explicit", both, None, "", locked=True)]

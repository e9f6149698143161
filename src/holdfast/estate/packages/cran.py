"""Packages of R: ``renv.lock``, and the ``DESCRIPTION`` of a package or project.

Sources: renv's documentation of its lock file; "Writing R Extensions" on ``DESCRIPTION``.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from typing import Final

from holdfast.estate.packages.addresses import repository
from holdfast.estate.packages.drafts import Ask, Draft, inventory
from holdfast.estate.packages.treewords import listed, table, word
from holdfast.formats.jsontree import parse
from holdfast.formats.treetext import decoded
from holdfast.kit.expressions import expression
from holdfast.model.package import Inventory, Reach, Source
from holdfast.model.reading import Unit
from holdfast.model.value import Tree

_READER: Final = "cran"
_MOST_LINES: Final = 20_000
_FIELD: Final = expression(r"([A-Za-z][A-Za-z0-9/@_.\-]{0,80}):\s*(.*)\Z")
_ENTRY: Final = expression(r"\s*([A-Za-z][A-Za-z0-9.]{0,100})\s*(?:\(\s*([^)]{0,60}?)\s*\))?\s*\Z")
_FIELDS: Final = {
    "Depends": Reach.RUNTIME,
    "Imports": Reach.RUNTIME,
    "LinkingTo": Reach.BUILD,
    "Suggests": Reach.DEVELOPMENT,
    "Enhances": Reach.OPTIONAL,
}
_NEEDS: Final = ("Depends", "Imports", "LinkingTo", "Requirements")
_BASE: Final = frozenset(
    {
        *("R", "base", "compiler", "datasets", "grDevices", "graphics", "grid", "methods", "parallel", "splines"),
        *("stats", "stats4", "tcltk", "tools", "translations", "utils"),
    }
)
"""What comes with R itself."""
_GIT: Final = {"GitHub": "github.com", "GitLab": "gitlab.com", "Bitbucket": "bitbucket.org"}


def units(paths: Mapping[str, bytes]) -> list[Unit]:
    """One for each folder: its ``DESCRIPTION`` with its lock file."""
    folders: dict[str, list[str]] = {}
    for path in sorted(paths):
        if path.endswith(".lock") or _is_package(paths[path]):
            folders.setdefault(posixpath.dirname(path), []).append(path)
    return [Unit(reader=_READER, root=each[0], paths=tuple(each)) for _, each in sorted(folders.items())]


def _is_package(content: bytes) -> bool:
    """Other programs have files of that name too."""
    head = content[:20_000]
    return b"\nPackage:" in b"\n" + head or b"\nImports:" in b"\n" + head or b"\nDepends:" in b"\n" + head


def read(unit: Unit, files: Mapping[str, bytes]) -> list[Inventory]:
    """The locked packages of a folder, or what its ``DESCRIPTION`` asks for."""
    lock = next((path for path in unit.paths if path.endswith(".lock")), None)
    manifest = next((path for path in unit.paths if not path.endswith(".lock")), None)
    said = _fields(decoded(files.get(manifest, b""))) if manifest is not None else {}
    wishes = list(_wishes(said))
    name, version, licence = (said[key][1] if key in said else "" for key in ("Package", "Version", "License"))
    if lock is None:
        if manifest is None or not wishes:
            return []
        return [inventory(manifest, _READER, "CRAN", wishes, name=name, version=version, licence=licence, locked=False)]
    parsed = parse(lock, files.get(lock, b""))
    drafts = {draft.name: (draft, needs) for tree in parsed.trees for draft, needs in _locked(tree)}
    for draft, needs in drafts.values():
        draft.needs = {drafts[need][0].key: True for need in needs if need in drafts}
    asks = [
        Ask(key=drafts[wish.name][0].key, reach=wish.reach or Reach.RUNTIME, requirement=wish.requirement)
        for wish in wishes
        if wish.name in drafts
    ]
    return [
        inventory(
            lock,
            _READER,
            "CRAN",
            [draft for draft, _ in drafts.values()],
            asks if manifest is not None else None,
            gaps=parsed.gaps,
            name=name,
            version=version,
            licence=licence,
            manifests=[manifest] if manifest is not None else (),
        )
    ]


def _locked(tree: Tree) -> Iterator[tuple[Draft, list[str]]]:
    """Each package and the names of what it needs."""
    for key, each in table(tree, "Packages").items():
        draft = Draft(name=word(each, "Package") or key, version=word(each, "Version"), line=each.place.line)
        hashed = word(each, "Hash")
        draft.hashes = (f"md5:{hashed.lower()}",) if len(hashed) == 32 else ()
        draft.licence = word(each, "License")
        host = word(each, "RemoteHost")
        kind = word(each, "Source")
        if kind in _GIT or kind == "git":
            draft.source = Source.GIT
            where = "/".join([_GIT.get(kind, host), word(each, "RemoteUsername"), word(each, "RemoteRepo")])
            draft.address = repository(word(each, "RemoteUrl") or f"https://{where}", word(each, "RemoteSha"))
        elif kind == "Local":
            draft.source = Source.PATH
        elif kind not in ("Repository", "Bioconductor", ""):
            draft.source = Source.UNKNOWN
        needs = [name for field in _NEEDS for each_ in listed(each, field) for name in _names(word(each_))]
        yield draft, needs


def _names(text: str) -> Iterator[str]:
    for part in text.split(","):
        match = _ENTRY.match(part)
        if match is not None and match[1] not in _BASE:
            yield match[1]


def _fields(text: str) -> dict[str, tuple[int, str]]:
    """Name of a field to its line and text, the lines of it kept apart; the form of Debian's control files."""
    found: dict[str, tuple[int, str]] = {}
    last = ""
    for number, line in enumerate(text.split("\n", _MOST_LINES)[:_MOST_LINES], 1):
        if line[:1].isspace() and last:
            at, before = found[last]
            found[last] = (at, f"{before}\n{line.strip()}" if len(before) < 100_000 else before)
            continue
        match = _FIELD.match(line.rstrip("\r"))
        last = match[1] if match is not None else ""
        if match is not None:
            found[last] = (number, match[2].strip())
    return found


def _wishes(said: Mapping[str, tuple[int, str]]) -> Iterator[Draft]:
    for field, reach in _FIELDS.items():
        first, text = said.get(field, (1, ""))
        for offset, line in enumerate(text.split("\n")):
            for part in line.split(","):
                match = _ENTRY.match(part)
                if match is None or match[1] in _BASE:
                    continue
                draft = Draft(name=match[1], line=first + offset, requirement=match[2] or "", direct=True, reach=reach)
                exact = draft.requirement.removeprefix("==").strip()
                draft.version = exact if draft.requirement.startswith("==") else ""
                yield draft

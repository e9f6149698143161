"""Packages of Dart and Flutter: ``pubspec.lock`` with ``pubspec.yaml``. Source: Dart's documentation of both.

The lock file says what is direct and for development; not who needs whom. What comes with an SDK is no package.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from typing import Final

from holdfast.estate.packages.addresses import repository
from holdfast.estate.packages.drafts import Draft, inventory, spot
from holdfast.estate.packages.treewords import table, word
from holdfast.formats.yamltree import parse
from holdfast.kit.expressions import expression
from holdfast.model.package import Inventory, Reach, Source
from holdfast.model.reading import Gap, Unit
from holdfast.model.tree import at
from holdfast.model.value import Known, Tree

_READER: Final = "pub"
_ECOSYSTEM: Final = "Pub"
_TABLES: Final = {
    "dependencies": Reach.RUNTIME,
    "dev_dependencies": Reach.DEVELOPMENT,
    "dependency_overrides": Reach.RUNTIME,
}
_EXACT: Final = expression(r"\d+\.\d+\.\d+(?:[\-+][\w.+\-]*)?\Z")


def units(paths: Mapping[str, bytes]) -> list[Unit]:
    """One for each folder: its manifest with its lock file."""
    folders: dict[str, list[str]] = {}
    for path in sorted(paths):
        folders.setdefault(posixpath.dirname(path), []).append(path)
    return [Unit(reader=_READER, root=each[0], paths=tuple(each)) for _, each in sorted(folders.items())]


def read(unit: Unit, files: Mapping[str, bytes]) -> list[Inventory]:
    """The locked packages of a folder, or what its manifest asks for."""
    gaps: list[Gap] = []
    trees = {path: _tree(path, files.get(path, b""), gaps) for path in unit.paths}
    manifests = [path for path in unit.paths if not path.endswith(".lock")]
    own = trees[manifests[0]] if manifests else Known(None, spot(unit.root))
    wishes = {wish.name: wish for path in manifests for wish in _wishes(trees[path])}
    name, version = word(own, "name"), word(own, "version")
    lock = next((path for path in unit.paths if path.endswith(".lock")), None)
    if lock is None:
        drafts = list(wishes.values())
        if not drafts and not gaps:
            return []
        made = inventory(unit.root, _READER, _ECOSYSTEM, drafts, gaps=gaps, name=name, version=version, locked=False)
        return [made]
    drafts = list(_locked(trees[lock], wishes))
    return [inventory(lock, _READER, _ECOSYSTEM, drafts, gaps=gaps, name=name, version=version, manifests=manifests)]


def _tree(path: str, content: bytes, gaps: list[Gap]) -> Tree:
    parsed = parse(path, content)
    gaps.extend(parsed.gaps)
    return parsed.trees[0] if parsed.trees else Known(None, spot(path))


def _locked(tree: Tree, wishes: Mapping[str, Draft]) -> Iterator[Draft]:
    for name, each in table(tree, "packages").items():
        kind, source = word(each, "dependency"), word(each, "source")
        if source == "sdk":
            continue
        draft = Draft(name=name, version=word(each, "version"), line=each.place.line)
        draft.direct = kind.startswith("direct")
        draft.reach = Reach.DEVELOPMENT if kind == "direct dev" else Reach.RUNTIME
        draft.requirement = wishes[name].requirement if name in wishes and draft.direct else ""
        hashed = word(each, "description", "sha256")
        draft.hashes = (f"sha256:{hashed.lower()}",) if len(hashed) == 64 else ()
        if source == "git":
            draft.source = Source.GIT
            draft.address = repository(word(each, "description", "url"), word(each, "description", "resolved-ref"))
        elif source == "path":
            draft.source, draft.address = Source.PATH, word(each, "description", "path")
        yield draft


def _wishes(tree: Tree) -> Iterator[Draft]:
    """What a manifest asks for; an override counts last, and so replaces."""
    for key, reach in _TABLES.items():
        for name, each in table(tree, key).items():
            if word(each, "sdk") or not isinstance(each, Known):
                continue
            requirement = word(each) or word(each, "version")
            draft = Draft(name=name, line=each.place.line, requirement=requirement, direct=True, reach=reach)
            draft.version = requirement if _EXACT.match(requirement) else ""
            git = at(each, "git")
            if "git" in table(each):
                draft.source = Source.GIT
                draft.address = repository(word(git) or word(git, "url"), word(git, "ref"))
            elif "path" in table(each):
                draft.source, draft.address = Source.PATH, word(each, "path")
            yield draft

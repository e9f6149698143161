"""Charts that a chart of Helm needs: ``Chart.lock`` with ``Chart.yaml``, and the older ``requirements.yaml``."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from typing import Final

from holdfast.estate.packages.addresses import shown
from holdfast.estate.packages.drafts import Draft, inventory
from holdfast.estate.packages.treewords import listed, table, word
from holdfast.formats.yamltree import parse
from holdfast.kit.expressions import expression
from holdfast.model.package import Inventory, Reach, Source
from holdfast.model.reading import Gap, Unit
from holdfast.model.value import Known, Tree

_READER: Final = "helm"
_ECOSYSTEM: Final = "Helm"
_EXACT: Final = expression(r"=?\s*v?(\d+\.\d+\.\d+(?:[\-+][\w.+\-]*)?)\Z")
_LOCK: Final = "Chart.lock"


def units(paths: Mapping[str, bytes]) -> list[Unit]:
    """One for each folder."""
    folders: dict[str, list[str]] = {}
    for path in sorted(paths):
        folders.setdefault(posixpath.dirname(path), []).append(path)
    return [Unit(reader=_READER, root=each[0], paths=tuple(each)) for _, each in sorted(folders.items())]


def read(unit: Unit, files: Mapping[str, bytes]) -> list[Inventory]:
    """The locked charts of a chart, or what it asks for."""
    gaps: list[Gap] = []
    trees: dict[str, Tree] = {}
    for path in unit.paths:
        parsed = parse(path, files.get(path, b""))
        gaps.extend(parsed.gaps)
        if parsed.trees:
            trees[path] = parsed.trees[0]
    lock = next((path for path in unit.paths if path.endswith(_LOCK)), None)
    manifests = [path for path in unit.paths if path != lock]
    wishes = [wish for path in manifests if path in trees for wish in dependencies(path, trees[path])]
    own = next((trees[path] for path in manifests if path in trees and word(trees[path], "name")), None)
    name, version = (word(own, "name"), word(own, "version")) if own is not None else ("", "")
    drafts = wishes
    if lock is not None and lock in trees:
        told = {wish.name: wish for wish in wishes}
        drafts = list(dependencies(lock, trees[lock]))
        for draft in drafts:
            if draft.name in told:
                draft.requirement, draft.condition = told[draft.name].requirement, told[draft.name].condition
    if not drafts and not gaps:
        return []
    return [
        inventory(
            lock or manifests[0],
            _READER,
            _ECOSYSTEM,
            drafts,
            gaps=gaps,
            name=name,
            version=version,
            locked=lock is not None,
            manifests=manifests if lock is not None else (),
        )
    ]


def dependencies(path: str, tree: Tree) -> Iterator[Draft]:
    """The charts in the list of dependencies of a file."""
    for each in listed(tree, "dependencies"):
        name, requirement = word(each, "name"), word(each, "version")
        if not name:
            continue
        exact = _EXACT.match(requirement)
        draft = Draft(name=name, version=exact[1] if exact else "", line=each.place.line, path=path, direct=True)
        draft.requirement, draft.condition = requirement, word(each, "condition")
        where = word(each, "repository")
        draft.address = shown(where)
        if where.startswith(("file:", ".", "/")) or ("repository" in table(each) and not where):
            draft.source = Source.PATH
        draft.reach = Reach.OPTIONAL if draft.condition or _tagged(each) else Reach.RUNTIME
        yield draft


def _tagged(each: Tree) -> bool:
    return isinstance(each, Known) and "tags" in table(each)

"""Roles and collections of Ansible: ``requirements.yml``, ``galaxy.yml``, ``meta/main.yml``.

A file called ``requirements.yaml`` may also be one of Helm's, as charts of its first form had it: a list under
``dependencies`` tells. Source: Ansible's documentation of Galaxy.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from holdfast.estate.packages.addresses import repository, shown
from holdfast.estate.packages.drafts import Draft, inventory
from holdfast.estate.packages.helm import dependencies
from holdfast.estate.packages.treewords import listed, table, word
from holdfast.formats.yamltree import parse
from holdfast.kit.expressions import expression
from holdfast.model.package import Inventory, Source
from holdfast.model.reading import Gap, Unit
from holdfast.model.value import Tree

_READER: Final = "ansible"
_EXACT: Final = expression(r"(?:==)?\s*v?(\d+(?:\.\d+)*(?:[\-+.][\w.+\-]*)?)\Z")
_ADDRESS: Final = expression(r"(?:git\+)?(?:https?|ssh|git|file)://|git@|git\+")


def units(paths: Mapping[str, bytes]) -> list[Unit]:
    """One for each file."""
    return [Unit(reader=_READER, root=path, paths=(path,)) for path in sorted(paths)]


def read(unit: Unit, files: Mapping[str, bytes]) -> list[Inventory]:
    """The roles and collections that a file asks for."""
    path = unit.root
    parsed = parse(path, files.get(path, b""))
    gaps: list[Gap] = list(parsed.gaps)
    drafts: list[Draft] = []
    for tree in parsed.trees[:1]:
        if path.endswith("/meta/main.yml") or path == "meta/main.yml":
            drafts += [draft for each in listed(tree, "dependencies") for draft in _asked(each)]
        elif path.endswith("galaxy.yml"):
            drafts += _collections(tree)
        elif listed(tree, "dependencies"):
            charts = list(dependencies(path, tree))
            exact = all(draft.version for draft in charts)
            return [inventory(path, "helm", "Helm", charts, gaps=gaps, locked=exact)]
        else:
            several = [*listed(tree), *listed(tree, "roles"), *listed(tree, "collections")]
            drafts += [draft for each in several for draft in _asked(each)]
    if not drafts and not any(gap.fault for gap in gaps):
        return []
    exact = all(draft.version for draft in drafts)
    return [inventory(path, _READER, "Ansible", drafts, gaps=gaps, locked=exact)]


def _collections(tree: Tree) -> Iterator[Draft]:
    """What a collection needs: names with requirements."""
    for name, each in table(tree, "dependencies").items():
        yield _draft(name, word(each), each.place.line)


def _draft(name: str, requirement: str, line: int) -> Draft:
    exact = _EXACT.match(requirement)
    return Draft(
        name=name, version=exact[1] if exact else "", line=line, requirement=requirement.strip("*"), direct=True
    )


def _asked(each: Tree) -> Iterator[Draft]:
    """A role or collection of a list: ``name``, ``name,version``, or a table."""
    where = word(each, "src") or word(each, "source")
    name = word(each, "name") or word(each, "role") or where
    version = word(each, "version")
    if not table(each):
        name, _, version = word(each).partition(",")
        where = name
    name, where = name.strip(), where.strip()
    if not name:
        return
    draft = _draft(name, version.strip(), each.place.line)
    kind = word(each, "type") or word(each, "scm")
    if kind in ("dir", "subdirs", "file"):
        draft.source, draft.address = Source.PATH, shown(name)
    elif _ADDRESS.match(where) or _ADDRESS.match(name) or kind == "git":
        address = where if _ADDRESS.match(where) else name
        is_git = kind == "git" or "git" in address
        draft.source = Source.GIT if is_git else Source.URL
        draft.address = repository(address, version) if is_git else shown(address)
        bare = shown(name.partition(",")[0].removeprefix("git+"))
        draft.name = (bare.partition("://")[2] or bare).removesuffix(".git")
        draft.version = version.strip()
    elif where and "." in where and "/" not in where and where.count(".") == 1 and not word(each, "source"):
        draft.name = where
    yield draft

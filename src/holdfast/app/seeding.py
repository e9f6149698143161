"""Reads a tree for a threat model to be drafted from: of the disk, or of a revision."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from holdfast.app.codeproject import Files as CodeFiles
from holdfast.app.contents import on_disk
from holdfast.app.inventories import claimed as manifests
from holdfast.app.inventories import inventories
from holdfast.app.origins import Target, work_tree
from holdfast.app.policy import Policies
from holdfast.app.rehearsal import rehearsed, shows, unit_rehearsed
from holdfast.app.survey import Files, understood, units
from holdfast.engines.code.routes import routes
from holdfast.estate import openapi
from holdfast.estate.clues import clues, wanted
from holdfast.estate.codefiles import in_tests, language_of
from holdfast.estate.credentials import literal_secret
from holdfast.estate.kinds.clue import Clue
from holdfast.estate.kinds.interface import Interface
from holdfast.estate.likely import likely
from holdfast.estate.repo import git
from holdfast.estate.repo.reading import TreeReader
from holdfast.estate.sniff import reader_of
from holdfast.model.coverage import Route
from holdfast.model.package import Inventory
from holdfast.model.place import Place
from holdfast.model.reading import Gap, Reading
from holdfast.threats.seed.seed import Drafted, seed
from holdfast.threats.seed.seen import Part, Seen

More = Callable[[str], "bytes | None"]
_MOST_CODE: Final = 20_000
"""Files of code that are looked at."""
_BUNDLES: Final = (
    "node_modules/",
    "vendor/",
    "third_party/",
    "dist/",
    ".yarn/",
    ".min.js",
    "_pb2.py",
    ".pb.go",
    "_pb2_grpc.py",
)
"""What others wrote, or programs made."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tree:
    """Files of one state of a project."""

    name: str
    paths: tuple[str, ...]
    more: More


@dataclass(frozen=True, slots=True, kw_only=True)
class Seeding:
    """A drafted model with what it was read from."""

    drafted: Drafted
    counts: Mapping[str, int]
    """How much was read: ``resources``, ``interfaces``, ``operations``, ``routes``, ``files`` of code, ``packages``."""
    gaps: tuple[Gap, ...] = ()
    """What could not be understood."""


def seeding(
    target: Target,
    policies: Policies,
    environment: Mapping[str, str] = os.environ,
    announce: Callable[[str], None] = lambda _text: None,
) -> Seeding:
    """A model drafted from a folder as it lies on the disk."""
    paths = work_tree(target, policies).paths
    tree = Tree(
        name=target.root.name, paths=paths, more=_remembered(on_disk(target.root, policies.root.max_file_bytes))
    )
    return of_tree(tree, lambda claims: _charts(target.root, policies, claims, paths, environment, announce))


def seeding_at(root: Path, revision: str, policies: Policies) -> Seeding:
    """A model drafted from the tree of a revision; charts are not rendered there. Raises GitError."""
    listed = git.split(git.git(root, "ls-tree", "-r", "-z", "--name-only", revision))
    with TreeReader(root, revision, policies.root.max_file_bytes) as more:
        return of_tree(Tree(name=root.name, paths=tuple(listed), more=more))


def _charts(
    root: Path,
    policies: Policies,
    claims: dict[str, dict[str, bytes]],
    paths: tuple[str, ...],
    environment: Mapping[str, str],
    announce: Callable[[str], None],
) -> Mapping[str, Reading]:
    """What charts deploy, where helm is here and may be used."""
    from holdfast.app.harvest import has_charts

    if not policies.root.helm or not has_charts(claims):
        return {}
    from holdfast.app.charts import charts
    from holdfast.app.rulebook import rulebook

    book = rulebook(policies.root, root=root)
    here = charts(root, policies.root.max_file_bytes, environment, lambda: book.looker, announce)
    return here.of_disk(claims, frozenset(paths)) if here is not None else {}


def of_tree(
    tree: Tree, charts: Callable[[dict[str, dict[str, bytes]]], Mapping[str, Reading]] = lambda _claims: {}
) -> Seeding:
    """A model drafted from the files of a tree; ``charts`` renders what is claimed of Helm."""
    gaps: list[Gap] = []
    paths = tuple(path for path in tree.paths if not rehearsed(path) and not in_tests(path))
    if not all(map(shows, paths)):
        paths = tuple(path for path in paths if not shows(path))
    parts = tuple(_parts(paths, tree.more, charts, gaps))
    code = [path for path in paths if wanted(path) and not any(word in path for word in _BUNDLES)][:_MOST_CODE]
    traces = tuple(_clues(code, tree.more))
    described = tuple(_interfaces(paths, tree.more, gaps))
    ways = tuple(_routes(code, paths, tree.more))
    listed = tuple(_inventories(paths, tree.more))
    seen = Seen(
        name=tree.name,
        parts=parts,
        routes=ways,
        clues=traces,
        interfaces=described,
        inventories=listed,
        paths=frozenset(paths),
        folders=frozenset(f"{folder}/" for path in paths for folder in _above(path)),
        text=lambda path: (tree.more(path) or b"").decode("utf-8", "replace"),
        secret=literal_secret,
    )
    counts = {
        "resources": len(parts),
        "interfaces": len(described),
        "operations": sum(len(each.operations) for each in described),
        "routes": len(ways),
        "files": len(code),
        "packages": sum(len(each.packages) for each in listed),
    }
    return Seeding(drafted=seed(seen), counts=counts, gaps=tuple(dict.fromkeys(gaps)))


def _parts(
    paths: Iterable[str],
    more: More,
    charts: Callable[[dict[str, dict[str, bytes]]], Mapping[str, Reading]],
    gaps: list[Gap],
) -> Iterator[Part]:
    claims: dict[str, dict[str, bytes]] = {}
    for path in paths:
        data = more(path) if likely(path) else None
        name = reader_of(path, data) if data is not None else ""
        if name and data is not None:
            claims.setdefault(name, {})[path] = data
    rendered = charts(claims)
    files = Files(claims, more)
    for unit in units(claims):
        hidden = unit.reader in ("terraform", "kubernetes") and unit.root.startswith(".") and unit.root != "."
        if hidden or unit_rehearsed(unit):
            continue
        reading = understood(unit, files)
        gaps += reading.gaps
        yield from (Part(unit=unit.root, resource=each) for each in reading.resources)
    for folder, reading in rendered.items():
        gaps += reading.gaps
        yield from (Part(unit=folder or ".", resource=each) for each in reading.resources)


def _clues(code: Iterable[str], more: More) -> Iterator[Clue]:
    for path in code:
        data = more(path)
        if data is not None:
            yield from clues(path, data)


def _interfaces(paths: Iterable[str], more: More, gaps: list[Gap]) -> Iterator[Interface]:
    for path in paths:
        if not path.endswith((".json", ".yaml", ".yml")):
            continue
        data = more(path)
        if data is None or not openapi.may_be(path, data):
            continue
        found = openapi.interface(path, data)
        if isinstance(found, Gap):
            gaps.append(found)
        else:
            yield found


def _routes(code: Iterable[str], paths: Iterable[str], more: More) -> Iterator[Route]:
    """Routes of the languages that the engine for code reads."""
    files = CodeFiles(frozenset(paths), more)
    for path in code:
        if not language_of(path):
            continue
        module = files.module(path)
        for found in routes(module) if module is not None else ():
            line = module.data.count(b"\n", 0, found.at.start) + 1 if module is not None else 1
            at = Place(path=path, line=line, end_line=line)
            yield Route(at=at, name=found.name, handler=found.handler, checked=found.checked)


def _inventories(paths: Iterable[str], more: More) -> Iterator[Inventory]:
    yield from inventories(manifests(paths), more)


def _above(path: str) -> Iterator[str]:
    while path := path.rpartition("/")[0]:
        yield path


def _remembered(more: More) -> More:
    known: dict[str, bytes | None] = {}

    def read(path: str) -> bytes | None:
        if path not in known:
            known[path] = more(path)
        return known[path]

    return read

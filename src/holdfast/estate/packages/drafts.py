"""From what a file says to an inventory: one helper for all readers, which works out who brought what.

A reader fills one ``Draft`` for each entry of its file, names what it depends on by ``key``, and says what the project
itself asks for; ``inventory`` merges equal ones, sorts them and finds ``direct``, ``via`` and ``reach``.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from holdfast.formats.treetext import span
from holdfast.model.noun import fact, sheet
from holdfast.model.package import Inventory, Package, Reach, Source
from holdfast.model.place import Place
from holdfast.model.reading import Gap

MOST_PACKAGES: Final = 100_000
"""An inventory with more is cut, and says so."""
MOST_FAULTS: Final = 50
"""After so many faults the rest of a file that is read line by line is given up."""
MOST_STEPS: Final = 64
"""A longer way is cut behind these: nobody reads it, and a chain of all packages would fill the memory."""
ORDER: Final = (Reach.RUNTIME, Reach.OPTIONAL, Reach.BUILD, Reach.TEST, Reach.DEVELOPMENT)
"""From what surely runs to what only a developer has; of two reasons to be there the first one counts."""
_RANK: Final = {reach: rank for rank, reach in enumerate(ORDER)}
_OPTIONAL: Final = _RANK[Reach.OPTIONAL]


@sheet
class Draft:
    """A package before its place among the others is known; fields as in ``Package``."""

    name: str
    version: str = ""
    line: int = 1
    path: str = ""
    """Of the file that names it; empty for the inventory's own."""
    requirement: str = ""
    condition: str = ""
    direct: bool | None = None
    """Set only where the file itself says so; else it follows from what is asked."""
    reach: Reach | None = None
    """Set only where the file itself says so; else it follows from who needs it."""
    needs: dict[str, bool] = fact(default_factory=dict)
    """Keys of what it depends on, and whether it does for sure: False for what is optional to it."""
    wants: dict[str, str] = fact(default_factory=dict)
    """Keys of what it depends on, and the constraint that it wrote."""
    within: str = ""
    hashes: Sequence[str] = ()
    licence: str = ""
    released: str = ""
    source: Source = Source.REGISTRY
    address: str = ""
    files: tuple[str, ...] = ()
    modules: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """Names it within its inventory: ``name@version``."""
        return f"{self.name}@{self.version}"


@sheet
class Ask:
    """The project itself asks for a package."""

    key: str
    """``name@version`` of what it got."""
    reach: Reach = Reach.RUNTIME
    requirement: str = ""
    condition: str = ""


def spot(path: str, line: int = 1) -> Place:
    """The place of a whole line."""
    return span(path, line, 1, line, 1)


def fault(path: str, why: str, line: int = 1) -> Gap:
    """Something that should have been understood. ``why`` never holds a part of the text that may be a secret."""
    return Gap(why=why, place=spot(path, line), fault=True)


def gap(path: str, why: str, line: int = 1) -> Gap:
    """Something that lies elsewhere, or that nobody could know."""
    return Gap(why=why, place=spot(path, line))


def inventory(
    path: str,
    reader: str,
    ecosystem: str,
    drafts: Iterable[Draft],
    asked: Sequence[Ask] | None = None,
    *,
    gaps: Sequence[Gap] = (),
    name: str = "",
    version: str = "",
    licence: str = "",
    locked: bool = True,
    manifests: Sequence[str] = (),
) -> Inventory:
    """An inventory of one ecosystem. ``asked`` is None where nobody can know what the project itself asks for."""
    packages, more = made(path, ecosystem, drafts, asked)
    return Inventory(
        path=path,
        reader=reader,
        name=name,
        version=version,
        licence=licence,
        packages=packages,
        gaps=(*gaps, *more),
        locked=locked,
        manifests=tuple(sorted(set(manifests))),
    )


def made(
    path: str, ecosystem: str, drafts: Iterable[Draft], asked: Sequence[Ask] | None
) -> tuple[tuple[Package, ...], list[Gap]]:
    """The packages of one ecosystem, by name and version, and a gap where there are too many."""
    nodes = _merged(drafts)
    gaps = []
    if len(nodes) > MOST_PACKAGES:
        gaps.append(fault(path, f"only the first {MOST_PACKAGES} packages are read"))
        nodes = dict(list(nodes.items())[:MOST_PACKAGES])
    asks = {ask.key: ask for ask in reversed(asked or ())}
    reaches = _reaches(nodes, asked or ())
    ways = _ways(nodes, asked or (), reaches)
    known = asked is not None
    packages = [
        Package(
            ecosystem=ecosystem,
            name=node.name,
            version=node.version,
            place=span(node.path or path, node.line, 1, node.line, 1),
            requirement=node.requirement or (asks[key].requirement if key in asks else ""),
            condition=node.condition or (asks[key].condition if key in asks else ""),
            direct=(key in asks if known else None) if node.direct is None else node.direct,
            reach=node.reach or reaches.get(key, Reach.RUNTIME),
            via=() if node.direct or key in asks else ways.get(key, ()),
            needs=tuple(sorted({need for need in node.needs if need in nodes and need != key})),
            wants=tuple(sorted((need, said) for need, said in node.wants.items() if said and need in node.needs)),
            within=node.within if node.within in nodes else "",
            hashes=tuple(node.hashes),
            licence=node.licence,
            released=node.released,
            source=node.source,
            address=node.address,
            files=node.files,
            modules=node.modules,
        )
        for key, node in nodes.items()
    ]
    packages.sort(key=lambda each: (each.name, each.version))
    return tuple(packages), gaps


def _merged(drafts: Iterable[Draft]) -> dict[str, Draft]:
    """One for each key: the first one, with the needs of all and the strongest reason to be there."""
    nodes: dict[str, Draft] = {}
    for draft in drafts:
        first = nodes.setdefault(draft.key, draft)
        if first is not draft:
            for need, sure in draft.needs.items():
                first.needs[need] = sure or first.needs.get(need, False)
            first.wants = {**draft.wants, **first.wants}
            first.within = first.within if draft.within else ""
            if first.reach and draft.reach and _RANK[draft.reach] < _RANK[first.reach]:
                first.reach = draft.reach
            first.direct = first.direct or draft.direct
            first.hashes = first.hashes or draft.hashes
    return nodes


def _ways(nodes: Mapping[str, Draft], asked: Sequence[Ask], reaches: Mapping[str, Reach]) -> dict[str, tuple[str, ...]]:
    """A shortest way from the project to each package, among the ways that are the reason for its reach."""
    starts: dict[str, int] = {key: _RANK[node.reach or Reach.RUNTIME] for key, node in nodes.items() if node.direct}
    for ask in asked:
        if ask.key in nodes:
            starts[ask.key] = min(_RANK[ask.reach], starts.get(ask.key, len(ORDER)))
    ranks = {key: _RANK[node.reach or reaches.get(key, Reach.RUNTIME)] for key, node in nodes.items()}
    ways: dict[str, tuple[str, ...]] = {}
    for limit in sorted({*ranks.values(), len(ORDER)}):
        for key, way in _shortest(nodes, starts, limit).items():
            if ranks[key] <= limit:
                ways.setdefault(key, way)
    return ways


def _shortest(nodes: Mapping[str, Draft], starts: Mapping[str, int], limit: int) -> dict[str, tuple[str, ...]]:
    """Shortest ways over reasons that are at least as strong as a limit; of equal ones that over the stronger start."""
    first = sorted((key for key, rank in starts.items() if rank <= limit), key=lambda key: (starts[key], key))
    ways: dict[str, tuple[str, ...]] = dict.fromkeys(first, ())
    queue = deque(first)
    while queue:
        key = queue.popleft()
        further = (*ways[key], key)[:MOST_STEPS]
        for need, sure in nodes[key].needs.items():
            if need not in ways and need in nodes and (sure or limit >= _OPTIONAL):
                ways[need] = further
                queue.append(need)
    return ways


def _reaches(nodes: Mapping[str, Draft], asked: Sequence[Ask]) -> dict[str, Reach]:
    """The strongest reason of each package that the project reaches."""
    ranks: dict[str, int] = {}
    waiting: list[list[str]] = [[] for _ in ORDER]
    for ask in asked:
        waiting[_RANK[ask.reach]].append(ask.key)
    for rank, stack in enumerate(waiting):
        while stack:
            key = stack.pop()
            node = nodes.get(key)
            if node is None or ranks.get(key, len(ORDER)) <= rank:
                continue
            ranks[key] = rank
            for need, sure in node.needs.items():
                waiting[rank if sure else max(rank, _OPTIONAL)].append(need)
    return {key: ORDER[rank] for key, rank in ranks.items()}

"""Which item of one model is which of another: by id, by the place that it was seen in, by what it is built from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from holdfast.model.system import Asset, Boundary, Element, Flow, System


@dataclass(frozen=True, slots=True, kw_only=True)
class Matched:
    """Ids of one model to those of another, where both have the item."""

    elements: Mapping[str, str]
    boundaries: Mapping[str, str]
    flows: Mapping[str, str]


def matched(one: System, other: System) -> Matched:
    """What of ``one`` is in ``other`` too. Each item of either is used once."""
    boundaries = _paired(one.boundaries, other.boundaries)
    elements = _paired(one.elements, other.elements)
    ends = {(each.start, each.end): each.id for each in other.flows}
    ids = {each.id for each in other.flows}
    flows = {}
    for flow in one.flows:
        key = (elements.get(flow.start, ""), elements.get(flow.end, ""))
        found = flow.id if flow.id in ids else ends.get(key, "")
        if found:
            flows[flow.id] = found
    return Matched(elements=elements, boundaries=boundaries, flows=flows)


def _paired(one: Iterable[Element | Boundary], other: Iterable[Element | Boundary]) -> dict[str, str]:
    left = {each.id: each for each in other}
    found: dict[str, str] = {}
    todo = []
    for each in one:
        known = left.get(each.id)
        if known is not None and (_kind(known) == _kind(each) or _same_place(known, each)):
            found[each.id] = known.id
            del left[known.id]
        else:
            todo.append(each)
    wishes = {each.id: _wishes(each, left.values()) for each in todo}
    for stage in range(len(_ALIKE)):
        for name, wished in wishes.items():
            free = next((item for item in wished[stage] if item in left), "") if name not in found else ""
            if free:
                found[name] = free
                del left[free]
    either = {name: [item for stage in wished for item in stage] for name, wished in wishes.items()}
    for name in either:
        if name not in found:
            _make_room(name, either, found)
    return found


def _wishes(each: Element | Boundary, others: Iterable[Element | Boundary]) -> list[list[str]]:
    """What an item may be, by how sure that is."""
    same = [item for item in others if _kind(item) == _kind(each)]
    return [[item.id for item in same if alike(each, item)] for alike in _ALIKE]


def _make_room(name: str, wishes: Mapping[str, Sequence[str]], found: dict[str, str]) -> None:
    """Find something for an item whose wishes are taken, by letting others take another of theirs.

    An augmenting path of bipartite matching, so that as many as can be are paired (Berge, 1957).
    """
    held = {item: each for each, item in found.items()}
    came: dict[str, str] = {}
    queue = [name]
    for each in queue:
        for item in wishes[each]:
            if item in came:
                continue
            came[item] = each
            if item in held:
                queue += [held[item]] if held[item] in wishes else []
                continue
            while item:
                each = came[item]
                found[each], item = item, found.get(each, "")
            return


def _kind(item: Element | Boundary) -> str:
    return item.sort.value if isinstance(item, Element) else item.kind


def _same_in_all(one: Element | Boundary, other: Element | Boundary) -> bool:
    """Of several in one place the one of that name comes first."""
    return _same_place(one, other) and one.name.casefold() == other.name.casefold()


def _same_place(one: Element | Boundary, other: Element | Boundary) -> bool:
    return not set(one.source).isdisjoint(other.source)


def _same_folder(one: Element | Boundary, other: Element | Boundary) -> bool:
    if not isinstance(one, Element) or not isinstance(other, Element):
        return False
    return bool(one.paths) and one.paths == other.paths and bool(_files(one) & _files(other))


def _same_name(one: Element | Boundary, other: Element | Boundary) -> bool:
    return one.name.casefold() == other.name.casefold() and bool(_files(one) & _files(other))


def _files(item: Element | Boundary) -> set[str]:
    return {source.rpartition(":")[0] for source in item.source}


_ALIKE: Final = (_same_in_all, _same_place, _same_folder, _same_name)


def lacking(model: System, drafted: System) -> System:
    """The part of a drafted model that another one does not know, in the ids of that other one."""
    known = matched(drafted, model)
    taken = {each.id for each in model.elements} | {each.id for each in model.flows}
    names = {**known.elements}
    elements = []
    for element in drafted.elements:
        if element.id not in known.elements:
            names[element.id] = _free(element.id, taken)
            place = known.boundaries.get(element.boundary, element.boundary)
            elements.append(replace(element, id=names[element.id], boundary=place))
    flows = []
    for flow in drafted.flows:
        if flow.id not in known.flows:
            start, end = names[flow.start], names[flow.end]
            flows.append(replace(flow, id=_free(f"{start}-{end}", taken), start=start, end=end))
    return System(
        name=drafted.name,
        assets=_assets(model.assets, drafted.assets, [*elements, *flows]),
        boundaries=_boundaries(drafted, known.boundaries, elements),
        elements=tuple(elements),
        flows=tuple(flows),
    )


def _free(name: str, taken: set[str]) -> str:
    made, number = name, 2
    while made in taken:
        made, number = f"{name}-{number}", number + 1
    taken.add(made)
    return made


def _assets(here: tuple[Asset, ...], drafted: tuple[Asset, ...], items: list[Element | Flow]) -> tuple[Asset, ...]:
    used = {name for item in items for name in item.data}
    there = {asset.id for asset in here}
    return tuple(asset for asset in drafted if asset.id in used and asset.id not in there)


def _boundaries(drafted: System, known: Mapping[str, str], elements: Iterable[Element]) -> tuple[Boundary, ...]:
    inside = {each.id: each.inside for each in drafted.boundaries}
    used: set[str] = set()
    for element in elements:
        name = element.boundary
        while name and name not in used:
            used.add(name)
            name = inside.get(name, "")
    return tuple(
        replace(each, inside=known.get(each.inside, each.inside))
        for each in drafted.boundaries
        if each.id in used and each.id not in known
    )


def joined(model: System, more: System) -> System:
    """A model with what another part brings."""
    return replace(
        model,
        assets=(*model.assets, *more.assets),
        boundaries=(*model.boundaries, *more.boundaries),
        elements=(*model.elements, *more.elements),
        flows=(*model.flows, *more.flows),
    )

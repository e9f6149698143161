"""Threat models of OWASP Threat Dragon 2, read: cells become elements, boxes boundaries, statuses treatments.

Written from the tool's published JSON schema and documentation. Which boundary an element is in, the format does not
say: it is the smallest box around the element's middle.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from holdfast.formats.foreignmodel import Reader, true
from holdfast.formats.threatdragonwrite import FLAGS, PREFIX, SHAPES, WORDS
from holdfast.formats.threatforeign import Foreign, told
from holdfast.formats.threatids import Ids
from holdfast.formats.threatshelves import Shelf
from holdfast.model.errors import ConfigError
from holdfast.model.exchange import Imported
from holdfast.model.system import Boundary, Context, Element, Flow, Sort, Story, System, Treatment

_SORTS: Final = {kind: sort for sort, (_, kind) in SHAPES.items()}
_UNMAPPED: Final = {
    "providesAuthentication": "say `authentication` of what it signs in to",
    "handlesGoodsOrServices": "no rule asks for it",
    "storesCredentials": "name the data that it holds, with its class",
    "storesInventory": "no rule asks for it",
    "isSigned": "no fact of stores says it",
}
"""Flags that no fact says, and what to do instead."""


class Cell(NamedTuple):
    """A cell of a diagram."""

    key: str
    kind: str
    """``tm.Actor`` and so on."""
    spot: Shelf | None
    raw: Mapping[str, Any]
    data: Mapping[str, Any]
    diagram: int


def recognised(document: Mapping[str, Any]) -> bool:
    """Whether a document is one of Threat Dragon's, of any version."""
    return isinstance(document.get("summary"), Mapping) and isinstance(document.get("detail"), Mapping)


def read(path: str, document: Mapping[str, Any], today: str) -> Imported:
    """The model of a document, and what of it has no place here. ``today`` is the day, ISO 8601.

    Raises ConfigError for a document of version 1.
    """
    notes = Reader()
    cells = list(_cells(path, document, notes))
    ids, zones = Ids(), Ids()
    boundaries = _boundaries([cell for cell in cells if cell.kind == "tm.BoundaryBox"], zones, notes)
    boxes = [cell for cell in cells if cell.kind == "tm.BoundaryBox"]
    elements = [_element(cell, ids, zones, boxes, notes) for cell in cells if cell.kind in _SORTS]
    flows = [flow for cell in cells if cell.kind == "tm.Flow" and (flow := _flow(cell, ids, notes))]
    summary = notes.mapping(document, "summary")
    owner = notes.text(summary, "owner", "summary")
    stories, treatments = _threats(cells, ids, owner, today, notes)
    _left_behind(document, cells, notes)
    system = System(
        name=notes.text(summary, "title", "summary") or "Unnamed",
        context=Context(owner=owner, purpose=notes.text(summary, "description", "summary")),
        boundaries=tuple(boundaries),
        elements=tuple(elements),
        flows=tuple(flows),
        stories=tuple(stories),
        treatments=tuple(treatments),
    )
    return Imported(system=system, origin="Threat Dragon 2", losses=tuple(notes.losses))


def _cells(path: str, document: Mapping[str, Any], notes: Reader) -> Iterator[Cell]:
    detail = notes.mapping(document, "detail")
    for number, diagram in enumerate(notes.items(detail, "diagrams", "detail")):
        if isinstance(diagram, Mapping) and "diagramJson" in diagram:
            raise ConfigError(
                f"{path}: a model of Threat Dragon 1",
                advice="Open it in Threat Dragon 2 and save it there, which brings it up to date.",
            )
        method = notes.text(diagram, "diagramType")
        if method and method.upper() != "STRIDE":
            notes.lose(f"the method {method}", f"diagram {number}", "rules here follow STRIDE")
        for at, raw in enumerate(notes.items(diagram, "cells", f"diagram {number}")):
            if isinstance(raw, Mapping):
                data = notes.mapping(raw, "data")
                key = notes.text(raw, "id") or f"cell {at} of diagram {number}"
                yield Cell(key, _kind(raw, data), _spot(raw, notes), raw, data, number)


def _kind(raw: Mapping[str, Any], data: Mapping[str, Any]) -> str:
    kind = data.get("type")
    if isinstance(kind, str) and kind.startswith("tm."):
        return kind
    shapes = dict(SHAPES.values()) | {"flow": "tm.Flow"}
    shape = raw.get("shape")
    if isinstance(shape, str):
        found = shapes.get(shape)
        if found:
            return found
        if shape.startswith("trust-"):
            return "tm.BoundaryBox" if shape.endswith("box") else "tm.Boundary"
    return "tm.Text"


def _spot(raw: Mapping[str, Any], notes: Reader) -> Shelf | None:
    position, size = notes.mapping(raw, "position"), notes.mapping(raw, "size")
    values = [notes.number(position, "x"), notes.number(position, "y")]
    values += [notes.number(size, "width"), notes.number(size, "height")]
    x, y, width, height = values
    if x is None or y is None or width is None or height is None:
        return None
    return Shelf(x, y, width, height)


def _theirs(key: str) -> str:
    """A cell's id without what we put before it."""
    return key.removeprefix(PREFIX)


def _boundaries(boxes: Sequence[Cell], zones: Ids, notes: Reader) -> list[Boundary]:
    given = {cell.key: zones.give(_theirs(cell.key), notes.text(cell.data, "name"), "boundary") for cell in boxes}
    found = []
    for cell in boxes:
        outer = _around(cell, [box for box in boxes if box is not cell and _larger(box, cell)])
        says = notes.text(cell.data, "description", given[cell.key])
        kind = says if says and len(says) <= 40 and " " not in says else ""
        if says and not kind:
            notes.lose("description", given[cell.key], "boundaries have a name and a kind")
        found.append(
            Boundary(
                id=given[cell.key],
                name=notes.text(cell.data, "name", given[cell.key]) or given[cell.key],
                inside=given[outer.key] if outer else "",
                kind=kind,
            )
        )
    return found


def _larger(box: Cell, cell: Cell) -> bool:
    one, other = box.spot, cell.spot
    return one is not None and other is not None and one.width * one.height > other.width * other.height


def _around(cell: Cell, boxes: Sequence[Cell]) -> Cell | None:
    """The smallest box of the same diagram around the middle of a cell."""
    if cell.spot is None:
        return None
    x, y = cell.spot.x + cell.spot.width / 2, cell.spot.y + cell.spot.height / 2
    holding = [
        (spot.width * spot.height, at, box)
        for at, box in enumerate(boxes)
        if (spot := box.spot) is not None
        and box.diagram == cell.diagram
        and spot.x <= x <= spot.x + spot.width
        and spot.y <= y <= spot.y + spot.height
    ]
    return min(holding, key=lambda each: each[:2])[2] if holding else None


def _element(cell: Cell, ids: Ids, zones: Ids, boxes: Sequence[Cell], notes: Reader) -> Element:
    sort = _SORTS[cell.kind]
    name = notes.text(cell.data, "name")
    made = ids.give(_theirs(cell.key), name, sort.value)
    around = _around(cell, boxes)
    _describe(cell, made, notes)
    level = notes.text(cell.data, "privilegeLevel", made)
    if level:
        notes.lose(f"privilegeLevel: {level}", made, "say `runs-as-root`, `privileged` or `least-privilege`")
    return Element(
        id=made,
        name=name or made,
        sort=sort,
        boundary=zones.of(_theirs(around.key)) if around else "",
        technologies=tuple(word for flag, word in WORDS.items() if sort is Sort.PROCESS and true(cell.data, flag)),
        facts=_facts(cell, sort, made, notes),
        out_of_scope=_scope(cell, made, notes),
    )


def _flow(cell: Cell, ids: Ids, notes: Reader) -> Flow | None:
    name = notes.text(cell.data, "name")
    ends = [ids.of(_theirs(notes.text(notes.mapping(cell.raw, end), "cell"))) for end in ("source", "target")]
    if not all(ends):
        notes.lose("a flow", name or cell.key, "one of its ends touches no element")
        return None
    made = ids.give(_theirs(cell.key), name, f"{ends[0]}-{ends[1]}")
    _describe(cell, made, notes)
    return Flow(
        id=made,
        name=name or made,
        start=ends[0],
        end=ends[1],
        protocol=notes.text(cell.data, "protocol", made),
        facts=_facts(cell, "flow", made, notes),
        out_of_scope=_scope(cell, made, notes),
    )


def _facts(cell: Cell, sort: str, made: str, notes: Reader) -> tuple[tuple[str, str], ...]:
    found = []
    for flag, (name, least, untold) in FLAGS.get(sort, {}).items():
        if true(cell.data, flag):
            found.append((name, least))
            if untold and not cell.key.startswith(PREFIX):
                notes.lose(flag, made, f"it does not tell {untold}: taken as the least, {name}: {least}")
    for flag, instead in _UNMAPPED.items():
        if true(cell.data, flag):
            notes.lose(flag, made, instead)
    return tuple(found)


def _describe(cell: Cell, made: str, notes: Reader) -> None:
    if notes.text(cell.data, "description", made):
        notes.lose("description", made, "elements and flows have a name and facts, no description")


def _scope(cell: Cell, made: str, notes: Reader) -> str:
    reason = notes.text(cell.data, "reasonOutOfScope", made)
    if true(cell.data, "outOfScope"):
        return reason or "out of scope in Threat Dragon, which gives no reason"
    if reason:
        notes.lose("reasonOutOfScope", made, "it is in scope")
    return ""


def _threats(
    cells: Sequence[Cell], ids: Ids, owner: str, today: str, notes: Reader
) -> tuple[list[Story], list[Treatment]]:
    stories: list[Story] = []
    treatments: list[Treatment] = []
    tales = Ids()
    for cell in cells:
        on = ids.of(_theirs(cell.key)) if cell.kind in _SORTS or cell.kind == "tm.Flow" else ""
        holder = cell.data if isinstance(cell.data.get("threats"), list) else cell.raw
        for raw in notes.items(holder, "threats", on or cell.key):
            threat = Foreign(
                key=notes.text(raw, "id"),
                title=notes.text(raw, "title", on),
                on=on,
                kind=notes.text(raw, "type", on),
                severity=notes.text(raw, "severity", on),
                status=notes.text(raw, "status", on),
                says=notes.prose(raw, "description", on),
                mitigation=notes.text(raw, "mitigation", on),
            )
            if not on:
                notes.lose("a threat", threat.title or cell.key, "it is on nothing that threats can be on here")
                continue
            story, treatment = told(threat, tales, owner, today, notes)
            stories += [story] if story else []
            treatments += [treatment] if treatment else []
    return stories, treatments


def _left_behind(document: Mapping[str, Any], cells: Sequence[Cell], notes: Reader) -> None:
    detail = notes.mapping(document, "detail")
    for contributor in notes.items(detail, "contributors", "detail"):
        name = notes.text(contributor, "name", "contributors")
        if name:
            notes.lose("a contributor", name, "people are kept with the sessions that they were in")
    if reviewer := notes.text(detail, "reviewer", "detail"):
        notes.lose("the reviewer", reviewer, "people are kept with the sessions that they were in")
    for cell in cells:
        name = notes.text(cell.data, "name") or cell.key
        if cell.kind == "tm.Boundary":
            notes.lose("a boundary that is a line", name, "only a box tells what is inside of it")
        elif cell.kind not in _SORTS and cell.kind not in ("tm.Flow", "tm.BoundaryBox"):
            notes.lose("a text", name[:80], "a model keeps no free texts")
    if any(cell.spot for cell in cells):
        notes.lose("where the cells stand", "diagrams", "sizes differ, so that the picture is laid out anew")

"""A threat model as a picture: a data-flow diagram in SVG that needs nothing else, for light and dark pages.

Entities are rectangles, processes are round, stores are two lines, boundaries are dashed; each flow's label says what
it carries. On every element and flow stands how many threats it has by band, and how far evidence handles them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from html import escape
from importlib.resources import files
from typing import Final

from holdfast.formats.report.dataflow_boxes import Box, Point, stretches
from holdfast.formats.report.dataflow_cards import (
    BANDS,
    LEVELS,
    SIGNS,
    STATES,
    Card,
    Marks,
    drawn,
    element_card,
    flow_card,
    shape,
    told,
    worst,
)
from holdfast.formats.report.dataflow_layout import Plan, plan
from holdfast.formats.report.dataflow_text import cut, width
from holdfast.formats.report.plain import count, visible
from holdfast.model.system import Boundary, Element, Flow, Sort, System
from holdfast.model.threat import Standing

_EDGE: Final = 28.0
_HEAD: Final = 66.0
_ROW: Final = 22.0
_LEAST: Final = 720.0
"""A narrower drawing would not hold the key in a few rows."""
_BEND: Final = 7.0


def style() -> str:
    """The style sheet of a diagram."""
    return files("holdfast.formats.report").joinpath("dataflow.css").read_text(encoding="utf-8")


def marks(standings: Iterable[Standing]) -> Marks:
    """Threats by what they are on."""
    found: dict[str, list[Standing]] = {}
    for standing in standings:
        found.setdefault(standing.threat.on, []).append(standing)
    return found


def sound(system: System) -> System:
    """The part of a model that can be drawn: flows whose ends there are, boundaries that something is in."""
    known = {element.id for element in system.elements}
    return replace(system, flows=tuple(flow for flow in system.flows if flow.start in known and flow.end in known))


def arranged(system: System, standings: Sequence[Standing] = (), placed: Mapping[str, Point] | None = None) -> Plan:
    """Where everything stands. Raises HoldfastError as ``plan`` does."""
    return _arranged(sound(system), marks(standings), placed or {})[0]


def _arranged(system: System, on: Marks, placed: Mapping[str, Point]) -> tuple[Plan, Mapping[str, Card]]:
    cards = {item.id: element_card(system, item, on.get(item.id, ())) for item in system.elements}
    cards |= {item.id: flow_card(system, item, on.get(item.id, ())) for item in system.flows}
    sizes = {name: (card.width, card.height) for name, card in cards.items()}
    return plan(system, sizes, {item.id: _name_size(item) for item in system.boundaries}, placed), cards


def svg(
    system: System,
    standings: Sequence[Standing] = (),
    placed: Mapping[str, Point] | None = None,
    *,
    alone: bool = True,
) -> str:
    """Draw a model. With ``alone`` the style sheet is in it; a page around it brings ``style()`` itself.

    Raises HoldfastError with advice as ``plan`` does.
    """
    system = sound(system)
    on = marks(standings)
    spots, cards = _arranged(system, on, placed or {})
    across = max(spots.width + 2 * _EDGE, _LEAST)
    key, deep = _key(across, _HEAD + spots.height + _EDGE)
    left, room = (across - spots.width) / 2, across - 2 * _EDGE
    lines = [thin for pair in spots.routes.values() for line in pair for thin in stretches(line)]
    says = f"{_summary(system, standings)}."
    rows = [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="dataflow" viewBox="0 0 {across:.0f} {deep:.0f}"'
        f' width="{across:.0f}" height="{deep:.0f}" role="img" aria-labelledby="df-title df-desc">',
        f'<title id="df-title">Data-flow diagram of {escape(visible(system.name))}</title>',
        f'<desc id="df-desc">{escape(" ".join([says, *_told(system, on)]))}</desc>',
        f"<style>{style()}</style>" if alone else "",
        _symbols(),
        f'<rect class="page" width="{across:.0f}" height="{deep:.0f}"/>',
        f'<text class="heading" x="{_EDGE:.0f}" y="38">{escape(cut(system.name, room, 21, bold=True))}</text>',
        f'<text class="under" x="{_EDGE:.0f}" y="57">{escape(cut(says, room, 12.5))}</text>',
        f'<g transform="translate({left:.1f} {_HEAD + 8:.0f})">',
        *(_boundary(item, spots.boundaries[item.id]) for item in _ordered(system, spots)),
        *(_way(system, flow, spots) for flow in system.flows),
        *(_tab(item, spots.boundaries[item.id], lines) for item in _ordered(system, spots)),
        *(_label(flow, spots.labels[flow.id], cards[flow.id], on.get(flow.id, ())) for flow in system.flows),
        *(_element(item, spots.elements[item.id], cards[item.id], on.get(item.id, ())) for item in system.elements),
        "</g>",
        key,
        "</svg>",
    ]
    return "\n".join(row for row in rows if row) + "\n"


def _summary(system: System, standings: Sequence[Standing]) -> str:
    parts = [count(len(system.elements), "element"), count(len(system.flows), "flow")]
    crossing = sum(bool(system.crossed(flow)) for flow in system.flows)
    parts.append(f"{crossing} of them across a boundary" if crossing else "none of them across a boundary")
    return f"{', '.join(parts)}; {told(standings)}"


def _told(system: System, on: Marks) -> Iterator[str]:
    """What the picture shows, for who does not see it."""
    names = {item.id: visible(item.name or item.id) for item in system.elements}
    zones = {item.id: visible(item.name or item.id) for item in system.boundaries}
    for element in system.elements:
        inside = ", in ".join(zones[name] for name in system.around(element) if name in zones)
        where = f" in {inside}" if inside else ""
        level = system.level(element)
        holds = f", {level.value} data" if level else ""
        yield f"{names[element.id]}, {element.sort.value}{where}{holds}, {told(on.get(element.id, ()))}."
    for flow in system.flows:
        over = ", ".join(zones[name] for name in system.crossed(flow) if name in zones)
        crosses = f", across {over}" if over else ""
        what = visible(flow.name or flow.id)
        yield f"{names[flow.start]} to {names[flow.end]}: {what}{crosses}, {told(on.get(flow.id, ()))}."


def _symbols() -> str:
    signs = "".join(
        f'<symbol id="df-{name}" viewBox="0 0 11 11"><path d="{path}"/></symbol>' for name, path in SIGNS.items()
    )
    tips = "".join(
        f'<marker id="df-tip{more}" viewBox="0 0 9 8" refX="8" refY="4" markerWidth="9" markerHeight="8"'
        f' markerUnits="userSpaceOnUse" orient="auto"><path class="tip{look}" d="M0 0 9 4 0 8z"/></marker>'
        for more, look in (("", ""), ("-dark", " dark"))
    )
    return f"<defs>{signs}{tips}</defs>"


def _ordered(system: System, spots: Plan) -> list[Boundary]:
    known = {item.id: item for item in system.boundaries}
    return [known[name] for name in spots.boundaries]


def _kind(item: Boundary) -> str:
    return visible(item.kind) if item.kind and item.kind.lower() not in item.name.lower() else ""


def _name_size(item: Boundary) -> tuple[float, float]:
    name, kind = cut(item.name or item.id, 220, 12, bold=True), cut(_kind(item), 90, 11)
    return (round(width(name, 12, bold=True) + (width(kind, 11) + 8 if kind else 0) + 12), 18.0)


def _boundary(item: Boundary, box: Box) -> str:
    title = f"<title>{escape(visible(item.name or item.id))}: trust boundary</title>"
    return f'<rect class="boundary" {_sides(box)} rx="12">{title}</rect>'


def _sides(box: Box) -> str:
    return f'x="{box.x:.1f}" y="{box.y:.1f}" width="{box.width:.1f}" height="{box.height:.1f}"'


def _tab(item: Boundary, box: Box, lines: Sequence[Box]) -> str:
    """The name of a boundary, in the first of its corners that no line runs through."""
    name, kind = cut(item.name or item.id, 220, 12, bold=True), cut(_kind(item), 90, 11)
    beside = f' <tspan class="boundary-kind" dx="4">{escape(kind)}</tspan>' if kind else ""
    across, down = _name_size(item)
    right, low = box.x + box.width - across - 10, box.y + box.height - down - 3
    corners = [(box.x + 10, box.y + 8), (right, box.y + 8), (box.x + 10, low), (right, low)]
    spots = [Box(x, y, across, down) for x, y in corners]
    spot = next((spot for spot in spots if not any(spot.hits(line) for line in lines)), spots[0])
    return f'<text class="boundary-name" x="{spot.x + 4:.1f}" y="{spot.y + 13:.1f}">{escape(name)}{beside}</text>'


def _way(system: System, flow: Flow, spots: Plan) -> str:
    crosses = bool(system.crossed(flow))
    look = " ".join(["flow", *(["crosses"] if crosses else []), *(["out"] if flow.out_of_scope else [])])
    to, on = spots.routes[flow.id]
    tip = "df-tip-dark" if crosses else "df-tip"
    return (
        f'<g class="{look}"><path class="way" d="{_path(to)}"/>'
        f'<path class="way" marker-end="url(#{tip})" d="{_path(on)}"/></g>'
    )


def _path(points: Sequence[Point]) -> str:
    """A line through points, with its corners rounded off."""
    if len(points) < 2:
        return "M0 0"
    parts = [f"M{points[0][0]:.1f} {points[0][1]:.1f}"]
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        enter, leave = _toward(corner, before), _toward(corner, after)
        parts.append(f"L{enter[0]:.1f} {enter[1]:.1f}Q{corner[0]:.1f} {corner[1]:.1f} {leave[0]:.1f} {leave[1]:.1f}")
    parts.append(f"L{points[-1][0]:.1f} {points[-1][1]:.1f}")
    return "".join(parts)


def _toward(start: Point, end: Point) -> Point:
    far = abs(end[0] - start[0]) + abs(end[1] - start[1])
    if not far:
        return start
    share = min(_BEND, far / 2) / far
    return (start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share)


def _label(flow: Flow, box: Box, card: Card, threats: Sequence[Standing]) -> str:
    return (
        f'<g class="flow-label"><title>{escape(visible(flow.name or flow.id))}: {escape(told(threats))}</title>'
        f'<rect class="label" {_sides(box)} rx="6"/>'
        f"{drawn(card, box.x, box.y)}</g>"
    )


def _element(item: Element, box: Box, card: Card, threats: Sequence[Standing]) -> str:
    state = worst(threats)
    look = " ".join(
        ["element", item.sort.value, *([f"is-{state}"] if state else []), *(["out"] if item.out_of_scope else [])]
    )
    return (
        f'<g class="{look}"><title>{escape(visible(item.name or item.id))}, {item.sort.value}: '
        f"{escape(told(threats))}</title>{shape(item.sort, *box)}{drawn(card, box.x, box.y)}</g>"
    )


def _key(across: float, top: float) -> tuple[str, float]:
    """The key below the drawing, in as many rows as it needs; and the height of the whole."""
    parts: list[str] = []
    x, y = _EDGE, top + 30
    for picture, words, head in _entries():
        takes = (26 if picture else 0) + width(words, 11, bold=head) + (10 if head else 14)
        if head and x > _EDGE:
            x += 14
        if x + takes > across - _EDGE and x > _EDGE:
            x, y = _EDGE, y + _ROW
        look = "key-head" if head else "key"
        shift = 26 if picture else 0
        parts.append(f'<g transform="translate({x:.1f} {y - 11:.1f})">{picture}</g>' if picture else "")
        parts.append(f'<text class="{look}" x="{x + shift:.1f}" y="{y:.1f}">{escape(words)}</text>')
        x += takes
    return f'<g class="keys" aria-hidden="true">{"".join(parts)}</g>', y + 24


def _entries() -> Iterator[tuple[str, str, bool]]:
    """Pictures of 20 by 14, what they stand for, and whether it begins a group."""
    yield "", "Shapes", True
    for sort, words in ((Sort.ENTITY, "external entity"), (Sort.PROCESS, "process"), (Sort.STORE, "store")):
        yield f'<g class="{sort.value}">{shape(sort, 0, 1, 20, 12)}</g>', words, False
    yield '<path class="boundary" d="M0 7h20"/>', "trust boundary", False
    yield '<g class="crosses"><path class="way" d="M0 7h20"/></g>', "flow across one", False
    yield "", "Threats as they stand now", True
    for band in BANDS:
        letter = band.value[0].upper()
        pill = f'<rect class="pill {band.value}" x="1" width="18" height="15" rx="4"/>'
        yield f'{pill}<text class="in-pill" x="10" y="11.4">{letter}</text>', band.value, False
    yield "", "Handled, as evidence shows", True
    for state in STATES:
        sign = f'<use class="sign {state.value}" href="#df-{state.value}" x="5" y="2" width="11" height="11"/>'
        yield sign, state.value, False
    yield "", "Highest class of data", True
    for level in LEVELS:
        yield f'<circle class="dot {level}" cx="12" cy="7" r="4"/>', level, False

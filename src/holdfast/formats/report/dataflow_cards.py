"""What stands in the boxes of a data-flow diagram: names, data classes, threats, and how far they are handled."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from html import escape
from typing import Final, NamedTuple

from holdfast.formats.report.dataflow_text import cut, listed, width, wrapped
from holdfast.formats.report.plain import count
from holdfast.model.system import Element, Flow, Level, Sort, System
from holdfast.model.threat import Band, Handling, Standing

ELEMENT: Final = 200.0
FLOW: Final = 176.0
STATES: Final = (
    Handling.FAILING,
    Handling.OPEN,
    Handling.CLAIMED,
    Handling.STALE,
    Handling.ATTESTED,
    Handling.PROVEN,
)
"""Worst first."""
BANDS: Final = tuple(reversed(Band))
_INSIDE: Final = 12.0
_TOP: Final = 9.0
_ENCRYPTED: Final = {"no": "not encrypted", "tls": "TLS", "mtls": "mutual TLS", "unknown": "encryption unknown"}

Marks = Mapping[str, Sequence[Standing]]
"""The threats on each element and flow, by its id."""


class Line(NamedTuple):
    """One row of a card."""

    look: str
    """Class in the style sheet: ``name``, ``kind``, ``data``, ``marks``."""
    says: str
    height: float
    dot: str = ""
    """Level of the data, for the dot before the text."""
    marks: tuple[tuple[str, int], ...] = ()
    """Bands and states with their numbers."""


class Card(NamedTuple):
    """The rows of a box, and how large they make it."""

    lines: tuple[Line, ...]
    width: float
    height: float


def element_card(system: System, element: Element, threats: Sequence[Standing]) -> Card:
    """The card of an element."""
    room = ELEMENT - 2 * _INSIDE
    lines = [Line("name", text, 17.0) for text in wrapped(element.name or element.id, room, 13, 2, bold=True)]
    made_of = "out of scope" if element.out_of_scope else listed(element.technologies)
    if made_of:
        lines.append(Line("kind", cut(made_of, room, 11), 15.0))
    return _card([*lines, *_data(system, element, room), *_marks(threats, room)], ELEMENT, 13.0)


def flow_card(system: System, flow: Flow, threats: Sequence[Standing]) -> Card:
    """The card of a flow's label."""
    room = FLOW - 2 * _INSIDE
    lines = [Line("title", text, 15.0) for text in wrapped(flow.name or flow.id, room, 11.5, 2, bold=True)]
    said = flow.fact("encrypted-in-transit")
    how = "out of scope" if flow.out_of_scope else listed((flow.protocol, _ENCRYPTED.get(said, said)))
    if how:
        lines.append(Line("kind", cut(how, room, 11), 15.0))
    return _card([*lines, *_data(system, flow, room), *_marks(threats, room)], FLOW, 7.0)


def _card(lines: list[Line], across: float, rim: float) -> Card:
    return Card(tuple(lines), across, round(sum(line.height for line in lines) + _TOP + rim))


def _data(system: System, item: Element | Flow, room: float) -> list[Line]:
    level = system.level(item)
    if level is None:
        return []
    tags = dict.fromkeys(tag for asset in system.held(item) for tag in asset.tags)
    return [Line("data", cut(listed((level.value, *tags)), room - 14, 11), 16.0, dot=level.value)]


def _marks(threats: Sequence[Standing], room: float) -> list[Line]:
    bands = Counter(item.current.band for item in threats)
    states = Counter(item.handling for item in threats)
    marks = [(band.value, bands[band]) for band in BANDS if bands[band]]
    marks += [(state.value, states[state]) for state in STATES if states[state]]
    rows: list[list[tuple[str, int]]] = []
    left = 0.0
    for mark in marks:
        needs = mark_width(*mark)
        if not rows or left < needs:
            rows.append([])
            left = room
        rows[-1].append(mark)
        left -= needs + 4
    return [Line("marks", "", 19.0, marks=tuple(row)) for row in rows]


def mark_width(word: str, number: int) -> float:
    """Pixels that a mark takes: a pill for a band, a sign for a state."""
    digits = width(f"{number:,}", 10.5, bold=True)
    return round(digits + (18.0 if word in list(Band) else 15.0), 1)


def worst(threats: Sequence[Standing]) -> str:
    """The state that shows on the outline: the worst of a box's threats; empty where it has none."""
    found = {item.handling for item in threats}
    return next((state.value for state in STATES if state in found), "")


def told(threats: Sequence[Standing]) -> str:
    """The threats of a box in words, e.g. ``3 threats: 1 high, 2 low; 1 failing, 2 open``."""
    if not threats:
        return "no threats"
    bands = Counter(item.current.band for item in threats)
    states = Counter(item.handling for item in threats)
    by_band = ", ".join(f"{bands[band]} {band.value}" for band in BANDS if bands[band])
    by_state = ", ".join(f"{states[state]} {state.value}" for state in STATES if states[state])
    return f"{count(len(threats), 'threat')}: {by_band}; {by_state}"


def drawn(card: Card, x: float, y: float, *, icons: bool = True) -> str:
    """The rows as SVG, with the box's upper left corner at ``x`` and ``y``."""
    parts = []
    down = y + _TOP
    for line in card.lines:
        base = down + line.height - 4.5
        left = x + _INSIDE
        if line.look == "marks":
            parts.append(marks_drawn(line.marks, left, down + 3))
        else:
            if line.dot:
                parts.append(f'<circle class="dot {line.dot}" cx="{_n(left + 4)}" cy="{_n(base - 3.5)}" r="4"/>')
                left += 14
            parts.append(f'<text class="{line.look}" x="{_n(left)}" y="{_n(base)}">{escape(line.says)}</text>')
        down += line.height
    return "".join(parts)


def marks_drawn(marks: Sequence[tuple[str, int]], x: float, y: float) -> str:
    """Pills and signs in a row; 16 pixels high."""
    parts = []
    for word, number in marks:
        takes = mark_width(word, number)
        if word in list(Band):
            parts.append(
                f'<rect class="pill {word}" x="{_n(x)}" y="{_n(y)}" width="{_n(takes)}" height="15" rx="4"/>'
                f'<text class="in-pill" x="{_n(x + takes / 2)}" y="{_n(y + 11.4)}">{word[0].upper()}{number:,}</text>'
            )
        else:
            parts.append(
                f'<use class="sign {word}" href="#df-{word}" x="{_n(x)}" y="{_n(y + 2)}" width="11" height="11"/>'
                f'<text class="number {word}" x="{_n(x + 13)}" y="{_n(y + 11.4)}">{number:,}</text>'
            )
        x += takes + 4
    return "".join(parts)


def shape(sort: Sort, x: float, y: float, across: float, down: float) -> str:
    """The outline of an element: a rectangle, a round box, or two lines."""
    box = f'x="{_n(x)}" y="{_n(y)}" width="{_n(across)}" height="{_n(down)}"'
    if sort is Sort.ENTITY:
        return f'<rect class="body" {box}/><rect class="rim" {box}/>'
    if sort is Sort.PROCESS:
        return f'<rect class="body" {box} rx="16"/><rect class="rim" {box} rx="16"/>'
    right, low = _n(x + across), _n(y + down)
    return f'<rect class="body" {box}/><path class="rim" d="M{_n(x)} {_n(y)}H{right}M{_n(x)} {low}H{right}"/>'


def _n(value: float) -> str:
    """A coordinate without needless digits."""
    return f"{value:.1f}".removesuffix(".0")


SIGNS: Final = {
    "failing": "M2 2 9 9M9 2 2 9",
    "open": "M5.5 1.5a4 4 0 1 0 .01 0z",
    "claimed": "M1.5 2h8v5.5h-5L2.5 9.5v-2h-1z",
    "stale": "M5.5 1a4.5 4.5 0 1 0 .01 0zM5.5 3v2.8l2 1.2",
    "attested": "M5.5 1.2a1.9 1.9 0 1 0 .01 0zM1.5 10c.4-4.4 7.6-4.4 8 0",
    "proven": "M1.5 6 4.5 9 9.5 2.5",
}
"""The sign of each state, in a square of 11."""
LEVELS: Final = tuple(level.value for level in Level)

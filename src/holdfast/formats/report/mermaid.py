"""A threat model as a Mermaid flowchart: boundaries as subgraphs, flows as arrows; for pages that draw it themselves.

Names are other people's: every character that Mermaid or the page around it could take for more than a letter becomes
a code of Mermaid's own, and no name is used as an id.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from holdfast.formats.report.dataflow_cards import told
from holdfast.formats.report.plain import visible
from holdfast.model.system import Boundary, Element, Flow, Sort, System
from holdfast.model.threat import Standing

_FORMS: Final = {Sort.ENTITY: ("[", "]"), Sort.PROCESS: ("([", "])"), Sort.STORE: ("[(", ")]")}
_SAFE: Final = frozenset(" -_.,/+=")
_LONGEST: Final = 120


def mermaid(system: System, standings: Sequence[Standing] = ()) -> str:
    """The flowchart's text, ending in a line end. Flows whose ends are not there are left out."""
    names = {item.id: f"e{at}" for at, item in enumerate(system.elements, 1)}
    on: dict[str, list[Standing]] = {}
    for standing in standings:
        on.setdefault(standing.threat.on, []).append(standing)
    lines = ["flowchart LR", f"  accTitle: {_prose(f'Data-flow diagram of {system.name}')}"]
    lines += _inside(system, names, on, "", 1)
    for flow in system.flows:
        if flow.start in names and flow.end in names:
            arrow = "==>" if system.crossed(flow) else "-->"
            lines.append(f'  {names[flow.start]} {arrow}|"{_flow_label(system, flow)}"| {names[flow.end]}')
    return "\n".join(lines) + "\n"


def _inside(
    system: System, names: dict[str, str], on: dict[str, list[Standing]], boundary: str, depth: int
) -> Iterator[str]:
    """What lies in a boundary, or outside of all: its elements, then the boundaries in it."""
    gap = "  " * depth
    known = {item.id for item in system.boundaries}
    for element in system.elements:
        around = system.around(element)
        if (around[0] if around and around[0] in known else "") == boundary:
            opened, closed = _FORMS[element.sort]
            label = _element_label(system, element, on.get(element.id, ()))
            yield f'{gap}{names[element.id]}{opened}"{label}"{closed}'
    for number, item in enumerate(system.boundaries, 1):
        if item.inside == boundary and _holds(system, item):
            yield f'{gap}subgraph b{number}["{_boundary_label(item)}"]'
            yield from _inside(system, names, on, item.id, depth + 1)
            yield f"{gap}end"


def _holds(system: System, boundary: Boundary) -> bool:
    return any(boundary.id in system.around(element) for element in system.elements)


def _boundary_label(item: Boundary) -> str:
    kind = f" - {item.kind}" if item.kind and item.kind.lower() not in item.name.lower() else ""
    return escaped(f"{item.name or item.id}{kind}")


def _element_label(system: System, element: Element, threats: Sequence[Standing]) -> str:
    level = system.level(element)
    parts = [escaped(element.name or element.id)]
    if element.out_of_scope:
        parts.append("out of scope")
    if level:
        parts.append(f"{level.value} data")
    if threats:
        parts.append(escaped(told(threats)))
    return "<br/>".join(parts)


def _flow_label(system: System, flow: Flow) -> str:
    level = system.level(flow)
    parts = [escaped(flow.name or flow.id)]
    if flow.protocol:
        parts.append(escaped(flow.protocol))
    if level:
        parts.append(f"{level.value} data")
    return "<br/>".join(parts)


def escaped(text: str) -> str:
    """Text for between double quotes: letters, digits and plain signs as they are, all else as ``#number;``."""
    shown = " ".join(visible(" ".join(text.split())).split())
    short = shown if len(shown) <= _LONGEST else shown[: _LONGEST - 1] + "…"
    return "".join(char if char.isalnum() or char in _SAFE else f"#{ord(char)};" for char in short) or "#32;"


def _prose(text: str) -> str:
    """Text for a line of its own, where no codes are read: signs become spaces."""
    kept = "".join(char if char.isalnum() or char in _SAFE else " " for char in visible(text))
    return " ".join(kept.split())[:_LONGEST]

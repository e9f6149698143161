"""Where everything in a data-flow diagram stands: elements in nested boundaries, and a label in the way of every flow.

A flow's label is laid out as a box of its own that the flow runs through, so it can cover nothing else. The layout
library orders and places the boxes; where people have placed one, it stays there. Lines are routed at the end, around
all boxes, so that a layout which was saved is drawn as it was when it was computed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise, product
from typing import Any, Final

from holdfast.formats.report.dataflow_boxes import Box, Line, Point, stretches
from holdfast.model.errors import HoldfastError
from holdfast.model.system import System

Routes = Mapping[str, tuple[Line, Line]]
PADDING: Final = 24.0
HEADER: Final = 34.0
"""Room between a boundary and what is in it; more at its top, where its name stands."""
MOST: Final = 600
"""Elements and flows that are drawn."""
_GAP: Final = 16.0
_PAGE: Final = (1400.0, 1000.0)
_TIP: Final = 15.0
_STEP: Final = 20.0
_RIMS: Final = (0.0, 8.0)
_SIDES: Final = ("facing_preferred", "any")
_TRIES: Final = 4000
_LAYER: Final = {"leftright": 42.0, "topbottom": 40.0}


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A drawing without its looks."""

    elements: Mapping[str, Box]
    labels: Mapping[str, Box]
    """By the id of the flow."""
    boundaries: Mapping[str, Box]
    """Outer ones before those in them."""
    routes: Routes
    """By the id of the flow: the line to its label, and on to its end."""
    width: float
    height: float


Sizes = Mapping[str, tuple[float, float]]


def plan(system: System, sizes: Sizes, names: Sizes, placed: Mapping[str, Point]) -> Plan:
    """Lay a system out.

    ``sizes`` has the width and height of every element and flow label, ``names`` of every boundary's name, ``placed``
    the upper left corners that people chose. The same input gives the same drawing. Raises HoldfastError where the
    library is missing or gives up, or there is more than is drawn.
    """
    if len(system.elements) + len(system.flows) > MOST:
        raise HoldfastError(
            f"{len(system.elements):,} elements and {len(system.flows):,} flows are more than a picture shows",
            advice=f"At most {MOST} are drawn. `--format mermaid` and `--format csv` have no such limit.",
        )
    library = _library()
    known = {name: spot for name, spot in placed.items() if name in sizes}
    try:
        ways = [_merged(system, sizes, _computed(library, system, sizes, names, way), known) for way in _LAYER]
        made = [_drawn(library, system, boxes, names, *tried) for boxes in ways for tried in product(_RIMS, _SIDES)]
    except library.GraphlayError as error:
        raise HoldfastError(
            f"the layout library gave up: {error}", advice="`--format mermaid` needs no layout."
        ) from error
    return min(made, key=_ugliness)[1]


def _library() -> Any:
    try:
        import graphlay
    except ImportError:
        raise HoldfastError(
            "pictures need a layout library that is not installed",
            advice="Install it with `pip install 'holdfast[diagram]'`; `--format mermaid` does without.",
        ) from None
    return graphlay


def _ugliness(drawn: tuple[int, Plan]) -> tuple[int, float, int]:
    """Lines over boxes or on one another, how far it must be shrunk to fit a page, and tips that sit in a corner."""
    bad, made = drawn
    short = sum(_length(on[-2], on[-1]) < _TIP for _, on in made.routes.values() if len(on) > 1)
    bad += sum(_slanting(line) for pair in made.routes.values() for line in pair)
    return (bad, round(max(1.0, made.width / _PAGE[0], made.height / _PAGE[1]), 1), short)


def _slanting(line: Line) -> bool:
    """Whether a line ends in a corner of its box, as one does that was led around the box's rim."""
    return any(abs(x - u) > 1 and abs(y - v) > 1 for (x, y), (u, v) in pairwise(line))


def _length(one: Point, other: Point) -> float:
    return abs(one[0] - other[0]) + abs(one[1] - other[1])


def _drawn(
    library: Any, system: System, boxes: Mapping[str, Box], names: Sizes, rim: float, sides: str
) -> tuple[int, Plan]:
    around = _around(system, boxes, names)
    every = [*boxes.values(), *around.values()]
    home = _mover(-min((box.x for box in every), default=0.0), -min((box.y for box in every), default=0.0))
    boxes = {name: home(box) for name, box in boxes.items()}
    around = {name: home(box) for name, box in around.items()}
    routes = _routes(library, system, boxes, rim, sides)
    every = [*boxes.values(), *around.values(), *(Box(*spot, 1, 1) for to, on in routes.values() for spot in to + on)]
    left, top = min((box.x for box in every), default=0.0), min((box.y for box in every), default=0.0)
    move = _mover(-left, -top)
    elements = {element.id for element in system.elements}
    return _hits(system, boxes, routes) + _doubled(routes), Plan(
        elements={name: move(box) for name, box in boxes.items() if name in elements},
        labels={name: move(box) for name, box in boxes.items() if name not in elements},
        boundaries={name: move(box) for name, box in around.items()},
        routes={
            name: (tuple((x - left, y - top) for x, y in to), tuple((x - left, y - top) for x, y in on))
            for name, (to, on) in routes.items()
        },
        width=max((box.x + box.width for box in every), default=1.0) - left,
        height=max((box.y + box.height for box in every), default=1.0) - top,
    )


def _mover(right: float, down: float) -> Callable[[Box], Box]:
    return lambda box: Box(box.x + right, box.y + down, box.width, box.height)


def _options(way: str) -> dict[str, Any]:
    rim = {"compound_padding": PADDING, "compound_header": HEADER - PADDING}
    return {"direction": way, "spacing": {**rim, "node_gap": 26, "layer_gap": _LAYER[way]}}


def _computed(library: Any, system: System, sizes: Sizes, names: Sizes, way: str) -> dict[str, Box]:
    """Boxes of elements and labels as the library places them, each inside its boundaries."""
    graph = library.Graph()
    used = {name for element in system.elements for name in system.around(element)}
    at = {name: number for number, name in enumerate(_outer_first(system, used))}
    parents = {item.id: item.inside for item in system.boundaries}
    for name in at:
        graph.node(("boundary", name), width=names[name][0] + 2 * PADDING, height=HEADER, **_in(at, parents.get(name)))
    for element in system.elements:
        width, height = sizes[element.id]
        graph.node(("item", element.id), width=width, height=height, **_in(at, element.boundary))
    ends = {element.id: system.around(element) for element in system.elements}
    back = _backward(system)
    for flow in system.flows:
        common = next((name for name in ends[flow.start] if name in ends[flow.end]), None)
        width, height = sizes[flow.id]
        graph.node(("item", flow.id), width=width, height=height, **_in(at, common))
        for start, end in ((flow.start, flow.id), (flow.id, flow.end)):
            graph.edge(("item", start), ("item", end), reverse_for_ranking=flow.id in back)
    laid = library.layout(graph, options=_options(way))
    return {
        name: Box(
            float(round(node["center"]["x"] - node["size"]["width"] / 2)),
            float(round(node["center"]["y"] - node["size"]["height"] / 2)),
            *sizes[name],
        )
        for (sort, name), node in zip(laid.ids, laid.nodes, strict=True)
        if sort == "item"
    }


def _in(at: Mapping[str, int], boundary: str | None) -> dict[str, int]:
    return {"parent": at[boundary]} if boundary and boundary in at else {}


def _outer_first(system: System, used: set[str]) -> list[str]:
    parents = {item.id: item.inside for item in system.boundaries}
    order: list[str] = []

    def add(name: str) -> None:
        chain = []
        while name and name in parents and name not in order and name not in chain:
            chain.append(name)
            name = parents[name]
        order.extend(reversed(chain))

    for item in system.boundaries:
        if item.id in used:
            add(item.id)
    return order


def _backward(system: System) -> set[str]:
    """Flows against the stream between what they connect, e.g. a call out among many calls in."""
    ends = {element.id: (element.id, *system.around(element)) for element in system.elements}
    sides: dict[str, tuple[str, str]] = {}
    for flow in system.flows:
        if flow.start == flow.end:
            continue
        one, other = ends[flow.start], ends[flow.end]
        sides[flow.id] = (
            next(name for name in reversed(one) if name not in other),
            next(name for name in reversed(other) if name not in one),
        )
    counts = Counter(sides.values())
    first: set[tuple[str, str]] = set()
    found = set()
    for name, (start, end) in sides.items():
        against, along = counts[end, start], counts[start, end]
        if against > along or (against == along and (end, start) in first):
            found.add(name)
        else:
            first.add((start, end))
    return found


def _merged(system: System, sizes: Sizes, computed: Mapping[str, Box], placed: Mapping[str, Point]) -> dict[str, Box]:
    """The computed boxes, but where people placed them; what is new goes to a free place near its neighbours."""
    if not placed:
        return dict(computed)
    boxes = {name: Box(*placed[name], *sizes[name]) for name in computed if name in placed}
    shift = _shift([(boxes[name], computed[name]) for name in boxes])
    for element in system.elements:
        if element.id not in boxes:
            boxes[element.id] = _free(shift(computed[element.id]), list(boxes.values()))
    for flow in system.flows:
        if flow.id not in boxes:
            start, end = boxes[flow.start].middle, boxes[flow.end].middle
            width, height = sizes[flow.id]
            wish = Box((start[0] + end[0] - width) / 2, (start[1] + end[1] - height) / 2, width, height)
            boxes[flow.id] = _free(wish, list(boxes.values()))
    return {name: boxes[name] for name in computed}


def _shift(pairs: Sequence[tuple[Box, Box]]) -> Callable[[Box], Box]:
    """How far what people placed stands from where it was computed, on average."""
    right = sum(one.x - other.x for one, other in pairs) / len(pairs)
    down = sum(one.y - other.y for one, other in pairs) / len(pairs)
    return _mover(right, down)


def _free(wish: Box, taken: Sequence[Box]) -> Box:
    """The nearest place, on rings around the wish, that touches nothing."""
    for x, y in _rings():
        box = Box(wish.x + x, wish.y + y, wish.width, wish.height)
        if not any(box.hits(other, _GAP) for other in taken):
            return box
    return wish


def _rings() -> Iterator[Point]:
    yield (0.0, 0.0)
    ring = tried = 0
    while tried < _TRIES:
        ring += 1
        for step in range(-ring, ring + 1):
            tried += 4
            yield from ((step * _STEP, ring * _STEP), (step * _STEP, -ring * _STEP))
            yield from ((ring * _STEP, step * _STEP), (-ring * _STEP, step * _STEP))


def _around(system: System, boxes: Mapping[str, Box], names: Sizes) -> dict[str, Box]:
    """The boundaries around their elements and the labels of flows between them."""
    inside: dict[str, list[Box]] = {}
    ends = {element.id: system.around(element) for element in system.elements}
    for element in system.elements:
        for name in ends[element.id][:1]:
            inside.setdefault(name, []).append(boxes[element.id])
    for flow in system.flows:
        common = next((name for name in ends[flow.start] if name in ends[flow.end]), None)
        if common:
            inside.setdefault(common, []).append(boxes[flow.id])
    found: dict[str, Box] = {}
    order = _outer_first(system, {name for around in ends.values() for name in around})
    parents = {item.id: item.inside for item in system.boundaries}
    for name in reversed(order):
        own = inside.get(name, [])
        left, top = min(box.x for box in own) - PADDING, min(box.y for box in own) - HEADER
        right = max(*(box.x + box.width + PADDING for box in own), left + names[name][0] + 2 * PADDING)
        bottom = max(box.y + box.height for box in own) + PADDING
        found[name] = Box(left, top, right - left, bottom - top)
        if parents.get(name):
            inside.setdefault(parents[name], []).append(found[name])
    return {name: found[name] for name in order}


def _routes(library: Any, system: System, boxes: Mapping[str, Box], rim: float, sides: str) -> Routes:
    """Lines around all boxes, and around a rim of them, so that no tip sits in a corner."""
    graph = library.Graph()
    for name, box in boxes.items():
        middle = {"x": box.middle[0], "y": box.middle[1]}
        graph.node(("item", name), width=box.width + 2 * rim, height=box.height + 2 * rim, position=middle)
    for flow in system.flows:
        graph.edge(("item", flow.start), ("item", flow.id))
        graph.edge(("item", flow.id), ("item", flow.end))
    if not graph.nodes:
        return {}
    laid = library.reroute(graph, options={**_options(_stream(system, boxes)), "routing": {"port_sides": sides}})
    found = {}
    for at, flow in enumerate(system.flows):
        start, label, end = boxes[flow.start], boxes[flow.id], boxes[flow.end]
        to, on = (_points(laid.edges[2 * at + step]) for step in (0, 1))
        found[flow.id] = (_reaching(to, start, label), _reaching(on, label, end))
    return found


def _doubled(routes: Routes) -> int:
    """How many stretches of different flows lie on one another."""
    lanes: dict[tuple[bool, float], list[tuple[float, float, str]]] = {}
    for name, pair in routes.items():
        for (x, y), (u, v) in (ends for line in pair for ends in pairwise(line)):
            upright = x == u
            low, high = (min(y, v), max(y, v)) if upright else (min(x, u), max(x, u))
            lanes.setdefault((upright, round(x if upright else y)), []).append((low, high, name))
    found = 0
    for lane in lanes.values():
        lane.sort()
        for at, (_, high, name) in enumerate(lane):
            for low, _, other in lane[at + 1 :]:
                if low >= high - 2:
                    break
                found += other != name
    return found


def _hits(system: System, boxes: Mapping[str, Box], routes: Routes) -> int:
    """How many boxes lines run over, other than those that they connect."""
    found = 0
    for flow in system.flows:
        thin = [box for line in routes[flow.id] for box in stretches(line)]
        strangers = [box for name, box in boxes.items() if name not in (flow.start, flow.id, flow.end)]
        found += sum(any(line.hits(box) for line in thin) for box in strangers)
    return found


def _points(edge: Mapping[str, Any]) -> list[Point]:
    return [(round(point["x"], 1), round(point["y"], 1)) for point in edge["points"]]


def _reaching(points: list[Point], start: Box, end: Box) -> Line:
    """A line that was led around boxes with a rim, made to reach the boxes."""
    whole = [_border(points[0], start), *points, _border(points[-1], end)]
    line = [whole[0]]
    for point, after in zip(whole[1:], [*whole[2:], None], strict=True):
        straight = after is not None and (line[-1][0] == point[0] == after[0] or line[-1][1] == point[1] == after[1])
        if point != line[-1] and not straight:
            line.append(point)
    return tuple(line)


def _border(point: Point, box: Box) -> Point:
    x = min(max(point[0], box.x), box.x + box.width)
    y = min(max(point[1], box.y), box.y + box.height)
    return (x, y)


def _stream(system: System, boxes: Mapping[str, Box]) -> str:
    """Whether the flows run across or down, by where their ends stand."""
    across = down = 0.0
    for flow in system.flows:
        (x, y), (u, v) = boxes[flow.start].middle, boxes[flow.end].middle
        across, down = across + abs(x - u), down + abs(y - v)
    return "leftright" if across >= down else "topbottom"

"""Which open findings make a threat concrete: those in its element's own files, or beside the lines it was seen in."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from holdfast.loop.handling import against, known, still_open
from holdfast.loop.paths import TESTS, file_of, within
from holdfast.model.history import History
from holdfast.model.posture import ControlStatus
from holdfast.model.system import Element, Flow, Sort, System
from holdfast.model.threat import Standing

_TESTS: Final = re.compile(rf"(?:^|/)(?:{TESTS})/")
_WORKLOAD: Final = re.compile(r"(?:services\.|[A-Z][A-Za-z]+/(?:[\w.\-]+/)?)([\w.\-]+?)(?=[:\s]|$)")
"""How a finding about a Compose service or a workload of a cluster begins."""


def concrete(
    system: System,
    standings: Iterable[Standing],
    statuses: Iterable[ControlStatus],
    histories: Iterable[History],
    *,
    subject: str,
) -> list[Standing]:
    """The standings with the findings that show the threat itself.

    A finding shows it where it breaks a control against the threat and lies in a file of the element's paths, or in a
    file that the element was seen in, on its line or below it and above that of the next one. One in files for tests
    shows nothing, nor does one that names another element's workload. Of a flow both ends that are part of the system
    count. ``subject`` is the ledger's name for elements that name no other.
    """
    states, opened, lines = known(statuses), still_open(histories), Lines(system)
    made = []
    for item in standings:
        found: dict[str, History] = {}
        for part in _parts(system, item.threat.on):
            on = (part.subject if isinstance(part, Element) else "") or subject
            for name in against(item.threat):
                status = states.get((name, on))
                for row in status.failures if status else ():
                    history = opened.get((row.subject, row.fingerprint))
                    if history is None or _TESTS.search(row.place) or lines.speaks_of_another(part, history.says):
                        continue
                    if lies_in(part, row.place, lines):
                        found[row.fingerprint] = history
        made.append(replace(item, concrete=tuple(found.values())) if found else item)
    return made


def _parts(system: System, on: str) -> Iterator[Element | Flow]:
    flow = next((item for item in system.flows if item.id == on), None)
    if flow is not None:
        yield flow
    for name in (flow.start, flow.end) if flow is not None else (on,):
        element = system.element(name)
        if element is not None and (element.sort is not Sort.ENTITY or flow is None):
            yield element


def lies_in(part: Element | Flow, place: str, lines: Lines) -> bool:
    """Whether a place lies in an element's own files, or beside the lines that it was seen on."""
    path = file_of(place)
    if not path:
        return False
    if isinstance(part, Element) and part.paths and within(path, part.paths):
        return True
    return part.id in lines.at(path, _number(place))


def _number(place: str) -> int:
    numbers = place[len(file_of(place)) :].strip(":").split(":")
    return int(numbers[0]) if numbers[0].isdigit() else 0


class Lines:
    """What was seen on which line of which file."""

    def __init__(self, system: System) -> None:
        found: dict[str, dict[int, set[str]]] = {}
        for item in system.items:
            for source in item.source:
                found.setdefault(file_of(source), {}).setdefault(_number(source), set()).add(item.id)
        self._elements = {item.id for item in system.elements}
        self._ids: Mapping[str, Mapping[int, set[str]]] = found
        self._starts: Mapping[str, Sequence[int]] = {path: sorted(lines) for path, lines in found.items()}

    def speaks_of_another(self, part: Element | Flow, says: str) -> bool:
        """Whether a finding names the workload that it is about, and that is another element's."""
        match = _WORKLOAD.match(says)
        name = match[1].lower().replace("_", "-") if match else ""
        return name in self._elements and name not in part.id

    def at(self, path: str, line: int) -> set[str]:
        """The ids of what stands on a line, or on the nearest one above it."""
        starts = self._starts.get(path, ())
        before = bisect_right(starts, line)
        return self._ids[path][starts[before - 1]] if before else set()

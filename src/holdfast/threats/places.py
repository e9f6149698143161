"""Where a threat stands in a system: at the door that customers use, inside, or at what its operators use."""

from __future__ import annotations

from typing import Final

from holdfast.model.system import Element, Flow, Sort, System
from holdfast.model.threat import Threat

TOOLS: Final = "administration"
"""The one place that all means of watching and administering share."""
_TOOLS: Final = frozenset({"monitoring", "admin"})
_STAFF: Final = frozenset({"admin", "repository", "pipeline"})
_DOORS: Final = frozenset({"web", "proxy", "load-balancer", "cdn", "graphql"})
_OUTSIDE: Final = ("internet", "partner")


class Places:
    """An index over one system; without one, every threat stands at a place of its own, as near as all others."""

    def __init__(self, system: System | None = None) -> None:
        self._elements: dict[str, Element] = {item.id: item for item in system.elements} if system else {}
        self._flows: dict[str, Flow] = {item.id: item for item in system.flows} if system else {}
        self._callers: dict[str, list[Element]] = {}
        for flow in self._flows.values():
            if flow.start in self._elements:
                self._callers.setdefault(flow.end, []).append(self._elements[flow.start])

    def of(self, threat: Threat) -> str:
        """The element or flow that a threat is about; what serves administration counts as one."""
        element = self._at(threat)
        return TOOLS if element is not None and self._tool(element) else threat.on

    def near(self, threat: Threat) -> int:
        """How near people from outside are: 3 at a page that they use, 0 at what only operators use."""
        element = self._at(threat)
        if element is None:
            return 1
        if self._tool(element):
            return 0
        people = [item for item in self._asking(threat, element) if item.fact("human") == "yes"]
        if any(not _STAFF & set(item.technologies) for item in people):
            return 3 if _DOORS & set(element.technologies) else 2
        return 2 if not people and element.fact("exposure") in _OUTSIDE else 1

    def _asking(self, threat: Threat, element: Element) -> list[Element]:
        """The external entities that call an element: of a flow into it, the one that it comes from."""
        flow = self._flows.get(threat.on)
        found = self._callers.get(element.id, [])
        if flow is not None and flow.end == element.id:
            found = [item for item in found if item.id == flow.start]
        return [item for item in found if item.sort is Sort.ENTITY]

    def _at(self, threat: Threat) -> Element | None:
        """The element of a threat; of a flow the one that is called, or the program that asks a store."""
        flow = self._flows.get(threat.on)
        if flow is None:
            return self._elements.get(threat.on)
        start, end = self._elements.get(flow.start), self._elements.get(flow.end)
        asks = start is not None and end is not None and start.sort is Sort.PROCESS and end.sort is Sort.STORE
        return start if asks else end

    def _tool(self, element: Element) -> bool:
        return element.sort is not Sort.ENTITY and bool(_TOOLS & set(element.technologies))

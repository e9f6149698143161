"""What came of drafting a threat model, as it is told to people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from holdfast.model.reading import Gap
from holdfast.model.system import System
from holdfast.model.threat import Question


@dataclass(frozen=True, slots=True, kw_only=True)
class Seeded:
    """A model that was drafted or added to, with its account."""

    path: str
    """Where the model lies, relative to the root."""
    system: System
    """The whole model as it is now."""
    fresh: System
    """What was added; all of it where there was no model."""
    existed: bool
    """A model was there before, and was added to."""
    written: bool
    """The file was written: it was no dry run, and there was something to write."""
    dry: bool = False
    counts: Mapping[str, int]
    """How much was read: ``resources``, ``interfaces``, ``operations``, ``routes``, ``files`` of code, ``packages``."""
    origins: tuple[tuple[str, int], ...] = ()
    """What elements were drafted from, each with how many it told of."""
    grouped: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Ids of elements that stand for several, with the names of these."""
    left_out: tuple[str, ...] = ()
    """Names of what serves tests and development only."""
    unsure: tuple[str, ...] = ()
    """What was seen and could not be placed, each in a sentence."""
    gaps: tuple[Gap, ...] = ()
    """What could not be understood."""
    questions: tuple[Question, ...] = ()
    """Facts that decide whether a threat applies, and that nobody knows."""

    @property
    def idle(self) -> tuple[str, ...]:
        """Names of elements that nothing flows to or from: who uses them was not seen."""
        met = {name for flow in self.system.flows for name in (flow.start, flow.end)}
        return tuple(each.name for each in self.system.elements if each.id not in met)

    @property
    def unknown(self) -> int:
        """How many facts of the model say that nobody knows."""
        said = [each.facts for each in self.system.elements] + [each.facts for each in self.system.flows]
        return sum(value == "unknown" for facts in said for _, value in facts)

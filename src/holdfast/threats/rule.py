"""One rule about threats: where it applies, what counters it, how bad it is, and the examples that it must keep."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from holdfast.model.threat import Stride

TARGETS: Final = ("external-entity", "process", "store", "flow", "crossing")
"""What a rule may be about; a crossing is a flow that crosses a boundary."""
EXAMPLES: Final = ("fires", "not-here", "controlled")
"""What every rule shows: a model in which it fires, one that is none of its business, one in which it is countered."""
EXAMPLE_ON: Final = "x"
"""The id of the element or flow that each example is about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A rule as the library has it."""

    id: str
    """``HF-THR-`` and three digits; forever."""
    name: str
    """Kebab; reads well before ``@element``."""
    title: str
    stride: Stride
    on: str
    """One of TARGETS."""
    when: Any
    """The condition under which it applies, as plain data."""
    unless: Any = None
    """The condition, said in the model, that counters it; None where none does."""
    seen: Any = None
    """The condition under which the model states the weakness itself, and does not only lack what would counter it."""
    akin: tuple[str, ...] = ()
    """Names of rules that say nearly the same of an element: of the ten that matter most they take one place."""
    quiet: bool = False
    """Whether it takes a place among the ten only where the model states the weakness, or a finding shows it."""
    says: str
    """What an attacker does and gets."""
    because: str
    """Completes a sentence that begins with the element's name; may hold ``{facts}`` and the like."""
    controls: tuple[str, ...]
    do: tuple[str, ...]
    cwe: tuple[int, ...] = ()
    capec: tuple[int, ...] = ()
    attack: tuple[str, ...] = ()
    asvs: tuple[str, ...] = ()
    factors: tuple[tuple[str, int], ...] = ()
    """Every factor of likelihood and of technical impact, 0 to 9."""

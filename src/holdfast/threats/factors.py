"""The factors of a threat on one element: the rule's, moved by who can reach it, and what the business would lose.

- Opportunity and the number of possible attackers (``size``) rise with reach: a flow that crosses a boundary adds 1,
  and one from outside 2; an element on the internet adds 2, at a partner 1, an internal one takes 1, a local one 3. An
  element that does not say takes that of the flows into it.
- What data are worth (``stake``): 1, 3, 5, 7 or 9 by their highest class, moved by how critical the system is. What the
  service is worth (``worth``): 3, 5, 7 or 9 by how critical it is.
- Financial damage is the larger of stake times the loss of confidentiality or integrity and worth times that of
  availability; reputation the larger of stake times confidentiality and worth times integrity or availability.
  Non-compliance is 8 for regulated data under an obligation, 5 for either alone, else 2, times the largest loss of
  confidentiality, integrity or accountability. Privacy is 9 for health data, 7 for personal data, 5 for cards,
  credentials and keys, else 0, times the loss of confidentiality. Losses are the technical factors over 9.
- The business's impact counts where the data at stake are named; else the technical one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from holdfast.model.system import Asset, Context, Flow
from holdfast.threats.world import Item, World

_CRITICAL: Final[Mapping[str, tuple[int, int]]] = {"low": (-1, 3), "medium": (0, 5), "high": (1, 7), "critical": (2, 9)}
"""How criticality moves the stake, and what the service is worth."""
_STAKES: Final = (1, 3, 5, 7, 9)
"""By the rank of a level."""
_REACH: Final[Mapping[str, int]] = {"internet": 2, "partner": 1, "internal": -1, "local": -3}
_REGULATED: Final = frozenset({"pii", "phi", "pci"})
_PRIVACY: Final = (("phi", 9), ("pii", 7), ("pci", 5), ("credential", 5), ("key", 5))


def reach(world: World, item: Item) -> int:
    """How much who can reach an element or flow moves opportunity and size, -3 to 2."""
    if isinstance(item, Flow):
        return 2 if world.from_outside(item) else 1 if world.crossings[item.id] else 0
    said = _REACH.get(item.fact("exposure"))
    if said is not None:
        return said
    return max((reach(world, flow) for flow in world.into[item.id]), default=0)


def placed(factors: Mapping[str, int], moved: int) -> dict[str, int]:
    """The factors with opportunity and size moved, within 0 and 9."""
    return {**factors, **{name: _within(factors[name] + moved) for name in ("opportunity", "size")}}


def business(factors: Mapping[str, int], data: Sequence[Asset], context: Context) -> dict[str, int]:
    """The four factors of business impact; technical factors have to be among ``factors``."""
    shift, worth = _CRITICAL.get(context.criticality, _CRITICAL["medium"])
    stake = _within(max((_STAKES[asset.level.rank] for asset in data), default=0) + shift)
    lost = {name: factors[name] / 9 for name in ("confidentiality", "integrity", "availability", "accountability")}
    tags = {tag for asset in data for tag in asset.tags}
    bound = 2 + 3 * bool(tags & _REGULATED) + 3 * bool(context.obligations)
    private = next((value for tag, value in _PRIVACY if tag in tags), 0)
    read, changed, gone, denied = lost.values()
    return {
        "financial": round(max(stake * max(read, changed), worth * gone)),
        "reputation": round(max(stake * read, worth * max(changed, gone))),
        "non-compliance": round(bound * max(read, changed, denied)),
        "privacy": round(private * read),
    }


def _within(value: int) -> int:
    return min(max(value, 0), 9)

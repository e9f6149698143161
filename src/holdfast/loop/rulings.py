"""What persons decide about risks: who may, and which of it counts today.

An acceptance needs an approver who is neither its author nor the risk's owner, a reason and an end date. It ends with
that day, and before it when the risk has become worse than what was accepted. A closure needs evidence that what the
risk came from is gone, and holds only as long as that is so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Final

from holdfast.loop.trails import moment
from holdfast.model.decision import Person
from holdfast.model.event import Choose, Ruling
from holdfast.model.noun import noun
from holdfast.model.risk import Risk, RiskState
from holdfast.model.threat import Band

_LAST_WORDS: Final = (Choose.ACCEPT, Choose.CLOSE, Choose.REOPEN)


@noun
class Ruled:
    """What was decided about one risk, folded."""

    assigned: Ruling | None = None
    """The last assignment."""
    last: Ruling | None = None
    """The last acceptance, closure or reopening."""
    all: tuple[Ruling, ...] = ()
    """Oldest first."""


def ruled(rulings: Iterable[Ruling]) -> Mapping[str, Ruled]:
    """Risk id to what was decided about it. Of one moment the later one in the given order counts."""
    found: dict[str, list[Ruling]] = {}
    for ruling in sorted(dict.fromkeys(rulings), key=lambda item: moment(item.at)):
        found.setdefault(ruling.risk, []).append(ruling)
    return {risk: _folded(own) for risk, own in found.items()}


def _folded(own: Sequence[Ruling]) -> Ruled:
    assigned = [item for item in own if item.choice is Choose.ASSIGN]
    words = [item for item in own if item.choice in _LAST_WORDS]
    return Ruled(assigned=assigned[-1] if assigned else None, last=words[-1] if words else None, all=tuple(own))


def same(one: Person, other: Person) -> bool:
    """Whether two may be one person: by address, or by name. In doubt they are."""
    if one.email and one.email.casefold() == other.email.casefold():
        return True
    return " ".join(one.name.split()).casefold() == " ".join(other.name.split()).casefold()


def lapsed(ruling: Ruling, owner: Person | None, current: Band, today: date) -> str:
    """Why an acceptance does not count today, in one line; empty where it does."""
    fault = unfit(ruling, owner)
    if fault:
        return f"the acceptance of {ruling.at[:10]} does not count: {fault}"
    if date.fromisoformat(ruling.until) < today:
        return f"the acceptance by {ruling.by.name} ended on {ruling.until}"
    if ruling.band and current.rank > Band(ruling.band).rank:
        return f"it was accepted as {ruling.band} and is {current.value} now"
    return ""


def unfit(ruling: Ruling, owner: Person | None) -> str:
    """What an acceptance lacks, in a few words; empty where it lacks nothing."""
    if not ruling.reason.strip():
        return "it has no reason"
    if ruling.author is None:
        return "nobody is named who asked for it"
    if same(ruling.by, ruling.author):
        return f"{ruling.by.name} asked for it and cannot approve it"
    if owner is not None and same(ruling.by, owner):
        return f"{ruling.by.name} owns the risk and cannot approve it"
    try:
        date.fromisoformat(ruling.until)
    except ValueError:
        return "it has no end date" if not ruling.until else f"{ruling.until!r} is no date"
    return "" if not ruling.band or ruling.band in set(Band) else f"{ruling.band!r} is no band"


def refusal(ruling: Ruling, risk: Risk, today: date) -> str:
    """Why a ruling on a risk is refused, in one line; empty where it is not."""
    if ruling.choice is Choose.ACCEPT:
        if risk.state is RiskState.CLOSED:
            return f"{risk.id} is closed: there is nothing to accept"
        fault = unfit(ruling, risk.owner)
        over = not fault and date.fromisoformat(ruling.until) < today
        return f"{ruling.until} is over" if over else fault
    if ruling.choice is Choose.CLOSE and risk.state is RiskState.CLOSED:
        return f"{risk.id} is closed already"
    if ruling.choice is Choose.CLOSE and not risk.gone:
        why = risk.gaps[0] if risk.gaps else "what it came from is still there"
        return f"evidence does not show that it is gone: {why}"
    if ruling.choice is Choose.REOPEN and risk.state is RiskState.OPEN:
        return f"{risk.id} is open already"
    if ruling.choice is Choose.ASSIGN and ruling.owner is None:
        return "an assignment names an owner"
    return "" if ruling.choice is Choose.ASSIGN or ruling.reason.strip() else "it needs a reason"

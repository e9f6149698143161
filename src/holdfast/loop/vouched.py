"""What persons say about controls: a word that stands where no check can look, until its end date.

Of all that was said about a control on a subject the last word counts, and only until its end date. A word never makes
a control proven and never hides what was found: where evidence shows more, or shows a failure, evidence stands.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from hashlib import sha256
from typing import Final

from holdfast.model.activity import Control
from holdfast.model.decision import Choice, Decision
from holdfast.model.noun import noun
from holdfast.model.posture import ControlState, ControlStatus

_ABOUT: Final = (Choice.ATTESTED, Choice.WITHDRAWN)
_WEAKER: Final = (ControlState.UNPROVEN, ControlState.CLAIMED, ControlState.STALE)
"""States that a person's word is worth more than."""


@noun
class Words:
    """The last word about each control on each subject."""

    holding: Mapping[tuple[str, str], Decision]
    """What holds today, by control and subject."""
    expired: Mapping[tuple[str, str], Decision]


def about(control: str, subject: str) -> str:
    """The name under which decisions about a control on a subject are kept."""
    return f"control:{sha256(f'{control} {subject}'.encode()).hexdigest()[:16]}"


def words(decisions: Iterable[Decision], today: date) -> Words:
    """Fold decisions in the order of storage; of one moment, the later one counts.

    One whose name, time or end date does not fit what it is about does not count, and so does one without an end date.
    """
    last: dict[tuple[str, str], Decision] = {}
    for item in decisions:
        key = (item.check, item.path)
        known = last.get(key)
        if item.choice in _ABOUT and _sound(item) and (known is None or item.at >= known.at):
            last[key] = item
    said = {key: item for key, item in last.items() if item.choice is Choice.ATTESTED}
    over = {key: item for key, item in said.items() if date.fromisoformat(item.until) < today}
    return Words(holding={key: item for key, item in said.items() if key not in over}, expired=over)


def _sound(item: Decision) -> bool:
    try:
        date.fromisoformat(item.at[:10])
        ends = item.choice is Choice.WITHDRAWN or bool(date.fromisoformat(item.until))
    except ValueError:
        return False
    return ends and bool(item.by.name) and item.fingerprint == about(item.check, item.path)


def vouched(controls: Sequence[Control], found: Iterable[ControlStatus], said: Words) -> list[ControlStatus]:
    """The statuses with the words of persons worked in, in the order of ``controls`` and of subjects."""
    by_control: dict[str, dict[str, ControlStatus]] = {}
    for item in found:
        by_control.setdefault(item.control.id, {})[item.subject] = item
    for control in controls:
        own = by_control.setdefault(control.id, {})
        for name, subject in (*said.holding, *said.expired):
            if name == control.id and subject not in own:
                blank = own.get("")
                gaps = blank.gaps if blank else ()
                own[subject] = ControlStatus(control=control, subject=subject, state=ControlState.UNPROVEN, gaps=gaps)
        if len(own) > 1:
            own.pop("", None)
    return [
        _worded(own[subject], said)
        for control in controls
        for own in (by_control[control.id],)
        for subject in sorted(own)
    ]


def _worded(item: ControlStatus, said: Words) -> ControlStatus:
    key = (item.control.id, item.subject)
    holding, over = said.holding.get(key), said.expired.get(key)
    if holding is None and over is None:
        return item
    from dataclasses import replace

    if over is not None and item.state in _WEAKER:
        return replace(item, gaps=(f"the word of {over.by.name} ended on {over.until}", *item.gaps))
    if holding is None:
        return item
    state = ControlState.ATTESTED if item.state in _WEAKER else item.state
    return replace(item, state=state, word=holding)

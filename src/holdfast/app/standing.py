"""Use case: where a repository stands by its ledger: activities, controls, what is unread, what to do next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from difflib import get_close_matches
from pathlib import Path

from holdfast.activities import ACTIVITIES
from holdfast.app.folded import Folded, folded
from holdfast.app.ledgers import reading
from holdfast.app.projections import Projections
from holdfast.loop.advice import steps
from holdfast.loop.catalogue import CONTROLS
from holdfast.loop.frameworks import covered, framework, numbers
from holdfast.loop.mapping import Silent, silent
from holdfast.loop.posture import over
from holdfast.loop.since import spells as spells_of
from holdfast.loop.unread import unread
from holdfast.model.activity import Control
from holdfast.model.dossier import Held
from holdfast.model.errors import UsageError
from holdfast.model.framework import Covered
from holdfast.model.noun import noun
from holdfast.model.posture import WORST_FIRST, ActivityStatus, ControlState, ControlStatus, Step, Unread


@noun
class Posture:
    """Where it stands."""

    folded: Folded
    activities: Sequence[ActivityStatus]
    """All 21, in their order."""
    unread: Sequence[Unread]
    """Of each subject whose last whole scan measured it, most first."""
    steps: Sequence[Step]
    """What to do next, best first."""
    silent: Silent
    """What other tools say that shows in no control."""
    spells: Mapping[tuple[str, str], Sequence[Held]]
    """Times of proof by control and subject, where they were asked for."""


def posture(folder: Path, *, spells: bool = False) -> Posture:
    """Fold the ledger of a repository; without one everything is off. Raises LedgerError and ConfigError.

    With ``spells`` it tells as well when each control was proven.

    A check that only a pedantic reader or an auditor wants to see counts where the policy is for such a reader.
    """
    found = folded(folder)
    activities = over(ACTIVITIES, CONTROLS, found.statuses, found.made, found.now)
    missing = unread(found.events)
    return Posture(
        folded=found,
        activities=activities,
        unread=missing,
        silent=silent(found.checks.values(), found.histories),
        spells=_spells(found) if spells else {},
        steps=steps(activities, found.statuses, found.checks, missing, date.fromisoformat(found.now[:10])),
    )


def _spells(found: Folded) -> Mapping[tuple[str, str], Sequence[Held]]:
    if not found.ledger.exists():
        return {}
    asked = [check for name, check in found.checks.items() if name in found.asked]
    fresh = {activity.id: activity.fresh_days for activity in ACTIVITIES}
    own = [check for check in asked if check.id not in found.foreign]
    others = [check for check in asked if check.id in found.foreign]
    with reading(found.ledger) as ledger:
        courses = Projections(ledger, found.now).courses({check.id for check in asked})
    return spells_of(CONTROLS, courses, own, found.now, fresh_days=fresh, foreign=others)


def covering(folder: Path, word: str) -> tuple[Folded, Covered]:
    """How the numbers of a framework stand. Raises UsageError for one that is not known, LedgerError, ConfigError."""
    of = framework(word)
    found = folded(folder)
    return found, covered(of, CONTROLS, found.statuses)


@noun
class Wish:
    """Which controls somebody wants to see; empty words ask for all."""

    activity: str = ""
    """Number, id or a part of the title."""
    state: str = ""
    framework: str = ""
    everything: bool = False
    """Also those that nothing speaks for yet."""


def listed(folder: Path, wish: Wish) -> list[ControlStatus]:
    """Controls on the subjects that something is known of. Raises UsageError for a word that fits nothing."""
    from holdfast.app.toolbox import named

    activity = named(wish.activity) if wish.activity else None
    of = framework(wish.framework) if wish.framework else None
    state = _state(wish.state) if wish.state else None
    return [
        item
        for item in folded(folder).statuses
        if (activity is None or item.control.id in activity.controls)
        and (of is None or of.id in numbers(item.control))
        and (state is None or item.state is state)
        and (wish.everything or state is not None or item.subject)
    ]


def _state(word: str) -> ControlState:
    try:
        return ControlState(word.replace("-", " ").lower())
    except ValueError:
        valid = ", ".join(item.value for item in WORST_FIRST)
        raise UsageError(f"there is no state {word!r}", advice=f"Use one of: {valid}.") from None


def control(name: str) -> Control:
    """The control of an id. Raises UsageError with the nearest that there is."""
    found = next((item for item in CONTROLS if item.id == name), None)
    if found is None:
        near = get_close_matches(name, [item.id for item in CONTROLS], 3, 0.5)
        advice = f"Did you mean {' or '.join(near)}?" if near else "`holdfast controls list` names them."
        raise UsageError(f"there is no control {name!r}", advice=advice)
    return found

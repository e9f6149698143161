"""What a ledger tells, folded once for the register and the indicators."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from holdfast.activities import ACTIVITIES
from holdfast.app.attest import recorded
from holdfast.app.ledgers import Place, placed, reading
from holdfast.app.origins import Target, find_target
from holdfast.app.policy import Policies, environment
from holdfast.app.projections import Projections
from holdfast.loop.attest import Standing, standing
from holdfast.loop.catalogue import CONTROLS
from holdfast.loop.controls import states
from holdfast.loop.posture import Made
from holdfast.loop.trails import Trail
from holdfast.loop.vouched import vouched, words
from holdfast.model.check import Check, Persona
from holdfast.model.decision import Decision
from holdfast.model.event import Event
from holdfast.model.history import History
from holdfast.model.noun import noun
from holdfast.model.policy import Policy
from holdfast.model.posture import ControlStatus


@noun
class Folded:
    """A ledger with what follows from it today."""

    root: Path
    policy: Policy
    subject: str
    """The ledger's name of what is here."""
    ledger: Place
    checks: Mapping[str, Check]
    """Every check that is known, other tools' too, by id."""
    asked: Set[str]
    """Ids of those that count: of our own what the policy's reader asks for, and all of other tools."""
    foreign: Set[str]
    """Ids of those of other tools, which count where they spoke."""
    statuses: Sequence[ControlStatus]
    """Every control on every subject, with what persons say about it."""
    made: Mapping[str, Mapping[str, Made]]
    """What each activity made on each subject."""
    histories: Sequence[History]
    events: Sequence[Event]
    decisions: Sequence[Decision]
    said: Standing
    """What persons and vendors attest about secrets of histories."""
    now: str


def folded(folder: Path, flags: Mapping[str, Any] | None = None) -> Folded:
    """Read and fold the ledger of a repository; without one there is nothing in it.

    ``flags`` hold policy fields that the command line gives. Raises LedgerError and ConfigError.
    """
    target = find_target(folder)
    policy = Policies(target.root, flags or {}, environment()).root
    path = placed(target.root, policy)
    moment = datetime.now(UTC)
    now = moment.isoformat(timespec="seconds")
    own = list(proving(target.root))
    asked = [check for check, persona in own if persona <= Persona[policy.persona.upper()]]
    trails: dict[str, dict[str, Trail]] = {}
    histories: list[History] = []
    events: list[Event] = []
    decisions: list[Decision] = []
    foreign: list[Check] = []
    made: dict[str, dict[str, Made]] = {}
    if path.exists():
        with reading(path) as ledger:
            kept = Projections(ledger, now)
            foreign, histories, made = kept.checks(), kept.histories(), kept.made()
            trails = kept.trails({check.id for check in (*asked, *foreign) if check.proves})
            events = [row.event for row in ledger.events()]
            decisions = [row.decision for row in ledger.decisions()]
    said = standing([(item, "") for item in decisions], moment.date())
    fresh = {activity.id: activity.fresh_days for activity in ACTIVITIES}
    found = states(CONTROLS, trails, asked, now, fresh_days=fresh, said=said, foreign=foreign)
    return Folded(
        root=target.root,
        policy=policy,
        subject=subject_of(target),
        ledger=path,
        checks={check.id: check for check in (*foreign, *(check for check, _ in own))},
        asked={check.id for check in (*asked, *foreign)},
        foreign={check.id for check in foreign} - {check.id for check, _ in own},
        statuses=vouched(CONTROLS, found, words([*recorded(target.root), *decisions], moment.date())),
        made=made,
        histories=histories,
        events=events,
        decisions=decisions,
        said=said,
        now=now,
    )


def subject_of(target: Target) -> str:
    """How the ledger names a work tree."""
    return f"{'repo' if target.repository else 'folder'}:{target.root.name}"


def proving(root: Path) -> Iterator[tuple[Check, Persona]]:
    """Every check that a scan or an analysis of threats may run, with who wants to see it, in a fixed order."""
    from holdfast.app.codebook import code_book
    from holdfast.app.judging import book_of
    from holdfast.app.rulebook import types
    from holdfast.checks.package.index import RULES
    from holdfast.threats.checks import CHECKS

    yield from ((check, Persona.REGULAR) for check in CHECKS)
    yield from ((kind.check, Persona.REGULAR) for kind in types(root))
    rules = (*book_of(root), *code_book(root).rules.values(), *RULES)
    yield from sorted(((rule.check, rule.persona) for rule in rules), key=lambda pair: pair[0].id)

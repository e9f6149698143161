"""Use case: everything that can be shown about controls, as an auditor asks for it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from holdfast.activities import ACTIVITIES
from holdfast.app.attest import recorded
from holdfast.app.folded import Folded, folded
from holdfast.app.ledgers import reading
from holdfast.app.projections import Projections
from holdfast.app.standing import control as control_of
from holdfast.loop.catalogue import CONTROLS
from holdfast.loop.courses import Course
from holdfast.loop.handling import Ground, here
from holdfast.loop.since import spells as spells_of
from holdfast.loop.trails import Trail
from holdfast.model.activity import Control
from holdfast.model.check import Check
from holdfast.model.decision import Choice, Decision
from holdfast.model.dossier import Accepted, Dossier, Held, Proof, Said, Store
from holdfast.model.errors import UsageError
from holdfast.model.event import Analysis, Choose, Ruling
from holdfast.model.history import History
from holdfast.model.observation import Evidence
from holdfast.model.posture import ControlStatus
from holdfast.model.system import Element, Sort, System
from holdfast.store.ledger import StoredRun

_MODEL = ".holdfast/threatmodel.yaml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked; an empty word asks about all."""

    control: str = ""
    subject: str = ""
    data: str = ""
    """A tag, a class, or an asset's id or name, as the threat model has it: only where such data is kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The dossiers with what they rest on."""

    question: Question
    folded: Folded
    head: str
    """Hash of the ledger's last row that is spoken of; empty without a ledger."""
    rows: int
    """Its number."""
    dossiers: Sequence[Dossier]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Book:
    """What was read of the ledger."""

    trails: Mapping[str, Mapping[str, Trail]]
    """Of the checks that are asked about, by check and subject."""
    courses: Mapping[str, Course]
    """The same by subject."""
    histories: Mapping[str, Sequence[History]]
    """By subject."""
    runs: Sequence[StoredRun]
    numbers: Sequence[int]
    """Of their first rows."""
    said: Sequence[Said]
    rulings: Sequence[tuple[Ruling, str]]
    head: tuple[int, str]


def answer(folder: Path, question: Question) -> Answer:
    """Everything that speaks for and against the controls that are asked about.

    Raises UsageError for a control, a subject or data that is not known, LedgerError and ConfigError.
    """
    wanted = [control_of(question.control)] if question.control else list(CONTROLS)
    found = folded(folder)
    statuses = _chosen(found, wanted, question)
    asked = (check for name, check in found.checks.items() if name in found.asked)
    checks = [check for check in asked if any(name in _ids(wanted) for name in check.proves)]
    book = _book(found, {check.id for check in checks})
    fresh = {activity.id: activity.fresh_days for activity in ACTIVITIES}
    ours = [check for check in checks if check.id not in found.foreign]
    others = [check for check in checks if check.id in found.foreign]
    spells = spells_of(wanted, book.courses, ours, found.now, fresh_days=fresh, foreign=others)
    known = book.trails
    stores = _stores(found, question.data)
    made = [
        _dossier(status, found, book, _proving(status.control, checks, known, status.subject, found), known, spells)
        for status in statuses
    ]
    return Answer(
        question=question,
        folded=found,
        head=book.head[1],
        rows=book.head[0],
        dossiers=[replace(item, stores=tuple(_of(stores, item.status, found.subject))) for item in made],
    )


def _ids(controls: Sequence[Control]) -> set[str]:
    return {control.id for control in controls}


def _chosen(found: Folded, wanted: Sequence[Control], question: Question) -> list[ControlStatus]:
    names = _ids(wanted)
    own = [item for item in found.statuses if item.control.id in names]
    subjects = {item.subject for item in found.statuses if item.subject}
    if question.subject and question.subject not in subjects:
        known = ", ".join(sorted(subjects)[:5]) or "nothing yet"
        raise UsageError(f"the ledger knows no subject {question.subject!r}", advice=f"It knows {known}.")
    if question.subject:
        return [item for item in own if item.subject == question.subject]
    return [item for item in own if item.subject or question.control]


def _book(found: Folded, checks: set[str]) -> _Book:
    stored = [(item, "a record in .holdfast/decisions") for item in recorded(found.root)]
    if not found.ledger.exists():
        return _Book(
            trails={}, courses={}, histories={}, runs=(), numbers=(), said=_told(stored), rulings=(), head=(0, "")
        )
    with reading(found.ledger) as ledger:
        kept = Projections(ledger, found.now)
        trails, courses = kept.trails(checks), kept.courses(checks)
        runs = list(ledger.runs())
        decisions = list(ledger.decisions())
        events = list(ledger.events())
        last = ledger.size()
        head = (last, ledger.hash_of(last))
    histories: dict[str, list[History]] = {}
    for item in found.histories:
        histories.setdefault(item.subject, []).append(item)
    words = [(item.decision, f"row {item.sequence}") for item in decisions]
    known = {item for item, _ in words}
    return _Book(
        trails=trails,
        courses=courses,
        histories=histories,
        runs=runs,
        numbers=[item.sequence for item in runs],
        said=_told([*(pair for pair in stored if pair[0] not in known), *words]),
        rulings=[(item.event, f"row {item.sequence}") for item in events if isinstance(item.event, Ruling)],
        head=head,
    )


def _told(found: Sequence[tuple[Decision, str]]) -> list[Said]:
    return sorted((Said(decision=item, where=where) for item, where in found), key=lambda said: said.decision.at)


def _proving(
    control: Control, checks: Sequence[Check], known: Mapping[str, Mapping[str, Trail]], subject: str, found: Folded
) -> list[Check]:
    """The checks that speak for a control on a subject: ours that are asked for, and those of others that spoke."""
    own = (check for check in checks if control.id in check.proves)
    return [check for check in own if check.id not in found.foreign or subject in known.get(check.id, {})]


def _dossier(
    status: ControlStatus,
    found: Folded,
    book: _Book,
    proving: Sequence[Check],
    known: Mapping[str, Mapping[str, Trail]],
    spells: Mapping[tuple[str, str], tuple[Held, ...]],
) -> Dossier:
    subject, names = status.subject, {check.id for check in proving}
    ends = {check.id: known.get(check.id, {}).get(subject) for check in proving}
    proofs = [(check, row) for check in proving if (trail := ends[check.id]) and (row := trail.proof or trail.absent)]
    own = [item for item in book.histories.get(subject, ()) if item.check in names]
    spoke = {check.id for check, _ in proofs}
    fingerprints = {item.fingerprint for item in own}
    return Dossier(
        control=status.control,
        status=status,
        held=spells.get((status.control.id, subject), ()),
        proofs=tuple(_proof(check, row, book) for check, row in proofs),
        silent=tuple(check.name for check in proving if check.id not in spoke),
        failures=tuple(sorted((item for item in own if item.open), key=lambda item: item.spans[0].opened)),
        closed=sum(not item.open for item in own),
        said=tuple(_said(book.said, status, fingerprints)),
        accepted=tuple(_accepted(book, found, status.control.id, subject, fingerprints)),
    )


def _proof(check: Check, row: Evidence, book: _Book) -> Proof:
    run = book.runs[bisect_right(book.numbers, row.sequence) - 1]
    return Proof(
        check=check.name,
        title=check.title,
        sequence=row.sequence,
        hash=row.hash,
        at=row.seen_at,
        tool=run.tool,
        rules=run.rules,
        scope=row.scope,
        origin=run.scope.origin,
        strength=row.strength,
        count=row.count if row.verdict == "ok" else 0,
    )


def _said(known: Sequence[Said], status: ControlStatus, fingerprints: set[str]) -> Iterator[Said]:
    """Words about the control on the subject, and decisions about findings that broke it there."""
    for said in known:
        item = said.decision
        about = item.choice in (Choice.ATTESTED, Choice.WITHDRAWN)
        if (about and (item.check, item.path) == (status.control.id, status.subject)) or (
            not about and item.fingerprint in fingerprints
        ):
            yield said


def _accepted(book: _Book, found: Folded, control: str, subject: str, fingerprints: set[str]) -> Iterator[Accepted]:
    """Acceptances of risks that come from its findings, or from threats that it stands against."""
    threats = {
        f"threat:{row.id}"
        for event in found.events
        if isinstance(event, Analysis) and event.subject == subject
        for row in event.threats
        if control in row.controls
    }
    origins = threats | {f"finding:{name}" for name in fingerprints}
    last = {ruling.risk: ruling for ruling, _ in book.rulings if ruling.choice in (Choose.ACCEPT, Choose.REOPEN)}
    today = date.fromisoformat(found.now[:10])
    for ruling, where in book.rulings:
        if ruling.choice is Choose.ACCEPT and ruling.subject == subject and ruling.origin in origins:
            ends = not ruling.until or date.fromisoformat(ruling.until[:10]) >= today
            yield Accepted(ruling=ruling, where=where, holds=ends and last[ruling.risk] == ruling)


def _stores(found: Folded, data: str) -> list[tuple[Ground, str, str, tuple[str, ...]]]:
    """Where such data is kept by the threat model: ground, id and name of the part, names of the data."""
    if not data:
        return []
    from holdfast.formats import threatmodel

    path = found.root / _MODEL
    if not path.is_file():
        advice = "`holdfast threats init` drafts one."
        raise UsageError("there is no threat model to say where data is kept", advice=advice)
    with path.open("rb") as file:
        system = threatmodel.read(_MODEL, file.read(threatmodel.MOST_BYTES + 1))
    kept = _holding(system, data.lower())
    if not kept:
        tags = sorted({word for asset in system.assets for word in (*asset.tags, asset.id)})
        raise UsageError(f"the threat model keeps no data {data!r}", advice=f"It knows {', '.join(tags) or 'none'}.")
    return [(Ground(one.subject or found.subject, one.paths), one.id, one.name, names) for one, names in kept]


def _holding(system: System, word: str) -> list[tuple[Element, tuple[str, ...]]]:
    found: list[tuple[Element, tuple[str, ...]]] = []
    for element in system.elements:
        held_here = tuple(
            asset.name
            for asset in system.held(element)
            if word in (*asset.tags, asset.id, asset.level.value, asset.name.lower())
        )
        if element.sort is Sort.STORE and held_here:
            found.append((element, held_here))
    return found


def _of(stores: Sequence[tuple[Ground, str, str, tuple[str, ...]]], status: ControlStatus, own: str) -> Iterator[Store]:
    for ground, identity, name, data in stores:
        if ground.subject == status.subject or (not status.subject and ground.subject == own):
            yield Store(id=identity, name=name, data=data, paths=ground.paths, status=here(status, ground))

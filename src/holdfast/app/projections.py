"""Use case: what is folded from the ledger once, kept in it beside the chain, and read in no time.

Projections catch up from the last run that they have read, after each record and at each reading. They are no
evidence: they may be thrown away, and ``rebuild`` makes the same again.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple, TypeVar

from holdfast.loop import account
from holdfast.loop.account import Account
from holdfast.loop.courses import Course
from holdfast.loop.posture import Made
from holdfast.loop.trails import CLOCK_SKEW, Trail, moment
from holdfast.model.check import Check
from holdfast.model.errors import LedgerError
from holdfast.model.history import History
from holdfast.store.eventrows import check_body, read_check
from holdfast.store.ledger import Folded, Ledger, Part, StoredRun

T = TypeVar("T")
_CHECKS: Final = "checks"
_TRIES: Final = 5
"""So often somebody else may be quicker to keep what was read."""


class _Read(NamedTuple):
    """What catching up has made of the new runs."""

    accounts: dict[str, Account]
    anew: Collection[str] | None
    """Subjects whose kept parts are of no use; None where all are."""
    checks: dict[str, str]
    now: Folded

    def parts(self) -> Iterator[Part]:
        for item in self.accounts.values():
            yield from (Part(name, item.subject, key, body) for name, key, body in item.changed())
        yield from (Part(_CHECKS, "", identity, body) for identity, body in self.checks.items())


class Projections:
    """What the ledger says at a moment, as far as it was folded."""

    def __init__(self, ledger: Ledger, now: str) -> None:
        """Catch up, and keep what was read where the ledger can be written. Raises LedgerError."""
        self._ledger = ledger
        self._now = moment(now)
        self._read = _caught_up(ledger)
        """What could not be kept, and is known here only."""
        self._ahead: dict[str, Account] = {}
        """Subjects with rows from the future, folded without what these would close."""
        self._ahead = _refolded(ledger, self._with_a_future(), self._now)

    def trails(self, known: Collection[str]) -> dict[str, dict[str, Trail]]:
        """Where these checks stand, by check and subject."""
        found: dict[str, dict[str, Trail]] = {}
        for _, subject, _, body in self._parts(account.QUIET):
            for check, trail in _told(account.read_quiet, subject, body, known).items():
                found.setdefault(check, {})[subject] = trail
        for _, subject, check, body in self._parts(account.TRAILS):
            if check in known:
                found.setdefault(check, {})[subject] = _told(account.read_trail, check, subject, body)
        for item in self._over():
            for check, trail in item.trails():
                if check in known:
                    found.setdefault(check, {})[item.subject] = trail
        return found

    def courses(self, known: Collection[str]) -> dict[str, Course]:
        """Where these checks stood after each run, by subject."""
        found = {
            subject: _told(account.read_course, body, known) for _, subject, _, body in self._parts(account.COURSE)
        }
        return found | {item.subject: item.course for item in self._over()}

    def histories(self) -> list[History]:
        """When every finding was open, by subject and check in the order of their names."""
        found: list[History] = []
        for _, subject, check, body in self._parts(account.HISTORIES):
            found += _told(account.read_lives, body).histories(check, subject)
        for item in self._over():
            for check, _, lives in item.folds():
                found += lives.histories(check, item.subject)
        return sorted(found, key=lambda item: (item.subject, item.check))

    def made(self) -> dict[str, dict[str, Made]]:
        """What each activity made on each subject."""
        found: dict[str, dict[str, Made]] = {}
        for _, subject, activity, body in self._parts(account.MADE):
            found.setdefault(activity, {})[subject] = _told(account.read_made, body)
        for item in self._over():
            for activity, made in item.made.items():
                found.setdefault(activity, {})[item.subject] = made
        return found

    def checks(self) -> list[Check]:
        """Checks of other tools, as their last run describes them."""
        bodies = {key: body for _, _, key, body in self._parts(_CHECKS)} | (self._read.checks if self._read else {})
        return [_told(_read_check, body) for _, body in sorted(bodies.items())]

    def _over(self) -> Iterator[Account]:
        """Accounts that are known here only; of one subject the last one holds."""
        yield from (
            item for name, item in (self._read.accounts if self._read else {}).items() if name not in self._ahead
        )
        yield from self._ahead.values()

    def _parts(self, name: str) -> Iterator[Part]:
        """What is kept and not known better here."""
        if self._read and self._read.anew is None:
            return
        known = set(self._ahead)
        newer = set()
        if self._read:
            known |= set(self._read.anew or ())
            newer = {
                (item.subject, entry.key)
                for item in self._read.accounts.values()
                for entry in item.changed()
                if entry.name == name
            }
        for part in self._ledger.projection(name):
            if part.part not in known and (part.part, part.key) not in newer:
                yield part

    def _with_a_future(self) -> set[str]:
        made = ((subject, item) for by_subject in self.made().values() for subject, item in by_subject.items())
        return {subject for subject, item in made if moment(item.last) > self._now + CLOCK_SKEW}


def catch_up(ledger: Ledger) -> None:
    """Fold what was stored since the last time, and keep it. Raises LedgerError where the ledger cannot be read."""
    _caught_up(ledger)


def rebuild(ledger: Ledger) -> tuple[int, int]:
    """Fold the whole ledger again and keep that; how many entries there are, and how many were kept wrongly.

    Raises LedgerError where it cannot be read or written.
    """
    catch_up(ledger)
    before = ledger.folded()
    names = (*account.NAMES, _CHECKS)
    kept = {part for name in names for part in ledger.projection(name)}
    runs = list(ledger.runs())
    if not runs:
        return 0, len(kept)
    read = _fold(ledger, runs, None)
    made = list(read.parts())
    if not ledger.project(before, read.now, made, anew=None):
        advice = "Try again when no other scan writes; a ledger of an older version takes them with its next row."
        raise LedgerError("projections cannot be kept in this ledger", advice=advice)
    return len(made), len(kept ^ set(made))


def _caught_up(ledger: Ledger) -> _Read | None:
    """Read the new runs; what of it could not be kept."""
    read = None
    for _ in range(_TRIES):
        before = ledger.folded()
        usable = before if before and before.form == account.FORM and _stands(ledger, before) else None
        runs = list(ledger.runs(usable.sequence if usable else 0))
        if not runs:
            return None
        try:
            read = _fold(ledger, runs, usable)
        except (ValueError, TypeError, LookupError):
            read = _fold(ledger, list(ledger.runs()), None)
        if ledger.project(before, read.now, list(read.parts()), anew=read.anew):
            return None
        if ledger.folded() == before:
            break
    return read


def _stands(ledger: Ledger, mark: Folded) -> bool:
    return ledger.hash_of(mark.sequence) == mark.head


def _fold(ledger: Ledger, runs: Sequence[StoredRun], usable: Folded | None) -> _Read:
    by_subject: dict[str, list[datetime]] = {}
    for run in runs:
        by_subject.setdefault(run.scope.subject, []).append(moment(run.seen_at))
    accounts = {subject: _account(ledger, subject, usable) for subject in by_subject}
    late = {subject for subject, times in by_subject.items() if not _follow(accounts[subject].last, times)}
    for run in runs:  # and no row behind the last of them, which somebody may have appended since
        if run.scope.subject not in late:
            for row in ledger.evidence_of(run):
                accounts[row.subject].step(row)
    accounts |= _refolded(ledger, late)
    checks = {item.check.id: check_body(item.check) for item in ledger.checks(runs[0].sequence - 1)}
    now = Folded(form=account.FORM, sequence=runs[-1].sequence, head=runs[-1].hash)
    return _Read(accounts, late if usable else None, checks, now)


def _follow(last: datetime | None, times: Sequence[datetime]) -> bool:
    """Whether runs stand in the order of time, behind the last one that was folded."""
    return list(times) == sorted(times) and (last is None or last <= times[0])


def _account(ledger: Ledger, subject: str, usable: Folded | None) -> Account:
    if usable is None:
        return Account(subject)
    kept = {(name, part.key): part.body for name in account.NAMES for part in ledger.projection(name, subject)}
    return Account(subject, kept)


def _refolded(ledger: Ledger, subjects: Collection[str], today: datetime | None = None) -> dict[str, Account]:
    """Accounts from the first row on, whatever the order of the runs."""
    found = {subject: Account(subject) for subject in subjects}
    runs = [run for run in ledger.runs() if run.scope.subject in found] if subjects else []
    for run in sorted(runs, key=lambda run: (moment(run.seen_at), run.sequence)):
        for row in ledger.evidence_of(run):
            found[row.subject].step(row, today)
    return found


def _read_check(body: str) -> Check:
    return read_check(0, json.loads(body))


def _told(read: Callable[..., T], *given: Any) -> T:
    try:
        return read(*given)
    except (ValueError, TypeError, LookupError) as error:
        raise LedgerError("a projection cannot be read", advice="Run 'holdfast ledger rebuild'.") from error

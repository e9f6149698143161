"""What one check said about one subject, as a fold that can be kept and goes on where it stopped.

Rows are stepped through in the order of time, of one moment in the ledger's order. The rules:

- A failure or a doubt opens; a later ``ok`` of the same scope, or of a complete one, closes it.
- A claim and an ``ok`` about nothing prove and close nothing.
- An ``ok`` whose own run doubted or crashed elsewhere closes nothing: what it closed is opened again.
- ``not here`` on a complete scope closes what other runs opened, and ends the proof.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from operator import attrgetter
from typing import Any, Final, NamedTuple

from holdfast.model.errors import LedgerError
from holdfast.model.observation import NOT_HERE, Evidence, Strength

CLOCK_SKEW: Final = timedelta(minutes=5)
"""A clock may be so much ahead; what is further ahead is from the future, and neither proves nor closes."""
CLOSING: Final = frozenset(("ok", NOT_HERE))
"""Verdicts that can close what is open."""

Key = tuple[str, str, str]
"""Scope, verdict and identity of something open."""
Trails = Mapping[str, Mapping[str, "Trail"]]
"""By check id and subject."""

_NAMES: Final = (
    *("sequence", "hash", "seen_at", "activity", "scope", "complete", "strength", "verdict", "count"),
    *("fingerprint", "place", "severity", "says"),
)
_OF: Final = attrgetter(*_NAMES)
_OWN: Final = ("sequence", "hash", "count", "fingerprint", "place", "severity", "says")
_OWN_OF: Final = attrgetter(*_OWN)
_CLAIM: Final = Strength.CLAIM
_STRENGTHS: Final = {strength.value: strength for strength in Strength}


def moment(seen_at: str) -> datetime:
    """Read a time of evidence. Raises LedgerError where it is none."""
    try:
        read = datetime.fromisoformat(seen_at)
    except ValueError:
        raise LedgerError(f"{seen_at!r} is no time in UTC", advice="Run 'holdfast ledger verify'.") from None
    return read if read.tzinfo else read.replace(tzinfo=UTC)


def identity(row: Evidence) -> str:
    """What tells a failure or a doubt from the others of its check."""
    return row.fingerprint or row.place or str(row.sequence)


def run_of(row: Evidence) -> tuple[str, str, str]:
    """What the rows of one run have in common."""
    return row.seen_at, row.activity, row.scope


class Seen(NamedTuple):
    """What a row has in common with the others of its run."""

    seen_at: str
    activity: str
    scope: str
    complete: bool
    strength: Strength


_Quiet = tuple[Seen, str, str, Sequence[Any]]
"""A row that is made when somebody asks for it: its run, check, subject, and fields as they are kept."""


class Trail:
    """Where a check on a subject stands after the rows that were stepped through."""

    __slots__ = ("_absent", "_claim", "_proof", "closed", "last", "loud", "open")

    def __init__(
        self,
        proof: Evidence | _Quiet | None = None,
        absent: Evidence | _Quiet | None = None,
        claim: Evidence | _Quiet | None = None,
    ) -> None:
        """Start where nothing was ever open."""
        self.open: dict[Key, Evidence] = {}
        self.closed: dict[Key, Evidence] = {}
        """What the last look that could close has closed."""
        self.last: Evidence | tuple[str, str, str] | None = None
        """That look, or its run; not known where it closed nothing and the trail was kept meanwhile."""
        self.loud = False
        """Whether anything ever was open."""
        self._proof = proof
        self._absent = absent
        self._claim = claim

    @property
    def proof(self) -> Evidence | None:
        """The last ``ok`` on a complete scope."""
        return _whole(self._proof, "ok") if isinstance(self._proof, tuple) else self._proof

    @property
    def absent(self) -> Evidence | None:
        """The last ``not here`` on a complete scope, when nothing was there since."""
        return _whole(self._absent, NOT_HERE) if isinstance(self._absent, tuple) else self._absent

    @property
    def claim(self) -> Evidence | None:
        """The last ``ok`` that is a claim only."""
        return _whole(self._claim, "ok") if isinstance(self._claim, tuple) else self._claim

    @property
    def proven(self) -> Evidence | Seen | None:
        """The proof, or what it has in common with its run: enough to tell when it was, and how strong."""
        return self._proof[0] if isinstance(self._proof, tuple) else self._proof

    @property
    def gone(self) -> Evidence | Seen | None:
        """The same of the last ``not here``."""
        return self._absent[0] if isinstance(self._absent, tuple) else self._absent

    @property
    def claimed(self) -> bool:
        """Whether somebody says that it is good."""
        return self._claim is not None

    def step(self, row: Evidence) -> None:
        """Take the next row."""
        if row.verdict == "ok":
            self._good(row)
        elif row.verdict == NOT_HERE:
            self._gone(row)
        else:
            self._bad(row)

    def _good(self, row: Evidence) -> None:
        if row.strength is _CLAIM or row.count < 1:
            self._claim = row if row.count else self._claim
            return
        if self.open:
            self._close({key: old for key, old in self.open.items() if row.complete or old.scope == row.scope})
        elif self.closed:
            self.closed = {}
        self.last, self._absent = row, None
        if row.complete:
            self._proof = row

    def _gone(self, row: Evidence) -> None:
        if row.complete and row.strength is not _CLAIM:
            self._close({key: old for key, old in self.open.items() if run_of(old) != run_of(row)})
            self.last, self._proof, self._absent = row, None, row

    def _close(self, closed: dict[Key, Evidence]) -> None:
        if closed:
            self.open = {key: old for key, old in self.open.items() if key not in closed}
        self.closed = closed

    def same_run(self, row: Evidence) -> bool:
        """Whether a row is of the run that looked last, of those that could close something."""
        last = self.last if isinstance(self.last, tuple) or self.last is None else run_of(self.last)
        return run_of(row) == last

    def _bad(self, row: Evidence) -> None:
        if row.verdict != "fail" and self.closed and self.same_run(row):
            self.open, self.closed = self.closed | self.open, {}
        self.open[row.scope, row.verdict, identity(row)] = row
        self.loud = True

    def kept(self) -> list[Any]:
        """What ``restored`` takes, in terms of JSON."""
        rows = [_kept(row) if row else 0 for row in (self.proof, self.absent, self.claim)]
        last = run_of(self.last) if isinstance(self.last, Evidence) else self.last or 0
        return [
            last if self.closed else 0,
            *rows,
            *([_kept(row) for row in rows.values()] for rows in (self.open, self.closed)),
        ]

    @classmethod
    def restored(cls, check: str, subject: str, kept: Sequence[Any]) -> Trail:
        """A trail as it was when it was kept."""
        trail = cls()
        trail.loud = True
        last, proof, absent, claim, opened, closed = kept
        trail.last = (last[0], last[1], last[2]) if last else None
        trail._proof = _row(check, subject, proof) if proof else None
        trail._absent = _row(check, subject, absent) if absent else None
        trail._claim = _row(check, subject, claim) if claim else None
        for rows, target in ((opened, trail.open), (closed, trail.closed)):
            for fields in rows:
                row = _row(check, subject, fields)
                target[row.scope, row.verdict, identity(row)] = row
        return trail


def kept_quiet(quiet: Mapping[str, Trail]) -> list[Any]:
    """The trails of a subject, by check, on which nothing ever was open, as ``restored_quiet`` takes them."""
    runs: dict[Seen, int] = {}
    rows: list[list[Any]] = []
    for check, trail in sorted(quiet.items()):
        fields = [check, *(_short(item, runs) if item else 0 for item in (trail._proof, trail._absent, trail._claim))]
        while fields[-1] == 0:
            fields.pop()
        rows.append(fields)
    return [list(runs), rows]


def restored_quiet(
    subject: str, kept: Sequence[Any], known: Container[str] | None = None
) -> Iterator[tuple[str, Trail]]:
    """The same trails as they were when they were kept, with their check; without those that are not ``known``.

    Raises ValueError, TypeError, KeyError or IndexError for what is no such thing.
    """
    runs, rows = kept
    made = [
        Seen(at, activity, scope, complete, _STRENGTHS[strength]) for at, activity, scope, complete, strength in runs
    ]
    for fields in rows:
        check = fields[0]
        if known is None or check in known:
            given = [(made[own[0]], check, subject, own) if own else None for own in fields[1:]]
            yield check, Trail(*given)


def _seen(row: Evidence | _Quiet) -> Seen:
    if isinstance(row, tuple):
        return row[0]
    return Seen(row.seen_at, row.activity, row.scope, row.complete, row.strength)


def _whole(row: _Quiet, verdict: str) -> Evidence:
    seen, check, subject, fields = row
    own = dict(zip(_OWN, fields[1:], strict=False))
    return Evidence(check=check, subject=subject, verdict=verdict, **seen._asdict(), **own)


def _short(row: Evidence | _Quiet, runs: dict[Seen, int]) -> list[Any]:
    """A row of a quiet trail: the number of its run, and what is its own."""
    own = row[3][1:] if isinstance(row, tuple) else _OWN_OF(row)
    fields = [runs.setdefault(_seen(row), len(runs)), *own]
    while fields[-1] == "":
        fields.pop()
    return fields


def trails(evidence: Iterable[Evidence], known: set[str], today: datetime) -> dict[str, dict[str, Trail]]:
    """Trails of the checks in ``known``, whatever the order of the rows. Raises LedgerError for an unreadable time."""
    found: dict[str, dict[str, Trail]] = {}
    timed = ((moment(row.seen_at), row.sequence, row) for row in evidence if row.check in known)
    for when, _, row in sorted(timed, key=lambda item: item[:2]):
        if row.verdict not in CLOSING or when <= today + CLOCK_SKEW:
            found.setdefault(row.check, {}).setdefault(row.subject, Trail()).step(row)
        else:
            found.setdefault(row.check, {}).setdefault(row.subject, Trail())
    return found


def _kept(row: Evidence) -> list[Any]:
    fields = list(_OF(row))
    while fields[-1] == "":
        fields.pop()
    return fields


def _row(check: str, subject: str, fields: Sequence[Any]) -> Evidence:
    given = dict(zip(_NAMES, fields, strict=False))
    given["strength"] = _STRENGTHS[given["strength"]]
    return Evidence(check=check, subject=subject, **given)

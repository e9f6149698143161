"""The contract that every ledger keeps, wherever it stands.

A ledger only grows. Every row holds a hash over the row before it and its own body, so that a changed, removed or
inserted row is found; the head is the hash of the last row. A head that was kept elsewhere (a receipt) also proves that
nothing was cut off the end.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple, Protocol

from holdfast.model.check import Check
from holdfast.model.decision import Decision
from holdfast.model.event import Event
from holdfast.model.noun import noun
from holdfast.model.observation import Evidence, Run, Strength
from holdfast.model.scope import Scope


@noun
class Receipt:
    """What the caller gets for an appended run, decision or event."""

    run: int
    """Sequence number of the run's header row, or of the one row of a decision or an event."""
    rows: int
    """Rows behind the header."""
    head: str
    """Hash of the last row, hexadecimal; kept elsewhere, it proves later that nothing was cut off or rewritten."""


@noun
class StoredRun:
    """A run's header as the ledger holds it."""

    sequence: int
    hash: str
    activity: str
    scope: Scope
    seen_at: str
    tool: str
    rules: str
    strength: Strength
    rows: int
    """Rows that follow the header: the evidence, and before it the checks of other tools that it speaks of."""


@noun
class StoredDecision:
    """A decision as the ledger holds it."""

    sequence: int
    hash: str
    decision: Decision


@noun
class StoredEvent:
    """A typed event as the ledger holds it."""

    sequence: int
    hash: str
    event: Event


@noun
class StoredCheck:
    """A check of another tool as a run that speaks of it describes it."""

    sequence: int
    hash: str
    check: Check


@noun
class Health:
    """What walking the whole chain found."""

    ok: bool
    rows: int
    """Rows that were read and are in order, headers included."""
    runs: int
    decisions: int
    events: int
    head: str
    """Hash of the last row in order; empty for an empty ledger."""
    broken_at: int | None
    """Sequence number of the first row that is not in order; None when no single row is to blame."""
    says: str
    """One sentence for people."""


@noun
class Folded:
    """How far projections have read the ledger."""

    form: str
    """Which form their bodies have; of another form they are thrown away."""
    sequence: int
    head: str
    """Hash of that row: where it is another, the ledger was replaced, and what was folded is of no use."""


class Part(NamedTuple):
    """One entry of a projection."""

    name: str
    """Of the projection."""
    part: str
    """What it is kept by, mostly a subject."""
    key: str
    body: str


class Ledger(Protocol):
    """An append-only account of what was observed, decided and measured.

    Methods raise LedgerError when the place of storage refuses.
    """

    def append(self, run: Run) -> Receipt:
        """Store a run whole or not at all.

        Per check there is one ``ok`` row with the sum of its counts, and it stands before the check's other rows of
        that run; every failure, doubt and crash is a row of its own.
        """
        ...

    def evidence(
        self, check: str | None = None, activity: str | None = None, subject: str | None = None, *, after: int = 0
    ) -> Iterator[Evidence]:
        """Give stored evidence in the order of storage, of one check id, activity or subject where given.

        ``after`` leaves out rows up to that one, which has to be the last of a run, or to stand alone.
        """
        ...

    def evidence_of(self, run: StoredRun) -> Iterator[Evidence]:
        """Give the evidence of one run."""
        ...

    def runs(self, after: int = 0) -> Iterator[StoredRun]:
        """Give the headers of the runs behind row ``after`` in the order of storage."""
        ...

    def decide(self, decision: Decision) -> Receipt:
        """Store a decision behind what is there. It changes no row: a later one about the same finding outweighs it."""
        ...

    def decisions(self) -> Iterator[StoredDecision]:
        """Give all decisions in the order of storage."""
        ...

    def record(self, event: Event) -> Receipt:
        """Store a typed event behind what is there."""
        ...

    def events(self, after: int = 0) -> Iterator[StoredEvent]:
        """Give the typed events behind row ``after`` in the order of storage; runs and decisions are none of them."""
        ...

    def checks(self, after: int = 0) -> Iterator[StoredCheck]:
        """Give the descriptions of other tools' checks behind row ``after``; of one check the last one holds."""
        ...

    def size(self) -> int:
        """How many rows there are, which is the number of the last one."""
        ...

    def hash_of(self, sequence: int) -> str:
        """The hash of a row, hexadecimal, which holds for all before it as well; empty where there is no such row."""
        ...

    def rows(self, after: int = 0) -> Iterator[tuple[int, str, bytes]]:
        """Give the rows behind row ``after`` as they are: number, body, hash."""
        ...

    def take(self, bodies: Sequence[str]) -> Receipt:
        """Store bodies of rows as they are, all or none. Raises LedgerError for rows that no ledger would write."""
        ...

    def folded(self) -> Folded | None:
        """How far projections have read; None where nothing is kept."""
        ...

    def projection(self, name: str, part: str | None = None) -> Iterator[Part]:
        """Give what is kept of a projection, or one part of it."""
        ...

    def project(
        self, before: Folded | None, now: Folded, entries: Sequence[Part], *, anew: Collection[str] | None = None
    ) -> bool:
        """Keep entries of projections, where ``folded`` still says what it said ``before``; else keep nothing.

        Parts ``anew`` are emptied first; None empties all. Projections are no part of the chain, and hold nothing that
        cannot be folded again. Whether they were kept: a ledger that cannot keep them says no, and raises nothing.
        """
        ...

    def verify(self, known_head: str = "") -> Health:
        """Walk the whole chain. With ``known_head`` (from a receipt), that row must still be in it."""
        ...

    def close(self) -> None:
        """Let go of the place of storage; what was appended stays."""
        ...

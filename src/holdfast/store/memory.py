"""A ledger in memory: for tests and for programs that embed Holdfast and keep evidence themselves."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from holdfast.model.decision import Decision
from holdfast.model.event import Event
from holdfast.model.observation import Evidence, Run
from holdfast.store import chain
from holdfast.store.eventrows import event_body
from holdfast.store.ledger import Folded, Health, Part, Receipt, StoredCheck, StoredDecision, StoredEvent, StoredRun


class MemoryLedger:
    """Keeps the contract of ``Ledger`` until the process ends."""

    def __init__(self) -> None:
        """Start empty."""
        self._rows: list[chain.Row] = []
        self._folded: Folded | None = None
        self._parts: dict[tuple[str, str, str], str] = {}

    def append(self, run: Run) -> Receipt:
        """Store a run whole or not at all."""
        return self._put(chain.bodies(run))

    def decide(self, decision: Decision) -> Receipt:
        """Store a decision behind what is there."""
        return self._put([chain.decision_body(decision)])

    def record(self, event: Event) -> Receipt:
        """Store a typed event behind what is there."""
        return self._put([event_body(event)])

    def _put(self, bodies: list[str]) -> Receipt:
        first = len(self._rows) + 1
        hashes = chain.links(self._rows[-1][2] if self._rows else chain.GENESIS, bodies)
        self._rows += zip(range(first, first + len(bodies)), bodies, hashes, strict=True)
        return Receipt(run=first, rows=len(bodies) - 1, head=hashes[-1].hex())

    def evidence(
        self, check: str | None = None, activity: str | None = None, subject: str | None = None, *, after: int = 0
    ) -> Iterator[Evidence]:
        """Give stored evidence in the order of storage."""
        return chain.read(tuple(self._rows[after:]), check, activity, subject)

    def evidence_of(self, run: StoredRun) -> Iterator[Evidence]:
        """Give the evidence of one run."""
        return chain.read(tuple(self._rows[run.sequence - 1 : run.sequence + run.rows]))

    def runs(self, after: int = 0) -> Iterator[StoredRun]:
        """Give the headers of the runs behind a row in the order of storage."""
        return chain.stored_runs(tuple(self._rows[after:]))

    def decisions(self) -> Iterator[StoredDecision]:
        """Give all decisions in the order of storage."""
        return chain.stored_decisions(tuple(self._rows))

    def events(self, after: int = 0) -> Iterator[StoredEvent]:
        """Give the typed events behind row ``after`` in the order of storage."""
        return chain.stored_events(tuple(self._rows[after:]))

    def checks(self, after: int = 0) -> Iterator[StoredCheck]:
        """Give the descriptions of other tools' checks behind a row."""
        return chain.stored_checks(tuple(self._rows[after:]))

    def size(self) -> int:
        """How many rows there are."""
        return len(self._rows)

    def hash_of(self, sequence: int) -> str:
        """The hash of a row; empty where there is no such row."""
        return self._rows[sequence - 1][2].hex() if 0 < sequence <= len(self._rows) else ""

    def rows(self, after: int = 0) -> Iterator[chain.Row]:
        """Give the rows behind a row as they are."""
        return iter(tuple(self._rows[after:]))

    def take(self, bodies: Sequence[str]) -> Receipt:
        """Store bodies of rows as they are, all or none."""
        chain.check_bodies(bodies)
        return self._put(list(bodies))

    def folded(self) -> Folded | None:
        """How far projections have read."""
        return self._folded

    def projection(self, name: str, part: str | None = None) -> Iterator[Part]:
        """Give what is kept of a projection, or one part of it."""
        for (named, of, key), body in sorted(self._parts.items()):
            if named == name and part in (None, of):
                yield Part(named, of, key, body)

    def project(
        self, before: Folded | None, now: Folded, entries: Sequence[Part], *, anew: Collection[str] | None = None
    ) -> bool:
        """Keep entries of projections, where nobody else did meanwhile."""
        if self._folded != before:
            return False
        self._parts = {key: body for key, body in self._parts.items() if anew is not None and key[1] not in anew}
        self._parts |= {entry[:3]: entry.body for entry in entries}
        self._folded = now
        return True

    def verify(self, known_head: str = "") -> Health:
        """Walk the whole chain."""
        return chain.examine(self._rows, known_head)

    def close(self) -> None:
        """Nothing to let go of."""

"""A ledger in memory: for tests and for programs that embed Holdfast and keep evidence themselves."""

from __future__ import annotations

from collections.abc import Iterator

from holdfast.model.decision import Decision
from holdfast.model.event import Event
from holdfast.model.observation import Evidence, Run
from holdfast.store import chain
from holdfast.store.eventrows import event_body
from holdfast.store.ledger import Health, Receipt, StoredCheck, StoredDecision, StoredEvent, StoredRun


class MemoryLedger:
    """Keeps the contract of ``Ledger`` until the process ends."""

    def __init__(self) -> None:
        """Start empty."""
        self._rows: list[chain.Row] = []

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
        self, check: str | None = None, activity: str | None = None, subject: str | None = None
    ) -> Iterator[Evidence]:
        """Give stored evidence in the order of storage."""
        return chain.read(tuple(self._rows), check, activity, subject)

    def runs(self) -> Iterator[StoredRun]:
        """Give the headers of all runs in the order of storage."""
        return chain.stored_runs(tuple(self._rows))

    def decisions(self) -> Iterator[StoredDecision]:
        """Give all decisions in the order of storage."""
        return chain.stored_decisions(tuple(self._rows))

    def events(self, after: int = 0) -> Iterator[StoredEvent]:
        """Give the typed events behind row ``after`` in the order of storage."""
        return chain.stored_events(tuple(self._rows[after:]))

    def checks(self) -> Iterator[StoredCheck]:
        """Give the descriptions of other tools' checks in the order of storage."""
        return chain.stored_checks(tuple(self._rows))

    def verify(self, known_head: str = "") -> Health:
        """Walk the whole chain."""
        return chain.examine(self._rows, known_head)

    def close(self) -> None:
        """Nothing to let go of."""

"""Projections stay right while somebody else writes."""

from __future__ import annotations

from collections.abc import Iterator

from holdfast.app.projections import catch_up
from holdfast.model.observation import Run
from holdfast.store.ledger import StoredRun
from holdfast.store.memory import MemoryLedger
from tests.app.test_projections import anew, kept, run, seen


class _Busy(MemoryLedger):
    """A ledger to which somebody else appends a run whenever the headers of runs have been read, as long as told."""

    def __init__(self, *more: Run) -> None:
        super().__init__()
        self._more = list(more)

    def runs(self, after: int = 0) -> Iterator[StoredRun]:
        yield from super().runs(after)
        if self._more:
            self.append(self._more.pop(0))


def test_what_is_appended_while_they_catch_up_is_counted_once() -> None:
    ledger = _Busy(run(2, seen("fail")), run(3, seen("ok", "B")))
    ledger.append(run(1, seen("ok")))
    catch_up(ledger)
    catch_up(ledger)
    catch_up(ledger)
    assert kept(ledger) == anew(ledger)

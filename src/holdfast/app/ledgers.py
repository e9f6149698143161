"""Opens ledgers where the policy says that they stand."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from holdfast.model.errors import LedgerError
from holdfast.store.ledger import Ledger


def opened(path: Path, *, read_only: bool = False) -> Ledger:
    """The ledger at a place; made, unless it is only read, where there is none. Raises LedgerError."""
    from holdfast.store.sqlite import SqliteLedger

    return SqliteLedger(path, read_only=read_only)


@contextmanager
def reading(path: Path) -> Iterator[Ledger]:
    """A ledger that is there, so opened that it can keep projections where it may be written. Raises LedgerError."""
    try:
        ledger = opened(path)
    except LedgerError:
        ledger = opened(path, read_only=True)
    try:
        yield ledger
    finally:
        ledger.close()

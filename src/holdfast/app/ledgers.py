"""Opens ledgers where the user says that they stand: a file of the repository, or a server."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, NamedTuple

from holdfast.model.errors import LedgerError, UsageError
from holdfast.model.policy import Policy
from holdfast.store.ledger import Ledger

VARIABLE: Final = "HOLDFAST_LEDGER"
"""Says where the ledger stands, as ``--ledger`` does, for every verb."""
_SCHEMES: Final = ("postgresql://", "postgres://")
_OWN: Final = ("--ledger", "$HOLDFAST_LEDGER_PATH")
"""Who may name a server: the user and his pipeline, and no file of a repository."""


class Place(NamedTuple):
    """Where a ledger stands."""

    path: Path
    """The file; of a server, where files about it are kept."""
    url: str = ""
    """The server's address; empty for a file."""

    def exists(self) -> bool:
        """Whether there may be a ledger; only asking a server tells."""
        return bool(self.url) or self.path.exists()

    @property
    def seals(self) -> Path:
        """The file of seals beside it."""
        return self.path.with_name(self.path.name + ".seals")

    def __str__(self) -> str:
        """The place as it may be shown."""
        if not self.url:
            return str(self.path)
        from holdfast.store.postgres import shown

        return shown(self.url)


def placed(root: Path, policy: Policy) -> Place:
    """Where the ledger of a root stands. Raises UsageError where a file of the repository names a server."""
    said, origin = policy.ledger, policy.origin("ledger.path")
    if origin != "--ledger" and os.environ.get(VARIABLE):
        said, origin = os.environ[VARIABLE], f"${VARIABLE}"
    if not said.startswith(_SCHEMES):
        return Place(root / said)
    if origin not in (*_OWN, f"${VARIABLE}"):
        advice = f"Name it with --ledger or {VARIABLE}: a change of that file could send evidence elsewhere."
        raise UsageError(f"{origin} names a server for the ledger", advice=advice)
    name = hashlib.sha256(said.encode()).hexdigest()[:16]
    return Place(root / ".holdfast" / "state" / f"server-{name}", said)


def opened(place: Place | Path, *, read_only: bool = False) -> Ledger:
    """The ledger at a place; made, unless it is only read, where there is none. Raises LedgerError."""
    if isinstance(place, Place) and place.url:
        from holdfast.store.postgres import PostgresLedger

        return PostgresLedger(place.url, read_only=read_only)
    from holdfast.store.sqlite import SqliteLedger

    return SqliteLedger(place.path if isinstance(place, Place) else place, read_only=read_only)


@contextmanager
def reading(place: Place) -> Iterator[Ledger]:
    """A ledger that is there, so opened that it can keep projections where it may be written. Raises LedgerError."""
    try:
        ledger = opened(place)
    except LedgerError:
        ledger = opened(place, read_only=True)
    try:
        yield ledger
    finally:
        ledger.close()

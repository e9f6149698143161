"""Use case: take rows out of one ledger and into another, each once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from holdfast.app.evidence import existing, ledger_place
from holdfast.app.ledgers import opened
from holdfast.app.projections import catch_up
from holdfast.model.errors import LedgerError, UsageError
from holdfast.model.event import Merged
from holdfast.store import chain, segments
from holdfast.store.eventrows import event_body
from holdfast.store.ledger import Ledger
from holdfast.store.segments import Segment

Item = tuple[str, ...]
"""Rows of one run, decision or event."""


class Taken(NamedTuple):
    """What one file brought."""

    source: Path
    items: int
    """Runs, decisions and events in it."""
    new: int
    """How many of them this ledger did not hold yet."""
    head: str
    """The head of the ledger that they come from, which this one keeps."""


def export(folder: Path, target: Path, *, since: int = 0, run: int = 0) -> tuple[int, int]:
    """Write the ledger's rows behind row ``since``, or one run, to a new file: the first and the last one's number.

    Raises UsageError without a ledger or such rows, LedgerError where the chain is not in order or nothing can be
    written.
    """
    ledger = existing(folder)
    try:
        health = ledger.verify()
        if not health.ok:
            raise LedgerError(f"the ledger is not in order: {health.says}", advice="Run 'holdfast ledger verify'.")
        first, last = _range(ledger, health.rows, since, run)
        segments.write(target, ledger, first, last)
        return first, last
    finally:
        ledger.close()


def _range(ledger: Ledger, rows: int, since: int, run: int) -> tuple[int, int]:
    if run:
        found = next((item for item in ledger.runs(run - 1) if item.sequence == run), None)
        if found is None:
            raise UsageError(f"no run begins at row {run}", advice="`holdfast ledger show` names each run's row.")
        return run, run + found.rows
    inside = next((item.sequence for item in ledger.runs() if item.sequence <= since < item.sequence + item.rows), 0)
    if inside:
        raise UsageError(f"row {since} stands inside of the run at row {inside}", advice=f"Say --since {inside - 1}.")
    if since >= rows:
        raise UsageError(f"there is nothing behind row {since}", advice=f"The last row is {rows}.")
    return since + 1, rows


def take(folder: Path, files: Sequence[Path]) -> list[Taken]:
    """Take segments into the ledger, which is made where there is none. What it holds already is left out.

    Every file is read before anything is written. Raises LedgerError, which names file and line, for a segment that is
    torn, wrong, or from a ledger that was written anew since an earlier one was taken.
    """
    read = [(path, segments.read(path)) for path in files]
    ledger = opened(ledger_place(folder))
    try:
        for path, segment in read:
            _check_origin(ledger, path, segment)
        held = _held(ledger, {item[0] for _, segment in read for item in segment.items()})
        taken = [_taken(ledger, path, segment, held) for path, segment in read]
        catch_up(ledger)
        return taken
    finally:
        ledger.close()


def merge(folder: Path, files: Sequence[Path]) -> list[Taken]:
    """The same of whole ledgers. Raises LedgerError for one that is not in order as well."""
    with TemporaryDirectory() as place:
        written = [_written(path, Path(place) / str(number)) for number, path in enumerate(files)]
        told = dict(zip(written, files, strict=True))
        return [item._replace(source=told[item.source]) for item in take(folder, written)]


def _written(path: Path, target: Path) -> Path:
    with _read(path) as other:
        health = other.verify()
        if not health.ok or not health.rows:
            raise LedgerError(f"the ledger {path} is not taken: {health.says}", advice="Nothing was changed.")
        segments.write(target, other, 1, health.rows)
    return target


@contextmanager
def _read(path: Path) -> Iterator[Ledger]:
    ledger = opened(path, read_only=True)
    try:
        yield ledger
    finally:
        ledger.close()


def _check_origin(ledger: Ledger, path: Path, segment: Segment) -> None:
    """Raise LedgerError where an earlier segment of the same ledger had other rows."""
    for item in ledger.events():
        event = item.event
        if not isinstance(event, Merged) or event.subject != f"ledger:{segment.ledger}":
            continue
        there = segment.hash_of(event.last)
        if there and there != event.head:
            said = f"{path}: row {event.last} of that ledger is another one than at {event.at}, when it was taken"
            raise LedgerError(said, advice="It was written anew; find out why. Nothing was changed.")


def _taken(ledger: Ledger, path: Path, segment: Segment, held: set[Item]) -> Taken:
    items = [item for item in segment.items() if not _is_seal(item)]
    fresh = [item for item in dict.fromkeys(items) if item not in held]
    if fresh:
        merged = Merged(
            subject=f"ledger:{segment.ledger}",
            at=datetime.now(UTC).isoformat(timespec="seconds"),
            first=segment.first,
            last=segment.last,
            head=segment.head,
            taken=len(fresh),
        )
        # First of all, so that a ledger that begins with another's rows is not taken for that one.
        ledger.take([event_body(merged), *(body for item in fresh for body in item)])
        held.update(fresh)
    return Taken(path, len(items), len(fresh), segment.head)


def _is_seal(item: Item) -> bool:
    """A seal is about the chain that it stands in; in another one it would say nothing true."""
    return item[0].startswith('["seal",')


def _held(ledger: Ledger, wanted: set[str]) -> set[Item]:
    """What the ledger holds of the runs, decisions and events that begin with these rows."""
    found: set[Item] = set()
    item: list[str] = []
    for _, body, _ in ledger.rows():
        if body[: chain.START] not in chain.OF_RUNS:
            if item:
                found.add(tuple(item))
            item = [body] if body in wanted else []
        elif item:
            item.append(body)
    return found | ({tuple(item)} if item else set())

"""A segment: rows of a ledger in a file of their own, to be kept as an artefact and taken into another ledger.

The first line is an object: form, the ledger (the hash of its first row), the numbers of the first and the last row,
the hash before the first and of the last one. Each further line is the body of one row as the ledger holds it. Hashed
onto the hash before the first, the lines have to come out at the hash of the last.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from holdfast.model.errors import LedgerError
from holdfast.store import chain
from holdfast.store.eventrows import text, whole
from holdfast.store.ledger import Ledger

FORM: Final = "holdfast-ledger-segment/1"
MOST_BYTES: Final = 1 << 30
MOST_LINE: Final = 1 << 24
_AGAIN: Final = "Export it again: holdfast ledger export FILE."


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """Rows that were read from a file, and fit together."""

    ledger: str
    """Hash of the first row of the ledger that they come from."""
    first: int
    last: int
    head: str
    """Hash of the last row in that ledger."""
    bodies: tuple[str, ...]
    links: tuple[bytes, ...]
    """The hash of each row."""

    def items(self) -> Iterator[tuple[str, ...]]:
        """Runs with their rows, decisions and events, in order."""
        start = 0
        for at in range(1, len(self.bodies) + 1):
            if at == len(self.bodies) or self.bodies[at][: chain.START] not in chain.OF_RUNS:
                yield self.bodies[start:at]
                start = at

    def hash_of(self, sequence: int) -> str:
        """The hash of a row of that ledger, hexadecimal; empty for one that the segment does not hold."""
        return self.links[sequence - self.first].hex() if self.first <= sequence <= self.last else ""


def write(path: Path, ledger: Ledger, first: int, last: int) -> int:
    """Write rows ``first`` to ``last`` of a ledger to a new file, whole or not at all; how many they are.

    Both have to be at the ends of runs or single rows. Raises LedgerError where the file is there or cannot be written.
    """
    before = ledger.hash_of(first - 1) if first > 1 else chain.GENESIS.hex()
    about = {"form": FORM, "ledger": ledger.hash_of(1), "first": first, "last": last, "before": before}
    try:
        with path.open("xb") as file:
            try:
                file.write(json.dumps(about | {"head": ledger.hash_of(last)}).encode() + b"\n")
                for sequence, body, _ in ledger.rows(first - 1):
                    if sequence > last:
                        break
                    file.write(body.encode() + b"\n")
                file.flush()
                os.fsync(file.fileno())
            except BaseException:
                path.unlink(missing_ok=True)
                raise
    except FileExistsError as error:
        raise LedgerError(f"{path} is there already", advice="Choose another name, or remove it.") from error
    except OSError as error:
        raise LedgerError(f"{path} cannot be written: {error.strerror}", advice="Choose another place.") from error
    return last - first + 1


def read(path: Path) -> Segment:
    """Read a segment. Raises LedgerError, which names file and line, for one that is torn, wrong or too large."""
    try:
        with path.open("rb") as file:
            if os.fstat(file.fileno()).st_size > MOST_BYTES:
                raise LedgerError(f"{path} has more than {MOST_BYTES:,} bytes", advice="Export a part: --since ROW.")
            lines = _lines(path, file)
            return _segment(path, next(lines, ""), lines)
    except OSError as error:
        raise LedgerError(f"{path} cannot be read: {error.strerror}") from error


def _lines(path: Path, file: BinaryIO) -> Iterator[str]:
    number = 0
    while line := file.readline(MOST_LINE):
        number += 1
        if not line.endswith(b"\n"):
            raise LedgerError(f"{path}:{number}: the line has no end: the file is torn", advice=_AGAIN)
        try:
            yield line[:-1].decode("ascii")
        except UnicodeDecodeError as error:
            raise LedgerError(f"{path}:{number}: this is no row of a ledger", advice=_AGAIN) from error


def _segment(path: Path, header: str, lines: Iterator[str]) -> Segment:
    try:
        about = json.loads(header)
        if about["form"] != FORM:
            raise ValueError(about["form"])
        ledger, before, head = (text(about[name]) for name in ("ledger", "before", "head"))
        first, last, link = whole(about["first"]), whole(about["last"]), bytes.fromhex(before)
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise LedgerError(f"{path}:1: this is no segment of a ledger", advice=_AGAIN) from error
    bodies = tuple(lines)
    if not bodies or len(bodies) != last - first + 1:
        said = f"rows {first} to {last} are announced, and {len(bodies)} are there"
        raise LedgerError(f"{path}:{len(bodies) + 1}: {said}: the file is torn", advice=_AGAIN)
    chain.check_bodies(bodies, lambda row: f"{path}:{row + 1}")
    links = tuple(chain.links(link, bodies))
    if links[-1].hex() != head or (first == 1 and (link != chain.GENESIS or links[0].hex() != ledger)):
        said = f"{path}:{len(bodies) + 1}: the rows do not come out at the head of line 1: one was changed"
        raise LedgerError(said, advice=_AGAIN)
    return Segment(ledger=ledger, first=first, last=last, head=head, bodies=bodies, links=links)

"""What commit hooks took, as they noted it in passing beside the ledger."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from math import isfinite
from pathlib import Path
from typing import Final

from holdfast.model.event import Measure

FILE: Final = ".holdfast/state/timings.ndjson"
MOST_BYTES: Final = 1 << 20
"""Read of each of the two files; a hook that finds the first larger than a quarter of this begins it anew."""


def timings(root: Path, subject: str) -> Iterator[Measure]:
    """The notes of hooks, oldest first; what is no note is passed over."""
    for name in (f"{FILE}.1", FILE):
        with suppress(OSError):
            with (root / name).open("rb") as file:
                lines = file.read(MOST_BYTES).decode("ascii", "replace").splitlines()
            for line in lines:
                note = _note(line)
                if note is not None:
                    yield Measure(
                        subject=subject, at=note[0], name="hook-seconds", value=note[1], unit="s", origin=note[2]
                    )


def _note(line: str) -> tuple[str, float, str] | None:
    with suppress(ValueError, TypeError, RecursionError):
        at, seconds, origin = json.loads(line)
        told = isinstance(at, str) and isinstance(origin, str) and isinstance(seconds, int | float)
        if told and isfinite(seconds) and 0 <= seconds < 86_400 and _time(at):
            return at, float(seconds), origin[:40]
    return None


def _time(text: str) -> bool:
    from holdfast.loop.trails import moment
    from holdfast.model.errors import LedgerError

    try:
        moment(text)
    except LedgerError:
        return False
    return True

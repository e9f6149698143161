"""The time, as those who wait for it receive it."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """What a clock does. Tests hand over one that does not wait."""

    def now(self) -> float:
        """Seconds that only ever grow."""

    def sleep(self, seconds: float) -> None:
        """Let some time go by."""

    def utc(self) -> datetime:
        """The time of day, in UTC."""


class RealClock:
    """The clock of this machine."""

    def now(self) -> float:
        """Seconds that only ever grow."""
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        """Let some time go by."""
        time.sleep(seconds)

    def utc(self) -> datetime:
        """The time of day, in UTC."""
        return datetime.now(UTC)

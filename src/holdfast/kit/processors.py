"""How many copies of this process may work side by side."""

from __future__ import annotations

import os
import sys
from typing import Final

_EACH: Final = 2
"""More than so many for each processor only take memory, whoever asks for them."""


def workers(asked: int, pays: int) -> int:
    """How many processes to work with: as many as asked for, within reason, or with 0 so many as pay.

    1 where a process cannot be copied.
    """
    if sys.platform == "win32" or not hasattr(os, "sched_getaffinity"):
        return 1
    processors = len(os.sched_getaffinity(0))
    return min(asked, _EACH * processors) if asked else min(pays, processors)

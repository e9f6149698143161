"""Where and since when a secret stands in a history."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Exposure:
    """How a secret came into a history, and whether it is still at the tip of a branch."""

    commit: str
    """Id of the oldest commit known to bring it in; empty for an object that no commit reaches."""
    author: str
    """Name of that commit's author, with every character that does not show escaped."""
    date: str
    """When that commit was made, ISO 8601 in UTC; empty where it is not known."""
    path: str
    """The path that it came in at."""
    versions: int
    """How many distinct contents hold it."""
    present: tuple[str, ...] = ()
    """``HEAD`` and branches whose newest commit still holds it."""

"""Where a finding stands."""

from __future__ import annotations

from enum import StrEnum


class State(StrEnum):
    """Where a finding stands in this run."""

    NEW = "new"
    KNOWN = "known"
    """In the baseline, or already there at the revision compared with."""
    SUPPRESSED = "suppressed"
    """A comment, a policy entry or a registered decoy accepts it."""

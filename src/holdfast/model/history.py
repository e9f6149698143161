"""The life of a finding as the ledger tells it: when it was opened, closed and opened again."""

from __future__ import annotations

from holdfast.model.noun import noun


@noun
class Span:
    """One time during which it was open."""

    opened: str
    """UTC, ISO 8601: when a run first saw it again or at all."""
    closed: str = ""
    """When the same check read the same scope, or a complete one, and did not find it; empty while it is open."""


@noun
class History:
    """A fold over the failing observations of one fingerprint on one subject."""

    fingerprint: str
    check: str
    subject: str
    place: str
    """Where it was last seen."""
    severity: str
    """As last seen."""
    says: str
    spans: tuple[Span, ...]
    """Oldest first; never empty."""
    last_seen: str

    @property
    def open(self) -> bool:
        """Whether it is open now."""
        return not self.spans[-1].closed

    @property
    def reopened(self) -> int:
        """How often it came back after it was closed."""
        return len(self.spans) - 1

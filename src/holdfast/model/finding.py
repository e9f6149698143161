"""A failing observation as a person meets it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from holdfast.model.noun import noun
from holdfast.model.state import State as State

if TYPE_CHECKING:  # importing a finding must not cost what it is made of
    from holdfast.model.check import Check
    from holdfast.model.exposure import Exposure
    from holdfast.model.verdict import Fail


ATTESTED: Final = ("attestation", "verification")
"""How the ``by`` of an acceptance begins that is somebody's word about a secret in a history."""


@noun
class Suppression:
    """Why a finding is accepted."""

    by: str
    """``comment``, ``foreign comment``, ``decoy``, ``policy``; with who and when: ``attestation``, ``verification``."""
    place: str
    """Where the suppression stands, ``path:line``."""
    reason: str = ""
    until: str = ""
    """End date, ISO 8601; empty where it has none."""


@noun
class Finding:
    """A fold over failing observations of one fingerprint."""

    fingerprint: str
    check: Check
    fail: Fail
    state: State = State.NEW
    known_by: str = ""
    """``baseline`` or the revision, when known."""
    suppression: Suppression | None = None
    first_seen: str = ""
    last_seen: str = ""
    exposure: Exposure | None = None
    """Of a secret in a history: where and since when."""

    def known(self, by: str) -> Finding:
        """The same, known by ``by``."""
        from dataclasses import replace  # dear to load, and most scans find nothing that is known

        return replace(self, state=State.KNOWN, known_by=by)

    def accepted(self, suppression: Suppression) -> Finding:
        """The same, accepted."""
        from dataclasses import replace

        return replace(self, state=State.SUPPRESSED, suppression=suppression)

    @property
    def attested(self) -> bool:
        """Closed by a person's attestation or a vendor's answer: it still stands where it was found."""
        return self.suppression is not None and self.suppression.by.startswith(ATTESTED)

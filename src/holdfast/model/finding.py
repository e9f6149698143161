"""A failing observation as a person meets it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from holdfast.model.state import State as State

if TYPE_CHECKING:  # importing a finding must not cost what it is made of
    from holdfast.model.check import Check
    from holdfast.model.exposure import Exposure
    from holdfast.model.verdict import Fail


@dataclass(frozen=True, slots=True, kw_only=True)
class Suppression:
    """Why a finding is accepted."""

    by: str
    """``comment``, ``foreign comment``, ``decoy``, ``policy``."""
    place: str
    """Where the suppression stands, ``path:line``."""
    reason: str = ""
    until: str = ""
    """End date, ISO 8601; empty where it has none."""


@dataclass(frozen=True, slots=True, kw_only=True)
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

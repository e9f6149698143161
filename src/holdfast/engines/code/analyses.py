"""Analyses that are no following of data and no shape of a call: by the name that rules know them by."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from holdfast.engines.code.comparisons import credential_compared
from holdfast.engines.code.outcome import Hit
from holdfast.engines.code.races import allowed_then_used, checked_then_used
from holdfast.estate.kinds.code import Module
from holdfast.model.coderule import CodeRule

Analysis = Callable[[Module, CodeRule], Iterable[Hit]]

ANALYSES: Final[Mapping[str, Analysis]] = {
    "check-then-use": checked_then_used,
    "access-then-use": allowed_then_used,
    "credential-compared": credential_compared,
}
"""Each looks at one file alone."""

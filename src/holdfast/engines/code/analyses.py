"""Analyses that are no following of data and no shape of a call: by the name that rules know them by."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Final

from holdfast.engines.code.comparisons import credential_compared
from holdfast.engines.code.outcome import Hit, Route
from holdfast.engines.code.races import allowed_then_used, checked_then_used
from holdfast.engines.code.unguarded import unguarded
from holdfast.estate.kinds.code import Module
from holdfast.model.coderule import CodeRule

Analysis = Callable[[Module, CodeRule], Iterable[Hit]]
OfRoutes = Callable[[Module, Sequence[Route], CodeRule], Iterable[Hit]]

ANALYSES: Final[Mapping[str, Analysis]] = {
    "check-then-use": checked_then_used,
    "access-then-use": allowed_then_used,
    "credential-compared": credential_compared,
}
"""Each looks at one file alone."""

OF_ROUTES: Final[Mapping[str, OfRoutes]] = {"missing-access-check": unguarded}
"""Each looks at the routes of one file."""


def analysed(module: Module, found: Sequence[Route], rules: Iterable[CodeRule]) -> Iterator[Hit]:
    """What the analyses that rules name find in one file with these routes."""
    for rule in rules:
        if rule.analysis in ANALYSES:
            yield from ANALYSES[rule.analysis](module, rule)
        elif rule.analysis in OF_ROUTES:
            yield from OF_ROUTES[rule.analysis](module, found, rule)

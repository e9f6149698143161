"""A route without a check among others that have one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from holdfast.engines.code.outcome import Hit, Route
from holdfast.estate.kinds import code
from holdfast.model.coderule import CodeRule

_FEWEST: Final = 3
"""Routes with a check, before one without is strange."""
_SHARE: Final = 0.7
_OPEN: Final = re.compile(
    r"(?i)log_?(?:in|out)|sign_?(?:in|up|out)|regist|health|ping|status|ready|live|static|favicon|robots|metrics|version"
    r"|hook|callback|public|index|docs|openapi|schema|csrf|reset|forgot|verify|confirm|oauth|token|about|home|error|assets"
)
"""What everybody may call."""


def unguarded(module: code.Module, found: Sequence[Route], rule: CodeRule) -> Iterator[Hit]:
    """Routes of a file that ask nobody who is calling, where most others of it do."""
    checked = sum(1 for route in found if route.checked)
    if checked < _FEWEST or checked < _SHARE * len(found):
        return
    for route in found:
        path = route.name.rpartition(" ")[2]
        if not route.checked and path not in ("", "/") and not _OPEN.search(f"{path} {route.handler}"):
            share = f"{checked} of {len(found)} routes of this file"
            yield Hit(rule, route.at, share, route.name, (), f"{module.name}.{route.handler}", route.name)

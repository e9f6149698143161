"""What an analysis of a threat model shows about the practice of threat modelling itself."""

from __future__ import annotations

from typing import Final

from holdfast.model.check import Check, Confidence, Severity

_ENGINE: Final = "threats"


def _check(number: int, name: str, title: str, proves: str) -> Check:
    return Check(
        id=f"HF-TMP-{number:03}",
        name=name,
        title=title,
        severity=Severity.MEDIUM,
        confidence=Confidence.HIGH,
        engine=_ENGINE,
        proves=(proves,),
    )


HANDLED: Final = _check(1, "threat-left-open", "A threat is neither handled nor decided about", "threats-handled")
ANSWERED: Final = _check(2, "threat-question-open", "A question of the analysis has no answer", "threats-handled")
SESSIONS: Final = _check(3, "threats-not-discussed", "No session on threats in the last year", "threat-sessions-held")
CLASSED: Final = _check(4, "data-without-class", "A store or a flow names no data", "data-classified")
CHECKS: Final = (HANDLED, ANSWERED, SESSIONS, CLASSED)
"""Every check of an analysis."""

"""What an analysis of a threat model shows about the practice of threat modelling itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from holdfast.model.check import Check, Confidence, Guidance, Severity

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
GUIDANCE: Final[Mapping[str, Guidance]] = {
    HANDLED.id: Guidance(
        why="Nobody has decided about it, and nothing in the model counters it: it is as bad as on the first day.",
        steps=(
            "Read why it applies: `holdfast threats show THREAT`.",
            "Build what counters it, and say so in the model; or decide with `holdfast threats treat THREAT`.",
            "Record it: `holdfast threats analyse --record`.",
        ),
        references=("https://www.threatmodelingmanifesto.org/",),
    ),
    ANSWERED.id: Guidance(
        why="A fact is unknown, so nobody can say whether the threats that hang on it are there.",
        steps=(
            "List them, those that decide most first: `holdfast threats questions`.",
            "Ask who knows, and write the answer in `.holdfast/threatmodel.yaml` instead of `unknown`.",
        ),
        references=("https://www.threatmodelingmanifesto.org/",),
    ),
    SESSIONS.id: Guidance(
        why="A model that nobody talks about describes the system of last year, and decisions about it are nobody's.",
        steps=(
            "Walk through the ten threats that matter most with those who build and run the system.",
            "Write it under `sessions`: the day, who was there, what was decided.",
        ),
        references=("https://www.threatmodelingmanifesto.org/",),
    ),
    CLASSED.id: Guidance(
        why="Where nobody says what is kept or carried, a threat to card numbers weighs no more than any other.",
        steps=(
            "Name the kinds of data under `data`, with level and tags.",
            "List them under `data` of every store and flow that the analysis names.",
        ),
        references=("https://owasp.org/www-community/Threat_Modeling_Process",),
    ),
}
"""What a person needs to act on each of them."""

"""How soon a known weakness is worth a person's time, and why.

The figure runs from 0 to 100. It is the likelihood of an attack (100 where the weakness is known to be exploited, else
its EPSS score, else what its severity lets one guess), by the harm (CVSS base score), by how near the weak part is to
what runs, and by whether strangers reach the program. What is known to be exploited always stands above the rest.
Sources: CISA, Known Exploited Vulnerabilities; FIRST, EPSS; FIRST, CVSS.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final, NamedTuple

from holdfast.engines.packages.outcome import Match
from holdfast.model.advisory import Advisory
from holdfast.model.check import Severity
from holdfast.model.package import Reach


class Level(StrEnum):
    """How near a weak part is to what runs, nearest last."""

    ABSENT = "not installed in production"
    INSTALLED = "installed"
    IMPORTED = "imported"
    CALLED = "vulnerable symbol called"


LEVELS: Final = tuple(Level)
"""Farthest first."""


class Priority(NamedTuple):
    """A figure with its reasons."""

    figure: int
    """0 to 100."""
    reasons: tuple[str, ...]


_WORDS: Final[Mapping[str, float]] = {"low": 3.0, "medium": 5.5, "moderate": 5.5, "high": 7.8, "critical": 9.5}
"""A base score in the middle of each word's span (CVSS 3.1, section 5)."""
_GUESS: Final = ((9.0, 0.05), (7.0, 0.02), (4.0, 0.01), (0.0, 0.005))
"""From a base score on: how likely an attack is where nobody has measured it."""
_NEAR: Final[Mapping[Level | None, float]] = {
    Level.ABSENT: 0.1,
    Level.INSTALLED: 0.4,
    None: 0.6,
    Level.IMPORTED: 0.7,
    Level.CALLED: 1.0,
}
_HIDDEN: Final = 0.6
"""What nobody but its own users reaches."""
AWAY: Final = frozenset({Reach.DEVELOPMENT, Reach.TEST, Reach.BUILD})
"""What is not there in production."""
_SPREAD: Final = 0.25
"""EPSS scores are small numbers; this power spreads them over the scale and keeps their order."""


def score_of(advisory: Advisory) -> float | None:
    """The base score, 0 to 10, from its vector or in the middle of its word's span; None where nobody gave one."""
    return advisory.score if advisory.score is not None else _WORDS.get(advisory.word.lower())


def severity_of(advisory: Advisory) -> Severity:
    """The severity by its base score; medium where nobody gave one (CVSS 3.1, section 5)."""
    score = score_of(advisory)
    if score is None:
        return Severity.MEDIUM
    steps = ((9.0, Severity.CRITICAL), (7.0, Severity.HIGH), (4.0, Severity.MEDIUM), (0.1, Severity.LOW))
    return next((word for least, word in steps if score >= least), Severity.INFO)


def level_of(match: Match) -> Level | None:
    """What the inventory alone says about how near it is."""
    return Level.ABSENT if match.package.reach in AWAY else None


def priority(match: Match, level: Level | None = None, *, exposed: bool | None = None) -> Priority:
    """How soon to look at a match. ``level`` comes from the code, where it was analysed; so does ``exposed``."""
    advisory, score = match.advisory, score_of(match.advisory)
    level = level_of(match) or level
    harm = (5.0 if score is None else score) / 10
    if advisory.malicious:
        return Priority(100, ("published to do harm",))
    likely, why = _likelihood(advisory, score)
    near = _NEAR[level]
    figure = 100 * likely**_SPREAD * harm * near * (_HIDDEN if exposed is False else 1.0)
    if advisory.exploited:
        figure = 90 + figure / 10
    reasons = [why, "severity not given" if score is None else f"CVSS {score:.1f}"]
    reasons += [level.value] if level is not None else []
    reasons += [] if exposed is None else ["takes requests" if exposed else "takes no requests"]
    return Priority(max(1, min(100, round(figure))), tuple(reasons))


def _likelihood(advisory: Advisory, score: float | None) -> tuple[float, str]:
    if advisory.exploited:
        return 1.0, f"exploited, as known since {advisory.exploited}"
    if advisory.epss is not None:
        return advisory.epss, f"EPSS {advisory.epss:.3f}"
    return next(guess for least, guess in _GUESS if (score or 0.0) >= least), "no EPSS score"

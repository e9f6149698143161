"""How likely and how bad: the OWASP Risk Rating Methodology, and how far proven controls lower it.

Likelihood is the mean of eight factors and impact the mean of four, each 0 to 9; below 3 is low, below 6 medium, else
high; the matrix of both gives the band (OWASP Risk Rating Methodology). What controls do to it is a rule of ours: they
make a threat less likely and never less bad. With all of them proven three tenths of the likelihood are left, which is
low whatever it was; each that is proven takes its equal part of the rest.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from statistics import fmean
from typing import Final

from holdfast.model.threat import BUSINESS, LIKELIHOOD, TECHNICAL, Band, Rating

LEFT: Final = 0.3
"""The part of the likelihood that is left when every control is proven."""
_MATRIX: Final = (
    (Band.NOTE, Band.LOW, Band.MEDIUM),
    (Band.LOW, Band.MEDIUM, Band.HIGH),
    (Band.MEDIUM, Band.HIGH, Band.CRITICAL),
)
"""By the level of the likelihood, then of the impact; low first."""
_SCORES: Final = ((9.0, Band.CRITICAL), (7.0, Band.HIGH), (4.0, Band.MEDIUM), (0.1, Band.LOW))


def level(value: float) -> int:
    """The level of a likelihood or impact from 0 to 9: 0 for low, 1 for medium, 2 for high."""
    return 0 if value < 3 else 1 if value < 6 else 2


def band(likelihood: float, impact: float) -> Band:
    """The overall severity of a likelihood and an impact."""
    return _MATRIX[level(likelihood)][level(impact)]


def rated(factors: Mapping[str, int]) -> Rating:
    """The rating of a full set of factors; where those of the business are told, they are the impact.

    Raises KeyError for a factor that is missing.
    """
    impacts = BUSINESS if set(BUSINESS) <= factors.keys() else TECHNICAL
    likelihood, impact = fmean(factors[name] for name in LIKELIHOOD), fmean(factors[name] for name in impacts)
    known = tuple((name, factors[name]) for name in (*LIKELIHOOD, *TECHNICAL, *BUSINESS) if name in factors)
    return Rating(likelihood=likelihood, impact=impact, band=band(likelihood, impact), factors=known)


def scored(rating: Rating, vector: str, score: float) -> Rating:
    """The rating with the band of a CVSS score from 0 to 10 in place of the matrix's, by FIRST's qualitative scale."""
    found = next((found for least, found in _SCORES if score >= least), Band.NOTE)
    return replace(rating, band=found, cvss=vector)


def current(inherent: Rating, controls: int, proven: int) -> Rating:
    """The rating with some of the controls proven; a band that CVSS gave sinks by as many steps as the matrix does."""
    share = min(1.0, proven / controls) if controls > 0 else 0.0
    if share <= 0:
        return inherent
    likelihood = inherent.likelihood * (1 - (1 - LEFT) * share)
    steps = band(inherent.likelihood, inherent.impact).rank - band(likelihood, inherent.impact).rank
    return replace(inherent, likelihood=likelihood, band=list(Band)[max(0, inherent.band.rank - steps)])


def residual(inherent: Rating, controls: int) -> Rating:
    """The rating with every control proven."""
    return current(inherent, controls, controls)

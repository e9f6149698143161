"""Ratings: the published matrix to the letter, and what must hold of what controls do to it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast.model.rating import band, current, level, rated, residual, scored
from holdfast.model.threat import BUSINESS, LIKELIHOOD, TECHNICAL, Band, Rating

MATRIX = {
    (1.0, 1.0): Band.NOTE,
    (1.0, 4.0): Band.LOW,
    (1.0, 7.0): Band.MEDIUM,
    (4.0, 1.0): Band.LOW,
    (4.0, 4.0): Band.MEDIUM,
    (4.0, 7.0): Band.HIGH,
    (7.0, 1.0): Band.MEDIUM,
    (7.0, 4.0): Band.HIGH,
    (7.0, 7.0): Band.CRITICAL,
}


@pytest.mark.parametrize(("values", "expected"), MATRIX.items())
def test_the_matrix(values: tuple[float, float], expected: Band) -> None:
    assert band(*values) is expected


def test_levels_change_at_three_and_six() -> None:
    assert [level(value) for value in (0, 2.999, 3, 5.999, 6, 9)] == [0, 0, 1, 1, 2, 2]


def test_factors_are_averaged() -> None:
    factors = dict(zip((*LIKELIHOOD, *TECHNICAL), (5, 2, 7, 1, 3, 6, 9, 2, 9, 7, 5, 8), strict=True))
    found = rated(factors)
    assert (found.likelihood, found.impact, found.band) == (4.375, 7.25, Band.HIGH)
    assert dict(found.factors) == factors


def test_the_impact_on_the_business_is_the_impact_where_it_is_known() -> None:
    technical = dict.fromkeys((*LIKELIHOOD, *TECHNICAL), 9)
    business = dict(zip(BUSINESS, (1, 2, 1, 5), strict=True))
    assert rated(technical | business).impact == 2.25
    assert rated(technical | {"financial": 1}).impact == 9


def test_a_missing_factor_is_an_error() -> None:
    with pytest.raises(KeyError):
        rated(dict.fromkeys(LIKELIHOOD, 5))


RATINGS = st.builds(
    lambda likelihood, impact: Rating(likelihood=likelihood, impact=impact, band=band(likelihood, impact)),
    st.floats(0, 9),
    st.floats(0, 9),
)


@given(inherent=RATINGS, controls=st.integers(0, 6), proven=st.integers(0, 6))
def test_proof_never_makes_it_worse_and_never_better_than_the_residual(
    inherent: Rating, controls: int, proven: int
) -> None:
    now, left = current(inherent, controls, proven), residual(inherent, controls)
    assert left.likelihood <= now.likelihood <= inherent.likelihood
    assert left.band.rank <= now.band.rank <= inherent.band.rank
    assert now.impact == inherent.impact
    assert current(inherent, controls, proven + 1).likelihood <= now.likelihood


@given(inherent=RATINGS)
def test_without_a_control_or_a_proof_nothing_changes(inherent: Rating) -> None:
    assert current(inherent, 0, 0) == residual(inherent, 0) == current(inherent, 3, 0) == inherent


@given(inherent=RATINGS, controls=st.integers(1, 6))
def test_with_every_control_proven_it_is_not_likely(inherent: Rating, controls: int) -> None:
    assert level(residual(inherent, controls).likelihood) == 0


def test_a_band_of_cvss_sinks_as_the_matrix_does() -> None:
    concrete = Rating(likelihood=7.0, impact=4.0, band=Band.CRITICAL, cvss="CVSS:4.0/AV:N")
    assert residual(concrete, 2).band is Band.MEDIUM
    assert residual(Rating(likelihood=7.0, impact=7.0, band=Band.LOW, cvss="CVSS:4.0/AV:P"), 2).band is Band.NOTE


@pytest.mark.parametrize(
    ("score", "expected"),
    [(0.0, Band.NOTE), (0.1, Band.LOW), (3.9, Band.LOW), (4.0, Band.MEDIUM), (7.0, Band.HIGH), (9.0, Band.CRITICAL)],
)
def test_a_score_gives_the_band(score: float, expected: Band) -> None:
    found = scored(Rating(likelihood=1, impact=1, band=Band.NOTE), "CVSS:4.0/AV:N", score)
    assert (found.band, found.cvss) == (expected, "CVSS:4.0/AV:N")

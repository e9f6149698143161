"""Base scores of CVSS vectors: those of FIRST's own documents and calculator."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast.formats.cvss import base_score, word

# From the guide of version 2, the examples of 3.1, and the calculator of 4.0.
SCORES = {
    "AV:N/AC:L/Au:N/C:N/I:N/A:C": 7.8,
    "AV:N/AC:L/Au:N/C:C/I:C/A:C": 10.0,
    "AV:L/AC:H/Au:N/C:C/I:C/A:C": 6.2,
    "AV:N/AC:L/Au:N/C:N/I:N/A:N": 0.0,
    "CVSS:3.0/AV:N/AC:L/PR:L/UI:N/S:U/C:L/I:L/A:N": 5.4,
    "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H": 9.8,
    "CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N": 6.1,
    "CVSS:3.1/AV:N/AC:H/PR:N/UI:R/S:U/C:L/I:N/A:N": 3.1,
    "CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:C/C:H/I:H/A:H": 9.9,
    "CVSS:3.1/AV:L/AC:L/PR:H/UI:N/S:U/C:N/I:N/A:N": 0.0,
    "CVSS:3.1/AV:P/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/E:P/RL:O": 6.8,
    "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:N/I:H/A:N": 8.6,
    "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H": 10.0,
    "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:N/VA:N/SC:N/SI:N/SA:N": 8.7,
    "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:N/VI:N/VA:N/SC:N/SI:N/SA:N": 0.0,
}


@pytest.mark.parametrize("vector", SCORES)
def test_scores(vector: str) -> None:
    assert base_score(vector) == SCORES[vector]


@pytest.mark.parametrize(
    "vector",
    [
        *(
            "",
            "7.5",
            "CVSS:3.1",
            "CVSS:9.9/AV:N",
            "CVSS:3.1/AV:N/AC:L",
            "CVSS:3.1/AV:N/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
        ),
        "CVSS:3.1/AV:X/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
        "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:H/SI:H/SA:S",
        "AV:N/AC:L/Au:N/C:C/I:C",
        "CVSS:3.1/" + "A:H/" * 1000,
    ],
)
def test_what_is_no_vector_has_no_score(vector: str) -> None:
    assert base_score(vector) is None


@given(text=st.text(alphabet="CVS:341.0/ANLPHR", max_size=60))
def test_any_text_has_a_score_or_none(text: str) -> None:
    score = base_score(text)
    assert score is None or 0 <= score <= 10


def test_words_of_scores() -> None:
    assert [word(score) for score in (0.0, 0.1, 3.9, 4.0, 6.9, 7.0, 8.9, 9.0, 10.0)] == [
        *("", "low", "low", "medium", "medium", "high", "high", "critical", "critical")
    ]

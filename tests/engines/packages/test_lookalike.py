"""Names that look like a well-known package's."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast.checks.package.popular import POPULAR
from holdfast.engines.packages.lookalike import looks_like

KNOWN = POPULAR["PyPI"]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("reqeusts", "requests"),
        ("requestss", "requests"),
        ("djang", "django"),
        ("beautifulsoup5", "beautifulsoup4"),
        ("python_dateutil", "python-dateutil"),
        ("dateutil-python", "python-dateutil"),
        ("tensorfow", "tensorflow"),
    ],
)
def test_a_slip_is_seen(name: str, expected: str) -> None:
    assert looks_like(name, KNOWN) == expected


@pytest.mark.parametrize("name", ["requests", "request", "flask", "holdfast", "abc", "requests-mock", "django-environ"])
def test_another_name_is_another_name(name: str) -> None:
    assert looks_like(name, KNOWN) == ""


def test_no_well_known_name_looks_like_another() -> None:
    for names in POPULAR.values():
        assert [name for name in names if looks_like(name, names)] == []


@given(st.sampled_from(sorted(name for name in KNOWN if len(name) > 6)), st.data())
def test_every_letter_left_out_is_seen(name: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(name) - 1))
    short = name[:at] + name[at + 1 :]
    assert short in KNOWN or looks_like(short, KNOWN)

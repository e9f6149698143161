"""Requirements are written anew with their author's operators, or not at all."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast.formats.ranges.index import LANGUAGES
from holdfast.formats.ranges.poetry import plain
from holdfast.formats.ranges.raising import allows, raised


@pytest.mark.parametrize(
    ("ecosystem", "before", "version", "after"),
    [
        ("PyPI", "==1.2.3", "1.4", "==1.4"),
        ("PyPI", ">=1.2", "1.4.1", ">=1.4.1"),
        ("PyPI", ">=1.0,<2.0", "1.5", ">=1.5,<2.0"),
        ("PyPI", ">=1.0, <2.0", "2.1", ">=2.1, <3.0"),
        ("PyPI", ">=1.0,<1.5", "1.5", None),
        ("PyPI", ">=1.0,!=1.3", "1.4", ">=1.4,!=1.3"),
        ("PyPI", "~=1.2", "1.4.1", "~=1.4,>=1.4.1"),
        ("PyPI", "~=1.2.3", "1.4.1", "~=1.4.1"),
        ("PyPI", "^1.2", "1.4.1", "^1.4.1"),
        ("PyPI", "~1.2", "1.4.1", "~1.4.1"),
        ("PyPI", "*", "1.4.1", None),
        ("PyPI", "", "1.4.1", None),
        ("PyPI", "<2", "2.1", None),
        ("npm", "^1.2.3", "2.0.1", "^2.0.1"),
        ("npm", "~1.2.3", "1.4.1", "~1.4.1"),
        ("npm", "~1", "2.4.1", "^2.4.1"),
        ("npm", "1.2.3", "1.4.1", "1.4.1"),
        ("npm", ">=1.2.3 <2.0.0", "1.4.1", ">=1.4.1 <2.0.0"),
        ("npm", ">=1.2.3 <2.0.0", "2.4.1", ">=2.4.1 <3.0.0"),
        ("npm", "^1.2.3 || ^2.0.0", "3.0.0", None),
        ("npm", "1.x", "2.0.0", None),
        ("npm", "1", "2.4.1", "^2.4.1"),
        ("npm", "1.2", "1.4.1", "~1.4.1"),
        ("npm", "1.2.3 - 2.3.4", "3.0.0", None),
        ("npm", "latest", "3.0.0", None),
        ("crates.io", "1.2", "1.4.1", "1.4.1"),
        ("crates.io", "=1.2.3", "1.4.1", "=1.4.1"),
        ("RubyGems", "~> 5.2", "6.0.3.1", "~> 6.0,>= 6.0.3.1"),
        ("RubyGems", "~> 5.2.4", "5.2.6", "~> 5.2.6"),
        ("Packagist", "~1.2", "1.4.1", "~1.4,>=1.4.1"),
        ("Packagist", "^5.4", "5.4.20", "^5.4.20"),
        ("Packagist", "^5.4", "v5.4.20", "^5.4.20"),
        ("Packagist", "v5.4.1", "5.4.20", "v5.4.20"),
        ("NuGet", "1.0", "1.4", "1.4"),
        ("NuGet", "[1.0,2.0)", "1.4", "[1.4,2.0)"),
        ("NuGet", "[1.0,2.0)", "2.4", None),
        ("NuGet", "1.*", "2.4", None),
        ("Maven", "1.0", "1.4", "1.4"),
        ("Maven", "[1.0]", "1.4", "[1.4]"),
        ("Maven", "[1.0,2.0),[3.0,)", "3.4", None),
        ("Go", "v1.2.3", "v1.4.0", "v1.4.0"),
        ("GitHub Actions", "v3.1.0", "v4.1.3", "v4.1.3"),
        ("GitHub Actions", "main", "v4.1.3", None),
        ("Hex", "~> 1.0", "1.4.0", None),
    ],
)
def test_a_requirement_is_raised(ecosystem: str, before: str, version: str, after: str | None) -> None:
    assert raised(ecosystem, before, version) == after


def test_where_clauses_are_texts_of_their_own_they_stay_so() -> None:
    assert raised("RubyGems", "~> 5.2", "6.0.3.1", "', '") == "~> 6.0', '>= 6.0.3.1"


@pytest.mark.parametrize(
    ("poetry", "standard"),
    [
        ("^1.2.3", ">=1.2.3,<2"),
        ("^0.2.3", ">=0.2.3,<0.3"),
        ("^0.0.3", ">=0.0.3,<0.0.4"),
        ("^0.0", ">=0.0,<0.1"),
        ("^0", ">=0,<1"),
        ("~1.2.3", ">=1.2.3,<1.3"),
        ("~1.2", ">=1.2,<1.3"),
        ("~1", ">=1,<2"),
        ("1.2.3", "==1.2.3"),
        ("~=1.2", "~=1.2"),
        (">=1.2,<2", ">=1.2,<2"),
        ("*", ""),
    ],
)
def test_carets_and_tildes_of_poetry(poetry: str, standard: str) -> None:
    assert plain(poetry) == standard


@pytest.mark.parametrize("ecosystem", sorted(LANGUAGES))
@given(
    before=st.text(alphabet="0129.x*-+~^<>=!|, []()vr", max_size=16),
    version=st.from_regex(r"[0-9]{1,2}\.[0-9]{1,2}\.[0-9]{1,2}", fullmatch=True),
)
def test_what_is_raised_allows_the_version(ecosystem: str, before: str, version: str) -> None:
    after = raised(ecosystem, before, version)
    assert after is None or (allows(ecosystem, after, version) is True and after != before)

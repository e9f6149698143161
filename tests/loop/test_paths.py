"""Which files belong to an element of the model."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast.loop.paths import file_of, within

INSIDE = [
    ("api/app.py", ("api/**",)),
    ("api/deep/app.py", ("api/**",)),
    ("api/deep/app.py", ("api",)),
    ("api/deep/app.py", ("./api/",)),
    ("src/api/app.py", ("**/api",)),
    ("api/app.py", ("**/app.py",)),
    ("app.py", ("**/app.py",)),
    ("api/app.py", ("web/**", "api/*.py")),
    ("api/app.py", ()),
    ("", ("api/**",)),
    ("a+b/c.py", ("a+b/?.py",)),
]
OUTSIDE = [
    ("apis/app.py", ("api/**",)),
    ("apis/app.py", ("api",)),
    ("api/deep/app.py", ("api/*.py",)),
    ("web/api.py", ("api",)),
    ("aab/c.py", ("a+b/c.py",)),
    ("aaaa", ("*a" * 900,)),
]


@pytest.mark.parametrize(("path", "globs"), INSIDE)
def test_inside(path: str, globs: tuple[str, ...]) -> None:
    assert within(path, globs)


@pytest.mark.parametrize(("path", "globs"), OUTSIDE)
def test_outside(path: str, globs: tuple[str, ...]) -> None:
    assert not within(path, globs)


@pytest.mark.parametrize(
    ("place", "path"),
    [
        ("api/a.py:3:1", "api/a.py"),
        ("api/a.py:3", "api/a.py"),
        ("api/a.py", "api/a.py"),
        ("", ""),
        ("C:x.py:3:1", "C:x.py"),
    ],
)
def test_the_file_of_a_place(place: str, path: str) -> None:
    assert file_of(place) == path


@given(path=st.text(alphabet="ab/.*:", max_size=12), glob=st.text(alphabet="ab/.*?[(", max_size=12))
def test_any_glob_is_answered_and_a_longer_list_holds_no_less(path: str, glob: str) -> None:
    assert not within(path, (glob,)) or within(path, (glob, "nowhere"))

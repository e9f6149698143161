"""Markers that hold nowhere are said, and what they guard stays in the inventory."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packaging.markers import Marker

from holdfast.estate.packages.markers import never
from tests.estate.packages.looking import only


@pytest.mark.parametrize(
    "marker",
    [
        'sys_platform == "win32" and sys_platform == "linux"',
        'python_version < "3" and python_version >= "3.8"',
        '"3.8" <= python_version and python_version < "3.8"',
        'os_name == "nt" and (python_version > "4" and python_version < "3")',
    ],
)
def test_what_contradicts_itself_holds_nowhere(marker: str) -> None:
    assert never(marker)


@pytest.mark.parametrize(
    "marker",
    [
        "",
        'python_version < "3"',
        'python_version >= "3.8" and python_version < "3.9"',
        'python_version > "3.8" and python_version < "3.10"',
        'python_version != "3.8" and python_version < "3.9"',
        'sys_platform == "win32" or sys_platform == "linux"',
        'sys_platform in "linux darwin" and os_name != "nt"',
        'python_version ~= "3.7" and python_version != "3.7.*"',
        'platform_machine == "x" and extra == "y" and extra == "z"',
        "nonsense and more",
        'python_version < "3" and python_full_version >= "3.8.1"',
    ],
)
def test_what_may_hold_somewhere_is_not_accused(marker: str) -> None:
    assert not never(marker)


def test_a_package_behind_such_a_marker_stays_and_is_said() -> None:
    marker = 'sys_platform == "win32" and sys_platform == "linux"'
    found = only({"requirements.txt": f"a==1; {marker}\nb==2; os_name == 'nt'\n"})
    assert [each.key for each in found.packages] == ["a@1", "b@2"]
    assert [(each.fault, each.place.line) for each in found.gaps] == [(False, 1)]
    said = only({"pyproject.toml": f"[project]\nname = 'x'\ndependencies = [\n  '''a; {marker}''',\n]\n"})
    assert [(each.fault, each.place.line) for each in said.gaps] == [(False, 4)]


COMPARISONS = st.one_of(
    st.tuples(
        st.just("python_version"),
        st.sampled_from(["<", "<=", ">", ">=", "==", "!="]),
        st.sampled_from(["2.7", "3", "3.8", "3.9", "3.10", "4"]),
    ),
    st.tuples(st.sampled_from(["sys_platform", "os_name"]), st.sampled_from(["==", "!="]), st.sampled_from(["a", "b"])),
).map(lambda each: f'{each[0]} {each[1]} "{each[2]}"')
MARKERS = st.recursive(
    COMPARISONS,
    lambda inner: st.tuples(inner, st.sampled_from(["and", "or"]), inner).map(lambda each: f"({' '.join(each)})"),
    max_leaves=5,
)
WORLDS = [
    {"python_version": version, "sys_platform": platform, "os_name": name}
    for version in ("2.6", "2.7", "3.0", "3.7", "3.8", "3.9", "3.10", "3.14", "4.0", "4.1")
    for platform in ("a", "b", "c")
    for name in ("a", "b", "c")
]


@given(MARKERS)
def test_a_marker_that_holds_in_some_world_is_never_accused(marker: str) -> None:
    if never(marker):
        assert not any(Marker(marker).evaluate(dict(world)) for world in WORLDS)


@given(st.text(max_size=60))
def test_any_text_gets_an_answer(marker: str) -> None:
    never(marker)

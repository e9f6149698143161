"""Requirements allow what the ecosystems' own tools say that they allow."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast.formats.ranges.index import LANGUAGES, satisfies

FILES = sorted((Path(__file__).parent / "vectors").glob("*.json"))
ECOSYSTEMS = {
    "pypi": "PyPI",
    "npm": "npm",
    "cargo": "crates.io",
    "rubygems": "RubyGems",
    "composer": "Packagist",
    "maven": "Maven",
}
SAID = {True: "yes", False: "no", None: "?"}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_requirements_allow_what_the_tool_allows(path: Path) -> None:
    vectors: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    ecosystem = ECOSYSTEMS[path.stem]
    rows = vectors["pairs"]
    assert len(rows) >= 200
    assert vectors["tool"] and vectors["version"] and vectors["command"]
    assert {answer for _, _, answer in rows} == {"yes", "no", "?"}
    assert [row for row in rows if SAID[satisfies(ecosystem, row[0], row[1])] != row[2]] == []


def test_every_file_is_of_an_ecosystem() -> None:
    assert {path.stem for path in FILES} == ECOSYSTEMS.keys()
    assert LANGUAGES.keys() - ECOSYSTEMS.values() == {"NuGet", "Go"}


@pytest.mark.parametrize(
    ("ecosystem", "requirement", "version", "answer"),
    [
        ("NuGet", "1.0", "1.0", True),
        ("NuGet", "1.0", "0.9", False),
        ("NuGet", "1.0", "2.5", True),
        ("NuGet", "[1.0]", "1.0.0", True),
        ("NuGet", "[1.0]", "1.0.1", False),
        ("NuGet", "(1.0,)", "1.0", False),
        ("NuGet", "(,1.0]", "1.0", True),
        ("NuGet", "(,1.0)", "1.0", False),
        ("NuGet", "[1.0,2.0]", "2.0", True),
        ("NuGet", "(1.0,2.0)", "1.5-beta", True),
        ("NuGet", "1.*", "1.9", True),
        ("NuGet", "1.*", "0.9", False),
        ("NuGet", "1.0.0-*", "1.0.0-beta", True),
        ("NuGet", "1.0.0-beta*", "1.0.0-alpha", False),
        ("NuGet", "(1.0)", "1.0", None),
        ("NuGet", "one", "1.0", None),
        ("Go", "v1.2.3", "v1.2.3", True),
        ("Go", "v1.2.3", "v1.3.0", True),
        ("Go", "v1.2.3", "v1.2.3-0.20230101000000-abcdef123456", False),
        ("Go", "latest", "v1.0.0", None),
        ("PyPI", ">=1; python_version < '3.9'", "2", True),
        ("Hex", "~> 1.0", "1.0.0", None),
        ("npm", "^1" + " " * 5000, "1.0.0", None),
    ],
)
def test_what_the_documents_say(ecosystem: str, requirement: str, version: str, answer: bool | None) -> None:
    assert satisfies(ecosystem, requirement, version) is answer


@pytest.mark.parametrize("ecosystem", sorted(LANGUAGES))
@given(requirement=st.text(alphabet="019.x*-+~^<>=!|, []()vabrcdev@#", max_size=20), version=st.text(max_size=8))
def test_any_text_is_answered(ecosystem: str, requirement: str, version: str) -> None:
    assert satisfies(ecosystem, requirement, version) in (True, False, None)
    assert satisfies(ecosystem, requirement, "1.0.0") in (True, False, None)

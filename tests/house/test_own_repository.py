"""Holdfast holds itself to what it asks of others."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from holdfast.app.scan import JUDGING, Request, scan
from holdfast.app.threats import book, lint, opened
from holdfast.model.finding import State
from holdfast.threats.analyse import analyse

from .tree import ROOT, committed

# Put together here, so that this file does not name them either.
REGISTRIES = [
    ".".join(parts)
    for parts in [
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("registry", "npmjs", "org"),
        ("crates", "io"),
        ("registry", "yarnpkg", "com"),
        ("repo1", "maven", "org"),
        ("repo", "maven", "apache", "org"),
        ("proxy", "golang", "org"),
        ("rubygems", "org"),
        ("packagist", "org"),
        ("nuget", "org"),
    ]
]
_REGISTRY_URL = re.compile(rf"//(?:[\w.-]*[.@])?(?:{'|'.join(map(re.escape, REGISTRIES))})\b")
_HOME = re.compile(r"(?<![\w.:])/(?:home|Users)/[A-Za-z][\w.-]*/|[A-Z]:\\+Users\\+\w")

REFERENCES = ("src/holdfast/checks/secrets/types/", "docs/checks/")
"""Credential types, and pages made from them, cite their vendor's documentation; some vendors are registries."""
IN_AN_IMAGE = ("examples/shop/feeds/Dockerfile",)
"""The home of a service inside of a container image, on nobody's machine."""


def _text(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8", errors="replace")


def _lines(pattern: re.Pattern[str], paths: list[str]) -> list[str]:
    return [
        f"{path}:{number}: {found[0]}"
        for path in paths
        for number, line in enumerate(_text(path).splitlines(), 1)
        if (found := pattern.search(line))
    ]


def test_no_secret_stands_in_this_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOLDFAST_CACHE", str(tmp_path))
    report = scan(Request(path=ROOT, only=frozenset({"secrets"}), flags={"since": "all"}, environment={})).report
    found = [item for item in report.findings if item.state is not State.SUPPRESSED]
    assert [f"{item.fail.at.path}:{item.fail.at.line}: {item.check.name}" for item in found] == []
    assert [item for item in report.skipped if item.fault] == []
    assert report.tally.files == len(committed())


def test_no_unsafe_infrastructure_stands_in_this_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOLDFAST_CACHE", str(tmp_path))
    flags = {"since": "all", "exclude": ("examples/shop/", "tests/estate/packages/real/")}
    report = scan(Request(path=ROOT, only=JUDGING, flags=flags, environment={})).report
    found = [item for item in report.findings if item.state is not State.SUPPRESSED]
    assert [f"{item.fail.at.path}:{item.fail.at.line}: {item.check.name}" for item in found] == []
    assert [item for item in report.skipped if item.fault] == []


def test_no_file_points_at_a_package_registry() -> None:
    assert _lines(_REGISTRY_URL, [path for path in committed() if not path.startswith(REFERENCES)]) == []


def test_no_file_names_somebodys_home() -> None:
    assert _lines(_HOME, [path for path in committed() if path not in IN_AN_IMAGE]) == []


def test_our_own_threat_model_is_in_order() -> None:
    linted = lint(ROOT)
    assert (linted.wrong, linted.remarks) == ((), ())
    found = analyse(opened(ROOT)[1], book(ROOT))
    assert (found.faults, found.questions, found.unused) == ((), (), ())
    assert found.threats

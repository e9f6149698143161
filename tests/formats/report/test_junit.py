"""JUnit XML: well-formed whatever it holds, counts that agree, and no check that passed without having run."""

from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast.formats.report.junit import render
from holdfast.formats.report.look import Look
from holdfast.model.errors import ExitCode
from holdfast.model.finding import State, Suppression
from holdfast.model.report import GateResult, Report, Skipped

from .sample import CLOUD_KEY, MASK, clean, empty, finding, full, report

Case = ElementTree.Element


def _read(sample: Report) -> ElementTree.Element:
    return ElementTree.fromstring(render(sample, Look()))  # noqa: S314 - our own text


def _cases(sample: Report) -> dict[str, Case]:
    return {case.attrib["name"]: case for case in _read(sample).iter("testcase")}


def _outcome(case: Case) -> str:
    return next((child.tag for child in case), "passed")


@pytest.mark.parametrize("sample", [full(), clean(), empty()], ids=["full", "clean", "empty"])
def test_counts_agree_with_what_is_there(sample: Report) -> None:
    root = _read(sample)
    assert root.tag == "testsuites"
    for part in (root, *root.iter("testsuite")):
        assert int(part.attrib["tests"]) == len(list(part.iter("testcase")))
        for kind, name in (("failure", "failures"), ("error", "errors"), ("skipped", "skipped")):
            assert int(part.attrib[name]) == len(list(part.iter(kind)))
        assert float(part.attrib["time"]) >= 0
    for suite in root.iter("testsuite"):
        assert [child.tag for child in suite][:1] == ["properties"]
        assert {child.tag for child in suite} <= {"properties", "testcase"}
    for case in root.iter("testcase"):
        assert {"classname", "name", "time"} <= case.attrib.keys()
        assert len(case) <= 1


def test_each_check_is_a_test_case_in_the_suite_of_its_engine() -> None:
    root = _read(full())
    suites = {suite.attrib["name"]: [case.attrib["name"] for case in suite.iter("testcase")] for suite in root}
    assert suites == {
        "holdfast.iac": ["public-bucket (HF-CLD-012)"],
        "holdfast.secrets": [
            "cloud-access-key (HF-SEC-001)",
            "chat-webhook (HF-SEC-044)",
            "password-assignment (HF-SEC-190)",
        ],
        "holdfast": ["gate"],
    }


def test_a_failure_tells_every_place_with_its_masked_line() -> None:
    case = _cases(full())["cloud-access-key (HF-SEC-001)"]
    failure = case[0]
    assert (failure.tag, failure.attrib["type"]) == ("failure", "critical")
    assert failure.attrib["message"] == "Cloud access key: 3 places"
    assert "src/payments/client.py:14:18: critical: Cloud access key." in (failure.text or "")
    assert (failure.text or "").count(MASK) == 3
    assert "docs/tutorial.md" not in (failure.text or "")


def test_a_check_whose_findings_are_accepted_is_skipped_with_the_reason() -> None:
    known = finding(CLOUD_KEY, "a.py", 1, "{}", state=State.KNOWN, known_by="baseline")
    by = Suppression(by="comment", place="b.py:2", reason="revoked")
    case = _cases(report(known, finding(CLOUD_KEY, "b.py", 2, "{}", state=State.SUPPRESSED, suppression=by)))
    skipped = case["cloud-access-key (HF-SEC-001)"][0]
    assert skipped.tag == "skipped"
    assert "a.py:1:1: known, baseline; b.py:2:1: accepted by comment at b.py:2: revoked" in skipped.attrib["message"]
    assert _outcome(case["chat-webhook (HF-SEC-044)"]) == "passed"
    assert _outcome(case["gate"]) == "passed"


def test_nothing_read_is_nothing_passed() -> None:
    outcomes = {name: _outcome(case) for name, case in _cases(empty()).items()}
    assert outcomes.pop("gate") == "error"
    assert set(outcomes.values()) == {"skipped"}


def test_an_incomplete_scan_is_an_error_that_names_what_was_not_read() -> None:
    gate = GateResult(code=ExitCode.INCOMPLETE, says="One file could not be read.", rule="gate.max_unread = 0")
    sample = replace(clean(), gate=gate, skipped=(Skipped(path="a.db", why="unreadable", fault=True),))
    error = _cases(sample)["gate"][0]
    assert (error.tag, error.attrib["type"]) == ("error", "incomplete")
    assert "a.db: unreadable" in (error.text or "")


@given(st.text(st.characters(exclude_categories=()), max_size=30))
def test_any_text_stays_well_formed(text: str) -> None:
    case = _cases(report(finding(replace(CLOUD_KEY, title=text), f"a{text}", 1, text + "{}", says=text)))
    assert len(case) == 5


@pytest.mark.parametrize("text", ["]]>", "<!-- x", "&amp;", "\x00", "\ufffe", "\ud800", "</testsuites>"])
def test_markup_in_a_path_is_text(text: str) -> None:
    case = _cases(report(finding(CLOUD_KEY, f"a{text}b", 1, "{}")))["cloud-access-key (HF-SEC-001)"]
    assert case.attrib["file"].startswith("a")
    assert case.attrib["file"].endswith("b")

"""The report as JUnit XML: a test suite for each engine, a test case for each check, and one for the gate.

Source: the elements and attributes that Ant's JUnit formatter writes, and that Jenkins and GitLab read. A check with
findings that ask for an action fails. One whose findings are all known or accepted is skipped, and so is every check
when nothing was read: a test that did not run has not passed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from holdfast.formats.report.brief import conclusion, told
from holdfast.formats.report.gist import nothing_read, outcome, sentence, standing, worst_first
from holdfast.formats.report.look import Look
from holdfast.formats.report.plain import count, visible
from holdfast.model.check import Check
from holdfast.model.errors import ExitCode
from holdfast.model.finding import Finding, State
from holdfast.model.report import Report

_MOMENT: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", re.ASCII)


def render(report: Report, look: Look) -> str:
    """Write the report as well-formed XML. Characters that would not show, or that XML cannot hold, are escapes."""
    root = Element("testsuites", name="Holdfast")
    checks = {check.id: check for check in (*report.checks, *(item.check for item in report.findings))}
    for engine in sorted({check.engine for check in checks.values()}):
        suite = _suite(root, visible(f"holdfast.{engine}"), report)
        for name in sorted(name for name, check in checks.items() if check.engine == engine):
            _case(suite, checks[name], report)
        _count(suite)
    _gate(_suite(root, "holdfast", report), report)
    _count(root)
    indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="unicode") + "\n"


def _suite(root: Element, name: str, report: Report) -> Element:
    suite = SubElement(root, "testsuite", name=name)
    moment = _MOMENT.match(report.seen_at)
    if moment:
        suite.set("timestamp", moment[0])
    properties = SubElement(suite, "properties")
    for key, value in (("tool", report.tool), ("rules", report.rules), ("scope", report.scope.digest)):
        SubElement(properties, "property", name=key, value=visible(value))
    return suite


def _case(suite: Element, check: Check, report: Report) -> None:
    """Add the test case of a check; it fails once, with every place, as most readers show only one failure."""
    case = SubElement(suite, "testcase", classname=suite.get("name", ""), name=visible(f"{check.name} ({check.id})"))
    case.set("time", "0")
    failing = [item for item in standing(report) if item.check.id == check.id]
    if failing:
        worst = failing[0]
        case.set("file", visible(worst.fail.at.path))
        title = visible(f"{check.title}: {count(len(failing), 'place')}")
        failure = SubElement(case, "failure", type=worst.fail.severity.word, message=title)
        failure.text = "\n".join(_place(item) for item in failing)
        return
    accepted = worst_first(item for item in report.findings if item.check.id == check.id)
    if accepted or nothing_read(report):
        says = _accepted(accepted) if accepted else "Nothing was read."
        SubElement(case, "skipped", message=visible(says))


def _place(item: Finding) -> str:
    at, fail = item.fail.at, item.fail
    frame = f"\n    {visible(fail.frame)}" if fail.frame else ""
    return f"{visible(str(at))}: {fail.severity.word}: {told(item)} [{visible(item.fingerprint)}]{frame}"


def _accepted(items: Iterable[Finding]) -> str:
    return "; ".join(f"{item.fail.at}: {_by(item)}" for item in items)


def _by(item: Finding) -> str:
    if item.state is State.KNOWN or item.suppression is None:
        return f"known, {item.known_by or 'baseline'}"
    reason = f": {item.suppression.reason}" if item.suppression.reason else ""
    return f"accepted by {item.suppression.by} at {item.suppression.place}{reason}"


def _gate(suite: Element, report: Report) -> None:
    seconds = f"{max(0.0, report.tally.seconds):.3f}"
    case = SubElement(suite, "testcase", classname="holdfast", name="gate", time=seconds)
    word = outcome(report)
    if word == ExitCode.REFUSED.name.lower():
        SubElement(case, "failure", type=word, message=visible(sentence(report))).text = conclusion(report)
    elif word != ExitCode.PASSED.name.lower():
        unread = [f"{visible(item.path)}: {visible(item.why)}" for item in report.skipped if item.fault]
        error = SubElement(case, "error", type=word, message=visible(sentence(report)))
        error.text = "\n".join([conclusion(report), *sorted(unread)])
    _count(suite)


def _count(parent: Element) -> None:
    """Set how many test cases stand in an element, and what became of them."""
    parent.set("tests", str(len(list(parent.iter("testcase")))))
    for kind, attribute in (("failure", "failures"), ("error", "errors"), ("skipped", "skipped")):
        parent.set(attribute, str(len(list(parent.iter(kind)))))
    seconds = sum(float(case.get("time", "0")) for case in parent.iter("testcase"))
    parent.set("time", f"{seconds:.3f}")

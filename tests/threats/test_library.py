"""What the library of threat rules covers, and how its rules are told apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from statistics import fmean
from typing import Any, Final

import pytest
import yaml

from holdfast.loop.catalogue import CONTROLS
from holdfast.model.threat import LIKELIHOOD, TECHNICAL, Stride

RULES: Final = Path(__file__).parents[2] / "src/holdfast/threats/rules"
RANGES: Final = {
    Stride.SPOOFING: range(1, 60),
    Stride.TAMPERING: range(60, 120),
    Stride.REPUDIATION: range(120, 160),
    Stride.DISCLOSURE: range(160, 220),
    Stride.DENIAL: range(220, 270),
    Stride.ELEVATION: range(270, 330),
}
LEAST: Final = {
    Stride.SPOOFING: 25,
    Stride.TAMPERING: 28,
    Stride.REPUDIATION: 18,
    Stride.DISCLOSURE: 30,
    Stride.DENIAL: 22,
    Stride.ELEVATION: 28,
}
LINES_OF_CODE: Final = "a slip in single lines, which the engine for code finds; no design invites or avoids it"
TOP_25: Final = (79, 787, 89, 352, 22, 125, 78, 416, 862, 434, 94, 20, 77, 287, 269, 502, 200, 863, 918, 119, 476, 798)
"""The CWE Top 25 of 2024, with the three below."""
TOP_25_REST: Final = (190, 400, 306)
OUT_OF_SCOPE: Final = {476: LINES_OF_CODE}
"""Weaknesses of the Top 25 that no rule is about, each with the reason."""
TOP_10: Final = {
    "A01 Broken Access Control": {22, 200, 201, 352, 359, 425, 601, 639, 668, 862, 863},
    "A02 Cryptographic Failures": {311, 319, 321, 324, 916},
    "A03 Injection": {20, 74, 77, 78, 79, 88, 89, 93, 94, 116, 470, 943},
    "A04 Insecure Design": {209, 256, 257, 269, 312, 434, 472, 522, 602, 653, 799},
    "A05 Security Misconfiguration": {526, 611, 776, 942},
    "A06 Vulnerable and Outdated Components": {1104, 1395},
    "A07 Identification and Authentication Failures": {287, 290, 294, 295, 306, 307, 384, 521, 613, 620, 640, 798},
    "A08 Software and Data Integrity Failures": {345, 353, 494, 502, 829, 915},
    "A09 Security Logging and Monitoring Failures": {117, 223, 532, 778},
    "A10 Server-Side Request Forgery": {918},
}
"""Categories of the OWASP Top 10 of 2021 with some of the weaknesses that each is made of."""
LISTED: Final = {
    "API1 Broken Object Level Authorization": "other-peoples-records-by-number",
    "API2 Broken Authentication": "forged-token",
    "API3 Broken Object Property Level Authorization": "more-fields-than-shown",
    "API4 Unrestricted Resource Consumption": "list-without-end",
    "API5 Broken Function Level Authorization": "user-calls-what-is-for-administrators",
    "API6 Unrestricted Access to Sensitive Business Flows": "programs-posing-as-customers",
    "API7 Server Side Request Forgery": "inner-addresses-fetched-for-strangers",
    "API8 Security Misconfiguration": "errors-tell-the-inside",
    "API9 Improper Inventory Management": "forgotten-name-claimed",
    "API10 Unsafe Consumption of APIs": "supplier-answer-believed",
    "LLM01 Prompt Injection": "prompt-told-by-stranger",
    "LLM02 Sensitive Information Disclosure": "model-tells-what-it-was-shown",
    "LLM03 Supply Chain": "package-changed-upstream",
    "LLM04 Data and Model Poisoning": "answers-planted-in-the-index",
    "LLM05 Improper Output Handling": "model-answer-is-run",
    "LLM06 Excessive Agency": "model-uses-tools-for-a-stranger",
    "LLM07 System Prompt Leakage": "model-tells-what-it-was-shown",
    "LLM08 Vector and Embedding Weaknesses": "index-shows-hidden-documents",
    "LLM10 Unbounded Consumption": "model-bill-run-up",
    "CICD-SEC-1 Insufficient Flow Control Mechanisms": "one-person-changes-what-runs",
    "CICD-SEC-3 Dependency Chain Abuse": "public-package-takes-inner-name",
    "CICD-SEC-4 Poisoned Pipeline Execution": "pipeline-obeys-a-stranger",
    "CICD-SEC-5 Insufficient Pipeline-Based Access Controls": "pipeline-owns-production",
    "CICD-SEC-6 Insufficient Credential Hygiene": "build-log-shows-secrets",
    "CICD-SEC-9 Improper Artifact Integrity Validation": "artefact-swapped-after-build",
}
"""Entries of the OWASP API Security Top 10 (2023), LLM Top 10 (2025) and CI/CD Top 10 with the rule that is about each.

LLM09 (misinformation) is left out: nobody attacks, people trust too much."""


def _rules() -> Iterator[dict[str, Any]]:
    for path in sorted(RULES.glob("*.yaml")):
        yield from yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)  # noqa: S506 - texts only


LIBRARY: Final = tuple(_rules())
BY_NAME: Final = {rule["name"]: rule for rule in LIBRARY}
WEAKNESSES: Final = {int(number) for rule in LIBRARY for number in rule.get("cwe", ())}


def test_ids_and_names_are_given_once_and_ids_lie_in_the_range_of_their_category() -> None:
    numbers = [rule["id"] for rule in LIBRARY]
    assert len(BY_NAME) == len(set(numbers)) == len(numbers)
    placed = {rule["name"]: (int(rule["id"].removeprefix("HF-THR-")), Stride(rule["stride"])) for rule in LIBRARY}
    assert {name for name, (number, stride) in placed.items() if number not in RANGES[stride]} == set()


def test_every_category_has_enough_rules() -> None:
    counts = Counter(Stride(rule["stride"]) for rule in LIBRARY)
    assert {stride: counts[stride] for stride in Stride if counts[stride] < LEAST[stride]} == {}
    assert len(LIBRARY) >= 165


def test_there_are_rules_for_every_sort_of_element_and_for_what_goes_between() -> None:
    counts = Counter(rule["on"] for rule in LIBRARY)
    assert set(counts) == {"external-entity", "process", "store", "flow", "crossing"}
    assert min(counts.values()) >= 5


@pytest.mark.parametrize("weakness", TOP_25 + TOP_25_REST)
def test_each_weakness_of_the_top_25_has_a_rule_or_a_reason(weakness: int) -> None:
    assert (weakness in WEAKNESSES) != (weakness in OUT_OF_SCOPE)


@pytest.mark.parametrize("category", TOP_10)
def test_each_category_of_the_top_10_has_a_rule(category: str) -> None:
    assert TOP_10[category] & WEAKNESSES


def test_each_entry_of_the_other_lists_names_a_rule_that_is_there() -> None:
    assert {entry: name for entry, name in LISTED.items() if name not in BY_NAME} == {}


def test_a_rule_names_a_control_that_upholds_what_the_threat_breaks() -> None:
    upholds = {control.id: control.stride for control in CONTROLS}
    assert {name for rule in LIBRARY for name in rule["controls"]} <= upholds.keys()
    astray = [rule["name"] for rule in LIBRARY if not any(rule["stride"] in upholds[name] for name in rule["controls"])]
    assert astray == []


def test_few_controls_stand_against_one_threat_so_that_it_can_be_proven() -> None:
    assert {rule["name"]: rule["controls"] for rule in LIBRARY if not 1 <= len(rule["controls"]) <= 3} == {}


def test_what_strangers_do_from_anywhere_is_more_likely_than_what_needs_a_place_inside() -> None:
    def likelihood(rule: dict[str, Any]) -> float:
        return fmean(int(rule["factors"][name]) for name in LIKELIHOOD)

    anywhere = [likelihood(rule) for rule in LIBRARY if int(rule["factors"]["opportunity"]) == 9]
    inside = [likelihood(rule) for rule in LIBRARY if int(rule["factors"]["opportunity"]) <= 4]
    assert min(anywhere) >= 5
    assert fmean(anywhere) > fmean(inside) + 1.5


def test_factors_differ_between_rules() -> None:
    ratings = Counter(tuple(rule["factors"][name] for name in (*LIKELIHOOD, *TECHNICAL)) for rule in LIBRARY)
    assert max(ratings.values()) <= 3


def test_every_threat_says_why_and_what_to_do_in_sentences() -> None:
    for rule in LIBRARY:
        assert rule["says"].endswith("."), rule["name"]
        assert all(step.endswith(".") for step in rule["do"]), rule["name"]
        assert not rule["because"].endswith("."), rule["name"]
        assert not rule["title"].endswith("."), rule["name"]
        assert len(rule["title"]) <= 80, rule["name"]

"""Every case of every judged check, every fix, and that no check goes without."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from holdfast.estate.kinds.index import KINDS
from holdfast.estate.languages import FILES, files_of
from holdfast.formats.judgedrules import read_rules, refuse_unknown, rule_files

from .cases import CHECKS, JUDGES, Case, cases, judged, lines, pack, verdict

CASES = cases()
RULES: list[dict[str, Any]] = [rule for family, path in rule_files(CHECKS) for rule in read_rules(path, family)]
FIXES = [(rule["name"], language, text) for rule in RULES for language, text in rule["fix"].items()]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.where}-{case.check}")
def test_case(case: Case) -> None:
    found = judged(case.files, case.check)
    assert verdict(found) == case.expected, [item[2:] for item in found]
    if case.pins:
        assert lines(found) == case.pins


@pytest.mark.parametrize(("name", "language", "text"), FIXES, ids=[f"{name}-{lang}" for name, lang, _ in FIXES])
def test_fix_passes_its_own_rule(name: str, language: str, text: str) -> None:
    assert verdict(judged(files_of(language, text), name)) == "ok"


def _named() -> Iterator[str]:
    yield from (rule.check.name for rule in pack())


def test_each_check_has_a_failing_and_a_good_case() -> None:
    told = {(case.check, case.expected) for case in CASES}
    assert [name for name in _named() if not {(name, "fail"), (name, "ok")} <= told] == []


def test_each_case_is_about_a_check_that_exists() -> None:
    assert sorted({case.check for case in CASES} - set(_named())) == []


@pytest.mark.parametrize("rule", RULES, ids=[rule["name"] for rule in RULES])
def test_rule_speaks_of_kinds_and_facts_that_exist(rule: dict[str, Any]) -> None:
    refuse_unknown(rule, KINDS, JUDGES[rule["family"]])
    assert set(rule["fix"]) <= FILES.keys()


def test_ids_and_names_are_unique() -> None:
    for key in ("id", "name"):
        words = [rule[key] for rule in RULES]
        assert sorted({word for word in words if words.count(word) > 1}) == []

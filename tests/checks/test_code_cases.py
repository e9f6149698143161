"""Rules about code have examples in each of their languages, and what is known of libraries is met by programs."""

from __future__ import annotations

from tests.checks.code_cases import examples, pack, unmet_share

MOST_UNMET = 0.62
"""So much of what is known of libraries may stand without a program that meets it; lower it as cases are added."""


def test_every_rule_has_bad_and_good_code_in_each_of_its_languages() -> None:
    there = {(example.rule, example.fails, example.language) for example in examples()}
    asked = {
        (rule.check.name, fails, language)
        for rule in pack().rules
        for language in rule.languages
        for fails in (True, False)
    }
    assert asked == there


def test_much_of_what_is_known_of_libraries_is_met() -> None:
    assert unmet_share() <= MOST_UNMET, "`python -m tests.checks.code_cases` names what no program meets"

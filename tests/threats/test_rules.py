"""Rules about threats are read with every fault named by line, and each rule of the library keeps its examples."""

from __future__ import annotations

from pathlib import Path

import pytest

from holdfast.model.errors import ConfigError
from holdfast.threats.analyse import outcome
from holdfast.threats.library import FOLDER, PACK, library
from holdfast.threats.rule import EXAMPLES
from holdfast.threats.rules import Written, compile_rules, examine, load, read, read_all, refuse, with_own
from tools.compile_rules import RULES_VERSION

from .ruletexts import CLEAR, WEBHOOK

WRITTEN = read_all(FOLDER)


def _named(value: Written | str) -> str:
    return value if isinstance(value, str) else value.rule.name


PROMISES = [(each, example) for each in WRITTEN for example in each.examples]


@pytest.mark.parametrize(("each", "example"), PROMISES, ids=_named)
def test_a_rule_does_what_its_example_says(each: Written, example: str) -> None:
    assert outcome(each.examples[example], each.rule, "x") == example


def test_the_compiled_rules_are_fresh() -> None:
    assert PACK.read_text(encoding="utf-8") == compile_rules([each.rule for each in WRITTEN], RULES_VERSION)
    assert library().rules == tuple(sorted((each.rule for each in WRITTEN), key=lambda rule: rule.id))


def test_a_pack_reads_as_what_was_written() -> None:
    rules = [each.rule for text in (WEBHOOK, CLEAR) for each in read("x", text.encode())]
    found = load(compile_rules(rules, "1"))
    assert found.rules == tuple(rules)
    assert found.named("ORG-002") is found.named("read-on-the-way")
    with pytest.raises(ConfigError, match="cannot be read"):
        load("1 2")


@pytest.mark.parametrize("text", [WEBHOOK, CLEAR])
def test_examples_are_kept(text: str) -> None:
    (each,) = read("x", text.encode())
    assert [outcome(each.examples[name], each.rule, "x") for name in EXAMPLES] == list(EXAMPLES)


@pytest.mark.parametrize(
    ("old", "new", "says", "advice"),
    [
        ("on: process", "on: proces", "5: on of rule forged-webhook cannot be 'proces'", "Did you mean 'process'?"),
        (
            "webhook: yes}\n  unless",
            "webhok: yes}\n  unless",
            "there is no condition 'webhok'",
            "Did you mean 'webhook'?",
        ),
        (
            "authentication: mtls",
            "authentication: tls",
            "authentication cannot be 'tls'",
            "One of: none, password, session, token, mtls, mfa.",
        ),
        ("skill: 5", "skil: 5", "there is no factor 'skil'", "Did you mean 'skill'?"),
        ("skill: 5, ", "", "lacks the factor skill", "All of: "),
        ("skill: 5", "skill: 10", "factor skill is no whole number from 0 to 9", ""),
        ("because: takes", "because: takes {fact}", "because cannot hold {fact}", "Did you mean 'facts'?"),
        ("T1190", "1190", "'1190' is no number of attack", "For example T1190."),
        ("cwe: [345]", "cwe: [CWE-345]", "'CWE-345' is no number of cwe", ""),
        ("    fires:", "    fire:", "has no example 'fire'", "Did you mean 'fires'?"),
        (
            "fires: {processes: {x:",
            "fires: {processes: {y:",
            "has no element or flow 'x'",
            "Name what the rule is about 'x'.",
        ),
        (
            "fires: {processes: {x: {webhook",
            "fires: {processes: {x: {webhok",
            "process x has no key 'webhok'",
            "Did you mean 'webhook'?",
        ),
        ("  title:", "  titel:", "has no key 'titel'", "Did you mean 'title'?"),
        ("  do:", "  name: a\n  do:", "'name' stands there already, on line 2", ""),
        ("controls: [webhooks-verified]", "controls: []", "has no controls", ""),
        (
            "name: forged-webhook",
            "name: Forged",
            "'Forged' is no name",
            "Use small letters, digits and single hyphens.",
        ),
    ],
)
def test_what_is_wrong_in_a_rule_is_named(old: str, new: str, says: str, advice: str) -> None:
    assert old in WEBHOOK
    found = examine("rules.yaml", WEBHOOK.replace(old, new, 1).encode()).wrong
    (wrong,) = [each for each in found if says in f"{each.line}: {each.says}" or says in each.says]
    assert wrong.advice.startswith(advice)
    assert 1 <= wrong.line <= 22


def test_reading_refuses_a_file_with_a_fault() -> None:
    with pytest.raises(ConfigError, match=r"rules\.yaml:1: .* \(2 more\)"):
        read(
            "rules.yaml",
            WEBHOOK.replace("  controls: [webhooks-verified]\n", "").replace("  because:", "  becaus:").encode(),
        )


def test_own_rules_may_not_take_what_is_taken() -> None:
    own = read("own.yaml", WEBHOOK.encode())
    refuse("own.yaml", own, load(compile_rules([], "1")), {"webhooks-verified"})
    with pytest.raises(ConfigError, match=r"own\.yaml:1: 'ORG-001' is taken"):
        refuse("own.yaml", own, load(compile_rules([own[0].rule], "1")), {"webhooks-verified"})
    with pytest.raises(ConfigError, match="there is no control") as caught:
        refuse("own.yaml", own, load(compile_rules([], "1")), {"webhooks-are-verified"})
    assert caught.value.advice == "Did you mean 'webhooks-are-verified'?"
    taken = read("own.yaml", WEBHOOK.replace("ORG-001", "HF-THR-001").encode())
    with pytest.raises(ConfigError, match="cannot be used"):
        refuse("own.yaml", taken, load(compile_rules([], "1")), {"webhooks-verified"})


def test_a_rule_is_akin_to_another_one_that_is_there() -> None:
    def refused(*akin: str) -> None:
        own = read("own.yaml", WEBHOOK.replace("  controls", f"  akin: [{', '.join(akin)}]\n  controls").encode())
        base = load(compile_rules([each.rule for each in read("x", CLEAR.encode())], "1"))
        refuse("own.yaml", own, base, {"webhooks-verified"})

    refused("read-on-the-way")
    with pytest.raises(ConfigError, match="akin to 'read-on-a-way', which is no other rule") as caught:
        refused("read-on-a-way")
    assert caught.value.advice == "Did you mean 'read-on-the-way'?"
    with pytest.raises(ConfigError, match="akin to 'forged-webhook', which is no other rule"):
        refused("forged-webhook")


def test_own_rules_change_the_digest() -> None:
    base = load(compile_rules([], "1"))
    own = tuple(each.rule for each in read("own.yaml", WEBHOOK.encode()))
    assert with_own(base, ()) is base
    assert with_own(base, own).digest != base.digest


def test_rule_files_are_looked_for_in_one_place(tmp_path: Path) -> None:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "spoofing-basics.yaml").write_text(WEBHOOK)
    assert [each.rule.name for each in read_all(tmp_path)] == ["forged-webhook"]

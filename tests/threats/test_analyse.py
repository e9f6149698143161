"""An analysis finds threats, asks what it has to know, and never takes a broken rule for "no threat"."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast.model.system import System, Treatment, Way
from holdfast.model.threat import BUSINESS, Analysed, Band, Threat
from holdfast.threats.analyse import analyse
from holdfast.threats.matters import matter

from .ruletexts import FACTORS, WEBHOOK, library, system

MODEL = """\
context: {criticality: high, obligations: [PCI DSS]}
data: {card: {name: Card numbers, level: confidential, tags: [pci]}}
boundaries: {net: {name: the internet, kind: internet}, cluster: {name: the cluster}}
entities: {bank: {name: The bank, in: net}}
processes: {api: {name: API, in: cluster, exposure: internet, webhook: yes}}
flows: {notice: {from: bank, to: api, data: [card]}}
"""


def _analysed(text: str, *rules: str) -> Analysed:
    return analyse(system(text), library(*rules))


def _threats(found: Analysed) -> dict[str, Threat]:
    return {threat.id: threat for threat in found.threats}


def test_a_threat_says_why_and_what_is_at_stake() -> None:
    found = _analysed(MODEL)
    assert list(_threats(found)) == ["read-on-the-way@notice", "forged-webhook@api"]
    threat = _threats(found)["forged-webhook@api"]
    assert threat.why == "API takes calls from other systems for the truth (webhook: yes)."
    assert (threat.data, threat.countered, threat.cwe, threat.attack) == (("card",), "", (345,), ("T1190",))
    flow = _threats(found)["read-on-the-way@notice"]
    assert flow.why == "notice carries Card numbers from The bank to API over the internet, the cluster."
    assert flow.crosses == ("net", "cluster")
    assert (found.rules, found.questions, found.faults) == (2, (), ())


def test_what_the_model_says_against_a_threat_is_a_claim() -> None:
    found = _analysed(MODEL.replace("webhook: yes", "webhook: yes, authentication: mtls"), WEBHOOK)
    assert [threat.countered for threat in found.threats] == ["authentication: mtls"]


@pytest.mark.parametrize("facts", ["webhook: unknown", "webhook: yes, signed-messages: unknown"])
def test_what_is_unknown_is_asked_and_is_no_threat(facts: str) -> None:
    found = _analysed(MODEL.replace("webhook: yes", facts), WEBHOOK)
    assert found.threats == ()
    (question,) = found.questions
    assert (question.on, question.rules) == ("api", ("forged-webhook",))
    assert question.asks.endswith("?")


def test_questions_that_more_rules_wait_for_come_first() -> None:
    other = WEBHOOK.replace("ORG-001", "ORG-003").replace("forged-webhook", "late-webhook")
    text = "processes: {a: {webhook: unknown}, b: {webhook: yes, signed-messages: unknown}}"
    third = (
        WEBHOOK.replace("ORG-001", "ORG-004")
        .replace("forged-webhook", "third")
        .replace("signed-messages", "csrf-protected")
    )
    found = _analysed(text, WEBHOOK, other, third)
    assert [(each.on, each.fact, len(each.rules)) for each in found.questions] == [
        ("a", "webhook", 3),
        ("b", "signed-messages", 2),
    ]


def test_a_broken_rule_is_a_fault() -> None:
    rules = library()
    broken = replace(rules.rules[0], when={"webhoook": True}, name="broken")
    torn = replace(rules.rules[0], because="holds {this}", name="torn")
    found = analyse(system(MODEL), rules._replace(rules=(broken, torn, rules.rules[1])))
    assert [(each.rule, each.on) for each in found.faults] == [("broken", ""), ("torn", "api")]
    assert "webhoook" in found.faults[0].error
    assert len(found.threats) == 1


def test_what_is_out_of_scope_gets_no_threats() -> None:
    text = MODEL.replace("exposure: internet", "out-of-scope: the bank's")
    assert [threat.id for threat in _analysed(text).threats] == ["read-on-the-way@notice"]
    both = text.replace("in: net}", "in: net, out-of-scope: theirs}")
    assert _analysed(both).threats == ()
    alone = MODEL.replace("data: [card]}", "data: [card], out-of-scope: closed}")
    assert [threat.id for threat in _analysed(alone).threats] == ["forged-webhook@api"]


def test_a_treatment_is_found_by_id_or_pattern_and_an_unused_one_is_told() -> None:
    model = replace(
        system(MODEL),
        treatments=(
            Treatment(threat="*@api", way=Way.ACCEPT),
            Treatment(threat="forged-webhook@api", controls=("other",), factors=(("skill", 1),)),
            Treatment(threat="*@db"),
        ),
    )
    found = analyse(model, library())
    threat = _threats(found)["forged-webhook@api"]
    assert threat.treatment is model.treatments[1]
    assert threat.controls == ("other",)
    assert dict(threat.inherent.factors)["skill"] == 1
    assert found.unused == ("*@db",)


def test_a_vector_gives_the_band() -> None:
    vector = "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H"
    model = replace(system(MODEL), treatments=(Treatment(threat="forged-webhook@*", cvss=vector),))
    threat = _threats(analyse(model, library()))["forged-webhook@api"]
    assert (threat.inherent.band, threat.inherent.cvss) == (Band.CRITICAL, vector)


def test_data_and_context_decide_what_the_business_loses() -> None:
    rich = _threats(_analysed(MODEL))["read-on-the-way@notice"].inherent
    assert dict(rich.factors)["privacy"] == 5
    assert dict(rich.factors)["financial"] == 8
    assert dict(rich.factors)["non-compliance"] == 8
    poor = MODEL.replace("high", "low").replace("[PCI DSS]", "[]").replace("confidential, tags: [pci]", "public")
    low = _threats(_analysed(poor))["read-on-the-way@notice"].inherent
    assert low.impact < 3 < rich.impact
    none = _threats(_analysed(MODEL.replace(", data: [card]", "")))["read-on-the-way@notice"].inherent
    assert not set(BUSINESS) & dict(none.factors).keys()


@pytest.mark.parametrize(
    ("exposure", "opportunity"), [("internet", 7), ("partner", 6), ("internal", 4), ("local", 2), ("unknown", 7)]
)
def test_reach_moves_how_many_can_try(exposure: str, opportunity: int) -> None:
    found = _analysed(MODEL.replace("exposure: internet", f"exposure: {exposure}"), WEBHOOK)
    factors = dict(found.threats[0].inherent.factors)
    assert (factors["opportunity"], factors["size"]) == (opportunity, opportunity)


def test_the_worst_comes_first_and_order_of_elements_does_not_matter() -> None:
    model = system(MODEL)
    turned = replace(model, elements=model.elements[::-1], flows=model.flows[::-1])
    assert analyse(turned, library()) == analyse(model, library())
    assert [threat.inherent.band.rank for threat in _analysed(MODEL).threats] == sorted(
        (threat.inherent.band.rank for threat in _analysed(MODEL).threats), reverse=True
    )


def test_what_matters_is_grouped_and_varied() -> None:
    names = [f"p{number}" for number in range(30)]
    rules = [
        WEBHOOK.replace("ORG-001", f"ORG-1{number}")
        .replace("forged-webhook", f"forged-{number}")
        .replace("webhooks-verified", f"fix-{number}")
        for number in range(12)
    ]
    mild = FACTORS.replace("skill: 5", "skill: 4").replace("integrity: 7", "integrity: 6")
    other = WEBHOOK.replace("ORG-001", "ORG-3").replace("forged-webhook", "denied").replace("spoofing", "repudiation")
    other = other.replace("webhooks-verified", "fix-12")
    text = f"processes: {{{', '.join(f'{name}: {{webhook: yes}}' for name in names)}}}"
    found = _analysed(text, *rules, other.replace(FACTORS, mild))
    groups = matter(found.threats)
    assert len(groups) == 10
    assert len({group.rule for group in groups}) == 10
    assert "denied" in [group.rule for group in groups]
    assert all(len(group.threats) == 30 for group in groups)


def test_what_is_countered_waits_until_nothing_else_is_left() -> None:
    found = _analysed(MODEL.replace("webhook: yes", "webhook: yes, signed-messages: yes"))
    assert [group.rule for group in matter(found.threats)] == ["read-on-the-way"]
    alone = [threat for threat in found.threats if threat.countered]
    assert [group.rule for group in matter(alone)] == ["forged-webhook"]


FACTS = st.dictionaries(st.sampled_from(("webhook", "signed-messages")), st.sampled_from(("yes", "no", "unknown")))


@given(st.lists(FACTS, max_size=5))
def test_each_element_is_a_threat_a_question_or_neither(given_facts: list[dict[str, str]]) -> None:
    items = (
        f"p{at}: {{{', '.join(f'{key}: {value}' for key, value in facts.items())}}}"
        for at, facts in enumerate(given_facts)
    )
    found = _analysed(f"processes: {{{', '.join(items)}}}", WEBHOOK)
    threatened = [threat.on for threat in found.threats]
    asked = {question.on for question in found.questions}
    assert len(set(threatened)) == len(threatened)
    assert not asked & set(threatened)
    for at, facts in enumerate(given_facts):
        assert (f"p{at}" in threatened) == (facts.get("webhook") == "yes" and facts.get("signed-messages") != "unknown")


def test_an_empty_model_has_no_threats() -> None:
    assert analyse(System(name="x"), library()).threats == ()


def test_a_claim_is_not_told_that_nothing_is_said() -> None:
    rule = WEBHOOK.replace(
        "because: takes calls from other systems for the truth",
        "because: takes calls from other systems for the truth, and nothing says that they are signed",
    )
    (threat,) = _analysed(MODEL, rule).threats
    assert (
        threat.why
        == "API takes calls from other systems for the truth, and nothing says that they are signed (webhook: yes)."
    )
    (claim,) = _analysed(MODEL.replace("webhook: yes", "webhook: yes, signed-messages: yes"), rule).threats
    assert (claim.why, bool(claim.countered)) == (
        "API takes calls from other systems for the truth (webhook: yes).",
        True,
    )


def test_a_reason_names_what_holds_and_not_what_might_have() -> None:
    rule = WEBHOOK.replace(
        "when: {webhook: yes}", "when: {webhook: yes, boundary: [cluster, internet], not: {debug: yes}}"
    )
    assert rule != WEBHOOK
    text = MODEL.replace("cluster: {name: the cluster}", "cluster: {name: the cluster, kind: cluster}")
    (threat,) = _analysed(text.replace("webhook: yes", "webhook: yes, debug: no"), rule).threats
    assert threat.why.endswith("(webhook: yes, boundary: cluster).")


_GUESS = "It rests on a guess: "


@pytest.mark.parametrize(
    ("model", "guesses"),
    [
        ("processes: {api: {name: API, webhook: yes}}", ()),
        ("processes: {api: {name: API, webhook: yes, guessed: [webhook]}}", ("webhook: yes",)),
        (
            "processes: {api: {webhook: yes, authentication: none, guessed: [authentication]}}",
            ("authentication: none",),
        ),
        ("processes: {api: {webhook: yes, authentication: mtls, guessed: [authentication]}}", ()),
        ("processes: {api: {webhook: yes, uploads: yes, guessed: [uploads]}}", ()),
    ],
)
def test_a_threat_rests_on_what_it_would_not_be_told_without(model: str, guesses: tuple[str, ...]) -> None:
    (threat,) = _analysed(model, WEBHOOK).threats
    assert threat.guesses == guesses
    assert (_GUESS in threat.why) == bool(guesses)


@pytest.mark.parametrize(
    ("when", "guessed", "says"),
    [
        ("{tag: pci}", "data", "data of call: Cards"),
        ("{level: confidential}", "data", "data of call: Cards"),
        ("{in: {protocol: http}}", "protocol", "protocol of call: http"),
        ("{in: {start: {technology: browser}}}", "technologies", "technologies of b: browser"),
        ("{in: {start: {not: {technology: proxy}}}}", "technologies", "technologies of b: browser"),
    ],
)
def test_data_technology_and_protocol_may_be_guessed(when: str, guessed: str, says: str) -> None:
    browser = ", guessed: [technologies]" if guessed == "technologies" else ""
    call = "" if browser else f", guessed: [{guessed}]"
    known = f"""\
data: {{card: {{name: Cards, level: confidential, tags: [pci]}}}}
processes: {{b: {{technologies: [browser]{browser}}}, api: {{}}}}
flows: {{call: {{from: b, to: api, protocol: http, data: [card]{call}}}}}
"""
    rule = WEBHOOK.replace("when: {webhook: yes}", f"when: {when}")
    found = _threats(_analysed(known, rule))
    assert found["forged-webhook@api"].guesses == (says,)


def _other(when: str, name: str = "bad-upload", control: str = "webhooks-verified", more: str = "") -> str:
    text = WEBHOOK.replace("ORG-001", "ORG-003").replace("forged-webhook", name)
    text = text.replace("when: {webhook: yes}", f"when: {{{when}}}\n{more}")
    return text.replace("webhooks-verified", control)


def test_what_rests_on_a_guess_ranks_lower_at_the_same_rating() -> None:
    text = "processes: {api: {webhook: yes}, job: {uploads: yes, guessed: [uploads]}}"
    found = _analysed(text, WEBHOOK, _other("uploads: yes"))
    assert [threat.rule for threat in found.threats] == ["bad-upload", "forged-webhook"]
    assert len({threat.inherent for threat in found.threats}) == 1
    assert [group.rule for group in matter(found.threats)] == ["forged-webhook", "bad-upload"]


def test_a_weakness_that_the_model_states_weighs_more_than_one_that_it_only_lacks_a_counter_for() -> None:
    rule = WEBHOOK.replace("  unless:", "  seen: {authentication: none}\n  unless:")
    text = "processes: {a: {webhook: yes}, b: {webhook: yes, authentication: none}, c: {webhook: yes, %s}}"
    found = _analysed(text % "authentication: none, guessed: [authentication]", rule)
    (group,) = matter(found.threats)
    assert group.worst.id == "forged-webhook@b"
    said = {threat.on: (threat.seen, threat.supposed) for threat in found.threats}
    assert said == {"a": ((), True), "b": (("authentication: none",), False), "c": ((), True)}
    (plain,) = matter(_analysed("processes: {a: {webhook: yes}}", WEBHOOK).threats)
    assert (plain.worst.seen, plain.worst.supposed) == ((), False)


@pytest.mark.parametrize(
    ("control", "more", "places", "also"),
    [
        ("webhooks-verified", "", ["bad-upload"], ["forged-webhook@a"]),
        ("uploads-confined", "", ["bad-upload", "forged-webhook"], []),
        ("uploads-confined", "  akin: [forged-webhook]\n", ["bad-upload"], ["forged-webhook@a"]),
    ],
)
def test_one_fix_or_nearly_one_rule_on_one_element_takes_one_place(
    control: str, more: str, places: list[str], also: list[str]
) -> None:
    found = _analysed("processes: {a: {webhook: yes}}", WEBHOOK, _other("webhook: yes", control=control, more=more))
    groups = matter(found.threats)
    assert [group.rule for group in groups] == places
    assert [threat.id for threat in groups[0].also] == also


def test_one_fix_on_two_elements_takes_two_places() -> None:
    found = _analysed("processes: {a: {webhook: yes}, b: {uploads: yes}}", WEBHOOK, _other("uploads: yes"))
    assert [group.worst.on for group in matter(found.threats)] == ["b", "a"]


def test_what_a_finding_shows_goes_before_its_equals() -> None:
    found = _analysed("processes: {a: {webhook: yes}, b: {webhook: yes}}", WEBHOOK)
    (group,) = matter(found.threats, findings=lambda threat: frozenset("f" if threat.on == "b" else ""))
    assert [threat.on for threat in group.threats] == ["b", "a"]


def test_a_reason_names_the_weakness_that_the_model_states_and_not_that_nothing_is_said() -> None:
    rule = WEBHOOK.replace("  unless:", "  seen: {authentication: none}\n  unless:").replace(
        "for the truth", "for the truth, and nothing says that it asks who calls"
    )
    text = "processes: {a: {webhook: yes}, b: {webhook: yes, authentication: none}}"
    why = {threat.on: threat.why for threat in _analysed(text, rule).threats}
    lead = "takes calls from other systems for the truth"
    assert why["a"] == f"a {lead}, and nothing says that it asks who calls (webhook: yes)."
    assert why["b"] == f"b {lead} (authentication: none, webhook: yes)."


def test_what_the_same_findings_show_takes_one_place() -> None:
    text = "processes: {a: {webhook: yes}, b: {uploads: yes}}"
    found = _analysed(text, WEBHOOK, _other("uploads: yes", control="uploads-confined"))
    assert len(matter(found.threats)) == 2
    (group,) = matter(found.threats, findings=lambda _: frozenset({"f"}))
    assert [threat.id for threat in (*group.threats, *group.also)] == ["bad-upload@b", "forged-webhook@a"]
    apart = matter(found.threats, findings=lambda threat: frozenset(threat.on))
    assert len(apart) == 2

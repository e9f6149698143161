"""Conditions answer yes, no or not known, and name what they would have to know."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast.model.errors import ConfigError
from holdfast.model.system import Element, Sort, System
from holdfast.threats.conditions import compiled
from holdfast.threats.world import World

from .ruletexts import item, system

MODEL = system("""\
data:
  card: {level: confidential, tags: [pci]}
  note: {level: public}
boundaries:
  net: {kind: internet}
  account: {kind: account}
  cluster: {kind: cluster, inside: account}
entities:
  user: {in: net, human: yes}
processes:
  api: {in: cluster, technologies: [web, api], exposure: internet, uploads: no, webhook: unknown, data: [note]}
  admin: {name: Administration, in: cluster, debug: unknown}
stores:
  db: {in: account, technologies: [postgresql], encrypted-at-rest: unknown, data: [card]}
flows:
  call: {from: user, to: api, protocol: HTTPS, encrypted-in-transit: tls}
  query: {from: api, to: db, data: [card], encrypted-in-transit: unknown}
""")
WORLD = World(MODEL)


def _truth(on: str, spec: dict[str, Any], *, counters: bool = False) -> bool | None:
    about = item(MODEL, on)
    sort = about.sort.value if isinstance(about, Element) else "flow"
    return compiled(spec, sort, counters=counters)(WORLD, about).truth


@pytest.mark.parametrize(
    ("on", "spec", "truth"),
    [
        ("api", {"exposure": "internet"}, True),
        ("api", {"exposure": ["partner", "internet"]}, True),
        ("api", {"exposure": "local"}, False),
        ("api", {"uploads": False}, True),
        ("api", {"uploads": "yes"}, False),
        ("api", {"webhook": True}, None),
        ("api", {"not": {"webhook": True}}, None),
        ("api", {"redirects": True}, False),
        ("api", {"not": {"redirects": True}}, True),
        ("api", {"exposure": "internet", "webhook": True}, None),
        ("api", {"exposure": "local", "webhook": True}, False),
        ("api", {"any": [{"webhook": True}, {"exposure": "internet"}]}, True),
        ("api", {"any": [{"webhook": True}, {"exposure": "local"}]}, None),
        ("api", {"technology": ["web", "graphql"]}, True),
        ("api", {"technology": "graphql"}, False),
        ("api", {"level": "confidential"}, True),
        ("api", {"tag": ["pci", "phi"]}, True),
        ("db", {"level": "secret"}, False),
        ("db", {"level": "internal"}, True),
        ("user", {"tag": "pci"}, False),
        ("api", {"boundary": "account"}, True),
        ("db", {"boundary": "cluster"}, False),
        ("call", {"crosses": True}, True),
        ("call", {"from-outside": True}, True),
        ("query", {"crosses": True}, True),
        ("query", {"from-outside": True}, False),
        ("query", {"boundary": "cluster"}, True),
        ("call", {"protocol": ["http", "https"]}, True),
        ("query", {"protocol": "http"}, False),
        ("call", {"start": {"sort": "external-entity", "human": True}, "end": {"exposure": "internet"}}, True),
        ("query", {"end": {"encrypted-at-rest": "no"}}, None),
        ("api", {"in": {"from-outside": True}}, True),
        ("api", {"out": {"encrypted-in-transit": "no"}}, None),
        ("api", {"out": {"end": {"technology": "redis"}}}, False),
        ("admin", {"in": {"crosses": True}}, False),
        ("admin", {"name-has": ["admin"]}, True),
    ],
)
def test_each_condition(on: str, spec: dict[str, Any], truth: bool | None) -> None:
    assert _truth(on, spec) is truth


def test_what_nobody_stated_counters_nothing_in_either_way() -> None:
    assert _truth("api", {"validates-input": True}, counters=True) is False
    assert _truth("api", {"not": {"redirects": True}}, counters=True) is False
    assert _truth("api", {"not": {"uploads": True}}, counters=True) is True
    assert _truth("api", {"not": {"not": {"validates-input": True}}}, counters=True) is False
    assert _truth("api", {"webhook": True}, counters=True) is None


def test_what_is_unknown_is_named_with_the_element_that_has_it() -> None:
    answer = compiled({"end": {"encrypted-at-rest": "no"}, "encrypted-in-transit": "no"}, "flow")(
        WORLD, item(MODEL, "query")
    )
    assert answer.asks == {("db", "encrypted-at-rest"), ("query", "encrypted-in-transit")}


def test_what_would_not_decide_is_not_asked() -> None:
    spec = {"any": [{"exposure": "internet"}, {"webhook": True}]}
    assert compiled(spec, "process")(WORLD, item(MODEL, "api")).asks == frozenset()


@pytest.mark.parametrize(
    ("sort", "spec", "says", "advice"),
    [
        ("process", {"upload": True}, "there is no condition 'upload'", "Did you mean 'uploads'?"),
        ("process", {"exposure": "web"}, "exposure cannot be 'web'", "One of: internet, partner, internal, local."),
        ("store", {"uploads": True}, "a store has no fact 'uploads'", "One of: process."),
        ("flow", {"start": {"encrypted-in-transit": "no"}}, "an element has no fact", "One of: flow."),
        ("process", {"protocol": "http"}, "'protocol' is asked of a flow only", ""),
        ("process", {"start": {"human": True}}, "'start' is asked of a flow only", ""),
        ("flow", {"in": {"crosses": True}}, "'in' is asked of elements, not of flows", ""),
        ("flow", {"technology": "web"}, "'technology' is asked of elements", "Of a flow, ask its start or end."),
        ("process", {"tag": "gdpr"}, "tag cannot be 'gdpr'", "One of: pii, phi, pci, credential, key, audit."),
        ("process", {"any": []}, "'any' takes a list of conditions", ""),
        ("process", {}, "a condition is a mapping", ""),
        ("process", [], "a condition is a mapping", ""),
        ("process", {"exposure": None}, "a word or a list of words", ""),
        ("process", {"crosses": True}, "'crosses' is asked of a flow only", ""),
    ],
)
def test_what_makes_no_sense_is_refused(sort: str, spec: Any, says: str, advice: str) -> None:
    with pytest.raises(ConfigError, match=says) as caught:
        compiled(spec, sort)
    assert caught.value.advice == advice


def test_conditions_nest_to_a_bound() -> None:
    spec: dict[str, Any] = {"exposure": "internet"}
    for _ in range(20):
        spec = {"not": spec}
    with pytest.raises(ConfigError, match="nest more than"):
        compiled(spec, "process")


VALUES = st.sampled_from(("", "yes", "no", "unknown"))
FACTS = ("uploads", "webhook", "debug")
LEAVES = st.tuples(st.sampled_from(FACTS), st.booleans()).map(lambda pair: {pair[0]: pair[1]})
SPECS: st.SearchStrategy[dict[str, Any]] = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        inner.map(lambda each: {"not": each}),
        st.lists(inner, min_size=1, max_size=3).map(lambda each: {"all": each}),
        st.lists(inner, min_size=1, max_size=3).map(lambda each: {"any": each}),
    ),
    max_leaves=6,
)


def _about(values: dict[str, str]) -> tuple[World, Element]:
    element = Element(
        id="a", name="a", sort=Sort.PROCESS, facts=tuple((name, text) for name, text in values.items() if text)
    )
    return World(System(name="", elements=(element,))), element


@given(SPECS, st.fixed_dictionaries(dict.fromkeys(FACTS, VALUES)))
def test_an_answer_stays_whatever_the_unknown_turns_out_to_be(spec: dict[str, Any], values: dict[str, str]) -> None:
    condition = compiled(spec, "process")
    truth = condition(*_about(values)).truth
    for name in FACTS:
        if values[name] == "unknown":
            for known in ("yes", "no"):
                later = condition(*_about({**values, name: known})).truth
                assert truth is None or later is truth


@given(SPECS, st.fixed_dictionaries(dict.fromkeys(FACTS, VALUES)))
def test_not_known_always_asks_for_something(spec: dict[str, Any], values: dict[str, str]) -> None:
    answer = compiled(spec, "process")(*_about(values))
    assert (answer.truth is None) == bool(answer.asks)
    assert {fact for _, fact in answer.asks} <= {name for name in FACTS if values[name] == "unknown"}


@given(SPECS)
def test_nothing_counters_a_threat_where_nothing_is_stated(spec: dict[str, Any]) -> None:
    condition = compiled(spec, "process", counters=True)
    assert condition(*_about(dict.fromkeys(FACTS, ""))).truth is False

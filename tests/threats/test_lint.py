"""What a reviewer would remark about a model that is well-formed."""

from __future__ import annotations

from holdfast.threats.lint import remarks

from .ruletexts import system

MODEL = """\
data: {card: {level: secret}, note: {level: public}}
boundaries: {net: {}}
processes:
  api: {in: net, technologies: [web, postgres]}
  loose: {}
stores: {db: {in: net}}
flows: {query: {from: api, to: db}}
assumptions: [{says: the bank is safe, until: 2020-01-01}]
stories:
  steal: {goal: steal, steps: [{does: asks, threat: sql-injektion@api}], countered-by: [walls]}
  empty: {goal: nothing}
treatments:
  - {threat: "a@db", until: 2020-01-01, controls: [wals], reason: r, owner: o}
"""


def test_each_gap_is_named_with_its_line() -> None:
    found = remarks(system(MODEL), {"sql-injection"}, {"walls-kept", "walls"}, ("a@db",), "2026-11-30")
    said = {f"{each.line}: {each.says} | {each.advice}" for each in found}
    assert {
        "5: api: no rule knows the technology 'postgres' | Did you mean 'postgresql'?",
        "6: nothing flows to or from loose | Draw who uses it, or take it out.",
        "6: loose stands in no boundary | Say with `in:` what is around it.",
        "8: flow query names no data | Add `data: […]`.",
        "9: the assumption 'the bank is safe' ended on 2020-01-01 | Ask again.",
        "11: story steal: there is no rule 'sql-injektion' | Did you mean 'sql-injection'?",
        "12: story empty has no steps | Say what the attacker does, step by step.",
        "14: the treatment of a@db fits no threat | Take it out, or mend its name.",
        "14: there is no control 'wals' | Did you mean 'walls'?",
    } <= said
    assert [each.line for each in found] == sorted(each.line for each in found)


def test_a_whole_model_has_no_remarks() -> None:
    text = """\
data: {card: {level: secret}}
boundaries: {net: {}}
processes: {api: {in: net, technologies: [web]}}
stores: {db: {in: net, data: [card]}}
flows: {query: {from: api, to: db, data: [card]}}
sessions: [{at: 2026-11-01, who: [Ada, Bo]}]
"""
    assert remarks(system(text), set(), set(), (), "2026-11-30") == []

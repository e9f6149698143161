"""What the library says about models of systems as they are drafted: little about much, and of many kinds."""

from __future__ import annotations

from collections import Counter
from functools import cache
from pathlib import Path
from typing import Final

import pytest

from holdfast.formats.threatmodel import read
from holdfast.model.system import System
from holdfast.model.threat import Analysed
from holdfast.threats.analyse import analyse
from holdfast.threats.library import library
from holdfast.threats.matters import matter

MODELS: Final = tuple(sorted((Path(__file__).parent / "models").glob("*.yaml")))
MOST_OF_A_KIND: Final = 0.6
"""A rule that fires on more than this of its kind of element tells people nothing about theirs."""


def model(path: Path) -> System:
    return read(path.name, path.read_bytes())


@cache
def analysed(path: Path) -> Analysed:
    return analyse(model(path), library())


def _kinds(system: System) -> Counter[str]:
    """How many there are of what a rule can be about."""
    kinds = Counter(element.sort.value for element in system.elements)
    kinds["flow"] = len(system.flows)
    kinds["crossing"] = sum(bool(system.crossed(flow)) for flow in system.flows)
    return kinds


def test_there_are_three_models() -> None:
    assert [path.stem for path in MODELS] == ["claims", "teashop", "tickets"]


def test_no_rule_fires_on_most_elements_of_its_kind() -> None:
    kinds = sum((_kinds(model(path)) for path in MODELS), Counter[str]())
    fired = Counter(threat.rule for path in MODELS for threat in analysed(path).threats)
    on = {rule.name: rule.on for rule in library().rules}
    assert {name: count for name, count in fired.items() if count > MOST_OF_A_KIND * kinds[on[name]]} == {}


@pytest.mark.parametrize("path", MODELS, ids=lambda path: path.stem)
def test_no_rule_breaks(path: Path) -> None:
    assert analysed(path).faults == ()


@pytest.mark.parametrize("path", MODELS, ids=lambda path: path.stem)
def test_what_nobody_knows_is_a_question(path: Path) -> None:
    found = analysed(path)
    system = model(path)
    facts = [(each.id, each.facts) for each in system.elements] + [(each.id, each.facts) for each in system.flows]
    unknown = {(name, fact) for name, said in facts for fact, value in said if value == "unknown"}
    assert unknown
    assert {(question.on, question.fact) for question in found.questions} <= unknown


@pytest.mark.parametrize("path", MODELS, ids=lambda path: path.stem)
def test_the_first_screen_is_about_many_things(path: Path) -> None:
    first = [group.worst for group in matter(analysed(path).threats)]
    assert len(first) == 10
    assert len({threat.rule for threat in first}) == 10
    assert len({threat.on for threat in first}) >= 5
    assert len({threat.stride for threat in first}) >= 4


def test_weakening_the_model_opens_threats_and_closes_none() -> None:
    path = MODELS[1]
    before = {threat.id for threat in analysed(path).threats if not threat.countered}
    text = path.read_bytes().replace(b"exposure: internal, runs-as-root: no", b"exposure: internet, runs-as-root: yes")
    weaker = analyse(read(path.name, text), library())
    after = {threat.id for threat in weaker.threats if not threat.countered}
    assert before < after
    assert "root-where-a-user-would-do@basket" in after - before

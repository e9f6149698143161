"""A written model reads as the same model, and what is added touches nothing that people wrote."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings

from holdfast.formats.threatmodel import PATH, read
from holdfast.formats.threatmodelwrite import HINT, added, canonical, treated, written
from holdfast.model.errors import ConfigError
from holdfast.model.system import Asset, Boundary, Element, Flow, Level, Sort, Story, System, Treatment, Way

from .threatmodels import SHOP, systems

QUEUE = Element(id="queue", name="Jobs", sort=Sort.STORE, boundary="cluster", facts=(("bounded-queue", "unknown"),))
JOBS = Flow(id="api-queue", name="api-queue", start="api", end="queue", protocol="amqp")
NEW = System(name="", elements=(QUEUE,), flows=(JOBS,))


def _read(text: str) -> System:
    return canonical(read(PATH, text.encode()))


@settings(max_examples=60)
@given(systems())
def test_a_written_model_reads_as_the_same(system: System) -> None:
    text = written(system)
    assert _read(text) == canonical(system)
    assert written(read(PATH, text.encode())) == text


@settings(max_examples=40)
@given(systems(), systems())
def test_adding_keeps_every_line_and_adds_what_lacks(old: System, new: System) -> None:
    lone = replace(new, flows=(), assumptions=(), treatments=(), elements=_apart(new))
    text = written(old)
    grown = added(text, replace(lone, assets=(), elements=tuple(replace(item, data=()) for item in lone.elements)))
    assert _holds(grown, text)
    assert {item.id for item in lone.elements} <= _ids(_read(grown))


def _ids(system: System) -> set[str]:
    return {item.id for item in system.elements} | {item.id for item in system.flows}


def _holds(grown: str, text: str) -> bool:
    """Whether every line of a text is still there, in order."""
    rest = iter(grown.split("\n"))
    return all(line in rest for line in text.rstrip("\n").split("\n"))


def _apart(system: System) -> tuple[Element, ...]:
    return tuple(replace(item, boundary="") for item in system.elements)


def test_what_is_added_stands_at_the_end_of_its_section_and_comments_stay() -> None:
    grown = added(SHOP, NEW)
    lines = grown.splitlines()
    at = next(number for number, line in enumerate(lines) if line.startswith("  db:"))
    assert lines[at + 1 : at + 5] == ["  queue:", "    name: Jobs", "    in: cluster", "    bounded-queue: unknown"]
    assert _holds(grown, SHOP)
    assert added(grown, NEW) == grown


@pytest.mark.parametrize(
    "start",
    [
        "system: x\nprocesses: {api: {}}\n",
        "system: x\nprocesses: {api: {}}\nstores:\nflows: {}\n",
        "system: x\nprocesses: {api: {}}\nstores: {}  # none yet\nflows:  # none yet\n",
        "system: x\nprocesses: {api: {}}\nstores: {db: {}}\nflows: {a: {from: api, to: db},}",
        "system: x\nprocesses:\n    api: {}\nstores:\n    db: {}\n# the end",
        "system: x\r\nprocesses:\r\n  api:\r\n    name: >\r\n      Long\r\n      name\r\n",
        "system: x\nprocesses: {api: {}}\nstores:\n  # some day\n\n# the end\n",
    ],
)
def test_any_way_to_write_a_section_takes_more(start: str) -> None:
    new = System(name="", elements=(replace(QUEUE, boundary=""),), flows=(JOBS,))
    grown = added(start, new)
    found = read(PATH, grown.encode())
    assert found.element("queue") is not None
    assert "api-queue" in [item.id for item in found.flows]
    assert [word for word in grown.split() if word.startswith("#")] == [w for w in start.split() if w.startswith("#")]
    assert ("\r\n" in grown) == ("\r\n" in start)
    assert grown.count("\r") in (0, grown.count("\n"))


def test_lists_and_sections_that_are_not_there_are_added() -> None:
    new = System(
        name="",
        assets=(Asset(id="mail", name="Addresses", level=Level.RESTRICTED, tags=("pii",)),),
        boundaries=(Boundary(id="vpc", name="vpc", kind="network", inside="account"),),
        stories=(Story(id="flood", actor="user", goal='stop the shop: for "fun"', steps=(("asks", ""),)),),
        treatments=(Treatment(threat="*@db", reason="soon"),),
    )
    found = _read(added(SHOP, new))
    assert [item.id for item in found.assets] == ["card", "mail"]
    assert found.stories[1] == new.stories[0]
    assert [item.threat for item in found.treatments] == ["forged-webhook@api", "*@db"]
    assert _read(added("system: x\n", NEW_TREATMENT)).treatments == NEW_TREATMENT.treatments


NEW_TREATMENT = System(name="", treatments=(Treatment(threat="a@*", owner="Bo"),))


def test_what_cannot_be_changed_safely_is_refused() -> None:
    with pytest.raises(ConfigError, match="within braces"):
        added("{system: x, processes: {api: {}}}", System(name="", elements=(replace(QUEUE, boundary=""),)))
    with pytest.raises(ConfigError, match="without changing what stands there"):
        added("system: x\nassumptions: &none []\ntreatments: *none\n", NEW_TREATMENT)
    with pytest.raises(ConfigError, match="the model has no key"):
        added("system: x\nfoo: 1\n", NEW)


def test_a_treatment_is_changed_in_place() -> None:
    new = Treatment(threat="forged-webhook@api", way=Way.TRANSFER, reason="the bank bears it", until="2027-09-01")
    text = treated(SHOP, new)
    assert "    way: transfer\n" in text
    assert "    until: 2027-09-01\n" in text
    assert "    reason: the bank bears it  # said Ada\n" in text
    assert "  # Talked about in November.\n" in text
    (found,) = read(PATH, text.encode()).treatments
    assert (found.owner, found.factors) == ("Ada", (("skill", 3),))
    back = treated(text, Treatment(threat="forged-webhook@api"))
    assert read(PATH, back.encode()).treatments[0].way is Way.MITIGATE


def test_a_new_treatment_is_added_and_one_within_braces_is_changed() -> None:
    text = treated(SHOP, Treatment(threat="flood@db", controls=("rate-limits",)))
    assert [item.threat for item in read(PATH, text.encode()).treatments] == ["forged-webhook@api", "flood@db"]
    short = 'system: x\nprocesses: {db: {}}\ntreatments:\n  - {threat: "a@db"}  # soon\n'
    text = treated(short, Treatment(threat="a@db", owner="Bo, Ada"))
    assert text == 'system: x\nprocesses: {db: {}}\ntreatments:\n  - {threat: "a@db", owner: "Bo, Ada"}  # soon\n'


def test_the_first_line_tells_editors_the_schema() -> None:
    assert written(System(name="x")) == f"{HINT}\nsystem: x\n"

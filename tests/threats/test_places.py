"""Which threat of a rule stands for all of them, and how many tools of operators take a place among the ten."""

from __future__ import annotations

from typing import Final

from holdfast.formats.threatmodel import read
from holdfast.model.system import System
from holdfast.model.threat import Threat
from holdfast.threats.analyse import analyse
from holdfast.threats.library import library
from holdfast.threats.matters import Group, matter
from holdfast.threats.places import TOOLS, Places

MODEL: Final = """
system: Shop
data:
  personal: {name: Personal data, level: restricted, tags: [pii]}
boundaries:
  cluster: {kind: cluster}
entities:
  operator: {human: yes, technologies: [admin]}
  customer: {human: yes, technologies: [browser]}
  partner: {human: no}
processes:
  charts: {in: cluster, technologies: [monitoring, web], exposure: internet}
  inner: {in: cluster, technologies: [api], exposure: internal}
  shop: {in: cluster, technologies: [web], data: [personal]}
  feed: {in: cluster, technologies: [api], exposure: internet}
flows:
  a: {from: operator, to: charts, protocol: http}
  b: {from: customer, to: shop, protocol: http}
  c: {from: partner, to: feed, protocol: http}
"""


def _system(text: str = MODEL) -> System:
    return read("threatmodel.yaml", text.encode())


def _threats(system: System) -> list[Threat]:
    return list(analyse(system, library()).threats)


def _group(groups: list[Group], rule: str) -> Group:
    return next(group for group in groups if group.rule == rule)


def test_the_door_of_customers_stands_before_that_of_operators() -> None:
    system = _system()
    found = matter([item for item in _threats(system) if item.rule == "changed-on-the-public-way"], system=system)
    assert [item.on for item in _group(found, "changed-on-the-public-way").threats] == ["b", "a", "c"]


def test_how_near_people_are() -> None:
    system = _system()
    places = Places(system)
    made = {item.on: item for item in _threats(system)}
    near = {on: places.near(threat) for on, threat in made.items()}
    assert {on: near[on] for on in ("charts", "shop", "feed", "a", "b", "c")} == {
        "charts": 0,
        "a": 0,
        "shop": 3,
        "b": 3,
        "feed": 2,
        "c": 2,
    }
    assert places.of(made["charts"]) == places.of(made["a"]) == TOOLS
    assert places.of(made["shop"]) == "shop"
    assert Places().near(made["shop"]) == Places().near(made["charts"])


def test_tools_of_operators_take_two_places_while_others_wait() -> None:
    tools = "\n".join(
        f"  tool-{name}: {{in: cluster, technologies: [admin, monitoring, api], exposure: internet, {fact}}}"
        for name, fact in (
            ("a", "default-password: yes"),
            ("b", "secrets-managed: no"),
            ("c", "debug: yes"),
            ("d", "runs-as-root: yes"),
            ("e", "engine-socket: yes"),
        )
    )
    system = _system(MODEL.replace("  inner:", f"{tools}\n  inner:"))
    places = Places(system)
    first = [places.of(group.worst) for group in matter(_threats(system), most=5, system=system)]
    assert first.count(TOOLS) == 2


def test_a_quiet_threat_waits_until_somebody_sees_the_weakness() -> None:
    text = MODEL.replace("technologies: [web], data", "technologies: [web], handles-money: yes, data")
    quiet = next(item for item in _threats(_system(text)) if item.rule == "price-set-by-buyer")
    loud = next(item for item in _threats(_system(text)) if item.rule == "flooded-from-outside")
    assert [group.rule for group in matter([quiet, loud])] == [loud.rule, quiet.rule]
    shown = matter([quiet, loud], findings=lambda item: frozenset("f" if item is quiet else ""))
    assert [group.rule for group in shown] == [quiet.rule, loud.rule]
    stated = _system(text.replace("handles-money: yes", "handles-money: yes, validates-input: no"))
    seen = next(item for item in _threats(stated) if item.rule == "price-set-by-buyer")
    assert [group.rule for group in matter([seen, loud])] == [seen.rule, loud.rule]


def test_what_is_said_of_the_first_holds_for_all_that_stand_beside_it() -> None:
    text = MODEL.replace("exposure: internal}", "exposure: internal, secrets-managed: no}").replace(
        "  partner: {human: no}", "  partner: {human: no, third-party: yes, technologies: [payment]}"
    )
    system = _system(text.replace("flows:", "flows:\n  d: {from: feed, to: partner, protocol: https}"))
    threats = [item for item in _threats(system) if item.rule == "secrets-in-the-settings"]
    assert {item.on for item in threats} == {"inner", "feed"}
    (group,) = matter(threats, system=system)
    assert [item.on for item in group.threats] == ["inner"]


def test_a_tool_of_operators_stands_behind_what_customers_use_even_a_band_lighter() -> None:
    text = MODEL.replace("technologies: [web], data", "technologies: [web], patched: no, data").replace(
        "[monitoring, web], exposure", "[monitoring, web], patched: no, exposure"
    )
    system = _system(text.replace("  shop: {in: cluster,", "  shop: {in: cluster, exposure: internet,"))
    made = [item for item in _threats(system) if item.rule == "known-hole-left-open"]
    assert {item.on for item in made} >= {"charts", "shop"}
    assert matter(made)[0].worst.on == "charts"
    assert matter(made, system=system)[0].worst.on == "shop"
    assert (
        matter(made, findings=lambda item: frozenset("f" if item.on == "charts" else ""), system=system)[0].worst.on
        == "charts"
    )


def test_a_way_to_a_store_stands_where_the_program_that_asks_it_does() -> None:
    text = MODEL.replace("flows:", "flows:\n  d: {from: charts, to: db}\n  e: {from: shop, to: db}")
    system = _system(text.replace("\nflows:", "\nstores:\n  db: {in: cluster, technologies: [postgresql]}\nflows:"))
    made = {item.on: item for item in _threats(system)}
    assert {on: Places(system).near(made[on]) for on in ("d", "e")} == {"d": 0, "e": 3}

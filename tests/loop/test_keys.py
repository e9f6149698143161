"""A key that a scan found in the repository belongs to a process, and fails the threat that hangs on it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from holdfast.loop.controls import statuses
from holdfast.loop.handling import standings
from holdfast.loop.keys import holders, keyed, with_keys
from holdfast.model.history import History, Span
from holdfast.model.observation import Evidence
from holdfast.model.posture import ControlState
from holdfast.model.system import Element, Flow, Sort, System
from holdfast.model.threat import Analysed, Handling

from .test_handling import NOW, SHOP, check, control, row, threat

WEB = Element(id="web", name="Web", sort=Sort.PROCESS, source=("compose.yml:3",))
API = Element(id="api", name="API", sort=Sort.PROCESS, paths=("api/**",), facts=(("exposure", "internet"),))
BUILD = Element(id="build", name="Build", sort=Sort.PROCESS, technologies=("pipeline",), source=("cloud.yml:1",))
CI = Element(id="ci", name="CI", sort=Sort.PROCESS, technologies=("pipeline",), paths=(".ci/**",))
DEVELOPER = Element(id="developer", name="Developer", sort=Sort.ENTITY, technologies=("repository",))
PUSH = Flow(id="developer-ci", name="Pushes", start="developer", end="ci")
SYSTEM = System(name="Shop", elements=(DEVELOPER, WEB, API, BUILD, CI), flows=(PUSH,))
CONTROLS = [control("private-keys-not-in-code"), control("secrets-not-in-code")]
CHECKS = [check("key", "private-keys-not-in-code", "secrets-not-in-code"), check("word", "secrets-not-in-code")]


def _history(found: Evidence, severity: str = "critical") -> History:
    return History(
        fingerprint=found.fingerprint,
        check=found.check,
        subject=found.subject,
        place=found.place,
        severity=severity,
        says="stands here in clear",
        spans=(Span(opened=found.seen_at),),
        last_seen=found.seen_at,
    )


def _kept(
    place: str, *, name: str = "key", severity: str = "critical", system: System = SYSTEM
) -> dict[str, list[str]]:
    found = row(2, "fail", name, place=place)
    history = _history(found, severity)
    kept = holders(system, statuses(CONTROLS, [found], CHECKS, NOW), [history], subject=SHOP)
    return {on: [each.place for each in keys] for on, keys in kept.items()}


@pytest.mark.parametrize(
    ("place", "holder"),
    [
        ("api/key.pem:1:1", "api"),
        ("compose.yml:9:5", "web"),
        ("extras/jwt.yaml:23:17", "ci"),
        (".ci/key.pem:1", "ci"),
    ],
)
def test_a_key_belongs_to_what_it_lies_in_and_else_to_the_pipeline_that_developers_feed(
    place: str, holder: str
) -> None:
    assert _kept(place) == {holder: [place]}


def test_without_a_fed_pipeline_it_is_another_and_without_any_the_first_process() -> None:
    assert _kept("key.pem:1", system=replace(SYSTEM, flows=())) == {"build": ["key.pem:1"]}
    assert _kept("key.pem:1", system=replace(SYSTEM, elements=(DEVELOPER, WEB, API))) == {"web": ["key.pem:1"]}
    assert _kept("key.pem:1", system=replace(SYSTEM, elements=(DEVELOPER,))) == {}


def test_what_is_for_tests_or_light_or_only_looks_like_a_password_is_no_key() -> None:
    assert _kept("api/tests/key.pem:1") == {}
    assert _kept("test/fixtures/key.pem:1") == {}
    assert _kept("api/key.pem:1", severity="medium") == {}
    assert _kept("api/settings.py:1", name="word") == {}


def test_a_key_is_said_of_its_process_and_of_no_other() -> None:
    found = row(2, "fail", "key", place="api/key.pem:1")
    history = _history(found, "high")
    said = keyed(SYSTEM, {"api": (history,)})
    assert [item.id for item in said.elements if item.fact("keys-in-files") == "yes"] == ["api"]
    assert dict(said.elements[2].facts)["exposure"] == "internet"


def test_the_threat_that_hangs_on_a_key_fails_by_it_wherever_it_lies() -> None:
    found = row(2, "fail", "key", place="extras/key.pem:1")
    history = _history(found)
    states = statuses(CONTROLS, [found], CHECKS, NOW)
    mine = threat("ci", controls=("private-keys-not-in-code",), seen=("keys-in-files: yes",))
    other = threat("ci", controls=("private-keys-not-in-code",))
    judged = standings(SYSTEM, Analysed(threats=(mine, other)), states, subject=SHOP, now=NOW)
    held, plain = with_keys(judged, {"ci": (history,)})
    assert (held.handling, held.concrete) == (Handling.FAILING, (history,))
    assert {each.state for each in held.controls} == {ControlState.FAILING}
    assert plain == judged[1]


def test_files_of_one_element_without_a_key_prove_nothing_while_another_file_holds_one() -> None:
    states = statuses(CONTROLS, [row(1, "ok", "key")], CHECKS, NOW)
    mine = threat("api", controls=("private-keys-not-in-code",), seen=("keys-in-files: yes",))
    judged = standings(SYSTEM, Analysed(threats=(mine,)), states, subject=SHOP, now=NOW)
    assert {each.state for each in judged[0].controls} == {ControlState.PROVEN}
    found = row(2, "fail", "key", place="extras/key.pem:1")
    history = _history(found)
    (held,) = with_keys(judged, {"api": (history,)})
    assert {each.state for each in held.controls} == {ControlState.FAILING}

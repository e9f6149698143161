"""A finding shows a threat where it lies in the files of the threat's element, or beside the lines it was seen in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from holdfast.loop.concrete import concrete
from holdfast.loop.controls import statuses
from holdfast.loop.handling import standings
from holdfast.model.history import History, Span
from holdfast.model.observation import Evidence
from holdfast.model.system import Element, Flow, Sort, System
from holdfast.model.threat import Analysed

from .test_handling import CHECKS, CONTROLS, NOW, SHOP, row, threat

WEB = Element(id="web", name="Web", sort=Sort.PROCESS, source=("compose.yml:3",))
DB = Element(id="db", name="DB", sort=Sort.STORE, source=("compose.yml:20", "k8s/db.yaml"))
API = Element(id="api", name="API", sort=Sort.PROCESS, paths=("api/**",))
GUEST = Element(id="guest", name="Guest", sort=Sort.ENTITY, source=("compose.yml:40",))
SYSTEM = System(
    name="Shop",
    elements=(WEB, DB, API, GUEST),
    flows=(
        Flow(id="guest-api", name="Buys", start="guest", end="api", source=("edge.tf:7",)),
        Flow(id="guest-web", name="Reads", start="guest", end="web"),
    ),
)


def _history(of: Evidence, closed: str = "") -> History:
    return History(
        fingerprint=of.fingerprint,
        check=of.check,
        subject=of.subject,
        place=of.place,
        severity="high",
        says="is written so",
        spans=(Span(opened=of.seen_at, closed=closed),),
        last_seen=of.seen_at,
    )


def _shown(on: str, rows: Sequence[Evidence], histories: Sequence[History], **more: tuple[str, ...]) -> list[str]:
    states = statuses(CONTROLS, rows, CHECKS, NOW)
    judged = standings(SYSTEM, Analysed(threats=(threat(on, **more),)), states, subject=SHOP, now=NOW)
    (found,) = concrete(SYSTEM, judged, states, histories, subject=SHOP)
    return [each.place for each in found.concrete]


@pytest.mark.parametrize(
    ("on", "place", "shown"),
    [
        ("api", "api/app.py:3:1", True),
        ("api", "web/app.py:3:1", False),
        ("web", "api/app.py:3:1", False),
        ("web", "compose.yml:3:1", True),
        ("web", "compose.yml:19", True),
        ("web", "compose.yml:2", False),
        ("web", "compose.yml:20", False),
        ("db", "compose.yml:39:5", True),
        ("db", "compose.yml:40", False),
        ("db", "k8s/db.yaml:12", True),
        ("db", "other/k8s/db.yaml:12", False),
        ("guest-api", "api/app.py:9", True),
        ("guest-api", "edge.tf:9", True),
        ("guest-web", "compose.yml:41", False),
        ("guest", "compose.yml:41", True),
        ("web", "", False),
    ],
)
def test_a_finding_shows_the_threat_of_what_it_lies_in(on: str, place: str, shown: bool) -> None:
    found = row(8, "fail", place=place)
    assert _shown(on, [found], [_history(found)]) == ([place] if shown else [])


@pytest.mark.parametrize(
    ("says", "shown"),
    [
        ("services.db: port 5432 is open", True),
        ("services.web: port 80 is open", False),
        ("Deployment/shop/web container web: it runs as root", False),
        ("services.cache: port 6379 is open", True),
        ("A value stands here in clear", True),
    ],
)
def test_a_finding_that_names_the_workload_of_another_shows_nothing(says: str, shown: bool) -> None:
    found = row(8, "fail", place="compose.yml:39:5")
    states = statuses(CONTROLS, [found], CHECKS, NOW)
    judged = standings(SYSTEM, Analysed(threats=(threat("db"),)), states, subject=SHOP, now=NOW)
    (told,) = concrete(SYSTEM, judged, states, [replace(_history(found), says=says)], subject=SHOP)
    assert bool(told.concrete) is shown


def test_what_lies_in_tests_shows_nothing() -> None:
    for place in ("api/tests/app.py:3", "api/unittests/scans/app.py:3", "api/integration_tests/app.py:3"):
        found = row(8, "fail", place=place)
        assert _shown("api", [found], [_history(found)]) == []


def test_what_is_closed_or_breaks_another_control_shows_nothing() -> None:
    found = row(8, "fail")
    assert _shown("api", [found], [_history(found)], controls=("logged",)) == []
    assert _shown("api", [found], [_history(found, closed=NOW)]) == []
    assert _shown("api", [found], []) == []
    far = replace(found, subject="repo:far")
    assert _shown("api", [far], [_history(far)]) == []

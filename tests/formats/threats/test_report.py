"""The threat report: one page that needs nothing, read aloud in order, filtered without script; Markdown and CSV."""

from __future__ import annotations

import csv
import io
from base64 import b64encode
from dataclasses import replace
from hashlib import sha256
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from hypothesis import given, settings

from holdfast.formats.report.dataflow import svg
from holdfast.formats.report.threatpage import ThreatPage, render
from holdfast.formats.report.threattable import COLUMNS, markdown, table
from holdfast.formats.report.threatwords import verdict
from holdfast.model.activity import Control
from holdfast.model.observation import Strength
from holdfast.model.posture import ControlState, ControlStatus
from holdfast.model.system import System
from holdfast.model.threat import Analysed, Band, Fault, Handling, Standing, Stride

from .strategies import systems
from .systems import analysed, bank, rating, shop, small, standings, threat

VOID = {"meta", "input", "br", "path", "circle", "rect", "use"}
BAD = "<script>alert(1)</script>\" onload='x' {{ 7*7 }} \u202e\x1b[31m | `x` =cmd()"


class Page(HTMLParser):
    """What a browser would make of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.text: list[str] = []
        self.style = ""
        self._open: list[str] = []
        self.feed(text)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {key: value or "" for key, value in attrs}))
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self._open.pop() == tag

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {key: value or "" for key, value in attrs}))

    def handle_data(self, data: str) -> None:
        if self._open[-1:] == ["style"]:
            self.style += data
        else:
            self.text.append(data)

    @property
    def words(self) -> str:
        """The text as read aloud."""
        return " ".join(" ".join(self.text).split())


def written(system: System, found: Analysed | None = None, threats: tuple[Standing, ...] | None = None) -> str:
    own = standings(system) if threats is None else threats
    return render(
        ThreatPage(
            system=system,
            analysed=found or analysed(system),
            standings=own,
            first=first(own),
            picture=svg(system, own, alone=False),
            seen_at="2026-11-30T08:00:00Z",
        )
    )


def first(threats: tuple[Standing, ...]) -> tuple[tuple[Standing, ...], ...]:
    rules = list(dict.fromkeys(item.threat.rule for item in threats))[:10]
    return tuple(tuple(item for item in threats if item.threat.rule == rule) for rule in rules)


def on(rule: str, name: str, band: Band, handling: Handling = Handling.OPEN) -> Standing:
    own = threat(rule, name, Stride.TAMPERING, band)
    return Standing(threat=own, handling=handling, current=rating(band), residual=rating(Band.LOW))


@pytest.mark.parametrize("system", [small(), shop(), bank()], ids=["3", "12", "30"])
def test_nothing_is_run_and_nothing_is_loaded(system: System) -> None:
    text = written(system)
    read = Page(text)
    assert not [tag for tag, _ in read.tags if tag in ("script", "img", "link", "iframe", "object", "form", "image")]
    assert not [
        attrs for _, attrs in read.tags if any(key.startswith("on") or key in ("style", "src") for key in attrs)
    ]
    policy = next(attrs["content"] for tag, attrs in read.tags if attrs.get("http-equiv"))
    digest = b64encode(sha256(read.style.encode()).digest()).decode()
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    assert text.count("<style>") == 1


def test_headings_step_down_one_at_a_time_and_ids_are_there_once() -> None:
    read = Page(written(shop()))
    levels = [int(tag[1]) for tag, _ in read.tags if tag in ("h1", "h2", "h3", "h4")]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    ids = [attrs["id"] for _, attrs in read.tags if "id" in attrs]
    assert len(ids) == len(set(ids))
    links = [attrs["href"][1:] for tag, attrs in read.tags if tag == "a" and attrs.get("href", "").startswith("#")]
    assert set(links) <= set(ids)


def test_it_tells_all_that_the_model_and_the_ledger_know() -> None:
    words = Page(written(shop())).words
    for said in (
        "Sells tea · high criticality · bound by PCI DSS · owned by Shop team · 2026-11-30 08:00:00 UTC",
        "The bank's network is trusted",
        "As somebody whom nobody knows I want to read card numbers so that I can sell them.",
        "The search is open to everybody",
        "Is it encrypted?",
        "The admin page moves behind the VPN",
        "The bank signs from January on",
        "Card numbers",
        "A threat counts as handled only as far as evidence shows.",
    ):
        assert said in words


def test_every_filter_hides_what_it_says_and_all_are_shown_at_first() -> None:
    read = Page(written(shop()))
    rows = [
        attrs["class"].split() for tag, attrs in read.tags if tag == "tr" and "row" in attrs.get("class", "").split()
    ]
    boxes = {attrs["id"] for tag, attrs in read.tags if tag == "input" and attrs["type"] == "checkbox"}
    assert all("checked" in attrs for tag, attrs in read.tags if tag == "input" and attrs["type"] == "checkbox")
    words = {name for row in rows for name in row if name != "row" and not name.startswith("on-")}
    assert boxes == {f"show-{name}" for name in words}
    for name in words:
        assert f".threats:has(#show-{name}:not(:checked)) .{name}" in read.style
    places = {attrs["id"] for tag, attrs in read.tags if tag == "input" and attrs["type"] == "radio"}
    assert places == {"show-on-all", *(f"show-{name}" for row in rows for name in row if name.startswith("on-"))}
    assert "@media screen" in read.style


def test_equal_rules_are_told_together_and_what_is_left_is_counted() -> None:
    threats = tuple(on("everywhere", item.id, Band.HIGH) for item in shop().elements)
    words = Page(written(shop(), Analysed(threats=()), threats)).words
    assert words.count("1. Everywhere") == 1
    assert "and 7 more, in the table of every threat" in words


@pytest.mark.parametrize(
    ("threats", "found", "outcome"),
    [
        ((on("a", "page", Band.LOW, Handling.FAILING),), Analysed(threats=()), "refused"),
        ((on("a", "page", Band.HIGH, Handling.OPEN),), Analysed(threats=()), "refused"),
        ((on("a", "page", Band.LOW, Handling.CLAIMED),), Analysed(threats=()), "incomplete"),
        ((on("a", "page", Band.HIGH, Handling.PROVEN),), Analysed(threats=()), "passed"),
        ((on("a", "page", Band.HIGH, Handling.ATTESTED),), Analysed(threats=()), "passed"),
        ((), Analysed(threats=(), rules=9), "nothing"),
        ((), Analysed(threats=(), faults=(Fault(rule="a", on="page", error="boom"),)), "incomplete"),
        (
            (on("a", "page", Band.HIGH, Handling.PROVEN),),
            Analysed(threats=(), faults=(Fault(rule="a", on="page", error="boom"),)),
            "incomplete",
        ),
        ((on("a", "page", Band.LOW, Handling.PROVEN),), replace(analysed(shop()), threats=()), "incomplete"),
    ],
)
def test_passed_is_said_only_where_everything_is_shown(
    threats: tuple[Standing, ...], found: Analysed, outcome: str
) -> None:
    assert verdict(threats, found)[0] == outcome


def test_a_rule_that_broke_is_never_taken_for_no_threat() -> None:
    found = Analysed(threats=(), faults=(Fault(rule="some-rule", on="page", error="division by zero"),), rules=150)
    words = Page(written(small(), found, ())).words
    assert "The analysis is incomplete" in words
    assert "division by zero" in words
    assert "broke on page" in markdown(small(), found, (), ())


def test_controls_stand_with_their_evidence() -> None:
    control = Control(
        id="injection-free-queries",
        title="Queries bind values",
        states="Holds.",
        activity="sast",
        stride=("tampering",),
    )
    status = ControlStatus(
        control=control,
        subject="repo",
        state=ControlState.PROVEN,
        seen_at="2026-11-29T10:00:00Z",
        strength=Strength.SCAN,
    )
    proven = replace(on("a", "page", Band.HIGH, Handling.PROVEN), controls=(status,))
    words = Page(written(small(), Analysed(threats=()), (proven,))).words
    assert "Queries bind values injection-free-queries proven repo scan, 2026-11-29 10:00:00 UTC 1" in words


def test_without_a_picture_the_page_says_why() -> None:
    text = render(
        ThreatPage(
            system=small(),
            analysed=Analysed(threats=()),
            standings=(),
            first=(),
            without="The library is not installed.",
        )
    )
    assert "The library is not installed." in Page(text).words


def hostile() -> tuple[System, tuple[Standing, ...]]:
    system = shop()
    system = replace(
        system,
        name=BAD,
        elements=tuple(replace(item, name=BAD) for item in system.elements),
        flows=tuple(replace(item, name=BAD, protocol=BAD) for item in system.flows),
        assets=tuple(replace(item, name=BAD) for item in system.assets),
        stories=tuple(replace(item, goal=BAD, steps=((BAD, BAD),)) for item in system.stories),
        treatments=tuple(replace(item, reason=BAD, owner=BAD) for item in system.treatments),
        sessions=tuple(replace(item, who=(BAD,), decided=(BAD,)) for item in system.sessions),
        assumptions=tuple(replace(item, says=BAD) for item in system.assumptions),
    )
    bad = tuple(
        replace(item, threat=replace(item.threat, why=BAD, title=BAD, rule=BAD), gaps=(BAD,))
        for item in standings(system)
    )
    return system, bad


def test_hostile_text_stays_text() -> None:
    system, bad = hostile()
    text = written(system, None, bad)
    read = Page(text)
    assert not [tag for tag, _ in read.tags if tag == "script"]
    assert not [attrs for _, attrs in read.tags if "onload" in attrs]
    assert "{{ 7*7 }}" in read.words
    assert "\u202e" not in text
    assert "\x1b" not in text


def test_the_table_has_a_row_for_each_threat_and_no_formula() -> None:
    system, bad = hostile()
    bad = tuple(replace(item, threat=replace(item.threat, title="=HYPERLINK(1)")) for item in bad)
    rows = list(csv.reader(io.StringIO(table(system, bad), newline="")))
    assert rows[0] == list(COLUMNS)
    assert len(rows) == len(bad) + 1
    assert {len(row) for row in rows} == {len(COLUMNS)}
    assert not [text for row in rows[1:] for text in row if text.startswith(("=", "+", "-", "@"))]
    assert rows[1][2] == "'=HYPERLINK(1)"


def test_a_treatment_stands_in_its_row() -> None:
    system = shop()
    rows = list(csv.DictReader(io.StringIO(table(system, standings(system)), newline="")))
    (row,) = [row for row in rows if row["id"] == "forged-webhook@api"]
    assert (row["treatment"], row["owner"], row["until"]) == ("accept", "Ada", "2027-01-31")
    assert (row["handled"], row["name"], row["sort"], row["cwe"]) == ("attested", "Shop API", "process", "89")


def test_markdown_has_every_threat_and_no_markup_of_others() -> None:
    system, bad = hostile()
    text = markdown(system, analysed(system), bad, first(bad))
    assert sum(
        line.startswith(("| critical", "| high", "| medium", "| low", "| note")) for line in text.splitlines()
    ) == len(bad)
    assert "<script>" not in text
    assert "\x1b" not in text
    assert "\\|" in text


@settings(max_examples=30, deadline=None)
@given(systems())
def test_any_model_has_a_report(system: System) -> None:
    threats = standings(system)
    Page(written(system))
    markdown(system, analysed(system), threats, first(threats))
    table(system, threats)

"""Whatever text a repository holds, every format writes it, and nothing but what is meant to be shown comes out."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from holdfast.formats.report import json
from holdfast.formats.report.document import written
from holdfast.formats.report.index import FORMATS, renderer
from holdfast.formats.report.look import Look
from holdfast.formats.report.plain import duration, size, uri, visible
from holdfast.model.check import Check, Confidence, Guidance, Severity
from holdfast.model.errors import ExitCode
from holdfast.model.finding import Finding, State, Suppression
from holdfast.model.place import Place
from holdfast.model.report import GateResult, Notice, Report, Skipped, Tally
from holdfast.model.scope import Scope
from holdfast.model.verdict import About, Fail, Step

MARKER = "tH1s-w0uld-b3-th3-v4lu3"
"""Stands where a value must not be shown from."""

ODD = [
    "\u202e",
    "\u2066",
    "\x1b]0;x\x07",
    "\x9b31m",
    "\r\n",
    "\x00",
    "\udcff",
    "\ud83d",
    "\u200d",
    "\U000e0041",
    "値",
    "é",
    "e\u0301",
    "<b>",
    "]]>",
    "'\"&",
    "\\",
    "%",
]
TEXT = st.one_of(
    st.text(st.characters(exclude_categories=()), max_size=20),
    st.lists(st.sampled_from([*ODD, "a", " ", "\t"]), max_size=30).map("".join),
)
NUMBER = st.integers(-3, 10**7)
WORDS = st.lists(TEXT, max_size=2).map(tuple)
CHECKS = st.builds(
    Check,
    id=TEXT,
    name=TEXT,
    title=TEXT,
    severity=st.sampled_from(Severity),
    confidence=st.sampled_from(Confidence),
    engine=TEXT,
    proves=WORDS,
    cwe=st.lists(st.integers(1, 1500), max_size=2).map(tuple),
    topics=WORDS,
    aliases=WORDS,
)
PLACES = st.builds(Place, path=TEXT, line=NUMBER, column=NUMBER, end_line=NUMBER, end_column=NUMBER, route=WORDS)
FAILS = st.builds(
    Fail,
    at=PLACES,
    says=TEXT,
    mark=st.just(MARKER),
    severity=st.sampled_from(Severity),
    confidence=st.sampled_from(Confidence),
    frame=TEXT,
    mask=st.tuples(st.integers(-5, 40), st.integers(-5, 40)),
    notes=WORDS,
    about=st.none() | st.builds(About, address=TEXT, type=TEXT, language=TEXT, path=TEXT, first=NUMBER, last=NUMBER),
    steps=st.lists(st.builds(Step, TEXT, PLACES), max_size=2).map(tuple),
)
SUPPRESSIONS = st.builds(Suppression, by=TEXT, place=TEXT, reason=TEXT, until=TEXT)
FINDINGS = st.builds(
    Finding,
    fingerprint=TEXT,
    check=CHECKS,
    fail=FAILS,
    state=st.sampled_from(State),
    known_by=TEXT,
    suppression=st.none() | SUPPRESSIONS,
    first_seen=TEXT,
)
GUIDANCE = st.builds(
    Guidance,
    why=TEXT,
    steps=WORDS,
    references=WORDS,
    vendor=TEXT,
    examples=st.just((MARKER,)),
    silent=st.just((MARKER,)),
)
LOOKS = st.builds(Look, width=st.integers(0, 300), quiet=st.booleans(), unicode=st.booleans(), verbose=st.booleans())


@st.composite
def reports(draw: st.DrawFn) -> Report:
    """A report full of text that nobody meant well."""
    findings = draw(st.lists(FINDINGS, max_size=4))
    return Report(
        root=draw(TEXT),
        tool=draw(TEXT),
        rules=draw(TEXT),
        scope=Scope(subject=draw(TEXT), origin=draw(TEXT), digest=draw(TEXT), complete=draw(st.booleans())),
        tally=Tally(files=draw(st.integers(0, 2)), hidden=draw(st.integers(0, 2))),
        findings=tuple(findings),
        skipped=tuple(draw(st.lists(st.builds(Skipped, path=TEXT, why=TEXT, fault=st.booleans()), max_size=3))),
        notices=tuple(draw(st.lists(st.builds(Notice, kind=TEXT, says=TEXT, place=TEXT), max_size=2))),
        gate=GateResult(code=draw(st.sampled_from(ExitCode)), says=draw(TEXT), rule=draw(TEXT)),
        guidance=tuple((item.check.id, draw(GUIDANCE)) for item in findings),
        checks=tuple(item.check for item in findings),
        seen_at=draw(TEXT),
        compared_with=draw(TEXT),
    )


@pytest.mark.parametrize("name", FORMATS)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(report=reports(), look=LOOKS)
def test_every_format_writes_every_text(name: str, report: Report, look: Look) -> None:
    text = renderer(name)(report, look)
    text.encode("utf-8")
    assert MARKER not in text
    unseen = [
        char for char in text if not char.isprintable() and char != "\n" and not (char > "\x9f" and char.isspace())
    ]
    assert unseen == []
    if name == "text" and not look.unicode:
        assert text.isascii()


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(report=reports())
def test_findings_in_json_are_written_as_their_plain_data_say(report: Report) -> None:
    assert json.render(report, Look()) == written(json.document(report))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain é 値", "plain é 値"),
        ("a\x1b[31mb", "a\\x1b[31mb"),
        ("a\u202eb\u2066", "a\\u202eb\\u2066"),
        ("\udce9", "\\xe9"),
        ("\ud83d", "\\ud83d"),
        ("\t\r\n", "\\t\\r\\n"),
        ("\U000e0041", "\\U000e0041"),
        ("\u2028", "\\u2028"),
        ("a\u00a0b", "a\u00a0b"),
    ],
)
def test_what_would_not_show_is_made_visible(text: str, shown: str) -> None:
    assert visible(text) == shown


def test_ascii_keeps_the_sense_of_common_signs() -> None:
    assert visible("“a” … •• é", ascii_only=True) == '"a" ... ** \\xe9'


@given(TEXT)
def test_a_uri_is_ascii_and_exact(path: str) -> None:
    from urllib.parse import unquote_to_bytes

    encoded = uri(path)
    assert encoded.isascii()
    assert not set(encoded) & set(' <>"\\^`{|}?#:')
    assert unquote_to_bytes(encoded) in (_bytes(path, "surrogateescape"), _bytes(path, "surrogatepass"))


def _bytes(text: str, errors: str) -> Any:
    try:
        return text.encode("utf-8", errors)
    except UnicodeEncodeError:
        return None


@pytest.mark.parametrize(
    ("number", "words"),
    [(0, "0 B"), (999, "999 B"), (1000, "1.0 kB"), (999_960, "1.0 MB"), (10**9, "1.0 GB"), (10**16, "10000.0 TB")],
)
def test_sizes(number: int, words: str) -> None:
    assert size(number) == words


@pytest.mark.parametrize(
    ("seconds", "words"), [(0.0421, "42 ms"), (0.0996, "0.10 s"), (59.996, "1 min 0 s"), (187.2, "3 min 7 s")]
)
def test_durations(seconds: float, words: str) -> None:
    assert duration(seconds) == words

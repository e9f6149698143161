"""The page: self-contained, readable without script, in order for a screen reader, and deaf to hostile values."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import replace
from hashlib import sha256
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from holdfast.formats.report.html import render
from holdfast.formats.report.look import Look
from holdfast.model.check import Guidance
from holdfast.model.finding import State, Suppression
from holdfast.model.report import Notice, Report, Skipped

from .sample import CLOUD_KEY, PASSWORD, clean, empty, finding, full, report

VOID = {"meta", "input", "br", "path", "circle"}


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

    def handle_data(self, data: str) -> None:
        if self._open[-1:] == ["style"]:
            self.style += data
        else:
            self.text.append(data)

    @property
    def words(self) -> str:
        """The text as read aloud."""
        return " ".join(" ".join(self.text).split())


def page(sample: Report) -> Page:
    return Page(render(sample, Look()))


def hostile() -> Report:
    bad = "<script>alert(1)</script>\" onload='x' {{ 7*7 }} \u202e\u2066\x1b[31m\x00\udcff&amp;"
    return replace(
        report(
            finding(
                replace(CLOUD_KEY, title=bad, name=bad), bad, 1, bad + "{}" + bad, says=bad, notes=(bad,), route=(bad,)
            ),
            finding(
                PASSWORD,
                bad,
                2,
                bad,
                state=State.SUPPRESSED,
                suppression=Suppression(by=bad, place=bad, reason=bad, until=bad),
            ),
        ),
        root=bad,
        compared_with=bad,
        seen_at=bad,
        guidance=(
            (CLOUD_KEY.id, Guidance(why=bad, steps=(bad,), references=(bad, "javascript:alert(1)", 'https://a/"><b>'))),
        ),
        skipped=(Skipped(path=bad, why=bad, fault=True),),
        notices=(Notice(kind=bad, says=bad, place=bad),),
    )


SAMPLES = pytest.mark.parametrize(
    "sample", [full(), clean(), empty(), hostile()], ids=["full", "clean", "empty", "hostile"]
)


@SAMPLES
def test_nothing_is_run_and_nothing_is_loaded(sample: Report) -> None:
    for tag, attributes in page(sample).tags:
        assert tag not in {
            "script",
            "link",
            "img",
            "iframe",
            "object",
            "embed",
            "base",
            "form",
            "video",
            "audio",
            "use",
        }
        assert not {"src", "srcset", "style", "data", "action", "xlink:href"} & attributes.keys()
        assert not any(name.startswith("on") for name in attributes)
        assert attributes.get("href", "#").startswith(("#", "https://"))


@SAMPLES
def test_the_policy_lets_in_our_style_and_nothing_else(sample: Report) -> None:
    made = page(sample)
    metas = {attributes.get("http-equiv"): attributes.get("content") for tag, attributes in made.tags if tag == "meta"}
    digest = b64encode(sha256(made.style.encode()).digest()).decode()
    assert (
        metas["Content-Security-Policy"]
        == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    )
    assert "url(" not in made.style
    assert "@import" not in made.style


@SAMPLES
def test_headings_are_in_order_and_anchors_lead_somewhere(sample: Report) -> None:
    made = page(sample)
    levels = [int(tag[1]) for tag, _ in made.tags if tag in {"h1", "h2", "h3", "h4", "h5", "h6"}]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    anchors = [attributes["id"] for _, attributes in made.tags if "id" in attributes]
    assert len(anchors) == len(set(anchors))
    led = {attributes["href"][1:] for _, attributes in made.tags if attributes.get("href", "").startswith("#")}
    led |= {attributes["aria-labelledby"] for _, attributes in made.tags if "aria-labelledby" in attributes}
    assert led <= set(anchors)


@SAMPLES
def test_tables_have_captions_and_the_page_has_landmarks(sample: Report) -> None:
    tags = [tag for tag, _ in page(sample).tags]
    assert tags.count("table") == tags.count("caption")
    assert {"main", "header", "nav", "footer", "title"} <= set(tags)
    assert ("html", {"lang": "en"}) in page(sample).tags


def test_hostile_values_are_shown_and_not_obeyed() -> None:
    text = render(hostile(), Look())
    text.encode("utf-8")
    assert "<script" not in text
    assert not {"\u202e", "\u2066", "\x1b", "\x00"} & set(text)
    words = page(hostile()).words
    assert "<script>alert(1)</script>\" onload='x' {{ 7*7 }} \\u202e\\u2066\\x1b[31m\\x00\\xff&amp;" in words
    assert "javascript:alert(1)" in words


def test_everything_a_reader_needs_is_there() -> None:
    words = page(full()).words
    for said in (
        "Refused 6 new at high or above; the gate lets none through.",
        'gate.fail_on = "high" (default)',
        "What it gives an attacker Whoever holds the key",
        "Create a second key",
        "Fingerprint HF-SEC-001:src/payments/client.py:14",
        "inside base64",
        "Lowered to medium confidence",
        "revoked in 2024",
        "2027-01-31",
        "no end date",
        "assets/img-00.png",
        "private/db.key",
        "Hyperscan is not installed",
        "merge base 1a2b3c4 with origin/main",
        "2026.11 (5f3a0c)",
    ):
        assert said in words


def test_accepted_findings_are_folded() -> None:
    text = render(full(), Look())
    assert text.index("<details>") < text.index("tests/conftest.py") < text.index("</details>")


def test_nothing_read_never_passes() -> None:
    words = page(empty()).words
    assert "passed" not in words.lower()
    assert "nothing is shown to be safe" in words

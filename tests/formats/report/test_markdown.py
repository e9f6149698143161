"""Markdown for a pull request: what it tells, how long it gets, and that text of others stays text."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast.formats.report.look import Look
from holdfast.formats.report.markdown import render
from holdfast.formats.report.span import code, plain
from holdfast.model.check import Guidance
from holdfast.model.report import Notice, Skipped

from .sample import CLOUD_KEY, clean, empty, finding, full, report

LOOK = Look()
COMMENT = 65_536


def test_what_refuses_comes_first_with_what_to_do() -> None:
    text = render(full(), LOOK)
    assert text.startswith("### ❌ Holdfast: refused\n")
    assert text.index("CRITICAL") < text.index("HIGH") < text.index("MEDIUM")
    assert "- `src/payments/client.py:14`  \n  `cloud_key = " in text
    assert "<summary>What to do</summary>\n\n1. Create a second key" in text
    assert "inside `base64`" in text
    assert "medium confidence" in text
    assert '`gate.fail_on = "high" (default)`' in text


def test_what_asks_for_nothing_is_folded_away() -> None:
    text = render(full(), LOOK)
    folded = text.index("<summary>2 known, 2 suppressed</summary>")
    for path in ("tests/conftest.py:3", "tests/old.py:5", "docs/tutorial.md:40", "ops/canary.env:1"):
        assert text.index(path) > folded
    assert "reason: `revoked in 2024`" in text
    assert "until `2027-01-31`" in text
    assert "- **should have been read:** unreadable: `private/db.key`" in text


def test_a_clean_scan_is_short_and_an_empty_one_does_not_say_passed() -> None:
    assert len(render(clean(), LOOK).splitlines()) < 10
    assert "passed" in render(clean(), LOOK)
    assert "passed" not in render(empty(), LOOK).lower()
    assert "Nothing was read" in render(empty(), LOOK)


def test_it_fits_in_a_comment_and_counts_what_it_leaves_out() -> None:
    many = [
        finding(CLOUD_KEY, f"{'deep/' * 50}{at}.py", at + 1, "x" * 250 + "{}", state=state)
        for at, state in enumerate(item.state for _ in range(60) for item in full().findings)
    ]
    checks = [finding(item.check, item.fail.at.path, 1, "{}") for item in many]
    skipped = [Skipped(path=f"{'long/' * 400}{at}", why=f"reason {at % 5}", fault=True) for at in range(500)]
    notices = [Notice(kind="policy", says="Something.", place="x" * 900) for _ in range(200)]
    long = (CLOUD_KEY.id, Guidance(why="Word " * 15_000, steps=("Act. " * 200,)))
    for guidance in ((), (long,)):
        sample = report(*many, *checks, skipped=tuple(skipped), notices=tuple(notices), guidance=guidance)
        assert len(render(sample, LOOK)) < COMMENT
    assert "more findings, too many for one comment" in render(sample, LOOK)


@given(st.text(st.sampled_from("`a \\|<>*"), min_size=1, max_size=12))
def test_a_code_span_holds_any_text(text: str) -> None:
    span = code(text)
    if not text.strip():
        assert span == ""
        return
    fence = re.match("`+", span)
    assert fence
    inner = span[len(fence[0]) : -len(fence[0])]
    assert all(len(run) != len(fence[0]) for run in re.findall("`+", inner))
    assert inner.strip() == text.strip()


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("plain words, 3.1 MB", "plain words, 3.1 MB"),
        ("<img src=x>", "\\<img src=x\\>"),
        ("[a](https://x.example)", "\\[a\\](https:\\//x.example)"),
        ("see www.x.example", "see www\\.x.example"),
        ("# head", "\\# head"),
        ("- item", "\\- item"),
        ("1. item", "1\\. item"),
        ("12) item", "12\\) item"),
        ("a\n\n> b", "a\\n\\n\\> b".replace("\\n", "\\\\n")),
        ("*a* _b_ `c`", "\\*a\\* \\_b\\_ \\`c\\`"),
    ],
)
def test_prose_has_no_markup(text: str, written: str) -> None:
    assert plain(text) == written

"""Since when a control is proven."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from holdfast.loop.since import held
from holdfast.model.activity import Control
from holdfast.model.check import Check, Confidence, Severity
from holdfast.model.dossier import Held
from holdfast.model.observation import Evidence, Strength

CONTROL = Control(id="clean", title="Clean", states="It is.", activity="hooks", stride=("tampering",))
NOW = "2026-03-31T12:00:00+00:00"


def check(name: str) -> Check:
    return Check(
        id=name,
        name=name,
        title=name,
        severity=Severity.HIGH,
        confidence=Confidence.HIGH,
        engine="secrets",
        proves=("clean",),
    )


def row(verdict: str, day: int, *, of: str = "a", complete: bool = True, subject: str = "repo:shop") -> Evidence:
    return Evidence(
        sequence=day * 10 + (verdict != "ok"),
        hash="",
        seen_at=f"2026-03-{day:02}T12:00:00+00:00",
        activity="hooks",
        subject=subject,
        scope="all" if complete else "part",
        complete=complete,
        strength=Strength.SCAN,
        check=of,
        verdict=verdict,
        fingerprint="f" if verdict == "fail" else "",
    )


def spells(*rows: Evidence, names: str = "a", days: int = 30, now: str = NOW) -> tuple[Held, ...]:
    found = held([CONTROL], rows, [check(name) for name in names], now, fresh_days={"hooks": days})
    return found.get(("clean", "repo:shop"), ())


def days(*rows: Evidence, names: str = "a", fresh: int = 30) -> list[tuple[str, str]]:
    return [(item.start[8:10], item.end[8:10]) for item in spells(*rows, names=names, days=fresh)]


def test_it_counts_from_the_first_proof() -> None:
    assert days(row("ok", 3), row("ok", 5), row("ok", 9)) == [("03", "")]
    assert spells(row("ok", 3), row("ok", 5))[0].runs == 2


def test_a_failure_breaks_it_and_a_clean_run_begins_anew() -> None:
    rows = [row("ok", 3), row("ok", 5), row("fail", 5), row("ok", 9)]
    assert days(*rows) == [("03", "05"), ("09", "")]


def test_a_doubt_breaks_it_too() -> None:
    assert days(row("ok", 3), row("ok", 5), row("unsure", 5)) == [("03", "05")]


def test_a_part_never_begins_it() -> None:
    assert days(row("ok", 3, complete=False), row("ok", 5, complete=False)) == []


def test_every_check_has_to_have_looked() -> None:
    assert days(row("ok", 3), names="ab") == []
    assert days(row("ok", 3), row("ok", 7, of="b"), names="ab") == [("07", "")]


def test_what_is_nowhere_is_not_proven() -> None:
    assert days(row("not here", 3)) == []
    assert days(row("not here", 3), row("ok", 4, of="b"), names="ab") == [("04", "")]


def test_it_ends_when_nobody_looks_again_in_time() -> None:
    assert days(row("ok", 3), row("ok", 20), fresh=10) == [("03", "13"), ("20", "30")]
    assert spells(row("ok", 3), days=10)[0].why == "nobody looked again in time"


def test_what_comes_from_the_future_begins_nothing() -> None:
    assert spells(row("ok", 20), now="2026-03-10T12:00:00+00:00") == ()


@given(st.lists(st.tuples(st.sampled_from(["ok", "fail", "unsure", "not here"]), st.integers(1, 30)), max_size=12))
def test_times_of_proof_follow_one_another(found: list[tuple[str, int]]) -> None:
    told = spells(*(row(verdict, day) for verdict, day in found))
    ends = [moment for item in told for moment in (item.start, item.end or "9999")]
    assert ends == sorted(ends)
    assert all(item.end for item in told[:-1])


@given(st.permutations([row("ok", day, of=of) for day in (1, 4, 9) for of in "ab"]))
def test_the_order_of_rows_does_not_matter(rows: list[Evidence]) -> None:
    assert days(*rows, names="ab") == [("01", "")]

"""What people accepted: which finding a comment means, and what no longer counts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from holdfast.loop.suppress import suppress
from holdfast.model.check import Check, Confidence, Severity
from holdfast.model.finding import Finding, State
from holdfast.model.ignore import Ignore
from holdfast.model.place import Place
from holdfast.model.policy import Decoy, Policy
from holdfast.model.report import Notice
from holdfast.model.verdict import Fail

TODAY = date(2026, 6, 1)
CHECK = Check(
    id="HF-SEC-001",
    name="some-key",
    title="Some key",
    severity=Severity.HIGH,
    confidence=Confidence.HIGH,
    engine="secrets",
    proves=("clean",),
    aliases=("B105",),
)


def finding(line: int = 5, last: int = 0, path: str = "a.py", mark: str = "aaaaaa") -> Finding:
    place = Place(path=path, line=line, end_line=last or line)
    fail = Fail(at=place, says="x", mark=mark, severity=Severity.HIGH, confidence=Confidence.HIGH)
    return Finding(fingerprint=f"{path}:{line}", check=CHECK, fail=fail)


def ignore(
    *checks: str, line: int = 5, last: int = 0, reason: str = "", until: str = "", tool: str = "", fault: str = ""
) -> Ignore:
    return Ignore(
        line=line, first=line, last=last or line, checks=checks, reason=reason, until=until, tool=tool, fault=fault
    )


def judged(
    comment: Ignore, found: Finding | None = None, policy: Policy | None = None, path: str = "a.py"
) -> tuple[State, list[Notice]]:
    """State of one finding under one comment, and the notices."""
    rules = policy or Policy()
    marked, notices = suppress([found or finding()], {path: [comment]}, lambda _: rules, TODAY)
    return marked[0].state, notices


@pytest.mark.parametrize("name", ["some-key", "HF-SEC-001", "secrets", "B105"])
def test_a_check_answers_to_each_of_its_names(name: str) -> None:
    assert judged(ignore(name)) == (State.SUPPRESSED, [])


def test_no_name_means_every_check() -> None:
    assert judged(ignore()) == (State.SUPPRESSED, [])


@pytest.mark.parametrize(("name", "line"), [("other-key", 5), ("some", 5), ("SOME-KEY", 5), ("some-key", 4)])
def test_another_name_or_line_covers_nothing_and_is_told(name: str, line: int) -> None:
    state, (notice,) = judged(ignore(name, line=line))
    assert state is State.NEW
    assert "suppresses nothing" in notice.says
    assert notice.place == f"a.py:{line}"


def test_a_finding_over_lines_is_met_anywhere() -> None:
    for line in (5, 7, 9):
        assert judged(ignore(line=line), finding(5, 9))[0] is State.SUPPRESSED
    assert judged(ignore(line=2, last=6), finding(5, 9))[0] is State.SUPPRESSED
    assert judged(ignore(line=10), finding(5, 9))[0] is State.NEW


def test_a_comment_holds_in_its_own_file_only() -> None:
    assert judged(ignore(), finding(path="b.py"))[0] is State.NEW


STRICT = Policy(require_reason=True, allow_blanket=False, max_days=90)


@pytest.mark.parametrize(
    ("comment", "policy", "says"),
    [
        (ignore(fault="cannot read 'x'"), Policy(), "cannot read 'x'"),
        (ignore(until="2026-05-31"), Policy(), "expired on 2026-05-31"),
        (ignore("some-key", reason="r", until="2026-08-31"), STRICT, "more than 90 days ahead"),
        (ignore("some-key"), STRICT, "asks for a reason"),
        (ignore(reason="r"), STRICT, "asks which check is meant"),
    ],
)
def test_a_comment_that_does_not_count(comment: Ignore, policy: Policy, says: str) -> None:
    state, (notice,) = judged(comment, policy=policy)
    assert state is State.NEW
    assert says in notice.says
    assert "does not count" in notice.says


@pytest.mark.parametrize("until", ["2026-06-01", "2026-08-30"])
def test_the_last_day_still_counts(until: str) -> None:
    assert judged(ignore("some-key", reason="r", until=until), policy=STRICT) == (State.SUPPRESSED, [])


def test_other_tools_comments_are_named_and_never_complained_about() -> None:
    marked, notices = suppress([finding()], {"a.py": [ignore(tool="bandit")]}, lambda _: Policy(), TODAY)
    assert marked[0].suppression is not None
    assert marked[0].suppression.by == "foreign comment (bandit)"
    assert notices == []
    assert judged(ignore("B999", tool="bandit")) == (State.NEW, [])
    assert judged(ignore(tool="bandit"), policy=Policy(foreign=False)) == (State.NEW, [])
    assert judged(ignore(tool="bandit"), policy=STRICT)[0] is State.SUPPRESSED


def test_who_accepted_why_and_until_when_is_kept() -> None:
    marked, _ = suppress(
        [finding()], {"a.py": [ignore(reason="rotated", until="2027-01-31")]}, lambda _: Policy(), TODAY
    )
    accepted = marked[0].suppression
    assert accepted is not None
    assert (accepted.by, accepted.place, accepted.reason, accepted.until) == (
        "comment",
        "a.py:5",
        "rotated",
        "2027-01-31",
    )


def test_a_refused_comment_does_not_hide_a_good_one() -> None:
    both = [ignore(line=4, last=6, until="2001-01-01"), ignore(reason="fine")]
    marked, notices = suppress([finding()], {"a.py": both}, lambda _: Policy(), TODAY)
    assert marked[0].state is State.SUPPRESSED
    assert len(notices) == 1


def test_decoys_are_known_by_their_mark() -> None:
    decoy = Decoy(mark="aaaaaa", reason="a trap", place="holdfast.toml:3")
    found = [finding(), finding(6, mark="bbbbbb")]
    marked, notices = suppress(found, {}, lambda _: Policy(decoys=(decoy,)), TODAY)
    assert [item.state for item in marked] == [State.SUPPRESSED, State.NEW]
    assert marked[0].suppression is not None
    assert (marked[0].suppression.by, marked[0].suppression.place) == ("decoy", "holdfast.toml:3")
    assert notices == []


def test_each_folder_has_its_own_rules() -> None:
    rules: Callable[[str], Policy] = lambda path: STRICT if path.startswith("new/") else Policy()  # noqa: E731
    found = [finding(path="new/a.py"), finding(path="old/a.py")]
    comments = {item.fail.at.path: [ignore()] for item in found}
    marked, _ = suppress(found, comments, rules, TODAY)
    assert [item.state for item in marked] == [State.NEW, State.SUPPRESSED]


def test_a_comment_for_a_check_that_does_not_exist_says_so() -> None:
    comment = ignore("no-such-check")
    marked, notices = suppress([finding()], {"a.py": [comment]}, lambda _: Policy(), TODAY, {"stripe-live-secret-key"})
    assert marked[0].suppression is None
    assert "no check 'no-such-check'" in notices[0].says

"""The benchmarks run end to end on tiny inputs, count what they say they count, and never print a value."""

from __future__ import annotations

import random
import shutil
import sys
from pathlib import Path
from typing import Literal

import pytest

from benchmarks import accuracy, corpora, infrastructure, page, speed, timing
from benchmarks.secrets_corpus.load import Case
from holdfast.app.rulebook import RuleBook
from holdfast.checks.secrets.examples import render

TOKEN = render("ghp_{base62:30}{crc32-base62:6}", random.Random(7))  # noqa: S311 - the same token every time


def case(
    text: str, label: Literal["secret", "none"] = "secret", line: int = 1, also: tuple[int, ...] = (), name: str = "o-1"
) -> Case:
    kind = "github-token" if label == "secret" else ""
    return Case(
        id=name, path="src/a.py", text=text, label=label, type=kind, line=line, why="w", source="own", also=also
    )


def outcome(of: Case, *reports: tuple[int, int, bool]) -> accuracy.Outcome:
    said = [accuracy.Report(line=first, end_line=last, check="c", regular=shown) for first, last, shown in reports]
    return accuracy.Outcome(case=of, reports=tuple(said))


SECRET = case("a\nb\nc\n", line=2, also=(1,))
NONE = case("a\nb\n", label="none")


@pytest.mark.parametrize(
    ("said", "right", "exact", "false"),
    [
        (outcome(SECRET, (2, 2, True)), 1, True, 0),
        (outcome(SECRET, (1, 1, True)), 1, False, 0),
        (outcome(SECRET, (1, 3, True)), 1, True, 0),
        (outcome(SECRET, (3, 3, True)), 0, False, 1),
        (outcome(SECRET, (2, 2, False), (3, 3, False)), 0, False, 0),
        (outcome(NONE, (1, 1, True), (1, 1, True), (2, 2, True)), 0, False, 2),
        (outcome(NONE), 0, False, 0),
    ],
)
def test_a_report_is_judged_by_its_lines(said: accuracy.Outcome, right: int, exact: bool, false: int) -> None:
    assert (len(said.right), said.exact, len(said.false)) == (right, exact, false)


def test_ratios_follow_from_the_counts() -> None:
    found = accuracy.score([outcome(SECRET, (2, 2, True)), outcome(SECRET), outcome(NONE, (1, 1, True))])
    assert (found.secrets, found.found, found.false) == (2, 1, 1)
    assert (found.precision, found.recall, found.f1) == (0.5, 0.5, 0.5)
    nothing = accuracy.score([])
    assert (nothing.precision, nothing.recall) == (1.0, 1.0)


def test_the_engine_is_asked_as_a_default_scan_asks_it(book: RuleBook) -> None:
    line = f'token = "{TOKEN}"'
    told, silent, ignored = accuracy.ask_holdfast(
        [case(line), case("print(1)\n", label="none"), case(f'{line}  # holdfast: ignore reason="rotated"')], book
    )
    assert told.exact
    assert silent.reports == ()
    assert ignored.reports
    assert ignored.right == ()


def test_the_peer_answers_for_each_case() -> None:
    asked = [case(f'token = "{TOKEN}"'), case("print(1)\n", label="none", name="o-2")]
    said = accuracy.ask_detect_secrets(asked)
    assert said is not None
    assert [bool(item.reports) for item in said] == [True, False]


def test_lists_and_tables_name_the_case_and_never_the_value(book: RuleBook) -> None:
    missed = outcome(case(f'token = "{TOKEN}"'))
    wrong = accuracy.ask_holdfast([case(f'token = "{TOKEN}"', label="none")], book)
    lists = [*accuracy.misses([missed]), *accuracy.false_alarms(wrong)]
    tables = [accuracy.summary({"Holdfast": wrong}), accuracy.by_type({"Holdfast": [missed]})]
    assert [line.split()[0] for line in lists] == ["o-1", "o-1"]
    assert "github-token" in tables[1]
    assert TOKEN not in "\n".join([*lists, *tables])


def test_text_is_put_between_its_markers_only(tmp_path: Path) -> None:
    file = tmp_path / "page.md"
    file.write_text("# A\n\n<!-- x -->\nold\n<!-- /x -->\n\nend\n", encoding="utf-8")
    page.put(file, "x", "new\n")
    page.put(file, "x", "newer")
    assert file.read_text(encoding="utf-8") == "# A\n\n<!-- x -->\n\nnewer\n\n<!-- /x -->\n\nend\n"
    with pytest.raises(ValueError, match="<!-- y -->"):
        page.put(file, "y", "text")


def test_the_page_has_the_markers_that_the_benchmarks_fill() -> None:
    text = page.PAGE.read_text(encoding="utf-8")
    assert [text.count(f"<!-- {mark} -->") for mark in ("speed", "/speed", "accuracy", "/accuracy")] == [1, 1, 1, 1]


def test_percentiles_are_by_nearest_rank() -> None:
    assert timing.p95(range(1, 21)) == 19
    assert timing.p95([3.0, 1.0, 2.0]) == 3.0
    with pytest.raises(ValueError, match="no values"):
        timing.p95([])


def job(folder: Path, code: str, runs: int = 1, seconds: float = 60.0) -> timing.Job:
    command = (sys.executable, "-c", code)
    return timing.Job(
        name="job",
        command=command,
        folder=folder,
        runs=runs,
        seconds=seconds,
        environment=timing.environment(),
        warm=False,
    )


def test_what_a_child_starts_is_measured_too(tmp_path: Path) -> None:
    inner = "x = bytearray(64 << 20)"
    outer = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {inner!r}], check=True)"
    bare, found = (timing.measure([job(tmp_path, code, runs=2)])["job"] for code in ("pass", outer))
    assert len(found.runs) == 2
    assert found.peak > 64 > bare.peak


def test_the_time_limit_ends_a_command_and_is_told(tmp_path: Path) -> None:
    found = timing.measure([job(tmp_path, "import time; time.sleep(600)", seconds=0.3)])["job"]
    assert found.stopped


def test_a_command_that_fails_is_told_with_its_words(tmp_path: Path) -> None:
    with pytest.raises(timing.BenchError, match="no such luck"):
        timing.measure([job(tmp_path, "raise SystemExit('no such luck')")])


def test_the_whole_speed_run_on_a_tiny_tree(tmp_path: Path, prepared: Path) -> None:
    top = tmp_path / "tree"
    corpora.copy(corpora.ROOT / "src", corpora.small_files(3), top)
    own = tmp_path / "matcher"  # the runs write to it under a key of their own
    shutil.copytree(prepared / "cache", own)
    plan = speed.Plan(home=tmp_path / "home", short=1, long=1, part=2_000, packages=4, matcher=own)
    other = tmp_path / "other"
    shutil.copytree(top, other)
    more = speed.given([f"other tree={corpora.repository(other)}"])
    text = speed.run(plan, {"tiny tree": corpora.repository(top)}, more)
    rows = [row for row in text.splitlines() if row.startswith("| other tree")]
    assert [row.split("|")[1].strip() for row in rows] == [
        *("other tree, one process", "other tree"),
        *("other tree, per core, start-up counted", "other tree, per core, start-up not counted"),
    ]
    assert "Django's source could not be had: left out." in text
    for name in (speed.BARE, speed.ONE, speed.TWENTY, "tiny tree, second scan", "portable matcher", speed.QUIET):
        assert name in text


def test_a_tree_that_is_not_there_is_refused(tmp_path: Path) -> None:
    for word in ("tree", "tree=", f"={tmp_path}", f"tree={tmp_path / 'none'}"):
        with pytest.raises(timing.BenchError, match="NAME=FOLDER"):
            speed.given([word])


def test_a_second_scan_is_compared_with_the_first_with_start_up_and_without() -> None:
    def cost(name: str, cpu: float) -> timing.Figures:
        return timing.Figures(name=name, runs=(timing.Run(wall=cpu, cpu=cpu, peak=1.0),))

    told = {
        "terragoat, cold": 0.3,
        "terragoat, warm": 0.12,
        "nothing to judge by iac, cold": 0.1,
        "nothing to judge by iac, warm": 0.08,
    }
    (share,) = infrastructure.shares({name: cost(name, cpu) for name, cpu in told.items()})
    assert share.counted == pytest.approx(0.4)
    assert share.net == pytest.approx(0.2)
    row = infrastructure.share_table([share]).splitlines()[2]
    cells = [cell.strip() for cell in row.strip("|").split("|")]
    assert cells == ["terragoat", "≤ 30% of cold", "40%", "**no**", "100 and 80 ms", "20%", "yes"]


def test_generated_lock_files_are_the_same_every_time() -> None:
    first, second = (corpora.npm_lock(random.Random(1), 3) for _ in range(2))  # noqa: S311 - repeatable on purpose
    assert first == second
    assert first.count('"integrity": "sha512-') == 3

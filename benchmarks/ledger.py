"""Measures the ledger with a million observations, in a file and on a server: append, verify, fold, read.

The observations are of real checks: so many scans of so many repositories, each of which finds something, and now and
then finds it gone. The server is the one of the tests: real, on this machine, with its disk as safe as by default.
"""

from __future__ import annotations

import argparse
import gc
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Final, NamedTuple, TypeVar

from benchmarks.page import PAGE, put, table
from benchmarks.speed import machine
from benchmarks.timing import BenchError
from holdfast.app.codebook import code_book
from holdfast.app.judging import book_of
from holdfast.app.projections import Projections, catch_up, rebuild
from holdfast.app.rulebook import types
from holdfast.checks.package.index import RULES
from holdfast.model.check import Check
from holdfast.model.observation import Observation, Run
from holdfast.model.place import Place
from holdfast.model.scope import Scope
from holdfast.model.verdict import Fail, Ok
from holdfast.store.ledger import Ledger
from holdfast.store.sqlite import SqliteLedger
from tests.worlds.postgres import binaries, emptied, running

T = TypeVar("T")
SUBJECTS: Final = 20
FAILS: Final = 20
"""Findings of a scan."""
START: Final = datetime(2026, 1, 1, tzinfo=UTC)
GOALS: Final = {"verify": 5.0, "rebuild": 15.0, "posture": 1.0, "histories": 1.0}
LEAST: Final = 50_000
"""Observations in a second that are to be appended."""


class Took(NamedTuple):
    """How long something took."""

    what: str
    wall: float
    cpu: float
    """Of this process and its children; a server's is its own."""
    says: str = ""


def timed(what: str, action: Callable[[], T]) -> tuple[T, Took]:
    """Do something once, and tell what it took."""
    wall, cpu = time.perf_counter(), _cpu()
    done = action()
    return done, Took(what, time.perf_counter() - wall, _cpu() - cpu)


def _cpu() -> float:
    spent = os.times()
    return spent.user + spent.system + spent.children_user + spent.children_system


def all_checks() -> list[Check]:
    """Every check that proves a control."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        rules = (*book_of(root), *code_book(root).rules.values(), *RULES)
        checks = [*(kind.check for kind in types(root)), *(rule.check for rule in rules)]
    return sorted((check for check in checks if check.proves), key=lambda check: check.id)


def asked(root: Path, **more: str) -> None:
    """The command that a person gives, with its start."""
    command = [sys.executable, "-m", "holdfast", "posture"]
    subprocess.run(command, cwd=root, env={**os.environ, **more}, check=True, stdout=subprocess.DEVNULL)


def runs(checks: Sequence[Check], rows: int) -> Iterator[Run]:
    """Scans with about so many observations together: every repository in turn, day after day."""
    many = len(checks) + FAILS
    for number in range(max(SUBJECTS, rows // many)):
        day, subject = divmod(number, SUBJECTS)
        yield scan(checks, day, subject)


def scan(checks: Sequence[Check], day: int, subject: int) -> Run:
    """One scan: every check is ok, and some find something that they find for ten days."""
    seen = [Observation(check=check.id, verdict=Ok(count=400)) for check in checks]
    for number in range(FAILS):
        check = checks[(subject * 31 + number * 17) % len(checks)]
        name = f"hf1:{subject:04x}{(day + number) // 10:08x}{number:08x}"
        at = Place(path=f"src/module{number}/file{number % 7}.py", line=number + 1)
        fail = Fail(at=at, says=check.title, mark=name, severity=check.severity, confidence=check.confidence)
        seen.append(Observation(check=check.id, verdict=fail, fingerprint=name))
    return Run(
        activity="static-analysis",
        scope=Scope(subject=f"repo:shop{subject}", origin="worktree", digest=f"scope{subject}", complete=True),
        seen_at=(START + timedelta(days=day, seconds=subject)).isoformat(),
        tool="holdfast 1",
        rules="bench",
        observations=tuple(seen),
    )


def measured(
    ledger: Ledger, given: Sequence[Run], extra: Run, known: set[str], *, read: Callable[[], object]
) -> list[Took]:
    """Everything, once, in the order in which a user meets it."""
    rows = sum(len(run.observations) for run in given)

    def append() -> None:
        for run in given:
            ledger.append(run)

    took = [timed("append", append)[1]]
    took[0] = took[0]._replace(what=f"append {rows:,}", says=f"{rows / took[0].wall:,.0f} a second")
    health, verified = timed("verify", ledger.verify)
    if not health.ok:
        raise BenchError(health.says)
    took.append(verified)
    took.append(timed("rebuild", lambda: catch_up(ledger))[1])
    (_, wrong), again = timed("rebuild and compare", lambda: rebuild(ledger))
    if wrong:
        raise BenchError(f"{wrong} entries were not as the evidence says")
    took.append(again)
    ledger.append(extra)
    took.append(timed("catch up with one run more", lambda: catch_up(ledger))[1])
    now = (START + timedelta(days=400)).isoformat()
    found, trails = timed("read trails", lambda: Projections(ledger, now).trails(known))
    took.append(trails._replace(says=f"{sum(map(len, found.values())):,} of them"))
    lives, histories = timed("histories", lambda: Projections(ledger, now).histories())
    took.append(histories._replace(says=f"{len(lives):,} of them"))
    took.append(timed("posture", read)[1]._replace(what="posture", says="the command, with its start"))
    return took


def report(name: str, took: Sequence[Took]) -> str:
    """A table, with what is wished beside what was measured."""
    lines = []
    for item in took:
        goal = f"{LEAST:,} a second" if item.what.startswith("append") else ""
        goal = f"<= {GOALS[item.what]:g} s" if item.what in GOALS else goal
        lines.append((item.what, f"{item.wall:.2f}", f"{item.cpu:.2f}", item.says, goal))
    return f"### {name}\n\n{table(('', 'wall s', 'CPU s', '', 'wished'), lines)}"


def in_a_file(checks: Sequence[Check], given: Sequence[Run], extra: Run) -> str:
    """The measures of an SQLite ledger."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        path = root / ".holdfast" / "state" / "ledger.sqlite"
        with closing(SqliteLedger(path)) as ledger:
            took = measured(ledger, given, extra, {check.id for check in checks}, read=lambda: asked(root))
        size = path.stat().st_size / 1e6
    return report(f"SQLite ({size:,.0f} MB)", took)


def on_a_server(checks: Sequence[Check], given: Sequence[Run], extra: Run) -> str:
    """The measures of a PostgreSQL ledger; why there are none, where no server is at hand."""
    programs = binaries()
    if programs is None:
        return "### PostgreSQL\n\nNot measured: no server's programs are on this machine."
    from holdfast.store.postgres import PostgresLedger

    with running(programs) as server, tempfile.TemporaryDirectory() as folder:
        url = emptied(server)
        with closing(PostgresLedger(url)) as ledger:
            known = {check.id for check in checks}
            command = partial(asked, Path(folder), HOLDFAST_LEDGER=url)
            took = measured(ledger, given, extra, known, read=command)
    return report("PostgreSQL", took)


def main(words: Sequence[str] | None = None) -> int:
    """Measure, print, and with ``--write`` put it into the page of benchmarks."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000, help="observations (default: a million)")
    parser.add_argument("--only", choices=("sqlite", "postgres"), help="measure one of the two")
    parser.add_argument("--write", action="store_true", help=f"put the tables into {PAGE.name}")
    args = parser.parse_args(words)
    checks = all_checks()
    gc.set_threshold(150_000, 20, 50)  # as the program does
    given = list(runs(checks, args.rows))
    extra = scan(checks, len(given) // SUBJECTS + 1, 0)
    parts = [
        f"Machine: {machine()}.",
        f"{len(given):,} scans of {SUBJECTS} repositories by {len(checks):,} checks each.",
    ]
    if args.only != "postgres":
        parts.append(in_a_file(checks, given, extra))
    if args.only != "sqlite":
        parts.append(on_a_server(checks, given, extra))
    text = "\n\n".join(parts)
    print(text)
    if args.write:
        put(PAGE, "ledger", text)
    return 0


if __name__ == "__main__":
    sys.exit(main())

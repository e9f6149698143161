"""A large folder is read by two processes, and nobody can tell from the answer."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from typing import Any

import pytest

from holdfast.app.history import scan_history
from holdfast.app.reach import Asked
from holdfast.app.scan import Request, scan
from holdfast.app.scout import Clean, Report, Scout
from holdfast.kit.processors import workers
from holdfast.model.errors import ExitCode
from holdfast.model.report import Skipped
from tests.worlds.machine import Machine, write
from tests.worlds.planted import github

pytestmark = pytest.mark.skipif(workers(0, 2) < 2, reason="this machine has one processor, or cannot copy a process")
CLEAN = Clean(10, 1, 0, b"k" * 16, False)


def told(machine: Machine, *words: str) -> dict[str, Any]:
    answer = machine.holdfast(machine.folder / "large", "scan", "--since", "all", "--format", "json", *words)
    report: dict[str, Any] = json.loads(answer.out)
    for name in ("seconds", "cached"):
        del report["tally"][name]
    del report["seen_at"]
    return report


def test_two_processes_say_what_one_says(machine: Machine) -> None:
    files: dict[str, str | bytes] = {f"src/m{number:04}.py": f"value = {number}\n" for number in range(1600)}
    files |= {f"src/m{number:04}.py": f'token = "{github(number)}"\n' for number in (0, 1, 700, 701)}
    files |= {"src/m0900.py": b"\0\1\2" * 4000, "src/m0901.py": b"\0\1\2" * 4000}
    files["src/m0801.py"] = "x = 1  # holdfast: ignore[no-such-check]\n"
    write(machine.folder / "large", files)
    alone = told(machine, "--no-cache", "--time-limit", "500")
    assert len(alone["findings"]) == 4
    assert told(machine, "--no-cache") == alone
    for jobs in ("1", "3"):
        assert told(machine, "--no-cache", "--jobs", jobs) == alone
    assert told(machine) == alone
    assert told(machine) == alone


def test_as_many_processes_work_as_were_asked_for(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    root = machine.repo()
    write(root, {f"m{number}.py": f"value = {number}\n" for number in range(20)})
    machine.commit(root)
    copies: list[int] = []
    fork = os.fork

    def counted() -> int:
        copies.append(fork())
        return copies[-1]

    monkeypatch.setattr(os, "fork", counted)
    for asked in (0, 1, 2, 3, 1000):
        many = workers(asked, 1)
        request = Request(path=root, flags={"cache": False, "jobs": asked}, environment={})
        for look, made in ((scan, many - 1), (lambda wish: scan_history(wish, Asked()), many if many > 1 else 0)):
            copies.clear()
            assert look(request).report.gate.code == ExitCode.PASSED
            assert len(copies) == made
    by_environment = Request(path=root, flags={"cache": False}, environment={"HOLDFAST_SCAN_JOBS": "2"})
    copies.clear()
    scan(by_environment)
    assert len(copies) == 1


def test_nobody_can_ask_for_more_than_is_sensible() -> None:
    assert workers(1, 4) == 1
    assert workers(10**9, 1) == workers(10**6, 1) <= 2 * (os.cpu_count() or 1)


def test_what_is_not_clean_is_named_by_its_place_and_what_was_skipped_by_its_reason() -> None:
    gone = Skipped(path="d\udcff", why="unreadable: no permission", bytes=7, fault=True)
    answers = {"b": None, "d\udcff": gone}

    def judge(paths: Sequence[str]) -> Iterator[Clean | Skipped | None]:
        yield from (answers.get(path, CLEAN) for path in paths)

    scout = Scout(["a", "b", "c", "d\udcff"], judge)
    try:
        assert scout.report() == Report(2, 20, 2, 0, 0, (b"k" * 16, b"k" * 16), (1,), (gone,))
    finally:
        scout.end()


def test_one_that_is_ended_leaves_everything_to_be_looked_at() -> None:
    def judge(paths: Sequence[str]) -> Iterator[Clean | None]:
        yield CLEAN
        os._exit(9)

    scout = Scout(["a", "b", "c"], judge)
    try:
        assert scout.report() == Report(0, 0, 0, 0, 0, (), (0, 1, 2))
    finally:
        scout.end()

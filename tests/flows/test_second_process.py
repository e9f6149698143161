"""A large folder is read by two processes, and nobody can tell from the answer."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from typing import Any

import pytest

from holdfast.app.scout import Clean, Report, Scout, pays
from holdfast.model.report import Skipped
from tests.worlds.machine import Machine, write
from tests.worlds.planted import github

pytestmark = pytest.mark.skipif(not pays(), reason="this machine has one processor, or cannot copy a process")
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
    assert told(machine) == alone
    assert told(machine) == alone


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

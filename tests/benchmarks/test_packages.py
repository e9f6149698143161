"""The benchmark of the database of advisories measures what it says."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from benchmarks.packages import PACKAGES, building, drawn, matching
from holdfast.store.advisories import Advisories
from tests.worlds.advisories import about, record, since
from tests.worlds.advisoryserver import zipped


@pytest.fixture
def known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Advisories]:
    monkeypatch.setenv("HOLDFAST_CACHE", str(tmp_path / "cache"))
    (tmp_path / "npm.zip").write_bytes(zipped([record("X-1", about("npm", "a", *since(fixed="2.0.0")))]))
    made = building(tmp_path, tmp_path)
    assert made.peak > 0
    opened = Advisories(tmp_path / "advisories.sqlite")
    yield opened
    opened.close()


def test_packages_are_drawn_and_compared(known: Advisories) -> None:
    every, few = drawn(known, 1), drawn(known, 10)
    assert len(every) == len(few) == PACKAGES
    assert {item.name for item in every} == {"a"}
    assert len([item for item in few if item.name == "a"]) == PACKAGES // 10
    ticks = count()
    found = matching("few", few, known, lambda: float(next(ticks)))
    assert found.wall == 1.0
    assert found.matches == len([item for item in few if item.name == "a" and item.version[0] in "01"])

"""Measures the database of advisories: how long it takes to make, how large it is, how fast packages are compared.

``python -m benchmarks.packages FOLDER`` takes a folder with the layout of OSV's public exports (``NAME.zip`` or
``NAME/all.zip``); no network is used.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, NamedTuple

from benchmarks.page import PAGE, put, table
from benchmarks.timing import Figures, Job, environment, measure
from holdfast.engines.packages.match import match
from holdfast.model.package import Package
from holdfast.model.place import Place
from holdfast.store.advisories import Advisories

ROOT: Final = Path(__file__).resolve().parent.parent
PACKAGES: Final = 5_000
_RUNS: Final = 9
_SEED: Final = 6
_LANGUAGES: Final = ("PyPI", "npm", "Go", "RubyGems", "crates.io", "Packagist", "Maven", "NuGet")
_VERSIONS: Final = ("0.1.0", "1.0.0", "2.3.4", "99.0.0")


class Matching(NamedTuple):
    """What comparing came to."""

    name: str
    wall: float
    cpu: float
    matches: int


def drawn(known: Advisories, share: int) -> list[Package]:
    """Packages of languages, of which one in ``share`` has a name that an advisory knows."""
    source = random.Random(_SEED)  # noqa: S311 - the same ones each time
    names = [pair for pair in known.names() if pair[0] in _LANGUAGES]
    found = source.choices(names, k=PACKAGES)
    return [
        Package(
            ecosystem=ecosystem,
            name=name if number % share == 0 else f"{name}-{number}",
            version=source.choice(_VERSIONS),
            place=Place(path="lock"),
        )
        for number, (ecosystem, name) in enumerate(found)
    ]


def matching(name: str, packages: list[Package], known: Advisories, clock: Callable[[], float]) -> Matching:
    """Compare packages several times, after once that is not counted; medians."""
    count = len(match(packages, known).matches)
    walls: list[float] = []
    cpus: list[float] = []
    for _ in range(_RUNS):
        wall, cpu = clock(), time.process_time()
        match(packages, known)
        walls.append(clock() - wall)
        cpus.append(time.process_time() - cpu)
    return Matching(name, statistics.median(walls), statistics.median(cpus), count)


def building(folder: Path, home: Path) -> Figures:
    """Make the database from nothing."""
    command = (sys.executable, "-m", "holdfast", "db", "update", "--full", "--from", str(folder))
    kept = environment(HOLDFAST_DATA=str(home), HOLDFAST_CACHE=str(home / "cache"), PYTHONPATH=str(ROOT / "src"))
    (found,) = measure(
        [Job(name="db", command=command, folder=home, runs=1, environment=kept, seconds=600, warm=False, accept=(0, 4))]
    ).values()
    return found


def main() -> None:
    """Measure, print, and with ``--write`` put the figures into the page."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("folder", type=Path)
    asked.add_argument("--write", action="store_true", help="write the figures into docs/benchmarks.md")
    args = asked.parse_args()
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory(prefix="holdfast-bench-") as folder:
        home = Path(folder)
        os.environ["HOLDFAST_CACHE"] = str(home / "cache")
        made = building(args.folder.resolve(), home)
        known = Advisories(home / "advisories.sqlite")
        size = known.path.stat().st_size / 2**20
        records = sum(item.records for item in known.sources())
        found = [
            matching("every name known to an advisory", drawn(known, 1), known, time.perf_counter),
            matching("one name in ten known", drawn(known, 10), known, time.perf_counter),
        ]
        known.close()
    text = "\n\n".join(
        [
            f"{datetime.now(UTC).date()}, load {load:.1f} at the start, {os.cpu_count()} processors.",
            f"{records:,} advisories.",
            table(
                ("", "CPU s", "wall s", "peak MiB", "size MiB"),
                [
                    (
                        "`db update` from a folder",
                        f"{made.cpu:.1f}",
                        f"{made.wall:.1f}",
                        f"{made.peak:.0f}",
                        f"{size:.1f}",
                    )
                ],
            ),
            table(
                (f"{PACKAGES:,} packages compared, warm", "CPU s, median", "wall s, median", "matches"),
                [(item.name, f"{item.cpu:.2f}", f"{item.wall:.2f}", f"{item.matches:,}") for item in found],
            ),
        ]
    )
    sys.stdout.write(f"{text}\n")
    if args.write:
        put(PAGE, "packages", text)


if __name__ == "__main__":
    main()

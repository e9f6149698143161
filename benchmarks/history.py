"""Measures the scan of a whole history: ``history.py REPOSITORY [REVISION]``, of a repository on this machine."""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final, NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.page import PAGE, put, table

COMMAND: Final = (sys.executable, "-m", "holdfast", "scan")
PAUSE: Final = 0.25
"""Seconds between two looks at the memory."""


class Run(NamedTuple):
    """One scan."""

    wall: float
    cpu: float
    """User and system, of every process that it started."""
    read: int
    """Bytes that were read and looked at."""
    findings: int


def scan(words: Sequence[str], cache: Path, peaks: list[int] | None = None) -> Run:
    """Run a scan in an environment of its own; with ``peaks``, look at its memory too, which costs a little."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        environment = {**os.environ, "HOLDFAST_CACHE": str(cache), "HOLDFAST_DATA": str(cache)}
        before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
        command = [*COMMAND, *words, "-q", "--format", f"json={report}"]
        process = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)
        watcher = threading.Thread(target=_watch, args=(process, peaks)) if peaks is not None else None
        if watcher:
            watcher.start()
        process.wait()
        wall, after = time.monotonic() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
        if watcher:
            watcher.join()
        found = json.loads(report.read_text(encoding="utf-8"))
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Run(wall, cpu, found["tally"]["bytes"], len(found["findings"]))


def _watch(process: subprocess.Popen[bytes], peaks: list[int]) -> None:
    while process.poll() is None:
        peaks.append(sum(_share(each) for each in _family(process.pid)))
        time.sleep(PAUSE)


def _family(process: int) -> Iterator[int]:
    yield process
    try:
        tasks = list(Path(f"/proc/{process}/task").iterdir())
        below = [child for task in tasks for child in (task / "children").read_text().split()]
    except OSError:
        return
    for child in below:
        yield from _family(int(child))


def _share(process: int) -> int:
    """A process's memory in bytes, what it shares with others counted by its part."""
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))


def main() -> None:
    """Measure, print, and write where asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("repository", type=Path)
    parser.add_argument("revision", nargs="?", default="HEAD")
    parser.add_argument("--write", action="store_true", help="write the table into docs/benchmarks.md")
    args = parser.parse_args()
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as folder:
        cache, empty = Path(folder), Path(folder) / "empty"
        empty.mkdir()
        scan([str(empty), "--allow-empty"], cache)  # the matcher is prepared here
        words = [str(args.repository), "--history", args.revision]
        peaks: list[int] = []
        scan([*words, "--no-cache"], cache, peaks)
        first, second = scan(words, cache), scan(words, cache)
    git = ["git", "-C", str(args.repository), "rev-list", "--count", args.revision]
    commits = int(subprocess.run(git, capture_output=True, text=True, check=True).stdout)
    rows = [
        (name, f"{run.wall:.1f}", f"{run.cpu:.1f}", *rates)
        for name, run, rates in (
            ("first run", first, (f"{first.read / 1e6 / first.wall:.0f}", f"{first.read / 1e6 / first.cpu:.0f}")),
            (
                "second run",
                second,
                (f"{second.wall / first.wall:.0%} of the first", f"{second.cpu / first.cpu:.0%} of the first"),
            ),
        )
    ]
    head = ("", "wall s", "CPU s", "MB/s, wall", "MB for each CPU second")
    size = f"{first.read / 1e6:,.0f} MB of distinct contents and messages"
    about = f"{commits:,} commits, {size}, {first.findings} findings"
    memory = f"All processes together took {max(peaks) / (1 << 20):.0f} MiB at most, shared memory counted once."
    text = f"{about}; load {load:.1f} at the start, {os.cpu_count()} processors. {memory}\n\n{table(head, rows)}"
    print(text)
    if args.write:
        put(PAGE, "history", text)


if __name__ == "__main__":
    main()

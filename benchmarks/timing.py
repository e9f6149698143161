"""Runs commands several times and sums up wall time, processor time and peak memory of the child and all it started."""

from __future__ import annotations

import math
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_LAUNCH: Final = Path(__file__).resolve().with_name("launch.py")
_PREFIXES: Final = ("PYTHON", "HOLDFAST_", "GIT_", "COV_")


class BenchError(Exception):
    """A measured command did not do what it was started for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run of a command."""

    wall: float
    cpu: float
    """User and system seconds, children included."""
    peak: float
    """Largest resident size of one of its processes, in MiB."""
    stopped: bool = False
    """The time limit ended it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A command to measure."""

    name: str
    command: Sequence[str]
    folder: Path
    runs: int
    environment: Mapping[str, str]
    prepare: Callable[[], None] = lambda: None
    """Done before each run, not measured."""
    accept: tuple[int, ...] = (0,)
    """Exit codes of a run that worked."""
    seconds: float = 60.0
    warm: bool = True
    """One run goes ahead that is not counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What the runs of one job come to."""

    name: str
    runs: tuple[Run, ...]

    @property
    def wall(self) -> float:
        """Median wall seconds."""
        return statistics.median(run.wall for run in self.runs)

    @property
    def wall95(self) -> float:
        """The wall seconds that 95% of the runs stay within."""
        return p95(run.wall for run in self.runs)

    @property
    def cpu(self) -> float:
        """Median processor seconds."""
        return statistics.median(run.cpu for run in self.runs)

    @property
    def cpu95(self) -> float:
        """The processor seconds that 95% of the runs stay within."""
        return p95(run.cpu for run in self.runs)

    @property
    def peak(self) -> float:
        """Largest peak memory of any run, in MiB."""
        return max(run.peak for run in self.runs)

    @property
    def stopped(self) -> bool:
        """A run was ended by its time limit, so that the figures are lower bounds."""
        return any(run.stopped for run in self.runs)


def p95(values: Iterable[float]) -> float:
    """The 95th percentile by nearest rank; the largest value of fewer than twenty. Raises ValueError for no values."""
    ordered = sorted(values)
    if not ordered:
        raise ValueError("no values")
    return ordered[math.ceil(0.95 * len(ordered)) - 1]


def environment(**more: str) -> dict[str, str]:
    """The environment of measured commands: this one without what changes how Python, git or Holdfast run."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_PREFIXES)}
    return {**kept, "NO_COLOR": "1", "COLUMNS": "100", "LC_ALL": "C.UTF-8", **more}


def measure(jobs: Sequence[Job]) -> dict[str, Figures]:
    """Run the jobs in turns, so that what disturbs the machine hits all alike; figures by name.

    Raises BenchError, with the command's last words, when one ends with a code that its job does not accept.
    """
    runs: dict[str, list[Run]] = {job.name: [] for job in jobs}
    for job in jobs:
        if job.warm:
            job.prepare()
            once(job)
    for turn in range(max((job.runs for job in jobs), default=0)):
        for job in jobs:
            if turn < job.runs:
                job.prepare()
                runs[job.name].append(once(job))
    return {name: Figures(name=name, runs=tuple(items)) for name, items in runs.items()}


def once(job: Job) -> Run:
    """One run of a job, without its preparation."""
    with tempfile.TemporaryDirectory(prefix="holdfast-bench-") as folder:
        output = Path(folder) / "output"
        asked = [sys.executable, "-I", "-S", str(_LAUNCH), str(job.seconds), str(output), *job.command]
        done = subprocess.run(asked, cwd=job.folder, env=job.environment, capture_output=True, check=False)
        if done.returncode:
            raise BenchError(f"{job.name}: {done.stderr.decode(errors='replace')[-400:]}")
        wall, user, system, peak, code, stopped = done.stdout.decode().split()
        if int(code) not in job.accept and stopped == "0":
            said = output.read_text(encoding="utf-8", errors="replace")[-400:]
            raise BenchError(f"{job.name}: ended with {code}: {said}")
    return Run(wall=float(wall), cpu=float(user) + float(system), peak=int(peak) / 1024, stopped=stopped == "1")

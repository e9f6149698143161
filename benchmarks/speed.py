"""Measures how fast Holdfast starts and reads, beside the bare interpreter and detect-secrets in the same run.

Everything is made below ``build/bench``. The first run fetches Django's source with pip; without a network that part is
left out and said so. Further trees are given as ``NAME=FOLDER``, each a git repository: how fast does one process read
them?
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, NamedTuple

ROOT: Final = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks import corpora  # noqa: E402 - found only after the line above when run as a file
from benchmarks.page import PAGE, put, table  # noqa: E402
from benchmarks.timing import BenchError, Figures, Job, environment, measure  # noqa: E402

HOME: Final = ROOT / "build" / "bench"
BIN: Final = Path(sys.executable).parent
PORTABLE: Final = "import sys; sys.modules['hyperscan'] = None; from holdfast.__main__ import main; sys.exit(main())"
BARE: Final = "`python -c pass`"
VERSION: Final = "`holdfast --version`"
ONE: Final = "`holdfast scan --staged --only secrets`, 1 small file"
TWENTY: Final = "`holdfast scan --staged`, 20 files of Python"
WHOLE: Final = "`holdfast scan --staged`, 1 small file of Python"
QUIET: Final = "lock and minified files"
EMPTY: Final = "`holdfast scan` of a folder with one small file"
FINDINGS: Final = (0, 1)
"""Exit codes of a scan that worked: nothing to refuse, or findings."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How much is measured."""

    home: Path = HOME
    short: int = 20
    """Runs of commands that take a fraction of a second."""
    long: int = 5
    """Runs of whole scans."""
    part: int = 3_000_000
    """Bytes for the slow ones: the portable matcher and the peer."""
    packages: int = 2_000
    """Entries of each generated lock file."""
    peer_seconds: float = 60.0
    matcher: Path | None = None
    """A cache folder in which the matcher stands ready; made when there is none."""


class Speed(NamedTuple):
    """How fast a corpus was read, every byte of it matched."""

    corpus: str
    files: int
    megabytes: float
    whole: Figures
    net: float
    """Processor seconds without those of a scan of next to nothing."""

    @property
    def average(self) -> float:
        """Size of a file, in kB."""
        return self.megabytes * 1000 / max(self.files, 1)

    @property
    def rate(self) -> float:
        """Megabytes per second of one core, start-up counted."""
        return self.megabytes / self.whole.cpu

    @property
    def net_rate(self) -> float:
        """Megabytes per second of one core, start-up not counted."""
        return self.megabytes / self.net


class Budget(NamedTuple):
    """A limit that we set ourselves, and what was measured."""

    what: str
    limit: str
    measured: str
    holds: bool


class Workshop:
    """Where one run of the benchmark keeps its repositories and caches; the corpora outlive it."""

    def __init__(self, plan: Plan, scratch: Path) -> None:
        """Prepare the matcher once, as every machine does, so that no measured run has to."""
        self.plan = plan
        self.scratch = scratch
        self.ready = plan.matcher or scratch / "ready"
        self.caches = scratch / "caches"
        self.environment = environment(HOLDFAST_CACHE=str(self.caches), HOLDFAST_DATA=str(scratch / "data"))
        first = {**self.environment, "HOLDFAST_CACHE": str(self.ready)}
        asked = [str(BIN / "holdfast"), "scan", "--only", "secrets", "--stdin", "a.py"]
        done = subprocess.run(asked, cwd=scratch, env=first, input=b"a = 1\n", capture_output=True, check=False)
        if done.returncode:
            raise BenchError(f"a first scan ended with {done.returncode}: {done.stderr.decode()[-400:]}")
        self.reset()
        self.single = scratch / "single"
        """A repository with one small file."""
        self.single.mkdir()
        shutil.copy(corpora.small_files(1)[0], self.single)
        corpora.repository(self.single)

    def reset(self) -> None:
        """Forget every content that was scanned, but keep the matcher."""
        shutil.rmtree(self.caches, ignore_errors=True)
        shutil.copytree(self.ready, self.caches)

    def job(self, name: str, folder: Path, runs: int, *words: str) -> Job:
        """A job for a command of ours or of a peer that stands beside this interpreter."""
        command = (str(BIN / words[0]), *words[1:])
        return Job(name=name, command=command, folder=folder, runs=runs, environment=self.environment, accept=FINDINGS)


def start_up(shop: Workshop) -> dict[str, Figures]:
    """What a developer waits for at each commit, beside the bare interpreter and the peer."""
    one = corpora.staged(shop.scratch / "one", corpora.small_files(1))
    twenty = corpora.staged(shop.scratch / "twenty", corpora.small_files(20))
    runs = shop.plan.short
    jobs = [
        shop.job(BARE, one, runs, Path(sys.executable).name, "-c", "pass"),
        shop.job(VERSION, one, runs, "holdfast", "--version"),
        shop.job(ONE, one, runs, "holdfast", "scan", "--staged", "--only", "secrets"),
        shop.job(WHOLE, one, runs, "holdfast", "scan", "--staged"),
        shop.job(TWENTY, twenty, runs, "holdfast", "scan", "--staged"),
        shop.job(EMPTY, shop.single, runs, "holdfast", "scan", "--only", "secrets", "--no-cache"),
    ]
    if (BIN / "detect-secrets-hook").exists():
        for name, folder in (("1 small file", one), ("20 files", twenty)):
            files = sorted(str(path.relative_to(folder)) for path in (folder / "src").iterdir())
            jobs.append(shop.job(f"`detect-secrets-hook`, {name}", folder, runs, "detect-secrets-hook", *files))
    return measure(jobs)


def trees(shop: Workshop, sources: Mapping[str, Path]) -> dict[str, Figures]:
    """Scans of whole work trees: with no cache at all, the same in one process, with an empty cache, and again."""
    jobs = []
    for name, folder in sources.items():
        runs = shop.plan.long
        jobs += [
            shop.job(f"{name}, without cache", folder, runs, "holdfast", "scan", "--only", "secrets", "--no-cache"),
            alone(shop, name, folder),
            replace(
                shop.job(f"{name}, first scan", folder, runs, "holdfast", "scan", "--only", "secrets"),
                prepare=shop.reset,
            ),
            shop.job(f"{name}, second scan", folder, runs, "holdfast", "scan", "--only", "secrets"),
        ]
    return measure(jobs)


def alone(shop: Workshop, name: str, folder: Path) -> Job:
    """A scan of a whole work tree by one process, without cache."""
    words = ("holdfast", "scan", "--only", "secrets", "--no-cache", "--jobs", "1")
    return shop.job(f"{name}, one process", folder, shop.plan.long, *words)


def speeds(shop: Workshop, sources: Mapping[str, Path], figures: Mapping[str, Figures], idle: float) -> list[Speed]:
    """How many bytes one process matches per second. ``idle`` is what a scan of next to nothing costs."""
    found = []
    for name, folder in sources.items():
        whole = figures[f"{name}, one process"]
        files, size = _read(shop, folder)
        found.append(Speed(name, files, size / 1e6, whole, max(whole.cpu - idle, 1e-3)))
    return found


def _read(shop: Workshop, folder: Path) -> tuple[int, int]:
    """How many files and bytes a scan says it read."""
    asked = [str(BIN / "holdfast"), "scan", "--only", "secrets", "--no-cache", "--format", "json"]
    done = subprocess.run(asked, cwd=folder, env=shop.environment, capture_output=True, check=False)
    if done.returncode not in FINDINGS:
        raise BenchError(f"scan of {folder.name}: ended with {done.returncode}: {done.stderr.decode()[-400:]}")
    tally = json.loads(done.stdout)["tally"]
    return int(tally["files"]), int(tally["bytes"])


def slow_ones(shop: Workshop, source: Path) -> tuple[dict[str, Figures], list[Speed]]:
    """The portable matcher and the peer, on a part of a source tree, with the fast matcher on the same part."""
    part = corpora.part(source, shop.plan.home / f"part-of-{source.name}", shop.plan.part)
    ways: dict[str, tuple[str, ...]] = {
        "Hyperscan": ("holdfast", "scan", "--only", "secrets", "--no-cache"),
        "portable matcher": (Path(sys.executable).name, "-c", PORTABLE, "scan", "--only", "secrets", "--no-cache"),
        "detect-secrets": ("detect-secrets", "scan", "--all-files", "--no-verify", "."),
    }
    jobs = []
    for name, words in ways.items():
        if (BIN / words[0]).exists():
            slow = name != "Hyperscan"
            job = shop.job(name, part, 1 if slow else shop.plan.long, *words)
            jobs += [
                replace(job, warm=not slow, seconds=shop.plan.peer_seconds),
                shop.job(f"{name}, one small file", shop.single, 3, *words),
            ]
    figures = measure(jobs)
    files, size = _read(shop, part)
    measured = [name for name in ways if name in figures]
    nets = {name: max(figures[name].cpu - figures[f"{name}, one small file"].cpu, 1e-3) for name in measured}
    return figures, [Speed(name, files, size / 1e6, figures[name], nets[name]) for name in measured]


def budgets(short: Mapping[str, Figures], whole: Mapping[str, Figures], rates: Sequence[Speed]) -> list[Budget]:
    """The limits that we set ourselves, each with what was measured here."""
    found = [
        _under("`holdfast --version`, median wall", short[VERSION], 0.050),
        _under("1 small staged file, secrets, median wall", short[ONE], 0.120),
        _under("1 small staged file of Python, every engine, median wall", short[WHOLE], 0.250),
        Budget("1 small staged file, peak", "≤ 60 MiB", f"{short[WHOLE].peak:.0f} MiB", short[WHOLE].peak <= 60),
        Budget(
            "20 staged files, p95 wall",
            "≤ 250 ms",
            f"{short[TWENTY].wall95 * 1000:.0f} ms (CPU {short[TWENTY].cpu95 * 1000:.0f})",
            short[TWENTY].wall95 <= 0.250,
        ),
    ]
    for speed in rates:
        least = 40 if speed.corpus == QUIET else 150
        for rate, how in ((speed.rate, "start-up counted"), (speed.net_rate, "start-up not counted")):
            what = f"{speed.corpus}, per core, {how}"
            found.append(Budget(what, f"≥ {least} MB/s", f"{rate:.0f} MB/s", rate >= least))
        if f"{speed.corpus}, first scan" not in whole:
            continue
        cold, again = whole[f"{speed.corpus}, first scan"], whole[f"{speed.corpus}, second scan"]
        if "Django" in speed.corpus:
            found.append(_under(f"{speed.corpus}, first scan, median wall", cold, 0.600))
            found.append(_under(f"{speed.corpus}, second scan, median wall", again, 0.600))
        found.append(_under(f"{speed.corpus}, second scan no slower, median wall", again, cold.wall))
    peak = max((figures.peak for figures in whole.values()), default=0.0)
    return [*found, Budget("any of these scans, peak", "≤ 150 MiB", f"{peak:.0f} MiB", peak <= 150)]


def _under(what: str, figures: Figures, most: float) -> Budget:
    measured = f"{figures.wall * 1000:.0f} ms (CPU {figures.cpu * 1000:.0f})"
    return Budget(what, f"≤ {most * 1000:.0f} ms", measured, figures.wall <= most)


def machine() -> str:
    """The machine in one line: processor, cores, system, Python, date, load."""
    model = platform.processor() or platform.machine()
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        model = next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), model)
    except OSError:
        pass
    day = datetime.now(UTC).date().isoformat()
    load = f", load {os.getloadavg()[0]:.1f} at the start" if hasattr(os, "getloadavg") else ""
    python = f"{platform.python_implementation()} {platform.python_version()}"
    return f"{model}, {os.cpu_count()} cores, {platform.system()}, {python}, {day}{load}"


def times(figures: Mapping[str, Figures]) -> str:
    """A table of what commands cost."""
    rows = []
    for item in figures.values():
        least = "> " if item.stopped else ""
        walls = (f"{least}{item.wall * 1000:.0f}", f"{item.wall95 * 1000:.0f}")
        rows.append((item.name, str(len(item.runs)), *walls, *_cpu(item), f"{item.peak:.0f}"))
    return table(("", "runs", "wall ms, median", "p95", "CPU ms, median", "p95", "peak MiB"), rows)


def _cpu(item: Figures) -> tuple[str, str]:
    return f"{item.cpu * 1000:.0f}", f"{item.cpu95 * 1000:.0f}"


def rate_table(rates: Sequence[Speed]) -> str:
    """A table of megabytes per second of one core."""
    rows = []
    for item in rates:
        least = "< " if item.whole.stopped else ""
        found = (f"{least}{_number(item.rate)}", f"{least}{_number(item.net_rate)}")
        rows.append((item.corpus, f"{item.files:,}", f"{item.megabytes:.1f}", f"{item.average:.1f}", *found))
    head = ("", "files", "MB matched", "kB per file", "MB/s per core, start-up counted", "start-up not counted")
    return table(head, rows)


def _number(rate: float) -> str:
    return f"{rate:.0f}" if rate >= 10 else f"{rate:.2f}"


def budget_table(found: Sequence[Budget]) -> str:
    """A table of budgets and whether they hold here."""
    rows = [(item.what, item.limit, item.measured, "yes" if item.holds else "**no**") for item in found]
    return table(("budget", "limit", "measured", "holds"), rows)


def sources(home: Path) -> dict[str, Path]:
    """The source trees that can be had here; Django is missing without a network."""
    home.mkdir(parents=True, exist_ok=True)
    django = corpora.django(home)
    found = {f"Django {corpora.DJANGO}": django} if django else {}
    return {**found, "installed packages": corpora.site_packages(home)}


def given(words: Sequence[str]) -> dict[str, Path]:
    """Further trees by name. Raises BenchError for a word that is no ``NAME=FOLDER``."""
    found = {}
    for word in words:
        name, _, folder = word.partition("=")
        if not (name and folder and Path(folder).is_dir()):
            raise BenchError(f"{word!r} is no NAME=FOLDER")
        found[name] = Path(folder).resolve()
    return found


def run(plan: Plan, found: Mapping[str, Path], more: Mapping[str, Path] | None = None) -> str:
    """Measure everything and lay it out as Markdown; of ``more`` trees how fast they are read by one process.

    Raises BenchError when a command fails.
    """
    others = more or {}
    head = machine()
    with tempfile.TemporaryDirectory(prefix="holdfast-bench-") as name:
        shop = Workshop(plan, Path(name))
        tops = [*found.values(), ROOT / "examples" / "shop"]
        everything = {**found, QUIET: corpora.quiet_files(plan.home, tops, plan.packages)}
        short = start_up(shop)
        whole = trees(shop, everything)
        whole |= measure([alone(shop, name, folder) for name, folder in others.items()])
        rates = speeds(shop, {**everything, **others}, whole, short[EMPTY].cpu)
        slow, compared = slow_ones(shop, next(iter(found.values())))
    left_out = "" if any("Django" in name for name in found) else "Django's source could not be had: left out.\n\n"
    return "\n\n".join(
        (
            f"Machine: {head}.\n\n{left_out}### Start-up and staged files\n\n{times(short)}",
            f"### Whole work trees\n\n{times(whole)}\n\n{rate_table(rates)}",
            f"### One part of a source tree, by each way\n\n{times(slow)}\n\n{rate_table(compared)}",
            slower(compared),
            f"### Budgets\n\n{_how_quiet(short)}\n\n{budget_table(budgets(short, whole, rates))}",
        )
    )


def slower(compared: Sequence[Speed]) -> str:
    """How many times slower the other ways are than the first one, in words."""
    first, *others = compared
    parts = [
        f"{item.corpus} takes {'more than ' if item.whole.stopped else ''}{item.net / first.net:.0f} times"
        for item in others
    ]
    return (
        f"Of the processor time of {first.corpus}, start-up not counted, {' and '.join(parts)} as much."
        if parts
        else ""
    )


def _how_quiet(short: Mapping[str, Figures]) -> str:
    took = short[BARE].wall * 1000
    return (
        f"The limits are meant for a quiet machine on which {BARE} takes 14 ms; here it took {took:.0f} (median wall)."
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, and with ``--write`` put the tables into the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("trees", nargs="*", metavar="NAME=FOLDER", help="further trees, each a git repository")
    parser.add_argument("--write", action="store_true", help="write the tables into docs/benchmarks.md")
    args = parser.parse_args(arguments)
    plan = Plan()
    try:
        text = run(plan, sources(plan.home), given(args.trees))
    except BenchError as error:
        print(f"The benchmark stopped: {error}", file=sys.stderr)
        return 1
    print(text)
    if args.write:
        put(PAGE, "speed", text)
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Measures how fast infrastructure is judged, beside Checkov in the same run, and counts the labelled cases.

Corpora are public repositories, cloned below ``build/bench`` where git reaches them, or given as ``NAME=FOLDER``.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Final, NamedTuple

from benchmarks.corpora import repository
from benchmarks.page import PAGE, costs, put, table
from benchmarks.speed import machine
from benchmarks.timing import BenchError, Figures, Job, environment, measure
from tests.checks.cases import Case, cases, judged, pack, verdict

ROOT: Final = Path(__file__).resolve().parent.parent
HOME: Final = ROOT / "build" / "bench"
CHECKOV: Final = "checkov==3.3.30"
MOST: Final = 0.30
"""What a second scan may cost of the first."""
ALONE: Final = "one Terraform file"
IDLE: Final = "nothing to judge"
"""A repository with one line of text: what it costs is start-up."""
READERS: Final[Mapping[str, tuple[str, ...]]] = {
    "": ("--persona", "auditor", "--format", "json"),
    ", as text": (),
}
"""What stands behind a corpus's name, and how its report is asked for: for an auditor in JSON, and as one finds it."""
FOUND: Final = (0, 1, 4)
"""Exit codes of a scan that came to its end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Corpus:
    """A public repository, and what of it both tools look at."""

    name: str
    address: str
    framework: str
    """Checkov's name for it; empty where Checkov does not come to an end."""
    engines: str
    """Holdfast's names for it."""
    limit: float
    """Processor seconds that we set ourselves, cold."""


CORPORA: Final = (
    Corpus(
        name="terraform-aws-eks",
        address="https://github.com/terraform-aws-modules/terraform-aws-eks",
        framework="",
        engines="iac",
        limit=2.0,
    ),
    Corpus(
        name="cloud-foundation-fabric",
        address="https://github.com/GoogleCloudPlatform/cloud-foundation-fabric",
        framework="",
        engines="iac",
        limit=10.0,
    ),
    Corpus(
        name="terragoat",
        address="https://github.com/bridgecrewio/terragoat",
        framework="terraform",
        engines="iac",
        limit=0.0,
    ),
    Corpus(
        name="kubernetes-examples",
        address="https://github.com/kubernetes/examples",
        framework="kubernetes",
        engines="container",
        limit=0.0,
    ),
)


def corpora(given: Sequence[str]) -> dict[str, Path]:
    """Name to folder of every corpus that can be had. Raises BenchError for a folder that is not there."""
    named = dict(item.split("=", 1) for item in given)
    found = {}
    for corpus in CORPORA:
        folder = Path(named[corpus.name]) if corpus.name in named else HOME / corpus.name
        if corpus.name in named and not folder.is_dir():
            raise BenchError(f"{folder} is no folder")
        if not folder.is_dir() and not _cloned(corpus, folder):
            continue
        found[corpus.name] = folder
    return found


def _cloned(corpus: Corpus, folder: Path) -> bool:
    words = ["git", "clone", "--quiet", "--depth", "1", corpus.address, str(folder)]
    folder.parent.mkdir(parents=True, exist_ok=True)
    return (
        subprocess.run(words, capture_output=True, env=environment(GIT_TERMINAL_PROMPT="0"), check=False).returncode
        == 0
    )


def checkov() -> Path | None:
    """Checkov in an environment of its own; None when it cannot be had."""
    home = HOME / "checkov"
    program = home / "bin" / "checkov"
    if not program.exists():
        for words in (["-m", "venv", str(home)], [str(home / "bin" / "python"), "-m", "pip", "install", "-q", CHECKOV]):
            command = [sys.executable, *words] if words[0] == "-m" else words
            if subprocess.run(command, capture_output=True, check=False).returncode:
                return None
    return program


def jobs(found: dict[str, Path], peer: Path | None, home: Path, runs: int) -> Iterator[Job]:
    """The commands to measure: each corpus cold and warm, Checkov where it comes to an end, and start-up by itself."""
    asked = [corpus for corpus in CORPORA if corpus.name in found]
    for corpus in asked:
        folder = found[corpus.name]
        for reader in READERS:
            yield from _own(corpus.name, corpus.engines, folder, home, runs, reader)
        if peer and corpus.framework:
            yield Job(
                name=f"{corpus.name}, Checkov",
                command=[
                    *(str(peer), "-d", ".", "--framework", corpus.framework, "--skip-download", "--quiet"),
                    *("--compact", "-o", "json"),
                ],
                folder=folder,
                runs=runs,
                environment=environment(),
                accept=FOUND,
                seconds=120.0,
            )
    single = home / "one"
    single.mkdir()
    text = (ROOT / "examples/shop/infra/terraform/storage.tf").read_text(encoding="utf-8")
    (single / "main.tf").write_text(text, encoding="utf-8")
    repository(single)
    idle = home / "idle"
    idle.mkdir()
    (idle / "notes.txt").write_text("Nothing here.\n", encoding="utf-8")
    repository(idle)
    for engines in dict.fromkeys(corpus.engines for corpus in asked):
        yield from _own(f"{ALONE} by {engines}", engines, single, home, max(runs, 9), "")
        for reader in READERS:
            yield from _own(f"{IDLE} by {engines}", engines, idle, home, max(runs, 9), reader)


def _own(name: str, engines: str, folder: Path, home: Path, runs: int, reader: str) -> Iterator[Job]:
    """One command of ours: without any cache, and as the second scan."""
    name = f"{name}{reader}"
    words = [sys.executable, "-P", "-m", "holdfast", "scan", ".", "--since", "all", "--only", engines]
    words += READERS[reader]
    own = {"HOLDFAST_CACHE": str(home / name), "HOLDFAST_DATA": str(home), "PYTHONPATH": str(ROOT / "src")}
    for how, more in (("cold", ["--no-cache"]), ("warm", [])):
        yield Job(
            name=f"{name}, {how}",
            command=[*words, *more],
            folder=folder,
            runs=runs,
            environment=environment(**own),
            accept=FOUND,
        )


class Share(NamedTuple):
    """What a second scan of a corpus costs of the first, with and without the start-up of each."""

    corpus: str
    cold: float
    warm: float
    start: tuple[float, float]
    """Processor seconds of the same two commands where there is nothing to judge."""

    @property
    def counted(self) -> float:
        """The second scan's part of the first."""
        return self.warm / self.cold

    @property
    def net(self) -> float:
        """The same, start-up taken off both."""
        cold, warm = self.start
        return max(self.warm - warm, 0.0) / max(self.cold - cold, 1e-3)


def shares(figures: Mapping[str, Figures]) -> list[Share]:
    """The shares of every corpus that was measured cold and warm."""
    found = []
    for corpus, reader in product(CORPORA, READERS):
        name = f"{corpus.name}{reader}"
        cold, warm = (figures.get(f"{name}, {how}") for how in ("cold", "warm"))
        if cold and warm:
            first, second = (figures[f"{IDLE} by {corpus.engines}{reader}, {how}"].cpu for how in ("cold", "warm"))
            found.append(Share(name, cold.cpu, warm.cpu, (first, second)))
    return found


def share_table(found: Sequence[Share]) -> str:
    """A table of the shares beside the limit that we set ourselves."""
    head = ("second scan", "limit", "start-up counted", "holds", "start-up", "not counted", "holds")
    return table(
        head,
        [
            (
                *(item.corpus, f"≤ {MOST:.0%} of cold", f"{item.counted:.0%}", _holds(item.counted)),
                *(
                    " and ".join(f"{each * 1000:.0f}" for each in item.start) + " ms",
                    f"{item.net:.0%}",
                    _holds(item.net),
                ),
            )
            for item in found
        ],
    )


def _holds(share: float) -> str:
    return "yes" if share <= MOST else "**no**"


def rates() -> str:
    """How the labelled cases are judged: recall, false alarms and doubts per topic."""
    topics = {rule.check.name: rule.check.topics for rule in pack()}
    counts: dict[str, Counter[str]] = {}
    whole: Counter[str] = Counter()
    for case in cases():
        for topic in topics.get(case.check, ()):
            _count(counts.setdefault(topic, Counter()), case)
        _count(whole, case)
    rows = [_row(topic, counts[topic]) for topic in sorted(counts)]
    return table(
        ("topic", "bad", "found", "good", "false alarms", "unsure on purpose", "unsure else"),
        [*rows, _row("all", whole)],
    )


def _count(into: Counter[str], case: Case) -> None:
    told = verdict(judged(case.files, case.check))
    into[case.expected] += 1
    into[f"{case.expected} is {told or 'nothing'}"] += 1


def _row(name: str, counts: Counter[str]) -> tuple[str, ...]:
    return (
        name,
        str(counts["fail"]),
        str(counts["fail is fail"]),
        str(counts["ok"]),
        str(counts["ok is fail"]),
        str(counts["unsure is unsure"]),
        str(counts["fail is unsure"] + counts["ok is unsure"]),
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, and with ``--write`` put the tables into the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpora", nargs="*", metavar="NAME=FOLDER", help="corpora that are here already")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--cases", action="store_true", help="also judge every labelled case")
    parser.add_argument("--write", action="store_true", help="write the tables into docs/benchmarks.md")
    args = parser.parse_args(arguments)
    head = machine()
    try:
        found = corpora(args.corpora)
        with tempfile.TemporaryDirectory(prefix="holdfast-bench-") as folder:
            figures = measure(list(jobs(found, checkov(), Path(folder), args.runs)))
    except BenchError as error:
        print(f"The benchmark stopped: {error}", file=sys.stderr)
        return 1
    missing = [corpus.name for corpus in CORPORA if corpus.name not in found]
    left_out = f"Not to be had here: {', '.join(missing)}.\n\n" if missing else ""
    text = f"Machine: {head}.\n\n{left_out}{costs(figures)}\n\n{share_table(shares(figures))}"
    print(text)
    told = rates() if args.cases else ""
    print(told)
    if args.write:
        put(PAGE, "infrastructure", text)
        if told:
            put(PAGE, "infrastructure-cases", told)
    print(json.dumps({name: item.cpu for name, item in figures.items()}), file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())

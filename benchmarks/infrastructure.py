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
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks.page import PAGE, costs, put, table
from benchmarks.speed import machine
from benchmarks.timing import BenchError, Job, environment, measure
from tests.checks.cases import Case, cases, judged, pack, verdict

ROOT: Final = Path(__file__).resolve().parent.parent
HOME: Final = ROOT / "build" / "bench"
CHECKOV: Final = "checkov==3.3.30"
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
    """The commands to measure: each corpus cold and warm, and Checkov where it comes to an end."""
    for corpus in CORPORA:
        folder = found.get(corpus.name)
        if folder is None:
            continue
        words = [sys.executable, "-P", "-m", "holdfast", "scan", ".", "--since", "all", "--only", corpus.engines]
        words += ["--persona", "auditor", "--format", "json"]
        own = {"HOLDFAST_CACHE": str(home / corpus.name), "HOLDFAST_DATA": str(home), "PYTHONPATH": str(ROOT / "src")}
        settings = environment(**own)
        yield Job(
            name=f"{corpus.name}, cold",
            command=[*words, "--no-cache"],
            folder=folder,
            runs=runs,
            environment=settings,
            accept=FOUND,
        )
        yield Job(
            name=f"{corpus.name}, warm", command=words, folder=folder, runs=runs, environment=settings, accept=FOUND
        )
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
    single.mkdir(exist_ok=True)
    text = (ROOT / "examples/shop/infra/terraform/storage.tf").read_text(encoding="utf-8")
    (single / "main.tf").write_text(text, encoding="utf-8")
    yield Job(
        name="one Terraform file, with start-up",
        command=[
            sys.executable,
            "-P",
            "-m",
            "holdfast",
            "scan",
            ".",
            "--only",
            "iac",
            "--no-cache",
            "--format",
            "json",
        ],
        folder=single,
        runs=max(runs, 9),
        environment=environment(
            HOLDFAST_CACHE=str(home / "one-cache"), HOLDFAST_DATA=str(home), PYTHONPATH=str(ROOT / "src")
        ),
        accept=FOUND,
    )


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
    text = f"Machine: {head}.\n\n{left_out}{costs(figures)}"
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

"""Measures precision and recall on the labelled cases, beside detect-secrets on the same cases.

A case counts as found when a finding that a regular reader sees touches its labelled line or a line in ``also``. Every
finding elsewhere in a ``secret`` case, and every finding in a ``none`` case, is a false alarm, counted once per line.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.page import PAGE, put, table  # noqa: E402 - found only after the line above when run as a file
from benchmarks.secrets_corpus.load import Case, load  # noqa: E402
from holdfast.app.rulebook import RuleBook, rulebook  # noqa: E402
from holdfast.engines.secrets.look import Seen  # noqa: E402
from holdfast.engines.secrets.observe import failures  # noqa: E402
from holdfast.estate.repo.blob import Blob  # noqa: E402
from holdfast.formats.comments import comments  # noqa: E402
from holdfast.loop.identity import UNKEYED, fingerprints, secret_mark  # noqa: E402
from holdfast.loop.suppress import suppress  # noqa: E402
from holdfast.model.check import Persona  # noqa: E402
from holdfast.model.finding import Finding, State  # noqa: E402
from holdfast.model.ignore import Ignore  # noqa: E402
from holdfast.model.policy import Policy  # noqa: E402

CORPUS: Final = Path(__file__).resolve().parent / "secrets_corpus"
PEER_SECONDS: Final = 120.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One place that a scanner points at."""

    line: int
    end_line: int
    check: str
    regular: bool = True
    """Whether a regular reader is shown it."""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a scanner said about one case."""

    case: Case
    reports: tuple[Report, ...]

    @property
    def right(self) -> tuple[Report, ...]:
        """Shown reports that touch a line where one is right."""
        if self.case.label == "none":
            return ()
        lines = (self.case.line, *self.case.also)
        return tuple(item for item in self.reports if item.regular and _touches(item, lines))

    @property
    def exact(self) -> bool:
        """A shown report touches the labelled line itself."""
        return any(_touches(item, (self.case.line,)) for item in self.right)

    @property
    def false(self) -> tuple[Report, ...]:
        """Shown reports where nothing should be reported, one per line."""
        right = self.right
        wrong = {item.line: item for item in self.reports if item.regular and item not in right}
        return tuple(wrong[line] for line in sorted(wrong))


def _touches(report: Report, lines: Iterable[int]) -> bool:
    return any(report.line <= line <= report.end_line for line in lines)


@dataclass(frozen=True, slots=True)
class Score:
    """Counts over some cases, and the ratios that follow from them."""

    secrets: int
    found: int
    exact: int
    false: int

    @property
    def precision(self) -> float:
        """Share of right ones among what was reported; 1 when nothing was."""
        return self.found / (self.found + self.false) if self.found + self.false else 1.0

    @property
    def recall(self) -> float:
        """Share of the secrets that were found; 1 when there are none."""
        return self.found / self.secrets if self.secrets else 1.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


def score(outcomes: Iterable[Outcome]) -> Score:
    """Count over outcomes."""
    items = list(outcomes)
    secrets = [item for item in items if item.case.label == "secret"]
    found = sum(bool(item.right) for item in secrets)
    return Score(len(secrets), found, sum(item.exact for item in secrets), sum(len(item.false) for item in items))


def ask_holdfast(cases: Sequence[Case], book: RuleBook) -> list[Outcome]:
    """What Holdfast's engine says about each case, under the default policy."""
    return [Outcome(case=case, reports=tuple(_look(case, book))) for case in cases]


def _look(case: Case, book: RuleBook) -> Iterable[Report]:
    blob = Blob(case.path, case.text.encode())
    seen = book.looker.look(blob)
    checks = {check.id: check for check in book.checks}
    pairs = list(failures(blob, seen.hits, lambda value: secret_mark(UNKEYED, value)))
    findings = [
        Finding(fingerprint=name, check=checks[identity], fail=fail)
        for (identity, fail), name in zip(pairs, fingerprints(pairs), strict=True)
    ]
    policy = Policy()
    marked, _ = suppress(findings, {case.path: _ignores(case, blob, seen)}, lambda _: policy, datetime.now(UTC).date())
    for item in marked:
        suppressed = item.state is State.SUPPRESSED
        yield Report(
            line=item.fail.at.line,
            end_line=item.fail.at.end_line,
            check=item.check.name,
            regular=item.fail.persona is Persona.REGULAR and not suppressed,
            note="suppressed by a comment" if suppressed else "; ".join(item.fail.notes),
        )


def _ignores(case: Case, blob: Blob, seen: Seen) -> list[Ignore]:
    lines = {blob.data.count(b"\n", 0, at) + 1 for at in seen.marks}
    return list(comments(case.text, case.path, lines)) if lines else []


def ask_detect_secrets(cases: Sequence[Case]) -> list[Outcome] | None:
    """What detect-secrets says about each case, with its default plugins and unverified; None when it is not there."""
    program = Path(sys.executable).with_name("detect-secrets")
    if not program.exists():
        return None
    with tempfile.TemporaryDirectory(prefix="holdfast-bench-") as name:
        folder = Path(name)
        for case in cases:
            path = folder / case.id / case.path
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(case.text, encoding="utf-8", newline="")
        done = subprocess.run(
            [str(program), "scan", "--all-files", "--no-verify", "."],
            cwd=folder,
            capture_output=True,
            check=True,
            timeout=PEER_SECONDS,
        )
    results: dict[str, list[dict[str, object]]] = json.loads(done.stdout)["results"]
    reports: dict[str, list[Report]] = defaultdict(list)
    for file, items in results.items():
        for item in items:
            line = int(str(item["line_number"]))
            reports[Path(file).parts[0]].append(Report(line=line, end_line=line, check=str(item["type"])))
    return [Outcome(case=case, reports=tuple(reports[case.id])) for case in cases]


def summary(outcomes: Mapping[str, Sequence[Outcome]]) -> str:
    """A table of precision, recall and F1 of each scanner, for both halves and overall."""
    halves: dict[str, Callable[[Case], bool]] = {
        "real": lambda case: case.source != "own",
        "own": lambda case: case.source == "own",
        "all": lambda _: True,
    }
    rows = []
    for scanner, items in outcomes.items():
        for half, belongs in halves.items():
            part = [item for item in items if belongs(item.case)]
            got = score(part)
            counts = (str(len(part)), str(got.secrets), str(got.found), str(got.exact), str(got.false))
            ratios = (f"{got.precision:.3f}", f"{got.recall:.3f}", f"{got.f1:.3f}")
            rows.append((f"{scanner}, {half}", *counts, *ratios))
    head = ("", "cases", "secrets", "found", "on the line itself", "false alarms", "precision", "recall", "F1")
    return table(head, rows)


def by_type(outcomes: Mapping[str, Sequence[Outcome]]) -> str:
    """A table of recall per kind of credential, the labeller's word for it, with the number of cases."""
    kinds: dict[str, dict[str, list[Outcome]]] = defaultdict(dict)
    for scanner, items in outcomes.items():
        for item in items:
            if item.case.label == "secret":
                kinds[item.case.type].setdefault(scanner, []).append(item)
    rows = [
        (kind, str(len(next(iter(asked.values())))), *(f"{score(items).recall:.0%}" for items in asked.values()))
        for kind, asked in sorted(kinds.items())
    ]
    return table(("kind", "n", *outcomes), rows)


def misses(outcomes: Iterable[Outcome]) -> list[str]:
    """A line for each secret that was not found: what it is and what else was said about the case."""
    lines = []
    for item in outcomes:
        if item.case.label == "secret" and not item.right:
            case = item.case
            said = [f"{each.check}@{each.line}{'' if each.regular else f' ({each.note})'}" for each in item.reports]
            lines.append(f"{case.id} {case.path}:{case.line} [{case.type}] {case.why} | {', '.join(said) or 'nothing'}")
    return lines


def false_alarms(outcomes: Iterable[Outcome]) -> list[str]:
    """A line for each false alarm: the check that fired, and why it should not have."""
    return [
        f"{item.case.id} {item.case.path}:{report.line} [{report.check}] {item.case.label}: {item.case.why}"
        for item in outcomes
        for report in item.false
    ]


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, and with ``--write`` put the tables into the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="write the tables into docs/benchmarks.md")
    parser.add_argument("--list", action="store_true", help="list misses and false alarms (never a value)")
    args = parser.parse_args(arguments)
    cases, book = load(CORPUS), rulebook(Policy())
    outcomes: dict[str, Sequence[Outcome]] = {"Holdfast": ask_holdfast(cases, book)}
    peer = ask_detect_secrets(cases)
    if peer is None:
        print("detect-secrets is not installed here: left out.")
    else:
        outcomes["detect-secrets"] = peer
    print(f"Rule pack {book.version}, {len(book.checks)} types, matcher {book.matcher.name}\n\n{summary(outcomes)}")
    if args.list:
        for title, lines in (
            ("Misses", misses(outcomes["Holdfast"])),
            ("False alarms", false_alarms(outcomes["Holdfast"])),
        ):
            print(f"\n{title} ({len(lines)})\n" + "\n".join(lines))
    if args.write:
        day = datetime.now(UTC).date().isoformat()
        said = f"Measured on {day} with rule pack {book.version} (`python benchmarks/accuracy.py --write`)."
        put(PAGE, "accuracy", f"{said}\n\n{summary(outcomes)}\n\n### Recall per kind\n\n{by_type(outcomes)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

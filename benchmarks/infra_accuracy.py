"""Measures recall and false alarms of the infrastructure checks on the blind corpus, topic by topic.

Each case is scanned in a folder of its own. A bad case counts as found when a finding with the case's topic stands
within the resource; a good case counts as a false alarm when one does. A bad case whose topic no check could decide
counts as missed and, beside that, as unsure.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks.infra_corpus.load import Case, load
from benchmarks.page import PAGE, put, table
from holdfast.app.scan import JUDGING, Request, Scanned, scan
from holdfast.model.check import Check
from holdfast.model.finding import Finding
from holdfast.model.infrastructure import TOPICS

CORPUS: Final = Path(__file__).resolve().parent / "infra_corpus"
PERSONAS: Final = ("regular", "pedantic", "auditor")
WITH_SECRETS: Final = "hardcoded-secret"
"""The topic that the secrets engine looks for too."""
UNSURE: Final = 2
"""Where a check's tally counts what it could not decide."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What one scan said about one case."""

    case: Case
    persona: str
    found: tuple[str, ...]
    """Names of the checks of the case's topic with a finding within the resource."""
    unsure: tuple[str, ...]
    """Names of the checks of the case's topic that could not decide somewhere in the case's files."""


@dataclass(frozen=True, slots=True)
class Score:
    """Counts over some outcomes."""

    bad: int
    found: int
    good: int
    alarms: int
    unsure: int

    @property
    def recall(self) -> float:
        """Share of the bad cases that were found; 1 when there are none."""
        return self.found / self.bad if self.bad else 1.0

    @property
    def alarm_rate(self) -> float:
        """Share of the good cases with a finding; 0 when there are none."""
        return self.alarms / self.good if self.good else 0.0


def score(outcomes: Iterable[Outcome]) -> Score:
    """Count over outcomes."""
    items = list(outcomes)
    bad = [item for item in items if item.case.label == "bad"]
    good = [item for item in items if item.case.label == "good"]
    return Score(
        bad=len(bad),
        found=sum(bool(item.found) for item in bad),
        good=len(good),
        alarms=sum(bool(item.found) for item in good),
        unsure=sum(bool(item.unsure) and not item.found for item in bad),
    )


def ask(case: Case, persona: str) -> Outcome:
    """Scan one case as a reader of ``persona`` would."""
    engines = JUDGING | ({"secrets"} if case.topic == WITH_SECRETS else frozenset())
    with tempfile.TemporaryDirectory(prefix="holdfast-bench-") as name:
        folder = Path(name).resolve()
        for path, text in case.files.items():
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8", newline="")
        flags = {"persona": persona, "cache": False}
        done = scan(Request(path=folder, flags=flags, only=frozenset(engines), allow_empty=True, environment={}))
    found = {item.check.name for item in done.report.findings if _on(case, item)}
    return Outcome(case=case, persona=persona, found=tuple(sorted(found)), unsure=_unsure(case, done))


def _on(case: Case, finding: Finding) -> bool:
    place = finding.fail.at
    return _about(case, finding.check) and any(
        place.path == lines.path and place.line <= lines.last and place.end_line >= lines.first for lines in case.at
    )


def _about(case: Case, check: Check) -> bool:
    return case.topic in check.topics or (case.topic == WITH_SECRETS and check.engine == "secrets")


def _unsure(case: Case, done: Scanned) -> tuple[str, ...]:
    if done.infrastructure is None:
        return ()
    rules = done.infrastructure.book.rules
    counts = done.infrastructure.survey.counts
    return tuple(
        sorted(
            rules[name].check.name
            for name, numbers in counts.items()
            if numbers[UNSURE] and case.topic in rules[name].check.topics
        )
    )


def summary(outcomes: Sequence[Outcome]) -> str:
    """Markdown tables: recall and false alarms for each topic, provider and persona."""
    topics = [topic for topic in TOPICS if any(item.case.topic == topic for item in outcomes)]
    providers = sorted({item.case.provider for item in outcomes})
    personas = [persona for persona in PERSONAS if any(item.persona == persona for item in outcomes)]
    parts = [
        _table("topic", topics, outcomes, personas, lambda item: item.case.topic),
        _table("provider", providers, outcomes, personas, lambda item: item.case.provider),
    ]
    return "\n\n".join(parts)


def _table(
    what: str,
    names: Sequence[str],
    outcomes: Sequence[Outcome],
    personas: Sequence[str],
    of: Callable[[Outcome], str],
) -> str:
    head = [what, "bad", "good", *(f"{word}, {p}" for p in personas for word in ("recall", "false alarms", "unsure"))]
    rows = []
    for name in (*names, "all"):
        part = [item for item in outcomes if name in ("all", of(item))]
        scores = [score(item for item in part if item.persona == persona) for persona in personas]
        row = [name, str(scores[0].bad), str(scores[0].good)]
        for one in scores:
            row += [f"{one.recall:.2f}", f"{one.alarm_rate:.2f}", str(one.unsure)]
        rows.append(row)
    return table(head, rows)


def misses(outcomes: Iterable[Outcome]) -> list[str]:
    """One line for each bad case that was not found and each good case with a finding."""
    lines = []
    for item in outcomes:
        if (item.case.label == "good") == bool(item.found):
            what = "false alarm" if item.found else "unsure" if item.unsure else "missed"
            names = ", ".join(item.found or item.unsure)
            where = f"{item.persona:8} {item.case.id:18} {item.case.topic:22}"
            lines.append(f"{where} {what:11} {item.case.why}{f' ({names})' if names else ''}")
    return lines


def main() -> None:
    """Measure, print, and with ``--write`` put the tables into the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="put the tables into docs/benchmarks.md")
    parser.add_argument("--misses", action="store_true", help="list what was missed and what was a false alarm")
    parser.add_argument("--only", default="", help="ids that begin with this")
    parser.add_argument("--persona", choices=PERSONAS, action="append", help="only these readers")
    args = parser.parse_args()
    cases = [case for case in load(CORPUS) if case.id.startswith(args.only)]
    outcomes = [ask(case, persona) for persona in args.persona or PERSONAS for case in cases]
    if args.misses:
        print("\n".join(misses(outcomes)))
    text = summary(outcomes)
    print(text)
    if args.write:
        put(PAGE, "infrastructure-blind", text)


if __name__ == "__main__":
    main()

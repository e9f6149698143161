"""``holdfast posture``."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from dataclasses import asdict
from itertools import groupby
from pathlib import Path
from typing import Final

from holdfast.app import evidence
from holdfast.faces.cli.paint import Paint, paint, shown
from holdfast.model.errors import ExitCode
from holdfast.model.posture import ActivityState, ActivityStatus

_SIGNS: Final = {
    ActivityState.OFF: "·",
    ActivityState.ON: "○",
    ActivityState.PROVEN: "●",
    ActivityState.ATTESTED: "◐",
    ActivityState.STALE: "◌",
    ActivityState.FAILING: "✗",
}


def add(parser: argparse.ArgumentParser) -> None:
    """Declare the verb's arguments."""
    parser.description = "The 21 activities with the evidence that the ledger holds for each."
    parser.add_argument("path", nargs="?", type=Path, default=Path(), help="a folder in the repository (default: here)")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="for people or for programs")


def run(args: argparse.Namespace) -> int:
    """Fold the ledger and show it. Raises HoldfastError with advice."""
    found = evidence.posture(args.path)
    if args.format == "json":
        print(json.dumps({"schema": "holdfast-posture/1", "activities": [asdict(item) for item in found]}, indent=1))
    else:
        print("\n".join(_lines(found, paint())))
    return ExitCode.PASSED


def _lines(found: list[ActivityStatus], pen: Paint) -> Iterator[str]:
    for phase, items in groupby(found, key=lambda item: item.activity.phase):
        yield ""
        yield pen.strong(phase.value.capitalize())
        for item in items:
            yield _row(item, pen)
            if item.state is not ActivityState.OFF:
                yield from (f"       {pen.dim(shown(gap))}" for gap in item.gaps[:4])
    states = [item.state for item in found]
    counts = [f"{states.count(state)} {state.value}" for state in ActivityState if states.count(state)]
    yield ""
    yield f"{len(found)} activities: {', '.join(counts)}"
    if all(state is ActivityState.OFF for state in states):
        yield f"Next: {pen.strong('holdfast scan --record')} makes the first evidence."


def _row(item: ActivityStatus, pen: Paint) -> str:
    colour = {
        ActivityState.PROVEN: pen.good,
        ActivityState.FAILING: pen.bad,
        ActivityState.STALE: pen.warn,
        ActivityState.ATTESTED: pen.warn,
    }.get(item.state, pen.dim)
    word = item.state.value if item.activity.built or item.activity.partly else "not built"
    sign = colour(_SIGNS[item.state])
    text = f"  {sign} {item.activity.number:>2}  {item.activity.title:<52} {colour(f'{word:<9}')}"
    if item.evidence:
        age = "today" if item.age_days == 0 else f"{item.age_days} days old"
        text += pen.dim(f"  {item.evidence:,} observations, {age}")
    return text

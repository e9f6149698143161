"""``holdfast posture``."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any, Final

from holdfast.app.standing import Posture, covering, posture
from holdfast.faces.cli.paint import Paint, paint, shown
from holdfast.faces.cli.signs import SIGNS as CONTROL_SIGNS
from holdfast.model.errors import ExitCode
from holdfast.model.framework import Covered
from holdfast.model.posture import WORST_FIRST, ActivityState, ActivityStatus

SCHEMA: Final = "holdfast-posture/1"
SIGNS: Final = {
    ActivityState.OFF: ("·", "dim"),
    ActivityState.ON: ("○", "dim"),
    ActivityState.CLAIMED: ("◔", "warn"),
    ActivityState.PROVEN: ("●", "good"),
    ActivityState.ATTESTED: ("◐", "warn"),
    ActivityState.STALE: ("◌", "warn"),
    ActivityState.FAILING: ("✗", "bad"),
}
_GAPS: Final = 3
"""So many gaps are shown below an activity."""
_STEPS: Final = 3
_NAMES: Final = 4
"""So many controls are named beside a number."""


def add(parser: argparse.ArgumentParser) -> None:
    """Declare the verb's arguments."""
    parser.description = "The 21 activities with the evidence for each, what nobody could read, and what to do next."
    parser.add_argument("path", nargs="?", type=Path, default=Path(), help="a folder in the repository (default: here)")
    parser.add_argument("--format", choices=("text", "json", "html"), default="text", help="for whom (default: text)")
    parser.add_argument(
        "--framework", default="", metavar="NAME", help="how its numbers stand: asvs, pci, iso27001, soc2, …"
    )
    parser.add_argument("--gaps", action="store_true", help="every gap, not the first few")


def run(args: argparse.Namespace) -> int:
    """Fold the ledger and show it. Raises HoldfastError with advice."""
    if args.framework:
        found = covering(args.path, args.framework)[1]
        print(json.dumps(_framework(found), indent=1) if args.format == "json" else "\n".join(_numbers(found, paint())))
        return ExitCode.PASSED
    told = posture(args.path)
    if args.format == "html":
        from holdfast.app.standreports import posture_page

        sys.stdout.write(posture_page(told))
        return ExitCode.PASSED
    if args.format == "json":
        print(json.dumps(document(told), indent=1))
    else:
        print("\n".join(_lines(told, paint(), sys.maxsize if args.gaps else _GAPS)))
    return ExitCode.PASSED


def document(told: Posture) -> dict[str, Any]:
    """The posture for programs, by docs/schema/posture-1.schema.json."""
    from dataclasses import asdict

    return {
        "schema": SCHEMA,
        "at": told.folded.now,
        "activities": [asdict(item) for item in told.activities],
        "unread": [{**asdict(item), "share": round(item.share, 2)} for item in told.unread],
        "next": [asdict(item) for item in told.steps],
        "unmapped": told.silent._asdict(),
    }


def _lines(told: Posture, pen: Paint, gaps: int) -> Iterator[str]:
    for phase, items in groupby(told.activities, key=lambda item: item.activity.phase):
        yield ""
        yield pen.strong(phase.value.capitalize())
        for item in items:
            yield _row(item, pen)
            if item.state is not ActivityState.OFF:
                yield from _gap_lines(item.gaps, pen, gaps)
    states = [item.state for item in told.activities]
    counts = [f"{states.count(state)} {state.value}" for state in ActivityState if states.count(state)]
    yield ""
    yield f"{len(states)} activities: {', '.join(counts)}"
    for rest in told.unread:
        yield f"Unread: {rest.share:.1f} % of {shown(rest.subject)}{_unread(rest.lines, rest.files)}"
    if told.silent.checks:
        yield f"Unmapped: {_unmapped(told.silent.checks, told.silent.open)}"
    yield from _steps(told, pen)


def _gap_lines(found: Sequence[str], pen: Paint, most: int) -> Iterator[str]:
    yield from (f"       {pen.dim(shown(gap))}" for gap in found[:most])
    if len(found) > most:
        yield f"       {pen.dim(f'and {len(found) - most} more gaps (--gaps)')}"


def _unmapped(checks: int, failures: int) -> str:
    some = "1 check of other tools speaks" if checks == 1 else f"{checks:,} checks of other tools speak"
    return f"{some} of no control, with {failures:,} open {'failure' if failures == 1 else 'failures'}"


def _unread(lines: int, files: int) -> str:
    parts = [f"{lines:,} lines that no engine understood"] if lines else []
    parts += [f"{files:,} files that could not be read"] if files else []
    return f" ({', '.join(parts)})" if parts else ""


def _steps(told: Posture, pen: Paint) -> Iterator[str]:
    for at, step in enumerate(told.steps[:_STEPS]):
        head = "Next:" if at == 0 else "then:"
        yield f"{head} {pen.strong(shown(step.command))}"
        yield f"      {shown(step.does)} {pen.dim(shown(f'({step.why})'))}"


def _row(item: ActivityStatus, pen: Paint) -> str:
    sign, style = SIGNS[item.state]
    colour = getattr(pen, style)
    built = item.activity.built or item.activity.partly or item.state is not ActivityState.OFF
    word = item.state.value if built else "not built"
    text = f"  {colour(sign)} {item.activity.number:>2}  {item.activity.title:<52} {colour(f'{word:<9}')}"
    if item.evidence:
        age = "today" if item.age_days == 0 else f"{item.age_days} days old"
        text += pen.dim(f"  {item.evidence:,} observations, {age}")
    return text


def _framework(found: Covered) -> dict[str, Any]:
    of = found.framework
    return {
        "schema": "holdfast-framework/1",
        "framework": {"id": of.id, "name": of.name, "publisher": of.publisher, "numbers": of.numbers},
        "requirements": [
            {
                "number": item.number,
                "state": item.state.value,
                "controls": [{"id": name, "state": state.value} for name, state in item.controls],
            }
            for item in found.requirements
        ],
    }


def _numbers(found: Covered, pen: Paint) -> Iterator[str]:
    of = found.framework
    yield pen.strong(f"{of.name} ({of.publisher})")
    yield ""
    width = max((len(item.number) for item in found.requirements), default=0)
    for item in found.requirements:
        sign, style = CONTROL_SIGNS[item.state]
        mark = getattr(pen, style)
        worst = [name for name, state in item.controls if state is item.state]
        names = ", ".join(worst[:_NAMES]) + (f" and {len(worst) - _NAMES} more" if len(worst) > _NAMES else "")
        others = sum(state is not item.state for _, state in item.controls)
        more = f" (and {others} in a better state)" if others else ""
        yield f"  {mark(sign)} {item.number:<{width}}  {mark(f'{item.state.value:<8}')}  {names}{pen.dim(more)}"
    counts = ", ".join(f"{count} {state.value}" for state in WORST_FIRST if (count := found.count(state)))
    known = len(found.requirements)
    yield ""
    yield f"{known}{f' of {of.numbers}' if of.numbers else ''} numbers are known here: {counts}"
    yield pen.dim("A number is as good as the worst control that names it. What else it asks for, nobody looked at.")

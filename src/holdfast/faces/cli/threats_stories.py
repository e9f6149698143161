"""``holdfast threats stories``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from holdfast.faces.cli.paint import Paint, paint, shown
from holdfast.model.errors import ExitCode


def add(parser: argparse.ArgumentParser) -> None:
    """Declare the verb's arguments."""
    parser.description = "Each attacker story as a sentence, its steps, and how far the threat of each step is handled."
    parser.add_argument("path", nargs="?", type=Path, default=Path(), help="folder (default: here)")
    parser.add_argument(
        "--pytest", action="store_true", help="print the skeleton of a test for every step, as a module of pytest"
    )


def run(args: argparse.Namespace) -> int:
    """Show. Raises HoldfastError with advice."""
    from holdfast.app import threats, threatstories

    found, pen = threats.told(args.path), paint()
    if args.pytest:
        sys.stdout.write(threatstories.tests(found.system.stories))
        return ExitCode.PASSED
    for story in found.system.stories:
        print(f"{pen.strong(shown(threatstories.sentence(story)))}  {pen.dim(story.id)}")
        for number, step in enumerate(threats.steps(found, story), 1):
            print(f"  {number}. {shown(step.does)}{_handled(step, pen)}")
        for label, texts in (("needs", story.conditions), ("countered by", story.countered), ("tests", story.tests)):
            if texts:
                print(pen.dim(f"     {label}: {shown(', '.join(texts))}"))
    if not found.system.stories:
        print("The model tells no attacker story yet; write them under `stories:`.")
    return ExitCode.PASSED


def _handled(step: tuple[str, str, object], pen: Paint) -> str:
    from holdfast.model.threat import Handling, Standing

    _, threat, standing = step
    if not threat:
        return ""
    if not isinstance(standing, Standing):
        return f"  {pen.warn(f'{shown(threat)}: no rule finds it here')}"
    good = standing.handling in (Handling.PROVEN, Handling.ATTESTED)
    word = f"{shown(threat)}: {standing.handling.value}"
    return f"  {pen.good(word) if good else pen.bad(word)}"

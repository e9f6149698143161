"""``holdfast threats questions``."""

from __future__ import annotations

import argparse
import json
from itertools import groupby
from pathlib import Path

from holdfast.faces.cli.paint import paint, shown
from holdfast.model.errors import ExitCode


def add(parser: argparse.ArgumentParser) -> None:
    """Declare the verb's arguments."""
    parser.description = "Facts that the model calls unknown and that decide whether threats apply; the heaviest first."
    parser.add_argument("path", nargs="?", type=Path, default=Path(), help="folder (default: here)")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="for people or for programs")


def run(args: argparse.Namespace) -> int:
    """Show. Raises HoldfastError with advice."""
    from holdfast.app.threats import told

    found, pen = told(args.path), paint()
    asked = found.analysed.questions
    if args.format == "json":
        rows = [{"on": each.on, "fact": each.fact, "asks": each.asks, "rules": each.rules} for each in asked]
        print(json.dumps({"schema": "holdfast-questions/1", "questions": rows}, indent=1))
        return ExitCode.PASSED
    order = {on: at for at, on in reversed(list(enumerate(each.on for each in asked)))}
    for on, items in groupby(sorted(asked, key=lambda each: order[each.on]), key=lambda each: each.on):
        print(pen.strong(shown(on)))
        for each in items:
            print(f"  {each.asks}  {pen.dim(f'{each.fact}; decides {len(each.rules)}: {_some(each.rules)}')}")
    print(f"{len(asked)} to answer." if asked else "Nothing is left to answer.")
    return ExitCode.PASSED


def _some(names: tuple[str, ...]) -> str:
    more = len(names) - 3
    return ", ".join(names[:3]) + (f" and {more} more" if more > 0 else "")

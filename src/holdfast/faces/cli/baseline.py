"""``holdfast baseline write|update|show``; ``merge`` and ``driver`` stand in a module of their own."""

from __future__ import annotations

import argparse
from pathlib import Path

from holdfast.app import baseline
from holdfast.faces.cli import baseline_driver
from holdfast.faces.cli.paint import paint, shown
from holdfast.model.errors import ExitCode


def add(parser: argparse.ArgumentParser) -> None:
    """Declare the verb's arguments."""
    parser.description = "Accept what is there today, so that only what is new refuses."
    verbs = parser.add_subparsers(dest="baseline_verb", metavar="VERB", required=True)
    helps = {
        "write": "accept every finding of today",
        "update": "take out what is gone; accept nothing new",
        "show": "list what is accepted",
    }
    for name, text in helps.items():
        verb = verbs.add_parser(name, help=text)
        verb.add_argument(
            "path", nargs="?", type=Path, default=Path(), help="a folder in the repository (default: here)"
        )
    baseline_driver.add(verbs)


def run(args: argparse.Namespace) -> int:
    """Do what was asked. Raises HoldfastError with advice."""
    if args.baseline_verb == "merge":
        return baseline_driver.merge(args)
    if args.baseline_verb == "driver":
        return baseline_driver.run(args)
    pen = paint()
    if args.baseline_verb == "show":
        for fingerprint, check, path in baseline.show(args.path):
            print(f"{shown(check):<32} {shown(path)}  {pen.dim(fingerprint)}")
        return ExitCode.PASSED
    change = baseline.write(args.path) if args.baseline_verb == "write" else baseline.update(args.path)
    print(
        f"{shown(change.path)}: {change.kept} kept, {pen.warn(f'{change.added} added')}, "
        f"{pen.good(f'{change.removed} gone')}."
    )
    print(pen.dim("Commit it: it holds no secret, only names under the project's key."))
    return ExitCode.PASSED

"""``holdfast fix``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from holdfast.app.upgrades import Upgrades, apply, upgrades
from holdfast.faces.cli.paint import columns, paint, shown
from holdfast.faces.cli.upgrades import as_json, as_text
from holdfast.model.check import Severity
from holdfast.model.errors import ExitCode


def add(parser: argparse.ArgumentParser) -> None:
    """Declare the verb's arguments."""
    parser.description = "Plan what mends what a scan finds, and do the part of it that is certain."
    things = parser.add_subparsers(dest="what", metavar="WHAT", title="what", required=True)
    packages = things.add_parser("packages", help="the smallest changes of versions that clear what the gate refuses")
    packages.description = (
        "The smallest changes of versions that clear what the gate refuses. No registry is asked: the versions are "
        "those that advisories name as fixed. "
        "Exit codes: 0 nothing to do or all done, 1 something is to do, 4 incomplete."
    )
    packages.add_argument("path", nargs="?", type=Path, default=Path(), help="folder (default: here)")
    packages.add_argument("--apply", action="store_true", help="edit the manifests, where that is certain")
    packages.add_argument("--all", action="store_true", help="plan for all that is known, not what the gate refuses")
    words = [each.word for each in sorted(Severity)]
    packages.add_argument("--fail-on", choices=words, help="plan for this severity and above [gate.fail_on]")
    packages.add_argument("--format", choices=("text", "json"), default="text", help="for people or programs")


def run(args: argparse.Namespace) -> int:
    """Plan, show, and with ``--apply`` edit. Raises HoldfastError with advice."""
    found = upgrades(args.path, {"fail_on": args.fail_on}, everything=args.all)
    done = args.apply and not found.plan.empty
    if done:
        apply(found)
    told = as_json(found, done=done) if args.format == "json" else as_text(found, paint(), columns(), done=done)
    sys.stdout.write(told)
    for why, paths in found.incomplete.items():
        more = f" and {len(paths) - 1:,} more" if len(paths) > 1 else ""
        print(paint(sys.stderr).bad(shown(f"not complete: {paths[0]}{more}: {why}")), file=sys.stderr)
    return _code(found, applied=args.apply)


def _code(found: Upgrades, *, applied: bool) -> int:
    if found.incomplete:
        return ExitCode.INCOMPLETE
    if not found.packages:
        return ExitCode.NOTHING
    open_rows = [row for row in found.rows if not (applied and row.settled)]
    return ExitCode.REFUSED if open_rows else ExitCode.PASSED

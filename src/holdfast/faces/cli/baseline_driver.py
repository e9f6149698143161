"""``holdfast baseline merge`` and ``holdfast baseline driver install|uninstall|status``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from holdfast.app import driver
from holdfast.faces.cli.paint import Paint, paint, shown
from holdfast.faces.cli.plans import lines
from holdfast.model.errors import ExitCode, HoldfastError
from holdfast.model.plan import Plan


def add(verbs: Any) -> None:
    """Declare the verbs below ``baseline``."""
    merge = verbs.add_parser("merge", help="merge two sides of the baseline; git calls this")
    for name, text in (
        ("base", "the common ancestor; empty where both sides are new"),
        ("ours", "our side; the result is written here"),
        ("theirs", "their side"),
    ):
        merge.add_argument(name, type=Path, metavar=name.upper(), help=text)
    door = verbs.add_parser("driver", help="let git merge the baseline by itself: install, uninstall, status")
    inner = door.add_subparsers(dest="driver_verb", metavar="VERB", required=True)
    for name, text in (
        ("install", "a line in .gitattributes, and the command in this clone's configuration"),
        ("uninstall", "take both away"),
        ("status", "tell whether git merges the baseline by itself here"),
    ):
        verb = inner.add_parser(name, help=text)
        verb.add_argument("path", nargs="?", type=Path, default=Path(), help="folder of the repository (default: here)")
        if name != "status":
            verb.add_argument("--dry-run", action="store_true", help="show what would be written, and write nothing")


def merge(args: argparse.Namespace) -> int:
    """Merge as git's driver: 0 merged, 1 a person has to decide and ``ours`` is as it was."""
    try:
        driver.merge(args.base, args.ours, args.theirs)
    except HoldfastError as error:
        print(f"holdfast: the baseline was not merged: {shown(str(error))}. {error.advice}".strip(), file=sys.stderr)
        return ExitCode.REFUSED
    return ExitCode.PASSED


def run(args: argparse.Namespace) -> int:
    """Install, take away or show. Raises HoldfastError with advice."""
    pen = paint()
    if args.driver_verb == "status":
        return _status(args.path, pen)
    if args.driver_verb == "install":
        plan = driver.install(args.path, dry_run=args.dry_run)
        _show(plan, pen, dry_run=args.dry_run)
        if not args.dry_run and not plan.empty:
            print(f"\n{pen.good('Installed.')} Commit .gitattributes; each clone runs this command once.")
    else:
        plan = driver.uninstall(args.path, dry_run=args.dry_run)
        _show(plan, pen, dry_run=args.dry_run)
        if not args.dry_run and not plan.empty:
            print(f"\n{pen.good('Removed.')} git merges the baseline as text again.")
    return ExitCode.PASSED


def _show(plan: Plan, pen: Paint, *, dry_run: bool) -> None:
    for line in lines(plan, pen, diff=dry_run):
        print(line)
    if dry_run:
        print(f"\n{pen.dim('Dry run: nothing was written.')}")


def _status(path: Path, pen: Paint) -> int:
    status = driver.status(path)
    print(f"{pen.strong('Merge driver of ' + shown(status.root.name))}\n")
    print(f"  attribute  {'set' if status.attribute else pen.warn('not set')}")
    print(f"  command    {shown(status.command) or pen.warn('not set in this clone')}")
    if not (status.attribute and status.command):
        print(f"\nNext: {pen.strong('holdfast baseline driver install')}")
    return ExitCode.PASSED

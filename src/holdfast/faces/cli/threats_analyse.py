"""``holdfast threats analyse``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Final

from holdfast.faces.cli.paint import columns, paint
from holdfast.model.errors import ExitCode
from holdfast.model.threat import Band

_LEAST: Final = [band.value for band in reversed(Band)]


def add(parser: argparse.ArgumentParser) -> None:
    """Declare the verb's arguments."""
    parser.description = "The threats that matter most, why they apply, and how far evidence shows them handled."
    parser.add_argument("path", nargs="?", type=Path, default=Path(), help="folder (default: here)")
    parser.add_argument("--all", action="store_true", help="every threat, not only those that matter most")
    parser.add_argument(
        "--format", choices=("text", "json", "csv", "md"), default="text", help="for people, programs, sheets or a page"
    )
    parser.add_argument("-o", "--output", type=Path, metavar="FILE", help="where it goes (default: standard output)")
    parser.add_argument(
        "--fail-on", choices=_LEAST, metavar="BAND", help="exit with 1 where an unhandled threat is at least so bad"
    )
    parser.add_argument("--record", action="store_true", help="append the analysis to the ledger")


def run(args: argparse.Namespace) -> int:
    """Ask, show, record. Raises HoldfastError with advice."""
    from holdfast.app import reports, threats, threatsrecord

    found = threats.told(args.path)
    looks = reports.look(
        columns=columns(),
        color=paint().color and args.output is None,
        quiet=False,
        encoding=sys.stdout.encoding or "",
        verbose=False,
    )
    drawn = args.format == "text"
    text = threats.screen(found, looks, every=args.all) if drawn else threats.document(found, args.format)
    if args.output:
        reports.put(text, args.output)
    else:
        sys.stdout.write(text)
    if args.record:
        print(threatsrecord.record(found), file=sys.stderr)
    if args.fail_on and found.unhandled(Band(args.fail_on)):
        return ExitCode.REFUSED
    return ExitCode.INCOMPLETE if found.analysed.faults else ExitCode.PASSED

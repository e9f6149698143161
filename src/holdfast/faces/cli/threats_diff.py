"""``holdfast threats diff``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from holdfast.app import reports
from holdfast.app.threatsdiff import FORMATS, difference, shown
from holdfast.faces.cli.paint import columns, paint
from holdfast.model.errors import ExitCode


def add(parser: argparse.ArgumentParser) -> None:
    """Declare the verb's arguments."""
    parser.description = (
        "What a change does to the threat model: what is new, what crosses a boundary, which protection was lost, "
        "which threats that opens and closes; and what the model does not know of the code."
    )
    parser.add_argument("path", nargs="?", type=Path, default=Path(), help="folder (default: here)")
    parser.add_argument(
        "--base",
        default="",
        metavar="REV",
        help="compare with this revision (default: the merge base, or the last commit)",
    )
    parser.add_argument(
        "--gate", action="store_true", help="exit with 1 where a high threat is new and nobody has answered it"
    )
    parser.add_argument("--format", choices=FORMATS, default="text", help="for people, programs or a pull request")
    parser.add_argument("-o", "--output", type=Path, metavar="FILE", help="where it goes (default: standard output)")


def run(args: argparse.Namespace) -> int:
    """Compare and show. Raises HoldfastError with advice."""
    found = difference(
        args.path, base=args.base, announce=lambda says: print(paint(sys.stderr).dim(says), file=sys.stderr)
    )
    looks = reports.look(
        columns=columns(),
        color=paint().color and args.output is None,
        quiet=False,
        encoding=sys.stdout.encoding or "",
        verbose=False,
    )
    text = shown(found, args.format, looks)
    if args.output:
        reports.put(text, args.output)
    else:
        sys.stdout.write(text)
    if args.gate and found.refused:
        return ExitCode.REFUSED
    return ExitCode.INCOMPLETE if found.faults else ExitCode.PASSED

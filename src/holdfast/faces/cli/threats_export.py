"""``holdfast threats export``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from holdfast.app import reports
from holdfast.app.threats import told
from holdfast.app.threatsexchange import FORMATS, TOOLS, export, lost
from holdfast.faces.cli.paint import columns, paint
from holdfast.model.errors import ExitCode


def add(parser: argparse.ArgumentParser) -> None:
    """Declare the verb's arguments."""
    parser.description = (
        "The threat model for another tool. What its format has no place for is listed on standard error, with where "
        "it stood and why it could not be carried."
    )
    parser.add_argument("path", nargs="?", type=Path, default=Path(), help="folder (default: here)")
    parser.add_argument("--format", choices=FORMATS, required=True, help="the tool or form that it goes to")
    parser.add_argument("-o", "--output", type=Path, metavar="FILE", help="where it goes (default: standard output)")
    parser.add_argument("-v", "--verbose", action="store_true", help="name every loss")


def run(args: argparse.Namespace) -> int:
    """Write, and tell what was lost. Raises HoldfastError with advice."""
    found = told(args.path)
    made = export(found, args.format)
    if args.output:
        reports.put(made.text, args.output)
    else:
        sys.stdout.write(made.text)
    if args.format in TOOLS:
        looks = reports.look(
            columns=columns(),
            color=paint(sys.stderr).color,
            quiet=False,
            encoding=sys.stderr.encoding or "",
            verbose=args.verbose,
        )
        sys.stderr.write(lost(made.losses, f"To {TOOLS[args.format]}", looks))
    return ExitCode.INCOMPLETE if found.analysed.faults else ExitCode.PASSED

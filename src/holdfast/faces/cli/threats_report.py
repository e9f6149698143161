"""``holdfast threats report``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from holdfast.app import reports
from holdfast.app.threats import told
from holdfast.app.threatspictures import REPORTS, form_of, report
from holdfast.model.errors import ExitCode


def add(parser: argparse.ArgumentParser) -> None:
    """Declare the verb's arguments."""
    parser.description = (
        "The threat model for readers: the diagram, what matters most, every threat, questions, controls with their "
        "evidence, decisions, stories and how the ratings were made. The page needs no script and can be printed."
    )
    parser.add_argument("path", nargs="?", type=Path, default=Path(), help="folder (default: here)")
    parser.add_argument("--format", choices=REPORTS, default="", help="default: by the file's name, else html")
    parser.add_argument("-o", "--output", type=Path, metavar="FILE", help="where it goes (default: standard output)")


def run(args: argparse.Namespace) -> int:
    """Ask, write. Raises HoldfastError with advice."""
    found = told(args.path)
    text = report(found, form_of(args.format, args.output, REPORTS))
    if args.output:
        reports.put(text, args.output)
    else:
        sys.stdout.write(text)
    return ExitCode.INCOMPLETE if found.analysed.faults else ExitCode.PASSED

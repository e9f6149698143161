"""``holdfast report``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from holdfast.app.dossiers import Question
from holdfast.app.reports import put
from holdfast.app.standreports import FORMATS, READERS, report
from holdfast.model.errors import ExitCode


def add(parser: argparse.ArgumentParser) -> None:
    """Declare the verb's arguments."""
    parser.description = (
        "Where a repository stands, by its ledger. For a manager: states, trend, what weighs most, next steps. For an "
        "auditor: each control with its evidence, since when it is proven, what is open, and who said what."
    )
    parser.add_argument("path", nargs="?", type=Path, default=Path(), help="a folder in the repository (default: here)")
    parser.add_argument("--for", dest="reader", choices=READERS, required=True, help="who reads it")
    parser.add_argument("--format", choices=FORMATS, default="html", help="a page, Markdown, or for programs")
    parser.add_argument("-o", "--output", type=Path, metavar="FILE", help="where to (default: standard output)")
    parser.add_argument("--control", default="", help="only one control (for an auditor)")
    parser.add_argument("--subject", default="", help="only one subject (for an auditor)")
    parser.add_argument("--data", default="", metavar="TAG", help="where such data is kept, by the threat model")


def run(args: argparse.Namespace) -> int:
    """Write the report. Raises HoldfastError with advice."""
    question = Question(control=args.control, subject=args.subject, data=args.data)
    text = report(args.path, args.reader, args.format, question)
    if args.output is None:
        sys.stdout.write(text)
    else:
        put(text, args.output)
    return ExitCode.PASSED

"""``holdfast estate``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from holdfast.app import reports
from holdfast.app.estate import FORMATS, estate, shown
from holdfast.faces.cli.paint import columns, paint
from holdfast.model.errors import ExitCode


def add(parser: argparse.ArgumentParser) -> None:
    """Declare the verb's arguments."""
    parser.description = "The resources that infrastructure files describe, and what could not be understood."
    parser.add_argument("path", nargs="?", type=Path, default=Path(), help="folder or file (default: here)")
    parser.add_argument("--format", choices=FORMATS, default="text", help="for people, programs or as a picture")
    parser.add_argument("-o", "--output", type=Path, metavar="FILE", help="where it goes (default: standard output)")
    parser.add_argument("-v", "--verbose", action="store_true", help="also every fact, and every gap")


def run(args: argparse.Namespace) -> int:
    """Read and show. Raises HoldfastError with advice."""
    found = estate(args.path, announce=lambda text: print(paint(sys.stderr).dim(text), file=sys.stderr))
    here = reports.look(
        columns=columns(),
        color=paint().color and args.output is None,
        quiet=False,
        encoding=sys.stdout.encoding or "",
        verbose=args.verbose,
    )
    text = shown(found, args.format, here)
    if args.output:
        reports.put(text, args.output)
    else:
        sys.stdout.write(text)
    return ExitCode.PASSED if found.items else ExitCode.NOTHING

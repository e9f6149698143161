"""``holdfast threats init``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from holdfast.app import reports
from holdfast.app.threatsinit import begin, shown
from holdfast.faces.cli.paint import columns, paint
from holdfast.model.errors import ExitCode


def add(parser: argparse.ArgumentParser) -> None:
    """Declare the verb's arguments."""
    parser.description = (
        "Draft .holdfast/threatmodel.yaml from what is there: Compose, Kubernetes, templates of clouds, OpenAPI, code "
        "and packages. Each item keeps the lines that it was seen in. A model that is there gets what it lacks."
    )
    parser.add_argument("path", nargs="?", type=Path, default=Path(), help="folder (default: here)")
    parser.add_argument("--dry-run", action="store_true", help="print the model, or what would be added; write nothing")
    parser.add_argument(
        "--force",
        action="store_true",
        help="draft a model that is there anew; what people decided stays, comments and changes by hand do not",
    )
    parser.add_argument("-v", "--verbose", action="store_true", help="also everything that could not be understood")


def run(args: argparse.Namespace) -> int:
    """Draft, write, tell. Raises HoldfastError with advice."""
    found, text = begin(
        args.path,
        dry=args.dry_run,
        anew=args.force,
        announce=lambda says: print(paint(sys.stderr).dim(says), file=sys.stderr),
    )
    stream = sys.stderr if args.dry_run else sys.stdout
    looks = reports.look(
        columns=columns(),
        color=paint(stream).color,
        quiet=False,
        encoding=stream.encoding or "",
        verbose=args.verbose,
    )
    if args.dry_run:
        sys.stdout.write(text)
    stream.write(shown(found, looks))
    return ExitCode.PASSED

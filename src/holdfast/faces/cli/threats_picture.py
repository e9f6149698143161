"""``holdfast threats picture``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from holdfast.app import reports
from holdfast.app.threats import told
from holdfast.app.threatspictures import PICTURES, form_of, picture, save_layout
from holdfast.faces.cli.paint import paint, shown
from holdfast.model.errors import ExitCode


def add(parser: argparse.ArgumentParser) -> None:
    """Declare the verb's arguments."""
    parser.description = (
        "The threat model as a data-flow diagram: boundaries, data classes, and on each element and flow its threats "
        "by band and how far evidence handles them. Where people have placed something, it stays there."
    )
    parser.add_argument("path", nargs="?", type=Path, default=Path(), help="folder (default: here)")
    parser.add_argument("--format", choices=PICTURES, default="", help="default: by the file's name, else svg")
    parser.add_argument("-o", "--output", type=Path, metavar="FILE", help="where it goes (default: standard output)")
    parser.add_argument(
        "--save-layout", action="store_true", help="write where everything stands to .holdfast/threatmodel.layout.json"
    )


def run(args: argparse.Namespace) -> int:
    """Draw, write. Raises HoldfastError with advice."""
    found = told(args.path)
    text = picture(found, form_of(args.format, args.output, PICTURES))
    if args.save_layout:
        where = shown(str(save_layout(found)))
        print(paint(sys.stderr).dim(f"Wrote {where}: move what stands wrong."), file=sys.stderr)
    if args.output:
        reports.put(text, args.output)
    else:
        sys.stdout.write(text)
    return ExitCode.INCOMPLETE if found.analysed.faults else ExitCode.PASSED

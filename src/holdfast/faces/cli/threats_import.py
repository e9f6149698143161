"""``holdfast threats import``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from holdfast.app import reports
from holdfast.app.threatsexchange import bring, lost
from holdfast.faces.cli.paint import columns, paint, shown
from holdfast.model.errors import ExitCode


def add(parser: argparse.ArgumentParser) -> None:
    """Declare the verb's arguments."""
    parser.description = (
        "Read a model of OWASP Threat Dragon 2 (JSON) or in the Open Threat Model format 0.2 (JSON, YAML) and write it "
        "as .holdfast/threatmodel.yaml. What has no place there is listed, with where it stood and what became of it."
    )
    parser.add_argument("file", type=Path, help="the other tool's file")
    parser.add_argument("path", nargs="?", type=Path, default=Path(), help="folder (default: here)")
    way = parser.add_mutually_exclusive_group()
    way.add_argument("--merge", action="store_true", help="add to a model that is there what it lacks, by id")
    way.add_argument("--force", action="store_true", help="replace a model that is there")
    parser.add_argument("--dry-run", action="store_true", help="print the model; write nothing")
    parser.add_argument("-v", "--verbose", action="store_true", help="name every loss")


def run(args: argparse.Namespace) -> int:
    """Read, write, tell. Raises HoldfastError with advice."""
    found, text = bring(args.path, args.file, merge=args.merge, force=args.force, dry=args.dry_run)
    stream = sys.stderr if args.dry_run else sys.stdout
    looks = reports.look(
        columns=columns(), color=paint(stream).color, quiet=False, encoding=stream.encoding or "", verbose=args.verbose
    )
    system = found.system
    if args.dry_run:
        sys.stdout.write(text)
    name = shown(system.name)
    stream.write(f"{name}: {len(system.elements)} elements, {len(system.flows)} flows from {found.origin}.\n")
    stream.write(lost(found.losses, f"From {found.origin}", looks))
    return ExitCode.PASSED

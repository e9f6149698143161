"""``holdfast sbom``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from holdfast.app import reports
from holdfast.app.sbom import FORMATS, Made, form_of, sbom, written
from holdfast.faces.cli.paint import Paint, paint, shown
from holdfast.model.errors import ExitCode

_SHOWN = 5


def add(parser: argparse.ArgumentParser) -> None:
    """Declare the verb's arguments."""
    parser.description = (
        "What a folder, a lock file, an environment or an image is made of, as a bill of materials in CycloneDX 1.6 "
        "or SPDX 2.3."
    )
    parser.add_argument("path", nargs="?", type=Path, default=Path(), help="folder, file or image (default: here)")
    parser.add_argument(
        "--format", choices=FORMATS, default="", help="default: what the name of -o says, else cyclonedx"
    )
    parser.add_argument("--platform", default="", metavar="OS/ARCH", help="of an image for several: which one")
    parser.add_argument(
        "-o", "--output", type=Path, metavar="FILE", help="where it goes, as x.cdx.json or x.spdx.json (default: here)"
    )


def run(args: argparse.Namespace) -> int:
    """Read and write. Raises HoldfastError with advice."""
    form = form_of(args.output, args.format)
    made = sbom(args.path, platform=args.platform)
    pen = paint(sys.stderr)
    if not made.bom.components and not made.gaps:
        print(pen.dim("No manifest, lock file or installed package is here: nothing was written."), file=sys.stderr)
        return ExitCode.NOTHING
    text = written(made.bom, form)
    if args.output:
        reports.put(text, args.output)
    else:
        sys.stdout.write(text)
    _tell(made, pen, args.output)
    return ExitCode.PASSED if made.bom.complete else ExitCode.INCOMPLETE


def _tell(made: Made, pen: Paint, output: Path | None) -> None:
    """Say on standard error what was written, and what is missing from it."""
    faults = [gap for gap in made.gaps if gap.fault]
    for gap in faults[:_SHOWN]:
        print(pen.bad(shown(f"{gap.place.path}:{gap.place.line}: {gap.why}")), file=sys.stderr)
    if len(faults) > _SHOWN:
        print(pen.bad(f"and {len(faults) - _SHOWN} more"), file=sys.stderr)
    where = f" to {output}" if output else ""
    counts = f"{len(made.bom.components):,} components of {made.files:,} files"
    says = f"{counts} were written{where}" + ("; the bill says that it is not complete." if faults else ".")
    print(pen.dim(says), file=sys.stderr)

"""``holdfast threats lint``."""

from __future__ import annotations

import argparse
from pathlib import Path

from holdfast.faces.cli.paint import Paint, paint, shown
from holdfast.model.errors import ExitCode


def add(parser: argparse.ArgumentParser) -> None:
    """Declare the verb's arguments."""
    parser.description = (
        "Everything that is wrong with .holdfast/threatmodel.yaml at once, with its line and the nearest valid word; "
        "then what a reviewer would remark. Remarks refuse nothing."
    )
    parser.add_argument("path", nargs="?", type=Path, default=Path(), help="folder (default: here)")


def run(args: argparse.Namespace) -> int:
    """Read and tell. Raises HoldfastError with advice."""
    from holdfast.app.threats import MODEL, lint

    pen = paint()
    found = lint(args.path)
    for each in found.wrong:
        print(_line(MODEL, each, pen.bad("wrong "), pen))
    for each in found.remarks:
        print(_line(MODEL, each, pen.warn("remark"), pen))
    if found.wrong:
        print(pen.bad(f"{len(found.wrong)} wrong, {len(found.remarks)} to look at."))
        return ExitCode.USAGE
    print(f"{pen.good('Nothing is wrong.')} {len(found.remarks)} to look at.")
    return ExitCode.PASSED


def _line(path: str, each: tuple[int, str, str], word: str, pen: Paint) -> str:
    line, says, advice = each
    return f"{path}:{line}: {word} {shown(says)}{' ' + pen.dim(shown(advice)) if advice else ''}"

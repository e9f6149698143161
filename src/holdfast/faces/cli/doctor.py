"""``holdfast doctor``."""

from __future__ import annotations

import argparse
from pathlib import Path

from holdfast import __version__
from holdfast.app import doctor
from holdfast.faces.cli.paint import Paint, paint, shown
from holdfast.model.diagnosis import Diagnosis, Health
from holdfast.model.errors import ExitCode


def add(parser: argparse.ArgumentParser) -> None:
    """Declare the verb's arguments."""
    parser.description = "Look at everything that Holdfast leans on; nothing is changed."
    parser.add_argument("path", nargs="?", type=Path, default=Path(), help="a folder in the repository (default: here)")


def run(args: argparse.Namespace) -> int:
    """Print the diagnoses; 4 when something will not work. Raises HoldfastError with advice."""
    pen = paint()
    found = doctor.diagnose(args.path)
    print(f"{pen.strong('Holdfast ' + __version__)}\n")
    width = max(len(item.title) for item in found) + 2
    for item in found:
        _show(item, pen, width)
    count = {state: sum(item.state is state for item in found) for state in Health}
    print(f"\n{_summary(count, pen)}")
    return ExitCode.INCOMPLETE if count[Health.BAD] else ExitCode.PASSED


def _show(item: Diagnosis, pen: Paint, width: int) -> None:
    colour = {Health.OK: pen.good, Health.WARN: pen.warn, Health.BAD: pen.bad}[item.state]
    print(f"  {colour(f'{item.state:<5}')} {item.title:<{width}}{shown(item.says)}")
    if item.advice:
        print(f"  {'':<5} {'':<{width}}{pen.dim(shown(item.advice))}")


def _summary(count: dict[Health, int], pen: Paint) -> str:
    if count[Health.BAD]:
        return f"{pen.bad('Something will not work.')} {count[Health.BAD]} of the above must be repaired."
    if count[Health.WARN]:
        return f"{pen.good('Holdfast works here.')} {count[Health.WARN]} of the above could be better."
    return pen.good("Everything is in order.")

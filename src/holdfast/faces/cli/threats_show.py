"""``holdfast threats show``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Final

from holdfast.faces.cli.paint import columns, paint
from holdfast.model.errors import ExitCode

_MOST: Final = 5


def add(parser: argparse.ArgumentParser) -> None:
    """Declare the verb's arguments."""
    parser.description = "Why a threat applies, how it is rated and by what, what to do, and what evidence shows."
    parser.add_argument("threat", metavar="ID", help="rule@element; a rule or an element alone shows up to five")
    parser.add_argument("path", nargs="?", type=Path, default=Path(), help="folder (default: here)")


def run(args: argparse.Namespace) -> int:
    """Show. Raises HoldfastError with advice."""
    from holdfast.app import reports, threats

    found = threats.told(args.path)
    hits = threats.named(found, args.threat)
    encoding = sys.stdout.encoding or ""
    looks = reports.look(columns=columns(), color=paint().color, quiet=False, encoding=encoding, verbose=False)
    print("\n".join(threats.card(item, found.system, looks) for item in hits[:_MOST]), end="")
    if len(hits) > _MOST:
        rest = ", ".join(item.threat.id for item in hits[_MOST:])
        print(f"\nand {len(hits) - _MOST} more: {rest}")
    return ExitCode.PASSED

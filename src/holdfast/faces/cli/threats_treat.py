"""``holdfast threats treat``."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path

from holdfast.faces.cli.paint import paint, shown
from holdfast.model.errors import ExitCode, UsageError
from holdfast.model.system import Treatment, Way


def add(parser: argparse.ArgumentParser) -> None:
    """Declare the verb's arguments."""
    parser.description = (
        "Write into .holdfast/threatmodel.yaml what is done about a threat. Comments and everything else stay as they "
        "are; what is not given stays as it was. To accept a risk on behalf of others is `holdfast risks accept`."
    )
    parser.add_argument("threat", metavar="ID", help="rule@element, * for any of either")
    parser.add_argument("path", nargs="?", type=Path, default=Path(), help="folder (default: here)")
    parser.add_argument("--way", choices=[way.value for way in Way], default=Way.MITIGATE.value, help="how")
    parser.add_argument("--reason", default="", metavar="TEXT", help="why")
    parser.add_argument("--owner", default="", metavar="NAME", help="who answers for it")
    parser.add_argument("--until", default="", metavar="DATE", help="the last day on which it holds, YYYY-MM-DD")
    parser.add_argument(
        "--control", action="append", default=[], metavar="ID", help="what stands against it instead; repeatable"
    )


def run(args: argparse.Namespace) -> int:
    """Write. Raises HoldfastError with advice."""
    from holdfast.app.threats import treat

    if args.until:
        try:
            date.fromisoformat(args.until)
        except ValueError:
            raise UsageError(f"{args.until!r} is no date", advice="Write YYYY-MM-DD.") from None
    way = Way(args.way)
    item = Treatment(
        threat=args.threat,
        way=way,
        reason=args.reason,
        owner=args.owner,
        until=args.until,
        controls=tuple(args.control),
    )
    path = treat(args.path, item)
    print(f"{paint().good('Written')} to {shown(str(path))}: {shown(args.threat)}, {way.value}.")
    return ExitCode.PASSED

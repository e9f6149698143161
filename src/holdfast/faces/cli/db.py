"""``holdfast db update|status|export|import``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from pathlib import Path

from holdfast.app import advisories
from holdfast.app.advisories import Change, Status
from holdfast.app.inventories import ecosystems
from holdfast.faces.cli.paint import paint, shown
from holdfast.model.advisory import SourceState
from holdfast.model.errors import ExitCode


def add(parser: argparse.ArgumentParser) -> None:
    """Declare the verb's arguments."""
    parser.description = "The database of advisories, by which packages are judged; it works offline once it is here."
    verbs = parser.add_subparsers(dest="db_verb", metavar="VERB", required=True)
    update = verbs.add_parser("update", help="fetch what is new (uses the network, unless --from names a folder)")
    update.add_argument(
        "--ecosystem", action="append", default=[], metavar="NAME", help="only this one, e.g. PyPI; may be repeated"
    )
    update.add_argument(
        "--from", dest="source", default="", metavar="URL|FOLDER", help="a mirror with the layout of OSV's exports"
    )
    update.add_argument(
        "--here", nargs="?", type=Path, const=Path(), metavar="PATH", help="only what a folder's packages need"
    )
    update.add_argument("--full", action="store_true", help="fetch everything again, and not only what changed")
    verbs.add_parser("status", help="show age, records and completeness of each ecosystem")
    export = verbs.add_parser("export", help="copy it to a file, for a machine without a network")
    export.add_argument("file", type=Path)
    taken = verbs.add_parser("import", help="take over a file that was exported, after a look at all of it")
    taken.add_argument("file", type=Path)


def run(args: argparse.Namespace) -> int:
    """Do what was asked. Raises HoldfastError with advice."""
    if args.db_verb == "update":
        wanted = [*args.ecosystem, *(ecosystems(args.here) if args.here is not None else ())]
        if args.here is not None and not wanted:
            print("No package that advisories are published about is named here: nothing was fetched.")
            return ExitCode.PASSED
        return _changes(advisories.update(ecosystems=wanted, source=args.source, full=args.full, say=_say))
    if args.db_verb == "export":
        return _status(advisories.export(args.file), f"Exported to {shown(str(args.file))}")
    if args.db_verb == "import":
        return _status(advisories.take_over(args.file), f"Imported from {shown(str(args.file))}")
    return _status(advisories.status(), "")


def _say(text: str) -> None:
    print(shown(text), file=sys.stderr, flush=True)


def _changes(changes: Iterable[Change]) -> int:
    pen = paint()
    code = ExitCode.PASSED
    for item in changes:
        if item.trouble:
            code = ExitCode.INCOMPLETE
            print(f"{pen.bad('✗')} {shown(item.trouble)}")
        else:
            broken = f", {item.broken} not read" if item.broken else ""
            code = ExitCode.INCOMPLETE if broken else code
            sign = pen.warn("!") if broken else pen.good("✓")
            print(f"{sign} {shown(item.name):<34} {item.records:>9,}  {item.how}{broken}")
    return code


def _status(found: Status, head: str) -> int:
    pen = paint()
    if head:
        print(head)
    days = "today" if not found.days else f"{found.days} day{'s' * (found.days != 1)} ago"
    print(f"{shown(str(found.path))}  {found.size / 2**20:,.1f} MiB, brought up to date {days}")
    for item in found.sources:
        sign = pen.good("✓") if item.complete else pen.warn("!")
        print(f"{sign} {_row(shown(item.ecosystem), item)}")
        for example in item.examples[:3]:
            print(pen.dim(f"    not read: {shown(example)}"))
    for item in found.lists:
        print(f"{pen.good('✓')} {_row(advisories.TITLES.get(item.ecosystem, shown(item.ecosystem)), item)}")
    return ExitCode.PASSED if all(item.complete for item in found.sources) else ExitCode.INCOMPLETE


def _row(name: str, item: SourceState) -> str:
    whole = "complete" if item.complete else f"{item.broken} not read"
    return f"{name:<34} {item.records:>9,}  newest {shown(item.newest[:10]):<10}  fetched {item.fetched[:16]}  {whole}"

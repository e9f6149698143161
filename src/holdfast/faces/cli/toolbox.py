"""``holdfast toolbox``."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from typing import Any, Final

from holdfast.app.toolbox import Shelf, toolbox
from holdfast.faces.cli.paint import Paint, columns, paint
from holdfast.model.errors import ExitCode

SCHEMA: Final = "holdfast-toolbox/1"
_STYLES: Final = {"alive": "good", "slow": "warn", "asleep": "bad", "unknown": "dim"}


def add(parser: argparse.ArgumentParser) -> None:
    """Declare the verb's arguments."""
    parser.description = (
        "For each activity what is built in, and which open-source tools do a part of it: their licence, whether they "
        "are alive, and whether their reports can be imported."
    )
    parser.add_argument("activity", nargs="?", default="", help="number, id or a part of the title (default: all)")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="for people or for programs")


def run(args: argparse.Namespace) -> int:
    """Show it. Raises UsageError for an activity that there is not."""
    found = toolbox(args.activity)
    if args.format == "json":
        print(json.dumps({"schema": SCHEMA, "activities": [_row(shelf) for shelf in found]}, indent=1))
    else:
        print("\n".join(_lines(found, paint())))
    return ExitCode.PASSED


def _row(shelf: Shelf) -> dict[str, Any]:
    activity = shelf.activity
    return {
        "number": activity.number,
        "id": activity.id,
        "title": activity.title,
        "state": activity.word,
        "partly": activity.partly,
        "commands": list(shelf.commands),
        "looked": shelf.looked,
        "tools": [
            {
                "name": tool.name,
                "licence": tool.licence,
                "does": tool.does,
                "life": life,
                "last_commit": tool.seen,
                "imported_as": tool.reads if tool.reads in shelf.readable else "",
                "note": tool.note,
            }
            for tool, life in shelf.tools
        ],
        "imports": [{"format": name, "title": title} for name, title in shelf.imports],
    }


def _lines(found: list[Shelf], pen: Paint) -> Iterator[str]:
    for shelf in found:
        yield from _shelf(shelf, pen)
        yield ""
    looked = found[0].looked if found else ""
    yield pen.dim(f"Other tools as they were on {looked}; a month is that of the last known commit.")


def _shelf(shelf: Shelf, pen: Paint) -> Iterator[str]:
    activity = shelf.activity
    yield f"{pen.strong(f'{activity.number:>2}  {activity.title}')}  {pen.dim(activity.phase.value)}"
    sign = pen.good(activity.word) if activity.word == "works" else pen.dim(activity.word)
    yield f"    Built in  {', '.join(shelf.commands)}  {sign}"
    if activity.partly:
        yield pen.dim(f"              {activity.partly}")
    if shelf.imports:
        yield f"    Imports   {', '.join(name for name, _ in shelf.imports)}"
    width = max((len(tool.name) for tool, _ in shelf.tools), default=0)
    licence = max((len(tool.licence) for tool, _ in shelf.tools), default=0)
    for at, (tool, life) in enumerate(shelf.tools):
        head = "    Others    " if at == 0 else " " * 14
        mark = getattr(pen, _STYLES[life])(f"{life:<7}")
        how = ", importable" if tool.reads in shelf.readable else ""
        text = f"{tool.does}{how}{f'; {tool.note}' if tool.note else ''}"
        room = columns() - 14 - width - licence - 22
        first, rest = _broken(text, max(room, 30))
        about = f"{tool.name:<{width}}  {pen.dim(f'{tool.licence:<{licence}}')}  {mark} {tool.seen or '-':<7}"
        yield f"{head}{about}  {first}"
        yield from (" " * (14 + width + licence + 21) + line for line in rest)


def _broken(text: str, room: int) -> tuple[str, list[str]]:
    import textwrap

    lines = textwrap.wrap(text, room) or [""]
    return lines[0], lines[1:]

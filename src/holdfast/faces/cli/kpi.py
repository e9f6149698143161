"""``holdfast kpi``: the indicators, and the import of a tracker's defects."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from holdfast.app import kpis, reports
from holdfast.faces.cli.paint import Paint, paint, shown
from holdfast.model.errors import ExitCode, UsageError
from holdfast.model.kpi import Kpi
from holdfast.model.policy import options

_OPTIONS: Final = {name: option for name, option in options().items() if option.verb == "kpi"}
_BARS: Final = "▁▂▃▄▅▆▇█"


def add(parser: argparse.ArgumentParser) -> None:
    """Declare the verb's arguments."""
    parser.description = (
        "Key performance indicators by published definitions, each with its numerator, denominator, window and gaps. "
        "`kpi import FILE` takes in the defects of a tracker."
    )
    parser.add_argument("name", nargs="?", default="", help="one indicator (default: all), or `import`")
    parser.add_argument("file", nargs="?", type=Path, help="with import: a CSV, Jira's JSON or GitHub's JSON")
    parser.add_argument(
        "-C", "--in", dest="path", type=Path, default=Path(), metavar="PATH", help="where (default: here)"
    )
    parser.add_argument("--window", default="90d", metavar="DAYS", help="how far back, as 90d (default)")
    parser.add_argument("--format", choices=("text", "json", "svg", "html"), default="text", help="for whom")
    parser.add_argument("-o", "--output", type=Path, metavar="FILE", help="where to (default: standard output)")
    parser.add_argument("--source", default="", metavar="NAME", help="with import: the tracker's name, as jira:SHOP")
    parser.add_argument("--subject", default="", help="with import: what the defects are of (default: what is here)")
    for name, option in _OPTIONS.items():
        text = f"{option.help} [{option.key}]"
        parser.add_argument(option.flag, dest=name, action="append", default=None, metavar="ITEM", help=text)


def run(args: argparse.Namespace) -> int:
    """Measure and show, or import. Raises HoldfastError with advice."""
    flags = {name: tuple(value) if (value := getattr(args, name)) is not None else None for name in _OPTIONS}
    if args.name == "import":
        if args.file is None:
            raise UsageError("nothing to import is named", advice="holdfast kpi import FILE")
        whole, fresh = kpis.take_in(args.path, flags, args.file, args.source, args.subject)
        print(f"{whole:,} entries, {fresh:,} of them new or changed.")
        return ExitCode.PASSED
    if args.file is not None:
        raise UsageError(f"{args.file} goes with import", advice="holdfast kpi import FILE")
    found = kpis.measured(args.path, flags, args.window, args.name)
    if args.format == "text":
        text = "\n".join(_lines(found, paint(), whole=bool(args.name))) + "\n"
    else:
        text = kpis.written(found, args.format, args.path.resolve().name)
    if args.output:
        reports.put(text, args.output)
    else:
        sys.stdout.write(text)
    return ExitCode.PASSED


def _lines(found: Sequence[Kpi], pen: Paint, *, whole: bool) -> Iterator[str]:
    first, last = found[0].window
    yield f"{pen.strong('Indicators')}   {pen.dim(f'{first} to {last}')}"
    for item in found:
        value = kpis.worded(item.value, item.unit)
        yield ""
        yield f"  {pen.strong(f'{item.title:<36}')} {pen.strong(f'{value:>16}')}   {_spark(item)}  {pen.dim(item.id)}"
        of = f" / {kpis.number(item.denominator, '')}" if item.denominator is not None else ""
        told = [f"{kpis.number(item.numerator, '')}{of}"]
        told += [f"{shown(name)} {kpis.number(part, '')}" for name, part in item.parts[: None if whole else 4]]
        yield pen.dim(f"    {'  ·  '.join(told)}")
        yield from (pen.warn(f"    missing: {shown(gap)}") for gap in item.gaps[: None if whole else 2])
        if whole:
            yield ""
            yield f"    {item.definition}"
            yield pen.dim(f"    {item.source}")
            yield from (f"    {point.period}  {kpis.worded(point.value, item.unit)}" for point in item.trend)


def _spark(item: Kpi) -> str:
    values = [point.value for point in item.trend]
    top = max((value for value in values if value is not None), default=0.0) or 1.0
    marks = (" " if value is None else _BARS[min(7, int(value / top * 7.999))] for value in values)
    return f"{''.join(marks):<4}"

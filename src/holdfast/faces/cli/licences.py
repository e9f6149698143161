"""``holdfast licences``."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Final

from holdfast.app import reports
from holdfast.app.licences import Licences, Row, attribution, licences, standings
from holdfast.faces.cli.paint import Paint, paint, shown
from holdfast.model.errors import ExitCode
from holdfast.model.policy import options

_OPTIONS: Final = tuple(name for name in options() if name.startswith("licences_"))
_STYLES: Final = {"denied": "bad", "unknown": "warn", "review": "warn", "allowed": "good"}


def add(parser: argparse.ArgumentParser) -> None:
    """Declare the verb's arguments."""
    parser.description = (
        "Under which licences the packages of a project stand, and what the policy says of each: allowed, denied, to "
        "review, unknown. Licences that lock files do not tell are read where packages are installed."
    )
    parser.add_argument("path", nargs="?", type=Path, default=Path(), help="folder (default: here)")
    parser.add_argument("--unknown", action="store_true", help="only packages that somebody has to decide about")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="for people or programs")
    parser.add_argument(
        "--notice", type=Path, metavar="FILE", help="write whom to credit, with the texts of the licences"
    )
    for name, option in options().items():
        if name in _OPTIONS:
            parser.add_argument(
                option.flag,
                dest=name,
                action="append",
                default=None,
                metavar="ITEM",
                help=f"{option.help} [{option.key}]",
            )


def run(args: argparse.Namespace) -> int:
    """Read, show, and say by the exit code whether the policy denies one. Raises HoldfastError with advice."""
    flags = {name: tuple(value) if (value := getattr(args, name)) is not None else None for name in _OPTIONS}
    found = licences(args.path, flags)
    if args.notice:
        reports.put(attribution(found), args.notice)
    rows = [row for row in found.rows if not args.unknown or row.verdict.standing.value in ("unknown", "review")]
    sys.stdout.write(_json(rows) if args.format == "json" else _text(found, rows, paint()))
    for gap in found.gaps:
        if gap.fault:
            print(paint(sys.stderr).bad(shown(f"{gap.place.path}:{gap.place.line}: {gap.why}")), file=sys.stderr)
    if not found.rows and not found.gaps:
        return ExitCode.NOTHING
    if any(row.verdict.standing.value == "denied" for row in found.rows):
        return ExitCode.REFUSED
    return ExitCode.INCOMPLETE if any(gap.fault for gap in found.gaps) else ExitCode.PASSED


def _text(found: Licences, rows: list[Row], pen: Paint) -> str:
    """A block for each standing, a line for each licence with its packages."""
    lines: list[str] = []
    groups: dict[str, dict[str, list[Row]]] = {}
    for row in rows:
        told = row.verdict.expression or row.package.licence or "nothing declared"
        groups.setdefault(row.verdict.standing.value, {}).setdefault(told, []).append(row)
    for standing, by_licence in groups.items():
        style = getattr(pen, _STYLES[standing])
        total = sum(map(len, by_licence.values()))
        lines += ["", style(f"{standing.capitalize()}: {total:,} {'package' if total == 1 else 'packages'}")]
        for told, own in sorted(by_licence.items(), key=lambda entry: (-len(entry[1]), entry[0])):
            lines.append(f"  {pen.strong(shown(told))}  {len(own):,}")
            names = ", ".join(f"{row.package.name} {row.package.version}".strip() for row in own[:8])
            lines.append(pen.dim(shown(f"    {names}{f' and {len(own) - 8:,} more' if len(own) > 8 else ''}")))
            why, choice = own[0].verdict.why, own[0].verdict.choice
            if standing != "allowed":
                lines.append(f"    {shown(why)}")
            if choice:
                lines.append(f"    {shown(f'the choice that passes: {choice}')}")
    counts = standings(found.rows)
    says = " · ".join(f"{number:,} {standing.value}" for standing, number in counts.items() if number)
    lines += ["", pen.dim(says or "No packages are here.")]
    if not found.decided:
        lines.append(
            pen.dim("The policy says nothing about licences: set licences.allow, licences.deny or licences.review.")
        )
    return "\n".join(lines[1:] if lines[:1] == [""] else lines) + "\n"


def _json(rows: list[Row]) -> str:
    return (
        json.dumps(
            [
                {
                    "ecosystem": row.package.ecosystem,
                    "name": row.package.name,
                    "version": row.package.version,
                    "reach": row.package.reach.value,
                    "declared": row.package.licence,
                    "expression": row.verdict.expression,
                    "standing": row.verdict.standing.value,
                    "why": row.verdict.why,
                    "choice": row.verdict.choice,
                    "path": row.package.place.path,
                    "line": row.package.place.line,
                }
                for row in rows
            ],
            indent=2,
            ensure_ascii=False,
        )
        + "\n"
    )

"""``holdfast rules list|test|diff|export|new``."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from holdfast.app import rules, ruletrial
from holdfast.faces.cli.paint import Paint, paint, shown
from holdfast.model.check import severity
from holdfast.model.errors import ExitCode

_SHORT: Final = 60
"""Values up to this length are shown in a difference."""


def add(parser: argparse.ArgumentParser) -> None:
    """Declare the verb's arguments."""
    parser.description = (
        "Credential types, rules about resources and code: the pack's, and your own in .holdfast/rules."
    )
    verbs = parser.add_subparsers(dest="rules_verb", metavar="VERB", required=True)
    listing = verbs.add_parser("list", help="name every rule in force here, where it comes from, and how it did")
    test = verbs.add_parser("test", help="run the examples of rules: 0 when all promises are kept, else 1")
    test.add_argument(
        "files", nargs="*", type=Path, metavar="FILE", help="YAML files (default: everything in force here)"
    )
    diff = verbs.add_parser("diff", help="what became of the rules between two packs")
    diff.add_argument("older", metavar="OLD", help="a file that `rules export` wrote, or the installed pack's version")
    diff.add_argument("newer", metavar="NEW", nargs="?", help="the same (default: everything in force here)")
    for verb in (listing, diff):
        verb.add_argument("--format", choices=("text", "json"), default="text", help="for people or for programs")
    export = verbs.add_parser("export", help="write everything in force here as one JSON document")
    export.add_argument("-o", "--output", type=Path, metavar="FILE", help="where to (default: standard output)")
    new = verbs.add_parser("new", help="start a rule of your own in .holdfast/rules")
    new.add_argument("name", metavar="NAME", help="what it is called, as acme-token")
    about = new.add_mutually_exclusive_group()
    about.add_argument("--like", default="", metavar="RULE", help="begin as a copy of a rule about code")
    about.add_argument("--sink", default="", metavar="KIND", help="tell of a library with a sink of a kind, as sql")
    new.add_argument(
        "--language", choices=("python", "javascript"), default="python", help="of the library (default: python)"
    )


def run(args: argparse.Namespace) -> int:
    """Do what was asked. Raises HoldfastError with advice."""
    acts = {"list": _list, "test": _test, "diff": _diff, "export": _export, "new": _new}
    return acts[args.rules_verb](args)


def _list(args: argparse.Namespace) -> int:
    if args.format == "json":
        return _export(argparse.Namespace(output=None))
    pen = paint()
    rows = rules.listing(Path())
    width = max(len(row.check.id) for row in rows)
    for row in rows:
        own = row.source != rules.PACK
        name = f"{row.check.name:<42}"
        told = f"{_grade(row.check.severity.word, pen)}  {shown(row.check.title)}"
        where = pen.warn(f"  {shown(row.source)}") if own else ""
        print(
            f"{pen.dim(f'{shown(row.check.id):<{width}}')} {pen.strong(name) if own else name} {told}{where}{_did(row)}"
        )
    return ExitCode.PASSED


def _did(row: rules.Listed) -> str:
    """How a rule did here, in words; a dash where nobody ever recorded anything about it."""
    if row.did is None:
        return "  –"
    return f"  {row.did.reported:,} reported, {row.did.false:,} false: {row.did.share:.0%} right"


def _grade(word: str, pen: Paint) -> str:
    text = f"{word:<8}"
    return pen.bad(text) if severity(word).value >= severity("high").value else pen.dim(text)


def _test(args: argparse.Namespace) -> int:
    pen = paint()
    found = ruletrial.run(args.files, Path(), lambda text: print(paint(sys.stderr).dim(text), file=sys.stderr))
    for fault in found.faults:
        where = "" if fault.source == rules.PACK else pen.dim(f" ({shown(fault.source)})")
        print(f"{pen.bad('✗')} {pen.strong(shown(fault.name))}{where}: {shown(fault.says)}")
    sign = pen.bad("✗") if found.faults else pen.good("✓")
    print(f"{sign} Rules: {found.types:,}. Examples tried: {found.lines:,}. Not as promised: {len(found.faults):,}.")
    return ExitCode.REFUSED if found.faults else ExitCode.PASSED


def _diff(args: argparse.Namespace) -> int:
    found = rules.compare(args.older, args.newer, Path())
    if args.format == "json":
        print(json.dumps(asdict(found), indent=1))
        return ExitCode.PASSED
    pen = paint()
    print(pen.dim(f"{shown(found.older)} → {shown(found.newer)}"))
    for sign, colour, items in (("+", pen.good, found.added), ("-", pen.bad, found.removed)):
        for item in items:
            print(f"{colour(sign)} {pen.strong(shown(item['name']))} {shown(item['id'])}  {shown(item['title'])}")
    for change in found.changed:
        print(f"{pen.warn('~')} {pen.strong(shown(change.name))} {shown(change.id)}")
        for line in _fields(change.fields):
            print(f"    {shown(line)}")
    print(f"{len(found.added):,} added, {len(found.removed):,} removed, {len(found.changed):,} changed.")
    return ExitCode.PASSED


def _fields(fields: dict[str, tuple[Any, Any]]) -> Iterator[str]:
    for name, pair in fields.items():
        old, new = (json.dumps(value, ensure_ascii=False) for value in pair)
        yield f"{name}: {old} → {new}" if len(old) + len(new) <= _SHORT else f"{name} differs"


def _export(args: argparse.Namespace) -> int:
    text = rules.export(Path())
    if args.output is None:
        sys.stdout.write(text)
    else:
        rules.write(text, args.output)
        print(f"Wrote {shown(str(args.output))}.")
    return ExitCode.PASSED


def _new(args: argparse.Namespace) -> int:
    path = rules.start(args.name, Path(), args.like, args.sink, args.language)
    print(f"Wrote {shown(str(path))}.")
    print(paint().dim(f"Change it, then run `holdfast rules test {shown(str(path))}`."))
    return ExitCode.PASSED

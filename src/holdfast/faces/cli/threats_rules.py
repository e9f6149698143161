"""``holdfast threats rules``."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from itertools import groupby
from pathlib import Path

from holdfast.faces.cli.paint import paint, shown
from holdfast.model.errors import ExitCode


def add(parser: argparse.ArgumentParser) -> None:
    """Declare the verb's arguments."""
    parser.description = "The rules about threats, with what they are mapped to; those in .holdfast/threats as well."
    parser.add_argument("path", nargs="?", type=Path, default=Path(), help="folder (default: here)")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="for people or for programs")
    parser.add_argument("--test", action="store_true", help="try the examples of your own rules in .holdfast/threats")


def run(args: argparse.Namespace) -> int:
    """List or try. Raises HoldfastError with advice."""
    if args.test:
        return _test(args.path)
    from holdfast.app.threats import rules

    found, pen = rules(args.path), paint()
    if args.format == "json":
        rows = [asdict(rule) for rule in found]
        print(json.dumps({"schema": "holdfast-threat-rules/1", "rules": rows}, indent=1))
        return ExitCode.PASSED
    for stride, items in groupby(sorted(found, key=lambda rule: rule.stride), key=lambda rule: rule.stride):
        rows_ = list(items)
        print(pen.strong(f"{stride.value.replace('-', ' ').capitalize()} ({len(rows_)})"))
        for rule in rows_:
            numbers = ", ".join([*(f"CWE-{number}" for number in rule.cwe), *rule.attack])
            print(f"  {pen.dim(rule.id)}  {shown(rule.name):<44} {shown(rule.title)}  {pen.dim(numbers)}")
    print(f"{len(found)} rules.")
    return ExitCode.PASSED


def _test(path: Path) -> int:
    from holdfast.app.threats import promises

    pen = paint()
    found = promises(path)
    for each in found:
        word = pen.good("kept  ") if each.kept else pen.bad("broken")
        print(f"{word} {shown(each.rule)}: {each.example}{'' if each.kept else f', but it does: {each.does}'}")
    broken = sum(not each.kept for each in found)
    print(f"{len(found)} examples, {broken} broken." if found else "There are no own rules in .holdfast/threats.")
    return ExitCode.REFUSED if broken else ExitCode.PASSED if found else ExitCode.NOTHING

"""``holdfast config show|pull``."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from holdfast.app import policy
from holdfast.app.origins import find_target
from holdfast.faces.cli.paint import paint, shown
from holdfast.model.errors import ExitCode


def add(parser: argparse.ArgumentParser) -> None:
    """Declare the verb's arguments."""
    parser.description = "The policy in force."
    verbs = parser.add_subparsers(dest="config_verb", metavar="VERB", required=True)
    show = verbs.add_parser("show", help="every option and its value")
    show.add_argument("--origin", action="store_true", help="also where each value comes from, and what it means")
    show.add_argument("--format", choices=("text", "json"), default="text", help="for people or for programs")
    pull = verbs.add_parser("pull", help="fetch the pinned policies that the root's policy extends (uses the network)")
    for verb in (show, pull):
        verb.add_argument(
            "path", nargs="?", type=Path, default=Path(), help="the folder or file that it is asked for (default: here)"
        )


def run(args: argparse.Namespace) -> int:
    """Do what was asked. Raises HoldfastError with advice."""
    target = find_target(args.path)
    if args.config_verb == "pull":
        fetched = policy.pull(target.root)
        print("\n".join(f"fetched {shown(item)}" for item in fetched) or "Nothing to fetch.")
        return ExitCode.PASSED
    rows = policy.rows(target.root, target.within)
    if args.format == "json":
        print(json.dumps({row.key: {"value": row.value, "origin": row.origin} for row in rows}, indent=1))
        return ExitCode.PASSED
    pen = paint()
    for row in rows:
        value = f"{row.key} = {json.dumps(row.value)}"
        plain = row.origin == "default"
        print(
            f"{(pen.dim if plain else pen.strong)(shown(f'{value:<46}'))}"
            + (f"  {shown(row.origin)}" if args.origin else "")
        )
        if args.origin:
            print(f"    {pen.dim(row.help)}")
    return ExitCode.PASSED

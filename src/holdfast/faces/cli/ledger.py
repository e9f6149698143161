"""``holdfast ledger show|verify``."""

from __future__ import annotations

import argparse
from pathlib import Path

from holdfast.app import evidence
from holdfast.faces.cli.paint import paint, shown
from holdfast.model.errors import ExitCode


def add(parser: argparse.ArgumentParser) -> None:
    """Declare the verb's arguments."""
    parser.description = "The append-only account of what was observed."
    verbs = parser.add_subparsers(dest="ledger_verb", metavar="VERB", required=True)
    show = verbs.add_parser("show", help="list the runs")
    verify = verbs.add_parser("verify", help="walk the hash chain from its first row to its last")
    verify.add_argument(
        "--head", default="", metavar="HASH", help="a head noted earlier, that must still be in the chain"
    )
    for verb in (show, verify):
        verb.add_argument(
            "path", nargs="?", type=Path, default=Path(), help="a folder in the repository (default: here)"
        )


def run(args: argparse.Namespace) -> int:
    """Do what was asked. Raises HoldfastError with advice."""
    return _verify(args) if args.ledger_verb == "verify" else _show(args)


def _verify(args: argparse.Namespace) -> int:
    pen = paint()
    health = evidence.verify(args.path, args.head)
    sign = pen.good("✓") if health.ok else pen.bad("✗")
    print(f"{sign} {shown(health.says)}")
    print(pen.dim(f"  {health.rows:,} rows in {health.runs:,} runs, head {health.head or '(empty)'}"))
    return ExitCode.PASSED if health.ok else ExitCode.INCOMPLETE


def _show(args: argparse.Namespace) -> int:
    pen = paint()
    for run in evidence.runs(args.path):
        whole = "whole" if run.scope.complete else "part"
        what = f"{run.seen_at}  {run.activity:<18} {shown(run.scope.subject):<24} {run.scope.origin:<9} {whole:<6}"
        print(f"{what} {run.rows:>6,} rows  {pen.dim(run.hash[:12])}")
    return ExitCode.PASSED

"""``holdfast ledger show|verify|sign|export|import|merge|rebuild|attest``."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Final

from holdfast.app import attest, evidence, sealing, segments
from holdfast.app.evidence import Entry
from holdfast.faces.cli.paint import paint, shown
from holdfast.model.decision import Choice, Decision
from holdfast.model.errors import ExitCode
from holdfast.model.event import Analysis, Event, Matter, Measure, Merged, Ruling, Seal

_FOLDER: Final = "a folder in the repository (default: here)"


def add(parser: argparse.ArgumentParser) -> None:
    """Declare the verb's arguments."""
    parser.description = "The append-only account of what was observed and decided."
    verbs = parser.add_subparsers(dest="ledger_verb", metavar="VERB", required=True)
    show = verbs.add_parser("show", help="list the runs and decisions")
    verify = verbs.add_parser("verify", help="walk the hash chain from its first row to its last")
    verify.add_argument(
        "--head", default="", metavar="HASH", help="a head noted earlier, that must still be in the chain"
    )
    verify.add_argument(
        "--seals", action="append", default=[], type=Path, metavar="FILE", help="seals that were kept elsewhere"
    )
    _moving(verbs)
    rebuild = verbs.add_parser("rebuild", help="fold again what the posture is read from, and compare")
    say = verbs.add_parser("attest", help="say that a secret of the history was rotated, so that it no longer refuses")
    say.add_argument("fingerprint", help="the finding, as a recorded scan of the history names it")
    _attestation(say)
    for verb in (show, verify, rebuild, say):
        verb.add_argument("path", nargs="?", type=Path, default=Path(), help=_FOLDER)


def _moving(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    sign = verbs.add_parser("sign", help="sign the chain's head, so that rewriting or cutting it is noticed")
    sign.add_argument("path", nargs="?", type=Path, default=Path(), help=_FOLDER)
    sign.add_argument("--key", type=Path, metavar="FILE", help="the private key (default: made on first use, for you)")
    sign.add_argument("--trust", action="store_true", help=f"name the public key in {sealing.PUBLIC}, to be committed")
    export = verbs.add_parser("export", help="write rows into a file of their own, a segment")
    export.add_argument("file", type=Path, help="the segment to write; must not be there")
    part = export.add_mutually_exclusive_group()
    part.add_argument("--since", type=int, default=0, metavar="ROW", help="only what stands behind this row")
    part.add_argument("--run", type=int, default=0, metavar="ROW", help="only the run that begins at this row")
    take = verbs.add_parser("import", help="take segments into this ledger, each run, decision and event once")
    merge = verbs.add_parser("merge", help="take other ledgers' files into this one, the same way")
    for verb, what in ((take, "segments"), (merge, "ledgers")):
        verb.add_argument("files", nargs="+", type=Path, metavar="FILE", help=f"{what} to read")
    for verb in (export, take, merge):
        verb.add_argument("--path", type=Path, default=Path(), metavar="FOLDER", help=_FOLDER)


def _attestation(parser: argparse.ArgumentParser) -> None:
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument(
        "--rotated",
        dest="choice",
        action="store_const",
        const=Choice.ROTATED,
        help="it was replaced where it was issued, and no longer works",
    )
    what.add_argument(
        "--reopen",
        dest="choice",
        action="store_const",
        const=Choice.REOPENED,
        help="what was attested before does not hold",
    )
    parser.add_argument("--reason", required=True, help="how you know: a ticket, the console's entry")
    parser.add_argument("--until", default="", metavar="DATE", help="until when it holds, YYYY-MM-DD (default: no end)")
    parser.add_argument("--by", default="", metavar="PERSON", help="Name <address> (default: by git's configuration)")


def run(args: argparse.Namespace) -> int:
    """Do what was asked. Raises HoldfastError with advice."""
    verbs = {"verify": _verify, "attest": _attest, "show": _show, "rebuild": _rebuild, "sign": _sign}
    return (verbs | {"export": _export, "import": _import, "merge": _import})[args.ledger_verb](args)


def _verify(args: argparse.Namespace) -> int:
    pen = paint()
    health, sealing_says = sealing.verify(args.path, args.head, tuple(args.seals))
    sign = pen.good("✓") if health.ok else pen.bad("✗")
    print(f"{sign} {shown(health.says)}")
    print(pen.dim(f"  {health.rows:,} rows in {health.runs:,} runs, head {health.head or '(empty)'}"))
    mark = pen.bad("✗") if not sealing_says.ok else pen.good("✓") if sealing_says.sealed else pen.dim("·")
    for line in sealing_says.says:
        print(f"{mark} {shown(line)}")
    return ExitCode.PASSED if health.ok and sealing_says.ok else ExitCode.INCOMPLETE


def _sign(args: argparse.Namespace) -> int:
    pen = paint()
    done = sealing.sign(args.path, args.key, trust=args.trust)
    if done.made:
        print(f"Made a key, which only you can read: {shown(str(done.made))}")
    print(f"{pen.good('✓')} Signed row {done.seal.sequence:,}, head {done.seal.head}")
    print(f"  ed25519 {done.seal.key}")
    print(pen.dim(f"  The seal stands in the ledger and in {shown(str(done.beside))}; a copy elsewhere shows a cut."))
    if not done.trusted:
        print(pen.dim(f"  With --trust, {sealing.PUBLIC} names the key, for everybody who verifies."))
    return ExitCode.PASSED


def _export(args: argparse.Namespace) -> int:
    first, last = segments.export(args.path, args.file, since=args.since, run=args.run)
    print(f"{paint().good('✓')} Rows {first:,} to {last:,} stand in {shown(str(args.file))}.")
    return ExitCode.PASSED


def _import(args: argparse.Namespace) -> int:
    pen = paint()
    take = segments.take if args.ledger_verb == "import" else segments.merge
    for item in take(args.path, args.files):
        what = f"{item.new:,} of {item.items:,} were new" if item.new else "nothing in it was new"
        print(f"{pen.good('✓')} {shown(str(item.source))}: {what}; its head is {item.head}")
    return ExitCode.PASSED


def _rebuild(args: argparse.Namespace) -> int:
    pen = paint()
    entries, wrong = evidence.rebuild(args.path)
    if wrong:
        print(f"{pen.warn('!')} {entries:,} entries were folded again; {wrong:,} were not as the evidence says.")
    else:
        print(f"{pen.good('✓')} {entries:,} entries were folded again, and are what they were.")
    return ExitCode.PASSED


def _attest(args: argparse.Namespace) -> int:
    made = attest.attest(args.path, args.fingerprint, args.choice, reason=args.reason, until=args.until, by=args.by)
    until = f", until {made.until}" if made.until else ""
    print(f"{shown(made.by.name)} attests: {made.fingerprint} ({made.check}) is {made.choice.value}{until}.")
    print(paint().dim("Commit its record in .holdfast/decisions, so that the team and its pipelines know."))
    return ExitCode.PASSED


def _show(args: argparse.Namespace) -> int:
    pen = paint()
    for row in evidence.entries(args.path):
        print(f"{_entry(row)}  {pen.dim(row.hash[:12])}")
    return ExitCode.PASSED


def _entry(row: Entry) -> str:
    if row.decision:
        return _decision(row.decision)
    return _event(row.event) if row.event else _run(row)


def _run(row: Entry) -> str:
    run = row.run
    if run is None:
        return ""
    whole = "whole" if run.scope.complete else "part"
    what = f"{shown(run.seen_at)}  {run.activity:<18} {shown(run.scope.subject):<24} {run.scope.origin:<9} {whole:<6}"
    return f"{what} {run.rows:>6,} rows"


def _decision(item: Decision) -> str:
    until = f", until {shown(item.until)}" if item.until else ""
    what = f"{shown(item.fingerprint)} ({shown(item.check)}, {shown(item.path)})"
    return f"{shown(item.at)}  {item.choice.value:<18} {what} by {shown(item.by.name)}: {shown(item.reason)}{until}"


def _event(item: Event) -> str:
    about = f"{shown(item.at)}  {type(item).__name__.lower():<18} {shown(item.subject):<24}"
    if isinstance(item, Analysis):
        return f"{about} {len(item.threats):,} threats on {item.elements:,} elements and {item.flows:,} flows"
    if isinstance(item, Measure):
        return f"{about} {shown(item.name)} {item.value:g} {shown(item.unit)}"
    if isinstance(item, Matter):
        return f"{about} {shown(item.origin)} ({shown(item.severity)}): {shown(item.title)}"
    if isinstance(item, Ruling):
        return f"{about} {item.choice.value} {shown(item.risk)} by {shown(item.by.name)}: {shown(item.reason)}"
    if isinstance(item, Seal):
        return f"{about} row {item.sequence:,} is sealed by {shown(item.key)}"
    if isinstance(item, Merged):
        return f"{about} {item.taken:,} taken from its rows {item.first:,} to {item.last:,}"
    return f"{about} {len(item.defects):,} entries of {shown(item.source)}"

"""``holdfast import``."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from holdfast.app.foreign import Taken, formats, take
from holdfast.faces.cli.paint import Paint, paint, shown
from holdfast.model.errors import ExitCode

_SHOWN: Final = 10
SCHEMA: Final = "holdfast-import/1"


def add(parser: argparse.ArgumentParser) -> None:
    """Declare the verb's arguments."""
    parser.description = (
        "Reports of other tools become observations in the ledger. Only what a report states as passed counts as "
        "passed; the same report twice counts once."
    )
    parser.add_argument("files", nargs="+", metavar="FILE", help="a report, plain or gzip; - for standard input")
    parser.add_argument("--format", default="", metavar="F", help=f"default: by content; one of {', '.join(formats())}")
    parser.add_argument(
        "--subject", default="", metavar="S", help="what they are about, e.g. image:shop (default: what they say)"
    )
    parser.add_argument(
        "--path", type=Path, default=Path(), metavar="DIR", help="a folder in the repository (default: here)"
    )
    way = parser.add_mutually_exclusive_group()
    way.add_argument("--record", action="store_true", default=True, help="append them to the ledger (default)")
    way.add_argument(
        "--dry-run", action="store_false", dest="record", help="show what they would become, change nothing"
    )
    parser.add_argument("--format-out", choices=("text", "json"), default="text", help="for people or for programs")


def run(args: argparse.Namespace) -> int:
    """Import. Raises HoldfastError with advice."""
    found = take(args.path, args.files, form=args.format, subject=args.subject, record=args.record)
    if args.format_out == "json":
        print(json.dumps({"schema": SCHEMA, "reports": [_plain(each) for each in found]}, indent=1))
    else:
        print("\n".join(line for each in found for line in _lines(each, paint(), recorded=args.record)))
    return ExitCode.INCOMPLETE if any(each.report.lost for each in found) else ExitCode.PASSED


def _lines(taken: Taken, pen: Paint, *, recorded: bool) -> Iterator[str]:
    report = taken.report
    who = " ".join(part for part in (report.tool, report.version) if part)
    yield f"{pen.strong(shown(taken.path))}  {shown(who)} ({report.format})"
    when = taken.seen_at if taken.dated else "at a time that it does not say; taken as now"
    yield pen.dim(f"  made {when}")
    if taken.already:
        yield f"  {pen.good('=')} the ledger holds this report already; nothing was added"
        return
    for look in taken.looks:
        yield f"  about {shown(look.subject)}: {_counts(look.rows)}"
        if look.fresh or look.again:
            yield f"    {pen.bad('✗')} {_many(look.fresh, 'new failure')}, {look.again} known before"
        if look.closed:
            said = "closed: it looked again and did not find them"
            yield f"    {pen.good('✓')} {_many(len(look.closed), 'failure')} {said}"
        if look.left:
            said = "left open: it does not say that it looked there again"
            yield f"    {pen.warn('○')} {_many(len(look.left), 'failure')} {said}"
        yield from (f"    {line}" for line in _mapping(look.rows, pen, whole=not recorded))
    yield from (f"  {pen.dim(shown(note))}" for note in report.notes)
    if report.lost:
        yield f"  {pen.bad(_many(len(report.lost), 'entry', 'entries'))} could not be read:"
        yield from (f"    {shown(lost.where)}: {shown(lost.why)}" for lost in report.lost[:_SHOWN])
    if recorded:
        said = f"recorded {_many(taken.rows, 'observation')}; the ledger's head is now {taken.head}"
        yield f"  {said}" if taken.rows else "  it says nothing that can be recorded"
    else:
        yield pen.dim("  nothing was recorded")


def _mapping(rows: Any, pen: Paint, *, whole: bool) -> Iterator[str]:
    speaking = [row for row in rows if row.by]
    silent = [row for row in rows if not row.by]
    if whole:
        for row in speaking:
            where = f" as {', '.join(row.ours[:3])}" if row.ours else ""
            yield f"{shown(row.check.name)} → {', '.join(row.check.proves)} {pen.dim(f'by {row.by}{where}')}"
    elif speaking:
        controls = {name for row in speaking for name in row.check.proves}
        yield f"{_many(len(speaking), 'check')} of it speak of {_many(len(controls), 'control')}"
    for row in rows:
        if row.unknown:
            yield pen.warn(f"{shown(row.check.name)} names what nobody here knows: {shown(', '.join(row.unknown))}")
    if silent:
        yield pen.warn(f"{_many(len(silent), 'check')} of it speak of no control:")
        some = silent if whole else silent[:_SHOWN]
        yield from (f"  {shown(row.check.name)} {pen.dim(shown(row.check.title))}" for row in some)
        if len(silent) > len(some):
            yield pen.dim(f"  and {len(silent) - len(some)} more; --dry-run names them all")


def _counts(rows: Any) -> str:
    words = {"ok": "passed", "fail": "failed", "unsure": "undecided", "not here": "not applicable"}
    total = {word: sum(row.answers[word] for row in rows) for word in words}
    said = ", ".join(f"{count:,} {words[word]}" for word, count in total.items() if count)
    return f"{_many(len(rows), 'check')}, {said}" if said else "nothing was found, and nothing is stated as passed"


def _many(count: int, word: str, several: str = "") -> str:
    return f"{count:,} {word if count == 1 else several or word + 's'}"


def _plain(taken: Taken) -> dict[str, Any]:
    report = taken.report
    return {
        "file": taken.path,
        "format": report.format,
        "tool": report.tool,
        "version": report.version,
        "madeAt": taken.seen_at,
        "dated": taken.dated,
        "alreadyHeld": taken.already,
        "recorded": taken.rows,
        "head": taken.head,
        "notes": list(report.notes),
        "lost": [{"where": lost.where, "why": lost.why} for lost in report.lost],
        "subjects": [
            {
                "subject": look.subject,
                "new": look.fresh,
                "known": look.again,
                "closed": [row.fingerprint for row in look.closed],
                "leftOpen": [row.fingerprint for row in look.left],
                "checks": [
                    {
                        "id": row.check.id,
                        "title": row.check.title,
                        "severity": row.check.severity.word,
                        "cwe": list(row.check.cwe),
                        "controls": list(row.check.proves),
                        "mappedBy": row.by,
                        "sameAs": list(row.ours),
                        "answers": dict(row.answers),
                        "unknown": list(row.unknown),
                    }
                    for row in look.rows
                ],
                "unmapped": sum(not row.by for row in look.rows),
            }
            for look in taken.looks
        ],
    }

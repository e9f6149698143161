"""``holdfast scan``."""

from __future__ import annotations

import argparse
import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from holdfast.app import reports
from holdfast.app.scan import ENGINES, Request, Scanned, scan
from holdfast.faces.cli.paint import columns, paint
from holdfast.model.errors import UsageError
from holdfast.model.policy import options
from holdfast.model.report import Report

if TYPE_CHECKING:
    from holdfast.app.verify import Verification

_MOST_INPUT: Final = 64 * 1024 * 1024
_MOST_NOTES: Final = 1 << 18
_ENGINES: Final = {"code": "sast", "packages": "sca"}
"""What people call an engine whose name in reports is another one."""


def add(parser: argparse.ArgumentParser) -> None:
    """Declare the verb's arguments; every policy option is one of them."""
    parser.description = (
        "Find secrets, insecure code and unsafe infrastructure in a repository, folder or file. "
        "The policy's options are flags here."
    )
    parser.add_argument("path", nargs="?", default=".", help="folder or file (default: here)")
    _sources(parser)
    parser.add_argument("--only", metavar="ENGINES", help=f"engines to run, comma-separated: {', '.join(_named())}")
    parser.add_argument(
        "--format",
        action="append",
        default=[],
        metavar="F[=FILE]",
        help=f"{', '.join(reports.names())}; repeatable, each to a file or standard output",
    )
    parser.add_argument("-o", "--output", metavar="FILE", help="where the one format goes (default: standard output)")
    parser.add_argument("-q", "--quiet", action="store_true", help="only findings and the gate's answer")
    parser.add_argument(
        "-v", "--verbose", action="store_true", help="also known and suppressed findings and every skipped path"
    )
    parser.add_argument("--allow-empty", action="store_true", help="pass when nothing is in scope (else exit 3)")
    parser.add_argument(
        "--time-limit",
        type=float,
        default=0.0,
        metavar="SECONDS",
        help="stop reading after this long; what was found is kept (exit 4)",
    )
    parser.add_argument(
        "--verify",
        action="store_true",
        help="ask vendors whether what is found still works; says first whom, and how often",
    )
    parser.add_argument(
        "--verify-seconds",
        type=float,
        default=60.0,
        metavar="SECONDS",
        help="how long all the asking may take (default: 60); what is not asked by then stays unknown",
    )
    parser.add_argument("--fix", action="store_true", help="write right what a rule knows how to, and look again first")
    parser.add_argument("--dry-run", action="store_true", help="with --fix: show what would change, and change nothing")
    image = parser.add_argument_group("with --image")
    image.add_argument("--platform", default="", help="which of several, e.g. linux/arm64 (default: this machine's)")
    image.add_argument("--base", metavar="FILE", help="the image that it was built on, to tell its layers apart")
    plan = parser.add_argument_group("with --tfplan")
    plan.add_argument("--against", metavar="FILE", help="an earlier plan to compare with (default: the state before)")
    plan.add_argument("--ticket", default="", help="the ticket of the change, for the record")
    plan.add_argument("--approver", default="", metavar="NAME", help="who approved the change, for the record")
    _policy(parser)


def _sources(parser: argparse.ArgumentParser) -> None:
    source = parser.add_mutually_exclusive_group()
    source.add_argument(
        "--staged", action="store_true", help="what the next commit would bring in, read from the index"
    )
    source.add_argument(
        "--tfplan", metavar="FILE", help="a Terraform plan in JSON: what would it change for the worse?"
    )
    source.add_argument(
        "--image", metavar="FILE", help="a container image: a tar or a folder; one of several is named behind a colon"
    )
    source.add_argument("--stdin", metavar="NAME", help="standard input, judged as a file of this name")
    source.add_argument(
        "--history",
        nargs="*",
        metavar="REV",
        help="all that these revisions ever held; without any, all references, reflogs and stashes",
    )
    source.add_argument("--range", metavar="A..B", help="what the commits of a range brought in")
    parser.add_argument("--since-date", default="", metavar="DATE", help="with --history: commits since YYYY-MM-DD")
    parser.add_argument(
        "--unreachable", action="store_true", help="with --history: also objects that nothing reaches any more"
    )


def _policy(parser: argparse.ArgumentParser) -> None:
    policy = parser.add_argument_group("policy (each also in holdfast.toml and as HOLDFAST_* variable)")
    for name, option in options().items():
        if option.verb != "scan":
            continue
        kind: dict[str, Any] = {
            "dest": name,
            "default": None,
            "help": f"{option.help} [{option.key}]".replace("%", "%%"),
        }
        if option.kind is bool:
            policy.add_argument(option.flag, action=argparse.BooleanOptionalAction, **kind)
        elif option.kind is tuple:
            policy.add_argument(option.flag, action="append", metavar="ITEM", **kind)
        else:
            metavar = "|".join(option.choices) if option.choices else option.kind.__name__.upper()
            policy.add_argument(option.flag, type=option.kind, metavar=metavar, **kind)


def run(args: argparse.Namespace) -> int:
    """Scan, write the reports, record the evidence. Raises HoldfastError with advice."""
    only = _engines(args.only)
    wanted = reports.plan(args.format, args.output)
    request = _request(args, only, catalogue=any(name != "text" for name, _ in wanted), bill=reports.bill(wanted))
    done = _done(request, args)
    if args.fix:
        from holdfast.faces.cli.fixing import fixed

        done = fixed(done, lambda: scan(request), dry_run=args.dry_run)
    for name, target in wanted:
        _write(done.report, name, target, args)
    if args.staged:
        _note(done)
    if done.policy.record:
        from holdfast.app.evidence import record

        says = record(done)
        if not args.quiet:
            print(paint(sys.stderr).dim(says), file=sys.stderr)
    return done.report.gate.code


def _note(done: Scanned) -> None:
    """Note what a hook took, where a ledger is kept; the indicators of friction read it (``app/timings``)."""
    path = f"{done.root}/.holdfast/state/timings.ndjson"
    line = f'["{done.report.seen_at}",{done.report.tally.seconds:.4f},"staged"]\n'
    try:
        file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o644)
    except OSError:
        return
    try:
        os.write(file, line.encode())
        if os.fstat(file).st_size > _MOST_NOTES:
            Path(path).replace(f"{path}.1")
    except OSError:
        pass
    finally:
        os.close(file)


def _done(request: Request, args: argparse.Namespace) -> Scanned:
    if args.tfplan:
        return _plan(request, args)
    if args.image:
        return _image(request, args)
    return scan(request) if args.history is None and args.range is None else _history(request, args)


def _image(request: Request, args: argparse.Namespace) -> Scanned:
    from holdfast.app.image import Asked, scan_image

    base = Path(args.base) if args.base else None
    return scan_image(request, Asked(image=Path(args.image), platform=args.platform, base=base))


def _plan(request: Request, args: argparse.Namespace) -> Scanned:
    from holdfast.app.plangate import Asked, scan_plan

    against = Path(args.against) if args.against else None
    asked = Asked(plan=Path(args.tfplan), against=against, ticket=args.ticket, approver=args.approver)
    return scan_plan(request, asked)


def _history(request: Request, args: argparse.Namespace) -> Scanned:
    from holdfast.app.history import scan_history
    from holdfast.app.reach import Asked

    asked = Asked(
        revisions=tuple(args.history or ()),
        between=args.range or "",
        after=args.since_date,
        unreachable=args.unreachable,
    )
    return scan_history(request, asked)


def _engines(only: str) -> frozenset[str]:
    """The engines that ``--only`` names; empty for all. Raises UsageError for one that does not exist."""
    names = frozenset(_ENGINES.get(name, name) for name in only.split(",")) if only else frozenset()
    unknown = sorted(names - ENGINES)
    if unknown:
        says = f"--only {only}: this version has no engine {unknown[0]!r}"
        raise UsageError(says, advice=f"Name some of {', '.join(_named())}, with commas between them.")
    return names


def _named() -> list[str]:
    words = {engine: word for word, engine in _ENGINES.items()}
    return sorted(words.get(engine, engine) for engine in ENGINES)


def _request(args: argparse.Namespace, only: frozenset[str], *, catalogue: bool, bill: bool) -> Request:
    given = {name: getattr(args, name) for name, option in options().items() if option.verb == "scan"}
    flags = {name: tuple(value) if isinstance(value, list) else value for name, value in given.items()}
    stdin = None
    if args.stdin is not None:
        stdin = (sys.stdin.buffer.read(_MOST_INPUT), args.stdin)
    if not args.tfplan and (args.against or args.ticket or args.approver):
        raise UsageError("--against, --ticket and --approver go with --tfplan", advice="Add --tfplan FILE.")
    if not args.image and (args.platform or args.base):
        raise UsageError("--platform and --base go with --image", advice="Add --image FILE.")
    if args.image and args.fix:
        raise UsageError("--fix and --image exclude each other", advice="Mend what the image is built from.")
    if args.dry_run and not args.fix:
        raise UsageError("--dry-run goes with --fix", advice="Add --fix.")
    if args.history is None and (args.since_date or args.unreachable):
        raise UsageError("--since-date and --unreachable go with --history", advice="Add --history.")
    noun = "layers" if args.image else "files" if args.history is None and args.range is None else "commits"
    meter = _Meter(noun, quiet=args.quiet)
    return Request(
        path=Path(args.path),
        staged=args.staged,
        stdin=stdin,
        only=only,
        flags=flags,
        allow_empty=args.allow_empty,
        seconds=args.time_limit,
        catalogue=catalogue,
        bill=bill,
        progress=meter.show,
        announce=lambda text: print(paint(sys.stderr).dim(text), file=sys.stderr),
        verify=_verification(args) if args.verify else None,
    )


def _verification(args: argparse.Namespace) -> Verification:
    if args.staged:
        advice = "Verify with a scan of the folder, or in the pipeline."
        raise UsageError("--verify and --staged exclude each other: no commit waits for a vendor", advice=advice)
    from holdfast.app.verify import Verification

    return Verification(seconds=args.verify_seconds)


def _write(report: Report, name: str, target: str, args: argparse.Namespace) -> None:
    if target:
        reports.write(report, name, Path(target))
        return
    look = reports.look(
        columns=columns(),
        color=paint().color,
        quiet=args.quiet,
        encoding=sys.stdout.encoding or "",
        verbose=args.verbose,
    )
    text = reports.render(report, name, look)
    if not text.isascii():
        text = text.encode(sys.stdout.encoding or "utf-8", "replace").decode(sys.stdout.encoding or "utf-8")
    sys.stdout.write(text)
    sys.stdout.flush()


class _Meter:
    """Progress on standard error: only on a terminal, and only once a scan takes longer than half a second."""

    def __init__(self, noun: str, *, quiet: bool) -> None:
        self._noun = noun
        self._on = not quiet and sys.stderr.isatty() and os.environ.get("TERM") != "dumb"
        self._start = time.monotonic()
        self._drawn = False

    def show(self, done: int, total: int) -> None:
        """Draw or, at the end, wipe the line."""
        if not self._on:
            return
        if done >= total:
            if self._drawn:
                sys.stderr.write("\r\x1b[K")
            return
        if time.monotonic() - self._start > 0.5:
            filled = 24 * done // max(1, total)
            sys.stderr.write(f"\r\x1b[K{'█' * filled}{'░' * (24 - filled)}  {done:,} of {total:,} {self._noun}")
            sys.stderr.flush()
            self._drawn = True

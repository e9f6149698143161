"""``holdfast risks``: list, show, accept, assign, close, reopen, add, export."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any, Final

from holdfast.app import register, reports
from holdfast.app.register import Register, Wish
from holdfast.faces.cli.paint import columns, paint, shown
from holdfast.faces.cli.risktext import decided, listing, page
from holdfast.model.errors import ExitCode, UsageError
from holdfast.model.event import Choose
from holdfast.model.policy import options
from holdfast.model.risk import Risk, RiskState
from holdfast.model.threat import Band

_OPTIONS: Final = {name: option for name, option in options().items() if option.verb == "risks"}
_MOST: Final = 12
"""Risks of one state that are shown to people who did not ask for all."""
_HELP: Final = {
    Choose.ASSIGN: "say who owns risks, and by when they are to be treated",
    Choose.ACCEPT: "approve that risks are borne as they are, until a day; never by their author or owner",
    Choose.CLOSE: "close risks whose cause is gone, as evidence shows",
    Choose.REOPEN: "take an acceptance or a closure back",
}


def add(parser: argparse.ArgumentParser) -> None:
    """Declare the verb's arguments."""
    parser.description = (
        "The register of risks: from threats, findings, incidents, drills and postmortems of everything that the "
        "ledger holds. Closed by evidence alone; accepted by a second person, until a day."
    )
    _place(parser, default=Path())
    _filters(parser)
    verbs = parser.add_subparsers(dest="risks_verb", metavar="VERB")
    _filters(_verb(verbs, "list", "list the risks, the worst first"))
    show = _verb(verbs, "show", "tell one risk's story, its evidence and what was decided")
    show.add_argument("risk", help="its id, or the beginning of one")
    show.add_argument("--format", choices=("text", "json"), default="text", help="for people or for programs")
    for choice, text in _HELP.items():
        _decision(_verb(verbs, choice.value, text), choice)
    told = _verb(verbs, "add", "take in what incidents, drills and postmortems brought up")
    told.add_argument("--from", dest="source", metavar="FILE", required=True, help="JSON lines; - for standard input")
    out = _verb(verbs, "export", "write the register for other programs")
    out.add_argument("--format", choices=("csv", "oscal"), required=True, help="a table, or a POA&M of OSCAL 1.1")
    out.add_argument("-o", "--output", type=Path, metavar="FILE", help="where to (default: standard output)")


def _verb(verbs: Any, name: str, text: str) -> argparse.ArgumentParser:
    made: argparse.ArgumentParser = verbs.add_parser(name, help=text, description=f"{text.capitalize()}.")
    _place(made, default=argparse.SUPPRESS)
    return made


def _place(parser: argparse.ArgumentParser, default: Any) -> None:
    parser.add_argument(
        *("-C", "--in"),
        dest="path",
        type=Path,
        default=default,
        metavar="PATH",
        help="a folder in the repository (default: here)",
    )


def _filters(parser: argparse.ArgumentParser) -> None:
    states = ("all", *RiskState)
    parser.add_argument("--state", choices=states, default="all", help="only risks that are so")
    parser.add_argument("--owner", default="", metavar="NAME", help="only risks whose owner's name or address has this")
    parser.add_argument("--all", action="store_true", help="show every one, also where there are many")
    parser.add_argument("--min", choices=tuple(Band), default=Band.NOTE, help="only risks that are at least so bad now")
    parser.add_argument(
        "--format", choices=("text", "json", "csv", "md"), default="text", help="for people or programs"
    )
    for name, option in _OPTIONS.items():
        kind: dict[str, Any] = {"dest": name, "default": None, "help": f"{option.help} [{option.key}]"}
        if option.kind is bool:
            parser.add_argument(option.flag, action=argparse.BooleanOptionalAction, **kind)
        else:
            parser.add_argument(option.flag, choices=option.choices, **kind)


def _decision(parser: argparse.ArgumentParser, choice: Choose) -> None:
    parser.add_argument("risk", nargs="+", help="ids, or the beginnings of some")
    parser.add_argument("--by", default="", metavar="PERSON", help="who decides, Name <address> (default: git's user)")
    parser.add_argument("--reason", required=choice is not Choose.ASSIGN, default="", help="why")
    if choice is Choose.ASSIGN:
        parser.add_argument("--to", dest="owner", required=True, metavar="PERSON", help="the owner, Name <address>")
        parser.add_argument("--due", dest="until", default="", metavar="DATE", help="to be treated by then, YYYY-MM-DD")
    if choice is Choose.ACCEPT:
        parser.add_argument("--until", required=True, metavar="DATE", help="when the acceptance ends, YYYY-MM-DD")
        parser.add_argument(
            "--asked-by", dest="author", default="", metavar="PERSON", help="who asks for it (default: the owner)"
        )
    parser.add_argument(
        "--sign",
        action=argparse.BooleanOptionalAction,
        default=True,
        help="sign it with the key that git signs with, where there is one",
    )


def run(args: argparse.Namespace) -> int:
    """Do what was asked. Raises HoldfastError with advice."""
    verb = args.risks_verb or "list"
    if verb in {choice.value for choice in Choose}:
        return _decide(args, Choose(verb))
    return {"list": _list, "show": _show, "add": _add, "export": _export}[verb](args)


def _list(args: argparse.Namespace) -> int:
    found = register.risks(args.path, {name: getattr(args, name) for name in _OPTIONS})
    rows = [item for item in found.risks if _wanted(item, args)]
    if args.format == "text":
        sys.stdout.write(listing(found, rows, paint(), columns(), len(rows) if args.all else _MOST))
    else:
        sys.stdout.write(register.written(rows, args.format))
    _complain(found)
    return ExitCode.PASSED


def _wanted(risk: Risk, args: argparse.Namespace) -> bool:
    owner = f"{risk.owner.name} {risk.owner.email}".casefold() if risk.owner else ""
    here = args.state in ("all", risk.state.value) and args.owner.casefold() in owner
    return here and risk.current.rank >= Band(args.min).rank


def _complain(found: Register) -> None:
    pen = paint(sys.stderr)
    for notice in found.notices:
        print(pen.warn(shown(notice.says)), file=sys.stderr)


def _show(args: argparse.Namespace) -> int:
    found = register.risks(args.path)
    risk = found.risk(args.risk)
    if args.format == "json":
        sys.stdout.write(register.written([risk], "json"))
    else:
        sys.stdout.write(page(found, risk, paint(), columns()))
    return ExitCode.PASSED


def _decide(args: argparse.Namespace, choice: Choose) -> int:
    pen = paint()
    for name in args.risk:
        wish = Wish(
            risk=name,
            choice=choice,
            reason=args.reason,
            owner=getattr(args, "owner", ""),
            author=getattr(args, "author", ""),
            by=args.by,
            until=getattr(args, "until", ""),
            sign=args.sign,
        )
        ruling, risk = register.decide(args.path, wish)
        print(decided(ruling, risk, pen))
    print(pen.dim("Commit the record in .holdfast/decisions/risks, so that the team and its pipelines know."))
    return ExitCode.PASSED


def _add(args: argparse.Namespace) -> int:
    if args.source == "-":
        name, lines = "standard input", register.bounded(sys.stdin.buffer, "standard input")
    else:
        name, lines = args.source, register.lines_of(Path(args.source))
    found = register.add(args.path, name, lines)
    print(f"{len(found):,} recorded{'' if found else ': all that is told is known already'}.")
    return ExitCode.PASSED


def _export(args: argparse.Namespace) -> int:
    found = register.risks(args.path)
    if not found.risks and args.format == "oscal":
        raise UsageError("the register holds no risk", advice="OSCAL has no plan without an item.")
    text = register.exported(found, args.format)
    if args.output:
        reports.put(text, args.output)
    else:
        sys.stdout.write(text)
    return ExitCode.PASSED

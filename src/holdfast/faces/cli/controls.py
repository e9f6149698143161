"""``holdfast controls list|show|attest``."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any, Final

from holdfast.app.standing import Wish, listed
from holdfast.app.vouch import Word, vouch
from holdfast.faces.cli.paint import Paint, paint, shown
from holdfast.faces.cli.signs import SIGNS
from holdfast.model.errors import ExitCode
from holdfast.model.posture import WORST_FIRST, ControlState, ControlStatus

SCHEMA: Final = "holdfast-controls/1"


def add(parser: argparse.ArgumentParser) -> None:
    """Declare the verb's arguments."""
    parser.description = "What stands against threats, how each control stands by the ledger, and who vouches for it."
    verbs = parser.add_subparsers(dest="controls_verb", metavar="VERB", required=True)
    rows = verbs.add_parser("list", help="list the controls with their states")
    rows.add_argument(
        "--activity", default="", help="only those of one activity: its number, id or a part of its title"
    )
    rows.add_argument("--state", default="", help="only those in a state: failing, unproven, claimed, stale, …")
    rows.add_argument("--framework", default="", help="only those with numbers in a framework, e.g. pci")
    rows.add_argument("--all", action="store_true", help="also those that nothing speaks for yet")
    show = verbs.add_parser("show", help="everything that speaks for and against one control")
    show.add_argument("control", help="id of the control")
    _question(show)
    word = verbs.add_parser("attest", help="vouch for a control where no check can look, or take that back")
    word.add_argument("control", help="id of the control")
    word.add_argument("--subject", default="", help="on which subject (default: what is here)")
    word.add_argument("--reason", required=True, help="how you know: minutes, a ticket, a contract")
    word.add_argument("--until", default="", metavar="DATE", help="the last day on which it holds, YYYY-MM-DD")
    word.add_argument("--by", default="", metavar="PERSON", help="Name <address> (default: by git's configuration)")
    word.add_argument("--withdraw", action="store_true", help="what was attested before does not hold any more")
    for verb in (rows, show, word):
        verb.add_argument("--path", type=Path, default=Path(), help="a folder in the repository (default: here)")
    for verb in (rows, show):
        verb.add_argument("--format", choices=("text", "json"), default="text", help="for people or for programs")


def _question(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--subject", default="", help="on which subject (default: on all)")
    parser.add_argument("--data", default="", metavar="TAG", help="where such data is kept, by the model")


def run(args: argparse.Namespace) -> int:
    """Do what was asked. Raises HoldfastError with advice."""
    return {"list": _list, "show": _show, "attest": _attest}[args.controls_verb](args)


def _attest(args: argparse.Namespace) -> int:
    word = Word(
        control=args.control,
        subject=args.subject,
        reason=args.reason,
        until=args.until,
        by=args.by,
        withdraw=args.withdraw,
    )
    made = vouch(args.path, word)
    item, pen = made.decision, paint()
    what = "takes back" if args.withdraw else "vouches for"
    until = f" until {item.until}" if item.until else ""
    print(f"{shown(item.by.name)} {what} {item.check} on {shown(item.path)}{until}.")
    sign, style = SIGNS[made.state]
    print(f"{getattr(pen, style)(sign)} It is {made.state.value} now{_but(made.state)}.")
    print(pen.dim("Commit its record in .holdfast/decisions, so that the team and its pipelines know."))
    return ExitCode.PASSED


def _but(state: ControlState) -> str:
    if state is ControlState.FAILING:
        return ": what a check found stands, whatever anybody says"
    return ": evidence shows more than a word" if state is ControlState.PROVEN else ""


def _list(args: argparse.Namespace) -> int:
    wish = Wish(activity=args.activity, state=args.state, framework=args.framework, everything=args.all)
    found = listed(args.path, wish)
    if args.format == "json":
        print(json.dumps({"schema": SCHEMA, "controls": [row(item) for item in found]}, indent=1))
    else:
        print("\n".join(_lines(found, paint())))
    return ExitCode.PASSED


def row(item: ControlStatus) -> dict[str, Any]:
    """A control on a subject, for programs."""
    said = item.word
    return {
        "id": item.control.id,
        "title": item.control.title,
        "states": item.control.states,
        "activity": item.control.activity,
        "stride": list(item.control.stride),
        "frameworks": list(item.control.frameworks),
        "awaits": item.control.awaits,
        "subject": item.subject,
        "state": item.state.value,
        "proven_at": item.seen_at,
        "strength": item.strength.value if item.strength else "",
        "failures": len(item.failures),
        "gaps": list(item.gaps),
        "word": {"by": said.by.name, "until": said.until, "reason": said.reason, "at": said.at} if said else None,
    }


def _lines(found: Sequence[ControlStatus], pen: Paint) -> Iterator[str]:
    several = len({item.subject for item in found} - {""}) > 1
    width = max((len(item.control.id) for item in found), default=0)
    for activity, items in groupby(sorted(found, key=_order), key=lambda item: item.control.activity):
        yield pen.strong(activity)
        for item in items:
            sign, style = SIGNS[item.state]
            mark = getattr(pen, style)
            where = f"  {shown(item.subject)}" if several else ""
            about = f"{mark(sign)} {item.control.id:<{width}}  {mark(f'{item.state.value:<8}')}"
            yield f"  {about}  {item.control.title}{where}"
            note = _note(item)
            if note:
                yield pen.dim(f"    {shown(note)}")
        yield ""
    counts = [(state, sum(item.state is state for item in found)) for state in WORST_FIRST]
    said = ", ".join(f"{count} {state.value}" for state, count in counts if count)
    many = f"{len(found)} control{'s' * (len(found) != 1)}"
    yield f"{many}: {said}" if found else "No control fits. `--all` shows those that nothing speaks for."


def _order(item: ControlStatus) -> tuple[str, int, str, str]:
    return item.control.activity, WORST_FIRST.index(item.state), item.control.id, item.subject


def _note(item: ControlStatus) -> str:
    if item.word and item.state is ControlState.ATTESTED:
        return f"{item.word.by.name} until {item.word.until}: {item.word.reason}"
    if item.failures:
        places = [failure.place for failure in item.failures]
        more = f" and {len(places) - 1} more" if len(places) > 1 else ""
        return f"{places[0]}{more}"
    return item.gaps[0] if item.gaps and item.subject else ""


def _show(args: argparse.Namespace) -> int:
    from holdfast.app.dossierform import document
    from holdfast.app.dossiers import Question, answer
    from holdfast.faces.cli.controltext import lines

    found = answer(args.path, Question(control=args.control, subject=args.subject, data=args.data))
    if args.format == "json":
        print(json.dumps(document(found), indent=1))
    else:
        print("\n".join(lines(found, paint())))
    return ExitCode.PASSED

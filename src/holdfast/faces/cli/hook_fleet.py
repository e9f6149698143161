"""``holdfast hook fleet install|uninstall|status``."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from holdfast.app import fleet
from holdfast.faces.cli.paint import Paint, paint, shown
from holdfast.faces.cli.plans import lines
from holdfast.model.errors import ExitCode, UsageError
from holdfast.model.hook import CLIENT, Fleet, FleetState, HookKind, Member
from holdfast.model.plan import Plan

_BOTH: Final = "both"
_WORDS: Final = {
    FleetState.HOOKED: "hooked",
    FleetState.ABSENT: "not hooked",
    FleetState.FOREIGN: "not hooked",
    FleetState.OFF: "hooks off",
    FleetState.UNREAD: "unknown",
}


def add(verbs: Any) -> None:
    """Declare the verbs below ``hook``."""
    door = verbs.add_parser("fleet", help="all repositories of a user or a machine: install, uninstall, status")
    inner = door.add_subparsers(dest="fleet_verb", metavar="VERB", required=True)
    install = inner.add_parser("install", help="roll the hooks out; shows what it would do until --apply is given")
    install.add_argument(
        "--template", type=Path, metavar="DIR", help="by git's template folder, which new clones are filled from"
    )
    install.add_argument(
        "--hooks", type=Path, metavar="DIR", help="by this shared hooks folder (default: one of Holdfast's own)"
    )
    install.add_argument(
        "--type", choices=[*CLIENT, _BOTH], default=str(HookKind.PRE_COMMIT), help="which hook (default: %(default)s)"
    )
    uninstall = inner.add_parser("uninstall", help="take back what was rolled out; dry until --apply is given")
    for verb in (install, uninstall):
        verb.add_argument("--system", action="store_true", help="for all users of this machine (default: for this one)")
        verb.add_argument("--diff", action="store_true", help="show every line that would be written")
        verb.add_argument("--apply", action="store_true", help="do it; without this nothing is written")
    status = inner.add_parser("status", help="find the clones below some folders and tell how many are hooked")
    status.add_argument("roots", nargs="+", type=Path, metavar="ROOT", help="a folder in which clones lie")
    status.add_argument("--format", choices=("text", "json"), default="text", help="for people or for programs")


def run(args: argparse.Namespace) -> int:
    """Do what was asked. Raises HoldfastError with advice."""
    verbs: dict[str, Callable[[argparse.Namespace, Paint], None]] = {
        "install": _install,
        "uninstall": _uninstall,
        "status": _status,
    }
    verbs[args.fleet_verb](args, paint())
    return ExitCode.PASSED


def _install(args: argparse.Namespace, pen: Paint) -> None:
    if args.template and args.hooks:
        raise UsageError("--template and --hooks are two ways of the same", advice="Choose one of them.")
    kinds = CLIENT if args.type == _BOTH else (HookKind(args.type),)
    level = "system" if args.system else "global"
    plan = fleet.install(level, kinds, template=args.template, hooks=args.hooks, dry_run=not args.apply)
    _show(plan, pen, args)
    if args.apply:
        print(f"\n{pen.good('Rolled out.')} {pen.strong('holdfast hook fleet status ROOT')} tells how far it came.")


def _uninstall(args: argparse.Namespace, pen: Paint) -> None:
    plans = fleet.uninstall("system" if args.system else "global", dry_run=not args.apply)
    for plan in plans:
        _show(plan, pen, args)
    if args.apply and not all(plan.empty for plan in plans):
        print(f"\n{pen.good('Withdrawn.')}")


def _show(plan: Plan, pen: Paint, args: argparse.Namespace) -> None:
    for line in lines(plan, pen, diff=args.diff):
        print(line)
    if not args.apply and not plan.empty:
        print(f"\n{pen.dim('Dry run: nothing was written. --apply does it.')}")


def _status(args: argparse.Namespace, pen: Paint) -> None:
    found = fleet.status(args.roots)
    if args.format == "json":
        print(json.dumps(_data(found), indent=1, ensure_ascii=True))
        return
    for member in found.members:
        _row(member, pen)
    for line in found.unread:
        print(f"  {pen.warn('not listed')}  {shown(line)}")
    total = len(found.clones)
    if not total:
        print("\nNo clone lies there.")
        return
    print(f"\n{pen.strong(f'{found.hooked} of {total}')} clones are hooked ({100 * found.hooked // total}%).")


def _row(member: Member, pen: Paint) -> None:
    word = f"{_WORDS[member.state]:<12}"
    colour = pen.good if member.state is FleetState.HOOKED else pen.warn
    more = "; ".join(filter(None, ("bare" if member.bare else "", member.by, member.why)))
    print(f"  {colour(word)}{shown(str(member.path))}" + (f"  {pen.dim(shown(more))}" if more else ""))


def _data(found: Fleet) -> dict[str, Any]:
    total = len(found.clones)
    return {
        "version": 1,
        "clones": total,
        "hooked": found.hooked,
        "share": round(found.hooked / total, 4) if total else None,
        "repositories": [
            {"path": str(item.path), "bare": item.bare, "state": str(item.state), "by": item.by, "why": item.why}
            for item in found.members
        ],
        "unread": list(found.unread),
    }

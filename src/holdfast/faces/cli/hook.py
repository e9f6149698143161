"""``holdfast hook install|uninstall|status``; ``fleet`` stands in a module of its own."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Final

from holdfast.app import hooks
from holdfast.faces.cli import hook_fleet
from holdfast.faces.cli.paint import Paint, paint, shown
from holdfast.faces.cli.plans import lines
from holdfast.model.errors import ExitCode
from holdfast.model.hook import CLIENT, SERVER, Hook, HookKind, HookState, HookStatus
from holdfast.model.plan import Plan

_BOTH: Final = "both"


def add(parser: argparse.ArgumentParser) -> None:
    """Declare the verb's arguments."""
    parser.description = "Check every commit or push before it happens."
    verbs = parser.add_subparsers(dest="hook_verb", metavar="VERB", required=True)
    install = verbs.add_parser("install", help="put the hook in; one that is there already is kept and runs first")
    uninstall = verbs.add_parser("uninstall", help="take the hook away and put back what was there before")
    status = verbs.add_parser("status", help="tell which hooks are in place")
    for verb, default in ((install, str(HookKind.PRE_COMMIT)), (uninstall, _BOTH)):
        verb.add_argument(
            "--type", choices=[*HookKind, _BOTH], default=default, help="which hook (default: %(default)s)"
        )
        verb.add_argument("--dry-run", action="store_true", help="show what would be written, and write nothing")
    install.add_argument(
        "--force", action="store_true", help="also beside a hook manager, or in a folder outside of the repository"
    )
    for verb in (install, uninstall, status):
        verb.add_argument("path", nargs="?", type=Path, default=Path(), help="folder of the repository (default: here)")
    hook_fleet.add(verbs)


def run(args: argparse.Namespace) -> int:
    """Do what was asked. Raises HoldfastError with advice."""
    if args.hook_verb == "fleet":
        return hook_fleet.run(args)
    verbs: dict[str, Callable[[argparse.Namespace, Paint], None]] = {
        "install": _install,
        "uninstall": _uninstall,
        "status": _status,
    }
    verbs[args.hook_verb](args, paint())
    return ExitCode.PASSED


def _kinds(word: str) -> tuple[HookKind, ...]:
    return CLIENT if word == _BOTH else (HookKind(word),)


def _install(args: argparse.Namespace, pen: Paint) -> None:
    kinds = _kinds(args.type)
    plan, _ = hooks.install(args.path, kinds, force=args.force, dry_run=args.dry_run)
    _show(plan, pen, dry_run=args.dry_run)
    if args.dry_run:
        return
    if kinds == SERVER:
        print(f"\n{pen.good('Installed.')} Every push that arrives here is checked before a reference moves.")
        return
    moments = [kind.removeprefix("pre-") for kind in kinds]
    print(f"\n{pen.good('Installed.')} Every {' and every '.join(moments)} here is checked before it happens.")
    print(pen.dim(f'To leave it out once: HOLDFAST_SKIP="why" git {moments[0]}'))


def _uninstall(args: argparse.Namespace, pen: Paint) -> None:
    plan, _ = hooks.uninstall(args.path, _kinds(args.type), dry_run=args.dry_run)
    _show(plan, pen, dry_run=args.dry_run)
    if not args.dry_run and not plan.empty:
        print(f"\n{pen.good('Removed.')} {pen.strong('holdfast scan')} still works.")


def _show(plan: Plan, pen: Paint, *, dry_run: bool) -> None:
    print(f"{pen.strong('Hooks of ' + shown(plan.root.name))}\n")
    for line in lines(plan, pen, diff=dry_run):
        print(line)
    if dry_run:
        print(f"\n{pen.dim('Dry run: nothing was written.')}")


def _status(args: argparse.Namespace, pen: Paint) -> None:
    status = hooks.status(args.path)
    print(f"{pen.strong('Hooks of ' + shown(status.root.name))}  {pen.dim(shown(str(status.folder)))}\n")
    for hook in status.hooks:
        print(f"  {hook.kind:<12} {_state(hook, pen)}")
    if status.setting:
        print(f"\n  core.hooksPath is {shown(status.setting)} ({status.scope} configuration)")
    print(f"\n{_next(status, pen)}")


def _state(hook: Hook, pen: Paint) -> str:
    if hook.state is HookState.ABSENT:
        return pen.dim("not installed")
    if hook.state is HookState.FOREIGN:
        return f"{pen.dim('not installed')}; there is another hook" + (f" ({hook.manager})" if hook.manager else "")
    words = pen.good("installed") if hook.state is HookState.INSTALLED else pen.warn("installed by another version")
    if hook.chained:
        words += ", after the hook that was there before"
    if not hook.alive:
        words += f"; {pen.warn('its interpreter is gone: ' + shown(hook.python))}"
    return words


def _next(status: HookStatus, pen: Paint) -> str:
    ours = {hook.kind for hook in status.hooks if hook.state in (HookState.INSTALLED, HookState.OUTDATED)}
    stale = [hook for hook in status.hooks if hook.state is HookState.OUTDATED or not hook.alive]
    if stale:
        return f"Next: {pen.strong(f'holdfast hook install --type {stale[0].kind}')} brings it up to date."
    if any(hook.kind in SERVER for hook in status.hooks):
        word = pen.strong("holdfast hook install --type pre-receive")
        return pen.dim("Nothing to do.") if ours else f"Next: {word} checks every push that arrives here."
    if HookKind.PRE_COMMIT not in ours:
        return f"Next: {pen.strong('holdfast hook install')} checks every commit before it is made."
    if HookKind.PRE_PUSH not in ours:
        return pen.dim("A pre-push hook also catches what was committed without the hook: --type pre-push.")
    return pen.dim("Nothing to do.")

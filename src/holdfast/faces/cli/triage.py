"""``holdfast triage``."""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Final

from holdfast.app import reports, triage
from holdfast.app.triage import Session
from holdfast.faces.cli.keys import key, line
from holdfast.faces.cli.paint import Paint, paint, shown
from holdfast.model.errors import ExitCode, HoldfastError, UsageError

_KEYS: Final = "i ignore   b baseline   d decoy   o open   s skip   u undo   q quit"
_KEYS_OF_HISTORY: Final = "r rotated   b baseline   d decoy   s skip   u undo   q quit"
_KEYS_AT_THE_END: Final = "u undo   q quit"
_GOES_TO_LINE: Final = ("vi", "vim", "nvim", "view", "gvim", "nano", "pico", "emacs", "emacsclient", "mg", "joe", "jed")
_COLON: Final = ("subl", "hx", "helix", "zed", "micro", "kak")


def add(parser: argparse.ArgumentParser) -> None:
    """Declare the verb's arguments."""
    parser.description = "Decide about findings one by one, each with a reason and a record; every step can be undone."
    parser.add_argument("path", nargs="?", type=Path, default=Path(), help="folder or file (default: here)")
    parser.add_argument(
        "--history", action="store_true", help="what the history holds: attest what was rotated where it was issued"
    )
    parser.add_argument("--list", action="store_true", help="only list what is to be decided, and ask nothing")


def run(args: argparse.Namespace) -> int:
    """List, or ask until the end. Raises HoldfastError with advice."""
    pen = paint()
    if args.list:
        for item in triage.opened(args.path, history=args.history):
            at = f"{shown(item.fail.at.path)}:{item.fail.at.line}"
            print(f"{item.fail.severity.word:<8} {at}  {item.check.name}  {pen.dim(item.fingerprint)}")
        return ExitCode.PASSED
    session = triage.begin(args.path, lambda text: print(pen.dim(text), file=sys.stderr), history=args.history)
    try:
        _ask(session, pen)
    except KeyboardInterrupt:
        print()
    finally:
        triage.end(session)
    print(_summary(session, pen))
    return ExitCode.PASSED


def _ask(session: Session, pen: Paint) -> None:
    """Show the next finding and do what is typed, until nothing is left or a person has had enough."""
    fresh = True
    while session.queue.current is not None or session.queue.steps:
        over = session.queue.current is None
        if fresh and not over:
            print(f"\n{_card(session, pen)}")
        left = "nothing left" if over else f"{len(session.queue.open)} left"
        keys = _KEYS_OF_HISTORY if session.history else _KEYS
        print(f"{pen.dim(left)}   {_KEYS_AT_THE_END if over else keys}")
        typed = key()
        if typed in ("q", ""):
            return
        before = session.queue
        acts = _ACTS_OF_HISTORY if session.history else _ACTS
        act = acts.get(typed) if typed == "u" or not over else None
        if act is not None:
            try:
                print(act(session))
            except HoldfastError as error:
                print(f"{pen.warn(shown(str(error)))} {shown(error.advice)}".rstrip())
        fresh = session.queue is not before


def _card(session: Session, pen: Paint) -> str:
    columns = shutil.get_terminal_size((100, 24)).columns
    encoding = sys.stdout.encoding or ""
    look = reports.look(columns=columns, color=pen.color, quiet=False, encoding=encoding, verbose=False)
    return triage.card(session, look)


def _ignore(session: Session) -> str:
    why = triage.why_no_comment(session)
    if why:
        print(f"{shown(why)}. The baseline can accept it instead.")
        return _accept(session)
    reason = _reason()
    until = _until(session) if reason else None
    return "Nothing was written." if until is None else triage.ignore(session, reason, until)


def _rotated(session: Session) -> str:
    reason = _reason("How do you know that it no longer works? ")
    until = _until(session) if reason else None
    return "Nothing was written." if until is None else triage.rotated(session, reason, until)


def _accept(session: Session) -> str:
    reason = _reason()
    return triage.accept(session, reason) if reason else "Nothing was written."


def _decoy(session: Session) -> str:
    reason = _reason("Where is it watched? ")
    return triage.decoy(session, reason) if reason else "Nothing was written."


def _reason(prompt: str = "Reason (empty: leave it): ") -> str:
    return line(prompt) or ""


def _until(session: Session) -> str | None:
    """An end date: as typed, so many days ahead, or none; None when the input ends."""
    today = datetime.now(UTC).date()
    usual = triage.last_day(session, today)
    while True:
        typed = line(f"Until (date, days, or never) [{usual}]: ")
        if typed is None or not typed:
            return None if typed is None else usual.isoformat()
        if typed.lower() == "never":
            return ""
        try:
            day = today + timedelta(days=int(typed)) if typed.isdecimal() else date.fromisoformat(typed)
        except (ValueError, OverflowError):
            print("  Write a date like 2027-01-31, a number of days, or never.")
            continue
        if day >= today:
            return day.isoformat()
        print("  That day is over.")


def _open(session: Session) -> str:
    path, number = triage.place(session)
    subprocess.run(_editor(path, number), check=False)  # noqa: S603 - the person's own editor, no shell
    return triage.edited(session)


def _editor(path: Path, number: int) -> list[str]:
    """The argument list for the person's editor. Raises UsageError when there is none."""
    import shlex

    chosen = os.environ.get("VISUAL") or os.environ.get("EDITOR") or ""
    words = shlex.split(chosen, posix=os.name != "nt") or ["vi" if os.name != "nt" else "notepad"]
    if shutil.which(words[0]) is None:
        raise UsageError(f"there is no editor {words[0]!r}", advice="Set VISUAL or EDITOR.")
    name = Path(words[0]).stem.lower()
    if name in _GOES_TO_LINE:
        return [*words, f"+{number}", str(path)]
    if name in ("code", "codium", "code-insiders", "cursor"):
        return [*words, "--goto", f"{path}:{number}"]
    return [*words, f"{path}:{number}" if name in _COLON else str(path)]


def _skip(session: Session) -> str:
    triage.skip(session)
    return "Skipped."


_ACTS: Final[dict[str, Callable[[Session], str]]] = {
    "i": _ignore,
    "b": _accept,
    "d": _decoy,
    "o": _open,
    "s": _skip,
    "u": triage.undo,
}
_ACTS_OF_HISTORY: Final[dict[str, Callable[[Session], str]]] = {
    "r": _rotated,
    "b": _accept,
    "d": _decoy,
    "s": _skip,
    "u": triage.undo,
}


def _summary(session: Session, pen: Paint) -> str:
    counts = triage.counts(session)
    says = ", ".join(f"{number} {word}" for word, number in counts.items() if number)
    left = len(session.queue.open)
    return f"{pen.strong('Done.' if not left else f'{left} left.')} {says or 'Nothing was decided'}."

"""What git calls: `holdfast hook run pre-commit`; `pre-push` and `pre-receive` read the references from their input."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from holdfast.app import reports
from holdfast.app.scan import Request, Scanned, scan
from holdfast.model.errors import ExitCode, HoldfastError


def main(words: Sequence[str]) -> int:
    """Run one hook; 1 refuses, everything else lets the commit or push go on."""
    kind = words[0] if words else "pre-commit"
    skip = os.environ.get("HOLDFAST_SKIP")
    if skip:
        _say(f"skipped (HOLDFAST_SKIP={skip}); the pipeline will look again.")
        return ExitCode.PASSED
    try:
        if kind == "pre-receive":
            return _pre_receive()
        return _pre_push(words[1:]) if kind == "pre-push" else _pre_commit()
    except HoldfastError as error:
        _say(f"{error}. {error.advice}".strip())
        return ExitCode.REFUSED if error.exit_code is ExitCode.USAGE else ExitCode.PASSED
    except KeyboardInterrupt:
        _say("interrupted.")
        return ExitCode.REFUSED


def _pre_commit() -> int:
    done = scan(Request(staged=True, hook=True, catalogue=False, announce=_say))
    if done.report.gate.code in (ExitCode.PASSED, ExitCode.NOTHING):
        from holdfast.app.passed import remember

        remember(done.root)
    return _answer(done, "commit")


def _pre_push(words: Sequence[str]) -> int:
    lines = [line.split() for line in sys.stdin.read().splitlines()]
    pushed = tuple(line[1] for line in lines if len(line) == 4 and line[1].strip("0"))
    if not pushed:
        return ExitCode.PASSED
    there = tuple(line[3] for line in lines if len(line) == 4 and line[3].strip("0"))
    done = scan(Request(pushed=(pushed, there, words[0] if words else ""), hook=True, catalogue=False, announce=_say))
    return _answer(done, "push")


def _pre_receive() -> int:
    from holdfast.app.receive import receive

    done = receive(sys.stdin.read().splitlines(), _say)
    return ExitCode.PASSED if done is None else _answer(done, "push", once=False)


def _answer(done: Scanned, what: str, *, once: bool = True) -> int:
    report = done.report
    code = report.gate.code
    if code is ExitCode.REFUSED or report.notices:
        look = reports.look(
            columns=_columns(), color=_color(), quiet=True, encoding=sys.stderr.encoding or "", verbose=False
        )
        sys.stderr.write(reports.render(report, "text", look))
    if code is ExitCode.REFUSED:
        leave = "; HOLDFAST_SKIP=reason lets it pass this once" if once else ""
        _say(f"the {what} was stopped. Take the secret out, or accept it with a comment{leave}.")
        return ExitCode.REFUSED
    if code is ExitCode.INCOMPLETE:
        _say(f"{report.gate.says} The {what} goes on; the pipeline will look again.")
    elif code is ExitCode.NOTHING:
        _say(f"nothing to read in this {what}.")
    return ExitCode.PASSED


def _say(text: str) -> None:
    print(f"holdfast: {text}", file=sys.stderr)


def _color() -> bool:
    return not os.environ.get("NO_COLOR") and (bool(os.environ.get("FORCE_COLOR")) or sys.stderr.isatty())


def _columns() -> int:
    try:
        return os.get_terminal_size(sys.stderr.fileno()).columns
    except (OSError, ValueError):
        return 100

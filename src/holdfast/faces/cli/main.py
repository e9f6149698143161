"""Parses the command line, runs one verb, and turns every error into a line with advice."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from functools import partial
from importlib import import_module
from typing import Any, Final, NamedTuple, NoReturn

from holdfast.model.errors import ExitCode, HoldfastError, UsageError


class Verb(NamedTuple):
    """One verb: the module that has its ``add`` and ``run``, imported only when it is used."""

    target: str
    help: str


# The tests read these names as imports.
VERBS: Final = {
    "scan": Verb(
        "holdfast.faces.cli.scan", "look for what is wrong in a repository, a folder, a file or standard input"
    ),
    "estate": Verb("holdfast.faces.cli.estate", "show the resources that infrastructure files describe"),
    "sbom": Verb("holdfast.faces.cli.sbom", "write down what a folder, an environment or an image is made of"),
    "licences": Verb("holdfast.faces.cli.licences", "show the licences of packages, and what the policy says of each"),
    "threats": Verb("holdfast.faces.cli.threats", "tell what could go wrong by the threat model, and what is handled"),
    "fix": Verb("holdfast.faces.cli.fix", "plan what mends what a scan finds, and do the part of it that is certain"),
    "explain": Verb("holdfast.faces.cli.explain", "tell what a check means, or why a line is or is not reported"),
    "triage": Verb("holdfast.faces.cli.triage", "decide about findings one by one: ignore, accept, decoy, undo"),
    "init": Verb("holdfast.faces.cli.init", "look at a repository, ask three questions, write a policy"),
    "hook": Verb("holdfast.faces.cli.hook", "check every commit and push: install, uninstall, status"),
    "baseline": Verb("holdfast.faces.cli.baseline", "accept what is there today, so that only what is new refuses"),
    "rules": Verb("holdfast.faces.cli.rules", "list, test and compare rules; start a credential type of your own"),
    "config": Verb("holdfast.faces.cli.config", "show the policy in force and where each value comes from"),
    "import": Verb("holdfast.faces.cli.imports", "take reports of other tools into the ledger, as observations"),
    "posture": Verb("holdfast.faces.cli.posture", "show the 21 activities and the evidence for each"),
    "controls": Verb(
        "holdfast.faces.cli.controls", "show what stands against threats and how far it holds; vouch for it"
    ),
    "report": Verb("holdfast.faces.cli.report", "write a report about where it stands, for a manager or an auditor"),
    "toolbox": Verb("holdfast.faces.cli.toolbox", "show for each activity what is built in and which tools there are"),
    "risks": Verb("holdfast.faces.cli.risks", "keep the register of risks: who owns, accepts and closes them, and why"),
    "kpi": Verb("holdfast.faces.cli.kpi", "measure by published definitions: risk trend, remediation, friction"),
    "ledger": Verb("holdfast.faces.cli.ledger", "show and verify the account of what was observed"),
    "db": Verb("holdfast.faces.cli.db", "bring the database of advisories up to date, show it, carry it elsewhere"),
    "doctor": Verb("holdfast.faces.cli.doctor", "check this machine's set-up"),
    "completion": Verb("holdfast.faces.cli.completion", "write the completion script of a shell, or the manual page"),
}


_NARROW: Final = partial(argparse.HelpFormatter, width=80)


class _Parser(argparse.ArgumentParser):
    """Raises instead of exiting, so that one handler prints every error alike.

    Each argument that is added is tried on a formatter; only for help must that know how wide the terminal is.
    """

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings, formatter_class=_NARROW)

    def format_help(self) -> str:
        self.formatter_class = argparse.HelpFormatter
        return super().format_help()

    def format_usage(self) -> str:
        self.formatter_class = argparse.HelpFormatter
        return super().format_usage()

    def error(self, message: str) -> NoReturn:
        raise UsageError(message, advice=f"See `{self.prog} --help`.")


def parser(verb: str | None = None, *, alone: bool = False) -> argparse.ArgumentParser:
    """The parser; with the arguments of ``verb`` only, as the others' modules stay unread.

    With ``alone`` it knows no other verb: each costs a parser, and that looks for translations.
    """
    from holdfast import __version__

    top = _Parser(
        prog="holdfast",
        description="Security by design, with evidence.",
        epilog="Exit codes: 0 passed, 1 refused, 2 usage or policy error, 3 nothing in scope, 4 incomplete.",
    )
    top.add_argument("--version", action="version", version=f"holdfast {__version__}")
    top.set_defaults(grammar=parser)
    verbs = top.add_subparsers(dest="verb", metavar="VERB", title="verbs", parser_class=_Parser, prog="holdfast")
    for name, entry in VERBS.items():
        if alone and name != verb:
            continue
        added = verbs.add_parser(name, help=entry.help)
        if name == verb:
            import_module(entry.target).add(added)
    return top


def main(words: Sequence[str]) -> int:
    """Run the command line; the exit code."""
    try:
        return _run(words)
    except HoldfastError as error:
        return complain(error)
    except KeyboardInterrupt:
        print("Interrupted.", file=sys.stderr)
        return ExitCode.INCOMPLETE
    except BrokenPipeError:
        # The reader has gone; keep the interpreter from failing again when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ExitCode.PASSED
    except Exception as error:  # a fault of ours must not look like a refusal, whose exit code is 1 as well
        return _fault(error)


def _fault(error: Exception) -> int:
    import traceback

    if os.environ.get("HOLDFAST_DEBUG"):
        traceback.print_exception(error)
    place = traceback.extract_tb(error.__traceback__)[-1]
    where = f"{place.filename.rpartition(os.sep)[2]}:{place.lineno}"
    says = f"a fault of Holdfast itself: {type(error).__name__}: {error} ({where})"
    return complain(HoldfastError(says, advice="Please report it; HOLDFAST_DEBUG=1 prints where it happened."))


def _run(words: Sequence[str]) -> int:
    verb = next((word for word in words if not word.startswith("-")), None)
    if verb is not None and verb not in VERBS:
        raise _unknown(verb)
    top = parser(verb, alone=verb is not None and words[0] == verb)
    args = top.parse_args(words)
    if args.verb is None:
        top.print_help()
        return ExitCode.USAGE
    code: int = import_module(VERBS[args.verb].target).run(args)
    return code


def _unknown(verb: str) -> UsageError:
    import difflib

    from holdfast.app.posture import planned

    activity = planned(verb)
    if activity is not None:
        return UsageError(
            f"`holdfast {verb}` is not built yet (activity {activity.number}, {activity.title})",
            advice="See `holdfast posture`.",
        )
    near = difflib.get_close_matches(verb, VERBS, 1)
    return UsageError(
        f"there is no verb {verb!r}", advice=f"Did you mean `holdfast {near[0]}`?" if near else "See `holdfast --help`."
    )


def complain(error: HoldfastError) -> int:
    """Print an error for people on standard error; its exit code."""
    from holdfast.faces.cli.paint import paint, shown

    pen = paint(sys.stderr)
    print(f"{pen.bad('holdfast:')} {shown(str(error))}", file=sys.stderr)
    if error.advice:
        print(f"  {shown(error.advice)}", file=sys.stderr)
    return error.exit_code

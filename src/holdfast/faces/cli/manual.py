"""The manual page, in roff, made from the shape of the command line."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from holdfast.faces.cli.shape import Argument, Command

_EXITS: Final = (
    ("0", "Passed: no new finding at the gate's severity or above."),
    ("1", "Refused: at least one new finding is at the gate's severity or above."),
    ("2", "A flag, a path, a policy, a baseline or a rule makes no sense."),
    ("3", "Nothing was in scope."),
    ("4", "Incomplete: something that should have been read could not be, or the time ran out."),
)
_FILES: Final = (
    ("holdfast.toml", "The policy of the repository, or of a folder in it."),
    (".holdfast/baseline.json", "Accepted findings, and the project's key."),
    (".holdfast/decisions/", "Who decided what about a finding, and why."),
    (".holdfast/state/", "The ledger of this machine; not to be committed."),
)
_VARIABLES: Final = (
    ("HOLDFAST_CACHE, HOLDFAST_DATA", "Folders for what can be made again, and for what must be kept."),
    ("HOLDFAST_*", "Every option of the policy; its flag of holdfast scan names it."),
    ("HOLDFAST_SKIP", "Lets one commit or push pass unchecked; its text is the reason that is shown."),
    ("NO_COLOR, FORCE_COLOR", "Switch colour off or on."),
    ("VISUAL, EDITOR", "The editor that holdfast triage opens."),
)


def manual(top: Command, version: str) -> str:
    """The page in section 1. The same text for the same parsers."""
    return "\n".join(_lines(top, version)) + "\n"


def _lines(top: Command, version: str) -> Iterator[str]:
    yield '.\\" Written by `make docs` from the parsers.'
    yield f'.TH HOLDFAST 1 "" "Holdfast {_text(version)}" "User Commands"'
    yield from (".SH NAME", f"holdfast \\- {_text(top.about.rstrip('.').lower())}")
    yield from (".SH SYNOPSIS", ".B holdfast", ".I VERB", "[\\fIoptions\\fR]", ".br", ".B holdfast \\-\\-version")
    yield from (
        ".SH DESCRIPTION",
        "Holdfast looks at what a team builds and runs, turns what it sees into evidence, and",
    )
    yield "keeps one account of which threats are handled. It sends nothing unless it is asked to."
    yield ".SH VERBS"
    for verb in top.below:
        yield from _verb(verb)
    yield from _table("EXIT STATUS", _EXITS)
    yield from _table("ENVIRONMENT", _VARIABLES)
    yield from _table("FILES", _FILES)


def _verb(verb: Command) -> Iterator[str]:
    name = " ".join(("holdfast", *verb.words))
    yield f'.SS "{_text(name)}"'
    yield _text(verb.about if verb.about.endswith(".") else f"{verb.about}.")
    used = [_operand(item) for item in verb.operands]
    if used:
        yield from (".PP", f"\\fB{_text(name)}\\fR [\\fIoptions\\fR] {' '.join(used)}")
    for item in verb.arguments:
        if "--help" not in item.flags:
            yield from (".TP", _heading(item), _text(item.help or "See above."))
    for below in verb.below:
        yield from _verb(below)


def _operand(item: Argument) -> str:
    name = f"\\fI{_text(item.value)}\\fR"
    return f"[{name}]" if item.optional else name


def _heading(item: Argument) -> str:
    if not item.flags:
        return f".I {_text(item.value)}"
    takes = f" \\fI{_text(item.value)}\\fR" if item.value else ""
    return ", ".join(f"\\fB{_text(flag)}\\fR{takes}" for flag in item.flags)


def _table(title: str, rows: tuple[tuple[str, str], ...]) -> Iterator[str]:
    yield f".SH {title}"
    for name, says in rows:
        yield from (".TP", f".B {_text(name)}", _text(says))


def _text(text: str) -> str:
    """Text that roff shows as it is."""
    plain = text.replace("\\", "\\e").replace("-", "\\-").replace("…", "...")
    plain = "".join(char if char.isascii() else f"\\[u{ord(char):04X}]" for char in plain)
    return f"\\&{plain}" if plain.startswith((".", "'")) else plain.replace('"', "\\(dq")

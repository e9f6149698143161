"""Turns what is wrong in code into failures for the report: places, the line as it may be shown, who wants to hear."""

from __future__ import annotations

import re
from typing import Final

from holdfast.app.codeanswers import Row, Spot
from holdfast.app.codebook import CodeBook
from holdfast.app.contents import Frames
from holdfast.engines.code import outcome
from holdfast.estate.codefiles import in_tests, language_of
from holdfast.model.check import Persona, Severity
from holdfast.model.place import Place
from holdfast.model.verdict import Fail, Step

TESTS: Final = "in code for tests"
OTHERS: Final = "in code of somebody else that lies here"
EXAMPLE: Final = "in an example"
SETTINGS: Final = "in settings for development"
QUIETER: Final = {
    outcome.LOCAL: "only somebody on the same machine brings the data in",
    outcome.NAMED: "names around it say that it is no matter of security",
    outcome.ASKED: "it is done only where an option asks for it",
    outcome.MENDED: "the function makes up for it",
}
"""Why pedantic readers alone want to hear of something, as the engine tells it."""
_VENDORED: Final = re.compile(r"(?:^|/)(?:_?vendor(?:ed)?|third_?party|node_modules|bower_components|site-packages)/")
_EXAMPLE: Final = re.compile(r"(?:^|/)(?:examples?|samples?|demos?|docs?)/")
_SETTINGS: Final = re.compile(
    r"(?i)(?:^|/)(?:[\w.-]*settings|config|conf|environments?)/(?:dev|develop|development|tests?|testing|ci)\.[cm]?[pjt][ysx]+$"
    r"|(?:^|/)(?:(?:dev|develop|development|tests?|testing|ci)_settings|settings_(?:dev|develop|development|tests?|testing|ci))\.py$"
)
_MOST_LINE: Final = 240


def fail(row: Row, book: CodeBook, frames: Frames) -> Fail:
    """A row as a failure, with its line as ``frames`` shows it."""
    rule = book.rules[row.check]
    line = frames(row.at.path, row.at.line)[:_MOST_LINE]
    at = _narrowed(row.at, line)
    persona, note = _heard(row, rule.persona, rule.check.severity)
    notes = [f"{row.more} more {'way leads' if row.more == 1 else 'ways lead'} there"] if row.more else []
    return Fail(
        at=at,
        says=_sentence(row, rule.says),
        mark=mark_of(row),
        severity=rule.check.severity,
        confidence=rule.check.confidence,
        persona=persona,
        frame=line,
        mask=(at.column - 1, at.end_column - 1),
        notes=(*notes, *([note] if note else [])),
        steps=tuple(Step(says, place(spot)) for says, spot in row.steps),
        fix=book.fixes(row.check).get(language_of(row.at.path), ""),
    )


def _heard(row: Row, persona: Persona, severity: Severity) -> tuple[Persona, str]:
    """Who wants to hear of it, and why not everybody."""
    quiet = max(persona, Persona.PEDANTIC)
    if why := set_apart(row.at.path):
        return quiet, why
    if _EXAMPLE.search(row.at.path):
        return (quiet if severity < Severity.CRITICAL else persona), EXAMPLE
    if _SETTINGS.search(row.at.path):
        return quiet, SETTINGS
    if row.quieter:
        return quiet, QUIETER[row.quieter]
    return persona, ""


def set_apart(path: str) -> str:
    """Why what is found in a file is no matter of the program's own: tests, and what others wrote; empty otherwise."""
    return TESTS if in_tests(path) else OTHERS if _VENDORED.search(path) else ""


def beside(found: Fail) -> bool:
    """Whether a failure neither proves nor refutes that a control holds."""
    return not {TESTS, OTHERS, SETTINGS, *QUIETER.values()}.isdisjoint(found.notes)


def _sentence(row: Row, says: str) -> str:
    """The rule's sentence about this place, capitalised where it does not begin with code."""
    text = says
    for name, value in (("source", row.source), ("sink", row.sink), ("value", row.value)):
        text = text.replace(f"{{{name}}}", value)
    return text if says.startswith("{") and not says.startswith("{source}") else text[:1].upper() + text[1:]


def mark_of(row: Row) -> str:
    """Who a failure is, apart from where it stands."""
    from hashlib import blake2b

    return blake2b(f"{row.symbol}\0{row.mark}".encode("utf-8", "surrogateescape"), digest_size=8).hexdigest()


def place(spot: Spot) -> Place:
    """A stretch as a noun."""
    path, line, column, end_line, end_column = spot
    return Place(path=path, line=line, column=column, end_line=end_line, end_column=end_column)


def _narrowed(spot: Spot, line: str) -> Place:
    """The place; of more than one line, what stands on the first."""
    path, first, column, last, end = spot
    width = len(line.rstrip()) + 1
    return Place(
        path=path, line=first, column=column, end_line=first, end_column=end if first == last else max(column, width)
    )

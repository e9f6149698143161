"""Turns what a survey found into failures for the report: places, the line as it may be shown, the fix."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from hashlib import blake2b
from typing import Final

from holdfast.app.judged import JudgedBook
from holdfast.app.looked import Failure
from holdfast.app.rehearsal import EXAMPLE, TEST, shows
from holdfast.app.survey import Row, Spot
from holdfast.kit.expressions import expression
from holdfast.model.check import Persona, Severity
from holdfast.model.judgement import JudgedRule
from holdfast.model.place import Place
from holdfast.model.verdict import About, Fail, Step

_LANGUAGES: Final[Mapping[str, str]] = {"tfplan": "terraform", "kustomize": "kubernetes"}
"""Languages whose fixes are written in another one."""
_BLOCK: Final = expression(r'(?m)^(?=[a-z]+ ")')
_LITERAL: Final = expression(r"(\"[^\"]*\"|'[^']*'|(?<=[:=])[^\s,\"'{}\[\]]+|(?<=[:=]\s)[^\s,\"'{}\[\]]+)")
_HIDDEN: Final = "••••••••"
_TOPIC: Final = "hardcoded-secret"
_MOST_LINE: Final = 240
_NAMED: Final = 3

Frame = Callable[[str, int], str]
"""The text of a line of a file with every secret in it masked."""


def failures(rows: Iterable[Row], book: JudgedBook, frame: Frame) -> list[Failure]:
    """The failing rows as failures. One place in a module that is called several times is one failure.

    Examples beside other infrastructure are told as such; a folder of nothing else is judged like any other.
    """
    groups: dict[tuple[str, Spot, str], list[Row]] = {}
    failing = [row for row in rows if row.verdict == "fail"]
    beside = any(not shows(row.block.path) for row in failing)
    for row in failing:
        placed = row._replace(rehearsed=row.rehearsed or EXAMPLE) if beside and shows(row.block.path) else row
        groups.setdefault((row.check, row.at, row.says), []).append(placed)
    return [Failure(group[0].check, _fail(group, book, frame)) for group in groups.values()]


def _fail(group: list[Row], book: JudgedBook, frame: Frame) -> Fail:
    row = group[0]
    rule = book.rule(row.check)
    line = frame(row.at.path, row.at.line)[:_MOST_LINE]
    if _TOPIC in rule.check.topics:
        line = _LITERAL.sub(_HIDDEN, line)
    at = _narrowed(row, line)
    others = sorted({each.address for each in group} - {row.address}) if len(group) > 1 else []
    why = _rehearsed(group)
    return Fail(
        at=at,
        says=_sentence(row, rule),
        mark=mark(row),
        severity=rule.check.severity,
        confidence=rule.check.confidence,
        persona=_persona(rule, why),
        frame=line,
        mask=_marked(line, at),
        notes=(*((_also(others),) if others else ()), *((why,) if why else ())),
        about=About(
            row.address, row.type, row.language, row.block.path, row.block.line, row.block.end_line, rule.concern
        ),
        steps=tuple(Step(says, spot.place()) for says, spot in row.trail),
        fix=fix(row.type, row.language, book.fixes(row.check)),
    )


def _rehearsed(group: list[Row]) -> str:
    """Why all of these are tried out only; empty where one of them is not."""
    reasons = {row.rehearsed for row in group}
    return "" if "" in reasons else EXAMPLE if EXAMPLE in reasons else TEST


def _persona(rule: JudgedRule, why: str) -> Persona:
    """Data for tests is for pedantic readers; of an example, which people copy, what is grave is for everyone."""
    quiet = why == TEST or (why == EXAMPLE and rule.check.severity < Severity.HIGH)
    return max(rule.persona, Persona.PEDANTIC) if quiet else rule.persona


def fix(kind: str, language: str, fixes: Mapping[str, str]) -> str:
    """How it is written right for a type of resource in its language; in Terraform, what is of its provider alone."""
    language = _LANGUAGES.get(language, language)
    text = fixes.get(language, "")
    if language != "terraform":
        return text
    own = f'resource "{kind.partition("_")[0]}_'
    parts = _BLOCK.split(text)
    return "".join(part for part in parts if part.startswith(own) or not part.startswith('resource "'))


def mark(row: Row) -> str:
    """Who a failure is, apart from where it stands: the resource and which of several things of it."""
    return blake2b(f"{row.address}\0{row.item}".encode("utf-8", "surrogateescape"), digest_size=8).hexdigest()


def _marked(line: str, at: Place) -> tuple[int, int]:
    """The part of the line to underline: what is hidden in it, else the place."""
    hidden = line.find(_HIDDEN)
    if hidden >= 0:
        return hidden, line.rfind(_HIDDEN) + len(_HIDDEN)
    return at.column - 1, at.end_column - 1 if at.end_line == at.line else len(line)


def _sentence(row: Row, rule: JudgedRule) -> str:
    says = row.says or rule.check.title
    return f"{row.address}: {says}"


def _also(addresses: list[str]) -> str:
    more = len(addresses) - _NAMED
    named = ", ".join(addresses[:_NAMED])
    return f"so too: {named} and {more} more" if more > 0 else f"so too: {named}"


def _narrowed(row: Row, line: str) -> Place:
    """The place; of a whole block, or of anything over several lines, its first line."""
    at = row.at
    if at.end_line == at.line and at.end_column <= len(line) + 1:
        return at.place()
    start = len(line) - len(line.lstrip()) + 1
    column = max(at.column, start) if at.column <= len(line) else start
    end = max(column, len(line.rstrip()) + 1)
    return at._replace(column=column, end_line=at.line, end_column=end).place()

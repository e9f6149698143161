"""The rows of typed events and of other tools' checks, the same wherever a ledger is kept.

    ["analysis", subject, at, model, tool, rules, criticality, flows, elements, threats]
        each threat: [id, title, stride, severity, element, controls, paths, treatment, data, likelihood, impact,
        grounds, countered, owner, reason, until], each ground: [subject, paths]
    ["measure", subject, at, name, value, unit, origin]
    ["defects", subject, at, source, defects]
        each defect: [key, kind, opened, closed, severity, component]
    ["matter", subject, at, origin, title, severity, controls, element]
    ["ruling", subject, at, risk, origin, choice, by, reason, owner, author, until, band, signature]
        each person: [name, address], or null
    ["seal", subject, at, sequence, head, key, signature]
    ["merged", subject, at, first, last, head, taken]
    ["check", id, name, title, severity, confidence, engine, proves, cwe, topics, aliases]

An event is one row between runs. A check is a row of the run that speaks of it, directly behind the run's header.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from math import isfinite
from operator import attrgetter
from typing import Any, Final

from holdfast.model.check import Check, Confidence, Severity
from holdfast.model.decision import Person
from holdfast.model.errors import LedgerError
from holdfast.model.event import (
    Analysis,
    Choose,
    Defect,
    DefectKind,
    Defects,
    Event,
    Matter,
    Measure,
    Merged,
    Ruling,
    Seal,
    ThreatRow,
)

VERIFY: Final = "Run 'holdfast ledger verify' and restore the file from a copy whose head you know."
encode: Final = json.JSONEncoder(separators=(",", ":"), allow_nan=False).encode


def event_body(event: Event) -> str:
    """Write an event as one row body. Raises LedgerError for one without a subject, a name or a time in UTC."""
    _check(event)
    form, write = _WRITERS[type(event)]
    return encode([form, event.subject, event.at, *write(event)])


def check_body(check: Check) -> str:
    """Write a check of another tool as one row body."""
    words = [check.id, check.name, check.title, check.severity.word, check.confidence.word, check.engine]
    return encode(["check", *words, check.proves, check.cwe, check.topics, check.aliases])


def read_event(sequence: int, fields: list[Any]) -> Event | None:
    """An event from the fields of its row; None for a row of another form. Raises LedgerError."""
    reader = _READERS.get(fields[0]) if isinstance(fields[0], str) else None
    if reader is None:
        return None
    try:
        return reader(*fields[1:])
    except (ValueError, TypeError) as error:
        raise LedgerError(f"the {fields[0]} in ledger row {sequence} cannot be read", advice=VERIFY) from error


def read_check(sequence: int, fields: list[Any]) -> Check:
    """A check from the fields of its row. Raises LedgerError."""
    try:
        _, identity, name, title, severity, confidence, engine, proves, cwe, topics, aliases = fields
        return Check(
            id=text(identity),
            name=text(name),
            title=text(title),
            severity=Severity[text(severity).upper()],
            confidence=Confidence[text(confidence).upper()],
            engine=text(engine),
            proves=texts(proves),
            cwe=tuple(whole(number) for number in cwe),
            topics=texts(topics),
            aliases=texts(aliases),
        )
    except (ValueError, TypeError, KeyError) as error:
        raise LedgerError(f"the check in ledger row {sequence} cannot be read", advice=VERIFY) from error


def in_utc(moment: str) -> bool:
    """Whether a text is a time of ISO 8601 in UTC."""
    try:
        return datetime.fromisoformat(moment).utcoffset() == timedelta(0)
    except ValueError:
        return False


def text(value: object) -> str:
    """The value, which has to be text. Raises TypeError."""
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is no text")
    return value


def texts(values: object) -> tuple[str, ...]:
    """The values, which have to be a list of texts. Raises TypeError."""
    if not isinstance(values, list):
        raise TypeError(f"{values!r} is no list")
    return tuple(text(value) for value in values)


def whole(value: object) -> int:
    """The value, which has to be a whole number and not negative. Raises TypeError."""
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise TypeError(f"{value!r} is no count")
    return value


def number(value: object) -> float:
    """The value, which has to be a finite number. Raises TypeError."""
    if not isinstance(value, int | float) or isinstance(value, bool) or not isfinite(value):
        raise TypeError(f"{value!r} is no number")
    return value


def _written_analysis(event: Analysis) -> list[object]:
    threats = [
        [
            *(row.id, row.title, row.stride, row.severity, row.element, row.controls, row.paths, row.treatment),
            *(row.data, row.likelihood, row.impact, row.grounds, row.countered, row.owner, row.reason, row.until),
        ]
        for row in event.threats
    ]
    numbers = [event.criticality, event.flows, event.elements]
    return [event.model, event.tool, event.rules, *numbers, threats]


def _written_measure(event: Measure) -> list[object]:
    return [event.name, event.value, event.unit, event.origin]


def _written_defects(event: Defects) -> list[object]:
    rows = event.defects
    entries = [[row.key, row.kind.value, row.opened, row.closed, row.severity, row.component] for row in rows]
    return [event.source, entries]


def _written_matter(event: Matter) -> list[object]:
    return [event.origin, event.title, event.severity, event.controls, event.element]


def _written_ruling(event: Ruling) -> list[object]:
    by, owner, author = (item and [item.name, item.email] for item in (event.by, event.owner, event.author))
    about = [event.risk, event.origin, event.choice.value, by, event.reason, owner, author]
    return [*about, event.until, event.band, event.signature]


def _check(event: Event) -> None:
    named = {Measure: "name", Matter: "origin", Ruling: "risk"}.get(type(event), "subject")
    if not (getattr(event, named) and event.subject and in_utc(event.at)):
        what = type(event).__name__.lower()
        said = f"the {what} of {event.subject!r} at {event.at!r} cannot be recorded"
        raise LedgerError(said, advice="It needs a subject, a name and a time in UTC.")
    numbers = {Analysis: ("criticality",), Measure: ("value",)}.get(type(event), ())
    if not all(isfinite(getattr(event, name)) for name in numbers):
        raise LedgerError(f"{event!r} cannot be recorded", advice="Its number has to be finite.")
    for row in event.defects if isinstance(event, Defects) else ():
        _moments(row)


def _moments(row: Defect) -> None:
    try:
        for moment in filter(None, (row.opened or "never", row.closed)):
            datetime.fromisoformat(moment)
    except ValueError:
        said = f"the defect {row.key!r} was opened at {row.opened!r} and closed at {row.closed!r}"
        raise LedgerError(said, advice="Both have to be times of ISO 8601.") from None


def _analysis(*fields: Any) -> Analysis:
    subject, at, model, tool, rules, criticality, flows, elements, threats = fields
    return Analysis(
        subject=text(subject),
        at=text(at),
        model=text(model),
        tool=text(tool),
        rules=text(rules),
        criticality=number(criticality),
        flows=whole(flows),
        elements=whole(elements),
        threats=tuple(_threat(*row) for row in threats),
    )


def _threat(*fields: Any) -> ThreatRow:
    words, (controls, paths, treatment, data, likelihood, impact, grounds) = fields[:5], fields[5:12]
    identity, title, stride, severity, element = map(text, words)
    countered, owner, reason, until = map(text, fields[12:])
    return ThreatRow(
        id=identity,
        title=title,
        stride=stride,
        severity=severity,
        element=element,
        controls=texts(controls),
        paths=texts(paths),
        treatment=text(treatment),
        data=texts(data),
        likelihood=number(likelihood),
        impact=number(impact),
        grounds=tuple((text(subject), texts(globs)) for subject, globs in grounds),
        countered=countered,
        owner=owner,
        reason=reason,
        until=until,
    )


def _measure(*fields: Any) -> Measure:
    subject, at, name, value, unit, origin = fields
    words = {"subject": subject, "at": at, "name": name, "unit": unit, "origin": origin}
    return Measure(value=number(value), **{key: text(word) for key, word in words.items()})


def _defects(*fields: Any) -> Defects:
    subject, at, source, entries = fields
    return Defects(
        subject=text(subject), at=text(at), source=text(source), defects=tuple(_defect(*row) for row in entries)
    )


def _defect(*fields: Any) -> Defect:
    key, kind, opened, closed, severity, component = (text(field) for field in fields)
    return Defect(key=key, kind=DefectKind(kind), opened=opened, closed=closed, severity=severity, component=component)


def _matter(*fields: Any) -> Matter:
    subject, at, origin, title, severity, controls, element = fields
    words = {"subject": subject, "at": at, "origin": origin, "title": title, "severity": severity, "element": element}
    return Matter(controls=texts(controls), **{key: text(word) for key, word in words.items()})


def _ruling(*fields: Any) -> Ruling:
    subject, at, risk, origin, choice, by, reason, owner, author, until, band, signature = fields
    words = {"subject": subject, "at": at, "risk": risk, "origin": origin, "reason": reason, "until": until}
    words |= {"band": band, "signature": signature}
    return Ruling(
        choice=Choose(choice),
        by=_person(by),
        owner=owner and _person(owner),
        author=author and _person(author),
        **{key: text(word) for key, word in words.items()},
    )


def _person(fields: Any) -> Person:
    name, email = fields
    return Person(name=text(name), email=text(email))


def _seal(*fields: Any) -> Seal:
    subject, at, sequence, head, key, signature = fields
    words = {"subject": subject, "at": at, "head": head, "key": key, "signature": signature}
    return Seal(sequence=whole(sequence), **{name: text(word) for name, word in words.items()})


def _merged(*fields: Any) -> Merged:
    subject, at, first, last, head, taken = fields
    numbers = {"first": whole(first), "last": whole(last), "taken": whole(taken)}
    return Merged(subject=text(subject), at=text(at), head=text(head), **numbers)


_WRITERS: Final[Mapping[type, tuple[str, Callable[[Any], Iterable[object]]]]] = {
    Analysis: ("analysis", _written_analysis),
    Measure: ("measure", _written_measure),
    Defects: ("defects", _written_defects),
    Matter: ("matter", _written_matter),
    Ruling: ("ruling", _written_ruling),
    Seal: ("seal", attrgetter("sequence", "head", "key", "signature")),
    Merged: ("merged", attrgetter("first", "last", "head", "taken")),
}
_READERS: Final[Mapping[str, Callable[..., Event]]] = {
    "analysis": _analysis,
    "measure": _measure,
    "defects": _defects,
    "matter": _matter,
    "ruling": _ruling,
    "seal": _seal,
    "merged": _merged,
}

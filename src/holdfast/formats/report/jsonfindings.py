"""Findings in JSON: as plain data, and as text that is made in a third of the time.

A report may hold thousands of findings, and most of what one says others say too: checks, paths, resources.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from json.encoder import encode_basestring_ascii as quoted
from typing import Any, Final

from holdfast.formats.report.document import SURROGATE, Written, clean, form, indented, listed
from holdfast.formats.report.plain import uri
from holdfast.model.finding import Finding
from holdfast.model.verdict import About, Step

_DEPTH: Final = 2
"""How many steps to the right a finding stands in the report."""
_BELOW: Final = _DEPTH + 1
_STEP: Final = "  "


def plain(item: Finding) -> dict[str, Any]:
    """A finding as plain data."""
    fail, at, accepted = item.fail, item.fail.at, item.suppression
    return {
        "fingerprint": item.fingerprint,
        "check": item.check.id,
        "name": item.check.name,
        "title": item.check.title,
        "engine": item.check.engine,
        "severity": fail.severity.word,
        "confidence": fail.confidence.word,
        "persona": fail.persona.word,
        "state": item.state.value,
        "known_by": item.known_by,
        "suppression": accepted
        and {"by": accepted.by, "place": accepted.place, "reason": accepted.reason, "until": accepted.until},
        "says": fail.says,
        "place": {
            "path": at.path,
            "uri": uri(at.path),
            "line": at.line,
            "column": at.column,
            "end_line": at.end_line,
            "end_column": at.end_column,
            "route": list(at.route),
        },
        "frame": fail.frame,
        "mask": list(fail.mask),
        "notes": list(fail.notes),
        "resource": fail.about and _resource(fail.about),
        "steps": _steps(fail.steps),
        "fix": fail.fix,
        "names": list(fail.names),
        "facts": dict(fail.facts),
        "first_seen": item.first_seen,
        "last_seen": item.last_seen,
        "exposure": item.exposure and plainly(item.exposure),
    }


def plainly(item: Any) -> dict[str, Any]:
    """What a dataclass holds as plain data, others in it too."""
    from dataclasses import asdict  # dear to load, and few reports hold such a one

    return asdict(item)


def _resource(about: About) -> dict[str, Any]:
    return {
        "address": about.address,
        "type": about.type,
        "language": about.language,
        "path": about.path,
        "line": about.first,
        "end_line": about.last,
        "concern": about.concern,
    }


def _steps(steps: Sequence[Step]) -> list[dict[str, Any]]:
    return [
        {"says": step.says, "path": step.place.path, "line": step.place.line, "column": step.place.column}
        for step in steps
    ]


def text(findings: Sequence[Finding]) -> Written:
    """The text that ``written`` would make of the plain data of findings within a report."""
    if not findings:
        return Written("[]")
    sample = plain(findings[0])
    whole, spot = form(tuple(sample), _DEPTH), form(tuple(sample["place"]), _BELOW)
    within, end = f"\n{_STEP * (_BELOW + 1)}", f"\n{_STEP * _BELOW}"

    @cache
    def named(*words: str) -> tuple[str, ...]:
        return tuple(map(quoted, words))

    @cache
    def resource(about: About) -> str:
        return indented(_resource(about), _BELOW)

    def told(item: Finding) -> str:
        check, fail, at = item.check, item.fail, item.fail.at
        where = (at.line, at.column, at.end_line, at.end_column, indented(at.route, _BELOW + 1))
        return whole % (
            quoted(item.fingerprint),
            *named(check.id, check.name, check.title, check.engine),
            *named(fail.severity.word, fail.confidence.word, fail.persona.word, item.state.value, item.known_by),
            indented(item.suppression and plain(item)["suppression"], _BELOW),
            quoted(fail.says),
            spot % (*named(at.path, uri(at.path)), *where),
            quoted(fail.frame),
            f"[{within}{fail.mask[0]},{within}{fail.mask[1]}{end}]",
            indented(fail.notes, _BELOW),
            resource(fail.about) if fail.about else "null",
            indented(_steps(fail.steps), _BELOW) if fail.steps else "[]",
            quoted(fail.fix),
            indented(fail.names, _BELOW),
            indented(dict(fail.facts), _BELOW),
            *named(item.first_seen, item.last_seen),
            indented(item.exposure and plain(item)["exposure"], _BELOW),
        )

    made = ((item, told(item)) for item in findings)
    safe = [indented(clean(plain(item)), _DEPTH) if SURROGATE in each else each for item, each in made]
    return Written(listed(safe, _DEPTH - 1))

"""Use case: reports about where a repository stands: for its team, for a manager, for an auditor."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from itertools import groupby
from pathlib import Path
from typing import Any, Final

from holdfast.app.dossierform import document
from holdfast.app.dossiers import Answer, Question, answer
from holdfast.app.kpis import indicators
from holdfast.app.register import register_of
from holdfast.app.standing import Posture, posture
from holdfast.formats.report.kpis import worded
from holdfast.formats.report.standing.markdown import auditor_text, manager_text
from holdfast.formats.report.standing.page import page
from holdfast.model.errors import UsageError
from holdfast.model.history import History
from holdfast.model.kpi import Kpi
from holdfast.model.posture import WORST_FIRST, ActivityState, ActivityStatus
from holdfast.model.risk import Risk, RiskState
from holdfast.model.threat import Band

FORMATS: Final = ("html", "md", "json")
READERS: Final = ("manager", "auditor")
_SEVERITIES: Final = ("critical", "high", "medium", "low", "info")
_MONTHS: Final = 6
_RISKS: Final = 10
_WINDOW: Final = "90d"
_LIVE: Final = (RiskState.OPEN, RiskState.ACCEPTED)
_STEPS: Final = 5


def report(folder: Path, reader: str, form: str, question: Question) -> str:
    """The text of a report. Raises UsageError, LedgerError and ConfigError as its parts do."""
    if reader == "auditor":
        return _auditor(answer(folder, question), form)
    if question != Question():
        advice = "--for auditor tells what speaks for and against it."
        raise UsageError("a manager's report is about the whole", advice=advice)
    view = manager_view(posture(folder, spells=True))
    if form == "json":
        return json.dumps({"schema": "holdfast-manager-report/1", **view}, indent=1) + "\n"
    return manager_text(view) if form == "md" else page("posture", view)


def manager_view(told: Posture) -> dict[str, Any]:
    """Where it stands with the worst risks of the register and the indicators of the last quarter, as plain data."""
    view = standing_view(told, "Security at a glance", steps=_STEPS)
    live = [item for item in register_of(told.folded).risks if item.state in _LIVE]
    worst = sorted(live, key=lambda item: (-item.current.rank, item.state is not RiskState.OPEN, item.since, item.id))
    bad = sum(item.current.rank >= Band.HIGH.rank for item in live)
    measured = indicators(told.folded, _WINDOW)
    return view | {
        "figures": [*view["figures"], ("Risks in the register", f"{len(live):,}", f"{bad:,} critical or high now")],
        "risks": [],
        "register": [_risk(item) for item in worst[:_RISKS]],
        "indicators": [_indicator(item) for item in measured if item.value is not None],
        "unmeasured": [{"title": item.title, "gaps": list(item.gaps)} for item in measured if item.value is None],
    }


def _risk(item: Risk) -> dict[str, Any]:
    return {
        "id": item.id,
        "band": item.current.value,
        "title": item.title,
        "element": item.element,
        "state": item.state.value,
        "owner": item.owner.name if item.owner else "",
        "since": item.since,
        "until": item.until or item.due,
    }


def _indicator(item: Kpi) -> dict[str, Any]:
    first = next((point.value for point in item.trend if point.value is not None), None)
    return {
        "title": item.title,
        "value": worded(item.value, item.unit),
        "before": worded(first, item.unit),
        "definition": item.definition,
        "gaps": list(item.gaps),
    }


def posture_page(told: Posture) -> str:
    """The posture as a page."""
    return page("posture", standing_view(told, "Posture", steps=_STEPS))


def _auditor(found: Answer, form: str) -> str:
    view = document(found)
    if form == "json":
        return json.dumps(view, indent=1) + "\n"
    states = [item.status.state for item in found.dossiers]
    asked = [f"about {item}" for item in (found.question.control, found.question.subject) if item]
    asked += [f"where {found.question.data} is kept"] if found.question.data else []
    view |= {
        "asked": ", ".join(asked) or "Every control that something speaks for or against",
        "counts": [(state.value, count) for state in WORST_FIRST if (count := states.count(state))],
    }
    return auditor_text(view) if form == "md" else page("auditor", view)


def standing_view(told: Posture, heading: str, *, steps: int) -> dict[str, Any]:
    """Where it stands as plain data."""
    states = [item.state for item in told.activities]
    controls = [item.state for item in told.folded.statuses if item.subject]
    counted = {state: controls.count(state) for state in WORST_FIRST}
    opened = [item for item in told.folded.histories if item.open]
    bad = sum(item.severity in _SEVERITIES[:2] for item in opened)
    running = len(states) - states.count(ActivityState.OFF)
    share = f"{max(item.share for item in told.unread):.1f} %" if told.unread else "not known"
    return {
        "heading": heading,
        "root": told.folded.root.name,
        "at": told.folded.now,
        "sentence": _sentence(states),
        "figures": [
            ("Activities that run", f"{running} of {len(states)}", f"{states.count(ActivityState.PROVEN)} proven"),
            ("Controls proven", str(counted[WORST_FIRST[5]]), f"{counted[WORST_FIRST[0]]} failing"),
            ("Attested by a person", str(counted[WORST_FIRST[4]]), "until their end dates"),
            ("Open findings", f"{len(opened):,}", f"{bad:,} critical or high"),
            ("Unread", share, "of lines or files, the worst subject"),
        ],
        "phases": [
            (phase.value.capitalize(), [_activity(item) for item in items])
            for phase, items in groupby(told.activities, key=lambda item: item.activity.phase)
        ],
        "register": [],
        "indicators": [],
        "unmeasured": [],
        "next": [asdict(item) for item in told.steps[:steps]],
        "trend": list(_trend(told)),
        "risks": _weighing(opened, told),
        "gaps": [_activity(item) | {"gaps": list(item.gaps)} for item in told.activities if item.evidence],
        "unread": [{**asdict(item), "share": item.share} for item in told.unread],
    }


def _sentence(states: Sequence[ActivityState]) -> str:
    counts = [f"{states.count(state)} {state.value}" for state in ActivityState if states.count(state)]
    return f"{len(states)} activities: {', '.join(counts)}"


def _activity(item: ActivityStatus) -> dict[str, Any]:
    return {"number": item.activity.number, "title": item.activity.title, "state": item.state.value}


def _weighing(opened: Sequence[History], told: Posture) -> list[dict[str, Any]]:
    by_check: dict[str, list[History]] = {}
    for item in opened:
        by_check.setdefault(item.check, []).append(item)
    rows: list[dict[str, Any]] = [
        {
            "check": name,
            "title": check.title if (check := told.folded.checks.get(name)) else name,
            "severity": min((item.severity for item in own), key=_rank),
            "places": len(own),
            "since": min(item.spans[-1].opened for item in own),
            "place": own[0].place,
        }
        for name, own in by_check.items()
    ]
    return sorted(rows, key=_weight)[:_RISKS]


def _weight(row: Mapping[str, Any]) -> tuple[int, int, str]:
    return _rank(row["severity"]), -row["places"], row["title"]


def _rank(severity: str) -> int:
    return _SEVERITIES.index(severity) if severity in _SEVERITIES else len(_SEVERITIES)


def _trend(told: Posture) -> Iterator[dict[str, Any]]:
    """Month by month, the last one today: controls proven, findings open."""
    spells = [spell for own in told.spells.values() for spell in own]
    first = min((span.opened for item in told.folded.histories for span in item.spans), default="")
    begin = min([*(spell.start for spell in spells), *([first] if first else [])], default="")
    if not begin:
        return
    for month in _months(begin[:7], told.folded.now[:7]):
        end = f"{month}-31T23:59:59+00:00"
        still = [
            item
            for item in told.folded.histories
            if any(span.opened <= end and (not span.closed or span.closed > end) for span in item.spans)
        ]
        yield {
            "month": month,
            "proven": sum(spell.start <= end and (not spell.end or spell.end > end) for spell in spells),
            "open": len(still),
            "bad": sum(item.severity in _SEVERITIES[:2] for item in still),
        }


def _months(first: str, last: str) -> list[str]:
    year, month = int(last[:4]), int(last[5:7])
    found: list[str] = []
    while len(found) < _MONTHS and (name := f"{year:04}-{month:02}") >= first:
        found.append(name)
        year, month = (year, month - 1) if month > 1 else (year - 1, 12)
    return found[::-1]

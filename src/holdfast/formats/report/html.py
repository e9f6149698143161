"""The report as one self-contained page: no script, nothing loaded from anywhere, light and dark."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from importlib.resources import files
from typing import Any

from holdfast.formats.report.change import moves
from holdfast.formats.report.frame import fitted
from holdfast.formats.report.gist import (
    folded,
    guidance,
    nothing_read,
    outcome,
    reasons,
    sentence,
    standing,
    unsure_share,
)
from holdfast.formats.report.listing import adds
from holdfast.formats.report.look import Look
from holdfast.formats.report.plain import count, duration, size, visible
from holdfast.formats.report.sarif_rules import is_address
from holdfast.formats.report.terminal import WIDEST, Pen
from holdfast.formats.report.uncovered import unread
from holdfast.model.check import Confidence, Guidance, Severity
from holdfast.model.finding import Finding, State
from holdfast.model.report import Report, Tally

_FEW = 20
"""How many skipped paths of one reason are named."""
_VERDICTS = {
    "passed": "Passed",
    "refused": "Refused",
    "usage": "Not run",
    "nothing": "Nothing read",
    "incomplete": "Incomplete",
}


def render(report: Report, look: Look) -> str:
    """Write the report as HTML. Every value is escaped, and characters that would not show are made visible."""
    from jinja2 import Environment, StrictUndefined
    from markupsafe import Markup

    room = files("holdfast.formats.report")
    style = room.joinpath("report.css").read_text(encoding="utf-8")
    page = Environment(
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=_shown,
    )
    digest = b64encode(sha256(style.encode()).digest()).decode()
    # The style sheet is a file of this package, and its digest is the only style that the page's policy lets in.
    return page.from_string(room.joinpath("report.html.j2").read_text(encoding="utf-8")).render(
        style=Markup(style),  # noqa: S704
        style_digest=digest,
        **_view(report),
    )


def _shown(value: Any) -> Any:
    """Let a template print text of others only as far as it shows, and our own markup as it is."""
    return visible(value) if isinstance(value, str) and not hasattr(value, "__html__") else value


def _view(report: Report) -> dict[str, Any]:
    word = outcome(report)
    return {
        "report": report,
        "verdict": word,
        "verdict_title": _VERDICTS[word],
        "sentence": _after_heading(sentence(report)),
        "cards": _cards(report),
        "severities": _severities(report),
        "nothing_read": nothing_read(report),
        "known": [_accepted(item) for item in folded(report, State.KNOWN)],
        "suppressed": [_accepted(item) for item in folded(report, State.SUPPRESSED)],
        "skipped": _skipped(report),
        "figures": _figures(report),
        "coverage": report.coverage if report.coverage and (report.coverage.open or report.coverage.unread) else None,
        "unread": [unread(item) for item in report.coverage.unread] if report.coverage else [],
        "change": report.change,
        "moves": moves(report.change) if report.change else "",
        "engines": sorted({check.engine for check in report.checks}),
    }


def _figures(report: Report) -> list[tuple[str, str, str]]:
    """List the numbers: label, value, and what else there is to say of it."""
    tally = report.tally
    faults = sum(item.fault for item in report.skipped)
    files = f"{tally.cached:,} from the cache" if tally.cached else ""
    text = ("Text", size(tally.bytes), count(tally.lines, "line"))
    return [
        ("Files", f"{tally.files:,}", files or (", ".join(text[1:]) if tally.resources else "")),
        *([] if tally.resources else [text]),
        ("Checks", f"{tally.checks:,}", f"{tally.hidden:,} findings hidden by thresholds" if tally.hidden else ""),
        ("Decoded", f"{tally.derived:,}", "values read inside values"),
        *([("Resources", f"{tally.resources:,}", _unsure(tally))] if tally.resources else []),
        ("Skipped", f"{len(report.skipped):,}", f"{faults:,} could not be read" if faults else ""),
        ("Time", duration(tally.seconds), ""),
    ]


def _unsure(tally: Tally) -> str:
    return f"{unsure_share(tally):.1f} % of answers unsure" if tally.unsure else "every answer was decided"


def _severities(report: Report) -> list[tuple[str, int]]:
    found = [item.fail.severity for item in standing(report)]
    return [(grade.word, found.count(grade)) for grade in reversed(Severity) if grade in found]


def _cards(report: Report) -> list[dict[str, Any]]:
    """Put the findings that ask for an action on cards, one per check and severity: worst and most frequent first."""
    explained = guidance(report)
    groups: dict[tuple[int, str], list[Finding]] = {}
    for item in standing(report):
        groups.setdefault((-item.fail.severity, item.check.id), []).append(item)
    order = sorted(groups.items(), key=lambda group: (group[0][0], -len(group[1]), group[0][1]))
    return [
        _card(f"card-{number}", items, explained.get(items[0].check.id)) for number, (_, items) in enumerate(order, 1)
    ]


def _card(anchor: str, items: list[Finding], explained: Guidance | None) -> dict[str, Any]:
    return {
        "anchor": anchor,
        "check": items[0].check,
        "severity": items[0].fail.severity.word,
        "why": explained.why if explained else "",
        "steps": explained.steps if explained else (),
        "references": [(link, is_address(link)) for link in explained.references] if explained else [],
        "cwe": sorted(set(items[0].check.cwe)),
        "places": [_place(item) for item in items],
        "fixes": [text.split("\n") for text in dict.fromkeys(item.fail.fix.rstrip() for item in items) if text],
    }


def _place(item: Finding) -> dict[str, Any]:
    fail = item.fail
    tags = [] if fail.confidence is Confidence.HIGH else [f"{fail.confidence.word} confidence"]
    tags += [item.state.value] if item.state is not State.NEW else []
    return {
        "at": fail.at,
        "frame": fitted(fail, WIDEST, Pen(Look(width=WIDEST))),
        "says": fail.says if adds(fail.says, item.check.title) or not fail.frame else "",
        "tags": tags,
        "inside": ", then ".join(fail.at.route),
        "notes": fail.notes,
        "steps": fail.steps,
        "resource": fail.about.address if fail.about else "",
        "fingerprint": item.fingerprint,
        "first_seen": item.first_seen,
    }


def _accepted(item: Finding) -> dict[str, Any]:
    accepted = item.suppression
    return {
        "severity": item.fail.severity.word,
        "check": item.check,
        "at": item.fail.at,
        "fingerprint": item.fingerprint,
        "by": accepted.by if accepted else item.known_by or "baseline",
        "place": accepted.place if accepted else "",
        "reason": accepted.reason if accepted else "",
        "until": accepted.until if accepted else "",
    }


def _skipped(report: Report) -> list[dict[str, Any]]:
    return [
        {
            "why": why,
            "fault": items[0].fault,
            "files": len(items),
            "weight": size(weight) if (weight := sum(item.bytes for item in items)) else "unknown",
            "paths": [item.path for item in items[:_FEW]],
            "more": max(0, len(items) - _FEW),
        }
        for why, items in reasons(report.skipped)
    ]


def _after_heading(text: str) -> str:
    """The gate's sentence without the word that the heading above it says already."""
    head, colon, rest = text.partition(": ")
    return rest[:1].upper() + rest[1:] if colon and head.isalpha() else text

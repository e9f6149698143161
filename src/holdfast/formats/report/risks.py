"""The register of risks as CSV with fixed columns, as Markdown, and as JSON."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any, Final

from holdfast.formats.report.plain import encodable, visible
from holdfast.model.decision import Person
from holdfast.model.risk import Risk

SCHEMA: Final = "holdfast-risks/1"
COLUMNS: Final = (
    *("id", "state", "current", "inherent", "residual", "title", "subject", "origin", "element", "stride"),
    *(
        "controls",
        "treatment",
        "owner",
        "due",
        "accepted_by",
        "until",
        "reason",
        "since",
        "findings",
        "evidence",
        "gaps",
    ),
)
"""Of the CSV; new ones are added behind."""
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n")
"""How a cell begins that a spreadsheet might take for a formula."""


def table(risks: Sequence[Risk]) -> str:
    """The register as CSV (RFC 4180), a row for each risk; no cell is one that a spreadsheet would compute."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows([safe(_cell(getattr(risk, name))) for name in COLUMNS] for risk in risks)
    return text.getvalue()


def safe(cell: str) -> str:
    """A cell that a spreadsheet shows as it is: what might be a formula begins with an apostrophe."""
    plain = "".join(char if char.isprintable() or char == "\n" else " " for char in encodable(cell))
    return f"'{plain}" if cell.startswith(_FORMULA) or plain.lstrip().startswith(_FORMULA) else plain


def _cell(value: Any) -> str:
    if isinstance(value, tuple):
        return "; ".join(map(str, value))
    return person(value) if isinstance(value, Person) else "" if value is None else str(value)


def person(who: Person | None) -> str:
    """Who somebody is, with the address in angle brackets where there is one."""
    if who is None:
        return ""
    return f"{who.name} <{who.email}>" if who.email else who.name


def document(risks: Sequence[Risk]) -> str:
    """The register as JSON."""
    rows = [{**asdict(risk), "story": [asdict(step) for step in risk.story]} for risk in risks]
    return json.dumps({"schema": SCHEMA, "risks": rows}, indent=1, ensure_ascii=True) + "\n"


def markdown(risks: Sequence[Risk]) -> str:
    """The register as a table for a pull request or a page."""
    lines = ["| Risk | State | Now | Left | What | Where | Owner | Until |", "|---|---|---|---|---|---|---|---|"]
    for risk in risks:
        cells = [risk.id, risk.state.value, risk.current.value, risk.residual.value, risk.title]
        cells += [risk.element or risk.subject, risk.owner.name if risk.owner else "", risk.until or risk.due]
        lines.append(f"| {' | '.join(map(_marked, cells))} |")
    return "\n".join(lines) + "\n" if risks else "The register holds no risk.\n"


def _marked(text: str) -> str:
    shown = visible(text)
    for char in "\\`*_[]<>|":
        shown = shown.replace(char, f"\\{char}")
    return shown

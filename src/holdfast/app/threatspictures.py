"""Use cases: a threat model as a picture, and as a report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from holdfast.app import reports
from holdfast.app.threats import Told
from holdfast.formats import threatlayout
from holdfast.formats.report.dataflow import arranged, svg
from holdfast.formats.report.mermaid import mermaid
from holdfast.formats.report.plain import count
from holdfast.formats.report.threatpage import ThreatPage, render
from holdfast.formats.report.threattable import markdown, table
from holdfast.loop.catalogue import CONTROLS
from holdfast.model.errors import HoldfastError, IncompleteError
from holdfast.model.posture import ControlState

PICTURES: Final = ("svg", "html", "mermaid")
"""How a picture can be had."""
REPORTS: Final = ("html", "md", "csv")
"""How a report can be had."""


def picture(found: Told, form: str) -> str:
    """The diagram in a format; ``html`` is a page of its own. Raises HoldfastError without the layout library."""
    if form == "mermaid":
        return mermaid(found.system, found.standings)
    drawn = svg(found.system, found.standings, placed(found.root))
    return drawn if form == "svg" else _framed(found, drawn)


def _framed(found: Told, drawn: str) -> str:
    from html import escape

    from holdfast.formats.report.plain import visible

    title = escape(f"Data-flow diagram of {visible(found.system.name)}")
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta name="color-scheme" content="light dark"><title>{title}</title>'
        f"<style>{_PAGE}</style></head><body><main>\n{drawn}</main></body></html>\n"
    )


_PAGE: Final = (
    ":root{color-scheme:light dark}body{margin:0;background:#fff}"
    "@media(prefers-color-scheme:dark){body{background:#12171d}}"
    "main{display:grid;justify-items:center;padding:1rem}svg{max-width:100%;height:auto}"
)


def save_layout(found: Told) -> Path:
    """Write down where everything stands, so that people can move it; the file. Raises HoldfastError."""
    plan = arranged(found.system, found.standings, placed(found.root))
    spots: Mapping[str, tuple[float, float]] = {
        name: (box.x, box.y) for name, box in (*plan.elements.items(), *plan.labels.items())
    }
    path = found.root / threatlayout.PATH
    reports.put(threatlayout.written(spots), path)
    return path


def report(found: Told, form: str) -> str:
    """The report in a format; a page goes without its picture where there is no layout library, and says so."""
    if form == "csv":
        return table(found.system, found.standings)
    if form == "md":
        return markdown(found.system, found.analysed, found.standings, found.first)
    drawn, without = _inline(found)
    return render(
        ThreatPage(
            system=found.system,
            analysed=found.analysed,
            standings=found.standings,
            first=found.first,
            picture=drawn,
            without=without,
            seen_at=found.ledger.now,
            evidence=_evidence(found),
        )
    )


def _evidence(found: Told) -> str:
    """What the ledger had to say, in one sentence."""
    if not found.ledger.ledger.exists():
        return "There is no ledger here, so nothing is shown: scan with --record."
    proven = {item.control.id for item in found.ledger.statuses if item.state is ControlState.PROVEN}
    return (
        f"The ledger shows {count(len(proven), 'control')} to hold today, of {count(len(CONTROLS), 'control')} known."
    )


def placed(root: Path) -> dict[str, tuple[float, float]]:
    """Where people placed what the picture shows; empty where they placed nothing. Raises ConfigError."""
    try:
        with (root / threatlayout.PATH).open("rb") as file:
            content = file.read(threatlayout.MOST_BYTES + 1)
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise IncompleteError(f"{threatlayout.PATH} cannot be read: {error.strerror}") from error
    return threatlayout.read(threatlayout.PATH, content)


def _inline(found: Told) -> tuple[str, str]:
    try:
        return svg(found.system, found.standings, placed(found.root), alone=False), ""
    except HoldfastError as error:
        return "", f"There is no diagram here: {error}. {error.advice}"


def form_of(wanted: str, output: Path | None, forms: Sequence[str]) -> str:
    """The format that was asked for, else the one that the file's name ends in, else the first."""
    if wanted:
        return wanted
    ending = output.suffix.lstrip(".").lower() if output else ""
    return {"markdown": "md", "htm": "html", "mmd": "mermaid"}.get(ending, ending) if ending in _ENDINGS else forms[0]


_ENDINGS: Final = ("svg", "html", "htm", "md", "markdown", "csv", "mmd")

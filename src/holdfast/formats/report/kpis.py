"""The indicators as JSON by month, as one SVG of trends, and as a page that needs nothing else."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from html import escape
from typing import Final

from holdfast.formats.report.plain import visible
from holdfast.model.kpi import Kpi

SCHEMA: Final = "holdfast-kpi/1"
_WIDE: Final = 380
_HIGH: Final = 168
_ACROSS: Final = 2
_GAP: Final = 20
_LEFT: Final = 18
_TOP: Final = 96
_PLOT_WIDE: Final = 344
_PLOT_HIGH: Final = 44
_STYLE: Final = """
.kpis{--ink:#1c2430;--soft:#56606e;--line:#d5dae2;--card:#fff;--page:#f6f7f9;--mark:#0b62c4;--fill:#0b62c41f;
font:13px/1.4 system-ui,sans-serif}
@media (prefers-color-scheme:dark){.kpis{--ink:#e7ebf0;--soft:#a3aebc;--line:#39434f;--card:#1b222b;--page:#12171d;
--mark:#6fb1ff;--fill:#6fb1ff2b}}
.kpis .page{fill:var(--page)} .kpis .card{fill:var(--card);stroke:var(--line)} .kpis text{fill:var(--ink)}
.kpis .name{font-weight:600} .kpis .value{font-size:24px;font-weight:650}
.kpis .unit,.kpis .when{fill:var(--soft);font-size:11px}
.kpis .trend{fill:none;stroke:var(--mark);stroke-width:2;stroke-linejoin:round} .kpis .area{fill:var(--fill)}
.kpis .dot{fill:var(--mark)} .kpis .base{stroke:var(--line)}
"""
_PAGE: Final = """
:root{--ink:#1c2430;--soft:#56606e;--line:#d5dae2;--page:#f6f7f9;--card:#fff;color-scheme:light dark}
@media (prefers-color-scheme:dark){:root{--ink:#e7ebf0;--soft:#a3aebc;--line:#39434f;--page:#12171d;--card:#1b222b}}
body{margin:0 auto;max-width:860px;padding:24px;background:var(--page);color:var(--ink);
font:15px/1.5 system-ui,sans-serif}
svg{max-width:100%;height:auto} h2{margin:32px 0 4px;font-size:18px} p,dd{margin:4px 0} .soft{color:var(--soft)}
table{border-collapse:collapse;width:100%} caption{text-align:left;color:var(--soft)}
th,td{text-align:left;padding:4px 10px;border-bottom:1px solid var(--line)}
td.n{text-align:right;font-variant-numeric:tabular-nums}
"""


def document(found: Sequence[Kpi]) -> str:
    """The indicators as JSON, each with its trend by month."""
    return json.dumps({"schema": SCHEMA, "indicators": [asdict(item) for item in found]}, indent=1) + "\n"


def number(value: float | None, unit: str) -> str:
    """A value as people read it; a share in per cent, a dash for what is not known."""
    if value is None:
        return "–"
    if unit == "share":
        return f"{value:.1%}"
    if unit == "seconds" and value >= 120:
        return f"{value / 60:,.0f} min" if value < 7200 else f"{value / 3600:,.1f} h"
    return f"{value:,.0f}" if value == int(value) else f"{value:,.2f}"


def worded(value: float | None, unit: str) -> str:
    """The same with its unit."""
    text = number(value, unit)
    return text if value is None or unit == "share" or text.endswith(("min", "h")) else f"{text} {unit}"


def svg(found: Sequence[Kpi]) -> str:
    """One card for each indicator, with its line by month; light and dark, told to screen readers."""
    across = min(_ACROSS, max(1, len(found)))
    rows = -(-len(found) // across) or 1
    wide, high = across * (_WIDE + _GAP) + _GAP, rows * (_HIGH + _GAP) + _GAP
    said = "; ".join(f"{item.title}: {worded(item.value, item.unit)}" for item in found)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="kpis" viewBox="0 0 {wide} {high}" width="{wide}"'
        f' height="{high}" role="img" aria-labelledby="kpi-title kpi-text">',
        f'<title id="kpi-title">Security indicators</title><desc id="kpi-text">{escape(said)}</desc>',
        f'<style>{_STYLE}</style><rect class="page" width="{wide}" height="{high}"/>',
    ]
    for at, item in enumerate(found):
        x, y = _GAP + at % across * (_WIDE + _GAP), _GAP + at // across * (_HIGH + _GAP)
        parts += [f'<g transform="translate({x} {y})">', *_card(item), "</g>"]
    return "\n".join([*parts, "</svg>"]) + "\n"


def _card(item: Kpi) -> Iterator[str]:
    yield f'<rect class="card" width="{_WIDE}" height="{_HIGH}" rx="8"/>'
    yield f'<text class="name" x="{_LEFT}" y="28">{escape(item.title)}</text>'
    yield f'<text class="value" x="{_LEFT}" y="62">{escape(number(item.value, item.unit))}</text>'
    unit = "not known yet" if item.value is None else "" if item.unit == "share" else item.unit
    yield f'<text class="unit" x="{_LEFT}" y="82">{escape(unit)}</text>'
    points = [(point.period, point.value) for point in item.trend if point.value is not None]
    bottom = _TOP + _PLOT_HIGH
    yield f'<line class="base" x1="{_LEFT}" x2="{_LEFT + _PLOT_WIDE}" y1="{bottom}" y2="{bottom}"/>'
    if points:
        yield from _line(points, len(item.trend), [point.period for point in item.trend])


def _line(points: Sequence[tuple[str, float]], months: int, periods: Sequence[str]) -> Iterator[str]:
    top = max(value for _, value in points) or 1.0
    step = _PLOT_WIDE / max(1, months - 1)
    spots = [(_LEFT + periods.index(period) * step, _TOP + _PLOT_HIGH * (1 - value / top)) for period, value in points]
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in spots)
    bottom = _TOP + _PLOT_HIGH
    if len(spots) > 1:
        yield f'<polygon class="area" points="{spots[0][0]:.1f},{bottom} {path} {spots[-1][0]:.1f},{bottom}"/>'
        yield f'<polyline class="trend" points="{path}"/>'
    yield f'<circle class="dot" cx="{spots[-1][0]:.1f}" cy="{spots[-1][1]:.1f}" r="3.5"/>'
    yield f'<text class="when" x="{_LEFT}" y="{bottom + 16}">{escape(periods[0])}</text>'
    if months > 1:
        end, last = _LEFT + _PLOT_WIDE, escape(periods[-1])
        yield f'<text class="when" x="{end}" y="{bottom + 16}" text-anchor="end">{last}</text>'


def page(found: Sequence[Kpi], root: str, day: str) -> str:
    """A page with the picture, and below it every figure, definition, source and gap in words and tables."""
    title = f"Security indicators of {visible(root)}"
    window = f"{found[0].window[0]} to {found[0].window[1]}" if found else ""
    parts = [
        "<!doctype html>",
        f'<html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<style>{_PAGE}</style></head><body><main>",
        f'<h1>{escape(title)}</h1><p class="soft">{escape(window)}, as of {escape(day)}</p>',
        svg(found),
    ]
    for item in found:
        parts += _section(item)
    return "\n".join([*parts, "</main></body></html>"]) + "\n"


def _section(item: Kpi) -> Iterator[str]:
    yield f'<section><h2 id="{escape(item.id)}">{escape(item.title)}: {escape(worded(item.value, item.unit))}</h2>'
    of = f" of {number(item.denominator, '')}" if item.denominator is not None else ""
    yield f"<p>Numerator {number(item.numerator, '')}{of}. {escape(item.definition)}</p>"
    yield f'<p class="soft">{escape(item.source)}</p>'
    yield from (f"<p>Missing: {escape(visible(gap))}.</p>" for gap in item.gaps)
    rows = [(name, number(value, "")) for name, value in item.parts]
    rows += [(point.period, number(point.value, item.unit)) for point in item.trend]
    if rows:
        yield "<table><caption>Figures, and the value by month</caption><tbody>"
        for name, value in rows:
            yield f'<tr><th scope="row">{escape(visible(name))}</th><td class="n">{escape(value)}</td></tr>'
        yield "</tbody></table>"
    yield "</section>"

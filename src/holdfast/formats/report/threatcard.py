"""All that is known of one threat, for a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from holdfast.formats.report.look import Look
from holdfast.formats.report.terminal import Pen, wrap
from holdfast.formats.report.threatwords import named, references
from holdfast.model.posture import ControlState
from holdfast.model.system import System
from holdfast.model.threat import BUSINESS, LIKELIHOOD, TECHNICAL, Rating, Standing

_LABEL: Final = 12
_STYLES: Final = {
    ControlState.PROVEN: "good",
    ControlState.ATTESTED: "warn",
    ControlState.STALE: "warn",
    ControlState.FAILING: "bad",
}


def card(item: Standing, system: System, look: Look) -> str:
    """The whole card."""
    pen, threat = Pen(look), item.threat
    names = named(system)
    on = names.get(threat.on, threat.on)
    lines = [pen.paint(pen.safe(f"{threat.title}: {on}"), "strong"), pen.paint(pen.safe(threat.id), "label"), ""]
    lines += _row("Attacker", threat.says, pen)
    lines += _row("Because", threat.why, pen)
    assets = {asset.id: f"{asset.name} ({asset.level.value})" for asset in system.assets}
    lines += _row("At stake", ", ".join(assets.get(name, name) for name in threat.data), pen)
    lines += _row("Crosses", ", ".join(names.get(name, name) for name in threat.crosses), pen)
    lines += _row("Handled", f"{item.handling.value}{_countered(item)}", pen)
    lines += _treatment(item, pen)
    lines += ["", *_ratings(item, pen), "", *_factors(threat.inherent, pen), ""]
    for number, text in enumerate(threat.mitigations, 1):
        lines += _row("Do" if number == 1 else "", f"{number}. {text}" if len(threat.mitigations) > 1 else text, pen)
    lines += ["", *_controls(item, pen)]
    lines += _row("See", ", ".join(name for name, _ in references(threat)), pen)
    return "\n".join(lines) + "\n"


def _row(label: str, text: str, pen: Pen, style: str = "") -> list[str]:
    """A label and its text; nothing where there is no text."""
    lines = wrap(pen.safe(text), pen.measure - _LABEL)
    head = pen.paint(f"{label:<{_LABEL}}", "dim")
    drawn = [pen.paint(line, style) if style else line for line in lines]
    return [f"{head if not at else ' ' * _LABEL}{line}" for at, line in enumerate(drawn)]


def _countered(item: Standing) -> str:
    return f": the model says {item.threat.countered}" if item.threat.countered else ""


def _treatment(item: Standing, pen: Pen) -> list[str]:
    found = item.threat.treatment
    if found is None:
        return []
    until = f" until {found.until}" if found.until else ""
    owner = f", {found.owner}" if found.owner else ""
    reason = f": {found.reason}" if found.reason else ""
    return _row("Treatment", f"{found.way.value}{owner}{until}{reason}", pen)


def _ratings(item: Standing, pen: Pen) -> Iterator[str]:
    for label, rating in (("Inherent", item.threat.inherent), ("Today", item.current), ("At best", item.residual)):
        says = f"likelihood {rating.likelihood:.1f}, impact {rating.impact:.1f}"
        vector = f", {rating.cvss}" if rating.cvss else ""
        style = rating.band.value if rating.band.rank else "info"
        head = pen.paint(f"{label:<{_LABEL}}", "dim")
        yield f"{head}{pen.paint(f'{rating.band.value:<9}', style)} {says}{pen.safe(vector)}"


def _factors(rating: Rating, pen: Pen) -> Iterator[str]:
    """The factors as a table of two columns: likelihood, and impact."""
    values = dict(rating.factors)
    left = [(name, values[name]) for name in LIKELIHOOD if name in values]
    right = [(name, values[name]) for name in (*TECHNICAL, *BUSINESS) if name in values]
    yield pen.paint(f"{'Likelihood':<{_LABEL + 16}}{'Impact'}", "dim")
    for at in range(max(len(left), len(right))):
        one = f"{left[at][0]:<22}{left[at][1]}" if at < len(left) else ""
        other = f"{right[at][0]:<22}{right[at][1]}" if at < len(right) else ""
        yield f"{one:<{_LABEL + 16}}{other}".rstrip()


def _controls(item: Standing, pen: Pen) -> Iterator[str]:
    """Each control with its state, and what keeps it from being proven."""
    seen = {status.control.id: status for status in item.controls}
    for name in item.threat.controls:
        status = seen.get(name)
        word = status.state.value if status else "not looked at"
        style = _STYLES.get(status.state, "dim") if status else "dim"
        title = f" {status.control.title}" if status else ""
        at = f", {status.strength.value} of {status.seen_at[:10]}" if status and status.strength else ""
        yield from _row("Control", f"{name}: {word}{at}.{title}", pen, style)
    for gap in item.gaps[:6]:
        yield from _row("Missing", gap, pen)
    for each in item.concrete[:6]:
        yield from _row("Found", f"{each.place} {each.says}", pen, "bad")
    for failure in item.failures[:6]:
        yield from _row("Fails at", f"{failure.place} {failure.says}", pen, "bad")

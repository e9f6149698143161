"""The register of risks on the terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from textwrap import wrap
from typing import Final

from holdfast.app.register import Register, signatures, who
from holdfast.faces.cli.paint import Paint, shown
from holdfast.model.event import Choose, Ruling
from holdfast.model.posture import ControlState, ControlStatus
from holdfast.model.risk import Risk, RiskState
from holdfast.model.threat import Band

_SIGNS: Final = {RiskState.OPEN: "●", RiskState.ACCEPTED: "◐", RiskState.TREATED: "○", RiskState.CLOSED: "✓"}
_STATES: Final = {RiskState.OPEN: "bad", RiskState.ACCEPTED: "warn", RiskState.TREATED: "good", RiskState.CLOSED: "dim"}
_BANDS: Final = {Band.CRITICAL: "bad", Band.HIGH: "bad", Band.MEDIUM: "warn", Band.LOW: "dim", Band.NOTE: "dim"}
_CONTROLS: Final = {ControlState.PROVEN: "good", ControlState.FAILING: "bad"}
_WIDEST: Final = 120
_MOST_ROWS: Final = 20


def listing(found: Register, rows: Sequence[Risk], pen: Paint, width: int, most: int) -> str:
    """The risks by state, at most so many of each, with what each is, where, and who has it."""
    width = min(width, _WIDEST)
    lines = [_heading(found, pen)]
    several = len({risk.subject for risk in rows}) > 1
    for state in RiskState:
        own = [risk for risk in rows if risk.state is state]
        if own:
            lines += ["", _style(pen, _STATES[state], state.value.capitalize())]
        for risk in own[:most]:
            lines += _row(risk, pen, width, several=several)
        if len(own) > most:
            lines.append(pen.dim(f"    and {len(own) - most:,} more: --all shows them"))
    if not rows:
        lines.append("")
        lines.append("")
        lines.append("No risk is so." if found.risks else "No threat, finding or incident is in the ledger yet.")
    if not found.risks:
        lines.append(
            f"Next: {pen.strong('holdfast scan --record')}, then {pen.strong('holdfast threats analyse --record')}."
        )
    elif any(risk.state is RiskState.OPEN for risk in rows):
        first = next(risk for risk in rows if risk.state is RiskState.OPEN)
        lines += [
            "",
            pen.dim(f"`holdfast risks show {first.id}` tells its story, `holdfast risks assign` gives an owner."),
        ]
    return "\n".join(lines) + "\n"


def _heading(found: Register, pen: Paint) -> str:
    counts = [f"{sum(1 for risk in found.risks if risk.state is state):,} {state.value}" for state in RiskState]
    subjects = sorted({risk.subject for risk in found.risks})
    of = shown(subjects[0]) if len(subjects) == 1 else f"{len(subjects):,} subjects" if subjects else "nothing yet"
    return f"{pen.strong(f'Risks of {of}')}   {pen.dim(' · '.join(counts))}"


def _row(risk: Risk, pen: Paint, width: int, *, several: bool) -> Iterator[str]:
    band = _style(pen, _BANDS[risk.current], f"{risk.current.value:<8}")
    sign = _style(pen, _STATES[risk.state], _SIGNS[risk.state])
    where = " · ".join(filter(None, [risk.subject if several else "", risk.element]))
    title = _cut(shown(risk.title), width - 26)
    yield f"  {sign} {band}  {risk.id}  {pen.strong(title)}"
    told = [shown(where), _who(risk), f"{risk.residual.value} when treated"]
    if risk.current is not risk.inherent:
        told.append(f"{risk.inherent.value} without controls")
    yield pen.dim(f"             {_cut('  ·  '.join(filter(None, told)), width - 13)}")
    if risk.gaps and risk.state is RiskState.OPEN:
        more = f" (and {len(risk.gaps) - 1:,} more)" if len(risk.gaps) > 1 else ""
        yield f"             {_cut(shown(risk.gaps[0]), width - 13 - len(more))}{more}"


def _who(risk: Risk) -> str:
    if risk.state is RiskState.ACCEPTED and risk.accepted_by:
        return f"accepted by {shown(risk.accepted_by.name)} until {risk.until}"
    owner = shown(risk.owner.name) if risk.owner else "no owner"
    return f"{owner}, due {risk.due}" if risk.due else owner


def page(found: Register, risk: Risk, pen: Paint, width: int) -> str:
    """One risk: how bad, why, what stands against it, the evidence, the story, and who decided what."""
    width = min(width, _WIDEST)
    state = _style(pen, _STATES[risk.state], f"{_SIGNS[risk.state]} {risk.state.value}")
    lines = [f"{pen.strong(risk.id)}  {pen.strong(shown(risk.title))}", f"{state}  {pen.dim(shown(risk.origin))}", ""]
    bands = (("without controls", risk.inherent), ("today", risk.current), ("when treated", risk.residual))
    lines += [f"  {word:<17} {_style(pen, _BANDS[band], band.value)}" for word, band in bands]
    facts = {
        "subject": risk.subject,
        "element": risk.element,
        "threatens": risk.stride,
        "treatment": risk.treatment,
        "owner": who(risk.owner) if risk.owner else "nobody",
        "due": risk.due,
        "accepted by": f"{who(risk.accepted_by)} until {risk.until}: {risk.reason}" if risk.accepted_by else "",
        "since": risk.since,
    }
    lines += [f"  {pen.dim(f'{name:<17}')} {shown(text)}" for name, text in facts.items() if text]
    lines += _section("What is missing", [f"- {shown(gap)}" for gap in risk.gaps], pen, width)
    lines += _section("Controls against it", list(_controls(found, risk, pen)), pen, 0)
    lines += _section("Evidence", list(_evidence(found, risk, pen)), pen, 0)
    lines += _section("Decisions", list(_decisions(found, risk, pen)), pen, 0)
    story = [f"{pen.dim(shown(step.at[:16]))}  {shown(step.says)}{_by(step.by)}" for step in risk.story]
    return "\n".join([*lines, *_section("Story", story, pen, 0)]) + "\n"


def _by(name: str) -> str:
    return f" ({shown(name)})" if name else ""


def _section(title: str, rows: Sequence[str], pen: Paint, width: int) -> Iterator[str]:
    if rows:
        yield ""
        yield pen.strong(title)
        for row in rows:
            yield from (wrap(row, width - 2, initial_indent="  ", subsequent_indent="    ") if width else [f"  {row}"])


def _controls(found: Register, risk: Risk, pen: Paint) -> Iterator[str]:
    states: dict[str, list[ControlStatus]] = {}
    for (name, _), status in found.account.states.items():
        states.setdefault(name, []).append(status)
    for name in risk.controls:
        for status in states.get(name, []):
            when = f", since {status.seen_at[:10]}" if status.seen_at else ""
            word = _style(pen, _CONTROLS.get(status.state, "warn"), f"{status.state.value:<9}")
            yield f"{word} {name} {pen.dim(f'on {shown(status.subject)}{when}')}"
        if name not in states:
            yield f"{pen.dim('unproven ')} {name} {pen.dim('nobody looked')}"


def _evidence(found: Register, risk: Risk, pen: Paint) -> Iterator[str]:
    rows = found.rows(risk)
    for row in rows[-_MOST_ROWS:]:
        verdict = pen.bad(row.verdict) if row.verdict == "fail" else row.verdict
        check = found.ledger.checks.get(row.check)
        check = found.ledger.checks.get(row.check)
        name = shown(check.name if check else row.check)
        what = f"{shown(row.place)}: {shown(row.says)}" if row.place else f"{row.count:,} looked at"
        yield f"{pen.dim(f'row {row.sequence:<7,}')} {row.seen_at[:16]}  {verdict:<4}  {name}  {pen.dim(row.hash[:12])}"
        yield pen.dim(f"            {what}")
    if len(rows) > _MOST_ROWS:
        yield pen.dim(f"and {len(rows) - _MOST_ROWS:,} rows before")


def _decisions(found: Register, risk: Risk, pen: Paint) -> Iterator[str]:
    for ruling, seal, signer in signatures(found, risk):
        good = seal.value if not signer else f"{seal.value} ({shown(signer)})"
        yield f"{ruling.at[:16]}  {_told(ruling)} by {shown(who(ruling.by))}: {shown(ruling.reason) or 'no reason'}"
        yield pen.dim(f"                  {good}")


def _told(ruling: Ruling) -> str:
    until = f" until {ruling.until}" if ruling.until else ""
    asked = f", asked for by {shown(who(ruling.author))}," if ruling.author else ""
    owner = f" to {shown(who(ruling.owner))}" if ruling.owner else ""
    word = {Choose.ASSIGN: "assigned", Choose.ACCEPT: "accepted", Choose.CLOSE: "closed", Choose.REOPEN: "reopened"}
    return f"{word[ruling.choice]}{owner}{until}{asked}"


def decided(ruling: Ruling, risk: Risk, pen: Paint) -> str:
    """What was recorded, in one line."""
    state = _style(pen, _STATES[risk.state], risk.state.value)
    signed = "signed" if ruling.signature else "not signed"
    return f"{risk.id} is {state}: {_told(ruling)} by {shown(who(ruling.by))} ({signed})."


def _cut(text: str, width: int) -> str:
    return text if len(text) <= max(width, 20) else f"{text[: max(width, 20) - 1]}…"


def _style(pen: Paint, name: str, text: str) -> str:
    styled: str = getattr(pen, name)(text)
    return styled

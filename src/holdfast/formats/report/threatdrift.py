"""What a change does to a threat model: for a terminal, for a pull request, and for programs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

from holdfast.formats.report.document import written
from holdfast.formats.report.driftwords import element, flow, sentences, threat, unknown
from holdfast.formats.report.look import Look
from holdfast.formats.report.plain import count, visible
from holdfast.formats.report.terminal import Pen, wrap
from holdfast.model.drift import Difference, Shift
from holdfast.model.threat import Threat

VERSION: Final = 1
_MARKS: Final = "\\`*_{}[]<>()#+-.!|~"
_MOST: Final = 40
"""Rows of one list in a comment; more are counted."""


def text(found: Difference, look: Look) -> str:
    """Write it for a terminal."""
    pen = Pen(look)
    lines = [pen.paint(pen.safe(title(found)), "bad" if found.refused else "strong")]
    if found.base:
        lines.append(pen.paint(pen.safe(f"compared with {found.base}: {found.compared}"), "dim"))
    for head, rows in _blocks(found):
        lines += ["", pen.paint(head, "strong")]
        for mark, says in rows:
            style = {"+": "good", "-": "dim", "!": "bad", "?": "warn"}[mark]
            first, *more = wrap(pen.safe(says), pen.measure - 4)
            lines += [f"  {pen.paint(mark, style)} {first}", *(f"    {line}" for line in more)]
    return "\n".join([*lines, "", *_close(found, pen)]) + "\n"


def title(found: Difference) -> str:
    """The difference in one line."""
    if not found.any:
        return "Nothing changed that the threat model cares about, and it knows all of the code."
    new = len(found.opened) + len(found.reopened)
    parts = []
    if new:
        high = f", {len(found.refused):,} of them high and unanswered" if found.refused else ""
        parts.append(f"{count(new, 'threat')} opened{high}")
    if found.closed:
        parts.append(f"{len(found.closed):,} closed")
    missing = len(found.unknown.elements) + len(found.unknown.flows)
    if missing:
        parts.append(f"the model does not know {count(missing, 'item')} of the code")
    if found.contradicted:
        parts.append(f"the code contradicts {count(len(found.contradicted), 'fact')}")
    says = "; ".join(parts) or "the architecture changed, and no threat with it"
    return f"{says[0].upper()}{says[1:]}."


def _blocks(found: Difference) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Headings, and below each rows of a mark and a sentence."""
    blocks = (
        ("What changed", list(sentences(found))),
        ("Threats opened", [("!", threat(each)) for each in found.opened]),
        ("Threats opened again", [("!", threat(each)) for each in found.reopened]),
        ("Threats closed", [("-", threat(each)) for each in found.closed]),
        ("The model does not know", list(unknown(found))),
        ("The code does otherwise", [("!", _contradicted(each)) for each in found.contradicted]),
        ("Gone from the code", [("?", f"{each.name}, seen in {', '.join(each.source)}") for each in found.gone]),
        ("Rules that broke", [("!", each) for each in found.faults]),
    )
    yield from ((head, rows) for head, rows in blocks if rows)


def _contradicted(shift: Shift) -> str:
    where = f" ({shift.source[0]})" if shift.source else ""
    return f"{shift.name}: the model says {shift.fact}: {shift.before}, the code {shift.now}{where}"


def _close(found: Difference, pen: Pen) -> Iterator[str]:
    if found.unknown.elements or found.unknown.flows:
        yield f"{pen.paint('holdfast threats init', 'label')} adds what the model lacks."
    if found.refused:
        yield f"{pen.paint('holdfast threats treat', 'label')} answers a threat, or the model says what counters it."
    if found.gaps:
        yield pen.paint(f"{count(found.gaps, 'place')} of the code could not be understood and told nothing.", "dim")


def markdown(found: Difference) -> str:
    """Write it for a pull request."""
    icon = "🔴" if found.refused else "🟡" if found.any else "🟢"
    lines = [f"### {icon} Threat model: {_escaped(title(found))}", ""]
    if found.base:
        lines += [f"Compared with {_escaped(found.base)}: {_escaped(found.compared)}.", ""]
    changed = list(sentences(found))
    if changed:
        lines += [*_list(changed), ""]
    if found.opened or found.reopened:
        lines += [*_table(found), ""]
    for head, rows in _blocks(found):
        if head not in ("What changed", "Threats opened", "Threats opened again"):
            lines += [f"<details><summary>{head} ({len(rows):,})</summary>", "", *_list(rows), "", "</details>", ""]
    return "\n".join(lines).rstrip() + "\n"


def _list(rows: Iterable[tuple[str, str]]) -> Iterator[str]:
    every = list(rows)
    yield from (f"- {_escaped(says)}" for _mark, says in every[:_MOST])
    if len(every) > _MOST:
        yield f"- and {len(every) - _MOST:,} more"


def _table(found: Difference) -> Iterator[str]:
    yield "| Rating | Threat | On | Why | Answer |"
    yield "|---|---|---|---|---|"
    rows = [(each, "") for each in found.opened] + [(each, " (again)") for each in found.reopened]
    for each, again in rows[:_MOST]:
        on = _name(found, each.on)
        cells = (each.inherent.band.value, f"{each.title}{again}", on, each.why, _answer(each))
        yield f"| {' | '.join(map(_escaped, cells))} |"
    if len(rows) > _MOST:
        yield f"| | and {len(rows) - _MOST:,} more | | | |"


def _answer(each: Threat) -> str:
    if each.countered:
        return f"countered, as the model says: {each.countered}"
    if each.treatment is not None:
        return f"{each.treatment.way.value} ({each.treatment.owner or 'nobody named'})"
    return "none"


def _name(found: Difference, on: str) -> str:
    known = found.system.element(on)
    if known is not None:
        return known.name
    return next((each.name for each in found.system.flows if each.id == on), on)


def _escaped(text: str) -> str:
    shown = visible(text).replace("\n", " ")
    return "".join(f"\\{char}" if char in _MARKS and char not in ".-()" else char for char in shown)


def json(found: Difference) -> str:
    """Write it for programs."""
    return written(
        {
            "format": "holdfast-threat-difference",
            "version": VERSION,
            "base": found.base,
            "compared": found.compared,
            "elements": {
                "gained": [element(each) for each in found.drift.gained],
                "lost": [element(each) for each in found.drift.lost],
            },
            "flows": {
                "gained": [flow(each, found.system) for each in found.drift.flows_gained],
                "lost": [{"id": each.id, "name": each.name} for each in found.drift.flows_lost],
            },
            "crossings": [
                {"flow": each.flow.id, "boundaries": list(each.boundaries)} for each in found.drift.crossings
            ],
            "raised": [
                {"on": each.on, "before": each.before, "now": each.now, "because": list(each.because)}
                for each in found.drift.raised
            ],
            "facts": [_shift(each) for each in found.drift.shifts],
            "lapsed": [
                {"threat": each.threat, "way": each.way.value, "until": each.until} for each in found.drift.lapsed
            ],
            "unknown": {
                "elements": [element(each) | {"brought": each.id in found.brought} for each in found.unknown.elements],
                "flows": [
                    flow(each, found.system) | {"brought": each.id in found.brought} for each in found.unknown.flows
                ],
            },
            "contradicted": [_shift(each) for each in found.contradicted],
            "gone": [{"id": each.on, "name": each.name, "source": list(each.source)} for each in found.gone],
            "threats": {
                "opened": [_threat(each) for each in found.opened],
                "reopened": [_threat(each) for each in found.reopened],
                "closed": [_threat(each) for each in found.closed],
                "refused": [each.id for each in found.refused],
            },
            "faults": list(found.faults),
            "gaps": found.gaps,
        }
    )


def _shift(each: Shift) -> dict[str, Any]:
    return {
        "on": each.on,
        "fact": each.fact,
        "before": each.before,
        "now": each.now,
        "worse": each.worse,
        "source": list(each.source),
    }


def _threat(each: Threat) -> dict[str, Any]:
    return {
        "id": each.id,
        "rule": each.rule,
        "title": each.title,
        "stride": each.stride.value,
        "on": each.on,
        "why": each.why,
        "rating": each.inherent.band.value,
        "countered": each.countered,
        "treatment": each.treatment.way.value if each.treatment is not None else "",
    }

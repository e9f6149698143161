"""The first screen of an analysis: the threats that matter most, why, how far they are handled, and what to do next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from holdfast.formats.report.look import Look
from holdfast.formats.report.plain import count
from holdfast.formats.report.terminal import Pen, wrap
from holdfast.formats.report.threatwords import named, shown_at, split, standing_sentence
from holdfast.model.system import System
from holdfast.model.threat import Analysed, Band, Handling, Standing, Stride

_BANDS: Final = {
    Band.NOTE: "info",
    Band.LOW: "low",
    Band.MEDIUM: "medium",
    Band.HIGH: "high",
    Band.CRITICAL: "critical",
}
_STATES: Final = {
    Handling.PROVEN: "good",
    Handling.ATTESTED: "warn",
    Handling.STALE: "warn",
    Handling.CLAIMED: "medium",
    Handling.OPEN: "high",
    Handling.FAILING: "bad",
}
_INDENT: Final = 10
_MOST_PLACES: Final = 4


def screen(
    system: System,
    analysed: Analysed,
    standings: Sequence[Standing],
    groups: Sequence[Sequence[Standing]],
    look: Look,
    *,
    looked: bool = True,
) -> str:
    """The whole screen; ``groups`` are shown one by one, ``standings`` are counted.

    ``looked`` says whether the ledger holds what a scan saw.
    """
    pen = Pen(look)
    lines = [*_head(system, analysed, standings, pen), ""]
    for group in groups:
        lines += [*_group(group, system, pen), ""]
    shown = sum(len(group) for group in groups)
    lines += [*_close(analysed, standings, shown, pen, looked=looked)]
    return "\n".join(lines) + "\n"


def _head(system: System, analysed: Analysed, standings: Sequence[Standing], pen: Pen) -> Iterator[str]:
    what = f"{count(len(system.elements), 'element')}, {count(len(system.flows), 'flow')}"
    says = f"{pen.safe(system.name)}{pen.symbol('dot')}{what}{pen.symbol('dot')}{count(analysed.rules, 'rule')} asked"
    yield pen.paint(says, "strong")
    yield from wrap(pen.safe(standing_sentence(standings, analysed)), pen.measure)
    kinds = Counter(item.threat.stride for item in standings)
    if standings:
        counts = pen.symbol("dot").join(f"{kind.value.replace('-', ' ')} {kinds[kind]:,}" for kind in Stride)
        yield from (pen.paint(line, "dim") for line in wrap(counts, pen.measure))


def _group(group: Sequence[Standing], system: System, pen: Pen) -> Iterator[str]:
    """The worst of some threats of one rule in full, the others by where they are."""
    worst, names = group[0], named(system)
    threat, space = worst.threat, " " * _INDENT
    band, state = worst.current.band, worst.handling
    on = pen.safe(names.get(threat.on, threat.on))
    head, *more = wrap(f"{pen.safe(threat.title)}: {on}", pen.measure - _INDENT - 10)
    word = pen.paint(f"{band.value:<9}", _BANDS[band])
    yield f"{word} {pen.paint(head, 'strong')}  {pen.paint(state.value, _STATES[state])}"
    yield from (space + pen.paint(line, "strong") for line in more)
    for line in wrap(pen.safe(threat.why), pen.measure - _INDENT):
        yield space + line
    for place in shown_at(worst):
        yield from (space + pen.paint(line, "bad") for line in wrap(pen.safe(f"found: {place}"), pen.measure - _INDENT))
    yield from (space + pen.paint(line, "dim") for line in _standing(worst, pen))
    same, others = split(group)
    places = [names.get(item.threat.on, item.threat.on) for item in same[1:]]
    for texts in (places, [item.threat.title for item in others]):
        rest = f" and {len(texts) - _MOST_PLACES} more" if len(texts) > _MOST_PLACES else ""
        between = "; " if texts is not places else ", "
        for line in (
            wrap(pen.safe(f"also {between.join(texts[:_MOST_PLACES])}{rest}"), pen.measure - _INDENT) if texts else ()
        ):
            yield space + line
    yield space + pen.paint(pen.safe(threat.id), "label")


def _standing(item: Standing, pen: Pen) -> list[str]:
    """What stands against a threat, and what is missing, in a line or two."""
    threat = item.threat
    room = pen.measure - _INDENT
    if threat.countered:
        return wrap(f"the model says {pen.safe(threat.countered)}; nothing shows it yet", room)
    if threat.treatment and threat.treatment.way != "mitigate":
        until = f" until {threat.treatment.until}" if threat.treatment.until else ""
        return wrap(pen.safe(f"{threat.treatment.way.value} by {threat.treatment.owner}{until}"), room)
    first = threat.mitigations[0] if threat.mitigations else ""
    return wrap(f"do: {pen.safe(first)}", room) if first else []


def _close(analysed: Analysed, standings: Sequence[Standing], shown: int, pen: Pen, *, looked: bool) -> Iterator[str]:
    left = len(standings) - shown
    if left > 0:
        yield f"{count(left, 'more threat')}: {pen.paint('holdfast threats analyse --all', 'strong')}"
    if standings and not looked:
        record = pen.paint("holdfast scan --record", "strong")
        yield f"No scan is recorded: {record} shows which of these stand in the code, and where."
    if analysed.questions:
        first = analysed.questions[0]
        says = f"{count(len(analysed.questions), 'question')} to answer, the first about {first.on}: {first.asks}"
        yield from wrap(pen.safe(says), pen.measure)
    for fault in analysed.faults:
        where = f" on {fault.on}" if fault.on else ""
        text = pen.safe(f"rule {fault.rule} broke{where}: {fault.error}")
        yield from (pen.paint(line, "bad") for line in wrap(text, pen.measure))
    if analysed.unused:
        text = pen.safe(f"Treatments that fit no threat: {', '.join(analysed.unused)}.")
        yield from (pen.paint(line, "warn") for line in wrap(text, pen.measure))
    if standings:
        yield f"One of them in full: {pen.paint(f'holdfast threats show {pen.safe(standings[0].threat.id)}', 'strong')}"
    if analysed.questions:
        yield f"What is not known:   {pen.paint('holdfast threats questions', 'strong')}"

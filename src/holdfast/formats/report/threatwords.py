"""What a threat report says of threats, in words and numbers: for the page, the Markdown and the table alike."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from holdfast.formats.report.plain import count
from holdfast.model.posture import ControlStatus
from holdfast.model.system import System
from holdfast.model.threat import BUSINESS, LIKELIHOOD, Analysed, Band, Handling, Standing, Threat

HANDLINGS: Final[Mapping[Handling, str]] = {
    Handling.FAILING: "A control against it fails.",
    Handling.OPEN: "Nothing stands against it, or nobody looked.",
    Handling.CLAIMED: "The model says that it is countered, and nothing shows it.",
    Handling.STALE: "It was proven, too long ago.",
    Handling.ATTESTED: "A named person's word, until its end date.",
    Handling.PROVEN: "Every control against it is proven on what it threatens.",
}
_WORRIES: Final = (Handling.FAILING, Handling.OPEN, Handling.CLAIMED, Handling.STALE)

Named = Mapping[str, str]
"""Names for people by the ids of elements, flows and boundaries."""


def named(system: System) -> Named:
    """The name of everything that a threat can be on or cross."""
    found = {item.id: item.name or item.id for item in system.boundaries}
    found |= {item.id: item.name or item.id for item in system.flows}
    return found | {item.id: item.name or item.id for item in system.elements}


def split(group: Sequence[Standing]) -> tuple[Sequence[Standing], Sequence[Standing]]:
    """The threats of a place that are of its first one's rule, and those of other rules."""
    rule = group[0].threat.rule
    return [item for item in group if item.threat.rule == rule], [item for item in group if item.threat.rule != rule]


def shown_at(item: Standing, most: int = 2) -> list[str]:
    """Where findings show a threat, each in a line of its place and what was found there."""
    lines = [f"{each.place} {each.says}" for each in item.concrete[:most]]
    more = len(item.concrete) - len(lines)
    return [*lines[:-1], f"{lines[-1]} (and {more} more)"] if lines and more > 0 else lines


def handled(item: Standing) -> str:
    """How far a threat is handled, in one word."""
    return item.handling.value


def verdict(standings: Sequence[Standing], analysed: Analysed) -> tuple[str, str]:
    """The colour and the heading of a report: ``passed`` only where everything is shown to be handled."""
    states = Counter(item.handling for item in standings)
    heavy = [item for item in standings if item.current.band.rank >= Band.HIGH.rank]
    if analysed.faults:
        return "incomplete", "The analysis is incomplete"
    if states[Handling.FAILING]:
        return "refused", "Controls against threats fail"
    if any(item.handling in _WORRIES for item in heavy):
        return "refused", "High threats are open"
    if not standings:
        return "nothing", "No threat was found"
    worried = any(states[state] for state in _WORRIES) or analysed.questions
    return ("incomplete", "Not everything is shown") if worried else ("passed", "Every threat is handled")


def standing_sentence(standings: Sequence[Standing], analysed: Analysed) -> str:
    """How far all threats are handled, in one or two sentences."""
    if not standings:
        asked = f"{count(analysed.rules, 'rule')} found nothing"
        return f"{asked}, which says as much as the model does." if analysed.rules else "No rule was asked."
    states = Counter(item.handling for item in standings)
    heavy = sum(item.current.band.rank >= Band.HIGH.rank for item in standings)
    parts = [f"{states[state]:,} {state.value}" for state in HANDLINGS if states[state]]
    says = f"{count(len(standings), 'threat')}, {heavy:,} of them high or critical as things stand: {', '.join(parts)}."
    if analysed.faults:
        says += f" {count(len(analysed.faults), 'rule')} broke, so that threats may be missing."
    return says


def references(threat: Threat) -> list[tuple[str, str]]:
    """The numbers of a threat in public catalogues, each with its address where it has one."""
    found = [(f"CWE-{n}", f"https://cwe.mitre.org/data/definitions/{n}.html") for n in threat.cwe]
    found += [(f"CAPEC-{n}", f"https://capec.mitre.org/data/definitions/{n}.html") for n in threat.capec]
    found += [
        (f"ATT&CK {name}", f"https://attack.mitre.org/techniques/{name.replace('.', '/')}/") for name in threat.attack
    ]
    return found + [(f"ASVS {number}", "") for number in threat.asvs]


class ControlRow(NamedTuple):
    """A control and what evidence says of it, over all threats that name it."""

    id: str
    title: str
    states: str
    """What is true when it holds."""
    state: str
    """The worst of what evidence says, or ``not looked at``."""
    subject: str
    seen_at: str
    strength: str
    gaps: tuple[str, ...]
    against: tuple[str, ...]
    """Each threat that it stands against, by its title and what it is on."""


def controls(standings: Sequence[Standing], names: Named) -> list[ControlRow]:
    """The controls that threats name, those first that are furthest from proven."""
    against: dict[str, list[str]] = {}
    known: dict[str, dict[str, ControlStatus]] = {}
    for item in standings:
        treatment = item.threat.treatment
        own = treatment.controls if treatment and treatment.controls else item.threat.controls
        for name in own:
            against.setdefault(name, []).append(f"{item.threat.title} ({names.get(item.threat.on, item.threat.on)})")
        for status in item.controls:
            known.setdefault(status.control.id, {})[status.subject] = status
    order = ["failing", "unproven", "not looked at", "stale", "attested", "proven", "not here"]
    rows = [row for name, those in against.items() for row in _row(name, tuple(those), known.get(name, {}))]
    return sorted(rows, key=lambda row: (order.index(row.state), -len(row.against), row.id, row.subject))


def _row(name: str, against: tuple[str, ...], known: Mapping[str, ControlStatus]) -> list[ControlRow]:
    if not known:
        return [ControlRow(name, name, "", "not looked at", "", "", "", (), against)]
    return [
        ControlRow(
            name,
            status.control.title,
            status.control.states,
            status.state.value,
            subject,
            status.seen_at,
            status.strength.value if status.strength else "",
            status.gaps,
            against,
        )
        for subject, status in known.items()
    ]


def factors(standings: Sequence[Standing]) -> list[tuple[str, str, float, int, int]]:
    """Each rating factor with whether it is of the likelihood or the impact, its mean, its least and its most."""
    values: dict[str, list[int]] = {}
    for item in standings:
        for name, value in item.threat.inherent.factors:
            values.setdefault(name, []).append(value)
    return [
        (name, _part(name), sum(those) / len(those), min(those), max(those)) for name, those in values.items() if those
    ]


def _part(name: str) -> str:
    if name in LIKELIHOOD:
        return "likelihood"
    return "impact on the business" if name in BUSINESS else "technical impact"

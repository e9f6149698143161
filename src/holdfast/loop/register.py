"""The register of risks: a fold over threats, findings, matters and what persons decided about them.

One register over all subjects of a ledger. A finding that breaks a control of a threat on the files of its element is
part of that threat's risk and no risk of its own. A risk is closed only where evidence shows that what it came from is
gone: a finding's by the check that no longer finds it, a threat's by an analysis that no longer names it and a person
who says why, a matter's by its controls, proven after it, and a person. When evidence turns, it is open again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from hashlib import sha256
from typing import Final, NamedTuple

from holdfast.loop.attest import NONE
from holdfast.loop.attest import Standing as Attested
from holdfast.loop.handling import Ground, Known, against, looked
from holdfast.loop.paths import file_of, within
from holdfast.loop.rulings import Ruled, lapsed, ruled
from holdfast.loop.trails import moment
from holdfast.model.check import Check
from holdfast.model.decision import Choice, Decision, Person
from holdfast.model.event import Analysis, Choose, Matter, Ruling, ThreatRow
from holdfast.model.history import History
from holdfast.model.posture import ControlState
from holdfast.model.risk import Risk, RiskState, RiskStep
from holdfast.model.threat import Band, Handling, Standing

SEVERITIES: Final = ("info", "low", "medium", "high", "critical")
_STATES: Final = (RiskState.OPEN, RiskState.ACCEPTED, RiskState.TREATED, RiskState.CLOSED)


class Stand(NamedTuple):
    """A threat of a subject as it stands today, and what evidence about it has to be about."""

    subject: str
    standing: Standing
    where: tuple[Ground, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """All that the register is folded from."""

    stands: Sequence[Stand] = ()
    """Of the model that is here, and of the last analysis of every other subject."""
    analyses: Sequence[Analysis] = ()
    histories: Sequence[History] = ()
    matters: Sequence[Matter] = ()
    rulings: Sequence[Ruling] = ()
    states: Known = field(default_factory=dict)
    checks: Mapping[str, Check] = field(default_factory=dict)
    """By id."""
    said: Attested = NONE
    """What persons and vendors attest about secrets of histories."""
    void: Mapping[str, str] = field(default_factory=dict)
    """Risk id to why its last acceptance does not count, where its signature is not what it should be."""
    line: str = "high"
    """Findings at this severity or above are risks of their own."""
    now: str

    @property
    def today(self) -> date:
        """The day of ``now``."""
        return moment(self.now).date()


def risk_id(subject: str, origin: str) -> str:
    """The name of a risk, the same wherever it is computed."""
    named = f"{subject}\0{origin}".encode("utf-8", "surrogateescape")
    return f"R-{sha256(named).hexdigest()[:8]}"


def register(account: Account) -> list[Risk]:
    """Every risk, closed ones too: open ones first, the worst first. Raises LedgerError for a time that is none."""
    decided = ruled(account.rulings)
    covered: set[tuple[str, str]] = set()
    found = list(_threats(account, covered, decided))
    found += _gone(account)
    found += _findings(account, covered)
    found += _matters(account)
    rows = [_decided(item, decided.get(item.id, Ruled()), account) for item in found]
    return sorted(rows, key=lambda item: (_STATES.index(item.state), -item.current.rank, item.title, item.id))


def accepted(account: Account, risks: Iterable[Risk]) -> dict[str, Ruling]:
    """The acceptances in force of the threats of a register, by the id of the threat."""
    words = ruled(account.rulings)
    return {
        risk.origin.removeprefix("threat:"): last
        for risk in risks
        if risk.state is RiskState.ACCEPTED and risk.origin.startswith("threat:")
        if (last := words[risk.id].last) is not None
    }


def _threats(account: Account, covered: set[tuple[str, str]], decided: Mapping[str, Ruled]) -> Iterator[Risk]:
    first = _first_named(account.analyses)
    by_control: dict[tuple[str, str], list[History]] = {}
    for history in account.histories:
        check = account.checks.get(history.check)
        for control in check.proves if check else ():
            by_control.setdefault((history.subject, control), []).append(history)
    for stand in account.stands:
        threat, standing = stand.standing.threat, stand.standing
        own = {
            (item.subject, item.fingerprint): item
            for name in against(threat)
            for ground in stand.where
            for item in by_control.get((ground.subject, name), ())
            if within(file_of(item.place), ground.paths)
        }
        covered.update(own)
        apart = [(item, decided[name]) for item in own.values() if (name := _alone(item)) in decided]
        origin = f"threat:{threat.id}"
        yield Risk(
            id=risk_id(stand.subject, origin),
            origin=origin,
            subject=stand.subject,
            title=threat.title,
            state=RiskState.TREATED if standing.handling is Handling.PROVEN else RiskState.OPEN,
            inherent=threat.inherent.band,
            current=standing.current.band,
            residual=standing.residual.band,
            stride=threat.stride.value,
            element=threat.on,
            controls=against(threat),
            treatment=threat.treatment.way.value if threat.treatment else "mitigate",
            owner=Person(name=threat.treatment.owner) if threat.treatment and threat.treatment.owner else None,
            since=first.get((stand.subject, threat.id), ""),
            evidence=tuple(sorted({row.sequence for item in standing.controls for row in item.failures})),
            findings=tuple(item.fingerprint for item in sorted(own.values(), key=lambda item: not item.open)),
            gaps=(*_accepted_alone(apart), *standing.gaps),
            story=(
                *_told(account, own.values(), first.get((stand.subject, threat.id), "")),
                *(_step(word, f" of the finding at {item.place}") for item, words in apart for word in words.all),
            ),
        )


def _alone(history: History) -> str:
    """The id of a finding's risk, which it has as long as it is part of no threat's."""
    return risk_id(history.subject, f"finding:{history.fingerprint}")


def _accepted_alone(apart: Iterable[tuple[History, Ruled]]) -> Iterator[str]:
    """Findings that somebody accepted before they were part of a threat's risk: that was no word about the threat."""
    for item, words in apart:
        last = words.last
        if item.open and last is not None and last.choice is Choose.ACCEPT:
            yield f"{last.by.name} accepted the finding at {item.place} alone, until {last.until}, and not this threat"


def _told(account: Account, own: Iterable[History], first: str) -> Iterator[RiskStep]:
    """What findings did, then the model: of one second it stands in this order."""
    for history in own:
        check = account.checks.get(history.check)
        yield from spans(history, check.name if check else history.check)
    if first:
        yield RiskStep(at=first, says="the threat model names it")


def spans(history: History, name: str) -> Iterator[RiskStep]:
    """When a finding of the check of a name came and went."""
    for number, span in enumerate(history.spans):
        came = "finds it" if not number else "finds it again"
        yield RiskStep(at=span.opened, says=f"{name} {came} at {history.place}: {history.says}")
        if span.closed:
            yield RiskStep(at=span.closed, says=f"{name} no longer finds it at {history.place}")


def _first_named(analyses: Iterable[Analysis]) -> dict[tuple[str, str], str]:
    first: dict[tuple[str, str], str] = {}
    for analysis in sorted(analyses, key=lambda item: moment(item.at)):
        for row in analysis.threats:
            first.setdefault((analysis.subject, row.id), analysis.at)
    return first


def _gone(account: Account) -> Iterator[Risk]:
    """Threats that an earlier analysis named and today's model does not."""
    here = {(stand.subject, stand.standing.threat.id) for stand in account.stands}
    first, last = _first_named(account.analyses), _last_named(account.analyses)
    for (subject, name), (row, left) in last.items():
        if (subject, name) in here:
            continue
        band = Band(row.severity) if row.severity in set(Band) else Band.MEDIUM
        origin = f"threat:{name}"
        steps = [RiskStep(at=first[subject, name], says="the threat model names it")]
        steps += [RiskStep(at=left, says="the threat model no longer names it")] if left else []
        seen = f"an analysis on {left[:10]}" if left else "the model that is here"
        gap = f"{seen} no longer names it: close it with the reason why it went"
        yield Risk(
            id=risk_id(subject, origin),
            origin=origin,
            subject=subject,
            title=row.title,
            state=RiskState.OPEN,
            inherent=band,
            current=band,
            residual=Band.NOTE,
            stride=row.stride,
            element=row.element,
            controls=row.controls,
            treatment=row.treatment,
            since=first[subject, name],
            gone=bool(left),
            gaps=(gap if left else f"{seen} no longer names it, and no analysis of it is recorded",),
            story=tuple(steps),
        )


def _last_named(analyses: Iterable[Analysis]) -> dict[tuple[str, str], tuple[ThreatRow, str]]:
    """The last row of each threat, and when the first analysis after it no longer named it."""
    last: dict[tuple[str, str], tuple[ThreatRow, str]] = {}
    for analysis in sorted(analyses, key=lambda item: moment(item.at)):
        named = {row.id for row in analysis.threats}
        for key, (row, left) in last.items():
            if key[0] == analysis.subject and key[1] not in named and not left:
                last[key] = row, analysis.at
        for row in analysis.threats:
            last[analysis.subject, row.id] = row, ""
    return last


def _findings(account: Account, covered: set[tuple[str, str]]) -> Iterator[Risk]:
    least = SEVERITIES.index(account.line)
    for history in account.histories:
        rank = SEVERITIES.index(history.severity) if history.severity in SEVERITIES else len(SEVERITIES)
        if rank < least or (history.subject, history.fingerprint) in covered:
            continue
        check = account.checks.get(history.check)
        name = check.name if check else history.check
        origin = f"finding:{history.fingerprint}"
        inherent = _band(history.severity)
        word = account.said.holding.get(history.fingerprint)
        said = word[0] if word and account.said.closes(history.subject, history.fingerprint) else None
        dead = said is not None and said.choice is Choice.DEAD
        gone = dead or not history.open
        yield Risk(
            id=risk_id(history.subject, origin),
            origin=origin,
            subject=history.subject,
            title=check.title if check else history.check,
            state=RiskState.CLOSED if not history.open else RiskState.TREATED if dead else RiskState.OPEN,
            inherent=inherent,
            current=Band.NOTE if gone else inherent,
            element=history.place,
            residual=Band.NOTE,
            controls=check.proves if check else (),
            since=history.spans[0].opened,
            findings=(history.fingerprint,),
            gone=gone,
            gaps=() if gone else tuple(_still(history, name, said)),
            story=tuple(spans(history, name)),
        )


def _still(history: History, name: str, said: Decision | None) -> Iterator[str]:
    if said is not None:
        yield f"{said.by.name} attests that it was rotated: ask its vendor with --verify, or let a second person accept"
    yield f"{name} still finds it: {history.says}"


def _band(severity: str) -> Band:
    return Band.NOTE if severity == "info" else Band(severity) if severity in set(Band) else Band.CRITICAL


def _matters(account: Account) -> Iterator[Risk]:
    last: dict[tuple[str, str], Matter] = {}
    first: dict[tuple[str, str], str] = {}
    for matter in sorted(account.matters, key=lambda item: moment(item.at)):
        last[matter.subject, matter.origin] = matter
        first.setdefault((matter.subject, matter.origin), matter.at)
    for key, matter in last.items():
        found = looked(matter.controls, (Ground(matter.subject),), account.states)
        early = [
            item.control.id
            for item in found.controls
            if item.state is ControlState.PROVEN and moment(item.seen_at) <= moment(matter.at)
        ]
        proven = bool(matter.controls) and found.proven == len(set(matter.controls)) and not early
        gaps = [*found.gaps, *(f"{name}: it was proven before this happened, and not since" for name in early)]
        if not matter.controls:
            gaps.append("no control is named that would show that it is treated")
        inherent = _band(matter.severity)
        residual = list(Band)[max(0, inherent.rank - 1)] if matter.controls else inherent
        yield Risk(
            id=risk_id(matter.subject, matter.origin),
            origin=matter.origin,
            subject=matter.subject,
            title=matter.title,
            state=RiskState.TREATED if proven else RiskState.OPEN,
            inherent=inherent,
            current=residual if proven else inherent,
            residual=residual,
            element=matter.element,
            controls=matter.controls,
            since=first[key],
            evidence=tuple(sorted({row.sequence for item in found.controls for row in item.failures})),
            gone=proven,
            gaps=tuple(gaps),
            story=(RiskStep(at=first[key], says=f"{matter.origin.partition(':')[0]} brought it up"),),
        )


def _decided(risk: Risk, words: Ruled, account: Account) -> Risk:
    """A risk after what persons decided about it."""
    owner = words.assigned.owner if words.assigned else risk.owner
    due = words.assigned.until if words.assigned else ""
    steps = sorted([*risk.story, *map(_step, words.all)], key=lambda step: moment(step.at))
    told = replace(risk, owner=owner, due=due, story=tuple(steps))
    last = words.last
    if last is None or risk.state is RiskState.CLOSED:
        return told
    if last.choice is Choose.CLOSE:
        if risk.gone:
            return replace(told, state=RiskState.CLOSED, reason=last.reason, current=Band.NOTE, gaps=())
        gap = f"{last.by.name} closed it on {last.at[:10]}, and evidence has turned since"
        return replace(told, state=risk.state, gaps=(gap, *told.gaps))
    if last.choice is Choose.ACCEPT and risk.state is not RiskState.TREATED:
        why = account.void.get(risk.id) or lapsed(last, owner, told.current, account.today)
        if why:
            return replace(told, gaps=(why, *told.gaps))
        return replace(told, state=RiskState.ACCEPTED, accepted_by=last.by, until=last.until, reason=last.reason)
    return told


def _step(ruling: Ruling, what: str = "") -> RiskStep:
    owner = f" to {ruling.owner.name}" if ruling.owner else ""
    until = f" until {ruling.until}" if ruling.until else ""
    asked = f", as {ruling.author.name} asked" if ruling.author else ""
    word = {
        Choose.ASSIGN: f"assigned{owner}{until}",
        Choose.ACCEPT: f"accepted{until}{asked}",
        Choose.CLOSE: "closed",
        Choose.REOPEN: "reopened",
    }[ruling.choice]
    word += what
    return RiskStep(at=ruling.at, says=f"{word}: {ruling.reason}" if ruling.reason else word, by=ruling.by.name)

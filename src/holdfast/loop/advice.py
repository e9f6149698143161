"""What to do next: few steps, the one that lowers the most risk first, each with one command that can be typed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Final

from holdfast.loop.frameworks import worst
from holdfast.model.activity import Activity
from holdfast.model.check import Check
from holdfast.model.observation import Evidence
from holdfast.model.posture import ActivityState, ActivityStatus, ControlState, ControlStatus, Step, Unread

SCAN: Final = "holdfast scan --record"
_SEVERITIES: Final = ("", "info", "low", "medium", "high", "critical")
_SOON: Final = 14
"""Days before the end of a word at which it is spoken of."""
_MUCH: Final = 5.0
"""Unread share, in a hundred, that is worth a step."""


def steps(
    found: Sequence[ActivityStatus],
    controls: Iterable[ControlStatus],
    checks: Mapping[str, Check],
    unread: Sequence[Unread],
    today: date,
) -> list[Step]:
    """Give the next steps, best first; ``checks`` by id. Where nothing is left to do, none."""
    known = list(controls)
    if all(item.state is ActivityState.OFF for item in found):
        return [Step(does="Make the first evidence.", command=SCAN, why="Nothing is in the ledger yet.")]
    return [
        *_failing(known, checks),
        *_stale(found),
        *_ending(known, today),
        *_unread(unread),
        *_doubtful(found),
        *_off(found),
        *_wordless(found, known),
    ]


def _failing(controls: Sequence[ControlStatus], checks: Mapping[str, Check]) -> Iterator[Step]:
    """A step for each check that fails, worst and most frequent first; each failure counts once."""
    rows: dict[str, dict[int, Evidence]] = {}
    broken: dict[str, dict[str, None]] = {}
    for item in controls:
        for row in item.failures:
            rows.setdefault(row.check, {})[row.sequence] = row
            broken.setdefault(row.check, {})[item.control.id] = None
    for name in sorted(rows, key=lambda name: (-_worst(rows[name].values()), -len(rows[name]), name)):
        own = list(rows[name].values())
        check = checks.get(name)
        severity = _SEVERITIES[_worst(own)]
        places = f"{len(own)} place{'s' * (len(own) != 1)}"
        many = len(broken[name])
        yield Step(
            does=f"Mend {places}: {check.title if check else name}.",
            command=f"holdfast explain {check.name if check else name}",
            why=f"{severity or 'unrated'}; it breaks {next(iter(broken[name]))}{f' and {many - 1} more' * (many > 1)}",
        )


def _worst(rows: Iterable[Evidence]) -> int:
    return max(_SEVERITIES.index(row.severity) if row.severity in _SEVERITIES else 0 for row in rows)


def _stale(found: Sequence[ActivityStatus]) -> Iterator[Step]:
    for item in found:
        if item.state is ActivityState.STALE:
            yield Step(
                does=f"Look again: {item.activity.title}.",
                command=command(item.activity),
                why=f"its evidence is {item.age_days} days old and counts for {item.activity.fresh_days}",
            )


def _ending(controls: Sequence[ControlStatus], today: date) -> Iterator[Step]:
    for item in controls:
        if item.word and (left := (date.fromisoformat(item.word.until) - today).days) <= _SOON:
            when = f"in {left} days" if left > 1 else "tomorrow" if left else "today"
            yield Step(
                does=f"Ask again whether it holds: {item.control.title}.",
                command=attest(item.control.id, item.subject),
                why=f"the word of {item.word.by.name} ends {when}",
            )


def _unread(unread: Sequence[Unread]) -> Iterator[Step]:
    for item in unread:
        if item.share >= _MUCH:
            yield Step(
                does=f"See what nobody could read of {item.subject}.",
                command="holdfast scan --format html -o report.html",
                why=f"{item.share:.0f} % of it is unread, and unread is unproven",
            )


def _doubtful(found: Sequence[ActivityStatus]) -> Iterator[Step]:
    for item in found:
        if item.state is ActivityState.ON and item.evidence and item.activity.built:
            yield Step(
                does=f"Look at the whole: {item.activity.title}.",
                command=command(item.activity),
                why=item.gaps[0] if item.gaps else "its controls are not proven yet",
            )


def _off(found: Sequence[ActivityStatus]) -> Iterator[Step]:
    for item in found:
        if item.state is ActivityState.OFF and (item.activity.built or item.activity.partly):
            yield Step(
                does=f"Switch on: {item.activity.title}.",
                command=command(item.activity),
                why="it is built in and has never run",
            )


def _wordless(found: Sequence[ActivityStatus], controls: Sequence[ControlStatus]) -> Iterator[Step]:
    """A control that only a person can speak for, in an activity that is not built."""
    states: dict[str, list[ControlState]] = {}
    for item in controls:
        states.setdefault(item.control.id, []).append(item.state)
    titles = {item.control.id: item.control for item in controls}
    for status in found:
        if status.activity.built or status.state not in (ActivityState.OFF, ActivityState.ON):
            continue
        for name in status.activity.controls:
            control = titles.get(name)
            if control and control.awaits and worst(states[name]) is ControlState.UNPROVEN:
                yield Step(
                    does=f"Say who vouches for it: {control.title}.",
                    command=attest(name, "SUBJECT"),
                    why=f"no check proves it yet; it waits for {control.awaits}",
                )
                break


def attest(control: str, subject: str) -> str:
    """The command by which a person vouches for a control."""
    return f"holdfast controls attest {control} --subject {subject} --reason REASON --until YYYY-MM-DD"


def command(activity: Activity) -> str:
    """The command that makes evidence for an activity."""
    verb = activity.verb
    if not verb.startswith("scan"):
        return SCAN
    words = verb.removeprefix("scan").strip()
    return f"{SCAN} {words} plan.json" if words.endswith("--tfplan") else f"{SCAN} {words}".strip()

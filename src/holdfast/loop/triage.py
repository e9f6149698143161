"""Triage as a fold: the findings of one scan and the steps since then say what is still to be decided."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from holdfast.model.finding import Finding, State


class Move(StrEnum):
    """What a person did."""

    IGNORE = "ignore"
    BASELINE = "baseline"
    DECOY = "decoy"
    ROTATED = "rotated"
    SKIP = "skip"
    EDIT = "edit"
    """Looked at the file in an editor; what changed there is theirs to undo."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing that was done, and what it means for the findings."""

    move: Move
    fingerprint: str
    """The finding that it was done about."""
    closes: frozenset[str]
    """Findings that nobody has to decide about any more, by fingerprint."""
    lines: Mapping[str, int] = field(default_factory=dict)
    """Where findings of the changed file stand now, by fingerprint."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """The findings of one scan, in the order in which they are asked about, and the steps since."""

    findings: tuple[Finding, ...]
    """All of the scan, accepted ones too."""
    steps: tuple[Step, ...] = ()

    @property
    def closed(self) -> frozenset[str]:
        """Fingerprints that a step has closed."""
        return frozenset().union(*(step.closes for step in self.steps))

    @property
    def open(self) -> tuple[Finding, ...]:
        """What is still to be decided, as it was scanned."""
        closed = self.closed
        return tuple(item for item in self.findings if item.state is State.NEW and item.fingerprint not in closed)

    @property
    def current(self) -> Finding | None:
        """The finding that is asked about next, where it stands now; None at the end."""
        first = next(iter(self.open), None)
        return first and self.moved(first)

    def moved(self, finding: Finding) -> Finding:
        """A finding with the lines on which it stands after the steps."""
        line = next(
            (step.lines[finding.fingerprint] for step in reversed(self.steps) if finding.fingerprint in step.lines),
            finding.fail.at.line,
        )
        place = finding.fail.at
        if line == place.line:
            return finding
        place = replace(place, line=line, end_line=place.end_line + line - place.line)
        return replace(finding, fail=replace(finding.fail, at=place))

    def then(self, step: Step) -> Queue:
        """The queue after one more step."""
        return replace(self, steps=(*self.steps, step))

    def last(self) -> int | None:
        """The number of the last step that can be undone; None when there is none."""
        return next((at for at in reversed(range(len(self.steps))) if self.steps[at].move is not Move.EDIT), None)

    def without(self, number: int) -> Queue:
        """The queue as if a step had not been."""
        return replace(self, steps=self.steps[:number] + self.steps[number + 1 :])

    def count(self, move: Move) -> int:
        """How many steps of a kind there were."""
        return sum(step.move is move for step in self.steps)


def settled(before: Sequence[Finding], after: Iterable[Finding]) -> tuple[frozenset[str], dict[str, int]]:
    """What became of one file's findings: those that are gone or accepted now, and the lines of those still there.

    ``before`` and ``after`` are all findings of the file, older and newer. Equal secrets of one check are matched in
    the order in which they stand.
    """
    there: dict[tuple[str, str], list[Finding]] = {}
    for item in sorted(after, key=_position):
        there.setdefault((item.check.id, item.fail.mark), []).append(item)
    closed: set[str] = set()
    lines: dict[str, int] = {}
    for item in sorted(before, key=_position):
        now = there.get((item.check.id, item.fail.mark))
        if not now:
            closed.add(item.fingerprint)
            continue
        found = now.pop(0)
        lines[item.fingerprint] = found.fail.at.line
        if found.state is State.SUPPRESSED:
            closed.add(item.fingerprint)
    return frozenset(closed), lines


def harmless(before: Iterable[Finding], after: Iterable[Finding]) -> bool:
    """Two looks at one file, before a change and after it: the same findings, and none that was accepted is open."""
    old, new = ({item.fingerprint: item.state for item in look} for look in (before, after))
    return old.keys() == new.keys() and all(
        new[name] is State.SUPPRESSED for name, state in old.items() if state is State.SUPPRESSED
    )


def _position(finding: Finding) -> tuple[int, int]:
    return finding.fail.at.line, finding.fail.at.column

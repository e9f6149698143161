"""Where the checks of a subject stood after each of its runs, as a fold that can be kept and goes on.

Most runs leave a check as the run before left it. So a check has one stretch for as many runs as left the same, and
checks that went the same way share what is kept of it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from holdfast.loop.trails import Trail

BROKEN: Final = 0
"""Something is open, or nobody ever read the whole subject."""
PROVEN: Final = 1
GONE: Final = 2
"""Nothing of the check's kind was there."""

Stretch = tuple[str, int, int, int, str]
"""An activity, the numbers of the first and the last of its runs, what they left, and when that was seen; the time is
empty where each run saw it itself."""
Line = tuple[Stretch, ...]
"""All stretches of a check."""


class Look(NamedTuple):
    """A run, and what it left."""

    run: int
    """Its place among all runs of the subject."""
    left: int
    seen_at: str
    """When what it left was seen; empty for nothing."""


class Course:
    """The runs of a subject, and what they left."""

    __slots__ = ("_counts", "_scope", "lines", "runs")

    def __init__(self) -> None:
        """Start where nobody looked."""
        self.runs: list[tuple[str, str]] = []
        """Activity and time of each, in their order."""
        self.lines: dict[str, Line] = {}
        """By check."""
        self._counts: dict[str, int] = {}
        """How many runs of each activity there are."""
        self._scope = ""
        """Of the last run."""

    def run(self, seen_at: str, activity: str, scope: str, touched: Mapping[str, Trail]) -> None:
        """Take a run that has led these trails on, by check; one that goes on with the last run is a part of it."""
        if not touched:
            return
        if self.runs[-1:] != [(activity, seen_at)] or self._scope != scope:
            self.runs.append((activity, seen_at))
            self._counts[activity] = self._counts.get(activity, 0) + 1
            self._scope = scope
        number = self._counts[activity] - 1
        led: dict[tuple[int, int, str], tuple[Line, Line]] = {}
        for check, trail in touched.items():
            line = self.lines.get(check, ())
            left, seen = _left(trail, seen_at)
            # Many checks share a line, and go on sharing it.
            way = id(line), left, seen
            if way not in led:
                led[way] = line, _longer(line, activity, number, left, seen)
            self.lines[check] = led[way][1]

    def looks(self, line: Line) -> Iterator[Look]:
        """Every run that touched a check of this line, stretch by stretch."""
        places: dict[str, list[int]] = {}
        for place, (activity, _) in enumerate(self.runs):
            places.setdefault(activity, []).append(place)
        for activity, first, last, left, seen in line:
            for place in places[activity][first : last + 1]:
                yield Look(place, left, seen or (self.runs[place][1] if left else ""))

    def kept(self) -> list[Any]:
        """What ``restored`` takes, in terms of JSON."""
        names = {name: number for number, name in enumerate(dict.fromkeys(activity for activity, _ in self.runs))}
        alike: dict[Line, list[str]] = {}
        for check, line in sorted(self.lines.items()):
            alike.setdefault(line, []).append(check)
        lines = [[[[names[name], *rest] for name, *rest in line], checks] for line, checks in alike.items()]
        return [list(names), [[names[name], seen_at] for name, seen_at in self.runs], self._scope, lines]

    @classmethod
    def restored(cls, kept: Sequence[Any], known: Collection[str] | None = None) -> Course:
        """A course as it was when it was kept, with the checks that are ``known`` only.

        Raises ValueError, TypeError or IndexError for what is none.
        """
        names, runs, scope, lines = kept
        made = cls()
        made.runs = [(names[number], seen_at) for number, seen_at in runs]
        made._scope = scope
        for activity, _ in made.runs:
            made._counts[activity] = made._counts.get(activity, 0) + 1
        for stretches, checks in lines:
            line = tuple((names[name], first, last, left, seen) for name, first, last, left, seen in stretches)
            if not all(0 <= first <= last < made._counts[name] for name, first, last, _, _ in line):
                raise ValueError("a stretch of runs that are not there")
            made.lines |= {check: line for check in checks if known is None or check in known}
        return made


def _left(trail: Trail, seen_at: str) -> tuple[int, str]:
    """What a trail holds after a run, and when that was seen where it was not in this run."""
    last = None if trail.open else trail.proven or trail.gone
    if last is None:
        return BROKEN, ""
    return PROVEN if trail.proven else GONE, "" if last.seen_at == seen_at else last.seen_at


def _longer(line: Line, activity: str, number: int, left: int, seen: str) -> Line:
    """A line with what a run left; what was left so far by the same run gives way."""
    at = next((place for place in range(len(line) - 1, -1, -1) if line[place][0] == activity), None)
    if at is not None and line[at][2] == number:
        shorter = (activity, line[at][1], number - 1, *line[at][3:])
        line = (*line[:at], *((shorter,) if line[at][1] < number else ()), *line[at + 1 :])
        return _longer(line, activity, number, left, seen)
    if at is not None and line[at][2:] == (number - 1, left, seen):
        return (*line[:at], (activity, line[at][1], number, left, seen), *line[at + 1 :])
    return (*line, (activity, number, number, left, seen))

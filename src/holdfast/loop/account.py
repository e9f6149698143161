"""All that is folded of one subject: where its checks stand, when its findings were open, and who looked at it.

An account can be kept as text and goes on where it stopped. The rows of a subject have to come in the order of time, of
one moment in the ledger's order; what comes late is folded from the first row again.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Container, Iterator, Mapping
from datetime import datetime
from typing import Final, NamedTuple

from holdfast.loop.courses import Course
from holdfast.loop.histories import Lives
from holdfast.loop.posture import Made, more
from holdfast.loop.trails import CLOCK_SKEW, CLOSING, Trail, kept_quiet, moment, restored_quiet
from holdfast.model.observation import Evidence

FORM: Final = "3"
"""Of the texts; another one for another fold."""
TRAILS: Final = "trails"
"""Those on which something ever was open, by check."""
QUIET: Final = "quiet"
"""All others, together."""
HISTORIES: Final = "histories"
MADE: Final = "made"
COURSE: Final = "course"
"""Where all its checks stood after each run."""
NAMES: Final = (TRAILS, QUIET, HISTORIES, MADE, COURSE)

_encode: Final = json.JSONEncoder(separators=(",", ":")).encode
_decode: Final = json.JSONDecoder().raw_decode


class Kept(NamedTuple):
    """One entry of an account, as text."""

    name: str
    """Which fold: one of the names."""
    key: str
    """A check, for ``made`` an activity, for ``quiet`` and ``course`` nothing."""
    body: str


class Account:
    """The folds of one subject."""

    def __init__(self, subject: str, kept: Mapping[tuple[str, str], str] | None = None) -> None:
        """Go on from what was kept, by name and key; without, start anew."""
        self.subject = subject
        self._kept = kept or {}
        self._folds: dict[str, tuple[Trail, Lives]] = {}
        self._made: dict[str, Made] = {}
        for (name, key), body in self._kept.items():
            if name == MADE:
                self._made[key] = read_made(body)
        quiet = self._kept.get((QUIET, ""))
        self._quiet = read_quiet(self.subject, quiet) if quiet else {}
        course = self._kept.get((COURSE, ""))
        self._course = read_course(course) if course else Course()
        self._active: set[str] = set()
        self._run: tuple[str, str, str] | None = None
        self._touched: dict[str, Trail] = {}
        """What that run has led on."""
        self._rows = 0
        """Of the run that is stepped through, not yet in what was made."""

    @property
    def last(self) -> datetime | None:
        """When the newest of its rows was made."""
        self._count()
        return max((moment(item.last) for item in self._made.values()), default=None)

    @property
    def made(self) -> Mapping[str, Made]:
        """What each activity made."""
        self._count()
        return self._made

    @property
    def course(self) -> Course:
        """Where its checks stood after each run."""
        self._count()
        return self._course

    def _count(self) -> None:
        if self._run and self._rows:
            seen_at, activity, _ = self._run
            self._course.run(*self._run, self._touched)
            self._touched = {}
            self._made[activity] = more(self._made.get(activity), self._rows, seen_at)
            self._active.add(activity)
            self._rows = 0

    def step(self, row: Evidence, today: datetime | None = None) -> None:
        """Take the next row; given ``today``, without what closes from the future."""
        run = row.seen_at, row.activity, row.scope
        if run != self._run:
            self._count()
            self._run = run
        self._rows += 1
        fold = self._folds.get(row.check)
        if fold is None:
            fold = self._folds[row.check] = self._restored(row.check)
        if today is None or row.verdict not in CLOSING or moment(row.seen_at) <= today + CLOCK_SKEW:
            fold[1].step(fold[0], row)
            self._touched[row.check] = fold[0]

    def _restored(self, check: str) -> tuple[Trail, Lives]:
        trail, lives = self._kept.get((TRAILS, check)), self._kept.get((HISTORIES, check))
        return (
            read_trail(check, self.subject, trail) if trail else self._quiet.get(check) or Trail(),
            read_lives(lives) if lives else Lives(),
        )

    def trails(self) -> Iterator[tuple[str, Trail]]:
        """By check, what was touched, and what never was loud."""
        yield from (self._quiet | {check: trail for check, (trail, _) in self._folds.items()}).items()

    def folds(self) -> Iterator[tuple[str, Trail, Lives]]:
        """By check, what was touched since it was made or restored."""
        for check, (trail, lives) in self._folds.items():
            yield check, trail, lives

    def changed(self) -> Iterator[Kept]:
        """What has to be kept instead of what was."""
        self._count()
        for check, (trail, lives) in self._folds.items():
            if trail.loud:
                yield Kept(TRAILS, check, _encode(trail.kept()))
            if lives:
                yield Kept(HISTORIES, check, _encode(lives.kept()))
        if self._folds:
            quiet = {check: trail for check, trail in self.trails() if not trail.loud}
            yield Kept(QUIET, "", _encode(kept_quiet(quiet)))
            yield Kept(COURSE, "", _encode(self._course.kept()))
        for activity in sorted(self._active):
            yield Kept(MADE, activity, _encode(self._made[activity]))


def read_trail(check: str, subject: str, body: str) -> Trail:
    """A trail from its text. Raises ValueError, TypeError or KeyError for a text that is none."""
    return Trail.restored(check, subject, _decode(body)[0])


def read_quiet(subject: str, body: str, known: Container[str] | None = None) -> dict[str, Trail]:
    """Trails by check from their text, of those that are ``known``.

    Raises ValueError, TypeError, KeyError or IndexError for a text that is none.
    """
    return dict(restored_quiet(subject, _decode(body)[0], known))


def read_course(body: str, known: Collection[str] | None = None) -> Course:
    """A course from its text, with the checks that are ``known``.

    Raises ValueError, TypeError, KeyError or IndexError for a text that is none.
    """
    return Course.restored(_decode(body)[0], known)


def read_lives(body: str) -> Lives:
    """Lives from their text. Raises ValueError or TypeError for a text that is none."""
    return Lives.restored(_decode(body)[0])


def read_made(body: str) -> Made:
    """What an activity made, from its text. Raises ValueError or TypeError for a text that is none."""
    rows, last = _decode(body)[0]
    return Made(int(rows), str(last))

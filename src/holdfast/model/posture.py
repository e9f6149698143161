"""How well it stands: the state of controls and of activities, as folded from evidence."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from holdfast.model.activity import Activity, Control
from holdfast.model.decision import Decision
from holdfast.model.noun import noun
from holdfast.model.observation import Evidence, Strength


class ControlState(StrEnum):
    """What evidence says about a control on one subject."""

    PROVEN = "proven"
    ATTESTED = "attested"
    """It rests on a named person's word, or a vendor's answer, until its end date; the rest of it is proven."""
    STALE = "stale"
    """It was proven, too long ago."""
    CLAIMED = "claimed"
    """Somebody or some report says so, and nothing shows it."""
    UNPROVEN = "unproven"
    """Something was not looked at, not wholly read, or could not be decided."""
    FAILING = "failing"
    """A check found something, and has not found it gone since."""
    NOT_HERE = "not here"
    """All was read, and nothing is there that it would hold for."""


WORST_FIRST: Final = (
    ControlState.FAILING,
    ControlState.UNPROVEN,
    ControlState.CLAIMED,
    ControlState.STALE,
    ControlState.ATTESTED,
    ControlState.PROVEN,
    ControlState.NOT_HERE,
)


class ActivityState(StrEnum):
    """What evidence says about an activity."""

    OFF = "off"
    """Not built, or never run."""
    ON = "on"
    """It ran; its controls are not proven yet."""
    CLAIMED = "claimed"
    """Something of it rests on a claim that nothing shows."""
    PROVEN = "proven"
    ATTESTED = "attested"
    """Proven but for what somebody attests."""
    STALE = "stale"
    FAILING = "failing"


@noun
class ControlStatus:
    """One control on one subject."""

    control: Control
    subject: str
    """Empty where there is no evidence about any subject."""
    state: ControlState
    failures: tuple[Evidence, ...] = ()
    """Failing rows that no later look has closed, in the order of time."""
    attested: tuple[Evidence, ...] = ()
    """Failing rows that only an attestation closes."""
    seen_at: str = ""
    """When the oldest of the proofs that it rests on was made; empty where a proof is missing."""
    strength: Strength | None = None
    """Of the weakest of these proofs."""
    gaps: tuple[str, ...] = ()
    """What keeps it from being proven, each in one line."""
    word: Decision | None = None
    """What a person attests about it, where that holds today."""


@noun
class ActivityStatus:
    """One activity over all the subjects that it looked at."""

    activity: Activity
    state: ActivityState
    evidence: int = 0
    """Rows of evidence that it made."""
    last_run: str = ""
    """When the newest of them was made; empty where there is none."""
    age_days: int | None = None
    """Whole days since then."""
    controls: tuple[ControlStatus, ...] = ()
    """Its controls, on the subjects that it looked at."""
    gaps: tuple[str, ...] = ()
    """What keeps it from being proven, each in one line."""


@noun
class Unread:
    """How much of a subject nobody could read, as its last whole scan told."""

    subject: str
    at: str
    lines: int
    """Lines of program code that no engine understood."""
    of_lines: int
    files: int
    """Files that should have been read and could not be."""
    of_files: int

    @property
    def share(self) -> float:
        """In a hundred: of the lines, or of the files, whichever is more."""
        return max(_share(self.lines, self.of_lines), _share(self.files, self.of_files))


@noun
class Step:
    """What to do next."""

    does: str
    """In one sentence."""
    command: str
    """What to type for it."""
    why: str
    """What it brings."""


def _share(part: int, whole: int) -> float:
    return 100 * part / whole if whole else 0.0

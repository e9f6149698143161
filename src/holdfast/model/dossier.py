"""All that can be shown about a control: what proves it, since when, what broke it, and who said what about it."""

from __future__ import annotations

from holdfast.model.activity import Control
from holdfast.model.decision import Decision
from holdfast.model.event import Ruling
from holdfast.model.history import History
from holdfast.model.noun import noun
from holdfast.model.observation import Strength
from holdfast.model.posture import ControlStatus


@noun
class Held:
    """One time during which a control was proven without a break."""

    start: str
    """UTC, ISO 8601: the run that completed the proof."""
    end: str
    """The run that broke it, or the moment when it became stale; empty while it holds."""
    why: str = ""
    """What ended it."""
    runs: int = 0
    """Runs during it that looked again."""


@noun
class Proof:
    """One row of the ledger that speaks for a control, with the run that it belongs to."""

    check: str
    """Name of the check."""
    title: str
    sequence: int
    """Number of the row."""
    hash: str
    """Of the row; it stands for everything before it as well."""
    at: str
    tool: str
    rules: str
    """Digest of the rules that were applied."""
    scope: str
    """Digest of what was in reach."""
    origin: str
    """``worktree``, ``history``, a report's format …"""
    strength: Strength
    count: int
    """Things that the check looked at; 0 where nothing of its kind is there."""


@noun
class Said:
    """A person's word with where it is kept."""

    decision: Decision
    where: str
    """``row 17`` of the ledger, or the path of a record."""


@noun
class Accepted:
    """An acceptance of a risk that the control stands against."""

    ruling: Ruling
    where: str
    holds: bool
    """Whether it is in force today."""


@noun
class Store:
    """A part of the system that the question is about, by the threat model."""

    id: str
    name: str
    data: tuple[str, ...]
    """Names of the data that it keeps."""
    paths: tuple[str, ...]
    """Globs of the files that it is made from; empty for the whole subject."""
    status: ControlStatus
    """The control as far as it concerns this part."""


@noun
class Dossier:
    """A control on one subject with everything that speaks for and against it."""

    control: Control
    status: ControlStatus
    held: tuple[Held, ...] = ()
    """Times during which it was proven, oldest first."""
    proofs: tuple[Proof, ...] = ()
    """What it rests on today, a row for each check that answered."""
    silent: tuple[str, ...] = ()
    """Names of checks that would have to answer and never did on the whole subject."""
    failures: tuple[History, ...] = ()
    """Findings that are open and break it, oldest first."""
    closed: int = 0
    """Findings that broke it once and are closed."""
    said: tuple[Said, ...] = ()
    """What persons decided about it and about findings of its checks, oldest first."""
    accepted: tuple[Accepted, ...] = ()
    stores: tuple[Store, ...] = ()
    """Where the question names data: the parts of the system that keep it."""

    @property
    def since(self) -> str:
        """Since when it is proven without a break; empty where it is not proven now."""
        return self.held[-1].start if self.held and not self.held[-1].end else ""

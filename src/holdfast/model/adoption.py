"""What a first look at a repository finds, and what its people are asked."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from holdfast.model.plan import Plan


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What Holdfast moves into. Names only: nothing of it was parsed."""

    root: Path
    git: bool
    """Whether it is a git work tree."""
    files: int
    """Files under version control; outside of git, files found."""
    bytes: int
    partial: bool = False
    """There were more files than were counted."""
    languages: tuple[tuple[str, int], ...] = ()
    """Language and number of files, most first."""
    pipelines: tuple[str, ...] = ()
    """CI systems whose files are there."""
    scanners: tuple[tuple[str, str], ...] = ()
    """Tool and the path of its configuration."""
    pre_commit: str = ""
    """Path of the pre-commit framework's configuration."""
    default_branch: str = ""
    policy: str = ""
    """Path of the policy that is already there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One option that an answer sets."""

    key: str
    value: str | int | bool
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One possible answer."""

    word: str
    says: str
    settings: tuple[Setting, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question with its possible answers."""

    id: str
    asks: str
    choices: tuple[Choice, ...]
    default: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """The words chosen, one for each question."""

    risk: str = "medium"
    resources: str = "some"
    culture: str = "shared"


@dataclass(frozen=True, slots=True, kw_only=True)
class DriverStatus:
    """How the merge driver for the baseline stands in a clone."""

    root: Path
    attribute: bool
    """Whether git's attributes name it, for everybody who has the commit."""
    command: str
    """What this clone runs; empty where nothing is set."""


class Fate(StrEnum):
    """What became of a wish in another scanner's file."""

    PATH = "path"
    """Its paths are left out from now on."""
    FINDING = "finding"
    """The findings that it hides are in the baseline."""
    IDLE = "idle"
    """It hides nothing that would be reported."""
    UNTOLD = "untold"
    """It could not be taken over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one wish."""

    tool: str
    place: str
    """``file:line``."""
    says: str
    fate: Fate
    count: int = 0
    """Findings that it put into the baseline."""
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Import:
    """What other scanners' files become."""

    plan: Plan
    files: tuple[tuple[str, str], ...]
    """Tool and file, as they were read."""
    outcomes: tuple[Outcome, ...]

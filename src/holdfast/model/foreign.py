"""A report of another tool, as it is read before anything is made of it."""

from __future__ import annotations

from enum import StrEnum

from holdfast.model.check import Severity
from holdfast.model.noun import noun
from holdfast.model.observation import Strength
from holdfast.model.place import Place


class Answer(StrEnum):
    """What a report says about one thing that it names."""

    OK = "ok"
    """It was evaluated, and passed: the report says so itself."""
    FAIL = "fail"
    UNSURE = "unsure"
    """It was not decided, or somebody accepted it."""
    ABSENT = "not here"
    """It was asked, and there is nothing here that it applies to."""


@noun
class Item:
    """One entry of a report. No text of it holds a secret or a line of code."""

    rule: str
    """As its tool names it."""
    kind: str
    """The engine that asks the same here, or ``test``, ``web``, ``network``, ``host``, ``cloud``, ``event``."""
    answer: Answer
    place: Place
    """Its path names what was looked at: a file, a host, a resource."""
    title: str = ""
    """What its rule is about, in one sentence."""
    says: str = ""
    """What is so at this place."""
    severity: Severity = Severity.MEDIUM
    parts: tuple[str, ...] = ()
    """What makes it this one beside its rule, whatever line it stands on; its path where this is empty."""
    cwe: tuple[int, ...] = ()
    topics: tuple[str, ...] = ()
    """Words for what it is about, from the closed list of topics."""
    aliases: tuple[str, ...] = ()
    """Other names of its rule."""
    names: tuple[str, ...] = ()
    """Names that the weakness has in public, such as a CVE number."""
    controls: tuple[str, ...] = ()
    """Controls of ours that the report names."""
    threats: tuple[str, ...] = ()
    """Threats of a threat model that the report names."""
    count: int = 1
    """How many things an ``ok`` speaks of."""
    everywhere: bool = False
    """Whether an ``ok`` speaks of every place that its rule asks about, beside those that are told as failing."""


@noun
class Look:
    """What a report says about one subject."""

    items: tuple[Item, ...]
    subject: str = ""
    """Such as ``image:shop`` or ``host:10.0.0.4``; empty where the report does not say."""
    wants: str = ""
    """A subject of the sort that it is about, such as ``host:NAME``, where it cannot be about a repository."""
    looked: frozenset[str] = frozenset()
    """Paths of places that the report says were looked at."""
    count: int = 0
    """How many things it says were looked at; 0 where it does not say."""
    applied: frozenset[str] | None = None
    """Rules that it says were applied; None where it does not say."""
    whole: bool = False
    """Whether it says that all of the subject was looked at."""
    states: bool = False
    """Whether it tells what passed, too; then silence about a rule is no pass."""
    strength: Strength = Strength.SCAN


@noun
class Lost:
    """An entry that could not be understood; the others are not lost with it."""

    where: str
    """Its way in the document, with the line where that is known."""
    why: str


@noun
class Foreign:
    """A report of another tool."""

    format: str
    """Name of the format."""
    tool: str
    """Name of the tool: lower case, words joined with hyphens."""
    looks: tuple[Look, ...]
    version: str = ""
    when: str = ""
    """When the tool looked: UTC, ISO 8601 to the second; empty where the report does not say."""
    lost: tuple[Lost, ...] = ()
    notes: tuple[str, ...] = ()
    """What a reader of it should know, a sentence each."""

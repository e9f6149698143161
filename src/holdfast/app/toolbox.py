"""Use case: for each activity what is built in, whose reports can be imported, and which other tools there are."""

from __future__ import annotations

import difflib

from holdfast.activities import ACTIVITIES
from holdfast.activities.tools import LOOKED, TOOLS
from holdfast.formats.foreign.index import FOREIGN
from holdfast.model.activity import Activity
from holdfast.model.errors import UsageError
from holdfast.model.noun import noun
from holdfast.model.toolbox import Tool, life


@noun
class Shelf:
    """The tools of one activity."""

    activity: Activity
    commands: tuple[str, ...]
    """What does it here, or will."""
    tools: tuple[tuple[Tool, str], ...]
    """Each with how alive it was when it was looked at."""
    imports: tuple[tuple[str, str], ...] = ()
    """Formats of reports that make evidence for it, by their names and titles."""
    readable: frozenset[str] = frozenset(FOREIGN)
    """Every format that can be imported."""
    looked: str = LOOKED
    """The day of that, ISO 8601."""


def toolbox(word: str = "") -> list[Shelf]:
    """The shelf of an activity, named by its number, its id or a part of its title; without a word, every shelf.

    Raises UsageError with the nearest that there is.
    """
    return [_shelf(activity) for activity in ([named(word)] if word else ACTIVITIES)]


def named(word: str) -> Activity:
    """The activity of a number, an id, or a part of an id or title that fits no other. Raises UsageError."""
    asked = word.lower().strip()
    for activity in ACTIVITIES:
        if asked in (str(activity.number), activity.id):
            return activity
    fitting = [item for item in ACTIVITIES if asked in item.id or asked in item.title.lower()]
    if asked and len(fitting) == 1:
        return fitting[0]
    words = {word: item.id for item in ACTIVITIES for word in (*item.id.split("-"), item.id)}
    close = difflib.get_close_matches(asked, words, 3)
    near = [item.id for item in fitting] or list(dict.fromkeys(words[name] for name in close))
    advice = f"Did you mean {' or '.join(near)}?" if near else "`holdfast posture` lists the 21 activities."
    raise UsageError(f"there is no activity {word!r}" if not fitting else f"{word!r} names several", advice=advice)


def _shelf(activity: Activity) -> Shelf:
    verbs = [activity.verb] if "--" in activity.verb else activity.verb.split()
    own = [tool for tool in TOOLS if activity.id in tool.activities]
    return Shelf(
        activity=activity,
        commands=tuple(f"holdfast {verb}" for verb in verbs),
        tools=tuple((tool, life(tool, LOOKED)) for tool in own),
        imports=tuple((name, form.title) for name, form in FOREIGN.items() if activity.id in form.activities),
    )

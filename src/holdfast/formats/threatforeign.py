"""Threats that other tools' people wrote: what they say becomes stories, what was decided becomes treatments.

Holdfast finds threats by its rules, so a threat of another tool is kept as an attacker story on its element. A status
is a decision; it becomes a treatment. One that says that a threat was accepted, avoided or handed on ends on the day of
the import, as the other tools know no end dates: somebody has to say anew until when it holds.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from holdfast.formats.foreignmodel import Reader
from holdfast.formats.threatids import Ids, slug
from holdfast.model.system import Story, Treatment, Way

WAYS: Final = {
    "mitigated": Way.MITIGATE,
    "implemented": Way.MITIGATE,
    "eliminated": Way.AVOID,
    "avoided": Way.AVOID,
    "accepted": Way.ACCEPT,
    "accept": Way.ACCEPT,
    "transferred": Way.TRANSFER,
}
OPEN: Final = ("", "open", "exposed", "required", "unchecked", "in-discussion", "in-progress", "recommended")
_AWAY: Final = ("notapplicable", "not-applicable", "na", "n/a", "hidden", "rejected", "false-positive")
NOBODY: Final = "nobody named"


class Foreign(NamedTuple):
    """One threat as another tool has it."""

    key: str
    """Its id there; one of ours is ``rule@element``."""
    title: str
    on: str
    """Id of the element or flow, as it is in the model."""
    kind: str
    severity: str
    status: str
    says: str
    mitigation: str


def known_again(key: str, on: str) -> str:
    """The id of a threat of ours on an element; empty where it is none."""
    rule, sign, element = key.partition("@")
    return key if sign and element == on and slug(rule) == rule and rule else ""


def told(threat: Foreign, ids: Ids, owner: str, today: str, notes: Reader) -> tuple[Story | None, Treatment | None]:
    """The story and the treatment that a threat becomes; nothing for one of ours that is open."""
    ours = known_again(threat.key, threat.on)
    name = ours or f"{slug(threat.title) or 'threat'}@{threat.on}"
    story = None if ours else _story(threat, ids)
    if story and (threat.kind or threat.severity):
        notes.lose(
            "category and severity", name, "they are kept as a story's reason for its likelihood; rules rate anew"
        )
    status = threat.status.lower()
    way = WAYS.get(status)
    if way is None:
        if status in _AWAY:
            notes.lose(f"status {threat.status}", name, "state the fact that rules it out, and the rules find it away")
        elif status not in OPEN:
            notes.lose(f"status {threat.status}", name, "no status that is known; the threat counts as open")
        return story, None
    if ours and way is Way.MITIGATE:
        notes.lose(f"status {threat.status}", name, "whether a threat of the rules is mitigated, evidence shows")
        return None, None
    return story, _treatment(name, way, threat, owner, today, notes)


def _treatment(name: str, way: Way, threat: Foreign, owner: str, today: str, notes: Reader) -> Treatment:
    if way is Way.MITIGATE:
        return Treatment(threat=name, way=way, reason=threat.mitigation)
    notes.lose(f"status {threat.status}", name, f"no end date there: it ends on {today}, somebody has to renew it")
    reason = threat.mitigation or f"{threat.status} in the other tool, without a reason"
    return Treatment(threat=name, way=way, reason=reason, owner=owner or NOBODY, until=today)


def _story(threat: Foreign, ids: Ids) -> Story:
    rated = " ".join(part for part in (threat.severity, threat.kind) if part)
    steps = [part for part in (" ".join(line.split()) for line in threat.says.splitlines()) if part]
    return Story(
        id=ids.give("", threat.title, "threat"),
        actor="anonymous",
        goal=threat.title or "something that has no title",
        target=threat.on,
        steps=tuple((step, "") for step in steps),
        likelihood=f"{rated} in the tool that it comes from" if rated else "",
        conditions=(f"Not so once: {' '.join(threat.mitigation.split())}",) if threat.mitigation else (),
    )

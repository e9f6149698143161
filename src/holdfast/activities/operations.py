"""Day after day."""

from __future__ import annotations

from typing import Final

from holdfast.model.activity import Activity, Phase

ACTIVITIES: Final = (
    Activity(
        number=18,
        id="configuration-scanning",
        title="Configuration and vulnerability scanning, compliance",
        phase=Phase.OPERATIONS,
        asks="Does the estate hold to the frameworks?",
        verb="comply",
    ),
    Activity(
        number=19,
        id="monitoring",
        title="Continuous monitoring",
        phase=Phase.OPERATIONS,
        asks="Would somebody notice?",
        verb="alerts canary",
    ),
    Activity(
        number=20,
        id="fault-injection",
        title="Fault injection",
        phase=Phase.OPERATIONS,
        asks="Does it hold when a part fails or is attacked?",
        verb="faults",
    ),
    Activity(
        number=21,
        id="drills",
        title="Drills and postmortems",
        phase=Phase.OPERATIONS,
        asks="Do people and plans hold, and do lessons become fixes?",
        verb="drill incident postmortem risks",
    ),
)

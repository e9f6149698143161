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
        controls=(
            "managed-services-patched",
            "inventory-current",
            "estate-compliant",
            "findings-fixed-in-time",
            "access-reviewed",
            "leavers-removed",
            "suppliers-assessed",
        ),
    ),
    Activity(
        number=19,
        id="monitoring",
        title="Continuous monitoring",
        phase=Phase.OPERATIONS,
        asks="Would somebody notice?",
        verb="alerts canary",
        controls=(
            "threat-detection-on",
            "audit-trail-watched",
            "workloads-measured",
            "alerts-reach-somebody",
            "logs-reviewed",
            "logs-centralised",
            "canaries-placed",
            "capacity-watched",
        ),
    ),
    Activity(
        number=20,
        id="fault-injection",
        title="Fault injection",
        phase=Phase.OPERATIONS,
        asks="Does it hold when a part fails or is attacked?",
        verb="faults",
        controls=(
            "failure-rehearsed",
            "attack-detection-rehearsed",
            "overload-rehearsed",
        ),
    ),
    Activity(
        number=21,
        id="drills",
        title="Drills and postmortems",
        phase=Phase.OPERATIONS,
        asks="Do people and plans hold, and do lessons become fixes?",
        verb="drill incident postmortem risks",
        controls=(
            "restore-rehearsed",
            "incident-plan-rehearsed",
            "incident-contacts-named",
            "incidents-handled",
            "evidence-preserved",
            "postmortems-held",
            "risks-owned",
            "vulnerabilities-reportable",
            "continuity-planned",
        ),
    ),
)

"""Continuous delivery and deployment."""

from __future__ import annotations

from typing import Final

from holdfast.model.activity import Activity, Phase

ACTIVITIES: Final = (
    Activity(
        number=11,
        id="iac-configuration",
        title="IaC security configuration",
        phase=Phase.ACCEPTANCE,
        asks="Is what is about to be deployed configured safely?",
        verb="scan --tfplan",
        partly="the gate on plans of Terraform and OpenTofu; no hardened templates, no flows of a threat model yet",
        looks=("holdfast.engines.posture",),
        controls=(
            "storage-is-private",
            "data-encrypted-at-rest",
            "data-encrypted-in-transit",
            "audit-logging-on",
            "access-logging-on",
            "network-ingress-restricted",
            "network-egress-restricted",
            "databases-not-public",
            "services-not-public",
            "least-privilege-identity",
            "containers-unprivileged",
        ),
    ),
    Activity(
        number=12,
        id="out-of-band",
        title="Out-of-band scanning and compliance",
        phase=Phase.ACCEPTANCE,
        asks="What does the outside see of what is deployed?",
        verb="probe audit",
    ),
    Activity(
        number=13,
        id="immutable",
        title="Immutable infrastructure",
        phase=Phase.ACCEPTANCE,
        asks="Does what runs still equal what was built?",
        verb="drift",
    ),
)

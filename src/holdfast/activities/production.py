"""What runs."""

from __future__ import annotations

from typing import Final

from holdfast.model.activity import Activity, Phase

ACTIVITIES: Final = (
    Activity(
        number=14,
        id="secrets-management",
        title="Secrets management",
        phase=Phase.PRODUCTION,
        asks="Who can read which secret, and who did?",
        verb="vault",
        controls=(
            "parameters-keep-no-plain-secrets",
            "stored-secrets-rotated",
            "workload-secrets-external",
            "secrets-in-store",
            "secret-access-restricted",
            "secret-reads-audited",
            "credentials-short-lived",
            "key-ceremony-held",
            "rotation-rehearsed",
        ),
    ),
    Activity(
        number=15,
        id="serverless",
        title="Serverless protection",
        phase=Phase.PRODUCTION,
        asks="Can a function reach only what it must?",
        verb="functions",
        controls=(
            "function-secrets-external",
            "functions-supported",
            "functions-ask-who-calls",
            "function-egress-restricted",
            "function-residue-removed",
            "function-processes-restricted",
        ),
    ),
    Activity(
        number=16,
        id="configuration-safety",
        title="Configuration safety monitoring",
        phase=Phase.PRODUCTION,
        asks="What changed in the live configuration, and why?",
        verb="watch",
        controls=(
            "configuration-history-recorded",
            "live-configuration-watched",
            "pinned-settings-unchanged",
        ),
    ),
    Activity(
        number=17,
        id="host-intrusion",
        title="Host intrusion detection",
        phase=Phase.PRODUCTION,
        asks="Is somebody on the host who should not be?",
        verb="agent",
        controls=(
            "file-integrity-watched",
            "intrusions-detected",
            "malware-watched",
            "response-rehearsed",
            "clocks-synchronised",
        ),
    ),
)

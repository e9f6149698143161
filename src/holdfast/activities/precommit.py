"""Before code reaches version control."""

from __future__ import annotations

from typing import Final

from holdfast.model.activity import Activity, Phase

ACTIVITIES: Final = (
    Activity(
        number=1,
        id="secure-coding",
        title="Secure coding training, standards, KPIs",
        phase=Phase.PRE_COMMIT,
        asks="Do the people know how, and does it show?",
        verb="train standards kpi",
        controls=(
            "coding-standard-adopted",
            "secure-coding-trained",
            "training-records-kept",
            "security-measured",
            "security-roles-named",
        ),
    ),
    Activity(
        number=2,
        id="threat-modelling",
        title="Threat modelling",
        phase=Phase.PRE_COMMIT,
        asks="What could go wrong, and what stands against it?",
        verb="threats",
        built=True,
        looks=("holdfast.threats.analyse",),
        controls=(
            "threat-model-current",
            "threats-handled",
            "threat-sessions-held",
            "data-classified",
            "design-reviewed",
        ),
    ),
    Activity(
        number=3,
        id="ide",
        title="IDE plugins and linters",
        phase=Phase.PRE_COMMIT,
        asks="Does the editor say what the pipeline will say?",
        verb="lsp",
        controls=("editor-checks-on",),
    ),
    Activity(
        number=4,
        id="pre-commit-hooks",
        title="Pre-commit hooks",
        phase=Phase.PRE_COMMIT,
        asks="Is what a commit brings in free of secrets?",
        verb="hook",
        built=True,
        looks=("holdfast.engines.secrets", "holdfast.actions.hooks"),
        controls=(
            "secrets-not-in-code",
            "private-keys-not-in-code",
            "cloud-credentials-not-in-code",
            "payment-credentials-not-in-code",
            "pipeline-credentials-not-in-code",
            "database-credentials-not-in-code",
            "signing-keys-not-in-code",
            "identity-credentials-not-in-code",
            "model-credentials-not-in-code",
            "hooks-installed",
            "hook-bypasses-checked",
            "leaked-credentials-revoked",
        ),
    ),
    Activity(
        number=5,
        id="peer-review",
        title="Peer review",
        phase=Phase.PRE_COMMIT,
        asks="Did a second person look, with the risk in mind?",
        verb="review",
        controls=(
            "changes-reviewed",
            "review-guideline-adopted",
            "duties-segregated",
            "code-owners-named",
            "commits-signed",
            "main-branch-protected",
            "code-access-reviewed",
        ),
    ),
)

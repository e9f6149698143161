"""Controls over pipelines and functions in their smaller parts."""

from __future__ import annotations

from typing import Final

from holdfast.model.activity import Control

PIPELINES: Final = (
    Control(
        id="pipelines-refuse-strangers",
        title="Pipelines give strangers nothing",
        states="Code that a stranger proposes runs without secrets and on machines that are thrown away.",
        activity="iac-analysis",
        stride=("elevation-of-privilege", "tampering", "information-disclosure"),
        frameworks=("NIST-SSDF PO.5.1", "NIST-800-53 AC-6", "CICD-SEC-4"),
    ),
    Control(
        id="pipeline-scripts-fixed",
        title="Scripts of pipelines are fixed",
        states="No title, name or message that somebody wrote becomes a part of a script.",
        activity="iac-analysis",
        stride=("tampering", "elevation-of-privilege"),
        frameworks=("NIST-SSDF PO.5.1", "NIST-800-53 SI-10", "CICD-SEC-4"),
    ),
    Control(
        id="pipeline-callers-checked",
        title="Pipelines check who asks",
        states="Conditions that guard a pipeline ask for what cannot be forged.",
        activity="iac-analysis",
        stride=("spoofing", "elevation-of-privilege"),
        frameworks=("NIST-800-53 AC-3", "CICD-SEC-1"),
    ),
    Control(
        id="pipeline-rights-declared",
        title="Rights of pipelines are declared",
        states="Every job says which rights its token has, and has no more.",
        activity="iac-analysis",
        stride=("elevation-of-privilege",),
        frameworks=("NIST-SSDF PO.5.1", "NIST-800-53 AC-6", "CICD-SEC-5"),
    ),
    Control(
        id="deployments-guarded",
        title="Deployments are guarded",
        states="Nothing is deployed that nobody let through.",
        activity="iac-analysis",
        stride=("tampering", "elevation-of-privilege"),
        frameworks=("NIST-800-53 CM-3", "NIST-800-53 CM-5", "ISO-27001 A.8.32", "SOC-2 CC8.1", "CICD-SEC-1"),
    ),
    Control(
        id="pipeline-parts-genuine",
        title="Parts of pipelines are genuine",
        states="No pipeline uses a part that is known to be hostile, or that nobody maintains.",
        activity="iac-analysis",
        stride=("tampering", "elevation-of-privilege"),
        frameworks=("NIST-SSDF PW.4.1", "NIST-800-53 SR-11", "CICD-SEC-3"),
    ),
    Control(
        id="pipeline-parts-pinned",
        title="Actions and templates are pinned",
        states="An action, hook or template of others is named by what cannot change.",
        activity="iac-analysis",
        stride=("tampering",),
        frameworks=("NIST-800-53 SR-3", "CICD-SEC-3"),
    ),
    Control(
        id="artefacts-free-of-secrets",
        title="Artefacts are free of secrets",
        states="Nothing that a pipeline publishes holds a secret.",
        activity="iac-analysis",
        stride=("information-disclosure",),
        frameworks=("NIST-800-53 IA-5(7)", "CICD-SEC-6"),
    ),
    Control(
        id="pipeline-secrets-scoped",
        title="Secrets of pipelines are scoped",
        states="A secret is given to the step that needs it, not to every job and every part.",
        activity="iac-analysis",
        stride=("information-disclosure", "elevation-of-privilege"),
        frameworks=("NIST-800-53 AC-6", "CICD-SEC-6"),
    ),
    Control(
        id="updates-safe",
        title="Automatic updates are safe",
        states="Proposals of update robots run no code of what they update.",
        activity="iac-analysis",
        stride=("tampering", "elevation-of-privilege"),
        frameworks=("NIST-SSDF PW.4.4", "NIST-800-53 SR-3", "CICD-SEC-3"),
    ),
    Control(
        id="function-secrets-external",
        title="Functions get secrets from a store",
        states="No secret stands in the settings of a function.",
        activity="serverless",
        stride=("information-disclosure", "spoofing"),
        frameworks=("ASVS-5.0 13.3.1", "NIST-800-53 IA-5(7)", "PCI-DSS-4.0 8.6.2"),
    ),
    Control(
        id="functions-supported",
        title="Run-times of functions are supported",
        states="Functions run on versions that still get fixes.",
        activity="serverless",
        stride=("tampering", "elevation-of-privilege"),
        frameworks=("NIST-800-53 SI-2", "NIST-800-53 SA-22", "CIS-Controls-8 2.2"),
    ),
    Control(
        id="functions-ask-who-calls",
        title="Functions ask who calls",
        states="No function on the internet answers to everybody.",
        activity="serverless",
        stride=("spoofing", "elevation-of-privilege"),
        frameworks=("NIST-800-53 AC-3", "NIST-800-53 IA-2", "SOC-2 CC6.1"),
    ),
    Control(
        id="machine-credentials-shielded",
        title="Credentials of machines are shielded",
        states="A forged request from a machine does not hand out the credentials of its role.",
        activity="iac-analysis",
        stride=("elevation-of-privilege", "information-disclosure"),
        frameworks=("NIST-800-53 AC-6", "NIST-800-53 IA-5", "SOC-2 CC6.1"),
    ),
)

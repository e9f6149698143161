"""The controls over credentials in files that evidence can prove."""

from __future__ import annotations

from typing import Final

from holdfast.model.activity import Control

SECRETS: Final = (
    Control(
        id="secrets-not-in-code",
        title="No secrets in the code",
        states="No credential that works stands in the files of the repository.",
        activity="pre-commit-hooks",
        stride=("spoofing", "information-disclosure", "elevation-of-privilege"),
        frameworks=("ASVS-5.0 13.3.1", "NIST-800-53 IA-5(7)", "ISO-27001 A.8.24", "SOC-2 CC6.1", "PCI-DSS-4.0 8.6.2"),
    ),
    Control(
        id="private-keys-not-in-code",
        title="No private keys in the code",
        states="No private key stands in the files of the repository.",
        activity="pre-commit-hooks",
        stride=("spoofing", "tampering", "information-disclosure"),
        frameworks=(
            "ASVS-5.0 13.3.1",
            "NIST-800-53 SC-12",
            "ISO-27001 A.8.24",
            "SOC-2 CC6.1",
            "PCI-DSS-4.0 3.6.1",
            "CIS-Controls-8 3.11",
        ),
    ),
    Control(
        id="cloud-credentials-not-in-code",
        title="No cloud credentials in the code",
        states="No key of a cloud provider's account stands in the files of the repository.",
        activity="pre-commit-hooks",
        stride=("spoofing", "information-disclosure", "elevation-of-privilege"),
        frameworks=("ASVS-5.0 13.3.1", "NIST-800-53 IA-5(7)", "ISO-27001 A.8.24", "SOC-2 CC6.1", "PCI-DSS-4.0 8.6.2"),
    ),
    Control(
        id="payment-credentials-not-in-code",
        title="No payment credentials in the code",
        states="No key of a payment provider stands in the files of the repository.",
        activity="pre-commit-hooks",
        stride=("spoofing", "tampering", "information-disclosure"),
        frameworks=("ASVS-5.0 13.3.1", "NIST-800-53 IA-5(7)", "SOC-2 CC6.1", "PCI-DSS-4.0 8.6.2"),
    ),
    Control(
        id="pipeline-credentials-not-in-code",
        title="No pipeline credentials in the code",
        states="No token of source hosting, a pipeline or a package registry stands in the files of the repository.",
        activity="pre-commit-hooks",
        stride=("spoofing", "tampering", "elevation-of-privilege"),
        frameworks=("NIST-800-53 IA-5(7)", "ISO-27001 A.8.4", "SOC-2 CC6.1"),
    ),
    Control(
        id="database-credentials-not-in-code",
        title="No database credentials in the code",
        states="No password of a database or queue stands in the files of the repository.",
        activity="pre-commit-hooks",
        stride=("spoofing", "tampering", "information-disclosure"),
        frameworks=("ASVS-5.0 13.3.1", "NIST-800-53 IA-5(7)", "PCI-DSS-4.0 8.6.2"),
    ),
    Control(
        id="signing-keys-not-in-code",
        title="No signing keys in the code",
        states="No key that signs sessions, cookies or tokens stands in the files of the repository.",
        activity="pre-commit-hooks",
        stride=("spoofing", "tampering", "elevation-of-privilege"),
        frameworks=("ASVS-5.0 13.3.1", "NIST-800-53 SC-12", "PCI-DSS-4.0 3.6.1"),
    ),
    Control(
        id="identity-credentials-not-in-code",
        title="No identity provider's credentials in the code",
        states="No secret of the services that sign people in stands in the files of the repository.",
        activity="pre-commit-hooks",
        stride=("spoofing", "elevation-of-privilege"),
        frameworks=("ASVS-5.0 13.3.1", "NIST-800-53 IA-5(7)", "ISO-27001 A.5.17", "PCI-DSS-4.0 8.6.2"),
    ),
    Control(
        id="model-credentials-not-in-code",
        title="No model provider's credentials in the code",
        states="No key of a language model's provider stands in the files of the repository.",
        activity="pre-commit-hooks",
        stride=("spoofing", "information-disclosure", "denial-of-service"),
        frameworks=("ASVS-5.0 13.3.1", "NIST-800-53 IA-5(7)"),
    ),
)

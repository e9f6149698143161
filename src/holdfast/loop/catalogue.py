"""The controls that evidence can prove."""

from __future__ import annotations

from typing import Final

from holdfast.loop.catalogue_code import CODE
from holdfast.loop.catalogue_infrastructure import INFRASTRUCTURE
from holdfast.loop.catalogue_packages import PACKAGES
from holdfast.model.activity import Control

CONTROLS: Final = (
    Control(
        id="secrets-not-in-code",
        title="No secrets in the code",
        states="No credential that works stands in the files of the repository.",
        activity="pre-commit-hooks",
        stride=("spoofing", "information-disclosure", "elevation-of-privilege"),
        frameworks=(
            "ASVS-5.0 13.3.1",
            "NIST-SSDF PS.1.1",
            "NIST-800-53 IA-5(7)",
            "ISO-27001 A.8.24",
            "PCI-DSS-4.0 8.6.2",
            "CIS-Controls-8 16.1",
        ),
    ),
    Control(
        id="private-keys-not-in-code",
        title="No private keys in the code",
        states="No private key stands in the files of the repository.",
        activity="pre-commit-hooks",
        stride=("spoofing", "tampering", "information-disclosure"),
        frameworks=("ASVS-5.0 13.3.1", "NIST-800-53 SC-12", "ISO-27001 A.8.24", "PCI-DSS-4.0 3.6.1"),
    ),
    *INFRASTRUCTURE,
    *CODE,
    *PACKAGES,
)

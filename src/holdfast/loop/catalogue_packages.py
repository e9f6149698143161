"""The controls over what is made by others that evidence can prove."""

from __future__ import annotations

from typing import Final

from holdfast.model.activity import Control

PACKAGES: Final = (
    Control(
        id="no-known-vulnerable-packages",
        title="No package with a known weakness",
        states="No package that is there in production has a weakness that advisories know.",
        activity="dependencies",
        stride=("tampering", "information-disclosure", "denial-of-service", "elevation-of-privilege"),
        frameworks=(
            "ASVS-5.0 15.2.1",
            "NIST-SSDF PW.4.4",
            "NIST-800-53 SI-2",
            "ISO-27001 A.8.8",
            "SOC-2 CC7.1",
            "PCI-DSS-4.0 6.3.3",
            "CIS-Controls-8 16.5",
        ),
    ),
    Control(
        id="no-malicious-packages",
        title="No malicious package",
        states="No package that is locked was published to do harm.",
        activity="dependencies",
        stride=("spoofing", "tampering", "elevation-of-privilege"),
        frameworks=("NIST-SSDF PW.4.1", "NIST-800-53 SR-11", "ISO-27001 A.8.7", "SOC-2 CC6.8", "CIS-Controls-8 16.5"),
    ),
    Control(
        id="licences-allowed",
        title="Licences are allowed",
        states="Every package has a licence that the policy allows.",
        activity="dependencies",
        stride=("repudiation",),
        frameworks=("NIST-SSDF PO.1.3", "ISO-27001 A.5.32"),
    ),
    Control(
        id="packages-genuine",
        title="Packages are the ones that were meant",
        states="No package is one that is only named like a well-known one, or that is days old.",
        activity="dependencies",
        stride=("tampering", "elevation-of-privilege"),
        frameworks=("NIST-SSDF PW.4.1", "NIST-800-53 SR-3", "NIST-800-53 SR-11", "CIS-Controls-8 16.11"),
    ),
    Control(
        id="packages-maintained",
        title="Packages are maintained",
        states="No package is one whose authors gave it up.",
        activity="dependencies",
        stride=("tampering", "elevation-of-privilege", "denial-of-service"),
        frameworks=("NIST-SSDF PW.4.1", "NIST-800-53 SA-22", "CIS-Controls-8 16.5"),
    ),
)

"""Every check of packages. What fails is decided by advisories and by the policy, so a check here is its prose."""

from __future__ import annotations

from typing import Final

from holdfast.model.check import Check, Confidence, Guidance, Persona, Severity
from holdfast.model.noun import noun

VULNERABLE: Final = "HF-PKG-001"
MALICIOUS: Final = "HF-PKG-002"
DENIED: Final = "HF-PKG-003"
UNCLEAR: Final = "HF-PKG-004"
LOOKED_UP: Final = (VULNERABLE, MALICIOUS)
"""Decided by advisories."""
LICENSED: Final = (DENIED, UNCLEAR)
"""Decided by the policy's licences."""


@noun
class PackageRule:
    """A check of packages with what a person needs to act on it."""

    check: Check
    guidance: Guidance
    persona: Persona = Persona.REGULAR


RULES: Final = (
    PackageRule(
        check=Check(
            id=VULNERABLE,
            name="vulnerable-package",
            title="A package has a known weakness",
            severity=Severity.HIGH,
            confidence=Confidence.HIGH,
            engine="sca",
            proves=("no-known-vulnerable-packages",),
            cwe=(1395,),
            topics=("supply-chain",),
        ),
        guidance=Guidance(
            why="The weakness is public, and so is often the way to use it. Whoever looks for it finds your version.",
            steps=(
                "Move to the nearest version that is free of it; `holdfast fix packages` plans that for all of them.",
                "Where none is out yet, stop using the weak part, or put something in front of it.",
                "Where the weak part is not used, say so in a VEX statement with a reason, and a day to look again.",
            ),
            references=("https://owasp.org/Top10/A06_2021-Vulnerable_and_Outdated_Components/",),
        ),
    ),
    PackageRule(
        check=Check(
            id=MALICIOUS,
            name="malicious-package",
            title="A package was published to do harm",
            severity=Severity.CRITICAL,
            confidence=Confidence.HIGH,
            engine="sca",
            proves=("no-malicious-packages",),
            cwe=(506,),
            topics=("supply-chain",),
        ),
        guidance=Guidance(
            why="It runs as soon as it is installed: on the machines of developers and of the pipeline, with what they "
            "may reach.",
            steps=(
                "Remove it, and find out which package you meant: names of such packages look like well-known ones.",
                "Take every machine on which it was installed for compromised, and replace the credentials there.",
            ),
            references=("https://openssf.org/blog/2023/10/12/introducing-openssfs-malicious-packages-repository/",),
        ),
    ),
    PackageRule(
        check=Check(
            id=DENIED,
            name="denied-licence",
            title="A package has a licence that the policy denies",
            severity=Severity.HIGH,
            confidence=Confidence.HIGH,
            engine="sca",
            proves=("licences-allowed",),
        ),
        guidance=Guidance(
            why="Whoever ships it has to keep what its licence asks for, which your policy says you do not want to.",
            steps=(
                "Take another package, or ask whoever owns the licence policy for an exception.",
                "Where the licence gives a choice, allow one of its alternatives: `holdfast licences` names them.",
            ),
            references=("https://spdx.org/licenses/",),
        ),
    ),
    PackageRule(
        check=Check(
            id=UNCLEAR,
            name="unclear-licence",
            title="Nobody has decided about the licence of a package",
            severity=Severity.LOW,
            confidence=Confidence.MEDIUM,
            engine="sca",
            proves=("licences-allowed",),
        ),
        guidance=Guidance(
            why="A licence that is unknown, or that the policy does not name, may ask for what you cannot keep.",
            steps=("Look it up, then allow, review or deny it in the policy.",),
            references=("https://spdx.org/licenses/",),
        ),
        persona=Persona.PEDANTIC,
    ),
)
BY_ID: Final = {rule.check.id: rule for rule in RULES}

"""Every check of packages. What fails is decided by advisories and by the policy, so a check here is its prose."""

from __future__ import annotations

from typing import Final

from holdfast.model.check import Check, Confidence, Guidance, Persona, Severity
from holdfast.model.noun import noun

VULNERABLE: Final = "HF-PKG-001"
MALICIOUS: Final = "HF-PKG-002"
DENIED: Final = "HF-PKG-003"
UNCLEAR: Final = "HF-PKG-004"
LOOKALIKE: Final = "HF-PKG-005"
YOUNG: Final = "HF-PKG-006"
ABANDONED: Final = "HF-PKG-007"
ALSO: Final = {"lookalike": LOOKALIKE, "young": YOUNG, "abandoned": ABANDONED}
"""Checks that run where a policy asks for them, by the word that it uses."""
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
    PackageRule(
        check=Check(
            id=LOOKALIKE,
            name="lookalike-package",
            title="A package is named like a well-known one",
            severity=Severity.MEDIUM,
            confidence=Confidence.MEDIUM,
            engine="sca",
            proves=("packages-genuine",),
            cwe=(1357,),
            topics=("supply-chain",),
        ),
        guidance=Guidance(
            why="Names that differ by a letter are published to be installed by mistake, and run at once.",
            steps=(
                "Look whether you meant the well-known one.",
                "Where you did not, accept it with a reason: who wrote it, and how you know.",
            ),
            references=("https://attack.mitre.org/techniques/T1195/001/",),
        ),
    ),
    PackageRule(
        check=Check(
            id=YOUNG,
            name="young-release",
            title="A version is only a few days old",
            severity=Severity.LOW,
            confidence=Confidence.HIGH,
            engine="sca",
            proves=("packages-genuine",),
            topics=("supply-chain",),
        ),
        guidance=Guidance(
            why="Stolen accounts of authors are noticed within days. Whoever waits for these is not hit.",
            steps=(
                "Wait until it is older than packages.young_days, unless it repairs what you need repaired now.",
                "Of a repair for a known weakness look at what has changed before you take it.",
            ),
            references=("https://slsa.dev/spec/v1.0/threats",),
        ),
    ),
    PackageRule(
        check=Check(
            id=ABANDONED,
            name="abandoned-package",
            title="A package is given up, or has another name now",
            severity=Severity.LOW,
            confidence=Confidence.HIGH,
            engine="sca",
            proves=("packages-maintained",),
            cwe=(1104,),
            topics=("supply-chain",),
        ),
        guidance=Guidance(
            why="Nobody will repair the next weakness in it, and nobody may even say that there is one.",
            steps=("Move to what its authors name instead.", "Or take over what you need of it, tests and all."),
            references=("https://owasp.org/Top10/A06_2021-Vulnerable_and_Outdated_Components/",),
        ),
    ),
)
BY_ID: Final = {rule.check.id: rule for rule in RULES}

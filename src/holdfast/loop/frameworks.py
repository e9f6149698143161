"""Controls and the numbers of public frameworks: from one to the other, and how far evidence covers a framework.

A number is as good as the worst of the controls that name it. That says what these controls show, and no more: what
else a framework asks under that number, and the numbers that no control names, nobody looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from typing import Final

from holdfast.model.activity import Control
from holdfast.model.errors import UsageError
from holdfast.model.framework import Covered, Framework, Requirement
from holdfast.model.posture import WORST_FIRST, ControlState, ControlStatus

FRAMEWORKS: Final = (
    Framework(
        id="ASVS-5.0",
        word="asvs",
        name="Application Security Verification Standard 5.0.0",
        publisher="OWASP",
        numbers=345,
    ),
    Framework(
        id="NIST-SSDF",
        word="ssdf",
        name="Secure Software Development Framework 1.1 (SP 800-218)",
        publisher="NIST",
        numbers=42,
    ),
    Framework(
        id="NIST-800-53",
        word="800-53",
        name="Security and Privacy Controls, revision 5 (SP 800-53)",
        publisher="NIST",
        numbers=None,
    ),
    Framework(
        id="NIST-800-190",
        word="800-190",
        name="Application Container Security Guide (SP 800-190)",
        publisher="NIST",
        numbers=None,
    ),
    Framework(
        id="ISO-27001",
        word="iso27001",
        name="ISO/IEC 27001:2022, Annex A",
        publisher="ISO and IEC",
        numbers=93,
    ),
    Framework(
        id="SOC-2",
        word="soc2",
        name="Trust Services Criteria 2017 (SOC 2)",
        publisher="AICPA",
        numbers=61,
    ),
    Framework(
        id="PCI-DSS-4.0",
        word="pci",
        name="Payment Card Industry Data Security Standard 4.0",
        publisher="PCI Security Standards Council",
        numbers=None,
    ),
    Framework(
        id="CIS-Controls-8",
        word="cis",
        name="Critical Security Controls 8, safeguards",
        publisher="Center for Internet Security",
        numbers=153,
    ),
    Framework(
        id="OWASP-LLM",
        word="llm",
        name="Top 10 for Large Language Model Applications 2025",
        publisher="OWASP",
        numbers=10,
    ),
    Framework(
        id="CICD-SEC",
        word="cicd",
        name="Top 10 CI/CD Security Risks",
        publisher="OWASP",
        numbers=10,
    ),
    Framework(
        id="SLSA-1.0",
        word="slsa",
        name="Supply-chain Levels for Software Artifacts 1.0, build track",
        publisher="OpenSSF",
        numbers=3,
    ),
)
"""Every framework that a control may name."""

_DIGITS: Final = re.compile(r"(\d+)")


def framework(word: str) -> Framework:
    """The framework of an id or a word, whatever its case. Raises UsageError with the nearest that there is."""
    names = {name.lower(): item for item in FRAMEWORKS for name in (item.id, item.word)}
    found = names.get(word.lower())
    if found is None:
        near = get_close_matches(word.lower(), names, 1)
        known = f"Did you mean {near[0]}?" if near else f"One of: {', '.join(item.word for item in FRAMEWORKS)}."
        raise UsageError(f"there is no framework {word!r}", advice=known)
    return found


def numbers(control: Control) -> dict[str, tuple[str, ...]]:
    """The numbers that a control names, by the id of their framework."""
    found: dict[str, list[str]] = {}
    for text in control.frameworks:
        of, number = split(text)
        found.setdefault(of, []).append(number)
    return {of: tuple(own) for of, own in found.items()}


def split(text: str) -> tuple[str, str]:
    """A number as controls write it: the id of its framework, and the number in it."""
    known = next((item.id for item in FRAMEWORKS if text.startswith((f"{item.id} ", f"{item.id}-"))), "")
    return (known, text[len(known) + 1 :]) if known else ("", text)


def worst(states: Iterable[ControlState]) -> ControlState:
    """The worst of some states; unproven where there is none."""
    return min(states, key=WORST_FIRST.index, default=ControlState.UNPROVEN)


def covered(of: Framework, controls: Sequence[Control], found: Iterable[ControlStatus]) -> Covered:
    """How the numbers of a framework stand, over all subjects that evidence speaks of.

    A control on several subjects counts by the worst of them.
    """
    states: dict[str, list[ControlState]] = {}
    for item in found:
        states.setdefault(item.control.id, []).append(item.state)
    named: dict[str, list[tuple[str, ControlState]]] = {}
    for control in controls:
        state = worst(states.get(control.id, ()))
        for number in numbers(control).get(of.id, ()):
            named.setdefault(number, []).append((control.id, state))
    return Covered(
        framework=of,
        requirements=tuple(
            Requirement(number=number, state=worst(state for _, state in own), controls=tuple(own))
            for number, own in sorted(named.items(), key=lambda entry: _natural(entry[0]))
        ),
    )


def _natural(number: str) -> list[tuple[int, str]]:
    return [(int(part), "") if part.isdigit() else (-1, part) for part in _DIGITS.split(number)]

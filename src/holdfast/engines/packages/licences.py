"""Decides about licences by a policy: allowed, denied, or for a person to look at.

An entry of a policy is an SPDX id, with an exception where one belongs to it, and with ``*`` for anything (``GPL-*``);
behind an ``@`` it may name what the package is there for (``GPL-*@development``). What is denied outweighs what is
allowed; of an expression with a choice, one way that is allowed is enough.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from fnmatch import fnmatchcase
from typing import NamedTuple

from holdfast.formats.licenceterms import NONE, One, choices, parse
from holdfast.formats.licencewords import expression_of
from holdfast.model.noun import noun
from holdfast.model.package import Package


class Standing(StrEnum):
    """What a policy says of a licence."""

    ALLOWED = "allowed"
    REVIEW = "review"
    DENIED = "denied"
    UNKNOWN = "unknown"


class Verdict(NamedTuple):
    """What a policy says of a package's licence, and why."""

    standing: Standing
    expression: str
    """As SPDX writes it; empty where nobody knows it."""
    why: str
    choice: str = ""
    """Of an expression that leaves a choice: the way that is allowed."""


@noun
class LicencePolicy:
    """The entries of a policy."""

    allow: tuple[str, ...] = ()
    deny: tuple[str, ...] = ()
    review: tuple[str, ...] = ()
    clarify: Mapping[str, str]
    """Name of a package, alone or with ``@version``, to the expression that it stands under."""

    def __bool__(self) -> bool:
        return bool(self.allow or self.deny or self.review)


def clarified(entries: Iterable[str]) -> dict[str, str]:
    """Entries ``name=expression`` by name. Raises ValueError for one that is none."""
    found: dict[str, str] = {}
    for entry in entries:
        name, equals, told = entry.partition("=")
        if not equals or not expression_of(told):
            raise ValueError(f"{entry!r} is no name=expression with a licence of the SPDX list")
        found[name.strip()] = expression_of(told)
    return found


def expression(package: Package, policy: LicencePolicy) -> str:
    """The SPDX expression of a package: as the policy clarifies it, else as it is declared; empty for unknown."""
    told = policy.clarify.get(package.key) or policy.clarify.get(package.name)
    return told or ("" if package.licence in NONE else expression_of(package.licence))


def decide(package: Package, policy: LicencePolicy) -> Verdict:
    """What the policy says of a package."""
    told = expression(package, policy)
    if not told:
        why = f"it is declared as {package.licence!r}" if package.licence else "nothing declares one"
        return Verdict(Standing.UNKNOWN, "", why)
    ways = [(way, [_one(one, package, policy) for one in sorted(way)]) for way in choices(parse(told))]
    for standing in (Standing.ALLOWED, Standing.REVIEW):
        for way, answers in ways:
            if all(answer in (Standing.ALLOWED, standing) for answer in answers):
                chosen = " AND ".join(sorted(map(str, way))) if len(ways) > 1 else ""
                return Verdict(standing, told, _why(standing, way, answers), chosen)
    way, answers = ways[0]
    return Verdict(Standing.DENIED, told, _why(Standing.DENIED, way, answers))


def _why(standing: Standing, way: Iterable[One], answers: Sequence[Standing]) -> str:
    names = [str(one) for one, answer in zip(sorted(way), answers, strict=True) if answer is standing]
    listed = " and ".join(names)
    if standing is Standing.DENIED:
        return f"the policy denies {listed}"
    if standing is Standing.REVIEW:
        return f"somebody has to look at {listed}"
    return "the policy allows it"


def _one(one: One, package: Package, policy: LicencePolicy) -> Standing:
    if _listed(one, package, policy.deny):
        return Standing.DENIED
    if _listed(one, package, policy.review):
        return Standing.REVIEW
    if not policy.allow or _listed(one, package, policy.allow):
        return Standing.ALLOWED
    return Standing.REVIEW


def _listed(one: One, package: Package, entries: Sequence[str]) -> bool:
    for entry in entries:
        pattern, _, reach = entry.partition("@")
        if (not reach or reach.strip() == package.reach.value) and _fits(one, pattern.strip()):
            return True
    return False


def _fits(one: One, pattern: str) -> bool:
    """An entry without an exception means the licence whatever stands behind it only where it ends in ``*``."""
    names = {str(one), str(one).replace("+", "-or-later")}
    return any(fnmatchcase(name.lower(), pattern.lower()) for name in names)

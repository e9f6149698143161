"""Checks of packages that run where the policy asks for them: lookalikes, young versions, what is given up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Final

from holdfast.app.looked import Failure
from holdfast.app.packagefails import Frame, located, marked
from holdfast.checks.package.index import ABANDONED, ALSO, BY_ID, LOOKALIKE, YOUNG
from holdfast.checks.package.popular import POPULAR, SUCCESSORS
from holdfast.engines.packages.lookalike import looks_like
from holdfast.model.errors import ConfigError
from holdfast.model.package import Inventory, Package, Source
from holdfast.model.policy import Policy

_NOBODY: Final[Mapping[str, str]] = {}


def wanted(policy: Policy) -> frozenset[str]:
    """Ids of the checks that a policy asks for. Raises ConfigError for a word that means none."""
    unknown = [word for word in policy.also if word not in ALSO]
    if unknown:
        says = f"{policy.origin('packages.also')}: there is no check {unknown[0]!r} of packages to ask for"
        raise ConfigError(says, advice=f"Name some of {', '.join(ALSO)}.")
    return frozenset(ALSO[word] for word in policy.also)


def also(inventory: Inventory, policy: Policy, frame: Frame, today: date | None = None) -> Iterator[Failure]:
    """What the checks that were asked for say of an inventory."""
    asked = wanted(policy)
    day = today or datetime.now(UTC).date()
    for package in inventory.packages:
        for check, says, mark in _said(package, policy, day):
            if check in asked:
                parts = (check, package.ecosystem, package.name, mark)
                fail = located(package, inventory, frame, says, marked(*parts), BY_ID[check].check.severity)
                yield Failure(check, fail)


def _said(package: Package, policy: Policy, today: date) -> Iterator[tuple[str, str, str]]:
    """(check, sentence, what sets it apart) for each that fails."""
    if package.source is Source.REGISTRY:
        other = looks_like(package.name, POPULAR.get(package.ecosystem, ()))
        if other:
            yield LOOKALIKE, f"{package.name} is named like {other}, and is another package.", other
    successor = SUCCESSORS.get(package.ecosystem, _NOBODY).get(package.name)
    if successor:
        yield ABANDONED, f"{package.name} is given up or has another name; its authors name {successor}.", successor
    days = _days(package.released, today)
    if days is not None and days < policy.young_days:
        age = "today" if days < 1 else "yesterday" if days == 1 else f"{days} days ago"
        yield YOUNG, f"{package.name} {package.version} was published {age}.", package.version


def _days(released: str, today: date) -> int | None:
    try:
        return (today - date.fromisoformat(released[:10])).days
    except ValueError:
        return None

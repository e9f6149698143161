"""VEX in and out: what files of the project say about known weaknesses, and drafts of what could be said."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

from holdfast.app.reaching import Reached
from holdfast.engines.packages.outcome import Match
from holdfast.engines.packages.priority import Level
from holdfast.formats.bomread import BrokenError
from holdfast.formats.openvex import read
from holdfast.formats.purl import parse, purl
from holdfast.model.errors import ConfigError
from holdfast.model.policy import Acceptance
from holdfast.model.vex import Statement, Status

_CLOSED: Final = frozenset({Status.NOT_AFFECTED, Status.FIXED})
_DRAFTS: Final[Mapping[Level, str]] = {Level.ABSENT: "component_not_present"}
"""Levels that are sure enough for a draft of *not affected*, with the justification; see docs/benchmarks.md, Reach."""


def drafts(found: Iterable[tuple[Match, Reached]]) -> tuple[Statement, ...]:
    """A statement for each match, for a person to look at: what is not known to be harmless is under investigation."""
    made: dict[tuple[str, str], Statement] = {}
    for match, near in found:
        product = str(purl(match.package))
        justification = _DRAFTS.get(near.level, "") if near.level is not None else ""
        status = Status.NOT_AFFECTED if justification else Status.UNDER_INVESTIGATION
        shown = [f"{step.says} ({step.place.path}:{step.place.line})" for step in near.steps]
        told = "; ".join([*([near.level.value] if near.level else []), *shown, *([near.note] if near.note else [])])
        made[match.advisory.id, product] = Statement(
            names=match.advisory.names,
            products=(product,),
            status=status,
            justification=justification,
            impact=f"Draft, to be confirmed: {told}" if justification else "",
            action=f"Move to {match.fixed[0]}." if match.fixed and not justification else "",
            notes="" if justification else told,
        )
    return tuple(made[key] for key in sorted(made))


def accepted(paths: Sequence[str], more: Callable[[str], bytes | None]) -> tuple[Acceptance, ...]:
    """What VEX files close, as acceptances. Raises ConfigError for a file that is not there or cannot be read."""
    found: list[Acceptance] = []
    for path in paths:
        data = more(path)
        if data is None:
            raise ConfigError(f"packages.vex: {path} cannot be read", advice="Name a file below the root.")
        try:
            statements = read(path, data)
        except BrokenError as error:
            raise ConfigError(
                f"{path}:{error.line}: {error}", advice="See https://openvex.dev for the form."
            ) from error
        found += [each for statement in statements if statement.status in _CLOSED for each in _acceptances(statement)]
    return tuple(found)


def _acceptances(statement: Statement) -> Iterable[Acceptance]:
    reason = " ".join(part for part in (statement.justification.replace("_", " "), statement.impact) if part)
    for product in statement.products:
        try:
            parts = parse(product)
        except ValueError:
            continue
        bare = product.partition("?")[0].partition("#")[0]
        pattern = bare if parts.version else f"{bare}@*"
        for name in statement.names:
            yield Acceptance(
                check=name,
                address=f"{pattern}*" if parts.version else pattern,
                reason=reason or statement.status.value.replace("_", " "),
                until="",
                place=statement.place,
                by="VEX",
            )

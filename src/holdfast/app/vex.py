"""VEX in and out: what files of the project say about known weaknesses, and drafts of what could be said."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

from holdfast.app.reached import Reached
from holdfast.engines.packages.outcome import Match
from holdfast.formats.bomread import BrokenError, named
from holdfast.formats.openvex import read
from holdfast.formats.purl import Purl, parse, purl
from holdfast.model.errors import ConfigError
from holdfast.model.place import Place
from holdfast.model.policy import Acceptance
from holdfast.model.vex import Statement, Status

_CLOSED: Final = frozenset({Status.NOT_AFFECTED, Status.FIXED})


def drafts(found: Iterable[tuple[Match, Reached]]) -> tuple[Statement, ...]:
    """A statement for each match, for a person to look at: all are under investigation, with the level as a note.

    No level is sure enough to say more: of each that means *far*, labelled programs were found that are met all the
    same (docs/benchmarks.md, Reach).
    """
    made: dict[tuple[str, str], Statement] = {}
    for match, near in found:
        product = str(purl(match.package))
        shown = [f"{step.says} ({step.place.path}:{step.place.line})" for step in near.steps]
        told = "; ".join([*([near.level.value] if near.level else []), *shown, *([near.note] if near.note else [])])
        made[match.advisory.id, product] = Statement(
            names=match.advisory.names,
            products=(product,),
            status=Status.UNDER_INVESTIGATION,
            action=f"Move to {match.fixed[0]}." if match.fixed else "",
            notes=told,
        )
    return tuple(made[key] for key in sorted(made))


def accepted(paths: Sequence[str], more: Callable[[str], bytes | None]) -> tuple[Acceptance, ...]:
    """What VEX files close, as acceptances. A later statement that it does do harm opens it again.

    Raises ConfigError for a file that is not there or cannot be read.
    """
    said: dict[str, list[tuple[Purl, Statement]]] = {}
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
        for statement in statements:
            for product in _products(statement):
                said.setdefault(str(replace(product, version="")), []).append((product, statement))
    found: list[Acceptance] = []
    for rows in said.values():
        rows.sort(key=lambda row: _moment(row[1].said_at))
        for at, (product, statement) in enumerate(rows):
            if statement.status in _CLOSED and not any(_opens(row, product, statement) for row in rows[at + 1 :]):
                found += _acceptances(product, statement)
    return tuple(found)


def _products(statement: Statement) -> Iterator[Purl]:
    """What a statement is about, each as findings write it, without qualifiers."""
    for each in statement.products:
        package = named(each, "", "", Place(path=""))
        with suppress(ValueError):
            yield replace(purl(package) if package else parse(each), qualifiers=(), subpath="")


def _moment(said_at: str) -> datetime:
    """When something was said; long ago where that is not told."""
    with suppress(ValueError):
        told = datetime.fromisoformat(said_at)
        return told if told.tzinfo else told.replace(tzinfo=UTC)
    return datetime.min.replace(tzinfo=UTC)


def _opens(row: tuple[Purl, Statement], product: Purl, statement: Statement) -> bool:
    """Whether a later row says of the same weakness in the same version that it is not closed."""
    other, later = row
    same = not (product.version and other.version) or product.version == other.version
    return same and later.status not in _CLOSED and not set(statement.names).isdisjoint(later.names)


def _acceptances(product: Purl, statement: Statement) -> Iterator[Acceptance]:
    """What closes findings about a product: of the very version that it names, or of any where it names none."""
    reason = " ".join(part for part in (statement.justification.replace("_", " "), statement.impact) if part)
    for pattern in (str(product), f"{product}?*") if product.version else (f"{product}@*",):
        for name in statement.names:
            yield Acceptance(
                check=name,
                address=pattern,
                reason=reason or statement.status.value.replace("_", " "),
                until="",
                place=statement.place,
                by="VEX",
            )

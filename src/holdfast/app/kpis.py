"""Use case: the key performance indicators over a window, and the import of a tracker's defects."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Final, TypeVar

from holdfast.app.folded import Folded, folded
from holdfast.app.ledgers import opened
from holdfast.app.timings import timings
from holdfast.formats import threatmodel
from holdfast.formats.report import kpis as reports
from holdfast.formats.report.kpis import number, worded
from holdfast.formats.tracker import MOST_BYTES, read
from holdfast.loop.handling import known
from holdfast.loop.indicators.books import Books, Coverage, Window
from holdfast.loop.indicators.quality import entries
from holdfast.loop.kpi import INDICATORS
from holdfast.loop.precision import dismissed
from holdfast.loop.recorded import stands
from holdfast.loop.trails import moment
from holdfast.model.errors import ConfigError, IncompleteError, UsageError
from holdfast.model.event import Analysis, DefectKind, Defects, Measure, Ruling
from holdfast.model.kpi import Kpi
from holdfast.model.policy import Policy
from holdfast.model.posture import ControlStatus
from holdfast.model.system import System

MOST_DAYS: Final = 3660
_PART: Final = 5_000
"""Entries of a tracker in one row of the ledger."""
T = TypeVar("T")


def measured(folder: Path, flags: Mapping[str, Any], window: str, name: str = "") -> list[Kpi]:
    """Every indicator over a window such as ``90d``, or the one of a name.

    Raises UsageError for a window or name that is none, ConfigError for the policy's tables, and LedgerError.
    """
    if name and name not in INDICATORS:
        near = get_close_matches(name, INDICATORS, 1)
        raise UsageError(
            f"there is no indicator {name!r}",
            advice=f"Did you mean {near[0]}?" if near else "`holdfast kpi` shows all.",
        )
    days = _window(window)
    return _measured(folded(folder, flags), days, name)


def indicators(ledger: Folded, window: str) -> list[Kpi]:
    """Every indicator of a ledger that is folded already. Raises UsageError and ConfigError as ``measured`` does."""
    return _measured(ledger, _window(window))


def _measured(ledger: Folded, days: Window, name: str = "") -> list[Kpi]:
    books = _books(ledger)
    return [measure(books, days) for key, measure in INDICATORS.items() if name in ("", key)]


def _window(text: str) -> Window:
    number = text.removesuffix("d")
    if not (number.isascii() and number.isdigit() and 0 < int(number) <= MOST_DAYS):
        raise UsageError(f"{text!r} is no window", advice=f"Write days, as 90d, at most {MOST_DAYS}d.")
    last = datetime.now(UTC).date()
    return Window(last - timedelta(days=int(number) - 1), last)


def _books(ledger: Folded) -> Books:
    policy = ledger.policy
    rulings = _of(ledger, Ruling)
    ruled = {item.origin.removeprefix("finding:") for item in rulings if item.origin.startswith("finding:")}
    measures = [*_of(ledger, Measure), *timings(ledger.root, ledger.subject)]
    return Books(
        histories=ledger.histories,
        analyses=_of(ledger, Analysis),
        measures=measures,
        trackers=_of(ledger, Defects),
        dismissed=dismissed(ledger.decisions),
        looked_at=frozenset({item.fingerprint for item in ledger.decisions} | ruled),
        cwe={name: check.cwe for name, check in ledger.checks.items()},
        coverage=tuple(_coverage(ledger, measures)),
        multipliers=_numbers(policy, "kpi.multipliers", policy.kpi_multipliers),
        allowed=_numbers(policy, "kpi.allowed_days", policy.kpi_days),
    )


def _of(ledger: Folded, kind: type[T]) -> list[T]:
    return [item for item in ledger.events if isinstance(item, kind)]


def _coverage(ledger: Folded, measures: Sequence[Measure]) -> Iterator[Coverage]:
    """Flows by the threat model that is here, routes and packages by recorded scans."""
    path = ledger.root / threatmodel.PATH
    if path.is_file():
        yield _flows(ledger, threatmodel.read(threatmodel.PATH, path.read_bytes()))
    last = {(item.subject, item.name): item.value for item in sorted(measures, key=_at)}
    for sort in ("routes", "packages"):
        there = [subject for subject, name in last if name == f"{sort}-known"]
        if there:
            total = int(sum(last[subject, f"{sort}-known"] for subject in there))
            tested = int(sum(last.get((subject, f"{sort}-tested"), 0.0) for subject in there))
            yield Coverage(sort, total, tested)


def _flows(ledger: Folded, system: System) -> Coverage:
    """A flow is tested when a check has looked for a control against a threat of it, where the threat stands."""
    analyses = _of(ledger, Analysis)
    names = {flow.id for flow in system.flows if not flow.out_of_scope}
    seen = stands(analyses, known(ledger.statuses), ledger.histories, ledger.now)
    here = (stand.standing for stand in seen if stand.subject == ledger.subject)
    tested = {standing.threat.on for standing in here if _tested(standing.controls)} & names
    why = "" if analyses else "no analysis is recorded: `holdfast threats analyse --record`"
    return Coverage("flows", len(names), len(tested), why)


def _tested(controls: Sequence[ControlStatus]) -> bool:
    return any(item.strength is not None or item.failures for item in controls)


def _at(item: Measure | Analysis) -> datetime:
    return moment(item.at)


def _numbers(policy: Policy, key: str, words: Sequence[str]) -> dict[str, float]:
    found: dict[str, float] = {}
    for word in words:
        name, _, number = word.partition("=")
        try:
            found[name.strip()] = float(number)
        except ValueError:
            says = f"{policy.origin(key)}: {key}: {word!r} is no severity with a number"
            raise ConfigError(says, advice='Write each as "high=5".') from None
    return found


def take_in(folder: Path, flags: Mapping[str, Any], path: Path, source: str, subject: str) -> tuple[int, int]:
    """Import a tracker's export: how many entries it has, and how many of them are new or have changed.

    Raises IncompleteError, UsageError, ConfigError and LedgerError; then nothing is recorded.
    """
    ledger = folded(folder, flags)
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise IncompleteError(f"{path} cannot be read: {error.strerror}") from error
    columns = dict(_pairs(ledger.policy, "kpi.columns", ledger.policy.kpi_columns))
    export = read(data, str(path), columns=columns, labels=_labels(ledger.policy))
    named = source or f"{export.form}:{path.stem}"
    about = subject or ledger.subject
    mine = [item for item in _of(ledger, Defects) if (item.subject, item.source) == (about, named)]
    there = set(entries(Books(trackers=mine)))
    fresh = [item for item in export.defects if item not in there]
    book = opened(ledger.ledger) if fresh else None
    for at in range(0, len(fresh), _PART) if book else ():
        if book:
            part = tuple(fresh[at : at + _PART])
            book.record(Defects(subject=about, at=ledger.now, source=named, defects=part))
    if book:
        book.close()
    return len(export.defects), len(fresh)


def _pairs(policy: Policy, key: str, words: Sequence[str]) -> Iterator[tuple[str, str]]:
    for word in words:
        name, sign, value = word.partition("=")
        if not (name.strip() and sign and value.strip()):
            raise ConfigError(f"{policy.origin(key)}: {key}: {word!r} is no pair", advice='Write each as "name=value".')
        yield name.strip(), value.strip()


def _labels(policy: Policy) -> list[tuple[str, DefectKind]]:
    found = []
    for label, word in _pairs(policy, "kpi.labels", policy.kpi_labels):
        if word not in set(DefectKind):
            near = get_close_matches(word, list(DefectKind), 1)
            advice = f"Did you mean {near[0]}?" if near else f"Use one of {', '.join(DefectKind)}."
            raise ConfigError(f"{policy.origin('kpi.labels')}: kpi.labels: {word!r} is no kind", advice=advice)
        found.append((label, DefectKind(word)))
    return found


def written(found: Sequence[Kpi], form: str, root: str) -> str:
    """Indicators as ``json``, ``svg`` or ``html``."""
    if form == "json":
        return reports.document(found)
    return reports.svg(found) if form == "svg" else reports.page(found, root, date.today().isoformat())


__all__ = ["measured", "number", "take_in", "worded", "written"]

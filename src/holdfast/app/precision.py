"""Gathers what a repository knows of how its checks did: the ledger, the baseline, the records of decisions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from holdfast.app.known import load_baseline
from holdfast.app.ledgers import opened, placed
from holdfast.app.policy import Policies, environment
from holdfast.formats.decision import FOLDER, read
from holdfast.loop.precision import Precision, precision
from holdfast.model.decision import Decision
from holdfast.model.errors import ConfigError


def measured(root: Path, ids: Mapping[str, str]) -> dict[str, Precision]:
    """Check id to how it did at a root; empty where nothing was ever recorded. ``ids`` maps names of checks to ids.

    Raises ConfigError and LedgerError for what cannot be read.
    """
    reported: list[tuple[str, str]] = []
    decisions = list(_records(root))
    if baseline := load_baseline(root):
        reported += [(check, fingerprint) for fingerprint, (check, _) in baseline.known.items()]
    place = placed(root, Policies(root, {}, environment()).root)
    if place.exists():
        ledger = opened(place, read_only=True)
        try:
            reported += [(row.check, row.fingerprint) for row in ledger.evidence() if row.verdict == "fail"]
            decisions += [row.decision for row in ledger.decisions()]
        finally:
            ledger.close()
    return precision(((check, name) for check, name in reported if name), decisions, ids)


def _records(root: Path) -> Iterator[Decision]:
    for path in sorted((root / FOLDER).glob("*.json")):
        try:
            yield read(path.read_text(encoding="utf-8"), path.name)
        except (OSError, UnicodeDecodeError) as error:
            raise ConfigError(f"{FOLDER}/{path.name}: cannot be read: {error}") from error

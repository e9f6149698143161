"""Use case: keep the baseline."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from holdfast.app.known import load_baseline
from holdfast.app.origins import find_target
from holdfast.app.scan import Request, scan
from holdfast.formats import baseline as baselines
from holdfast.model.errors import IncompleteError, UsageError
from holdfast.model.finding import Finding, State

PATH: Final = baselines.PATH


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What became of the baseline."""

    path: str
    kept: int
    added: int
    removed: int


def write(folder: Path) -> Change:
    """Accept every finding of the whole repository that is there now and not suppressed.

    Raises UsageError and IncompleteError as a scan does; an incomplete scan writes nothing.
    """
    root = find_target(folder).root
    before = load_baseline(root)
    if before is None:  # marks depend on the project's key, so it must stand before the scan
        before = baselines.fresh()
        _store(root, before)
    after = baselines.of(_findings(root), before.key)
    _store(root, after)
    return _change(before, after)


def update(folder: Path) -> Change:
    """Take out what is no longer there; accept nothing new. Raises UsageError when there is no baseline."""
    root = find_target(folder).root
    before = load_baseline(root)
    if before is None:
        raise UsageError("there is no baseline yet", advice="`holdfast baseline write` makes one.")
    present = {item.fingerprint for item in _findings(root)}
    known = {item: entry for item, entry in before.known.items() if item in present}
    after = baselines.Baseline(key=before.key, known=known)
    _store(root, after)
    return _change(before, after)


def show(folder: Path) -> Iterator[tuple[str, str, str]]:
    """(fingerprint, check name, path) of every accepted finding."""
    before = load_baseline(find_target(folder).root)
    for fingerprint, (check, path) in sorted(
        (before.known if before else {}).items(), key=lambda item: (item[1], item[0])
    ):
        yield fingerprint, check, path


def _findings(root: Path) -> list[Finding]:
    report = scan(Request(path=root, flags={"since": "all"}, allow_empty=True, catalogue=False)).report
    if any(item.fault for item in report.skipped):
        worst = next(item for item in report.skipped if item.fault)
        raise IncompleteError(
            f"{worst.path}: {worst.why}; the baseline was not changed", advice="Mend it or exclude it, then try again."
        )
    return [item for item in report.findings if item.state is not State.SUPPRESSED]


def _store(root: Path, baseline: baselines.Baseline) -> None:
    path = root / baselines.PATH
    draft = path.with_suffix(".json.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        draft.write_text(baselines.write(baseline), encoding="utf-8")
        draft.replace(path)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise IncompleteError(f"{baselines.PATH} cannot be written: {error.strerror}") from error


def _change(before: baselines.Baseline, after: baselines.Baseline) -> Change:
    old, new = before.known.keys(), after.known.keys()
    return Change(path=baselines.PATH, kept=len(old & new), added=len(new - old), removed=len(old - new))

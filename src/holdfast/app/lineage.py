"""Brings the hits of a history together: one finding for each secret, with where it came in and where it still is."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Final

from holdfast.app import known
from holdfast.app.policy import Policies
from holdfast.app.rulebook import RuleBook
from holdfast.app.weigh import reweighed, runs
from holdfast.engines.secrets.hit import Hit
from holdfast.engines.secrets.observe import failures
from holdfast.estate.repo import tips
from holdfast.estate.repo.blob import Blob
from holdfast.estate.repo.history import SHORT
from holdfast.estate.repo.stream import Piece
from holdfast.formats.baseline import Baseline
from holdfast.formats.comments import comments
from holdfast.formats.report.plain import visible
from holdfast.loop.identity import fingerprints, secret_mark
from holdfast.loop.suppress import suppress
from holdfast.model.exposure import Exposure
from holdfast.model.finding import Finding, State
from holdfast.model.ignore import Ignore
from holdfast.model.verdict import Fail

if TYPE_CHECKING:  # most scans ask nobody
    from holdfast.app.verify import Held

MOST_FINDINGS: Final = 20_000
MOST_PLACES: Final = 200_000
_BRANCHES: Final = 5


@dataclass(slots=True)
class _Group:
    """One secret: everywhere that it stands is counted, and little of it kept."""

    finding: Finding
    """The newest place among those that weigh most; its state is that of the newest of all."""
    exposure: Exposure
    held: Held | None = None
    """What the finding was made of, while vendors are to be asked."""


class Lineage:
    """Takes pieces from the oldest to the newest."""

    def __init__(self, book: RuleBook, policies: Policies, baseline: Baseline | None, *, hold: bool = False) -> None:
        """Take the checks, the policies, the baseline if there is one, and whether to hold what vendors are asked."""
        self._hold = hold
        self.held: dict[str, Held] = {}
        """What each finding was made of, by its fingerprint; empty unless it is to be held."""
        self._checks = {check.id: check for check in book.checks}
        self._policies = policies
        self._baseline = baseline
        self._key = known.key_of(baseline)
        self._today = datetime.now(UTC).date()
        self._groups: dict[tuple[str, str], _Group] = {}
        self._where: dict[str, list[_Group]] = {}
        self._places = 0
        self._run = os.urandom(16)
        self._same = ""
        self.cut = 0
        """Secrets beyond the most that are kept."""

    def add(self, piece: Piece, blob: Blob, hits: Sequence[Hit], marks: Sequence[int]) -> None:
        """Add what was found in ``blob``, which is the piece or in it. Values are kept only to ask vendors."""
        path = blob.path
        found, made_of = [], {}
        for hit, (identity, fail) in zip(hits, failures(blob, hits, self._mark), strict=True):
            if runs(identity, self._checks, self._policies, path):
                check, fail = self._checks[identity], reweighed(self._checks[identity], fail, self._policies)
                found.append(Finding(fingerprint=self._same, check=check, fail=fail))
                made_of[check.id, self._same] = (hit, hits)
        ignores = {path: _comments(blob, marks)} if marks and found else {}
        judged, _ = suppress(found, ignores, self._policies.at, self._today)
        unique: dict[tuple[str, str], Finding] = {}
        for finding in judged:
            key = (finding.check.id, finding.fingerprint)
            if key not in unique or unique[key].state is State.SUPPRESSED:
                unique[key] = finding
        for key, finding in unique.items():
            self._put(key, finding, piece)
            if self._hold and key in self._groups:
                self._groups[key].held = made_of[key]

    def _mark(self, value: bytes) -> str:
        """The value's mark. Many values share each, so a whole digest under a key of this run tells them apart."""
        self._same = blake2b(value, digest_size=16, key=self._run).hexdigest()
        return secret_mark(self._key, value)

    def _put(self, key: tuple[str, str], finding: Finding, piece: Piece) -> None:
        group = self._groups.get(key)
        if group is None:
            if len(self._groups) >= MOST_FINDINGS:
                self.cut += 1
                return
            group = self._groups[key] = _Group(finding, _exposure(piece))
        else:
            heavier = _weight(finding.fail) >= _weight(group.finding.fail)
            chosen = finding if heavier else group.finding
            group.finding = replace(chosen, state=finding.state, suppression=finding.suppression)
            group.exposure = replace(group.exposure, versions=group.exposure.versions + 1)
        if self._places < MOST_PLACES:
            self._places += 1
            self._where.setdefault(piece.entry.name, []).append(group)

    def findings(self, root: Path) -> tuple[list[Finding], bool]:
        """The findings with their exposure, and whether every branch was asked for them."""
        if not self._groups:
            return [], True
        present, all_asked = tips.present(root, self._where.keys())
        for content, groups in self._where.items():
            for group in groups:
                names = dict.fromkeys((*group.exposure.present, *present.get(content, ())))
                group.exposure = replace(group.exposure, present=tuple(names))
        known_ones = self._baseline.known if self._baseline else {}
        made = []
        identities = fingerprints((group.finding.check.id, group.finding.fail) for group in self._groups.values())
        for group, name in zip(self._groups.values(), identities, strict=True):
            finding, fail = group.finding, group.finding.fail
            if finding.state is State.NEW and name in known_ones:
                finding = replace(finding, state=State.KNOWN, known_by="baseline")
            fail = replace(fail, notes=(*fail.notes, *_notes(group.exposure)))
            if group.held is not None:
                self.held[name] = group.held
            made.append(replace(finding, fingerprint=name, fail=fail, exposure=group.exposure))
        return sorted(made, key=lambda item: (-item.fail.severity, item.fail.at.path, item.fail.at.line)), all_asked


def _comments(blob: Blob, marks: Sequence[int]) -> list[Ignore]:
    data = blob.data
    lines = {data.count(b"\n", 0, at) + 1 for at in marks}
    return list(comments(data.decode("utf-8", "replace"), blob.path, lines))


def _weight(fail: Fail) -> tuple[int, int, int]:
    return -fail.persona, fail.severity, fail.confidence


def _exposure(piece: Piece) -> Exposure:
    return Exposure(
        commit=piece.entry.commit,
        author=visible(piece.maker.author),
        date=piece.maker.date,
        path=piece.entry.path,
        versions=1,
    )


def _notes(exposure: Exposure) -> list[str]:
    """What a person should know of it, in sentences."""
    if exposure.commit:
        day = f" on {exposure.date[:10]}" if exposure.date else ""
        came = f"came in with commit {exposure.commit[:SHORT]} by {exposure.author or 'nobody named'}{day}"
    else:
        came = "no commit brought it in"
    notes = [f"{came}, at {visible(exposure.path)}"]
    if exposure.versions > 1:
        notes[0] += f"; {exposure.versions:,} versions hold it"
    if exposure.present:
        more = len(exposure.present) - _BRANCHES
        others = f" and {more} more" if more > 0 else ""
        notes.append(f"still there at the tip of {visible(', '.join(exposure.present[:_BRANCHES]))}{others}")
    else:
        notes.append("at no branch's tip any more; who has the history has it")
    return notes

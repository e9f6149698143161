"""What the infrastructure of a whole tree came to last time, so that a scan of the same files need not judge again.

The failures are kept as they are shown, every secret in them masked. Plain data, as a cache is hostile input.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from hashlib import blake2b
from typing import Any, Final, NamedTuple

from holdfast import __version__
from holdfast.app.infra import fix
from holdfast.app.judged import JudgedBook
from holdfast.app.looked import Failure
from holdfast.app.survey import Claimed, Files, More, Survey, gap, named, plain_gap, respot, row
from holdfast.kit.places import cache_folder, data_folder
from holdfast.model.check import Confidence, Persona, Severity
from holdfast.model.place import Place
from holdfast.model.verdict import About, Fail, Step
from holdfast.store.factcache import FactCache

_SEVERITIES: Final = tuple(Severity)
_CONFIDENCES: Final = tuple(Confidence)
_PERSONAS: Final = tuple(Persona)
_SCANS: Final = 50
"""So many scans that found something new a tree is remembered without being met."""
_MOST_BYTES: Final = 16 * 1024 * 1024


class Remembered(NamedTuple):
    """What was made of a tree."""

    survey: Survey
    """Of its rows only those that are no failures."""
    failures: list[Failure]


class Memory:
    """What is known of one tree as it is now."""

    def __init__(self, decides: Iterable[object], claimed: Claimed, more: More) -> None:
        """Take what decides besides the files, the files by their reader, and how others of the tree are read."""
        self._cache = FactCache(cache_folder(), data_folder(), "trees", keep=_SCANS, max_bytes=_MOST_BYTES)
        self._files = Files(claimed, more)
        words = "\n".join(map(str, (__version__, *decides)))
        made = blake2b(words.encode("utf-8", "surrogateescape"), digest_size=16)
        for reader in sorted(claimed):
            made.update(named(reader, sorted(claimed[reader]), self._files))
        self._key = made.digest()

    def recall(self, book: JudgedBook) -> Remembered | None:
        """What came of the tree; None where that is not known, or where a file that was read on demand has changed."""
        saved = self._cache.get(self._key)
        return _recalled(saved, self._files, book) if saved is not None else None

    def keep(self, survey: Survey, failures: Iterable[Failure]) -> None:
        """Remember what came of the tree."""
        rows = [each for each in survey.rows if each.verdict != "fail"]
        gaps = [plain_gap(each) for each in survey.gaps]
        failing = [_plain(each) for each in failures]
        body = [survey.asked, survey.counts, survey.resources, survey.units, gaps, rows, failing]
        self._cache.put(self._key, json.dumps(body, separators=(",", ":")).encode("utf-8", "surrogatepass"))
        self._cache.flush()


def _recalled(saved: bytes, files: Files, book: JudgedBook) -> Remembered | None:
    try:
        asked, counts, resources, units, gaps, rows, failing = json.loads(saved)
        if any(files.digest(path) != name for path, name in asked.items()):
            return None
        survey = Survey(
            rows=[row(each) for each in rows],
            counts={str(check): [int(number) for number in numbers] for check, numbers in counts.items()},
            resources={str(language): int(number) for language, number in resources.items()},
            gaps=[gap(each) for each in gaps],
            units=int(units),
            cached=int(units),
        )
        fixes: dict[tuple[str, str, str], str] = {}
        return Remembered(survey, [_failure(each, fixes, book) for each in failing])
    except (ValueError, TypeError, AttributeError, LookupError):  # a cache is hostile input
        return None


def _plain(failure: Failure) -> list[Any]:
    check, fail = failure
    ranks = (int(fail.severity), int(fail.confidence), int(fail.persona))
    steps = [(step.says, _spot(step.place)) for step in fail.steps]
    return [check, _spot(fail.at), fail.says, fail.mark, ranks, fail.frame, fail.mask, fail.notes, fail.about, steps]


def _spot(at: Place) -> tuple[Any, ...]:
    return at.path, at.line, at.column, at.end_line, at.end_column, at.route


def _failure(saved: list[Any], fixes: dict[tuple[str, str, str], str], book: JudgedBook) -> Failure:
    check, place, says, mark, (severity, confidence, persona), frame, (start, end), notes, told, steps = saved
    path, line, column, end_line, end_column, route = place
    about = About(*told)
    written = (check, about.type, about.language)
    if written not in fixes:
        fixes[written] = fix(about.type, about.language, book.fixes(check))
    fail = Fail(
        at=Place(path=path, line=line, column=column, end_line=end_line, end_column=end_column, route=tuple(route)),
        says=says,
        mark=mark,
        severity=_SEVERITIES[severity],
        confidence=_CONFIDENCES[confidence],
        persona=_PERSONAS[persona],
        frame=frame,
        mask=(start, end),
        notes=tuple(notes),
        about=about,
        steps=tuple([Step(text, respot(spot).place()) for text, spot in steps]),
        fix=fixes[written],
    )
    return Failure(check, fail)

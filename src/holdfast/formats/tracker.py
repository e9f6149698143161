"""Defects of a tracker's export: CSV by a map of columns, Jira's JSON, GitHub's JSON.

Of each entry only its key, kind, times, severity and component are kept; no title and no text.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from difflib import get_close_matches
from typing import Any, Final, NamedTuple

from holdfast.model.errors import UsageError
from holdfast.model.event import Defect, DefectKind

MOST_BYTES: Final = 64 * 1024 * 1024
MOST_ENTRIES: Final = 200_000
FIELDS: Final = ("key", "type", "labels", "opened", "closed", "severity", "component")
_NEEDED: Final = ("key", "opened")
_LONGEST: Final = 200
_WORDS: Final = re.compile(r"[^\W_]+")
_BARE_ZONE: Final = re.compile(r"([+-]\d\d)(\d\d)$")
_OTHER_FORMS: Final = ("%d/%b/%y %I:%M %p", "%d/%b/%Y %I:%M %p", "%d/%b/%y", "%Y/%m/%d %H:%M", "%Y/%m/%d")
"""Of times, as trackers write them into tables; taken for UTC."""


class Export(NamedTuple):
    """What an export holds."""

    form: str
    """``csv``, ``jira`` or ``github``."""
    defects: tuple[Defect, ...]
    """One for each key, the last that the export tells."""


def read(data: bytes, name: str, *, columns: Mapping[str, str], labels: Sequence[tuple[str, DefectKind]]) -> Export:
    """Read an export of any of the three forms.

    ``columns`` maps fields to names of CSV columns; ``labels`` says what a label or type means, the first that fits.
    Raises UsageError that names the file and the line or entry.
    """
    if len(data) > MOST_BYTES:
        raise UsageError(f"{name} is larger than {MOST_BYTES >> 20} MiB", advice="Export a shorter time.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError(f"{name} is not in UTF-8", advice="Export it as UTF-8.") from error
    if text.lstrip()[:1] in ("{", "["):
        form, rows = _json(text, name)
    else:
        form, rows = "csv", _table(text, name, columns)
    found: dict[str, Defect] = {}
    for number, (place, row) in enumerate(rows):
        if number >= MOST_ENTRIES:
            raise UsageError(f"{name} has more than {MOST_ENTRIES:,} entries", advice="Export a shorter time.")
        defect = _defect(row, place, labels)
        found[defect.key] = defect
    return Export(form, tuple(found.values()))


def _defect(row: Mapping[str, str], place: str, labels: Sequence[tuple[str, DefectKind]]) -> Defect:
    if not row["key"]:
        raise UsageError(f"{place}: the entry has no key", advice="Map the column that names it: kpi.columns.")
    return Defect(
        key=row["key"][:_LONGEST],
        kind=kind((row["labels"], row["type"]), labels),
        opened=_utc(row["opened"], place),
        closed=_utc(row["closed"], place) if row["closed"] else "",
        severity=row["severity"].casefold()[:_LONGEST],
        component=row["component"][:_LONGEST],
    )


def kind(told: Iterable[str], labels: Sequence[tuple[str, DefectKind]]) -> DefectKind:
    """What an entry is by its labels and its type: the first of ``labels`` whose words stand in one of them."""
    words = [[word.casefold() for word in _WORDS.findall(text)] for text in told]
    for label, means in labels:
        wanted = [word.casefold() for word in _WORDS.findall(label)]
        if wanted and any(_stands(wanted, own) for own in words):
            return means
    return DefectKind.OTHER


def _stands(wanted: Sequence[str], words: Sequence[str]) -> bool:
    size = len(wanted)
    return any(list(words[at : at + size]) == list(wanted) for at in range(len(words) - size + 1))


def _utc(text: str, place: str) -> str:
    """A time in UTC, ISO 8601 to the second; one without a zone is taken for UTC."""
    plain = _BARE_ZONE.sub(r"\1:\2", text.strip()) if ":" in text else text.strip()
    read: datetime | None = None
    with suppress(ValueError):
        read = datetime.fromisoformat(plain)
    for form in _OTHER_FORMS if read is None else ():
        with suppress(ValueError):
            read = datetime.strptime(plain, form)
            break
    if read is None:
        raise UsageError(f"{place}: {text[:40]!r} is no time", advice="Write times by ISO 8601.")
    try:
        whole = read if read.tzinfo else read.replace(tzinfo=UTC)
        return whole.astimezone(UTC).isoformat(timespec="seconds")
    except (ValueError, OverflowError) as error:
        raise UsageError(f"{place}: {text[:40]!r} is out of range") from error


def _table(text: str, name: str, columns: Mapping[str, str]) -> Iterator[tuple[str, dict[str, str]]]:
    for field in columns:
        if field not in FIELDS:
            near = get_close_matches(field, FIELDS, 1)
            advice = f"Did you mean {near[0]!r}?" if near else f"Use {', '.join(FIELDS)}."
            raise UsageError(f"kpi.columns: there is no field {field!r}", advice=advice)
    reader = csv.reader(io.StringIO(text, newline=""))
    places: dict[str, list[int]] = {}
    try:
        head = next(reader, [])
        for at, title in enumerate(head):
            places.setdefault(title.strip().casefold(), []).append(at)
        where = {field: places.get(columns.get(field, field).casefold(), []) for field in FIELDS}
        for field in _NEEDED:
            if not where[field]:
                _missing(name, columns.get(field, field), head, field)
        for row in reader:
            if row:
                cells = {field: [row[at].strip() for at in own if at < len(row)] for field, own in where.items()}
                yield f"{name}:{reader.line_num}", {field: ", ".join(filter(None, own)) for field, own in cells.items()}
    except csv.Error as error:
        raise UsageError(f"{name}:{reader.line_num}: {error}", advice="Export it as CSV once more.") from error


def _missing(name: str, column: str, head: Sequence[str], field: str) -> None:
    near = get_close_matches(column, head, 1)
    hint = f"Did you mean {near[0]!r}? " if near else ""
    advice = f'{hint}Say which it is: kpi.columns = ["{field}=…"], or --column.'
    raise UsageError(f"{name}:1: there is no column {column!r}", advice=advice)


def _json(text: str, name: str) -> tuple[str, Iterator[tuple[str, dict[str, str]]]]:
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UsageError(f"{name}: this is no JSON: {error}", advice="Export it once more.") from error
    if isinstance(data, dict) and isinstance(data.get("issues"), list):
        return "jira", _entries(data["issues"], name, _jira)
    if isinstance(data, list):
        return "github", _entries([item for item in data if not _is_pull(item)], name, _github)
    advice = "Known are Jira's search result (`issues`), and GitHub's list of issues."
    raise UsageError(f"{name}: this is no export of a tracker that is known", advice=advice)


def _is_pull(item: Any) -> bool:
    return isinstance(item, dict) and "pull_request" in item


def _entries(items: Sequence[Any], name: str, reader: Any) -> Iterator[tuple[str, dict[str, str]]]:
    for at, item in enumerate(items, 1):
        place = f"{name}: entry {at}"
        try:
            yield place, {field: _text(value) for field, value in reader(item).items()}
        except (KeyError, TypeError, AttributeError) as error:
            raise UsageError(f"{place} is no issue: {error} is missing", advice="Export it once more.") from error


def _text(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(_text, value))
    if isinstance(value, dict):
        return _text(value.get("name"))
    return value if isinstance(value, str) else str(value) if isinstance(value, int) else ""


def _jira(item: Any) -> dict[str, Any]:
    fields = item["fields"]
    return {
        "key": item["key"],
        "type": fields.get("issuetype"),
        "labels": fields.get("labels"),
        "opened": fields["created"],
        "closed": fields.get("resolutiondate"),
        "severity": fields.get("priority"),
        "component": fields.get("components"),
    }


def _github(item: Any) -> dict[str, Any]:
    return {
        "key": item["number"],
        "type": item.get("type"),
        "labels": item.get("labels"),
        "opened": item["created_at"] if "created_at" in item else item["createdAt"],
        "closed": item.get("closed_at") or item.get("closedAt"),
        "severity": "",
        "component": "",
    }

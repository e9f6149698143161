"""How bad an OSV record says it is: the newest CVSS vector, or a word; and which weaknesses it names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from holdfast.formats.cvss import base_score

Record = dict[str, Any]
_NEWEST_FIRST: Final = ("CVSS_V4", "CVSS_V3", "CVSS_V2")
_WORDS: Final = {
    "critical": "critical",
    "important": "high",
    "high": "high",
    "moderate": "medium",
    "medium": "medium",
    "low": "low",
    "negligible": "low",
    "unimportant": "low",
}
_CWE: Final = re.compile(r"CWE-([0-9]{1,5})")
_MOST: Final = 50


def severity(record: Record) -> tuple[str, float | None, str]:
    """Vector, its score, and the word, of a record or of one entry of ``affected``; empty where it says nothing."""
    rows = record.get("severity")
    given: dict[str, str] = {}
    word = ""
    for row in rows if isinstance(rows, list) else ():
        if isinstance(row, dict) and isinstance(row.get("type"), str) and isinstance(row.get("score"), str):
            given.setdefault(row["type"], row["score"])
            word = word or _WORDS.get(row["score"].lower(), "")
    for kind in _NEWEST_FIRST if given else ():
        score = base_score(given[kind]) if kind in given else None
        if score is not None:
            return given[kind], score, word or _said(record)
    return "", None, word or _said(record)


def _said(record: Record) -> str:
    for specific in _specific(record):
        for name in ("severity", "urgency", "type"):
            value = specific.get(name)
            if isinstance(value, str) and value.lower() in _WORDS:
                return _WORDS[value.lower()]
    return ""


def cwes(record: Record) -> tuple[int, ...]:
    """Numbers of the weaknesses that a record names, wherever its database has them."""
    found: list[int] = []
    for specific in (*_specific(record), *(part for row in _rows(record) for part in _specific(row))):
        for name in ("cwe_ids", "cwes", "cwe"):
            found += _numbers(specific.get(name))
    return tuple(dict.fromkeys(found))[:_MOST]


def _rows(record: Record) -> list[Record]:
    rows = record.get("affected")
    return [row for row in rows[:_MOST] if isinstance(row, dict)] if isinstance(rows, list) else []


def _specific(record: Record) -> Iterator[Record]:
    for part in ("database_specific", "ecosystem_specific"):
        value = record.get(part)
        if isinstance(value, dict):
            yield value


def _numbers(value: Any) -> Iterator[int]:
    for item in value[:_MOST] if isinstance(value, list) else (value,):
        if isinstance(item, dict):
            item = item.get("cweId") or item.get("id")
        if isinstance(item, str):
            yield from (int(found) for found in _CWE.findall(item[:200]))
        elif isinstance(item, int) and not isinstance(item, bool) and 0 < item < 100_000:
            yield item

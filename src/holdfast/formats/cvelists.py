"""Reads what is published about CVEs: CISA's catalogue of exploited weaknesses, and FIRST's forecasts (EPSS)."""

from __future__ import annotations

import json
import re
import zlib
from typing import Final, NamedTuple

_MOST: Final = 256 << 20
_CVE: Final = re.compile(r"CVE-[0-9]{4}-[0-9]{4,19}")
_DAY: Final = re.compile(r"score_date:([0-9]{4}-[0-9]{2}-[0-9]{2})")
_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class BadList(ValueError):  # noqa: N818 - an answer more than a fault
    """The list is not as its publisher writes it, and why."""


class CveList(NamedTuple):
    """What a list says of each CVE, and of which day it is."""

    rows: dict[str, str | float]
    day: str


def exploited(data: bytes) -> CveList:
    """The day on which each CVE was taken up. Raises BadList."""
    try:
        found = json.loads(data)
        rows = {row["cveID"]: row["dateAdded"] for row in found["vulnerabilities"]}
        day = str(found.get("dateReleased") or found.get("catalogVersion", ""))[:10]
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise BadList("is no catalogue of exploited weaknesses") from error
    wrong = [name for name, day in rows.items() if not (_is(_CVE, name) and _is(_DATE, day))]
    if wrong or not rows:
        raise BadList(f"has no entry, or a strange one: {str(wrong[:1])[:80]}")
    return CveList(rows, day)


def epss(data: bytes) -> CveList:
    """The probability of each CVE, from the compressed table or the plain one. Raises BadList."""
    text = _unpacked(data) if data[:2] == b"\x1f\x8b" else data
    rows: dict[str, str | float] = {}
    day = ""
    for line in text.decode("utf-8", "replace").splitlines():
        if line.startswith("#"):
            found = _DAY.search(line)
            day = found[1] if found else day
        elif line and not line.startswith("cve,"):
            name, _, rest = line.partition(",")
            try:
                score = float(rest.partition(",")[0])
            except ValueError as error:
                raise BadList(f"has a strange line: {line[:80]!r}") from error
            if not _CVE.fullmatch(name) or not 0 <= score <= 1:
                raise BadList(f"has a strange line: {line[:80]!r}")
            rows[name] = score
    if not rows:
        raise BadList("has no entry")
    return CveList(rows, day)


def _is(pattern: re.Pattern[str], value: object) -> bool:
    return isinstance(value, str) and pattern.fullmatch(value) is not None


def _unpacked(data: bytes) -> bytes:
    made = zlib.decompressobj(wbits=31)
    try:
        text = made.decompress(data, _MOST)
    except zlib.error as error:
        raise BadList("cannot be unpacked") from error
    if not made.eof:
        raise BadList("breaks off, or would unpack to too much")
    return text

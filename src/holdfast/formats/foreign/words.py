"""What tools call things, in our words: how bad, when, which weakness, where."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from hashlib import blake2b
from typing import Final
from urllib.parse import unquote

from holdfast.model.check import Severity
from holdfast.model.place import Place

_SEVERITIES: Final = {
    **dict.fromkeys(("critical", "crit", "blocker", "fatal", "emergency", "alert", "very high"), Severity.CRITICAL),
    **dict.fromkeys(("high", "error", "err", "danger", "important", "serious", "severe"), Severity.HIGH),
    **dict.fromkeys(("medium", "moderate", "warning", "warn", "major", "unknown", "unrated"), Severity.MEDIUM),
    **dict.fromkeys(("low", "note", "notice", "minor", "style"), Severity.LOW),
    **dict.fromkeys(
        ("info", "information", "informational", "negligible", "none", "debug", "recommendation"), Severity.INFO
    ),
}
_CWE: Final = re.compile(r"cwe[-_:/ ]{0,3}0*([1-9][0-9]{0,4})(?![0-9])", re.IGNORECASE)
_NUMBER: Final = re.compile(r"0*([1-9][0-9]{0,4})(?:\.0)?")
_FRACTION: Final = re.compile(r"(\.\d{1,6})\d*")
_CVE: Final = re.compile(r"(?:CVE-\d{4}-\d{4,9}|GHSA(?:-[0-9a-z]{4}){3})", re.IGNORECASE)
_DRIVE: Final = re.compile(r"/?[A-Za-z]:/")
_MOST_PATH: Final = 600


def severity(word: str, score: float | None = None) -> Severity:
    """How bad, by a CVSS score where there is one (0 to 10), else by a word; medium for a word that nobody knows."""
    if score is not None and 0 <= score <= 10:
        bands = ((9.0, Severity.CRITICAL), (7.0, Severity.HIGH), (4.0, Severity.MEDIUM), (0.1, Severity.LOW))
        return next((found for least, found in bands if score >= least), Severity.INFO)
    return _SEVERITIES.get(word.strip().lower(), Severity.MEDIUM)


def weaknesses(*texts: str) -> tuple[int, ...]:
    """The CWE numbers that texts name, or are; each once, in order."""
    found: list[int] = []
    for text in texts:
        bare = _NUMBER.fullmatch(text.strip())
        found += [int(bare[1])] if bare else [int(number) for number in _CWE.findall(text[:10_000])]
    return tuple(dict.fromkeys(found))


def public_names(*texts: str) -> tuple[str, ...]:
    """The CVE and GHSA numbers that texts name; each once, in order."""
    found = (name for text in texts for name in _CVE.findall(text[:10_000]))
    return tuple(dict.fromkeys(name.upper() if name[:3].upper() == "CVE" else name for name in found))


def moment(text: str | float | None) -> str:
    """A time in UTC to the second, ISO 8601; one without a zone counts as UTC. Empty for what is no time.

    Numbers are seconds since 1970, or thousandths of them.
    """
    try:
        if isinstance(text, int | float):
            found = datetime.fromtimestamp(text / 1000 if text > 1e11 else text, UTC)
        else:
            found = datetime.fromisoformat(_FRACTION.sub(r"\1", (text or "").strip().replace("Z", "+00:00")))
    except (ValueError, OverflowError, OSError):
        return ""
    found = found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
    return found.isoformat(timespec="seconds")


def slug(text: str, default: str = "unknown") -> str:
    """A name in lower case, its words joined with hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()[:80]).strip("-") or default


def path_of(uri: str) -> str:
    """A path with slashes, without the scheme of a file's address and without a leading ``./``."""
    found = uri.strip()
    if found.lower().startswith("file:"):
        found = unquote(found[5:])
        found = "/" + found.lstrip("/") if found.startswith("//") else found
    found = found.replace("\\", "/")
    if _DRIVE.match(found):
        found = found.lstrip("/")
    while found.startswith("./"):
        found = found[2:]
    return " ".join(found.split())[:_MOST_PATH]


def place(path: str, line: int = 1, column: int = 1, end_line: int = 0) -> Place:
    """A place in a file, or at something that has no lines."""
    return Place(path=path or "-", line=line, column=column, end_line=max(line, end_line), end_column=column)


def trace(*texts: str) -> str:
    """A name for texts that cannot be turned back into them: 24 bits, shared by many texts; white space counts once."""
    joined = "\0".join(" ".join(text.split()) for text in texts)
    return blake2b(joined.encode("utf-8", "replace"), digest_size=3).hexdigest()


def oldest(times: Iterable[str]) -> str:
    """The earliest of some times; empty where there is none."""
    return min((time for time in times if time), default="")


def newest(times: Iterable[str]) -> str:
    """The latest of some times; empty where there is none."""
    return max((time for time in times if time), default="")

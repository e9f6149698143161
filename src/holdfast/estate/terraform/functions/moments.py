"""Functions of time that depend on their arguments only."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Final

from holdfast.estate.terraform.values import Bad, as_text
from holdfast.kit.expressions import expression

_STAMP = expression(r"(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.\d+)?([Zz]|[+-]\d\d:\d\d)")
_LENGTH = expression(r"([+-]?)((?:\d+(?:\.\d+)?(?:ns|us|µs|ms|s|m|h))+)")
_PART = expression(r"(\d+(?:\.\d+)?)(ns|us|µs|ms|s|m|h)")
_SECONDS: Final = {"ns": 1e-9, "us": 1e-6, "µs": 1e-6, "ms": 1e-3, "s": 1.0, "m": 60.0, "h": 3600.0}
_WORDS = expression(r"'(?:[^']|'')*'|([A-Za-z])\1*|.", re.DOTALL)


def _moment(text: Any) -> datetime:
    if _STAMP.fullmatch(as_text(text)) is None:
        raise Bad("a time is not written as RFC 3339 has it")
    return datetime.fromisoformat(as_text(text).upper())


def _written(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")


def _timeadd(moment: Any, length: Any) -> str:
    match = _LENGTH.fullmatch(as_text(length))
    if match is None:
        raise Bad("a duration can't be read")
    seconds = sum(float(count) * _SECONDS[unit] for count, unit in _PART.findall(match[2]))
    return _written(_moment(moment) + timedelta(seconds=-seconds if match[1] == "-" else seconds))


def _timecmp(one: Any, other: Any) -> int:
    left, right = _moment(one), _moment(other)
    return (left > right) - (left < right)


def _offset(moment: datetime, colon: bool) -> str:
    text = moment.strftime("%z")
    return f"{text[:3]}:{text[3:]}" if colon else text


_MONTHS: Final[tuple[str, ...]] = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
_DAYS: Final[tuple[str, ...]] = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_FORMS: Final[dict[str, Callable[[datetime], str]]] = {
    "YYYY": lambda moment: f"{moment.year:04}",
    "YY": lambda moment: f"{moment.year % 100:02}",
    "MMMM": lambda moment: _MONTHS[moment.month - 1],
    "MMM": lambda moment: _MONTHS[moment.month - 1][:3],
    "MM": lambda moment: f"{moment.month:02}",
    "M": lambda moment: str(moment.month),
    "DD": lambda moment: f"{moment.day:02}",
    "D": lambda moment: str(moment.day),
    "EEEE": lambda moment: _DAYS[moment.weekday()],
    "EEE": lambda moment: _DAYS[moment.weekday()][:3],
    "hh": lambda moment: f"{moment.hour:02}",
    "h": lambda moment: str(moment.hour),
    "HH": lambda moment: f"{(moment.hour - 1) % 12 + 1:02}",
    "H": lambda moment: str((moment.hour - 1) % 12 + 1),
    "AA": lambda moment: "AM" if moment.hour < 12 else "PM",
    "aa": lambda moment: "am" if moment.hour < 12 else "pm",
    "mm": lambda moment: f"{moment.minute:02}",
    "m": lambda moment: str(moment.minute),
    "ss": lambda moment: f"{moment.second:02}",
    "s": lambda moment: str(moment.second),
    "ZZZZZ": lambda moment: _offset(moment, colon=True),
    "ZZZZ": lambda moment: _offset(moment, colon=False),
    "ZZZ": lambda moment: "UTC" if not moment.utcoffset() else _offset(moment, colon=False),
    "Z": lambda moment: "Z" if not moment.utcoffset() else _offset(moment, colon=True),
}


def _formatdate(form: Any, moment: Any) -> str:
    at = _moment(moment)
    made = []
    for match in _WORDS.finditer(as_text(form)):
        word = match[0]
        if word.startswith("'") and len(word) > 1:
            made.append(word[1:-1].replace("''", "'"))
        elif match[1]:
            if word not in _FORMS:
                raise Bad(f'formatdate() has no "{word[:20]}"')
            made.append(_FORMS[word](at))
        else:
            made.append(word)
    return "".join(made)


FUNCTIONS: Final[dict[str, Callable[..., Any]]] = {
    "formatdate": _formatdate,
    "timeadd": _timeadd,
    "timecmp": _timecmp,
}

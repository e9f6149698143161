"""Decodes text inside of text around the positions that the layers' expressions gave."""

from __future__ import annotations

import binascii
import re
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Final, NamedTuple

from holdfast.kit.expressions import expression


class Derived(NamedTuple):
    """A decoded text and where it came from."""

    text: bytes
    start: int
    """Where the encoded form starts in the parent."""
    end: int
    skip: int
    """Length of the context copied in front; a value must end behind it."""
    route: str


_RUN: Final = expression(rb"""(?<=["'`\s=:,>])([A-Za-z0-9+/]{28,}+)={0,2}(?=["'`\s,<\\;&)])""")
BEGINNING: Final = 12
"""Characters of a run that the matcher looks at."""
_HEX: Final = b"0123456789abcdefABCDEF"
_TEXT: Final = bytes(range(32, 127)) + b"\t\r\n"
_LONGEST: Final = 65_536
_CONTEXT: Final = 80
_SHOWN: Final = 24
_LINE: Final = 1024
_NEAR: Final = 240


def _printable(data: bytes) -> bool:
    return not data[:_SHOWN].translate(None, _TEXT) and len(data.translate(None, _TEXT)) <= len(data) // 20


def _with_context(data: bytes, start: int, end: int, decoded: bytes, route: str) -> Derived:
    line = data.rfind(b"\n", max(0, start - _CONTEXT), start) + 1
    before = data[max(line, start - _CONTEXT) : start]
    return Derived(before + decoded + b"\n", start, end, len(before), route)


def _encoded(data: bytes, ends: list[int]) -> Iterator[Derived]:
    """Runs that are text in base64 or hexadecimal."""
    for at in ends:
        whole = _RUN.match(data, at + 1 - BEGINNING)
        if whole is None:
            continue
        start, end = whole.span()
        run = whole[1]
        route = "base64"
        decoded = b""
        if len(run) % 2 == 0 and not run.translate(None, _HEX):
            route, decoded = "hex", binascii.unhexlify(run)
        elif len(run) % 4 != 1 and not binascii.a2b_base64(run[:28]).translate(None, _TEXT):
            decoded = binascii.a2b_base64(run + b"=" * (-len(run) % 4))
        if decoded and _printable(decoded):
            yield _with_context(data, start, end, decoded, route)


_ESCAPE: Final = expression(
    rb"\\x([0-9A-Fa-f]{2})|\\u00([0-9A-Fa-f]{2})|%([0-9A-Fa-f]{2})|&#(?:x([0-9A-Fa-f]{2})|([0-9]{2,3}));"
)


def _unescape(match: re.Match[bytes]) -> bytes:
    if match[5]:
        return bytes([int(match[5]) & 0xFF])
    return bytes.fromhex((match[1] or match[2] or match[3] or match[4]).decode())


def _stretch(data: bytes, at: int, ahead: int = 4096) -> tuple[int, int]:
    """The line around a position, cut to a bounded stretch."""
    start = data.rfind(b"\n", max(0, at - ahead), at) + 1 or max(0, at - ahead)
    end = data.find(b"\n", at, at + ahead)
    return start, end if end >= 0 else min(len(data), at + ahead)


def _escapes(data: bytes, ends: list[int]) -> Iterator[Derived]:
    done = -1
    for at in ends:
        if at < done:
            continue
        start, done = _stretch(data, at)
        yield Derived(_ESCAPE.sub(_unescape, data[start:done]) + b"\n", start, done, 0, "escapes")


_JOINT: Final = expression(
    rb"""(["'])[ \t]*\\?(?:[ \t]*[+.&][ \t]*\\?)?[ \t]*(?:\r?\n[ \t]*)?(?:[+.&][ \t]*)?[rbuf]?\1"""
)


def _joined(data: bytes, ends: list[int]) -> Iterator[Derived]:
    """The lines around adjacent literals, with the literals put together; lists, where commas part them, are left."""
    done = -1
    for at in ends:
        if at < done:
            continue
        first = data.rfind(b"\n", max(0, at - _LINE), at)
        before = data.rfind(b"\n", max(0, first - _LINE), max(0, first)) if first > 0 else -1
        start = before + 1 if first > 0 else max(0, at - _LINE)
        end = _line_end(data, at)
        if not _JOINT.search(data, start, end):
            continue
        for _ in range(8):
            following = _line_end(data, end + 1)
            if not _JOINT.search(data, max(start, end - 64), following):
                break
            end = following
        done = end
        yield Derived(_JOINT.sub(b"", data[start:end]) + b"\n", start, end, 0, "joined literals")


def _line_end(data: bytes, at: int) -> int:
    end = data.find(b"\n", at, at + _LINE)
    return end if end >= 0 else min(len(data), at + _LINE)


_TWO_LINES: Final = expression(
    rb"""["']?(?:name|key|Name|Key)["']?[ \t]*[:=][ \t]*["']?([A-Za-z0-9_.\-]{2,60})["']?,?[ \t]*\r?\n"""
    rb"""[ \t]*["']?[Vv]alue["']?[ \t]*[:=][ \t]*["']?([^\r\n"']{6,512})"""
)
_ELEMENTS: Final = expression(
    rb"""<(?:param-name|[Nn]ame|key)>([A-Za-z0-9_.\-]{2,60})</[a-zA-Z\-]+>\s{0,60}"""
    rb"""<(?:param-value|[Vv]alue|string)>([^<\r\n]{6,512})<"""
)
_VARIABLE: Final = expression(
    rb"""variable[ \t]+"([A-Za-z0-9_\-]{2,60})"[ \t]*\{[^{}]{0,400}?default[ \t]*=[ \t]*"([^"\r\n]{6,512})\""""
)


def _named_values(data: bytes, ends: list[int], pattern: re.Pattern[bytes]) -> Iterator[Derived]:
    """Names and values that stand apart, put together as an assignment."""
    for end in ends:
        for match in pattern.finditer(data, max(0, end - _NEAR), end + _LINE):
            if match.end() > end:
                if match.start() <= end:
                    text = match[1] + b': "' + match[2].rstrip() + b'"\n'
                    yield Derived(text, match.start(2), match.end(2), len(match[1]) + 3, "name and value")
                break


_SECRET_ITEM: Final = expression(
    rb"""^([ \t]+)["']?([A-Za-z0-9_.\-]{1,120})["']?:[ \t]*["']?([A-Za-z0-9+/]{4,}={0,2})["']?[ \t]*\r?$""",
    re.MULTILINE,
)


def _manifest(data: bytes, ends: list[int]) -> Iterator[Derived]:
    """The values of a Kubernetes Secret: base64 by definition, however short."""
    done = 0
    for at in ends:
        start = max(done, at - _LONGEST)
        start = max(start, data.rfind(b"\n---", start, at))
        stop = data.find(b"\n---", at, at + _LONGEST)
        stop = done = stop if stop >= 0 else min(len(data), at + _LONGEST)
        for match in _SECRET_ITEM.finditer(data, start, stop):
            run = match[3].rstrip(b"=")
            try:
                decoded = binascii.a2b_base64(run + b"=" * (-len(run) % 4))
            except binascii.Error:
                continue
            if decoded and _printable(decoded):
                before = b"secret." + match[2] + b': "'
                yield Derived(
                    before + decoded.strip() + b'"\n', match.start(3), match.end(3), len(before), "kubernetes secret"
                )


READERS: Final[Mapping[str, Callable[[bytes, list[int]], Iterator[Derived]]]] = {
    "encoded": _encoded,
    "escapes": _escapes,
    "joined": _joined,
    "two lines": partial(_named_values, pattern=_TWO_LINES),
    "elements": partial(_named_values, pattern=_ELEMENTS),
    "variable": partial(_named_values, pattern=_VARIABLE),
    "manifest": _manifest,
}
"""Each reader yields what the text hides at ascending positions; the names are those of the layers."""

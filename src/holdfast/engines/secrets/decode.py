"""Decodes text inside of text around the positions that the layers' expressions gave."""

from __future__ import annotations

import binascii
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Final, NamedTuple


class Derived(NamedTuple):
    """A decoded text and where it came from."""

    text: bytes
    start: int
    """Where the encoded form starts in the parent."""
    end: int
    skip: int
    """Length of the context copied in front; a value must end behind it."""
    route: str


_BASE64_FORM: Final = bytes(
    0x61 if chr(c).isascii() and (chr(c).isalnum() or chr(c) in "+/") else 0x0A for c in range(256)
)
_PAD: Final = ord("=")
_HEX: Final = b"0123456789abcdefABCDEF"
_TEXT: Final = bytes(range(32, 127)) + b"\t\r\n"
_LONGEST: Final = 65_536
_CONTEXT: Final = 80
_SHOWN: Final = 24


def _printable(data: bytes) -> bool:
    return not data[:_SHOWN].translate(None, _TEXT) and len(data.translate(None, _TEXT)) <= len(data) // 20


def _run_start(data: bytes, end: int) -> int:
    """Where the run of base64 characters that ends at ``end`` starts."""
    reach = 256
    while True:
        low = max(0, end - reach)
        at = data[low:end].translate(_BASE64_FORM).rfind(b"\n")
        if at >= 0:
            return low + at + 1
        if low == 0 or reach >= _LONGEST:
            return low
        reach *= 8


def _with_context(data: bytes, start: int, end: int, decoded: bytes, route: str) -> Derived:
    line = data.rfind(b"\n", max(0, start - _CONTEXT), start) + 1
    before = data[max(line, start - _CONTEXT) : start]
    return Derived(before + decoded + b"\n", start, end, len(before), route)


def _encoded(data: bytes, ends: list[int]) -> Iterator[Derived]:
    """Runs that are text in base64 or hexadecimal."""
    for end in ends:
        stop = end - (data[end - 1] == _PAD) - (data[end - 2 : end] == b"==")
        start = _run_start(data, stop)
        run = data[start:stop]
        route = "base64"
        decoded = b""
        if len(run) % 2 == 0 and not run.translate(None, _HEX):
            route, decoded = "hex", binascii.unhexlify(run)
        elif len(run) % 4 != 1 and not binascii.a2b_base64(run[:28]).translate(None, _TEXT):
            decoded = binascii.a2b_base64(run + b"=" * (-len(run) % 4))
        if decoded and _printable(decoded):
            yield _with_context(data, start, end, decoded, route)


_ESCAPE: Final = re.compile(
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


_JOINT: Final = re.compile(
    rb"""(["'])[ \t]*\\?(?:[ \t]*[+.&][ \t]*\\?)?[ \t]*(?:\r?\n[ \t]*)?(?:[+.&][ \t]*)?[rbuf]?\1"""
)


def _joined(data: bytes, ends: list[int]) -> Iterator[Derived]:
    done = -1
    for at in ends:
        if at < done:
            continue
        start, end = _stretch(data, max(0, at - 48), 1024)
        for _ in range(8):
            following = data.find(b"\n", end + 1, end + 1024)
            if not _JOINT.search(data, max(start, end - 64), following if following >= 0 else end):
                break
            end = following if following >= 0 else end
        done = max(end, at + 1)
        yield Derived(_JOINT.sub(b"", data[start:done]) + b"\n", start, done, 0, "joined literals")


_NAMED: Final = re.compile(
    rb"""["']?(?:name|key|Name|Key)["']?[ \t]*[:=][ \t]*["']?([A-Za-z0-9_.\-]{2,60})["']?,?[ \t]*\r?\n"""
    rb"""[ \t]*["']?[Vv]alue["']?[ \t]*[:=][ \t]*(["']?)([^\r\n"']{6,512})\2"""
)


def _named_values(data: bytes, ends: list[int]) -> Iterator[Derived]:
    for end in ends:
        match = _NAMED.search(data, max(0, end - 160), end + 600)
        if match is not None:
            text = match[1] + b': "' + match[3] + b'"\n'
            yield Derived(text, match.start(3), match.end(3), len(match[1]) + 3, "name and value")


_SECRET_ITEM: Final = re.compile(
    rb"""^([ \t]+)["']?([A-Za-z0-9_.\-]{1,120})["']?:[ \t]*["']?([A-Za-z0-9+/]{4,}={0,2})["']?[ \t]*\r?$""",
    re.MULTILINE,
)


def _manifest(data: bytes, ends: list[int]) -> Iterator[Derived]:
    """The values of a Kubernetes Secret: base64 by definition, however short."""
    for at in ends:
        start = max(data.rfind(b"\n---", 0, at), 0)
        stop = data.find(b"\n---", at)
        stop = min(stop if stop >= 0 else len(data), start + _LONGEST)
        for match in _SECRET_ITEM.finditer(data, start, stop):
            run = match[3].rstrip(b"=")
            try:
                decoded = binascii.a2b_base64(run + b"=" * (-len(run) % 4))
            except binascii.Error:
                continue
            if decoded and _printable(decoded):
                before = match[2] + b': "'
                yield Derived(
                    before + decoded.strip() + b'"\n', match.start(3), match.end(3), len(before), "kubernetes secret"
                )


READERS: Final[Mapping[str, Callable[[bytes, list[int]], Iterator[Derived]]]] = {
    "encoded": _encoded,
    "escapes": _escapes,
    "joined": _joined,
    "name and value": _named_values,
    "manifest": _manifest,
}
"""Each reader yields what the text hides at ascending positions; the names are those of the layers."""

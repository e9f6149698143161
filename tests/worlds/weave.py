"""Text woven from credentials, and what happens to text on its way into files."""

from __future__ import annotations

import base64
import random
from collections.abc import Callable, Sequence
from typing import Final

from tests.worlds.planted import drawn, templates

PATHS: Final = (
    "src/app.py",
    "deploy/values.yaml",
    "prod.env",
    "web/site.min.js",
    "package-lock.json",
    "docs/guide.md",
    "tests/test_app.py",
    "infra/main.tf",
)
JOINTS: Final = ("\n", "\r\n", " ", "", ";", ",", '"', "\n\n", '", "', "\t", "=", "\\n", " + ", "'", "\0", "\n# ")


def weave(pieces: Sequence[str], joints: Sequence[str]) -> bytes:
    """Pieces with joints between them, taken in turn."""
    parts = [piece + joints[at % len(joints)] for at, piece in enumerate(pieces)]
    return "".join(parts).encode("utf-8", "surrogateescape")


def example(number: int, seed: int) -> tuple[str, str]:
    """(type name, rendered line) of one documented example, counted over all types."""
    name, template = templates()[number % len(templates())]
    return name, drawn(template, seed)


Change = Callable[[bytes, random.Random], bytes]


def _delete(text: bytes, rng: random.Random) -> bytes:
    at = rng.randrange(len(text))
    return text[:at] + text[at + rng.randint(1, 3) :]


def _insert(text: bytes, rng: random.Random) -> bytes:
    at = rng.randrange(len(text))
    return (
        text[:at] + rng.choice((b"A", b"0", b"-", b"_", b'"', b"'", b"\n", b" ", b"\0", b"=", b"/", b"\\")) + text[at:]
    )


def _replace(text: bytes, rng: random.Random) -> bytes:
    at = rng.randrange(len(text))
    return text[:at] + bytes([rng.randrange(256)]) + text[at + 1 :]


def _cut_end(text: bytes, rng: random.Random) -> bytes:
    return text[: rng.randrange(len(text)) + 1]


def _cut_start(text: bytes, rng: random.Random) -> bytes:
    return text[rng.randrange(len(text)) :]


def _long_line(text: bytes, rng: random.Random) -> bytes:
    flat = text.replace(b"\r", b"").replace(b"\n", rng.choice((b" ", b",", b"", b";")))
    return b"x " * rng.randrange(8000) + flat


def _windows(text: bytes, _: random.Random) -> bytes:
    return text.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def _swap_case(text: bytes, rng: random.Random) -> bytes:
    at = rng.randrange(len(text))
    return text[:at] + text[at : at + 12].swapcase() + text[at + 12 :]


def _in_base64(text: bytes, _: random.Random) -> bytes:
    return b'data: "' + base64.b64encode(text) + b'"\n'


def _in_wrapped_base64(text: bytes, _: random.Random) -> bytes:
    return b"data: |\n" + base64.encodebytes(text)


def _in_hex(text: bytes, _: random.Random) -> bytes:
    return b"blob='" + text.hex().encode() + b"'\n"


def _in_percent(text: bytes, _: random.Random) -> bytes:
    return b"q=" + b"".join(b"%%%02X" % byte for byte in text)


def _in_escapes(text: bytes, _: random.Random) -> bytes:
    return b's = "' + b"".join(b"\\x%02x" % byte for byte in text) + b'"\n'


def _in_literals(text: bytes, rng: random.Random) -> bytes:
    step = rng.randint(8, 40)
    flat = text.replace(b"\n", b" ").replace(b"\r", b"").replace(b'"', b"'")
    return b'" +\n  "'.join([b's = "', *(flat[at : at + step] for at in range(0, len(flat), step))]) + b'"\n'


CHANGES: Final[tuple[Change, ...]] = (
    _delete,
    _insert,
    _replace,
    _cut_end,
    _cut_start,
    _long_line,
    _windows,
    _swap_case,
    _in_base64,
    _in_wrapped_base64,
    _in_hex,
    _in_percent,
    _in_escapes,
    _in_literals,
)


def changed(text: bytes, changes: Sequence[int], seed: int) -> bytes:
    """The text after some changes, each by its number."""
    rng = random.Random(seed)  # noqa: S311 - drawn again in each run, alike
    for number in changes:
        text = CHANGES[number % len(CHANGES)](text, rng) or b"\n"
    return text

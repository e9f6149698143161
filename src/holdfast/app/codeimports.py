"""Which modules a file imports, by a quick look at its text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from holdfast.estate.codefiles import language_of

_PYTHON: Final = re.compile(
    rb"^[ \t]*(?:from[ \t]+([.\w]+)[ \t]+import[ \t]+(\([^)]{0,4000}\)|[^\n#;]{1,500})|import[ \t]+([^\n#;]{1,500}))",
    re.M,
)
_SCRIPT: Final = re.compile(rb"(?:\bfrom|\brequire\s*\(|\bimport\s*\(|\bimport)\s*['\"`]([^'\"`\n]{1,300})['\"`]")
_NAME: Final = re.compile(rb"[\w.]+")
_MOST: Final = 2_000
"""Imports of one file."""


def modules(path: str, data: bytes) -> Iterator[str]:
    """The modules that a file imports, as it writes them."""
    found = _python(data) if language_of(path) == "python" else (match[1] for match in _SCRIPT.finditer(data))
    for number, name in enumerate(found):
        if number == _MOST:
            return
        yield name.decode("utf-8", "replace")


def _python(data: bytes) -> Iterator[bytes]:
    for match in _PYTHON.finditer(data):
        base, names, plain = match.groups()
        if base is None:
            yield from (part.split(b" as ")[0].strip() for part in plain.split(b","))
            continue
        yield base
        join = b"" if base.endswith(b".") else b"."
        for part in names.strip(b"() \t\r\n").split(b","):
            if name := _NAME.match(part.strip()):
                yield base + join + name[0]

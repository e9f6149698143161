"""Names of the modules that a text of code imports, and where; by a look at the text, without parsing it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

_PYTHON: Final = re.compile(
    rb"^[ \t]*(?:from[ \t]+(\w[.\w]*)[ \t]+import[ \t]*(\([^)]{0,4000}\)|[^\n#;]{1,500})|import[ \t]+([^\n#;]{1,500}))",
    re.M,
)
_CALLED: Final = re.compile(rb"\b(?:import_module|__import__)\(\s*[\"']([\w.]{1,200})[\"']")
_SCRIPT: Final = re.compile(rb"(?:\bfrom|\brequire\s*\(|\bimport\s*\(|\bimport)\s*['\"`]([^'\"`\n]{1,300})['\"`]")
_COMMENT: Final = re.compile(rb"[ \t]*(?://|\*)")
_TYPES: Final = re.compile(rb"\b(?:import|export)\s+type\s+(?:[\w$]+\s*,?\s*)?(?:\{[^}'\"]*\}|\*\s+as\s+[\w$]+)?\s*\Z")
"""What stands before ``from`` where only types are imported: nothing is left of it when the program runs."""
_BEFORE: Final = 2_000
_NAME: Final = re.compile(rb"\w[.\w]*")
_MOST: Final = 2_000
"""Imports of one file."""


def imported(language: str, data: bytes) -> Iterator[tuple[str, int, int]]:
    """(module, start, end) of each import, in bytes; ``from a import b`` is told as ``a.b`` too, as that may be one."""
    found = _python(data) if language == "python" else _script(data)
    for number, (name, start, end) in enumerate(found):
        if number == _MOST:
            return
        yield name.decode("utf-8", "replace"), start, end


def _python(data: bytes) -> Iterator[tuple[bytes, int, int]]:
    for match in _PYTHON.finditer(data):
        base, names, plain = match.groups()
        start = match.start() + len(match[0]) - len(match[0].lstrip())
        if base is None:
            for part in plain.split(b","):
                if name := _NAME.match(part.strip()):
                    yield name[0], start, match.end()
            continue
        yield base, start, match.end()
        for part in names.strip(b"() \t\r\n").split(b","):
            if name := _NAME.match(part.strip()):
                yield base + b"." + name[0], start, match.end()
    for match in _CALLED.finditer(data):
        yield match[1], match.start(), match.end()


def _script(data: bytes) -> Iterator[tuple[bytes, int, int]]:
    for match in _SCRIPT.finditer(data):
        line = data.rfind(b"\n", 0, match.start()) + 1
        if not _COMMENT.match(data, line) and not _of_types(data, match.start()):
            yield match[1].removeprefix(b"node:"), match.start(), match.end()


def _of_types(data: bytes, at: int) -> bool:
    before = data[max(0, at - _BEFORE) : at]
    begin = max(before.rfind(b"import"), before.rfind(b"export"))
    return begin >= 0 and bool(_TYPES.match(before, begin))

"""Small programs in text: rules' examples, and the labelled cases.

A line comment ``file: app/helper.py`` starts the next file of the program; what stands before the first one is a file
with the language's usual name. A comment ``fail: rule-name`` at the end of a line promises that the rule reports it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

FENCES: Final[Mapping[str, tuple[str, str]]] = {
    "python": ("python", "app.py"),
    "javascript": ("javascript", "app.js"),
    "jsx": ("javascript", "app.jsx"),
    "typescript": ("javascript", "app.ts"),
    "tsx": ("javascript", "app.tsx"),
}
"""Tag of a fence to the language of its rules and the name of a file without one."""
_FILE: Final = re.compile(r"[ \t]*(?:#|//|<!--|/\*)[ \t]*file:[ \t]*([^\s*>]+)")
_MARK: Final = re.compile(r"(?:#|//|/\*|<!--).*?\bfail:[ \t]*([a-z0-9\-]+(?:[ \t]*,[ \t]*[a-z0-9\-]+)*)")

Promise = tuple[str, str, int]
"""Name of a rule, path, line from 1."""


def files_of(tag: str, text: str) -> dict[str, bytes]:
    """The files of a program. Raises KeyError for a tag that is no language."""
    files: dict[str, list[str]] = {}
    lines = files.setdefault(FENCES[tag][1], [])
    for line in text.splitlines(keepends=True):
        named = _FILE.match(line)
        if named:
            lines = files.setdefault(named[1], [])
        else:
            lines.append(line)
    return {path: "".join(lines).encode() for path, lines in files.items() if "".join(lines).strip() or len(files) == 1}


def promises(files: Mapping[str, bytes]) -> set[Promise]:
    """What the comments of a program promise."""
    return {
        (name.strip(), path, number)
        for path, data in files.items()
        for number, line in enumerate(data.decode("utf-8", "replace").splitlines(), 1)
        for match in _MARK.finditer(line)
        for name in match[1].split(",")
    }

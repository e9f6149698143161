"""Who may log in to an image and become root in it.

Sources: passwd(5), shadow(5), sudoers(5).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Final

from holdfast.model.place import Place
from holdfast.model.value import Known

More = Callable[[str], "bytes | None"]
Words = tuple[Known[str], ...]
_MOST: Final = 10_000
_GRANT: Final = re.compile(
    r"^\s*([%\w.\-]+)\s+[\w.\-]+\s*=\s*(?:\([^)]*\)\s*)?(?:\w+:\s*)*NOPASSWD:\s*(?:\w+:\s*)*ALL\s*$"
)
_LOCKED: Final = ("!", "*", "x")


def _rows(more: More, path: str) -> Iterator[tuple[int, list[str]]]:
    text = (more(path) or b"")[: 1 << 20].decode("utf-8", "replace")
    for number, line in enumerate(text.splitlines()[:_MOST], 1):
        if line and not line.startswith("#"):
            yield number, line.split(":")


def _at(path: str, line: int) -> Place:
    return Place(path=path, line=line, end_line=line)


def without_password(more: More) -> Words:
    """Users who need none: an empty field in shadow, or in passwd itself."""
    return (*_matching(more, "etc/shadow", ""), *_matching(more, "etc/passwd", ""))


def _matching(more: More, path: str, password: str) -> Iterator[Known[str]]:
    for number, fields in _rows(more, path):
        if len(fields) > 2 and fields[1] == password:
            yield Known(fields[0], _at(path, number))


def with_password(more: More) -> Words:
    """Users with the hash of a password."""
    return tuple(
        Known(fields[0], _at("etc/shadow", number))
        for number, fields in _rows(more, "etc/shadow")
        if len(fields) > 2 and fields[1] and not fields[1].startswith(_LOCKED)
    )


def other_roots(more: More) -> Words:
    """Users besides root whose number is 0."""
    return tuple(
        Known(fields[0], _at("etc/passwd", number))
        for number, fields in _rows(more, "etc/passwd")
        if len(fields) > 3 and fields[2] == "0" and fields[0] != "root"
    )


def free_sudo(more: More, paths: Iterable[str]) -> Words:
    """Who may run everything without a password, by the files of sudo."""
    found = []
    for path in paths:
        text = (more(path) or b"")[: 1 << 20].decode("utf-8", "replace")
        for number, line in enumerate(text.splitlines()[:_MOST], 1):
            match = _GRANT.match(line.partition("#")[0])
            if match:
                found.append(Known(match[1], _at(path, number)))
    return tuple(found)

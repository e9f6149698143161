"""git-secrets: allowed expressions in ``.gitallowed``, and the ``secrets.allowed`` of git's configuration.

Source: the project's README. An expression is searched for in what grep prints: path, line number and line.
"""

from __future__ import annotations

import re
from typing import Final

from holdfast.formats.peers.dialect import python
from holdfast.formats.peers.facts import Hidden, Told, Untold, told

_SECTION: Final = re.compile(r"\s*\[\s*([A-Za-z0-9.-]+)")
_ALLOWED: Final = re.compile(r"\s*allowed\s*=\s*(.*?)\s*$", re.IGNORECASE)


def read(text: str, name: str) -> Told:
    """What a file of allowed expressions hides; a configuration of git is read when that is what the name says."""
    if name.endswith("config"):
        return _told(_configured(text), name)
    rows = [(number, line.strip()) for number, line in enumerate(text.splitlines(), 1)]
    return _told([(number, line) for number, line in rows if line and not line.startswith("#")], name)


def _configured(text: str) -> list[tuple[int, str]]:
    """(line, expression) of each ``allowed`` of the section ``secrets``, quotes and doubled backslashes taken away."""
    found = []
    section = ""
    for number, line in enumerate(text.splitlines(), 1):
        head = _SECTION.match(line)
        section = head[1].lower() if head else section
        match = _ALLOWED.match(line)
        if section == "secrets" and match and match[1]:
            value = match[1].strip('"') if match[1].startswith('"') else match[1]
            found.append((number, re.sub(r"\\(.)", r"\1", value)))
    return found


def _told(rows: list[tuple[int, str]], name: str) -> Told:
    found: list[Hidden | Untold] = []
    for number, line in rows:
        place = f"{name}:{number}"
        try:
            wish = Hidden(place=place, says="an allowed expression", patterns=(python(line),), target="grep")
        except ValueError as error:
            found.append(Untold(place=place, says="an allowed expression", why=str(error)))
            continue
        found.append(wish)
    return told(found)

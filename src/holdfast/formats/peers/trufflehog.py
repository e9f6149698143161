"""TruffleHog: files of path expressions, one on a line, for its ``--exclude-paths``.

Source: the project's README.
"""

from __future__ import annotations

from holdfast.formats.peers.dialect import python
from holdfast.formats.peers.facts import Hidden, Told, Untold, told


def read(text: str, name: str) -> Told:
    """What a file of path expressions hides."""
    found: list[Hidden | Untold] = []
    for number, line in enumerate(text.splitlines(), 1):
        entry = line.strip()
        if not entry or entry.startswith("#"):
            continue
        place = f"{name}:{number}"
        try:
            found.append(Hidden(place=place, says="an excluded path", path_patterns=(python(entry),)))
        except ValueError as error:
            found.append(Untold(place=place, says="an excluded path", why=str(error)))
    return told(found)

"""Ports as modules take them: numbers, ranges such as ``80-90``, lists and texts with commas.

``-1`` and ``*`` mean all of them.
"""

from __future__ import annotations

import re
from typing import Final

from holdfast.estate.ansible.host import elements
from holdfast.model.tree import absent
from holdfast.model.value import Known, Tree, Unknown, Value

_RANGE: Final = re.compile(r"\s*([0-9]{1,5})(?:\s*-\s*([0-9]{1,5}))?\s*")


def apart(ports: Tree) -> list[tuple[str, Tree]]:
    """Each entry of some ports by itself, with a label that tells it apart; one without a label for a single one."""
    listed = elements(ports)
    if len(listed) < 2:
        return [("", listed[0] if listed else ports)]
    return [(f".ports[{number}]", each) for number, each in enumerate(listed)]


def limits(entry: Tree) -> tuple[Value[float | None], Value[float | None]]:
    """The first and the last port of an entry; none where all are meant."""
    if isinstance(entry, Unknown):
        return entry, entry
    found = _RANGE.fullmatch(str(entry.value))
    if found is None:
        nothing: Value[float | None] = Known(None, absent(entry).place)
        return nothing, nothing
    return Known(float(found[1]), entry.place), Known(float(found[2] or found[1]), entry.place)

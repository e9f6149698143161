"""Which functions are worth a walk: most of a program has nothing to do with what rules are about."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from holdfast.engines.code.entries import entries_of
from holdfast.engines.code.waking import PATTERN, SOURCE
from holdfast.formats.codetriggers import vague

if TYPE_CHECKING:
    from collections.abc import Collection

    from holdfast.engines.code.run import Run
    from holdfast.engines.code.values import Routine, Unit

_WORD: Final = re.compile(rb"[A-Za-z_$][\w$]*")
_MOST_MODULES: Final = 400


def imported(run: Run, unit: Unit) -> frozenset[str]:
    """The first segments of what a file imports, wherever in it."""
    found = run.spoken.imports.findall(unit.module.data)[:_MOST_MODULES]
    words = (each.decode("utf-8", "replace").lstrip(".").removeprefix("node:") for each in found)
    return frozenset(part for word in words for part in (word, re.split(r"[./]", word)[0]) if part)


def wakes(run: Run, routine: Routine, modules: frozenset[str]) -> bool:
    """Whether a function meets data of a source or a pattern in its own text, or a framework calls it."""
    function = routine.function
    bits = run.book.waker.look(routine.frame.unit.module.data, function.start, function.end, modules)
    return bool(bits & (SOURCE | PATTERN)) or bool(entries_of(run, routine))


def uses(routine: Routine, names: Collection[bytes]) -> bool:
    """Whether the text of a function uses one of some names."""
    data = routine.frame.unit.module.data
    function = routine.function
    return any(
        found.group() in names and found.start() != function.start
        for found in _WORD.finditer(data, function.start, function.end)
    )


def telling(name: str) -> bool:
    """Whether a name says enough to look for it in other files."""
    return bool(name) and not vague(name)

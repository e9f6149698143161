"""Which functions are worth a walk: most of a program has nothing to do with what rules are about."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from holdfast.engines.code.entries import entries_of
from holdfast.engines.code.waking import HANDS, PATTERN, SINK, SOURCE
from holdfast.formats.codetriggers import vague

if TYPE_CHECKING:
    from collections.abc import Collection

    from holdfast.engines.code.language import Language
    from holdfast.engines.code.run import Run
    from holdfast.engines.code.values import Routine

_WORD: Final = re.compile(rb"[A-Za-z_$][\w$]*")
_SEGMENT: Final = re.compile(r"[^\w$@-]+")
_MOST_MODULES: Final = 400


def imported(spoken: Language, data: bytes) -> tuple[frozenset[str], frozenset[str]]:
    """The first segments of the modules that a file imports, wherever in it; and every word of those lines."""
    found = spoken.imports.findall(data)[:_MOST_MODULES]
    lines = [each.decode("utf-8", "replace").removeprefix("node:") for each in found]
    parts = [[part for part in _SEGMENT.split(line) if part] for line in lines]
    heads = {part[0] for part in parts if part} | {line for line in lines if " " not in line}
    return frozenset(heads), frozenset(word for part in parts for word in part)


def wakes(run: Run, routine: Routine) -> bool:
    """Whether a function meets data of a source or a pattern in its own text, or a framework calls it."""
    bits = run.world.wakes(routine)
    if bits & (SOURCE | PATTERN | HANDS) or entries_of(run, routine):
        return True
    if not bits & SINK:
        return False
    function = routine.function
    words = set(_WORD.findall(routine.frame.unit.module.data, function.start, function.end))
    return any(run.book.naming(word.decode()).sources for word in words)


def uses(routine: Routine, names: Collection[bytes]) -> bool:
    """Whether the text of a function uses one of some names."""
    data = routine.frame.unit.module.data
    function = routine.function
    return not set(_WORD.findall(data, function.start, function.end)).isdisjoint(names)


def telling(name: str) -> bool:
    """Whether a name says enough to look for it in other files."""
    return bool(name) and not vague(name)


def stem(path: str) -> str:
    """The last segment by which others import a file."""
    folder, _, name = path.rpartition("/")
    stem = name.split(".")[0]
    return folder.rpartition("/")[2] if stem in ("__init__", "index") else stem

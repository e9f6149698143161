"""Files that deploy what is not the system itself: what serves tests and load, what is old, and what is optional."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from holdfast.kit.expressions import expression
from holdfast.threats.seed.seen import Part

_ASIDE: Final = expression(
    r"(?i)(?:^|[.\-_/])(?:(?:unit|integration|functional)?[\-_]?tests?|testing|fixtures?|testdata|ci|e2e|bench(?:marks?)?|load(?![\-_]?balanc)|load-?test(?:s|ing)?|perf"
    r"|performance|samples?|extras?|legacy|deprecated|optional|contrib|experimental)(?:[.\-_/]|$)"
)
"""Names of files and folders that start what only a test, a reader or a variant needs."""


def aside(path: str) -> bool:
    """Whether a file, by its path, deploys a variant, a test or a sample, and not what the main files deploy."""
    return bool(_ASIDE.search(path))


def main(parts: Iterable[Part]) -> tuple[list[Part], list[Part]]:
    """The parts that the main files tell of, and those that stand aside; all are main where no other file is.

    A variant that only changes what lies elsewhere counts where nothing else deploys that.
    """
    own = list(parts)
    kept = [part for part in own if not aside(part.unit) and not aside(part.resource.place.path)]
    known = {part.resource.address for part in kept}
    kept += [
        part
        for part in own
        if aside(part.unit) and not aside(part.resource.place.path) and part.resource.address not in known
    ]
    if not kept:
        return own, []
    names = {id(part) for part in kept}
    return [part for part in own if id(part) in names], [part for part in own if id(part) not in names]

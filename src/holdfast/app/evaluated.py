"""Secrets that stand in no file as they are, but in what an expression makes: joined, decoded, filled in.

The values of resources that were computed are handed to the secrets engine, in memory. What a file holds by itself is
found there; what is found here only stands at the attribute that gets it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Final

from holdfast.engines.secrets.hit import Hit
from holdfast.engines.secrets.look import Looker
from holdfast.engines.secrets.observe import failures
from holdfast.estate.repo.blob import Blob
from holdfast.model.place import Place
from holdfast.model.reading import Reading
from holdfast.model.value import How, Known, Tree, Unknown
from holdfast.model.verdict import Fail

_SHORTEST: Final = 8
_LONGEST: Final = 8192
_DEEPEST: Final = 40
_MOST: Final = 20_000
"""Values looked at in one unit."""


class Evaluated:
    """Looks at the computed values of one reading after the other."""

    def __init__(self, looker: Callable[[], Looker], stands: Iterable[bytes]) -> None:
        """Take where what knows secrets comes from, and the values that files hold as they are."""
        self._looker = looker
        self._stands = frozenset(stands)
        self._found: list[tuple[Blob, tuple[Hit, ...], list[Place]]] = []

    def look(self, reading: Reading) -> bool:
        """Look at a reading; whether nothing was found, so that it need not be looked at again."""
        lines: list[bytes] = []
        places: list[Place] = []
        for resource in reading.resources:
            for name, value, place in _computed("", resource.raw, _DEEPEST):
                if len(lines) < _MOST:
                    text = value.replace("\n", "\\n").replace('"', '\\"')
                    lines.append(f'{name} = "{text}"'.encode("utf-8", "replace"))
                    places.append(place)
        if not lines:
            return True
        blob = Blob(f"{places[0].path}/evaluated.env", b"\n".join(lines) + b"\n")
        hits = tuple(hit for hit in self._looker().look(blob).hits if hit.value not in self._stands)
        if hits:
            self._found.append((blob, hits, places))
        return not hits

    @property
    def found(self) -> bool:
        """Whether there is anything to tell."""
        return bool(self._found)

    def failures(self, mark: Callable[[bytes], str]) -> Iterator[tuple[str, Fail]]:
        """(check id, failure) of what was found, each once for a place and a value."""
        from dataclasses import replace  # dear, and nearly always nothing is found

        told: set[tuple[str, str, Place]] = set()
        for blob, hits, places in self._found:
            for check, fail in failures(blob, hits, mark):
                at = places[min(fail.at.line, len(places)) - 1]
                if (check, fail.mark, at) in told:
                    continue
                told.add((check, fail.mark, at))
                yield check, replace(fail, at=replace(at, route=("evaluated",)))


def _computed(name: str, tree: Tree, depth: int) -> Iterator[tuple[str, str, Place]]:
    """Name, text and place of every computed text in a tree."""
    if isinstance(tree, Unknown) or not depth:
        return
    inner = tree.value
    if isinstance(inner, str):
        if tree.how is How.COMPUTED and _SHORTEST <= len(inner) <= _LONGEST:
            yield name, inner, tree.place
    elif isinstance(inner, dict):
        for key, child in inner.items():
            if isinstance(child, Known | Unknown):
                yield from _computed(str(key), child, depth - 1)
    elif isinstance(inner, list):
        for child in inner:
            if isinstance(child, Known | Unknown):
                yield from _computed(name, child, depth - 1)

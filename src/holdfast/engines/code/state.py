"""What holds at one moment: the values of variables, the contents of cells, and what is proved about data.

A state is a thin layer over another one. A branch works on a layer of its own; where branches meet, only what they
wrote is compared. Keys: ``(frame, name)`` for a variable, a ``Cell`` for its content, a ``Version`` for the kinds of
sinks that its data is harmless for.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from holdfast.engines.code.contents import Content, meet
from holdfast.engines.code.joins import join, same, settled
from holdfast.engines.code.taints import NOTHING, Taint, Version
from holdfast.engines.code.values import Cell, Changes, Layer

_DEEPEST_PROOF: Final = 12


class State(Layer):
    """One layer with what can be asked of it."""

    __slots__ = ()

    def get(self, key: Any) -> Any:
        """What is known under ``key``; None for nothing."""
        layer: Layer | None = self
        while layer is not None:
            own = layer.own
            if key in own:
                return own[key]
            layer = layer.below
        return None

    def content(self, cell: Cell) -> Content | None:
        """What is in a cell."""
        found: Content | None = self.get(cell)
        return found

    def since(self, base: Layer) -> Changes:
        """All that was written in the layers above ``base``."""
        if self.below is base:
            return dict(self.own)
        layers = []
        layer: Layer | None = self
        while layer is not base and layer is not None:
            layers.append(layer.own)
            layer = layer.below
        changes: Changes = {}
        for own in reversed(layers):
            changes.update(own)
        return changes

    def settle(self, branches: Iterable[Changes]) -> bool:
        """Go on where all of ``branches`` meet. Whether anything is different now from what it was before."""
        alive = list(branches)
        if not alive:
            return False
        if len(alive) == 1:
            self.own.update(alive[0])
            return bool(alive[0])
        keys = dict(alive[0])
        for changes in alive[1:]:
            keys |= changes
        changed = False
        proving = any(type(key) is Version for key in keys)
        proofs = [{k: v for k, v in each.items() if type(k) is Version} for each in alive] if proving else []
        for key in keys:
            before = self.get(key)
            values = [changes.get(key, before) for changes in alive]
            if proving and type(key) is tuple:
                values = [
                    value if value is None or not proved else settled(value, proved)
                    for value, proved in zip(values, proofs, strict=True)
                ]
            now = _together(key, values)
            if now is not before:
                self.own[key] = now
                changed = changed or before is None or not _unchanged(key, before, now)
        return changed

    def proved(self, taint: Taint, sink: str) -> bool:
        """Whether a check on the way here showed that this data is harmless in that kind of sink."""
        return self._proved(taint.version, sink, 0)

    def _proved(self, version: Version, sink: str, depth: int) -> bool:
        clears: frozenset[str] = self.get(version) or NOTHING
        if "*" in clears or sink in clears:
            return True
        if depth > _DEEPEST_PROOF or not version.parents:
            return False
        return all(self._proved(parent, sink, depth + 1) for parent in version.parents)

    def prove(self, version: Version, clears: frozenset[str]) -> None:
        """Remember that its data is harmless for ``clears`` from here on."""
        before: frozenset[str] = self.get(version) or NOTHING
        if not clears <= before:
            self.own[version] = before | clears


def _together(key: Any, values: list[Any]) -> Any:
    if type(key) is Version:
        common = values[0] or NOTHING
        for value in values[1:]:
            common = common & (value or NOTHING)
        return common
    present = [value for value in values if value is not None]
    if not present:
        return None
    made = present[0]
    if type(key) is Cell:
        for value in present[1:]:
            made = meet(made, value)
        return made
    for value in present[1:]:
        made = join(made, value)
    return made


def _unchanged(key: Any, before: Any, now: Any) -> bool:
    if type(key) is Version:
        return bool(before == now)
    if type(key) is Cell:
        return bool(before.same(now))
    return same(before, now)

"""Texts and their characters, for every language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdfast.engines.code.contents import Items
from holdfast.engines.code.taints import derived
from holdfast.engines.code.values import Cell, Fixed, Other, Text

if TYPE_CHECKING:
    from holdfast.engines.code.run import Run
    from holdfast.engines.code.values import Value


def nothing_known(run: Run, value: Value, name: str) -> Value | None:
    """No property is known."""
    return None


def length(run: Run, value: Value, name: str) -> Value | None:
    """``length`` of a text or list."""
    if name == "length":
        return size(run, value)
    return None


def size(run: Run, value: Value) -> Value:
    """How long a value is; a number carries nothing on."""
    if type(value) is Fixed and isinstance(value.value, (str, bytes)):
        return Fixed(len(value.value))
    content = run.state.content(value) if type(value) is Cell else None
    if type(content) is Items and content.rest is None:
        return Fixed(len(content.items))
    return Other()


def character(run: Run, base: Value, key: Value) -> Value:
    """``base[key]`` of a text."""
    if (
        type(base) is Fixed
        and type(key) is Fixed
        and isinstance(base.value, (str, bytes))
        and isinstance(key.value, int)
    ):
        if -len(base.value) <= key.value < len(base.value):
            return Fixed(base.value[key.value])
        return Other()
    taints = derived(base.taints)
    return Text((None if taints else "",), taints)

"""What every template language does by itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from holdfast.engines.code.access import attribute, item
from holdfast.engines.code.contents import Table
from holdfast.engines.code.joins import joined
from holdfast.engines.code.language import Act
from holdfast.engines.code.values import UNKNOWN, Cell, Fixed, Klass, options

if TYPE_CHECKING:
    from holdfast.engines.code.arguments import Use
    from holdfast.engines.code.run import Run
    from holdfast.engines.code.values import Value


def _part(run: Run, use: Use) -> Value | None:
    """``a.b`` of a template: what stands under that key, or else the attribute."""
    base, key = use.argument(0), use.argument(1)
    if base is None or type(key) is not Fixed:
        return None
    return joined([_of(run, option, key) for option in options(base)])


def _of(run: Run, base: Value, key: Fixed) -> Value:
    if type(base) is Cell and type(base.owner) is not Klass:
        content = run.state.content(base)
        if type(content) is Table and not base.owner:
            found = content.entries.get(key.value)
            return found if found is not None else content.rest if content.rest is not None else UNKNOWN
        if isinstance(key.value, int):
            return item(run, base, key)
    return attribute(run, base, str(key.value))


TEMPLATES: Final[Mapping[str, Act]] = {"template.part": _part}

"""Patterns that are no call: keys, settings, imports, handlers, decorators."""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdfast.engines.code.arguments import Use
from holdfast.engines.code.sinks import shapes

if TYPE_CHECKING:
    from holdfast.engines.code.contents import Key
    from holdfast.engines.code.run import Run
    from holdfast.engines.code.values import Value
    from holdfast.estate.kinds import code
    from holdfast.estate.kinds.code import Node


def keyed(run: Run, node: Node, key: Key, value: Value) -> None:
    """A key of a dict or object, or a keyword of a call, with its value."""
    if isinstance(key, str):
        found = run.book.key(key)
        if found:
            use = Use(node, (key,))
            use.result = value
            shapes(run, found, use)


def setting(run: Run, node: Node, name: str, value: Value) -> None:
    """A name that is assigned at the top of a module or class."""
    found = run.book.setting(name)
    if found:
        use = Use(node, (name,))
        use.result = value
        shapes(run, found, use)


def imported(run: Run, node: code.Import) -> None:
    """An import of something from outside of the project."""
    name = f"{node.module}.{node.name}" if node.name and node.name != "*" else node.module
    found = run.book.imported(name)
    if found:
        shapes(run, found, Use(node, (name,)))

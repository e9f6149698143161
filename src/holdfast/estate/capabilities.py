"""Names of kernel capabilities, written one way."""

from __future__ import annotations

from holdfast.model.tree import mapped, texts
from holdfast.model.value import Tree, Unknown, Value


def capabilities(tree: Tree) -> Value[tuple[Value[str], ...]]:
    """Names of capabilities in capitals, without their prefix."""
    found = texts(tree)
    if isinstance(found, Unknown):
        return found
    return found._replace(value=tuple(mapped(each, _capability) for each in found.value))


def _capability(name: str) -> str:
    return name.strip().upper().removeprefix("CAP_")

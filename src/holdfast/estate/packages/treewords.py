"""Short ways through trees of JSON and YAML: texts, tables and lists, whatever stands there instead."""

from __future__ import annotations

from collections.abc import Iterator

from holdfast.model.tree import at
from holdfast.model.value import Known, Tree


def word(tree: Tree, *path: str | int) -> str:
    """The text at a path; a number as it is written; empty for anything else."""
    found = at(tree, *path) if path else tree
    if isinstance(found, Known) and isinstance(found.value, str | int | float) and not isinstance(found.value, bool):
        return str(found.value).strip()
    return ""


def listed(tree: Tree, *path: str | int) -> list[Tree]:
    """The elements of the list at a path; none where there is no list."""
    found = at(tree, *path) if path else tree
    return found.value if isinstance(found, Known) and isinstance(found.value, list) else []


def table(tree: Tree, *path: str | int) -> dict[str, Tree]:
    """The table at a path; an empty one where there is none."""
    found = at(tree, *path) if path else tree
    return found.value if isinstance(found, Known) and isinstance(found.value, dict) else {}


def words(tree: Tree, *path: str | int) -> Iterator[str]:
    """The texts in the list at a path."""
    for each in listed(tree, *path):
        if found := word(each):
            yield found

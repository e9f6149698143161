"""What the values of typed resources come to as facts of a model."""

from __future__ import annotations

from typing import Any, Final

from holdfast.model.resource import Resource
from holdfast.model.system import UNKNOWN
from holdfast.model.tree import at, references
from holdfast.model.value import Known, Tree, Unknown

_MOST_REFS: Final = 400


def told(value: Any, yes: str = "yes", no: str = "no") -> str:
    """A boolean fact as a word; ``unknown`` for what cannot be decided, empty for what is not there."""
    if value is None:
        return ""
    if isinstance(value, Unknown):
        return UNKNOWN
    return yes if isinstance(value, Known) and value.value else no


def fact(resource: Resource, name: str) -> Any:
    """A fact of a resource by its name; None where its kind has none such."""
    return getattr(resource, name, None)


def known(value: Any) -> Any:
    """The content of a known value; None for all others."""
    return value.value if isinstance(value, Known) else None


def text(tree: Tree, *path: str | int) -> str:
    """The text at a path of a tree; empty where there is none that is known."""
    found = at(tree, *path)
    return found.value if isinstance(found, Known) and isinstance(found.value, str) else ""


def encryption(resource: Resource) -> str:
    """How it is encrypted at rest, as a value of ``encrypted-at-rest``; empty where nothing is said."""
    value = fact(resource, "encrypted")
    kept = told(value, "platform-key", "no")
    if kept in ("", "platform-key") and known(fact(resource, "customer_key")):
        return "managed-key"
    return kept


def backup(resource: Resource) -> str:
    """Whether it can be brought back, as a value of ``backup``."""
    days = fact(resource, "backup_days")
    if isinstance(days, Known) and days.value is not None:
        return "yes" if days.value > 0 else "no"
    return told(fact(resource, "backed_up")) or (UNKNOWN if isinstance(days, Unknown) else "")


def first(*values: str) -> str:
    """The first word that says something."""
    return next((value for value in values if value), "")


def refs(tree: Tree) -> set[str]:
    """Addresses of the resources that a tree was taken from."""
    found: set[str] = set()
    for ref in references(tree):
        found.add(ref)
        if len(found) >= _MOST_REFS:
            break
    return found

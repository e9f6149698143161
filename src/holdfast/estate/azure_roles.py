"""Roles of Azure that lead to everything. Source: "Azure built-in roles", general and privileged roles."""

from __future__ import annotations

import re
from typing import Any, Final

from holdfast.model.tree import at, items, mapped
from holdfast.model.value import How, Known, Tree, Unknown, Value

BY_ID: Final = {
    "8e3af657-a8ff-443c-a75c-2fe8c4bcb635": "Owner",
    "b24988ac-6180-42a0-ab88-20f7382dd24c": "Contributor",
    "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9": "User Access Administrator",
    "f58310d9-a9f6-439a-9e8d-f62e7b41a168": "Role Based Access Control Administrator",
}
_BROAD: Final = re.compile(
    r"^/?(?:subscriptions/[^/]+|providers/microsoft\.management/managementgroups/[^/]+)?/?$", re.IGNORECASE
)
_GRANTING: Final = frozenset({"microsoft.authorization/*", "microsoft.authorization/*/write", "*/write"})


def role_name(tree: Tree) -> Value[str | None]:
    """Name of a role that is given by its id; the id where it has no name here."""
    if isinstance(tree, Unknown):
        return tree
    return mapped(tree, lambda value: BY_ID.get(str(value).rpartition("/")[2].lower(), str(value)) if value else None)


def broad(tree: Tree) -> Value[bool]:
    """Whether a scope is a whole subscription, a management group or everything."""
    if isinstance(tree, Unknown):
        wide = [ref for ref in tree.refs if re.search(r"azurerm_(?:subscription|management_group)\b", ref)]
        return Known(True, tree.place, How.COMPUTED, (), tree.refs) if wide else tree
    return mapped(tree, lambda value: bool(value) and _BROAD.match(str(value)) is not None)


def allows(permissions: Tree, name: str, minus: str) -> Value[Any]:
    """Whether a definition's permissions hold every operation, and take none away."""
    return _among(permissions, name, frozenset({"*"}), minus)


def grants(permissions: Tree, name: str, minus: str) -> Value[Any]:
    """Whether a definition's permissions let its holders give roles."""
    return _among(permissions, name, _GRANTING | {"microsoft.authorization/roleassignments/write"}, minus)


def _among(permissions: Tree, name: str, wanted: frozenset[str], minus: str) -> Value[Any]:
    if isinstance(permissions, Unknown):
        return permissions
    unknown: Unknown | None = None
    for each in items(permissions):
        taken = at(each, minus)
        if isinstance(taken, Unknown) or items(taken):
            continue
        listed = at(each, name)
        if isinstance(listed, Unknown):
            unknown = listed
        for action in items(listed):
            if isinstance(action, Unknown):
                unknown = action
            elif str(action.value).lower() in wanted:
                return Known(True, listed.place)
    return unknown or Known(False, permissions.place)

"""Attributes of users that a team made up itself, and whether users may rewrite their own.

An application that names no attributes lets its users write every one that can be changed. Source: "Working with user
attributes", Amazon Cognito developer guide.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from holdfast.estate.blocks import Block, Blocks
from holdfast.model.tree import at, flag, items
from holdfast.model.value import How, Known, Tree, Unknown, Value

_STANDARD: Final = frozenset(
    {
        *("address", "birthdate", "email", "family_name", "gender", "given_name", "locale", "middle_name", "name"),
        *("nickname", "phone_number", "picture", "preferred_username", "profile", "sub", "updated_at", "website"),
        *("zoneinfo", "email_verified", "phone_number_verified"),
    }
)


class Names(NamedTuple):
    """What a language calls things."""

    pool: str
    """Type of the directory."""
    refers: str
    """Where an application names its directory."""
    writable: str
    """Where it names the attributes that users may write."""
    schema: str
    """Where the directory lists its attributes."""
    name: str
    mutable: str
    changes: bool
    """Whether an attribute can be changed where nobody says."""


def guarded(blocks: Blocks, client: Block, names: Names) -> Value[bool] | None:
    """Whether an application keeps its users from rewriting what the team made up; None where it made nothing up."""
    pool = blocks.target(at(client.attrs, names.refers), names.pool)
    if pool is None:
        return None
    schema = at(pool.attrs, names.schema)
    told = at(client.attrs, names.writable)
    if isinstance(schema, Unknown):
        return schema
    own = [each for each in items(schema) if _is_own(each, names)]
    if not own:
        return None
    if isinstance(told, Unknown):
        return told
    return Known(bool(told.value), told.place if told.value else client.place, How.COMPUTED)


def _is_own(attribute: Tree, names: Names) -> bool:
    name, changes = at(attribute, names.name), flag(at(attribute, names.mutable), names.changes)
    if isinstance(name, Unknown) or isinstance(changes, Unknown):
        return False
    return str(name.value) not in _STANDARD and changes.value

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
_PREFIX: Final = "custom:"
"""What the name of such an attribute begins with where an application names it."""


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


def rewritable(blocks: Blocks, client: Block, names: Names) -> Value[tuple[Value[str], ...]] | None:
    """What the team made up and the users of an application may write; None where it made nothing up."""
    pool = blocks.target(at(client.attrs, names.refers), names.pool)
    if pool is None:
        return None
    schema, told = at(pool.attrs, names.schema), at(client.attrs, names.writable)
    if isinstance(schema, Unknown):
        return schema
    own = [f"{_PREFIX}{at_name.value}" for each in items(schema) if (at_name := _own(each, names)) is not None]
    if not own:
        return None
    if isinstance(told, Unknown):
        return told
    if not told.value:
        return Known(tuple(Known(name, client.place) for name in own), client.place, How.COMPUTED)
    listed = [each for each in items(told) if isinstance(each, Known) and each.value in own]
    return Known(tuple(each._replace(place=told.place) for each in listed), told.place, told.how, told.trail)


def _own(attribute: Tree, names: Names) -> Known[str] | None:
    """The name of an attribute that the team made up and that can be changed."""
    name, changes = at(attribute, names.name), flag(at(attribute, names.mutable), names.changes)
    if isinstance(name, Unknown) or isinstance(changes, Unknown):
        return None
    return name if str(name.value) not in _STANDARD and changes.value else None

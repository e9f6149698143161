"""A fact about a resource: known with its place and how it came about, or not known with the reason.

The same two classes make up whole documents: a *tree* is a value whose content is a scalar, a list of trees, or a
mapping of names to trees. Readers of every language produce trees; what reads trees cannot tell which one it was.
"""

from __future__ import annotations

from enum import Enum
from typing import Any, Generic, NamedTuple, TypeAlias, TypeVar

from holdfast.model.place import Place

T = TypeVar("T")


class How(Enum):
    """How a value came about."""

    EXPLICIT = "explicit"
    """It stands there."""
    DEFAULT = "default"
    """Nobody set it; it is what the platform does then."""
    COMPUTED = "computed"
    """An expression, a variable or a reference gave it."""


class Hop(NamedTuple):
    """One step on the way from where a value was written to where it counts."""

    says: str
    """For example ``default of variable "acl"`` or ``argument "acl" of module "logs"``."""
    place: Place


class Known(NamedTuple, Generic[T]):
    """A value that is known."""

    value: T
    place: Place
    """Where it takes effect: the attribute with its name; for an absent one, the block that lacks it."""
    how: How = How.EXPLICIT
    trail: tuple[Hop, ...] = ()
    """The way it came, the source first; empty where it stands at its place."""
    refs: tuple[str, ...] = ()
    """Addresses of the resources that it was taken from, e.g. ``aws_s3_bucket.logs``."""


class Unknown(NamedTuple):
    """A value that cannot be known from what was read."""

    why: str
    """One clause: ``known only after apply``, ``variable "cidr" has no value`` …"""
    place: Place
    refs: tuple[str, ...] = ()
    """Addresses of the resources that it will be taken from."""


Value: TypeAlias = Known[T] | Unknown
Tree: TypeAlias = Known[Any] | Unknown
"""A document: ``Known`` of ``None``, bool, int, float, str, ``list[Tree]`` or ``dict[str, Tree]``; or ``Unknown``."""


class NotKnown(Exception):  # noqa: N818 - it is an answer more than a fault
    """A judgement needed a value that is unknown; whoever asked ends in *unsure*."""

    def __init__(self, unknown: Unknown) -> None:
        """Take the unknown value."""
        super().__init__(unknown.why)
        self.unknown = unknown


def need(value: Value[T]) -> T:
    """The content of a known value. Raises NotKnown for an unknown one."""
    if isinstance(value, Unknown):
        raise NotKnown(value)
    return value.value

"""How a judged check answers: what it yields and raises about one resource."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple, TypeAlias

from holdfast.model.check import Check, Persona
from holdfast.model.noun import noun
from holdfast.model.place import Place
from holdfast.model.value import Hop


class Breach(NamedTuple):
    """One thing that is wrong with a resource."""

    at: Place
    """The attribute that decides."""
    says: str
    """One clause about this resource; never a secret value."""
    trail: tuple[Hop, ...] = ()
    """The way the deciding value came, the source first."""
    item: str = ""
    """Which one of several, where a resource can have the same breach more than once."""


class NotHere(Exception):  # noqa: N818 - it is an answer more than a fault
    """The check has nothing to say about this resource."""


Judge: TypeAlias = Callable[[Any], Iterator[Breach]]
"""Yields each breach; nothing means ok. Raises NotKnown for unsure and NotHere."""


@noun
class JudgedRule:
    """A check that is decided by judging resources of one kind."""

    check: Check
    judge: Judge
    concern: str = ""
    """Which of the seven common concerns it belongs to; empty for none."""
    persona: Persona = Persona.REGULAR


@noun
class Example:
    """A snippet that a rule promises to refuse, or to let pass."""

    rule: str
    """Name of the rule."""
    language: str
    text: str
    fails: bool

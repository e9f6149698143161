"""What a name refers to: a parameter, a pseudo parameter, a resource."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from holdfast.model.place import Place
from holdfast.model.tree import at
from holdfast.model.value import Hop, How, Known, Tree, Unknown

CREATED: Final = "known only when it is created"
_SETTLED: Final = {"AWS::Partition": "aws", "AWS::URLSuffix": "amazonaws.com"}
"""What is so everywhere but in China and in GovCloud."""
_GIVEN: Final = frozenset({"AWS::AccountId", "AWS::Region", "AWS::StackName", "AWS::StackId"})
"""Texts that only the platform knows, but which are never a wildcard, an address or empty."""


def pseudo(name: str, place: Place) -> Tree:
    """A pseudo parameter. What only the platform knows is a stand-in like ``${AWS::Region}``."""
    if name in _SETTLED:
        return Known(_SETTLED[name], place, How.COMPUTED)
    if name in _GIVEN:
        return Known(f"${{{name}}}", place, How.COMPUTED)
    return Unknown(f"{name} is known only to the platform", place)


def parameter(name: str, declared: Tree, place: Place) -> Tree:
    """A parameter by its default; unknown where it has none, or where that is the name of something stored."""
    default, sort = at(declared, "Default"), at(declared, "Type")
    kind = sort.value if isinstance(sort, Known) and isinstance(sort.value, str) else ""
    if isinstance(default, Unknown) or default.value is None or isinstance(default.value, dict):
        return Unknown(f'parameter "{name}" has no value', place)
    if kind.startswith("AWS::SSM::Parameter::Value"):
        return Unknown(f'parameter "{name}" is looked up in the parameter store', place)
    hop = Hop(f'default of parameter "{name}"', default.place)
    if (kind.startswith("List<") or kind == "CommaDelimitedList") and isinstance(default.value, str):
        parts = [part.strip() for part in default.value.split(",")] if default.value else []
        return Known([Known(part, place, How.COMPUTED, (hop,)) for part in parts], place, How.COMPUTED, (hop,))
    return Known(default.value, place, How.COMPUTED, (hop,))


def attribute(name: str, part: str, resources: Mapping[str, Tree], place: Place) -> Tree:
    """A resource, or one of its attributes: known to the platform, and whose it is known here."""
    if name not in resources:
        return Unknown(f'there is no "{name}" in the template', place)
    return Unknown(CREATED, place, (name,))

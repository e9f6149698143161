"""Config maps, and what generators of kustomizations make."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from holdfast.estate.credentials import is_literal, literal_secret
from holdfast.estate.kinds.container import Configuration
from holdfast.estate.kubernetes.objects import Object
from holdfast.model.resource import Resource
from holdfast.model.tree import at, fields
from holdfast.model.value import Known, Tree, Unknown, Value


def config_map(made: Object) -> Iterator[Resource]:
    """A config map."""
    data = at(made.tree, "data")
    yield made.build(Configuration, {"secret_literals": secrets(fields(data), data)})


def secret_generator(made: Object) -> Iterator[Resource]:
    """A generator that is told the contents of a secret in so many words."""
    data = at(made.tree, "data")
    told = [
        Known(name, each.place) for name, each in fields(data) if isinstance(each, Known) and is_literal(each.value)
    ]
    yield made.build(Configuration, {"secret_literals": Known(tuple(told), data.place)})


def secrets(entries: Iterable[tuple[str, Tree]], near: Tree) -> Value[tuple[Value[str], ...]]:
    """Names of the entries that hold credentials; whole files among them are left to the engine for secrets."""
    if isinstance(near, Unknown):
        return near
    found = [
        Known(name, each.place)
        for name, each in entries
        if isinstance(each, Known)
        and isinstance(each.value, str)
        and "\n" not in each.value.strip()
        and literal_secret(name, each.value)
    ]
    return Known(tuple(found), near.place)

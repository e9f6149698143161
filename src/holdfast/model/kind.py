"""Makes a class of facts about a resource, as ``dataclass`` would, at a tenth of its cost.

A scan imports some hundred kinds, and ``dataclass`` compiles six methods for each. What comes out is a dataclass to
everybody who asks: frozen, slotted, with keywords only, known to ``fields`` and ``replace``.
"""

from __future__ import annotations

from copy import copy
from dataclasses import MISSING, Field, FrozenInstanceError, fields
from typing import Any, TypeVar, cast, dataclass_transform

from holdfast.model.resource import Resource

T = TypeVar("T", bound=Resource)
_TEMPLATE: Field[Any] = fields(Resource)[0]


@dataclass_transform(frozen_default=True, kw_only_default=True)
def kind(cls: type[T]) -> type[T]:
    """A kind of the resources whose facts are the annotations of ``cls``, each with its default."""
    names = vars(cls).get("__annotations__", {})
    own = {name: _field(name, names[name], cls.__dict__.get(name, MISSING)) for name in names}
    body = {name: item for name, item in cls.__dict__.items() if name not in own and name not in _MADE_BY_PYTHON}
    body["__slots__"] = tuple(names)
    body["__dataclass_fields__"] = {**cls.__dataclass_fields__, **own}
    body |= {"__init__": _init, "__eq__": _equal, "__repr__": _shown, "__hash__": None}
    body |= {"__setattr__": _frozen, "__delattr__": _frozen, "__qualname__": cls.__qualname__}
    return cast("type[T]", type(cls.__name__, cls.__bases__, body))


_MADE_BY_PYTHON = ("__dict__", "__weakref__")


def _field(name: str, annotation: Any, default: Any) -> Field[Any]:
    made = copy(_TEMPLATE)
    made.name, made.type, made.default = name, annotation, default
    return made


def _init(self: Any, **facts: Any) -> None:
    """Take every fact by its name. Raises TypeError for one that is missing, or that the kind does not have."""
    put = object.__setattr__
    for name, item in type(self).__dataclass_fields__.items():
        if name in facts:
            put(self, name, facts.pop(name))
        elif item.default is not MISSING:
            put(self, name, item.default)
        else:
            raise TypeError(f"{type(self).__name__} needs {name}")
    if facts:
        raise TypeError(f"{type(self).__name__} has no {', '.join(facts)}")


def _compared(self: Any) -> tuple[Any, ...]:
    return tuple(getattr(self, name) for name, item in type(self).__dataclass_fields__.items() if item.compare)


def _equal(self: Any, other: object) -> bool:
    return type(self) is type(other) and _compared(self) == _compared(other)


def _shown(self: Any) -> str:
    said = (f"{name}={getattr(self, name)!r}" for name, item in type(self).__dataclass_fields__.items() if item.repr)
    return f"{type(self).__name__}({', '.join(said)})"


def _frozen(self: Any, name: str, *value: Any) -> None:
    raise FrozenInstanceError(f"cannot change {name!r}")

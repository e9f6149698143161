"""Makes a class of plain facts, as ``dataclass`` would, at a tenth of its cost.

``dataclass`` compiles six methods for each class, and a scan imports some hundred classes. What comes out here is a
dataclass to everybody who asks: frozen, slotted, with keywords only, known to ``fields`` and ``replace``.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from copy import copy
from dataclasses import MISSING, Field, FrozenInstanceError, dataclass, field
from typing import Any, Final, TypeVar, cast, dataclass_transform

T = TypeVar("T")


@dataclass(init=False, repr=False, eq=False, kw_only=True)
class _Sample:
    """What a fact is made after; a dataclass without a docstring is given one, which is dear."""

    fact: object


_FACT: Final = vars(dataclasses)["_FIELD"]
"""What sets a fact apart from a class variable; a copy of a field would have it too, and costs five times as much."""
_PARAMS: Final = copy(vars(_Sample)["__dataclass_params__"])
_PARAMS.init = _PARAMS.repr = _PARAMS.eq = _PARAMS.frozen = True
_MADE_BY_PYTHON: Final = ("__dict__", "__weakref__")
_MANY: Final = 24
"""So many instances are made in the slow way before a method of its own pays."""


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(field,))
def noun(cls: type[T]) -> type[T]:
    """A class with a slot for each annotation of ``cls``, and with the facts of those that it inherits from."""
    names = vars(cls).get("__annotations__", {})
    own = {name: _field(name, names[name], cls.__dict__.get(name, MISSING)) for name in names}
    inherited: dict[str, Field[Any]] = {}
    for base in reversed(cls.__mro__[1:]):
        inherited |= vars(base).get("__dataclass_fields__", {})
    facts = inherited | own
    body = {name: item for name, item in cls.__dict__.items() if name not in own and name not in _MADE_BY_PYTHON}
    body["__slots__"] = tuple(names)
    body["__dataclass_fields__"], body["__dataclass_params__"] = facts, _PARAMS
    body |= {"__init__": _slowly(facts), "__setattr__": _frozen, "__delattr__": _frozen}
    body |= {"__getstate__": _kept, "__setstate__": _restored, "__qualname__": cls.__qualname__}
    body |= {name: method for name, method in _METHODS.items() if name not in cls.__dict__}
    return cast("type[T]", type(cls.__name__, cls.__bases__, body))


def _field(name: str, annotation: Any, default: Any) -> Field[Any]:
    made: Any = default if isinstance(default, Field) else field(default=default)
    made.name, made.type, made.kw_only = name, annotation, True
    made._field_type = _FACT
    return cast("Field[Any]", made)


def _slowly(items: Mapping[str, Field[Any]]) -> Callable[..., None]:
    """An ``__init__`` that looks the facts up one by one, and gives way to a compiled one where many are made."""
    left = _MANY

    def init(self: Any, **facts: Any) -> None:
        """Take every fact by its name. Raises TypeError for one that is missing, or that the class does not have."""
        nonlocal left
        left -= 1
        if not left:
            owner = next(each for each in type(self).__mro__ if vars(each).get("__init__") is init)
            type.__setattr__(owner, "__init__", _quickly(items))
        put = object.__setattr__
        for name, item in items.items():
            if name in facts:
                put(self, name, facts.pop(name))
            elif item.default is not MISSING:
                put(self, name, item.default)
            elif item.default_factory is not MISSING:
                put(self, name, item.default_factory())
            else:
                raise TypeError(f"{type(self).__name__} needs {name}")
        if facts:
            raise TypeError(f"{type(self).__name__} has no {', '.join(facts)}")

    return init


def _quickly(items: Mapping[str, Field[Any]]) -> Callable[..., None]:
    """The same, compiled for these facts."""
    known: dict[str, Any] = {"_put": object.__setattr__, "_none": MISSING}
    heads, rows = ["self", "*"], ["pass"]
    for at, (name, item) in enumerate(items.items()):
        given = name
        if item.default is not MISSING:
            known[f"_{at}"] = item.default
            heads.append(f"{name}=_{at}")
        elif item.default_factory is not MISSING:
            known[f"_{at}"] = item.default_factory
            heads.append(f"{name}=_none")
            given = f"_{at}() if {name} is _none else {name}"
        else:
            heads.append(name)
        rows.append(f"_put(self, {name!r}, {given})")
    if not items:
        heads.pop()
    exec(f"def init({', '.join(heads)}):\n " + "\n ".join(rows), known)  # noqa: S102 - names of our own fields only
    made: Callable[..., None] = known["init"]
    return made


def _compared(self: Any) -> tuple[Any, ...]:
    return tuple(getattr(self, name) for name, item in type(self).__dataclass_fields__.items() if item.compare)


def _equal(self: Any, other: object) -> bool:
    return type(self) is type(other) and _compared(self) == _compared(other)


def _hashed(self: Any) -> int:
    return hash(_compared(self))


def _shown(self: Any) -> str:
    said = (f"{name}={getattr(self, name)!r}" for name, item in type(self).__dataclass_fields__.items() if item.repr)
    return f"{type(self).__qualname__}({', '.join(said)})"


def _frozen(self: Any, name: str, *value: Any) -> None:
    raise FrozenInstanceError(f"cannot change {name!r}")


def _kept(self: Any) -> list[Any]:
    return [getattr(self, name) for name in type(self).__dataclass_fields__]


def _restored(self: Any, state: list[Any]) -> None:
    for name, value in zip(type(self).__dataclass_fields__, state, strict=True):
        object.__setattr__(self, name, value)


_METHODS: Final = {"__eq__": _equal, "__hash__": _hashed, "__repr__": _shown}

"""Makes a class of plain facts, as ``dataclass`` would, at a tenth of its cost.

``dataclass`` compiles six methods for each class, and a scan imports some hundred classes; its module alone takes a
tenth of a small scan to load. What comes out here is a dataclass to everybody who asks, known to ``fields`` and
``replace``: slotted, with keywords only, and frozen or, for what a run fills step by step, not.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from operator import attrgetter
from typing import Any, Final, NamedTuple, NoReturn, TypeVar, cast, dataclass_transform

T = TypeVar("T")
_MISSING: Final = object()
_MADE_BY_PYTHON: Final = ("__dict__", "__weakref__")
_MANY: Final = 24
"""So many instances are made in the slow way before a method of its own pays."""


class Fact(NamedTuple):
    """What is known of one fact of a class."""

    type: str
    default: Any
    default_factory: Any
    compare: bool
    repr: bool
    metadata: Mapping[str, Any]

    @property
    def given(self) -> dict[str, Any]:
        """What a ``dataclasses.field`` takes of it."""
        said: dict[str, Any] = {"compare": self.compare, "repr": self.repr, "metadata": self.metadata}
        defaults = {"default": self.default, "default_factory": self.default_factory}
        return said | {name: item for name, item in defaults.items() if item is not _MISSING}


def fact(
    *,
    default: Any = _MISSING,
    default_factory: Any = _MISSING,
    compare: bool = True,
    repr: bool = True,
    metadata: Mapping[str, Any] | None = None,
) -> Any:
    """What ``dataclasses.field`` says of a fact, for the classes that are made here."""
    return Fact("", default, default_factory, compare, repr, metadata or {})


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(fact,))
def noun(cls: type[T]) -> type[T]:
    """A frozen class with a slot for each annotation of ``cls``, and with the facts of those that it inherits from."""
    return _made(cls, _FROZEN | _COMPARED)


@dataclass_transform(kw_only_default=True, eq_default=False, field_specifiers=(fact,))
def sheet(cls: type[T]) -> type[T]:
    """The same of facts that are filled in and changed; each instance equals itself only."""
    return _made(cls, {})


def facts(cls: type) -> Mapping[str, Fact]:
    """Every fact of a class that was made here, by name."""
    return cast("Mapping[str, Fact]", vars(cls)["_facts"])


def _made(cls: type[T], methods: Mapping[str, Any]) -> type[T]:
    names = vars(cls).get("__annotations__", {})
    own = {name: _fact(names[name], cls.__dict__.get(name, _MISSING)) for name in names}
    inherited: dict[str, Fact] = {}
    for base in reversed(cls.__mro__[1:]):
        inherited |= vars(base).get("_facts", {})
    known = inherited | own
    body = {name: item for name, item in cls.__dict__.items() if name not in own and name not in _MADE_BY_PYTHON}
    twin = _Twin(cls.__name__, known, frozen=bool(methods))
    body["__slots__"], body["_facts"] = tuple(names), known
    body["_compared"] = _getter([name for name, item in known.items() if item.compare])
    body |= {"__dataclass_fields__": _Asked(twin), "__dataclass_params__": _Asked(twin)}
    body |= {"__init__": _slowly(known), "__getstate__": _kept, "__setstate__": _restored}
    body |= {name: method for name, method in methods.items() if name not in cls.__dict__}
    body["__qualname__"] = cls.__qualname__
    return cast("type[T]", type(cls.__name__, cls.__bases__, body))


def _fact(annotation: str, default: Any) -> Fact:
    if hasattr(default, "default_factory") and not isinstance(default, Fact):
        raise TypeError("a fact of a noun is told by `fact`, not by a field of `dataclasses`")
    said = default if isinstance(default, Fact) else fact(default=default)
    return Fact(annotation, *said[1:])


class _Twin:
    """The dataclass with the same fields; made for who asks, as few do."""

    def __init__(self, name: str, known: Mapping[str, Fact], *, frozen: bool) -> None:
        self._name, self._known, self._frozen = name, known, frozen
        self._made: type | None = None

    def made(self) -> type:
        if self._made is None:
            from dataclasses import field, make_dataclass

            rows = [(name, item.type, field(**item.given)) for name, item in self._known.items()]
            self._made = make_dataclass(
                *(self._name, rows),
                namespace={"__doc__": "A dataclass without one is given one, which is dear."},
                init=False,
                repr=False,
                eq=False,
                frozen=self._frozen,
                kw_only=True,
            )
        return self._made


class _Asked:
    """What the module ``dataclasses`` asks a class for, taken from its twin."""

    def __init__(self, twin: _Twin) -> None:
        self._twin = twin

    def __set_name__(self, _owner: type, name: str) -> None:
        self._name = name

    def __get__(self, _one: object, _owner: type) -> Any:
        return getattr(self._twin.made(), self._name)


def _slowly(items: Mapping[str, Fact]) -> Callable[..., None]:
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
            elif item.default is not _MISSING:
                put(self, name, item.default)
            elif item.default_factory is not _MISSING:
                put(self, name, item.default_factory())
            else:
                raise TypeError(f"{type(self).__name__} needs {name}")
        if facts:
            raise TypeError(f"{type(self).__name__} has no {', '.join(facts)}")

    return init


def _quickly(items: Mapping[str, Fact]) -> Callable[..., None]:
    """The same, compiled for these facts."""
    known: dict[str, Any] = {"_put": object.__setattr__, "_none": _MISSING}
    heads, rows = ["self", "*"], ["pass"]
    for at, (name, item) in enumerate(items.items()):
        given = name
        if item.default is not _MISSING:
            known[f"_{at}"] = item.default
            heads.append(f"{name}=_{at}")
        elif item.default_factory is not _MISSING:
            known[f"_{at}"] = item.default_factory
            heads.append(f"{name}=_none")
            given = f"_{at}() if {name} is _none else {name}"
        else:
            heads.append(name)
        rows.append(f"_put(self, {name!r}, {given})")
    if not items:
        heads.pop()
    exec(f"def init({', '.join(heads)}):\n " + "\n ".join(rows), known)  # noqa: S102 - names of our own facts only
    made: Callable[..., None] = known["init"]
    return made


def _getter(names: list[str]) -> Callable[[Any], Any]:
    """Gets some facts of an instance at once, and where there are none something that all of them share."""
    return attrgetter(*names or ("__class__",))


def _equal(self: Any, other: Any) -> bool:
    return type(self) is type(other) and bool(self._compared(self) == self._compared(other))


def _hashed(self: Any) -> int:
    return hash(self._compared(self))


def _shown(self: Any) -> str:
    said = (f"{name}={getattr(self, name)!r}" for name, item in type(self)._facts.items() if item.repr)
    return f"{type(self).__qualname__}({', '.join(said)})"


def _frozen(_self: Any, name: str, *_value: Any) -> NoReturn:
    from dataclasses import FrozenInstanceError

    raise FrozenInstanceError(f"cannot change {name!r}")


def _kept(self: Any) -> list[Any]:
    return [getattr(self, name) for name in type(self)._facts]


def _restored(self: Any, state: list[Any]) -> None:
    for name, value in zip(type(self)._facts, state, strict=True):
        object.__setattr__(self, name, value)


_FROZEN: Final = {"__setattr__": _frozen, "__delattr__": _frozen}
_COMPARED: Final = {"__eq__": _equal, "__hash__": _hashed, "__repr__": _shown}

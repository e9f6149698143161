"""What a language does by itself, as tables; the solver knows no language."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from holdfast.engines.code.values import Value

Act = Callable[[Any, Any], "Value | None"]
"""From a Run and the Use of a call: what it gives; None where the default holds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """One language."""

    name: str
    kinds: Mapping[str, str]
    """What the classes of its plain values are called: ``str``, ``list``, ``dict`` …"""
    functions: Mapping[str, Act]
    """By reference, methods by class and name: ``str.upper``."""
    never: frozenset[str]
    """References of functions that do not come back."""
    mutators: frozenset[str]
    """Methods that put their arguments into an object of which nothing is known."""
    transparent: frozenset[str]
    """References of functions that hand on their first argument as it is."""
    sizes: frozenset[str]
    """Attributes that are numbers, whatever has them."""
    prototype: str
    """The attribute of a function that holds the methods of what it makes; empty for none."""
    hands_out: re.Pattern[bytes]
    """Finds in the text of a function that it may hand out a function that it makes, alone or in an object."""
    imports: re.Pattern[bytes]
    """Finds the name of each module that a file imports, in its text."""
    views: Mapping[str, tuple[frozenset[str], frozenset[str]]]
    """Attributes that tell of the whole: for which sinks it is harmless where they are one of known values, and where
    they are empty."""
    undoing: frozenset[str]
    """References of functions that undo what a sanitiser did."""
    appliers: Mapping[str, int]
    """References of functions that call one of their arguments with those behind it."""
    normalising: frozenset[str]
    """References of functions whose result is a path without ``..``."""
    relating: frozenset[str]
    """References of functions whose result is a path as seen from a folder: with ``..`` where it leads out."""
    prefix_tests: frozenset[str]
    """Methods that tell whether a text begins with another."""
    matchers: frozenset[str]
    """Functions and methods that test a text by a regular expression."""
    match_functions: frozenset[str]
    """References of functions that take the expression first and the text second."""
    type_tests: frozenset[str]
    """References of functions that ask whether their first argument is of a class."""
    whole_matchers: frozenset[str]
    """Those among them that always match the whole text."""
    start_matchers: frozenset[str]
    """Those that always match from the beginning."""
    numbers: frozenset[str]
    """Classes and kinds that cannot carry an attack."""
    dict_methods: frozenset[str]
    """Names that a dict has besides its keys."""
    enumerations: frozenset[str]
    """Base classes of which every object is one of constants."""
    validators: frozenset[str]
    """References of decorators of methods that are given a field's value, and return it where it is right."""
    rootless: frozenset[str]
    """Classes at the top of everything, which add nothing."""
    fields_are_keys: bool
    """``a.b`` is ``a["b"]``."""
    missing_is_none: bool
    """Reading a key that is not there gives nothing, and raises nothing."""
    joins_with_plus: bool
    """``+`` makes a text of a text and anything."""
    hoists: bool
    """A function can be called before the statement that defines it."""
    shares_exports: bool
    """A module has objects ``module`` and ``exports`` that say what others see of it."""
    plain_annotations: frozenset[str]
    """References of types of which nothing is known but that they are plain values."""
    constructor: str
    """The name of the method that makes an object: ``__init__``, ``constructor``."""
    receiver_first: bool
    """A method takes its object as its first parameter."""
    attribute: Callable[[Any, Any, str], Value | None]
    """A property of a plain value, such as its length; None for one that is not known."""
    character: Callable[[Any, Any, Any], Value]
    """One character of a text."""
    known: frozenset[str] = field(init=False)
    """References of all functions of which something stands here: few names are among them."""

    def __post_init__(self) -> None:
        """Gather what is known."""
        special = self.never | self.transparent | self.normalising | self.relating | self.undoing
        object.__setattr__(self, "known", special | self.functions.keys() | self.appliers.keys())

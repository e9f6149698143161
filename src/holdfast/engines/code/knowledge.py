"""What the solver asks of libraries and rules. ``book.Book`` answers; tests may answer by hand.

A value often has several names: the reference that evaluation found, then those of its class's ancestors outside of the
project, then a guess by the variable's name (``?cursor.execute``). They are asked together, best first, as one tuple;
what matches any of them counts once. Base classes of libraries (``Library.bases``) are the Book's own affair: asked for
``flask.Blueprint.route`` it also finds what is written for ``flask.sansio.Scaffold.route``. A method's name has no
parentheses at its end: the call of ``cursor.execute(…)`` asks for ``sqlite3.Cursor.execute``.

All answers are immutable, and memoised by the Book: the solver asks millions of times.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import NamedTuple, Protocol

from holdfast.engines.code.waking import Waker
from holdfast.model.coderule import Carrier, CodeRule, Entry, Pattern, Render, Sanitiser, Sink, Source

Names = tuple[str, ...]
"""Names of one value, best first."""
Shape = tuple[CodeRule, Pattern]
"""A pattern with the rule that it belongs to."""


class CallFacts(NamedTuple):
    """What is known of a call."""

    sources: tuple[Source, ...] = ()
    sinks: tuple[Sink, ...] = ()
    sanitisers: tuple[Sanitiser, ...] = ()
    guards: tuple[Sanitiser, ...] = ()
    carriers: tuple[Carrier, ...] = ()
    patterns: tuple[Shape, ...] = ()
    entries: tuple[Entry, ...] = ()
    """Whose ``passed_to`` is this call."""
    renders: tuple[Render, ...] = ()


class ReadFacts(NamedTuple):
    """What is known of reading a name or an attribute."""

    sources: tuple[Source, ...] = ()
    patterns: tuple[Shape, ...] = ()
    sanitisers: tuple[Sanitiser, ...] = ()


class NameFacts(NamedTuple):
    """What a name that a program chose tells: ``password``, ``new_token``."""

    sources: tuple[Source, ...] = ()
    sinks: tuple[Sink, ...] = ()


class AssignFacts(NamedTuple):
    """What is known of writing a name or an attribute."""

    sinks: tuple[Sink, ...] = ()
    patterns: tuple[Shape, ...] = ()


class DecoratorFacts(NamedTuple):
    """What is known of a function or class with a decorator."""

    entries: tuple[Entry, ...] = ()
    returns: tuple[Sink, ...] = ()
    """Sinks for what the function returns."""
    patterns: tuple[Shape, ...] = ()


class Triggers(NamedTuple):
    """Words of which at least one stands in the text of a function that can matter; the last segments of patterns."""

    sources: frozenset[str]
    sinks: frozenset[str]
    patterns: frozenset[str]
    """Also settings, keys, imports and handlers."""


class Knowledge(Protocol):
    """Libraries and rules of one language, looked up by the last segment of a name and then compared."""

    @property
    def language(self) -> str:
        """The language that it is about."""

    @property
    def rules(self) -> tuple[CodeRule, ...]:
        """Every rule that is in force."""

    @property
    def triggers(self) -> Triggers:
        """Every such word."""

    @property
    def waker(self) -> Waker:
        """Tells more precisely, and fast, what a function uses.

        Sources and patterns wake about a fifth of a framework, sinks half: these better wait for a caller.
        """

    @property
    def named(self) -> tuple[Entry, ...]:
        """Entries that are known by the names of their parameters only."""

    @property
    def first_parameters(self) -> frozenset[str]:
        """Names of first parameters of which an entry that is known by names only may have one."""

    @property
    def annotated(self) -> tuple[Entry, ...]:
        """Entries with ``annotated``: they say what a parameter of that type is in any entry function."""

    @property
    def compared(self) -> tuple[Sink, ...]:
        """Sinks that are either side of an equation."""

    @property
    def call(self) -> Callable[[Names], CallFacts]:
        """About calling it, or making an instance of it."""

    @property
    def call_own(self) -> Callable[[Names], CallFacts]:
        """The same of a function of the project's own, of which nobody has to guess."""

    @property
    def read(self) -> Callable[[Names], ReadFacts]:
        """About reading it."""

    @property
    def reads(self) -> Callable[[str], bool]:
        """Whether anything is known about reading a name that ends in this word."""

    @property
    def assign(self) -> Callable[[Names], AssignFacts]:
        """About assigning to it."""

    @property
    def decorated(self) -> Callable[[Names], DecoratorFacts]:
        """About what stands below this decorator; a decorator that is called has no parentheses."""

    @property
    def overrides(self) -> Callable[[Names], tuple[Entry, ...]]:
        """Entries that a method is: asked with ``django.views.View.get`` for each outside ancestor."""

    @property
    def setting(self) -> Callable[[str], tuple[Shape, ...]]:
        """Patterns for an assignment to this name at the top of a module or class."""

    @property
    def key(self) -> Callable[[str], tuple[Shape, ...]]:
        """Patterns for this key of a dict or object literal, and for this keyword of a call."""

    @property
    def imported(self) -> Callable[[str], tuple[Shape, ...]]:
        """Patterns for the import of a module, or of a name in it (``telnetlib``, ``xml.sax.make_parser``)."""

    @property
    def naming(self) -> Callable[[str], NameFacts]:
        """About a variable, parameter, attribute or constant key of this name, and the return of such a function."""

    def handler(self) -> tuple[Shape, ...]:
        """Patterns for the handlers of exceptions; ``Pattern.pattern`` is the type, or ``*``."""

    @property
    def type(self) -> Callable[[str], str]:
        """The reference of the class that this value, or the result of ``name()``, is an instance of; or ``""``.

        ``flask.request`` gives ``flask.Request``; ``sqlite3.connect()`` gives ``sqlite3.Connection``.
        """

    def bases(self, name: str) -> Names:
        """All ancestors of a class that libraries tell of, nearest first; the solver needs them for ``isinstance``."""

    def flows(self, sink: str, origin: str) -> tuple[CodeRule, ...]:
        """Rules for data of this origin (``http-query``) in a sink of this kind."""


class Books(Protocol):
    """All languages."""

    @property
    def languages(self) -> Collection[str]:
        """The languages that something is known about."""

    def of(self, language: str) -> Knowledge:
        """The knowledge of one language. Raises KeyError for one that is not among ``languages``."""

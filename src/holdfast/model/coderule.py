"""What is known about code as data: libraries (where data comes from, where it does harm, what cleans it) and rules.

A *reference* is the qualified name of a value, as evaluation finds it, whatever it is called locally:
``os.system``, ``flask.request.args``, ``express.Router.get``. Members of a class and of its instances share one name
space (``sqlite3.Cursor.execute``). The result of a call that no type is known for is ``callee()``; a value of which
nothing is known but its variable is ``?name``, so ``?cursor.execute`` is a guess by name. In a pattern ``*`` stands for
one segment, ``**`` at the head for any number, ``?`` alone for any unresolved value (``?.execute``), and ``|`` for
alternatives: of the last segment (``flask.Request.args|values``), or of the whole where what follows has a dot or a
``?`` (``html.escape|cgi.escape``). ``[]`` is what stands in a value: ``zipfile.ZipFile.infolist()[]``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal

from holdfast.model.check import Check, Persona
from holdfast.model.noun import fact, noun

Constant = str | int | float | bool | None
TRUSTED: Final = "trusted"
"""In place of an origin: what the framework itself made, such as a dependency that it injects."""


@noun
class Pick:
    """Which value of a call."""

    position: int | None = None
    """Position among the positional arguments, the object of a method not counted."""
    onwards: bool = False
    """All from that position on."""
    name: str = ""
    """Keyword; with a position: either. ``*``: every keyword, so that with position 0 onwards it is any argument.
    ``**``: only a mapping whose keys become keywords, as in ``Model(**data)``."""
    path: tuple[str, ...] = ()
    """Keys into the value, as for an options object."""
    receiver: bool = False
    """The object whose method is called."""
    result: bool = False
    """What the call returns; of an assignment or a return: the value."""


@noun
class Test:
    """A condition on a value. All that is set must hold; a value that is not known never holds.

    ``unless`` turns it: the finding is dropped only where the negated condition is known to hold.
    """

    pick: Pick
    equals: tuple[Constant, ...] = ()
    """Is one of these constants."""
    differs: tuple[Constant, ...] = ()
    """Is a constant and none of these."""
    missing: bool = False
    """Was not given."""
    present: bool = False
    """Was given, whatever it is."""
    constant: bool = False
    """Is a constant, of whatever value."""
    dynamic: bool = False
    """Is no constant."""
    matches: str = ""
    """A string constant (or the known beginning of one) in which this regular expression is found."""
    below: float | None = None
    above: float | None = None
    reference: tuple[str, ...] = ()
    """Is one of these references."""
    kind: str = ""
    """Was made as: ``format`` (an f-string or joined text), ``list`` (or tuple or set), ``tuple``, ``dict``,
    ``function``, ``string``."""
    origins: tuple[str, ...] = ()
    """Carries data of one of these origins."""
    slow: str = ""
    """Is a regular expression for which some text takes ``exponential`` or ``polynomial`` time in the call."""
    either: tuple[Test, ...] = ()
    """One of these holds."""


@noun
class Source:
    """Where data that nobody may trust, or that nobody may see, comes in."""

    pattern: str
    how: Literal["read", "call", "name"]
    """``name``: the pattern is a regular expression for what a variable, parameter, attribute or key is called."""
    origin: str
    """Family and member, ``http-query``; see ``ORIGINS``."""
    says: str = ""
    """What it is for a reader: ``the query string``. Made from the origin where empty."""
    when: tuple[Test, ...] = ()
    behind: bool = False
    """Others choose its end only: the address of a page begins with the page's own host, whoever wrote the link."""


@noun
class Entry:
    """Functions that a framework calls, and what it hands them."""

    decorated: str = ""
    """By this decorator."""
    overrides: str = ""
    """A method of a subclass of this: ``django.views.View.get|post``."""
    passed_to: str = ""
    """Handed to this call as the argument that ``at`` picks."""
    at: Pick | None = None
    names: tuple[str, ...] = ()
    """Its first parameters have these names (a last resort, as for Express's ``req, res``)."""
    parameters: Mapping[str, str] = fact(default_factory=dict)
    """Position, name, or ``*`` for the rest, to an origin or to the reference of a type."""
    annotated: Mapping[str, str] = fact(default_factory=dict)
    """Reference of an annotation or default to an origin, a type or ``trusted``; goes before ``parameters``."""


@noun
class Sink:
    """Where data does harm."""

    sink: str
    """Its kind, see ``SINKS``."""
    pattern: str
    how: Literal["call", "assign", "return", "name", "compare"]
    at: tuple[Pick, ...]
    """For a return: ``pattern`` is a decorator of the function, and the value is what counts. ``name``: the pattern is
    a regular expression for the name of what is assigned to, or of the function that returns the value. ``compare``:
    either side of ``==`` or ``!=``; the pattern is ``*``."""
    when: tuple[Test, ...] = ()
    unless: tuple[Test, ...] = ()
    says: str = ""
    """What happens there: ``runs it as SQL``."""


@noun
class Sanitiser:
    """What makes data harmless for some kinds of sink and not for others."""

    pattern: str
    how: Literal["call", "read", "guard"]
    """A guard cleans its argument where the condition that it stands in holds; a read attribute is clean itself."""
    clears: tuple[str, ...]
    """Kinds of sinks; ``*`` for all."""
    at: Pick | None = None
    """Of a guard: what is checked, by default the first argument or else the receiver."""
    when: tuple[Test, ...] = ()


@noun
class Carrier:
    """How data goes through a call: by default from all arguments and the receiver to the result."""

    pattern: str
    sources: tuple[Pick, ...]
    """Empty: nothing is carried."""
    targets: tuple[Pick, ...]


@noun
class Render:
    """A call that makes a page of a template: a file of the project, which is followed like a function."""

    pattern: str
    template: Pick
    """The name of the file."""
    context: tuple[Pick, ...]
    """Mappings of the page's variables; ``**`` for all keywords of the call."""


@noun
class Library:
    """All that is known of one library."""

    name: str
    language: str
    types: Mapping[str, str] = fact(default_factory=dict)
    """Reference to the reference of its class; a call's result is ``callee()``."""
    bases: Mapping[str, tuple[str, ...]] = fact(default_factory=dict)
    """Class to its base classes, as far as rules care."""
    sources: tuple[Source, ...] = ()
    entries: tuple[Entry, ...] = ()
    sinks: tuple[Sink, ...] = ()
    sanitisers: tuple[Sanitiser, ...] = ()
    carriers: tuple[Carrier, ...] = ()
    renders: tuple[Render, ...] = ()


@noun
class Pattern:
    """A shape of code that is wrong by itself."""

    pattern: str
    how: Literal["call", "assign", "read", "decorated", "setting", "key", "import", "handler"]
    """``setting``: a name assigned at the top of a module or a class; ``key``: a key of a dict or object literal."""
    when: tuple[Test, ...] = ()
    unless: tuple[Test, ...] = ()
    within: str = ""
    """Glob of paths, where it means something only there."""
    language: str = ""
    """Empty: each language of its rule."""


@noun
class Flow:
    """Data of these origins in a sink of these kinds; families are spelled out as their members."""

    sinks: tuple[str, ...]
    origins: tuple[str, ...]
    local: tuple[str, ...] = ()
    """Origins that are reported too, for persona pedantic at the least."""


@noun
class Quiet:
    """Where only pedantic readers want to hear of a rule, as regular expressions; an empty one is never found."""

    names: str = ""
    """Of the function, its class and module, and the line: what is called so is no matter of security."""
    tests: str = ""
    """Conditions that it stands under: it is done only where an option asks for it."""
    beside: str = ""
    """The same function: what makes it harmless is done there too."""


@noun
class Rewrite:
    """A change of a call after which the rule holds and the program means the same."""

    act: Literal["replace", "set", "add", "remove"]
    """``replace``: the callee by ``text``. ``set``: the argument becomes ``text``. ``add``: ``text`` is appended to the
    arguments where the argument is missing, and replaces it where it is not. ``remove``: the argument goes."""
    argument: str = ""
    """Name of the argument; a number is a position. Empty for ``replace``."""
    text: str = ""


@noun
class CodeRule:
    """A check that is decided over code, by one of three ways."""

    check: Check
    languages: tuple[str, ...]
    says: str
    """One sentence; ``{source}``, ``{sink}`` and ``{value}`` are replaced; never a line of code."""
    flow: Flow | None = None
    patterns: tuple[Pattern, ...] = ()
    analysis: str = ""
    """Name of a function in the engine's table of analyses."""
    persona: Persona = Persona.REGULAR
    owasp: tuple[str, ...] = ()
    rewrite: Mapping[str, Rewrite] = fact(default_factory=dict)
    """A certain rewrite, by language."""
    quiet: Quiet | None = None

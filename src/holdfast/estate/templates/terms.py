"""What stands inside of the tags of a template: names with their parts, and texts."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final, Protocol

from holdfast.estate.kinds import code
from holdfast.estate.templates.ejs import TEMPLATE, VARIABLES

_TEXT: Final = re.compile(r"\"([^\"]*)\"|'([^']*)'")
_CHAIN: Final = re.compile(r"(?<![\w.])[A-Za-z_]\w*(?:\.\w+)*")
_PAIR: Final = re.compile(r"(\w+)\s*=(?!=)\s*(\"[^\"]*\"|'[^']*'|[\w.|:]+)")
_WORDS: Final = frozenset(
    ("and", "or", "not", "in", "is", "if", "else", "true", "false", "none", "None", "True", "False", "null", "loop")
)
_MOST_PARTS: Final = 12
_MOST_CHAINS: Final = 12


class Placed(Protocol):
    """Anything with a place."""

    @property
    def start(self) -> int:
        """Its first byte."""

    @property
    def end(self) -> int:
        """The byte behind its last one."""


class Scope:
    """The names that the template itself gave values to; all others are variables of the page."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        self.names: dict[str, None] = dict.fromkeys(names)

    def binding(self, names: Iterable[str]) -> Scope:
        """The same and some more."""
        return Scope((*self.names, *names))

    def bind(self, name: str) -> None:
        """From here on the template's own."""
        self.names[name] = None

    def local(self, at: Placed, name: str) -> code.Name:
        """A name of the template."""
        return code.Name(at.start, at.end, _own(name))


def term(start: int, end: int, text: str, scope: Scope) -> code.Expr:
    """An expression: a name with its parts or a text as it is; of anything else what it is made of."""
    text = text.strip()
    literal = _TEXT.fullmatch(text)
    if literal:
        return code.Const(start, end, literal[1] if literal[1] is not None else literal[2])
    bare = _TEXT.sub("''", text)
    chains = [each for each in _CHAIN.findall(bare) if each.partition(".")[0] not in _WORDS][:_MOST_CHAINS]
    parts = tuple(_chain(start, end, each, scope) for each in chains)
    return parts[0] if len(parts) == 1 and chains[0] == bare else code.Opaque(start, end, parts)


def _own(name: str) -> str:
    """How a name of the template is kept: none may hide what the reader itself uses."""
    return f"{name}_" if name in (TEMPLATE, VARIABLES) else name


def pairs(text: str) -> list[tuple[str, str]]:
    """``name=value`` for each name."""
    return [(match[1], match[2].partition("|")[0]) for match in _PAIR.finditer(text)]


def _chain(start: int, end: int, text: str, scope: Scope) -> code.Expr:
    head, *parts = text.split(".")
    made: code.Expr
    if head in scope.names:
        made = code.Name(start, end, _own(head))
    else:
        made = code.Index(start, end, code.Name(start, end, VARIABLES), code.Const(start, end, head))
    template = code.Name(start, end, TEMPLATE)
    for part in parts[:_MOST_PARTS]:
        key = code.Const(start, end, int(part) if part.isdigit() else part)
        made = code.Call(start, end, code.Attr(start, end, template, "part"), (made, key))
    return made

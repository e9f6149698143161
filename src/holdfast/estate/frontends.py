"""The frontends of program code, by language; each is imported when a file of its language is met."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Final, Literal, Protocol

if TYPE_CHECKING:
    from holdfast.estate.kinds.code import Module

FRONTENDS: Final[Mapping[str, str]] = {
    "javascript": "holdfast.estate.javascript",
    "python": "holdfast.estate.python",
}
"""Language to the dotted name of its frontend's public face."""


TEMPLATES: Final[Mapping[str, str]] = {"templates": "holdfast.estate.templates"}
"""The dotted name of what reads the templates of pages, imported when a program makes a page of one."""


class Frontend(Protocol):
    """Reads files of a language; keeps some parse trees for bodies that are asked for later."""

    def read(self, path: str, data: bytes) -> Module:
        """Lower a file. Raises nothing for any content: what is broken is told in the module."""


class Links(Protocol):
    """What the imports of a project mean."""

    def resolve(self, module: str, importer: str) -> str | None:
        """The file of the project that an import means; None for the outside."""

    def outside(self, module: str, importer: str) -> str:
        """The name of an import by which rules know it."""


class Face(Protocol):
    """The public face of a frontend's package."""

    Frontend: Callable[[], Frontend]
    Links: Callable[[Collection[str], Callable[[str], bytes | None]], Links]

    def unread(self, path: str, data: bytes) -> str:
        """Why a file is not read although it is of the language, such as a bundle; empty where it is."""


class Finder(Protocol):
    """The templates among the files of a project."""

    def find(self, name: str, importer: str) -> str | None:
        """The file that a name means to a program."""


class Pages(Protocol):
    """The public face of what reads templates."""

    Templates: Callable[[Collection[str]], Finder]

    def read(self, path: str, data: bytes, host: Literal["python", "javascript"]) -> Module:
        """A template as a module with one function. Raises nothing for any content."""


def pages() -> Pages:
    """What reads templates."""
    found: Pages = import_module(TEMPLATES["templates"])
    return found


def face(language: str) -> Face:
    """The frontend of a language in the table."""
    found: Face = import_module(FRONTENDS[language])
    return found

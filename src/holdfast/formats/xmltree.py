"""XML as elements with their lines, through expat, bounded; a document with a DTD, and so with entities, is refused.

A document type that has a name and nothing else declares no entity; who asks for it gets such documents too.

Names are local names: a prefix and its namespace are left off. Comments and processing instructions are left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, NamedTuple
from xml.parsers import expat

from holdfast.formats.treetext import MOST_DEPTH, decoded, span
from holdfast.model.place import Place
from holdfast.model.reading import Gap

MOST_BYTES: Final = 8 << 20
"""Larger files are refused: project files that people write are smaller."""
MOST_ELEMENTS: Final = 200_000


class Element:
    """An element: its name, attributes, children and text, and where its tag begins and its end tag ends."""

    __slots__ = ("attributes", "children", "column", "end_line", "line", "name", "path", "words")

    def __init__(self, name: str, attributes: dict[str, str], path: str, line: int, column: int) -> None:
        """Take what its start tag says."""
        self.name = name
        self.attributes = attributes
        self.children: list[Element] = []
        self.words: list[str] = []
        self.path, self.line, self.column, self.end_line = path, line, column, line

    @property
    def text(self) -> str:
        """The text that stands directly in it, without white space around it."""
        return "".join(self.words).strip()

    @property
    def place(self) -> Place:
        """From its start tag to the line of its end tag."""
        return span(self.path, self.line, self.column, self.end_line, self.column)

    def all(self, *names: str) -> Iterator[Element]:
        """The children at a path of names: ``all("dependencies", "dependency")``."""
        found = (child for child in self.children if child.name == names[0])
        for child in found:
            if len(names) == 1:
                yield child
            else:
                yield from child.all(*names[1:])

    def first(self, *names: str) -> Element | None:
        """The first child at a path of names."""
        return next(self.all(*names), None)

    def said(self, *names: str) -> str:
        """The text of the first child at a path of names; empty where there is none."""
        found = self.first(*names)
        return found.text if found is not None else ""


class Document(NamedTuple):
    """A root element, or the gap that the file is instead."""

    root: Element | None
    gap: Gap | None


class _Refused(Exception):  # noqa: N818 - an answer more than a fault
    """The document has what is not read."""


def parse(
    path: str,
    content: bytes,
    *,
    most_bytes: int = MOST_BYTES,
    most_elements: int = MOST_ELEMENTS,
    bare_doctype: bool = False,
) -> Document:
    """The root of a file, or why there is none. Raises nothing for any content.

    ``bare_doctype`` lets a document type pass that is only named.
    """
    if len(content) > most_bytes:
        return Document(None, Gap(why="larger than is read as XML", place=span(path, 1, 1, 1, 1), fault=True))
    scan = _Scan(path, most_elements, bare_doctype=bare_doctype)
    try:
        scan.parser.Parse(decoded(content).encode("utf-8", "replace"), True)
    except expat.ExpatError as error:
        why = f"line {error.lineno}: {expat.ErrorString(error.code)}"
        return Document(
            None, Gap(why=why, place=span(path, max(1, error.lineno), 1, max(1, error.lineno), 1), fault=True)
        )
    except _Refused as refused:
        line = scan.parser.CurrentLineNumber
        return Document(None, Gap(why=str(refused), place=span(path, line, 1, line, 1), fault=True))
    return Document(scan.top[0], None)


class _Scan:
    """One pass over one document."""

    def __init__(self, path: str, most: int, *, bare_doctype: bool) -> None:
        self.path = path
        self.most, self.bare_doctype = most, bare_doctype
        self.top: list[Element] = []
        self.open: list[Element] = []
        self.count = 0
        # The text was decoded already: whatever encoding the document declares no longer holds.
        self.parser = expat.ParserCreate("utf-8")
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._words

    def _doctype(self, _name: str, system: str | None, public: str | None, inside: Any) -> None:
        if self.bare_doctype and system is None and public is None and not inside:
            return
        raise _Refused("it has a document type declaration, which is not read: entities could stand for anything")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self.count += 1
        if len(self.open) >= MOST_DEPTH:
            raise _Refused(f"nested more than {MOST_DEPTH} deep")
        if self.count > self.most:
            raise _Refused(f"it has more than {self.most} elements")
        line, column = self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber + 1
        own = {key.rpartition(":")[2]: value for key, value in attributes.items()}
        element = Element(name.rpartition(":")[2], own, self.path, line, column)
        (self.open[-1].children if self.open else self.top).append(element)
        self.open.append(element)

    def _end(self, _name: str) -> None:
        self.open.pop().end_line = self.parser.CurrentLineNumber

    def _words(self, words: str) -> None:
        if self.open:
            self.open[-1].words.append(words)

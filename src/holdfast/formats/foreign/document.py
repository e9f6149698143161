"""A report's bytes as a bounded document of some shape, and its values with the way to each."""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum
from typing import Any, Final, NamedTuple, TypeVar

from holdfast.formats import jsontree, xmltree
from holdfast.formats.treetext import decoded
from holdfast.formats.xmltree import Element
from holdfast.model.errors import UsageError
from holdfast.model.foreign import Item, Lost

MOST_BYTES: Final = 256 << 20
"""Of a report, unpacked where it is packed."""
MOST_ENTRIES: Final = 500_000
"""In one list."""
MOST_ELEMENTS: Final = 2_000_000
_MOST_LOST: Final = 1_000
"""So many entries are named that could not be read; the others are counted only."""
_LINES_BELOW: Final = 8 << 20
"""In larger documents nobody looks for the line of a bad entry."""
_CLIP: Final = 400
_ODD: Final = "No tool writes such a report."
T = TypeVar("T")


class Shape(StrEnum):
    """How a document is written."""

    JSON = "JSON"
    LINES = "JSON lines"
    XML = "XML"
    TEXT = "text"


class BadError(ValueError):
    """An entry that cannot be understood; says why."""

    def __init__(self, where: str, why: str) -> None:
        """Take its way in the document and the reason."""
        super().__init__(why)
        self.where = where
        self.why = why


class Node(NamedTuple):
    """A value of a JSON document and its way from the top."""

    value: Any
    where: str = ""

    def at(self, *keys: str) -> Node:
        """What stands at a way of names; a node of nothing where there is none."""
        where = f"{self.where}.{'.'.join(keys)}" if self.where else ".".join(keys)
        return Node(self._value(keys), where)

    def _value(self, keys: tuple[str, ...]) -> Any:
        value = self.value
        for key in keys:
            value = value.get(key) if type(value) is dict else None
        return value

    def first(self, *keys: str) -> Node:
        """The first of some names that holds something."""
        return next((node for key in keys if (node := self.at(key)).value not in (None, "", [], {})), Node(None))

    def text(self, *keys: str) -> str:
        """A text or a number as text, white space joined and cut to a sentence; empty where there is none."""
        value = self._value(keys)
        if type(value) is str:
            return clip(value)
        return clip(str(value)) if type(value) in (int, float) else ""

    def must(self, *keys: str) -> str:
        """The same of what has to be there. Raises BadError."""
        found = self.text(*keys)
        if not found:
            raise BadError(self.where, f"it has no {'.'.join(keys)}" if keys else "it is no text")
        return found

    def number(self, *keys: str) -> float | None:
        """A number, also one that is written as text."""
        value = self._value(keys)
        try:
            return None if isinstance(value, bool | None) else float(value)
        except (TypeError, ValueError, OverflowError):
            return None

    def whole(self, *keys: str) -> int:
        """A whole number of 1 or more, such as a line; else 1."""
        found = self.number(*keys)
        return int(found) if found is not None and 1 <= found < 1 << 31 else 1

    def items(self, *keys: str) -> list[Node]:
        """The values of a list; none where there is no list. Raises CrowdedError for too many."""
        node = self.at(*keys)
        if not isinstance(node.value, list):
            return []
        bounded(len(node.value), node.where)
        return [Node(value, f"{node.where}[{number}]") for number, value in enumerate(node.value)]

    def pairs(self, *keys: str) -> list[tuple[str, Node]]:
        """The names and values of an object; none where there is no object. Raises CrowdedError for too many."""
        node = self.at(*keys)
        if type(node.value) is not dict:
            return []
        bounded(len(node.value), node.where)
        return [(str(key), Node(value, f"{node.where}.{clip(str(key), 80)}")) for key, value in node.value.items()]

    def texts(self, *keys: str) -> tuple[str, ...]:
        """The texts of a list, or the one text; each once, in order."""
        value = self._value(keys)
        if value is None:
            return ()
        rows = value[:1000] if type(value) is list else [value]
        return tuple(dict.fromkeys(found for row in rows if (found := Node(row).text())))

    def has(self, *keys: str) -> bool:
        """Whether an object has all of some names."""
        return type(self.value) is dict and all(key in self.value for key in keys)


class Document(NamedTuple):
    """A report as far as it is understood whatever its format is."""

    path: str
    shape: Shape
    data: bytes
    """Unpacked."""
    top: Node = Node(None)
    """Of JSON."""
    rows: tuple[Node, ...] = ()
    """Of JSON lines."""
    root: Element | None = None
    """Of XML."""
    lost: tuple[Lost, ...] = ()
    """Lines that are no JSON among others that are."""

    @property
    def element(self) -> Element:
        """The root of XML; an element without a name for any other shape."""
        return self.root or Element("", {}, self.path, 1, 1)

    def named(self, *names: str) -> bool:
        """Whether it is XML whose root has one of some names."""
        return self.element.name in names

    @property
    def text(self) -> str:
        """All of it as text."""
        return decoded(self.data)


def clip(text: str, most: int = _CLIP) -> str:
    """A text on one line, of at most ``most`` characters."""
    if len(text) <= most and text.isprintable() and "  " not in text and text[:1] != " " and text[-1:] != " ":
        return text
    head = " ".join(text[: most * 4].split())
    return head if len(head) <= most else head[: most - 1] + "…"


class CrowdedError(UsageError):
    """A list in a report is longer than what is read; the message names the list, and the file where it is known."""


def bounded(count: int, where: str) -> None:
    """Refuse a list that is too long. Raises CrowdedError."""
    if count > MOST_ENTRIES:
        raise CrowdedError(
            f"{where or 'the report'} has {count:,} entries, more than the {MOST_ENTRIES:,} that are read",
            advice="Split the report, or let its tool report less at a time.",
        )


def open_document(path: str, data: bytes) -> Document:
    """Read bytes as JSON, JSON lines, XML or text, by what they begin with.

    Raises UsageError that names the file, and the line where it is known, for what is broken or too large.
    """
    data = _unpacked(path, data)
    head = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    if head[:1] == b"<":
        return _xml(path, data)
    if head[:1] in (b"{", b"[") and not head.startswith(b"[**"):
        return _json(path, data)
    return Document(path, Shape.TEXT, data)


def told(entries: Iterable[T], read: Callable[[T], Item | Iterable[Item] | None], lost: list[Lost]) -> Iterator[Item]:
    """What ``read`` makes of each entry; an entry that it cannot read is put to the lost, and the rest goes on."""
    for entry in entries:
        try:
            made = read(entry)
            items = () if made is None else (made,) if isinstance(made, Item) else tuple(made)
            lost += [Lost(where=_where(entry), why="it names no rule") for item in items if not item.rule]
            yield from (item for item in items if item.rule)
        except BadError as error:
            lost.append(Lost(where=error.where, why=error.why))
        except (AttributeError, IndexError, KeyError, OverflowError, TypeError, ValueError) as error:
            lost.append(Lost(where=_where(entry), why=f"it is not as its format says ({type(error).__name__})"))


def placed(document: Document, lost: Iterable[Lost]) -> tuple[Lost, ...]:
    """The lost entries with the lines on which they begin, where those are found."""
    rows = tuple(lost)[:_MOST_LOST]
    if not rows or document.shape is not Shape.JSON or len(document.data) > _LINES_BELOW:
        return rows
    parsed = jsontree.parse(document.path, document.data)
    tree = parsed.trees[0] if parsed.trees else None
    return tuple(Lost(where=_with_line(tree, row.where), why=row.why) for row in rows)


def _with_line(tree: Any, where: str) -> str:
    """A way with the line of the last thing on it that is there."""
    line = 0
    for part in where.replace("[", ".[").split("."):
        value = getattr(tree, "value", None)
        try:
            tree = value[int(part[1:-1])] if part.startswith("[") else value[part]  # type: ignore[index]
        except (IndexError, KeyError, TypeError, ValueError):
            break
        line = tree.place.line
    return f"{where}, line {line}" if line else where


def _where(entry: object) -> str:
    """The way to an entry, or the line on which it begins, as far as it is known."""
    line = getattr(entry, "line", 0)
    return entry.where if isinstance(entry, Node) else f"line {line}" if isinstance(line, int) and line else ""


def _unpacked(path: str, data: bytes) -> bytes:
    """The bytes, unpacked where they are gzip. Raises UsageError for what is damaged or unpacks to too much."""
    if data[:2] != b"\x1f\x8b":
        return _fitting(path, data)
    engine = zlib.decompressobj(wbits=31)
    try:
        found = engine.decompress(data, MOST_BYTES + 1)
    except zlib.error as error:
        raise UsageError(f"{path}: it is damaged gzip: {error}", advice="Fetch or pack it again.") from None
    if not engine.eof and len(found) <= MOST_BYTES:
        raise UsageError(f"{path}: it is gzip that ends too early", advice="Fetch or pack it again.")
    return _fitting(path, found)


def _fitting(path: str, data: bytes) -> bytes:
    if len(data) > MOST_BYTES:
        raise UsageError(
            f"{path}: it is larger than the {MOST_BYTES >> 20} MiB that are read",
            advice="Split the report, or let its tool report less at a time.",
        )
    if not data.strip():
        advice = "A report of nothing still says who looked: run its tool again."
        raise UsageError(f"{path}: it is empty", advice=advice)
    return data


def _xml(path: str, data: bytes) -> Document:
    found = xmltree.parse(path, data, most_bytes=MOST_BYTES, most_elements=MOST_ELEMENTS, bare_doctype=True)
    if found.root is None:
        why = found.gap.why if found.gap else "it is empty"
        line = found.gap.place.line if found.gap else 1
        said = why if why.startswith("line ") else f"line {line}: {why}"
        raise UsageError(f"{path}: {said}", advice="Write the report again with the tool that made it.")
    return Document(path, Shape.XML, data, root=found.root)


def _json(path: str, data: bytes) -> Document:
    text = decoded(data)
    try:
        return Document(path, Shape.JSON, data, Node(json.loads(text)))
    except json.JSONDecodeError as error:
        rows, lost = _lines(text, path)
        if len(rows) < 1 or len(lost) > len(rows):
            why = f"{path}:{error.lineno}: it is no JSON: {error.msg}"
            raise UsageError(why, advice="Write the report again with the tool that made it.") from None
    except RecursionError:
        raise UsageError(f"{path}: it is nested too deep", advice=_ODD) from None
    except ValueError:  # Python bounds the digits of a number
        raise UsageError(f"{path}: a number in it has too many digits", advice=_ODD) from None
    return Document(path, Shape.LINES, data, rows=tuple(rows), lost=tuple(lost))


def _lines(text: str, path: str) -> tuple[list[Node], list[Lost]]:
    """The values of lines, each of which is JSON by itself, and the lines that are none."""
    rows: list[Node] = []
    lost: list[Lost] = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        bounded(len(rows) + len(lost), path)
        try:
            rows.append(Node(json.loads(line), f"line {number}"))
        except (ValueError, RecursionError):
            lost.append(Lost(where=f"line {number}", why="it is no JSON"))
    return rows, lost

"""Builds trees from YAML events on a stack of its own, so that depth is a number and not a crash."""

from __future__ import annotations

from typing import Any, Final

import yaml

from holdfast.formats.treetext import MOST_DEPTH, Tagged, span
from holdfast.formats.yamlscalar import resolved
from holdfast.model.place import Place
from holdfast.model.value import Hop, How, Known, Tree, Unknown

_CORE: Final = "tag:yaml.org,2002:"
_RESOLVES: Final = frozenset({"null", "bool", "int", "float"})
_PLAIN_TYPES: Final = frozenset({"str", "seq", "map", "set", "omap", "pairs", "binary", "timestamp", "value", "merge"})
MOST_UNFOLDED: Final = 200_000
"""How many values the aliases of one file may stand for in all."""
_TEXT_OF_ONE: Final = 100
"""So many characters count as one more value."""
_BLOCKS: Final = frozenset("|>")
_ODD: Final = object()
"""Stands for a key that is a mapping or a list."""


class TooDeep(Exception):  # noqa: N818 - an answer more than a fault
    """The text nests deeper than is read."""


class _Frame:
    """A mapping or list whose end has not come yet."""

    __slots__ = (
        "anchor",
        "column",
        "end",
        "flow",
        "items",
        "key",
        "key_at",
        "line",
        "merges",
        "merging",
        "names",
        "spoiled",
        "tag",
    )

    def __init__(self, event: Any, line: int, column: int, names: dict[str, Tree] | None) -> None:
        self.items: list[Tree] = []
        self.names = names
        """What a mapping holds; None for a list."""
        self.key: Any = None
        self.key_at = (0, 0)
        self.line, self.column, self.end = line, column, (line, column)
        self.flow, self.anchor, self.tag = event.flow_style, event.anchor, event.tag
        self.merges: list[Tree] = []
        self.merging = False
        """Whether the key is ``<<``, and not a text in quotes that looks like it."""
        self.spoiled = ""
        """Why what it holds cannot be known."""


class Builder:
    """Takes the events of one parser; ``trees`` has the documents that are complete."""

    def __init__(self, path: str, lines: list[str], first: int, tagged: Tagged) -> None:
        """Take the text's lines, the number of the first one, and what tags of its own mean."""
        self.trees: list[Tree] = []
        self.odd: list[Place] = []
        """Keys that are no texts; what stands under them is left out."""
        self._path, self._lines, self._first, self._tagged = path, lines, first, tagged
        self._stack: list[_Frame] = []
        self._anchors: dict[str, Tree | None] = {}
        self._unfolded = 0
        self._sizes: dict[int, tuple[int, int]] = {}
        self.takes = {
            yaml.ScalarEvent: self._scalar,
            yaml.MappingStartEvent: self._mapping,
            yaml.SequenceStartEvent: self._sequence,
            yaml.MappingEndEvent: self._close,
            yaml.SequenceEndEvent: self._close,
            yaml.AliasEvent: self._alias,
            yaml.DocumentStartEvent: self._document,
        }

    def _document(self, _event: Any) -> None:
        self._anchors.clear()

    def _scalar(self, event: Any) -> None:
        start, stop, value, tag = event.start_mark, event.end_mark, event.value, event.tag
        at = (start.line + self._first, start.column + 1)
        end = (stop.line + self._first, stop.column + 1)
        frame = self._stack[-1] if self._stack else None
        if frame is not None and frame.names is not None and frame.key is None:
            frame.key, frame.key_at, frame.end = value, at, end
            frame.merging = value == "<<" and event.implicit[0]
            if event.anchor:
                self._anchors[event.anchor] = Known(value, self._span(at, end))
            return
        if event.style in _BLOCKS:
            end = self._trimmed(at, end)
        if event.implicit[0] if tag is None else tag.removeprefix(_CORE) in _RESOLVES:
            value = resolved(value)
        if frame is None or tag is not None or event.anchor:
            self._finish(value, event.anchor, tag, at, end)
            return
        frame.end = end
        if frame.names is None:
            frame.items.append(Known(value, span(self._path, *at, *end)))
            return
        if frame.key is not _ODD:
            frame.names[frame.key] = Known(value, span(self._path, *frame.key_at, *end))
        frame.key = None

    def _trimmed(self, start: tuple[int, int], end: tuple[int, int]) -> tuple[int, int]:
        """The end of a block scalar: of its last line that is not blank, not of what comes after."""
        line = end[0]
        if line == start[0] or end[1] > 1:
            return end
        line -= 1
        while line > start[0] and not self._lines[line - self._first].strip():
            line -= 1
        return line, len(self._lines[line - self._first].rstrip("\r")) + 1

    def _mapping(self, event: Any) -> None:
        self._open(event, {})

    def _sequence(self, event: Any) -> None:
        self._open(event, None)

    def _open(self, event: Any, names: dict[str, Tree] | None) -> None:
        if len(self._stack) >= MOST_DEPTH:
            raise TooDeep
        mark = event.start_mark
        self._stack.append(_Frame(event, mark.line + self._first, mark.column + 1, names))
        if event.anchor:
            self._anchors[event.anchor] = None

    def _close(self, event: Any) -> None:
        frame = self._stack.pop()
        mark = event.end_mark
        end = (mark.line + self._first, mark.column + 1) if frame.flow else frame.end
        over = self._stack[-1] if self._stack else None
        if over is not None and over.names is not None and over.key is None:
            over.key, over.key_at, over.end = _ODD, (frame.line, frame.column), end
            self._odd_key(over, frame, self._span(over.key_at, end))
            return
        content: Any = frame.items if frame.names is None else frame.names
        if frame.merges:
            content = _merged(frame)
        if frame.spoiled:
            content = Unknown(frame.spoiled, self._span((frame.line, frame.column), end))
        self._finish(content, frame.anchor, frame.tag, (frame.line, frame.column), end)

    def _odd_key(self, over: _Frame, frame: _Frame, place: Place) -> None:
        if over.flow and frame.flow and frame.names is not None and (over.line, over.column + 1) == over.key_at:
            over.spoiled = "a template fills it in"
        else:
            self.odd.append(place)

    def _alias(self, event: Any) -> None:
        start, stop, name = event.start_mark, event.end_mark, event.anchor
        at = (start.line + self._first, start.column + 1)
        end = (stop.line + self._first, stop.column + 1)
        source = self._anchors.get(name)
        frame = self._stack[-1] if self._stack else None
        if frame is not None and frame.names is not None and frame.key is None:
            frame.key_at, frame.end = at, end
            if isinstance(source, Known) and not isinstance(source.value, list | dict):
                frame.key = str(source.value)
            else:
                frame.key = _ODD
                self.odd.append(self._span(at, end))
            return
        place = self._span(self._from(at), end)
        self._add(self._unfold(name, source, place), end)

    def _unfold(self, name: str, source: Tree | None, place: Place) -> Tree:
        if source is None:
            return Unknown(f"the alias *{name} stands for nothing that is complete", place)
        size, height = self._measure(source)
        self._unfolded += size
        if self._unfolded > MOST_UNFOLDED or len(self._stack) + height > MOST_DEPTH:
            return Unknown("its aliases unfold to too much", place)
        if isinstance(source, Unknown):
            return Unknown(source.why, place, source.refs)
        hop = Hop(f'anchor "{name}"', source.place)
        return Known(source.value, place, How.COMPUTED, (*source.trail[:8], hop), source.refs)

    def _measure(self, tree: Tree) -> tuple[int, int]:
        """How many values a tree holds with its aliases unfolded, and how deep it is."""
        content = tree.value if isinstance(tree, Known) else None
        if not isinstance(content, list | dict):
            return 1 + (len(content) // _TEXT_OF_ONE if isinstance(content, str) else 0), 0
        found = self._sizes.get(id(content))
        if found is None:
            inner = [self._measure(each) for each in (content if isinstance(content, list) else content.values())]
            found = (1 + sum(size for size, _ in inner), 1 + max((height for _, height in inner), default=0))
            self._sizes[id(content)] = found
        return found

    def _finish(
        self, content: Any, anchor: str | None, tag: str | None, at: tuple[int, int], end: tuple[int, int]
    ) -> None:
        """Make a tree of a complete node and put it where it belongs."""
        place = self._span(self._from(at), end)
        tree: Tree = Unknown(content.why, place) if isinstance(content, Unknown) else Known(content, place)
        if tag is not None:
            tree = self._with_tag(tag, tree)
        if anchor:
            self._anchors[anchor] = tree
        self._add(tree, end)

    def _with_tag(self, tag: str, tree: Tree) -> Tree:
        if tag.startswith("!") and len(tag) > 1:
            return self._tagged(tag[1:], tree)
        if tag == "!" or tag.removeprefix(_CORE) in _RESOLVES | _PLAIN_TYPES:
            return tree
        return Unknown(f"the tag {tag} decides it", tree.place)

    def _from(self, at: tuple[int, int]) -> tuple[int, int]:
        """Where the place of a node starts: at its key if it has one."""
        frame = self._stack[-1] if self._stack else None
        return at if frame is None or frame.names is None else frame.key_at

    def _add(self, tree: Tree, end: tuple[int, int]) -> None:
        if not self._stack:
            self.trees.append(tree)
            return
        frame = self._stack[-1]
        frame.end = end
        if frame.names is None:
            frame.items.append(tree)
            return
        if frame.merging and frame.key == "<<" and _mergeable(tree):
            frame.merges.append(tree)
        elif frame.key is not _ODD:
            frame.names[frame.key] = tree
        frame.key = None

    def _span(self, start: tuple[int, int], end: tuple[int, int]) -> Place:
        return span(self._path, *start, *end)


def _mergeable(tree: Tree) -> bool:
    return isinstance(tree, Unknown) or isinstance(tree.value, dict | list)


def _merged(frame: _Frame) -> Any:
    """What a mapping holds with what ``<<`` brings in: its own names first, then the earlier sources."""
    sources: list[Tree] = []
    for tree in frame.merges:
        sources.extend(tree.value if isinstance(tree, Known) and isinstance(tree.value, list) else [tree])
    names: dict[str, Tree] = {}
    for source in reversed(sources):
        if isinstance(source, Unknown):
            return Unknown(source.why, source.place)
        if isinstance(source.value, dict):
            names.update(source.value)
    return names | (frame.names or {})

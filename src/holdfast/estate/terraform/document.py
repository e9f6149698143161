"""Documents inside of values: the JSON of a policy as a tree whose parts know the line that they stand in."""

from __future__ import annotations

from bisect import bisect_right
from typing import Any, Final

from holdfast.estate.terraform.values import Lazy, Rich
from holdfast.formats.hcl.jsonsyntax import HOLE, value
from holdfast.formats.hcl.nodes import Literal, Node, Object, Tuple
from holdfast.formats.hcl.scan import SyntaxFault
from holdfast.model.place import Place
from holdfast.model.value import Hop, How, Known, Tree, Unknown

LIMIT: Final = 1 << 20


def document(tree: Tree) -> Tree:
    """The document that a text holds, as a tree with the place of each part.

    For ``jsonencode(…)`` and policy documents it is what they were made of, also where parts are unknown; for a text
    or heredoc it is read as JSON, with what was filled in unknown where it is. A tree that is no text is its own
    document, null too. Unknown where the text is unknown as a whole, or no JSON.
    """
    if isinstance(tree, Known) and not isinstance(tree.value, str):
        return tree
    made = getattr(tree if isinstance(tree, Unknown) else tree.value, "tree", None)
    if isinstance(made, Known | Unknown):
        return _cleared(made)
    parts: tuple[Tree, ...] = getattr(tree if isinstance(tree, Unknown) else tree.value, "parts", ())
    if not parts:
        if isinstance(tree, Unknown):
            return tree
        parts = (tree,)
    return _Text(parts, tree).tree()


def _cleared(tree: Tree, left: list[int] | None = None) -> Tree:
    """A tree without the contents that only evaluation knows."""
    left = left if left is not None else [100_000]
    left[0] -= 1
    if isinstance(tree, Unknown):
        return tree
    if left[0] < 0:
        return Unknown("a document is too large", tree.place)
    if isinstance(tree.value, Lazy):
        return Unknown("it is a whole resource or module", tree.place)
    if isinstance(tree.value, list):
        return tree._replace(value=[_cleared(each, left) for each in tree.value])
    if isinstance(tree.value, dict):
        return tree._replace(value={name: _cleared(each, left) for name, each in tree.value.items()})
    return tree


class _Text:
    """A text put together from parts, and the way from a spot in it to the place that it came from."""

    def __init__(self, parts: tuple[Tree, ...], outer: Tree) -> None:
        self._parts = parts
        self._outer = outer
        self._starts: list[int] = []
        texts: list[str] = []
        size = 0
        for part in parts:
            text = HOLE if isinstance(part, Unknown) else _text(part.value).replace(HOLE, "")
            self._starts.append(size)
            texts.append(text)
            size += len(text)
        self._text = "".join(texts)

    def tree(self) -> Tree:
        if len(self._text) > LIMIT:
            return Unknown("a document is too large", self._outer.place, self._outer.refs)
        try:
            return self._tree(value(self._text))
        except (SyntaxFault, RecursionError):
            return Unknown("its text is no JSON", self._outer.place, self._outer.refs)

    def _tree(self, node: Node) -> Tree:
        place = self._place(node.start, node.end)
        trail = self._trail(node.start)
        if isinstance(node, Tuple):
            return Known([self._tree(each) for each in node.items], place, How.COMPUTED, trail)
        if isinstance(node, Object):
            content: dict[str, Any] = {}
            for key, inner in node.items:
                made = self._tree(inner)
                content[str(getattr(key, "value", ""))] = made._replace(place=self._place(key.start, inner.end))
            return Known(content, place, How.COMPUTED, trail)
        assert isinstance(node, Literal)  # noqa: S101 - JSON has no other syntax
        if isinstance(node.value, str) and HOLE in node.value:
            return self._hole(node, place)
        return Known(node.value, place, How.COMPUTED, trail)

    def _hole(self, node: Literal, place: Place) -> Tree:
        first = bisect_right(self._starts, node.start) - 1
        last = bisect_right(self._starts, node.end - 1)
        hidden = [part for part in self._parts[max(0, first) : last] if isinstance(part, Unknown)]
        refs = tuple(dict.fromkeys(ref for part in hidden for ref in part.refs))
        return Unknown(hidden[0].why if hidden else "a part is unknown", place, refs)

    def _part(self, offset: int) -> int:
        return max(0, bisect_right(self._starts, offset) - 1)

    def _trail(self, offset: int) -> tuple[Hop, ...]:
        part = self._parts[self._part(offset)]
        own = part.trail if isinstance(part, Known) else ()
        return own or (self._outer.trail if isinstance(self._outer, Known) else ())

    def _place(self, start: int, end: int) -> Place:
        """The line that a stretch begins in; exact where its text stands in lines as it was written."""
        number = self._part(start)
        part = self._parts[number]
        if isinstance(part, Unknown):
            return part.place
        source = self._source(part)
        if source.end_line - source.line != _text(part.value).count("\n"):
            return source
        last = self._parts[self._part(max(start, end - 1))]
        text = _text(part.value)
        line = source.line + text.count("\n", 0, start - self._starts[number])
        if source.line == source.end_line or line > source.end_line:
            return source
        end_line = line + self._text.count("\n", start, end) if last is part else line
        return Place(path=source.path, line=line, column=1, end_line=min(end_line, source.end_line), end_column=1)

    def _source(self, part: Known[Any]) -> Place:
        """Where a part was written: a heredoc's first line is the one below its beginning."""
        place = part.trail[0].place if part.trail else part.place
        lines = _text(part.value).count("\n")
        if place.end_line - place.line == lines + 1:
            return Place(path=place.path, line=place.line + 1, column=1, end_line=place.end_line, end_column=1)
        return place


def _text(value: object) -> str:
    if isinstance(value, Rich):
        return str(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)

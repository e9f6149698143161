"""Reads one file after the other."""

from __future__ import annotations

import re
from collections import OrderedDict
from functools import partial

from tree_sitter import Node, Parser, Point, Range, Tree

from holdfast.estate.kinds.code import Block, Broken, Module
from holdfast.estate.kinds.code import Node as Stretch
from holdfast.estate.python.definitions import FUNCTION
from holdfast.estate.python.encoding import utf8
from holdfast.estate.python.grammar import BLOCKS, LANGUAGE
from holdfast.estate.python.lowering import Lowering
from holdfast.estate.python.mending import mend
from holdfast.estate.python.tables import TABLES

KEPT = 1 << 20
"""Bytes of source whose trees are kept: a tree takes about 25 times its text."""
LARGEST = 8 << 20
"""Bytes of a file; a larger one is one broken stretch."""
CONTINUED = 1000
"""Lines that end in a backslash; the parser takes the square of their number, so more are read as one line."""
_CONTINUATION = re.compile(rb"\\\r?\n")
_START = Point(0, 0)


class Frontend:
    """Makes modules of files, and keeps the latest parses. Use it in one thread."""

    def __init__(self, kept: int = KEPT) -> None:
        """Keep the parses of about ``kept`` bytes of source."""
        self._whole = Parser(LANGUAGE)
        self._part = Parser(LANGUAGE)
        self._kept = kept
        self._size = 0
        self._trees: OrderedDict[bytes, Tree] = OrderedDict()

    def read(self, path: str, data: bytes) -> Module:
        """The module in a file, its functions' bodies left for later. No content makes it raise."""
        text = utf8(data)
        if len(text) > LARGEST:
            whole = Broken(0, len(text))
            return Module(path, "python", name_of(path), text, (whole,), (whole,))
        readable = text
        if text.count(b"\\\n") + text.count(b"\\\r\n") > CONTINUED:
            readable = _CONTINUATION.sub(lambda found: b" " * len(found[0]), text)
        tree = self._whole.parse(readable)
        holes: tuple[tuple[int, int], ...] = ()
        if tree.root_node.has_error:
            mended = mend(readable, self._whole.parse)
            readable, tree, holes = mended.data, mended.tree, mended.holes
        self._keep(readable, tree)
        root = tree.root_node
        low = Lowering(readable, TABLES, partial(self._body, readable), damaged=root.has_error)
        body = low.block(root)
        broken = sorted([*holes, *_stretches(body)])
        body = (*body, *[Broken(start, end) for start, end in holes])
        return Module(path, "python", name_of(path), text, body, tuple(Stretch(*stretch) for stretch in broken))

    def _keep(self, data: bytes, tree: Tree) -> None:
        trees = self._trees
        if data not in trees:
            self._size += len(data)
        trees[data] = tree
        while self._size > self._kept and len(trees) > 1:
            old, _ = trees.popitem(last=False)
            self._size -= len(old)

    def _body(self, data: bytes, start: int, end: int) -> Block:
        """The body of the function that stands there."""
        node = self._function(data, start, end)
        if node is None:
            return (Broken(start, end),)
        low = Lowering(data, TABLES, partial(self._body, data), damaged=node.has_error)
        for child in node.children:
            if child.kind_id in BLOCKS:
                return low.block(child)
        return ()

    def _function(self, data: bytes, start: int, end: int) -> Node | None:
        """Its node, from a tree that is kept, or from a parse of the function alone."""
        tree = self._trees.get(data)
        if tree is None:
            self._part.included_ranges = [Range(_START, _START, start, end)]
            tree = self._part.parse(data)
        else:
            self._trees.move_to_end(data)
        node = tree.root_node.descendant_for_byte_range(start, end)
        while node is not None and node.kind_id != FUNCTION:
            node = node.parent if node.start_byte == start else None
        return node


def _stretches(body: Block) -> list[tuple[int, int]]:
    return [(node.start, node.end) for node in body if isinstance(node, Broken)]


def name_of(path: str) -> str:
    """How others import a file, as far as its path tells."""
    name = path.rpartition(".")[0].removeprefix("src/").replace("/", ".")
    return name.removesuffix(".__init__")

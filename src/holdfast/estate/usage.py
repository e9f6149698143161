"""What holds on to what: whether anything in a configuration uses a resource, by reference or by name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final, NamedTuple, TypeAlias

from holdfast.estate.blocks import Block, Blocks
from holdfast.estate.links import Link
from holdfast.model.tree import at
from holdfast.model.value import How, Known, Tree, Unknown, Value

_DEEPEST: Final = 10
_KEY: Final = re.compile(r'\[(?:"(?:[^"\\]|\\.)*"|[^\]]*)\]')
Skips: TypeAlias = Callable[[Block, str], bool]
"""Whether an attribute of a block says what the block belongs to, and not what it uses."""


class Users(NamedTuple):
    """What the attributes of all blocks hold, and what is handed to others."""

    refs: frozenset[str]
    """Addresses that they refer to."""
    texts: frozenset[str]
    """Texts in attributes of the name that was asked for."""
    loose: Unknown | None
    """A content of such an attribute that nobody knows."""

    def of(self, block: Block, *identities: str) -> Value[bool]:
        """Whether anything uses a block; ``identities`` are attributes by which it may be named."""
        bare = _KEY.sub("", block.address)
        named = (at(block.attrs, name) for name in identities)
        if block.address in self.refs or bare in self.refs:
            return Known(True, block.place, How.COMPUTED)
        if any(isinstance(each, Known) and each.value in self.texts for each in named):
            return Known(True, block.place, How.COMPUTED)
        return self.loose or Known(False, block.place, How.DEFAULT)


def users(blocks: Blocks, called: re.Pattern[str], skips: Skips) -> Users:
    """What is used, with the attributes by whose name one tells that they may name it; a walk through everything."""
    refs: set[str] = set()
    texts: set[str] = set()
    loose: Unknown | None = None
    for name, tree in _all(blocks, skips):
        refs.update(tree.refs)
        if not called.search(name):
            continue
        if isinstance(tree, Unknown):
            loose = loose or (None if tree.refs else tree)
        elif isinstance(tree.value, str):
            texts.add(tree.value)
    return Users(frozenset(refs), frozenset(texts), loose)


def _all(blocks: Blocks, skips: Skips) -> Iterator[tuple[str, Tree]]:
    for block in blocks.all:
        if isinstance(block.attrs, Known) and isinstance(block.attrs.value, dict):
            for name, tree in block.attrs.value.items():
                if not skips(block, name):
                    yield from _below(name, tree, _DEEPEST)
    for name, tree in blocks.leaving:
        yield from _below(name, tree, _DEEPEST)


def _below(name: str, tree: Tree, depth: int) -> Iterator[tuple[str, Tree]]:
    yield name, tree
    if depth and isinstance(tree, Known):
        if isinstance(tree.value, dict):
            for inner, each in tree.value.items():
                yield from _below(inner, each, depth - 1)
        elif isinstance(tree.value, list):
            for each in tree.value:
                yield from _below(name, each, depth - 1)


def handed_to(types: tuple[str, ...], kept_safe: Callable[[Block], bool]) -> Link:
    """Which resources of some types refer to another one anywhere, but for those that keep it safe: their addresses."""

    def link(blocks: Blocks, target: Block) -> Value[tuple[Value[str], ...]]:
        wanted = {target.address, _KEY.sub("", target.address)}
        found: list[Value[str]] = []
        for block in blocks.of(*types):
            for _, tree in () if kept_safe(block) else _below("", block.attrs, _DEEPEST):
                if wanted & set(tree.refs):
                    found.append(Known(block.address, tree.place, How.COMPUTED))
                    break
        return Known(tuple(found), target.place, How.COMPUTED)

    return link

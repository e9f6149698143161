"""Attributes that hold the policy of a data source get its document, with the place of each part."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from holdfast.estate.blocks import Block
from holdfast.estate.terraform import moved, policy_text
from holdfast.model.value import Known, Tree, Unknown

DOCUMENT: Final = "aws_iam_policy_document"


def with_policies(blocks: Iterable[Block]) -> Iterator[Block]:
    """The same blocks. What a data source writes is also known, as a document, where a part of it is not."""
    every = list(blocks)
    made: dict[str, Tree] = {}
    for block in every:
        if block.mode == "data" and block.type == DOCUMENT:
            made[block.address] = policy_text(_filled(block.attrs, made))
    yield from (replace(block, attrs=_filled(block.attrs, made)) for block in every) if made else every


def _filled(attrs: Tree, made: dict[str, Tree]) -> Tree:
    if isinstance(attrs, Unknown):
        return attrs
    return attrs._replace(value={name: _value(each, made) for name, each in attrs.value.items()})


def _value(tree: Tree, made: dict[str, Tree]) -> Tree:
    """A value that is a policy's text, or a list of such, with the documents behind it."""
    if isinstance(tree, Known) and isinstance(tree.value, list):
        return tree._replace(value=[_value(each, made) for each in tree.value])
    found = [made[ref] for ref in tree.refs if ref in made]
    if len(found) != 1 or (isinstance(tree, Known) and not isinstance(tree.value, str)):
        return tree
    (document,) = found
    same = isinstance(tree, Unknown) or isinstance(document, Unknown) or document.value == tree.value
    return moved(document, tree.place, tree.refs) if same else tree

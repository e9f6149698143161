"""Policy documents in Terraform: JSON text, ``jsonencode``, or the data source that builds one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from holdfast.estate.aws_policy import Holder, policy
from holdfast.estate.blocks import Block, Blocks
from holdfast.model.resource import Resource
from holdfast.model.tree import absent, at, items
from holdfast.model.value import How, Known, Tree, Unknown

DOCUMENT: Final = "aws_iam_policy_document"
DEEPEST: Final = 8
"""Documents that are built from documents."""


def attached(blocks: Blocks, block: Block, path: tuple[str | int, ...], to: str, part: str = "") -> Iterator[Resource]:
    """Statements and policy of the document that an attribute holds or refers to."""
    holder = Holder(block.address, block.type, blocks.language, block.place)
    yield from policy(document(blocks, at(block.attrs, *path)), holder, to, part)


def document(blocks: Blocks, value: Tree) -> Tree:
    """A document as a tree: the data source behind a reference is read as what it will become."""
    source = source_of(blocks, value)
    return value if source is None else built(blocks, source)


def source_of(blocks: Blocks, value: Tree) -> Block | None:
    """The data source that a value refers to, if it is one that builds documents."""
    for ref in value.refs:
        for block in blocks.of(f"data.{DOCUMENT}"):
            if block.address == ref:
                return block
    return None


def built(blocks: Blocks, source: Block, depth: int = 0) -> Tree:
    """What a data source will become, every part at its own place."""
    statements: list[Tree] = []
    for name in _PARTS:
        for each in items(at(source.attrs, name)):
            inner = source_of(blocks, each)
            if inner is not None and depth < DEEPEST:
                statements += items(at(built(blocks, inner, depth + 1), "Statement"))
    own = at(source.attrs, "statement")
    if isinstance(own, Unknown):
        return own
    statements += [_statement(each) for each in items(own)]
    if not statements:
        return absent(source.attrs)
    return Known({"Statement": Known(statements, source.place)}, source.place)


def loose(blocks: Blocks) -> Iterator[Resource]:
    """Documents that no resource here uses: a module may hand them out."""
    used = {ref for block in blocks.all if block.type != DOCUMENT for ref in _refs(block.attrs, DEEPEST)}
    for block in blocks.of(f"data.{DOCUMENT}"):
        used |= {ref for name in _PARTS for each in items(at(block.attrs, name)) for ref in each.refs}
    for block in blocks.of(f"data.{DOCUMENT}"):
        if block.address not in used:
            tree = built(blocks, block)
            holder = Holder(block.address, block.type, blocks.language, block.place)
            yield from policy(tree, holder, _purpose(tree))


def _refs(tree: Tree, depth: int) -> Iterator[str]:
    yield from tree.refs
    if depth and isinstance(tree, Known):
        inner = tree.value.values() if isinstance(tree.value, dict) else tree.value
        for each in inner if isinstance(tree.value, dict | list) else ():
            yield from _refs(each, depth - 1)


def _purpose(document: Tree) -> str:
    """What a document is for, as far as it tells: taking on a role, guarding a resource, or what somebody may do."""
    for statement in items(at(document, "Statement")):
        if isinstance(statement, Known) and "Principal" in statement.value:
            actions = [
                each.value for each in items(statement.value.get("Action", statement)) if isinstance(each, Known)
            ]
            return "trust" if any(str(each).startswith("sts:AssumeRole") for each in actions) else "resource"
    return "identity"


_PARTS: Final = ("source_policy_documents", "override_policy_documents", "source_json", "override_json")
_NAMES: Final = (
    ("effect", "Effect"),
    ("actions", "Action"),
    ("not_actions", "NotAction"),
    ("resources", "Resource"),
    ("not_resources", "NotResource"),
)


def _statement(block: Tree) -> Tree:
    if isinstance(block, Unknown):
        return block
    content: dict[str, Tree] = {}
    for theirs, ours in _NAMES:
        value = at(block, theirs)
        if isinstance(value, Unknown) or value.value is not None:
            content[ours] = value
    for theirs, ours in (("principals", "Principal"), ("not_principals", "NotPrincipal")):
        value = at(block, theirs)
        if isinstance(value, Unknown):
            content[ours] = value
        elif items(value):
            content[ours] = _principals(value)
    conditions = at(block, "condition")
    if isinstance(conditions, Unknown):
        content["Condition"] = conditions
    elif items(conditions):
        content["Condition"] = _conditions(conditions)
    return Known(content, block.place, How.EXPLICIT, block.trail)


def _principals(blocks: Known[Any]) -> Tree:
    """Blocks of type and identifiers as a mapping; ``*`` of type ``*`` or ``AWS`` is everyone."""
    found: dict[str, list[Tree]] = {}
    for each in items(blocks):
        type = at(each, "type")
        names = at(each, "identifiers")
        if isinstance(type, Unknown):
            return type
        found.setdefault(str(type.value), []).extend(items(names) or [names])
    first = items(blocks)[0]
    return Known({type: Known(names, first.place) for type, names in found.items()}, first.place)


def _conditions(blocks: Known[Any]) -> Tree:
    found: dict[str, dict[str, Tree]] = {}
    for each in items(blocks):
        test, variable = at(each, "test"), at(each, "variable")
        if isinstance(test, Unknown):
            return test
        if isinstance(variable, Unknown):
            return variable
        found.setdefault(str(test.value), {})[str(variable.value)] = at(each, "values")
    first = items(blocks)[0]
    return Known({test: Known(keys, first.place) for test, keys in found.items()}, first.place)

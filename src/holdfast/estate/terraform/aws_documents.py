"""Policy documents in Terraform: JSON text, ``jsonencode``, or the data source that builds one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from holdfast.estate import aws_policy
from holdfast.estate.aws_policy import Holder
from holdfast.estate.blocks import Block, Blocks
from holdfast.estate.terraform.document import document
from holdfast.estate.terraform.policydocument import policy
from holdfast.model.resource import Resource
from holdfast.model.tree import at, items
from holdfast.model.value import Known, Tree

DOCUMENT: Final = "aws_iam_policy_document"
DEEPEST: Final = 8
"""How far below a resource's attributes a reference to a document is looked for."""
_PARTS: Final = ("source_policy_documents", "override_policy_documents", "source_json", "override_json")


def attached(blocks: Blocks, block: Block, path: tuple[str | int, ...], to: str, part: str = "") -> Iterator[Resource]:
    """Statements and policy of the document that an attribute holds or refers to."""
    holder = Holder(block.address, block.type, blocks.language, block.place)
    yield from aws_policy.policy(document(at(block.attrs, *path)), holder, to, part)


def loose(blocks: Blocks) -> Iterator[Resource]:
    """Documents that no resource here uses: a module may hand them out."""
    used = {ref for block in blocks.all if block.type != DOCUMENT for ref in _refs(block.attrs, DEEPEST)}
    for block in blocks.of(f"data.{DOCUMENT}"):
        used |= {ref for name in _PARTS for each in items(at(block.attrs, name)) for ref in each.refs}
    for block in blocks.of(f"data.{DOCUMENT}"):
        if block.address not in used:
            tree = policy(block.attrs)
            holder = Holder(block.address, block.type, blocks.language, block.place)
            yield from aws_policy.policy(tree, holder, _purpose(tree))


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

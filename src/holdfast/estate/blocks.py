"""What HCL, plan JSON and templates are turned into before providers' types are read: evaluated blocks, linked.

Whoever turns blocks into kinds (``aws_storage.py`` …) cannot tell whether they come from HCL or from a plan.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

from holdfast.model.noun import noun
from holdfast.model.place import Place
from holdfast.model.tree import at
from holdfast.model.value import Known, Tree, Unknown


@noun
class Block:
    """One resource or data source, one for each key of ``count`` and ``for_each``."""

    mode: str
    """``resource`` or ``data``."""
    type: str
    name: str
    address: str
    """With module path and key, e.g. ``module.x.aws_s3_bucket.logs["eu"]``; data sources start with ``data.``."""
    module: str
    """Address of the module that it stands in; empty in the root."""
    attrs: Tree
    """A mapping. A nested block is a list of mappings under its name, as are all of its repetitions."""
    place: Place
    """The whole block, from its header to its closing brace."""


class Blocks:
    """All blocks of one root module, with the ways between them."""

    def __init__(self, blocks: Iterable[Block], language: str, leaving: Sequence[tuple[str, Tree]] = ()) -> None:
        """Take the blocks in the order in which they stand, and ``terraform`` or ``tfplan``."""
        self.all = tuple(blocks)
        self.language = language
        self.leaving = leaving
        """What is handed to others: outputs, each with an empty name, and arguments of modules that lie elsewhere."""
        self._by_type: dict[str, list[Block]] = {}
        self._by_address: dict[str, Block] = {}
        for block in self.all:
            self._by_type.setdefault(block.type, []).append(block)
            self._by_address[block.address] = block
        self._pointing: dict[tuple[str, tuple[str | int, ...]], dict[str, list[Block]]] = {}

    @property
    def there(self) -> Collection[str]:
        """The types of resources and data sources that there are."""
        return self._by_type.keys()

    def of(self, *types: str) -> Iterator[Block]:
        """Resources of some types; data sources are asked for with a ``data.`` before the type."""
        for name in types:
            mode, bare = ("data", name[5:]) if name.startswith("data.") else ("resource", name)
            yield from (block for block in self._by_type.get(bare, ()) if block.mode == mode)

    def pointing(self, target: Block, type: str, *path: str | int) -> list[Block]:
        """Resources of a type whose attribute at ``path`` refers to ``target``, or holds its name, id or ARN.

        This is how a bucket finds its separate encryption, versioning, logging and public-access resources.
        """
        index = self._pointing.get((type, path))
        if index is None:
            index = self._pointing[type, path] = self._index(type, path)
        found = {id(block): block for key in _names(target) for block in index.get(key, ())}
        return list(found.values())

    def _index(self, type: str, path: tuple[str | int, ...]) -> dict[str, list[Block]]:
        index: dict[str, list[Block]] = {}
        for block in self.of(type):
            value = at(block.attrs, *path)
            for ref in value.refs:
                index.setdefault(ref, []).append(block)
            if isinstance(value, Known) and isinstance(value.value, str):
                index.setdefault(f"={value.value}", []).append(block)
        return index

    def target(self, tree: Tree, *types: str) -> Block | None:
        """The block that a value refers to, among some types; None where it refers to none that is here."""
        for ref in tree.refs:
            block = self._by_address.get(ref)
            if block is not None and (not types or block.type in types):
                return block
        if isinstance(tree, Unknown) or not isinstance(tree.value, str):
            return None
        for type in types:
            for block in self.of(type):
                if f"={tree.value}" in _names(block):
                    return block
        return None


_IDENTITIES = (
    *("id", "arn", "name", "bucket", "identifier", "function_name", "self_link"),
    *("Name", "BucketName", "FunctionName", "RoleName", "UserName", "TableName", "QueueName", "TopicName"),
    *("DBInstanceIdentifier", "DBClusterIdentifier", "ClusterName", "AliasName", "LogGroupName"),
)


def _names(block: Block) -> Iterator[str]:
    """What another block may hold to mean this one."""
    yield block.address
    for name in _IDENTITIES:
        value = at(block.attrs, name)
        if isinstance(value, Known) and isinstance(value.value, str) and value.value:
            yield f"={value.value}"

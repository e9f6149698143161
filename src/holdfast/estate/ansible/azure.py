"""Ansible's modules for Azure. Source: the documentation of the collection azure.azcollection."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from holdfast.estate.ansible.host import elements
from holdfast.estate.ansible.ports import apart, limits
from holdfast.estate.blocks import Block, Blocks
from holdfast.estate.facts import Frame, Row, among, fixed, given, literals, opposite, resource, switch, word
from holdfast.estate.firewall import gathered, protocol
from holdfast.estate.kinds.build import Registry
from holdfast.estate.kinds.database import Database
from holdfast.estate.kinds.network import FirewallRule
from holdfast.estate.kinds.storage import Bucket, Disk
from holdfast.estate.links import part
from holdfast.model.resource import Resource
from holdfast.model.tree import at, items, mapped, present
from holdfast.model.value import How, Known, Tree, Unknown, Value

_SERVER: Final = {
    "tls_required": switch("enforce_ssl"),
    "encrypted": fixed(True),
    "secret_literals": literals("admin_password"),
}
ROWS: Final = (
    Row(
        "azure_rm_storageaccount",
        Bucket,
        {
            "public_acls_blocked": opposite(switch("allow_blob_public_access", default=True)),
            "encrypted": fixed(True),
            "customer_key": among("encryption.key_source", "Microsoft.Keyvault"),
            "tls_required": switch("https_only"),
            "min_tls": word("minimum_tls_version", "TLS1_0"),
        },
    ),
    Row("azure_rm_postgresqlserver", Database, _SERVER),
    Row("azure_rm_mysqlserver", Database, _SERVER),
    Row("azure_rm_mariadbserver", Database, _SERVER),
    Row(
        "azure_rm_sqlserver",
        Database,
        {
            "public": among("public_network_access", "Enabled", default=True),
            "min_tls": word("minimal_tls_version"),
            "secret_literals": literals("admin_password"),
        },
    ),
    Row("azure_rm_containerregistry", Registry, {"admin_user": switch("admin_user_enabled")}),
    Row(
        "azure_rm_manageddisk",
        Disk,
        {"encrypted": fixed(True), "customer_key": given("encryption.disk_encryption_set")},
    ),
)


def read(blocks: Blocks) -> Iterator[Resource]:
    """Everything of Azure that a task makes."""
    frame = Frame("azure", blocks.language)
    rows = {row.type: row for row in ROWS}
    for block in blocks.all:
        if block.type in rows:
            yield resource(rows[block.type], frame, block.address, block.place, block.attrs)
        if block.type == "azure_rm_securitygroup":
            for number, tree in enumerate(items(at(block.attrs, "rules"))):
                for label, ports in apart(at(tree, "destination_port_range")):
                    yield _rule(block, frame, tree, ports, f"rules[{number}]{label}")


def _rule(block: Block, frame: Frame, tree: Tree, ports: Tree, name: str) -> Resource:
    low, high = limits(ports)
    return part(
        *(block, name, tree, FirewallRule, frame),
        layer=Known("group", block.place),
        inbound=_word(at(tree, "direction"), "inbound"),
        allow=_word(at(tree, "access"), "allow"),
        peers=_peers(tree),
        protocol=_protocol(at(tree, "protocol")),
        from_port=low,
        to_port=high,
        serves_web=Known(False, block.place),
        described=present(at(tree, "description")),
    )


def _word(tree: Tree, default: str) -> Value[bool]:
    if isinstance(tree, Known) and tree.value is None:
        return Known(True, tree.place, How.DEFAULT)
    return mapped(tree, lambda value: str(value).lower() == default)


_EVERYONE: Final = frozenset({"*", "internet", "any"})


def _peers(tree: Tree) -> Value[tuple[Value[str], ...]]:
    """Address ranges; ``*`` and ``Internet`` are everyone, and so is nothing."""
    source = at(tree, "source_address_prefix")
    if isinstance(source, Known) and source.value is None:
        source = Known("*", tree.place, How.DEFAULT)
    found = gathered([Known([_range(each) for each in elements(source)], source.place)], tree)
    return source if isinstance(source, Unknown) else found


def _range(tree: Tree) -> Tree:
    everyone = isinstance(tree, Known) and str(tree.value).lower() in _EVERYONE
    return tree._replace(value="0.0.0.0/0") if everyone and isinstance(tree, Known) else tree


def _protocol(tree: Tree) -> Value[str | None]:
    return protocol(tree._replace(value="all") if isinstance(tree, Known) and tree.value == "*" else tree)

"""Ansible's modules for Google Cloud. Source: the documentation of the collection google.cloud."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from holdfast.estate.ansible.ports import apart, limits
from holdfast.estate.blocks import Block, Blocks
from holdfast.estate.facts import (
    Frame,
    Row,
    among,
    either,
    fixed,
    given,
    literals,
    opposite,
    resource,
    some,
    switch,
)
from holdfast.estate.firewall import gathered, protocol
from holdfast.estate.kinds.database import Database
from holdfast.estate.kinds.network import FirewallRule
from holdfast.estate.kinds.storage import Bucket, Disk
from holdfast.estate.links import part
from holdfast.model.resource import Resource
from holdfast.model.tree import at, flag, items, present
from holdfast.model.value import Known, Tree, Unknown

_EVERYONE: Final = among("entity", "allUsers", "allAuthenticatedUsers")
_SETTINGS: Final = "settings"
ROWS: Final = (
    Row(
        "gcp_storage_bucket",
        Bucket,
        {
            "public": either(
                some("acl", _EVERYONE),
                some("default_object_acl", _EVERYONE),
                among("predefined_default_object_acl", "publicRead"),
            ),
            "encrypted": fixed(True),
            "versioned": switch("versioning.enabled"),
            "logged": given("logging.log_bucket"),
            "website": given("website"),
        },
    ),
    Row(
        "gcp_sql_instance",
        Database,
        {
            "public": switch(f"{_SETTINGS}.ip_configuration.ipv4_enabled"),
            "tls_required": switch(f"{_SETTINGS}.ip_configuration.require_ssl"),
            "encrypted": fixed(True),
            "multi_zone": among(f"{_SETTINGS}.availability_type", "REGIONAL"),
            "secret_literals": literals("root_password"),
        },
    ),
    Row(
        "gcp_compute_disk",
        Disk,
        {"encrypted": fixed(True), "customer_key": given("disk_encryption_key")},
    ),
)


def read(blocks: Blocks) -> Iterator[Resource]:
    """Everything of Google Cloud that a task makes."""
    frame = Frame("google", blocks.language)
    rows = {row.type: row for row in ROWS}
    for block in blocks.all:
        if block.type in rows:
            yield resource(rows[block.type], frame, block.address, block.place, block.attrs)
        if block.type == "gcp_compute_firewall":
            yield from _firewall(block, frame)


def _firewall(block: Block, frame: Frame) -> Iterator[Resource]:
    """One rule for each protocol and range of ports that is let through or refused."""
    for name in ("allowed", "denied"):
        listed = at(block.attrs, name)
        for number, tree in enumerate([listed] if isinstance(listed, Unknown) else items(listed)):
            ports = at(tree, "ports")
            for label, each in apart(ports):
                yield _rule(block, frame, tree, each, f"{name}[{number}]{label}", name == "allowed")


_INBOUND: Final = opposite(among("direction", "EGRESS"))


def _rule(block: Block, frame: Frame, tree: Tree, ports: Tree, name: str, allow: bool) -> Resource:
    inbound = _INBOUND(block.attrs)
    sources = at(block.attrs, "destination_ranges" if inbound == Known(False, inbound.place) else "source_ranges")
    low, high = limits(ports)
    off = flag(at(block.attrs, "disabled"), False)
    return part(
        *(block, name, tree, FirewallRule, frame),
        layer=Known("group", block.place),
        inbound=inbound,
        allow=off if isinstance(off, Unknown) else Known(allow and not off.value, tree.place),
        peers=gathered([sources], block.attrs),
        protocol=protocol(at(tree, "ip_protocol")),
        from_port=low,
        to_port=high,
        serves_web=Known(False, block.place),
        described=present(at(block.attrs, "description")),
    )

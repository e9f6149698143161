"""Key vaults of Azure, with the keys and secrets in them.

Source: template reference of Microsoft.KeyVault and Microsoft.Automation.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from holdfast.estate.blocks import Blocks
from holdfast.estate.credentials import named_secret
from holdfast.estate.facts import (
    Frame,
    Row,
    among,
    amount,
    either,
    fixed,
    given,
    matching,
    read_rows,
    resource,
    some,
    switch,
    where,
)
from holdfast.estate.kinds.keys import Key, Parameter, Secret
from holdfast.estate.kinds.service import Vault
from holdfast.estate.secretvalue import written
from holdfast.model.resource import Resource
from holdfast.model.tree import at, mapped, text

ROWS: Final = (
    Row(
        "Microsoft.KeyVault/vaults",
        Vault,
        {
            "purge_protected": switch("properties.enablePurgeProtection"),
            "recovery_days": where(
                switch("properties.enableSoftDelete", default=True),
                amount("properties.softDeleteRetentionInDays", 90),
                fixed(0.0),
            ),
            "role_based": switch("properties.enableRbacAuthorization"),
        },
    ),
    Row(
        "Microsoft.KeyVault/vaults/keys",
        Key,
        {
            "rotated": some("properties.rotationPolicy.lifetimeActions", among("action.type", "rotate")),
            "expires": either(
                given("properties.attributes.exp"), given("properties.rotationPolicy.attributes.expiryTime")
            ),
            "hardware": matching("properties.kty", "-HSM$"),
        },
    ),
)


def read(blocks: Blocks) -> Iterator[Resource]:
    """Every vault, key, secret and variable."""
    yield from read_rows(ROWS, blocks, "azure")
    frame = Frame("azure", blocks.language)
    for block in blocks.of("Microsoft.KeyVault/vaults/secrets"):
        facts = {"expires": given("properties.attributes.exp"), "labelled": given("properties.contentType")}
        literal = written(at(block.attrs, "properties", "value"), "value", block.attrs)
        row = Row(block.type, Secret, facts)
        yield resource(row, frame, block.address, block.place, block.attrs, secret_literals=literal)
    for block in blocks.of("Microsoft.Automation/automationAccounts/variables"):
        name = mapped(text(at(block.attrs, "name")), lambda value: named_secret((value or "").rpartition("/")[2]))
        known: dict[str, Any] = {"encrypted": switch("properties.isEncrypted")(block.attrs), "sounds_secret": name}
        yield resource(Row(block.type, Parameter, {}), frame, block.address, block.place, block.attrs, **known)

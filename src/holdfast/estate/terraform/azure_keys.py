"""Key vaults of Azure, with the keys and secrets in them.

Nobody can turn off that deleted things are kept for a while any more; how long is 90 days unless somebody says less.
Source: documentation of the provider, azurerm_key_vault; "Azure Key Vault soft-delete overview".
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from holdfast.estate.azure_facts import on
from holdfast.estate.blocks import Blocks
from holdfast.estate.credentials import named_secret
from holdfast.estate.facts import Frame, Row, amount, either, given, matching, read_rows, resource, switch
from holdfast.estate.kinds.keys import Key, Parameter, Secret
from holdfast.estate.kinds.service import Vault
from holdfast.estate.links import emitted, linked
from holdfast.estate.secretvalue import written
from holdfast.model.resource import Resource
from holdfast.model.tree import at, mapped, text

_TYPES: Final = ("string", "int", "bool", "datetime", "object")
VAULTS: Final = (
    Row(
        "azurerm_key_vault",
        Vault,
        {
            "purge_protected": switch("purge_protection_enabled"),
            "recovery_days": amount("soft_delete_retention_days", 90),
            "role_based": on("rbac_authorization_enabled", "enable_rbac_authorization"),
        },
    ),
    Row(
        "azurerm_key_vault_managed_hardware_security_module",
        Vault,
        {
            "purge_protected": switch("purge_protection_enabled"),
            "recovery_days": amount("soft_delete_retention_days", 90),
        },
    ),
)
_SENT: Final = linked(("azurerm_monitor_diagnostic_setting", "target_resource_id"))
ROWS: Final = (
    Row(
        "azurerm_key_vault_key",
        Key,
        {
            "rotated": given("rotation_policy.automatic"),
            "expires": either(given("expiration_date"), given("rotation_policy.expire_after")),
            "hardware": matching("key_type", "-HSM$"),
        },
    ),
)


def read(blocks: Blocks) -> Iterator[Resource]:
    """Every vault, key, secret and variable."""
    yield from read_rows(ROWS, blocks, "azure")
    frame = Frame("azure", blocks.language)
    yield from emitted(VAULTS, frame, blocks, access_logged=_SENT)
    for block in blocks.of("azurerm_key_vault_secret"):
        row = Row(block.type, Secret, {"expires": given("expiration_date"), "labelled": given("content_type")})
        literal = written(at(block.attrs, "value"), "value", block.attrs)
        yield resource(row, frame, block.address, block.place, block.attrs, secret_literals=literal)
    for type in _TYPES:
        for block in blocks.of(f"azurerm_automation_variable_{type}"):
            encrypted = switch("encrypted")(block.attrs)
            name = mapped(text(at(block.attrs, "name")), lambda value: named_secret(value or ""))
            facts: dict[str, Any] = {"encrypted": encrypted, "sounds_secret": name}
            yield resource(Row(block.type, Parameter, {}), frame, block.address, block.place, block.attrs, **facts)

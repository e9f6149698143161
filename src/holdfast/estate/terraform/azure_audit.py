"""Roles of Azure, and who sees what happens: logs of activities, defenders, workspaces of logs.

Source: documentation of the provider; "Azure activity log".
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from holdfast.estate.azure_facts import first
from holdfast.estate.azure_roles import allows, broad, grants, role_name
from holdfast.estate.blocks import Block, Blocks
from holdfast.estate.facts import (
    Fact,
    Frame,
    Row,
    among,
    amount,
    both,
    contains,
    fixed,
    read_rows,
    resource,
    switch,
)
from holdfast.estate.kinds.audit import AccountSetting, ThreatDetection, Trail
from holdfast.estate.kinds.identity import PolicyAttachment
from holdfast.estate.kinds.logs import LogGroup
from holdfast.estate.kinds.service import CustomRole
from holdfast.model.resource import Resource
from holdfast.model.tree import at
from holdfast.model.value import Known, Tree, Unknown, Value


def _setting(words: str, safe: Fact) -> dict[str, Fact]:
    return {"setting": fixed(words), "safe": safe}


def _kept(attrs: Tree) -> Value[Any]:
    """Days for which a log is kept; none where that is for ever."""
    on = switch("retention_policy.enabled")(attrs)
    if isinstance(on, Unknown):
        return on
    days = amount("retention_policy.days", 0)(attrs)
    if isinstance(days, Known) and (not on.value or not days.value):
        return Known(None, days.place, days.how)
    return days


ROWS: Final = (
    Row(
        "azurerm_monitor_log_profile",
        Trail,
        {
            "complete": both(*(contains("categories", word) for word in ("Write", "Delete", "Action"))),
            "global_events": contains("locations", "global"),
            "retention_days": _kept,
        },
    ),
    Row(
        "azurerm_log_analytics_workspace",
        LogGroup,
        {"retention_days": amount("retention_in_days", 30)},
    ),
    Row(
        "azurerm_security_center_subscription_pricing",
        ThreatDetection,
        {"enabled": among("tier", "Standard")},
    ),
    Row(
        "azurerm_security_center_contact",
        AccountSetting,
        _setting(
            "mail to the security contact about alerts",
            first(switch, "alert_notifications"),
        ),
    ),
    Row(
        "azurerm_security_center_auto_provisioning",
        AccountSetting,
        _setting("installing the agent of the defender by itself", among("auto_provision", "On")),
    ),
    Row(
        "azurerm_security_center_setting",
        AccountSetting,
        _setting("a source of the defender", switch("enabled")),
    ),
)


def read(blocks: Blocks) -> Iterator[Resource]:
    """Every role, assignment, log and defender."""
    yield from read_rows(ROWS, blocks, "azure")
    frame = Frame("azure", blocks.language)
    for block in blocks.of("azurerm_role_definition"):
        permissions = at(block.attrs, "permissions")
        facts: dict[str, Any] = {
            "allows_everything": allows(permissions, "actions", "not_actions"),
            "grants_roles": grants(permissions, "actions", "not_actions"),
        }
        yield resource(Row(block.type, CustomRole, {}), frame, block.address, block.place, block.attrs, **facts)
    for block in blocks.of("azurerm_role_assignment"):
        row = Row(block.type, PolicyAttachment, {})
        given_to: dict[str, Any] = {"policy": _role(block), "broad": broad(at(block.attrs, "scope"))}
        yield resource(row, frame, block.address, block.place, block.attrs, **given_to)


def _role(block: Block) -> Value[str | None]:
    name = at(block.attrs, "role_definition_name")
    named = isinstance(name, Unknown) or name.value is not None
    return role_name(name if named else at(block.attrs, "role_definition_id"))

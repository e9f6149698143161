"""Networks of Azure, what guards their edge, roles, and who sees what happens.

Source: template reference of Microsoft.Network, Microsoft.Authorization, Microsoft.Security and others.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from holdfast.estate.azure_edge import gateway_tls
from holdfast.estate.azure_roles import allows, broad, grants, role_name
from holdfast.estate.blocks import Block, Blocks
from holdfast.estate.facts import Frame, Row, among, amount, either, fixed, given, read_rows, resource, some, switch
from holdfast.estate.kinds.audit import ThreatDetection
from holdfast.estate.kinds.edge import Listener, LoadBalancer, Waf
from holdfast.estate.kinds.identity import PolicyAttachment
from holdfast.estate.kinds.logs import LogGroup
from holdfast.estate.kinds.network import FlowLog, Subnet
from holdfast.estate.kinds.service import CustomRole
from holdfast.estate.links import part
from holdfast.model.resource import Resource
from holdfast.model.tree import at, items, text
from holdfast.model.value import How, Known, Tree, Unknown, Value

_GATEWAY: Final = "Microsoft.Network/applicationGateways"
ROWS: Final = (
    Row(
        _GATEWAY,
        LoadBalancer,
        {
            "public": some("properties.frontendIPConfigurations", given("properties.publicIPAddress")),
            "waf": either(
                given("properties.firewallPolicy"),
                switch("properties.webApplicationFirewallConfiguration.enabled"),
                some("properties.httpListeners", given("properties.firewallPolicy")),
            ),
        },
    ),
    Row(
        "Microsoft.Network/ApplicationGatewayWebApplicationFirewallPolicies",
        Waf,
        {
            "watches_only": either(
                among("properties.policySettings.mode", "Detection"),
                among("properties.policySettings.state", "Disabled"),
            )
        },
    ),
    Row(
        "Microsoft.Network/FrontDoorWebApplicationFirewallPolicies",
        Waf,
        {
            "watches_only": either(
                among("properties.policySettings.mode", "Detection"),
                among("properties.policySettings.enabledState", "Disabled"),
            )
        },
    ),
    Row(
        "Microsoft.OperationalInsights/workspaces",
        LogGroup,
        {"retention_days": amount("properties.retentionInDays", 30)},
    ),
    Row("Microsoft.Security/pricings", ThreatDetection, {"enabled": among("properties.pricingTier", "Standard")}),
)
_UNGUARDABLE: Final = frozenset(
    {"gatewaysubnet", "azurefirewallsubnet", "azurefirewallmanagementsubnet", "azurebastionsubnet", "routeserversubnet"}
)


def read(blocks: Blocks) -> Iterator[Resource]:
    """Every gateway, subnet, log, role and assignment."""
    yield from read_rows(ROWS, blocks, "azure")
    frame = Frame("azure", blocks.language)
    for block in blocks.of(_GATEWAY):
        yield from _listeners(block, frame)
    for block in blocks.of("Microsoft.Network/virtualNetworks"):
        for number, tree in enumerate(items(at(block.attrs, "properties", "subnets"))):
            yield _subnet(block, f"subnets[{number}]", tree, frame)
    for block in blocks.of("Microsoft.Network/virtualNetworks/subnets"):
        yield _subnet(block, "", block.attrs, frame)
    for block in blocks.of("Microsoft.Network/networkWatchers/flowLogs"):
        row = Row(block.type, FlowLog, {"refused_logged": fixed(True), "logged": switch("properties.enabled", True)})
        yield resource(row, frame, block.address, block.place, block.attrs, retention_days=_retention(block.attrs))
    for block in blocks.of("Microsoft.Authorization/roleDefinitions"):
        permissions = at(block.attrs, "properties", "permissions")
        facts: dict[str, Any] = {
            "allows_everything": allows(permissions, "actions", "notActions"),
            "grants_roles": grants(permissions, "actions", "notActions"),
        }
        yield resource(Row(block.type, CustomRole, {}), frame, block.address, block.place, block.attrs, **facts)
    for block in blocks.of("Microsoft.Authorization/roleAssignments"):
        role = role_name(at(block.attrs, "properties", "roleDefinitionId"))
        known: dict[str, Any] = {"policy": role, "broad": broad(at(block.attrs, "scope"))}
        yield resource(Row(block.type, PolicyAttachment, {}), frame, block.address, block.place, block.attrs, **known)


def _subnet(block: Block, name: str, tree: Tree, frame: Frame) -> Resource:
    called = text(at(tree, "name"))
    last = (called.value or "").rpartition("/")[2].lower() if isinstance(called, Known) else ""
    guarded = None if last in _UNGUARDABLE else given("properties.networkSecurityGroup")(tree)
    return part(block, name, tree, Subnet, frame, guarded=guarded)


def _retention(attrs: Tree) -> Value[Any]:
    """Days for which it is kept; off or 0 means for ever, which is None."""
    kept = switch("properties.retentionPolicy.enabled")(attrs)
    days = amount("properties.retentionPolicy.days", 0)(attrs)
    if isinstance(kept, Unknown):
        return kept
    if isinstance(days, Known) and not (kept.value and days.value):
        return Known(None, days.place, days.how)
    return days


def _listeners(block: Block, frame: Frame) -> Iterator[Resource]:
    """Each listener; one behind which some rule sends visitors on counts as one that demands HTTPS."""
    policy = at(block.attrs, "properties", "sslPolicy")
    minimum = gateway_tls(policy, "policyName", "minProtocolVersion", block)
    sent_on = some("properties.requestRoutingRules", given("properties.redirectConfiguration"))(block.attrs)
    for number, tree in enumerate(items(at(block.attrs, "properties", "httpListeners"))):
        secure = among("properties.protocol", "Https")(tree)
        facts: dict[str, Any] = {"tls_required": secure}
        if isinstance(secure, Known) and secure.value:
            facts["min_tls"] = minimum
        elif isinstance(sent_on, Unknown) or sent_on.value:
            facts["tls_required"] = Known(True, tree.place, How.COMPUTED)
        yield part(block, f"httpListeners[{number}]", tree, Listener, frame, **facts)

"""Networks of Azure and where the internet meets them: gateways, content networks, web application firewalls.

Source: documentation of the provider; "Application Gateway TLS policy overview".
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from holdfast.estate.azure_edge import gateway_tls
from holdfast.estate.azure_facts import on_unless
from holdfast.estate.blocks import Block, Blocks
from holdfast.estate.facts import (
    Fact,
    Frame,
    Row,
    among,
    both,
    contains,
    either,
    fixed,
    given,
    opposite,
    reach,
    read_rows,
    some,
    switch,
)
from holdfast.estate.kinds.edge import Cdn, Listener, LoadBalancer, Waf
from holdfast.estate.kinds.network import FlowLog, Subnet
from holdfast.estate.links import emitted, linked, part
from holdfast.model.resource import Resource
from holdfast.model.tree import at, items, text
from holdfast.model.value import How, Known, Tree, Unknown, Value

_ENABLED: Final = on_unless("enabled")
_GATEWAY: Final = {
    "public": some("frontend_ip_configuration", given("public_ip_address_id")),
    "waf": either(
        given("firewall_policy_id"),
        some("waf_configuration", switch("enabled")),
        some("http_listener", given("firewall_policy_id")),
    ),
}


def _watching(mode: str) -> Fact:
    """Whether it only watches: it is in the mode for that, or off."""
    return either(among(mode, "Detection"), opposite(_ENABLED))


def _protocols(asked: Fact) -> Fact:
    """What a content network asks of visitors, in the words of the kind."""

    def fact(attrs: Tree) -> Value[Any]:
        told = asked(attrs)
        if isinstance(told, Unknown):
            return told
        word: Value[str] = Known("allow-all" if told.value else "https-only", told.place, told.how, told.trail)
        return Known((word,), told.place)

    return fact


ROWS: Final = (
    Row("azurerm_application_gateway", LoadBalancer, _GATEWAY),
    Row(
        "azurerm_web_application_firewall_policy",
        Waf,
        {
            "watches_only": either(
                among("policy_settings.mode", "Detection"),
                opposite(on_unless("policy_settings.enabled")),
            )
        },
    ),
    Row("azurerm_cdn_frontdoor_firewall_policy", Waf, {"watches_only": _watching("mode")}),
    Row("azurerm_frontdoor_firewall_policy", Waf, {"watches_only": _watching("mode")}),
    Row("azurerm_cdn_endpoint", Cdn, {"viewer_protocols": _protocols(on_unless("is_http_allowed"))}),
    Row(
        "azurerm_cdn_frontdoor_route",
        Cdn,
        {
            "viewer_protocols": _protocols(
                both(contains("supported_protocols", "Http"), opposite(on_unless("https_redirect_enabled")))
            )
        },
    ),
    Row(
        "azurerm_frontdoor",
        Cdn,
        {"waf": some("frontend_endpoint", given("web_application_firewall_policy_link_id"))},
    ),
    Row(
        "azurerm_network_watcher_flow_log",
        FlowLog,
        {
            "refused_logged": fixed(True),
            "logged": on_unless("enabled"),
            "retention_days": lambda attrs: _retention(attrs),
        },
    ),
)
_NETWORKS: Final = (Row("azurerm_subnet", Subnet, {}),)
_UNGUARDABLE: Final = frozenset(
    {"gatewaysubnet", "azurefirewallsubnet", "azurefirewallmanagementsubnet", "azurebastionsubnet", "routeserversubnet"}
)


def read(blocks: Blocks) -> Iterator[Resource]:
    """Every gateway with its listeners, every content network, firewall, subnet and log."""
    yield from read_rows(ROWS, blocks, "azure")
    frame = Frame("azure", blocks.language)
    for block in blocks.of("azurerm_application_gateway"):
        yield from _listeners(block, frame)
    yield from emitted(_NETWORKS, frame, blocks, guarded=_guarded)


_ASSOCIATED: Final = linked(("azurerm_subnet_network_security_group_association", "subnet_id"))


def _guarded(blocks: Blocks, block: Block) -> Value[bool] | None:
    """Whether a security group filters a subnet; some of the platform's own take none."""
    name = text(at(block.attrs, "name"))
    if isinstance(name, Known) and (name.value or "").lower() in _UNGUARDABLE:
        return None
    return _ASSOCIATED(blocks, block)


def _retention(attrs: Tree) -> Value[Any]:
    """Days for which it is kept; off or 0 means for ever, which is None."""
    kept = switch("retention_policy.enabled")(attrs)
    if isinstance(kept, Unknown) or not kept.value:
        return kept if isinstance(kept, Unknown) else Known(None, kept.place, kept.how)
    days = reach(attrs, "retention_policy.days")
    if isinstance(days, Unknown) or days.value:
        return days
    return Known(None, days.place, How.DEFAULT)


def _listeners(block: Block, frame: Frame) -> Iterator[Resource]:
    """Each listener; one whose requests are all sent on to HTTPS counts as one that demands it."""
    minimum = gateway_tls(at(block.attrs, "ssl_policy"), "policy_name", "min_protocol_version", block)
    for number, tree in enumerate(items(at(block.attrs, "http_listener"))):
        secure = among("protocol", "Https")(tree)
        if isinstance(secure, Known) and not secure.value and _sent_on(block, at(tree, "name")):
            secure = Known(True, secure.place, How.COMPUTED)
        facts: dict[str, Any] = {"tls_required": secure}
        if isinstance(secure, Known) and secure.value and secure.how is not How.COMPUTED:
            facts["min_tls"] = minimum
        yield part(block, f"http_listener[{number}]", tree, Listener, frame, **facts)


def _sent_on(block: Block, name: Tree) -> bool:
    if isinstance(name, Unknown):
        return True
    for rule in items(at(block.attrs, "request_routing_rule")):
        listener, redirect = at(rule, "http_listener_name"), at(rule, "redirect_configuration_name")
        same = isinstance(listener, Unknown) or listener.value == name.value
        if same and (isinstance(redirect, Unknown) or redirect.value):
            return True
    return False

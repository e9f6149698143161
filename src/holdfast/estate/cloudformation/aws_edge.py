"""Load balancers, names, certificates and web application firewalls of AWS in templates."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from holdfast.estate.blocks import Block, Blocks
from holdfast.estate.facts import Fact, Frame, Row, among, either, fixed, given, opposite, some, switch, where
from holdfast.estate.kinds.edge import (
    Certificate,
    DnsZone,
    Listener,
    LoadBalancer,
    TargetGroup,
    Waf,
)
from holdfast.estate.links import emitted, linked, part
from holdfast.estate.tls import balancer_policy
from holdfast.model.resource import Resource
from holdfast.model.tree import at, flag, items, mapped
from holdfast.model.value import How, Known, Tree, Unknown, Value

_APPLICATION: Final = among("Type", "application", default=True)


def _attribute(name: str, default: bool, *unsafe: str) -> Fact:
    """A switch in the list of attributes; a value that is one of some words counts as off."""

    def fact(attrs: Tree) -> Value[Any]:
        listed = at(attrs, "LoadBalancerAttributes")
        if isinstance(listed, Unknown):
            return listed
        for each in items(listed):
            key = at(each, "Key")
            if isinstance(key, Known) and key.value == name:
                value = at(each, "Value")
                return mapped(value, lambda word: str(word) not in unsafe) if unsafe else flag(value, default)
        return Known(default, attrs.place, How.DEFAULT)

    return fact


def _allows(attrs: Tree) -> Value[Any]:
    """Whether what no rule matches is let through; ``Allow: {}`` is how that is written."""
    action = at(attrs, "DefaultAction")
    if isinstance(action, Unknown):
        return action
    return Known(isinstance(action.value, dict) and "Allow" in action.value, action.place)


_LOADS: Final = (
    Row(
        "AWS::ElasticLoadBalancingV2::LoadBalancer",
        LoadBalancer,
        {
            "public": opposite(among("Scheme", "internal")),
            "access_logged": either(_attribute("access_logs.s3.enabled", False), among("Type", "gateway")),
            "deletion_protected": _attribute("deletion_protection.enabled", False),
            "drops_invalid_headers": either(
                _attribute("routing.http.drop_invalid_header_fields.enabled", False), opposite(_APPLICATION)
            ),
            "desync_guarded": _attribute("routing.http.desync_mitigation_mode", True, "monitor"),
            "cross_zone": where(_APPLICATION, fixed(True), _attribute("load_balancing.cross_zone.enabled", False)),
        },
    ),
)
_CLASSIC: Final = (
    Row(
        "AWS::ElasticLoadBalancing::LoadBalancer",
        LoadBalancer,
        {
            "public": opposite(among("Scheme", "internal")),
            "access_logged": switch("AccessLoggingPolicy.Enabled"),
            "cross_zone": switch("CrossZone"),
        },
    ),
)
_TARGETS: Final = (
    Row(
        "AWS::ElasticLoadBalancingV2::TargetGroup",
        TargetGroup,
        {
            "tls_required": opposite(among("Protocol", "HTTP")),
            "health_checked": switch("HealthCheckEnabled", True),
        },
    ),
)
_BAD_INPUTS: Final = among("Statement.ManagedRuleGroupStatement.Name", "AWSManagedRulesKnownBadInputsRuleSet")
_WAFS: Final = (
    Row(
        "AWS::WAFv2::WebACL",
        Waf,
        {
            "known_bad_blocked": some("Rules", _BAD_INPUTS),
            "empty": where(_allows, opposite(given("Rules")), fixed(False)),
            "measured": switch("VisibilityConfig.CloudWatchMetricsEnabled", True),
        },
    ),
)
_OLD_WAFS: Final = tuple(
    Row(
        type,
        Waf,
        {"empty": where(among("DefaultAction.Type", "ALLOW"), opposite(given("Rules")), fixed(False))},
    )
    for type in ("AWS::WAF::WebACL", "AWS::WAFRegional::WebACL")
)
_ROWS: Final = (
    Row(
        "AWS::CertificateManager::Certificate",
        Certificate,
        {"transparent": opposite(among("CertificateTransparencyLoggingPreference", "DISABLED"))},
    ),
)
_ZONES: Final = (
    Row(
        "AWS::Route53::HostedZone",
        DnsZone,
        {"public": opposite(given("VPCs")), "logged": given("QueryLoggingConfig")},
    ),
)
_GUARDS: Final = (
    ("AWS::WAFv2::WebACLAssociation", "ResourceArn"),
    ("AWS::WAFRegional::WebACLAssociation", "ResourceArn"),
)


def _guarded(blocks: Blocks, block: Block) -> Value[bool] | None:
    """Whether a load balancer for web requests that the internet can reach has a firewall before it."""
    application, internal = _APPLICATION(block.attrs), among("Scheme", "internal")(block.attrs)
    if isinstance(application, Known) and not application.value:
        return None
    if isinstance(internal, Known) and internal.value:
        return None
    return linked(*_GUARDS)(blocks, block)


def read(blocks: Blocks) -> Iterator[Resource]:
    """What stands at the edge, but for content networks and programming interfaces."""
    frame = Frame("aws", blocks.language)
    yield from emitted(_LOADS, frame, blocks, waf=_guarded)
    yield from emitted(_CLASSIC, frame, blocks)
    yield from emitted(_TARGETS, frame, blocks)
    yield from _listeners(blocks, frame)
    logs = linked(("AWS::WAFv2::LoggingConfiguration", "ResourceArn"))
    yield from emitted(_WAFS, frame, blocks, logged=logs)
    yield from emitted(_OLD_WAFS, frame, blocks)
    yield from emitted(_ROWS, frame, blocks)
    yield from emitted(_ZONES, frame, blocks, signed=linked(("AWS::Route53::DNSSEC", "HostedZoneId")))


def _listeners(blocks: Blocks, frame: Frame) -> Iterator[Resource]:
    for block in blocks.of("AWS::ElasticLoadBalancingV2::Listener"):
        yield part(
            *(block, "", block.attrs, Listener, frame),
            tls_required=_speaks_tls(block.attrs),
            min_tls=_oldest(block.attrs),
        )
    for block in blocks.of("AWS::ElasticLoadBalancing::LoadBalancer"):
        for number, tree in enumerate(items(at(block.attrs, "Listeners"))):
            yield part(
                *(block, f"Listeners[{number}]", tree, Listener, frame),
                tls_required=mapped(at(tree, "Protocol"), lambda word: str(word).lower() != "http"),
            )


def _speaks_tls(listener: Tree) -> Value[bool]:
    """Whether a listener speaks TLS, or sends visitors to where it is spoken; plain TCP may carry anything."""
    protocol = at(listener, "Protocol")
    if isinstance(protocol, Unknown):
        return protocol
    if str(protocol.value).upper() != "HTTP":
        return Known(True, protocol.place, protocol.how, protocol.trail)
    for action in items(at(listener, "DefaultActions")):
        kind = at(action, "Type")
        if isinstance(kind, Unknown):
            return kind
        if kind.value == "redirect":
            way = at(action, "RedirectConfig", "Protocol")
            if isinstance(way, Unknown):
                return way
            return Known(str(way.value).upper() == "HTTPS", protocol.place, protocol.how, protocol.trail)
        if kind.value == "fixed-response":
            return Known(True, protocol.place, protocol.how, protocol.trail)
    return Known(False, protocol.place, protocol.how, protocol.trail)


def _oldest(listener: Tree) -> Value[str | None] | None:
    """Oldest TLS of a listener; not here for one that speaks none."""
    protocol = at(listener, "Protocol")
    if isinstance(protocol, Unknown):
        return protocol
    if str(protocol.value).upper() not in ("HTTPS", "TLS"):
        return None
    name = at(listener, "SslPolicy")
    if isinstance(name, Known) and not name.value:
        return Known("1.0", name.place, How.DEFAULT)
    return mapped(name, lambda value: balancer_policy(str(value)))

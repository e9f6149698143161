"""Load balancers, names, certificates and web application firewalls of AWS."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from holdfast.estate.blocks import Block, Blocks
from holdfast.estate.facts import (
    Frame,
    Row,
    among,
    either,
    fixed,
    given,
    opposite,
    some,
    switch,
    where,
)
from holdfast.estate.kinds.edge import (
    Accelerator,
    Certificate,
    DnsZone,
    Domain,
    Listener,
    LoadBalancer,
    TargetGroup,
    Waf,
)
from holdfast.estate.links import emitted, linked, part
from holdfast.estate.tls import balancer_policy, version
from holdfast.model.resource import Resource
from holdfast.model.tree import at, items, mapped
from holdfast.model.value import How, Known, Tree, Unknown, Value

_APPLICATION: Final = among("load_balancer_type", "application", default=True)
_LOADS: Final = tuple(
    Row(
        type,
        LoadBalancer,
        {
            "public": opposite(switch("internal")),
            "access_logged": where(
                among("load_balancer_type", "gateway"),
                fixed(True),
                where(given("access_logs"), switch("access_logs.enabled"), fixed(False)),
            ),
            "deletion_protected": switch("enable_deletion_protection"),
            "drops_invalid_headers": either(switch("drop_invalid_header_fields"), opposite(_APPLICATION)),
            "desync_guarded": opposite(among("desync_mitigation_mode", "monitor")),
            "cross_zone": where(_APPLICATION, fixed(True), switch("enable_cross_zone_load_balancing")),
        },
    )
    for type in ("aws_lb", "aws_alb")
)
_CLASSIC: Final = (
    Row(
        "aws_elb",
        LoadBalancer,
        {
            "public": opposite(switch("internal")),
            "access_logged": where(given("access_logs"), switch("access_logs.enabled", True), fixed(False)),
            "desync_guarded": opposite(among("desync_mitigation_mode", "monitor")),
            "cross_zone": switch("cross_zone_load_balancing", True),
        },
    ),
)
_LISTENERS: Final = ("aws_lb_listener", "aws_alb_listener")
_TARGETS: Final = tuple(
    Row(
        type,
        TargetGroup,
        {
            "tls_required": opposite(among("protocol", "HTTP")),
            "health_checked": switch("health_check.enabled", True),
        },
    )
    for type in ("aws_lb_target_group", "aws_alb_target_group")
)
_BAD_INPUTS: Final = among("statement.managed_rule_group_statement.name", "AWSManagedRulesKnownBadInputsRuleSet")
_WAFS: Final = (
    Row(
        "aws_wafv2_web_acl",
        Waf,
        {
            "known_bad_blocked": some("rule", _BAD_INPUTS),
            "empty": where(given("default_action.allow"), opposite(given("rule")), fixed(False)),
            "measured": switch("visibility_config.cloudwatch_metrics_enabled", True),
        },
    ),
)
_OLD_WAFS: Final = tuple(
    Row(
        type,
        Waf,
        {
            "logged": given("logging_configuration"),
            "empty": where(
                among("default_action.type", "ALLOW"), opposite(either(given("rules"), given("rule"))), fixed(False)
            ),
        },
    )
    for type in ("aws_waf_web_acl", "aws_wafregional_web_acl")
)
_CERTIFICATES: Final = (
    Row(
        "aws_acm_certificate",
        Certificate,
        {
            "transparent": opposite(among("options.certificate_transparency_logging_preference", "DISABLED")),
        },
    ),
)
_DOMAINS: Final = (
    Row("aws_route53domains_registered_domain", Domain, {"transfer_locked": switch("transfer_lock", True)}),
)
_ACCELERATORS: Final = (
    Row("aws_globalaccelerator_accelerator", Accelerator, {"flow_logged": switch("attributes.flow_logs_enabled")}),
)
_GUARDS: Final = (
    ("aws_wafv2_web_acl_association", "resource_arn"),
    ("aws_wafregional_web_acl_association", "resource_arn"),
)


def guarded(blocks: Blocks, block: Block) -> Value[bool] | None:
    """Whether a load balancer for web requests that the internet can reach has a firewall before it."""
    internal = at(block.attrs, "internal")
    application = _APPLICATION(block.attrs)
    if isinstance(application, Known) and not application.value:
        return None
    if isinstance(internal, Known) and internal.value in (True, "true"):
        return None
    return linked(*_GUARDS)(blocks, block)


def read(blocks: Blocks) -> Iterator[Resource]:
    """What stands at the edge, but for content networks and programming interfaces."""
    frame = Frame("aws", blocks.language)
    yield from emitted(_LOADS, frame, blocks, waf=guarded)
    yield from emitted(_CLASSIC, frame, blocks)
    yield from emitted(_TARGETS, frame, blocks)
    yield from _listeners(blocks, frame)
    yield from _classic_tls(blocks, frame)
    yield from emitted(_WAFS, frame, blocks, logged=linked(("aws_wafv2_web_acl_logging_configuration", "resource_arn")))
    yield from emitted(_OLD_WAFS, frame, blocks)
    yield from emitted(_CERTIFICATES, frame, blocks)
    yield from emitted(_DOMAINS, frame, blocks)
    yield from emitted(_ACCELERATORS, frame, blocks)
    yield from emitted(
        (Row("aws_route53_zone", DnsZone, {"public": opposite(given("vpc"))}),),
        frame,
        blocks,
        logged=linked(("aws_route53_query_log", "zone_id")),
        signed=linked(("aws_route53_hosted_zone_dnssec", "hosted_zone_id")),
    )


def _listeners(blocks: Blocks, frame: Frame) -> Iterator[Resource]:
    for block in blocks.of(*_LISTENERS):
        yield part(
            *(block, "", block.attrs, Listener, frame),
            tls_required=_speaks_tls(block.attrs),
            min_tls=_oldest(block.attrs),
        )
    for block in blocks.of("aws_elb"):
        for number, tree in enumerate(items(at(block.attrs, "listener"))):
            protocol = at(tree, "lb_protocol")
            yield part(
                *(block, f"listener[{number}]", tree, Listener, frame),
                tls_required=mapped(protocol, lambda word: str(word).lower() != "http"),
            )


def _classic_tls(blocks: Blocks, frame: Frame) -> Iterator[Resource]:
    """What policies of the older kind of load balancer say about TLS."""
    for block in blocks.of("aws_load_balancer_policy"):
        name = at(block.attrs, "policy_type_name")
        if not (isinstance(name, Known) and name.value == "SSLNegotiationPolicyType"):
            continue
        versions: list[Value[str | None]] = []
        for tree in items(at(block.attrs, "policy_attribute")):
            called, value = at(tree, "name"), at(tree, "value")
            if isinstance(called, Known) and called.value == "Reference-Security-Policy":
                versions.append(mapped(value, lambda word: balancer_policy(str(word))))
            elif isinstance(called, Known) and str(called.value).startswith("Protocol-") and _is_on(value):
                versions.append(Known(version(str(called.value)), value.place))
        if versions:
            known = [each for each in versions if isinstance(each, Known)]
            oldest = min(known, key=lambda each: str(each.value)) if len(known) == len(versions) else versions[0]
            yield part(block, "", block.attrs, Listener, frame, min_tls=oldest)


def _is_on(tree: Tree) -> bool:
    return isinstance(tree, Known) and str(tree.value).lower() == "true"


def _speaks_tls(listener: Tree) -> Value[bool]:
    """Whether a listener speaks TLS, or sends visitors to where it is spoken; plain TCP may carry anything."""
    protocol = at(listener, "protocol")
    if isinstance(protocol, Unknown):
        return protocol
    if protocol.value is None:
        # Only those of gateways have none, and a network's rules decide there.
        port = at(listener, "port")
        return Known(not (isinstance(port, Known) and str(port.value) == "80"), port.place, How.DEFAULT)
    if str(protocol.value).upper() != "HTTP":
        return Known(True, protocol.place, protocol.how, protocol.trail)
    for action in items(at(listener, "default_action")):
        kind = at(action, "type")
        if isinstance(kind, Unknown):
            return kind
        if kind.value == "redirect":
            way = at(action, "redirect", "protocol")
            if isinstance(way, Unknown):
                return way
            return Known(str(way.value).upper() == "HTTPS", protocol.place, protocol.how, protocol.trail)
        if kind.value == "fixed-response":
            return Known(True, protocol.place, protocol.how, protocol.trail)
    return Known(False, protocol.place, protocol.how, protocol.trail)


def _oldest(listener: Tree) -> Value[str | None] | None:
    """Oldest TLS of a listener; not here for one that speaks none."""
    protocol = at(listener, "protocol")
    if isinstance(protocol, Unknown):
        return protocol
    if str(protocol.value).upper() not in ("HTTPS", "TLS"):
        return None
    name = at(listener, "ssl_policy")
    if isinstance(name, Known) and not name.value:
        return Known("1.0", name.place, How.DEFAULT)
    return mapped(name, lambda value: balancer_policy(str(value)))

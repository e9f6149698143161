"""Networks, names, load balancers and lines of Google Cloud.

Source: documentation of the provider; "SSL policies overview", "VPC Flow Logs", "Projects and networks" in that of
Google Cloud. A new project gets a network called default, with rules that let everyone try SSH and Remote Desktop.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from holdfast.estate.blocks import Block, Blocks
from holdfast.estate.facts import (
    Fact,
    Frame,
    Row,
    among,
    both,
    contains,
    either,
    given,
    literals,
    matching,
    opposite,
    read_rows,
    some,
    switch,
)
from holdfast.estate.google_facts import only
from holdfast.estate.kinds.edge import DnsZone, Listener, LoadBalancer, TargetGroup, Waf
from holdfast.estate.kinds.network import Network, Subnet, VpnTunnel
from holdfast.estate.links import part
from holdfast.model.resource import Resource
from holdfast.model.tree import at, items, mapped, text
from holdfast.model.value import How, Known, Tree, Unknown, Value

_FOR_MACHINES: Final = among("purpose", "PRIVATE", "PRIVATE_RFC_1918", default=True)
_OUTSIDE: Final = among("load_balancing_scheme", "EXTERNAL", "EXTERNAL_MANAGED", default=True)
_REGIONAL: Final = among("load_balancing_scheme", "EXTERNAL", "EXTERNAL_MANAGED")
_WEB: Final = among("protocol", "HTTP", "HTTPS", "HTTP2", "H2C", default=True)
_TLS: Final = {"TLS_1_0": "1.0", "TLS_1_1": "1.1", "TLS_1_2": "1.2", "TLS_1_3": "1.3"}


def exchange(attrs: Tree) -> Value[Any]:
    """Version of the key exchange of a line, which takes one only."""
    version = mapped(text(at(attrs, "ike_version"), "2"), lambda value: f"ikev{value}")
    return version if isinstance(version, Unknown) else Known((version,), version.place, version.how)


_ROWS: Final = (
    Row("google_compute_network", Network, {"default": matching("name", r"^default$")}),
    Row(
        "google_compute_subnetwork",
        Subnet,
        {
            "flow_logged": only(_FOR_MACHINES, given("log_config")),
            "private_access": only(_FOR_MACHINES, switch("private_ip_google_access")),
        },
    ),
    Row(
        "google_dns_managed_zone",
        DnsZone,
        {
            "public": among("visibility", "public", default=True),
            "logged": switch("cloud_logging_config.enable_logging"),
            "signed": among("dnssec_config.state", "on", "transfer"),
            "weak_signature": some("dnssec_config.default_key_specs", among("algorithm", "rsasha1")),
        },
    ),
    Row(
        "google_compute_vpn_tunnel",
        VpnTunnel,
        {
            "ike_versions": exchange,
            "secret_literals": literals("shared_secret"),
        },
    ),
)
_BACKENDS: Final = (("google_compute_backend_service", _OUTSIDE), ("google_compute_region_backend_service", _REGIONAL))


def _balancing(outside: Fact) -> dict[str, Fact]:
    """What counts only for web traffic from outside."""

    def where(fact: Fact) -> Fact:
        return only(outside, only(_WEB, fact))

    return {
        "access_logged": where(switch("log_config.enable")),
        "waf": where(either(given("security_policy"), given("edge_security_policy"))),
    }


_BALANCERS: Final = (
    *(Row(type, LoadBalancer, _balancing(outside)) for type, outside in _BACKENDS),
    Row("google_compute_global_forwarding_rule", LoadBalancer, {"public": _OUTSIDE}),
    Row("google_compute_forwarding_rule", LoadBalancer, {"public": _OUTSIDE}),
)
_WAYS: Final = {"tls_required": opposite(among("protocol", "HTTP", "H2C", default=True))}


def read(blocks: Blocks) -> Iterator[Resource]:
    """Networks and subnets, zones of names, lines, load balancers, their firewalls."""
    frame = Frame("google", blocks.language)
    yield from read_rows(_ROWS, blocks, "google")
    for block in blocks.of("google_project"):
        made = switch("auto_create_network", True)(block.attrs)
        yield part(block, "default network", block.attrs, Network, frame, default=made)
    yield from read_rows(_BALANCERS, blocks, "google")
    for type, _ in _BACKENDS:
        for block in blocks.of(type):
            facts = {name: only(_WEB, fact)(block.attrs) for name, fact in _WAYS.items()}
            yield part(block, "backends", block.attrs, TargetGroup, frame, **facts)
    for block in blocks.of("google_compute_target_http_proxy", "google_compute_region_target_http_proxy"):
        plain = None if _inside(blocks, block) else _redirected(blocks, block)
        yield part(block, "", block.attrs, Listener, frame, tls_required=plain)
    proxies = ("target_https_proxy", "region_target_https_proxy", "target_ssl_proxy")
    for block in blocks.of(*(f"google_compute_{name}" for name in proxies)):
        yield _encrypted(blocks, block, frame)
    for block in blocks.of("google_compute_ssl_policy", "google_compute_region_ssl_policy"):
        oldest = mapped(text(at(block.attrs, "min_tls_version"), "TLS_1_0"), lambda value: _TLS[str(value)])
        yield part(block, "", block.attrs, Listener, frame, min_tls=oldest, weak_ciphers=_weak(block.attrs))
    for block in blocks.of("google_compute_security_policy", "google_compute_region_security_policy"):
        yield _firewall(blocks, block, frame)


_WEAK: Final = contains(
    "custom_features",
    *(
        f"TLS_{name}"
        for name in (
            *("RSA_WITH_AES_128_GCM_SHA256", "RSA_WITH_AES_256_GCM_SHA384", "RSA_WITH_AES_128_CBC_SHA"),
            *("RSA_WITH_AES_256_CBC_SHA", "RSA_WITH_3DES_EDE_CBC_SHA"),
        )
    ),
)


def _weak(attrs: Tree) -> Value[Any]:
    """Whether ciphers without forward secrecy, or older ones, are accepted: all profiles but two accept some."""
    return either(among("profile", "COMPATIBLE", default=True), both(among("profile", "CUSTOM"), _WEAK))(attrs)


def _inside(blocks: Blocks, block: Block) -> bool:
    """Whether all that leads to a proxy stands inside of a network."""
    rules = [
        rule
        for type in ("google_compute_forwarding_rule", "google_compute_global_forwarding_rule")
        for rule in blocks.pointing(block, type, "target")
    ]
    schemes = [at(rule.attrs, "load_balancing_scheme") for rule in rules]
    return bool(rules) and all(isinstance(each, Known) and str(each.value).startswith("INTERNAL") for each in schemes)


def _redirected(blocks: Blocks, block: Block) -> Value[bool]:
    """Whether a proxy for plain HTTP does nothing but send visitors on to HTTPS."""
    named = at(block.attrs, "url_map")
    map = blocks.target(named, "google_compute_url_map", "google_compute_region_url_map")
    if map is None:
        return Unknown("its map of addresses stands elsewhere", named.place)
    redirect = switch("default_url_redirect.https_redirect")(map.attrs)
    return redirect if isinstance(redirect, Unknown) or redirect.value else redirect._replace(place=named.place)


def _encrypted(blocks: Blocks, block: Block, frame: Frame) -> Resource:
    """A proxy that speaks TLS, with a policy that is judged by itself, or with what the platform accepts."""
    named = at(block.attrs, "ssl_policy")
    oldest: Value[str] | None = None
    if isinstance(named, Known) and named.value in (None, "") and not named.refs:
        oldest = Known("1.0", block.place, How.DEFAULT)
    secure = Known(True, block.place)
    return part(block, "", block.attrs, Listener, frame, tls_required=secure, min_tls=oldest)


_LOG4J: Final = both(
    matching("match.expr.expression", "cve-canary"),
    opposite(among("action", "allow")),
    opposite(switch("preview")),
)
_ACTS: Final = opposite(among("action", "allow"))


def _firewall(blocks: Blocks, block: Block, frame: Frame) -> Resource:
    """A web firewall: the rules that stand in it, and those that stand apart and name it."""
    own = at(block.attrs, "rule")
    apart = [
        rule.attrs
        for type in ("google_compute_security_policy_rule", "google_compute_region_security_policy_rule")
        for rule in blocks.pointing(block, type, "security_policy")
    ]
    facts: dict[str, Value[Any]] = {}
    if isinstance(own, Unknown) and not apart:
        facts = {"empty": own, "log4j_blocked": own}
    else:
        rules = Known([*items(own), *apart], block.place if isinstance(own, Unknown) else own.place)
        facts = {"empty": opposite(some("", _ACTS))(rules), "log4j_blocked": some("", _LOG4J)(rules)}
    web = among("type", "CLOUD_ARMOR", default=True)(block.attrs)
    judged = isinstance(web, Known) and web.value
    return part(block, "", block.attrs, Waf, frame, **(facts if judged else {}))

"""Kinds of the network: what may reach what."""

from __future__ import annotations

from holdfast.model.kind import kind
from holdfast.model.resource import Resource
from holdfast.model.value import Value


@kind
class FirewallRule(Resource):
    """One permission or refusal for traffic: an ingress block of a security group, an entry of a network list."""

    layer: Value[str] | None = None
    """``group`` where it protects single machines and remembers connections, ``subnet`` where it filters a subnet,
    ``service`` where it guards a service of the provider."""
    inbound: Value[bool] | None = None
    """Traffic that comes in; else traffic that goes out."""
    allow: Value[bool] | None = None
    """It lets traffic through; else it refuses."""
    peers: Value[tuple[Value[str], ...]] | None = None
    """Address ranges on the other side, in CIDR notation; empty where groups or lists are named instead."""
    protocol: Value[str | None] | None = None
    """``tcp``, ``udp``, ``icmp`` …, ``all``."""
    from_port: Value[float | None] | None = None
    """First port; none where the protocol has no ports or all are meant."""
    to_port: Value[float | None] | None = None
    """Last port."""
    serves_web: Value[bool] | None = None
    """What it protects is a load balancer, made for visitors."""
    described: Value[bool] | None = None
    """It says what it is for."""
    within_group: Value[bool] | None = None
    """It lets in the members of the group that it belongs to."""


@kind
class FirewallGroup(Resource):
    """Rules that are attached together."""

    default: Value[bool] | None = None
    """It is the group that machines get when nobody chooses one."""
    rules: Value[float | None] | None = None
    """How many rules it has of its own."""
    members: Value[tuple[FirewallRule, ...]] | None = None
    """These rules, in order."""
    used: Value[bool] | None = None
    """Something in the same configuration holds on to it, or it is handed out."""


@kind
class Network(Resource):
    """A private network."""

    flow_logged: Value[bool] | None = None
    """Who talks to whom is recorded."""
    default: Value[bool] | None = None
    """It is the network that came with the account."""


@kind
class FlowLog(Resource):
    """A record of the connections of a network."""

    refused_logged: Value[bool] | None = None
    """Refused connections are recorded too."""
    logged: Value[bool] | None = None
    """It records."""
    retention_days: Value[float | None] | None = None
    """How long the record is kept; none where that is for ever."""


@kind
class Subnet(Resource):
    """A part of a network."""

    flow_logged: Value[bool] | None = None
    """Who talks to whom in it is recorded."""
    private_access: Value[bool] | None = None
    """Its machines reach the platform's services without an address on the internet."""
    assigns_public_ip: Value[bool] | None = None
    """Machines that start in it get a public address unless they ask not to."""
    guarded: Value[bool] | None = None
    """A group of firewall rules filters what goes in and out."""


@kind
class NetworkLink(Resource):
    """A way for other networks or accounts into this one: a gateway, a published service."""

    auto_accepts: Value[bool] | None = None
    """Whoever asks is let in without anybody's consent."""


@kind
class NetworkFirewall(Resource):
    """A firewall that inspects the traffic of a network."""

    deletion_protected: Value[bool] | None = None
    """It can't be deleted by a slip."""
    customer_key: Value[bool] | None = None
    """Encrypted with a key of the team's own."""
    logged: Value[bool] | None = None
    """What it sees and refuses is recorded."""


@kind
class FirewallPolicy(Resource):
    """What a network firewall does with traffic."""

    passes_by_default: Value[bool] | None = None
    """Packets that no rule matches go through without inspection."""


@kind
class VpnTunnel(Resource):
    """An encrypted line to another site."""

    secret_literals: Value[tuple[Value[str], ...]] | None = None
    """Attributes that hold its shared secret in plain text: their names."""
    ike_versions: Value[tuple[Value[str], ...]] | None = None
    """Versions of the key exchange that it accepts."""
    dh_groups: Value[tuple[Value[str], ...]] | None = None
    """Groups of the key exchange that it accepts, as numbers."""
    ciphers: Value[tuple[Value[str], ...]] | None = None
    """Encryption and integrity algorithms that it accepts."""
    logged: Value[bool] | None = None
    """What happens to the line is recorded."""

"""Kinds of the edge: where the internet meets what a team runs."""

from __future__ import annotations

from holdfast.model.kind import kind
from holdfast.model.noun import noun
from holdfast.model.resource import Resource
from holdfast.model.value import Value


@kind
class LoadBalancer(Resource):
    """Shares requests among machines."""

    public: Value[bool] | None = None
    """The internet can reach it."""
    access_logged: Value[bool] | None = None
    """Requests are recorded."""
    deletion_protected: Value[bool] | None = None
    """It can't be deleted by a slip."""
    drops_invalid_headers: Value[bool] | None = None
    """Headers that break the rules are thrown away."""
    desync_guarded: Value[bool] | None = None
    """Requests that could be read in two ways are refused or kept apart."""
    waf: Value[bool] | None = None
    """A web application firewall stands before it."""
    cross_zone: Value[bool] | None = None
    """It shares requests over all zones evenly."""


@kind
class Listener(Resource):
    """A port on which a load balancer answers."""

    tls_required: Value[bool] | None = None
    """It speaks TLS, or sends visitors on to where TLS is spoken; false where it hands on plain HTTP."""
    min_tls: Value[str | None] | None = None
    """Oldest version of TLS that it accepts, e.g. ``1.2``; none where it speaks none."""
    weak_ciphers: Value[bool] | None = None
    """It accepts ciphers that are no longer held to be safe."""


@kind
class TargetGroup(Resource):
    """Machines behind a load balancer."""

    tls_required: Value[bool] | None = None
    """The way to them is encrypted."""
    health_checked: Value[bool] | None = None
    """They are asked whether they are well."""


@noun
class Origin:
    """Where a content network fetches from."""

    name: Value[str]
    """Its name in the distribution."""
    protocol: Value[str | None] | None = None
    """``http-only``, ``https-only``, ``match-viewer``; none where it is no web server."""
    tls: Value[tuple[Value[str], ...]] | None = None
    """Versions of TLS that may be spoken with it."""
    storage: Value[bool] | None = None
    """It is a bucket that is read directly."""
    signed: Value[bool] | None = None
    """Requests to it are signed, so that the bucket can refuse everyone else."""


@kind
class Cdn(Resource):
    """A content delivery network."""

    enabled: Value[bool] | None = None
    """It answers."""
    viewer_protocols: Value[tuple[Value[str], ...]] | None = None
    """What each of its behaviours asks of visitors: ``allow-all``, ``redirect-to-https``, ``https-only``."""
    min_tls: Value[str | None] | None = None
    """Oldest version of TLS that it accepts from visitors."""
    access_logged: Value[bool] | None = None
    """Requests are recorded."""
    waf: Value[bool] | None = None
    """A web application firewall stands before it."""
    origins: Value[tuple[Origin, ...]] | None = None
    """Where it fetches from."""
    root_object: Value[bool] | None = None
    """A visitor of the bare name gets a page, and not what the origin answers."""
    geo_restricted: Value[bool] | None = None
    """Only some countries are served."""
    failover: Value[bool] | None = None
    """Another origin takes over when one fails."""


@kind
class ApiGateway(Resource):
    """A published programming interface, at one of its stages."""

    access_logged: Value[bool] | None = None
    """Requests are recorded."""
    execution_logged: Value[bool] | None = None
    """What it does with requests, and which of them fail, is recorded."""
    contents_logged: Value[bool] | None = None
    """Whole requests and answers are recorded, with what customers sent."""
    traced: Value[bool] | None = None
    """Requests can be followed through it."""
    waf: Value[bool] | None = None
    """A web application firewall stands before it."""
    cached: Value[bool] | None = None
    """It keeps answers."""
    cache_encrypted: Value[bool] | None = None
    """Kept answers are encrypted."""
    throttled: Value[bool] | None = None
    """How often it may be called is limited below the limit of the whole account."""


@kind
class ApiMethod(Resource):
    """One thing that can be asked of a programming interface."""

    auth_required: Value[bool] | None = None
    """Callers must show who they are, or at least a key."""
    preflight: Value[bool] | None = None
    """It only answers what browsers ask beforehand."""


@kind
class ApiDomain(Resource):
    """A name at which a programming interface answers."""

    min_tls: Value[str | None] | None = None
    """Oldest version of TLS that it accepts."""


@kind
class GraphApi(Resource):
    """A managed GraphQL interface."""

    key_only: Value[bool] | None = None
    """A key that every client carries is all that it asks for."""
    logged: Value[bool] | None = None
    """Requests are recorded."""
    errors_logged: Value[bool] | None = None
    """Which fields fail is recorded."""
    waf: Value[bool] | None = None
    """A web application firewall stands before it."""
    introspection: Value[bool] | None = None
    """It tells everyone what it can be asked."""


@kind
class GraphCache(Resource):
    """Kept answers of a GraphQL interface."""

    encrypted: Value[bool] | None = None
    """Encrypted at rest."""
    tls_required: Value[bool] | None = None
    """Encrypted on the way."""


@kind
class Waf(Resource):
    """A web application firewall."""

    logged: Value[bool] | None = None
    """What it sees is recorded."""
    known_bad_blocked: Value[bool] | None = None
    """Requests that exploit widely known holes, such as the one of Log4j, are blocked."""
    log4j_blocked: Value[bool] | None = None
    """A rule of the team's own blocks requests that exploit the hole of Log4j."""
    empty: Value[bool] | None = None
    """It has no rule, and lets everything through."""
    measured: Value[bool] | None = None
    """How often it acts is measured."""
    watches_only: Value[bool] | None = None
    """It records what it would block, and blocks nothing."""


@kind
class DnsZone(Resource):
    """Names of a domain."""

    public: Value[bool] | None = None
    """Everyone can ask it."""
    logged: Value[bool] | None = None
    """Queries are recorded."""
    signed: Value[bool] | None = None
    """Answers are signed (DNSSEC)."""
    weak_signature: Value[bool] | None = None
    """With an algorithm that is broken."""


@kind
class Domain(Resource):
    """A registered domain name."""

    transfer_locked: Value[bool] | None = None
    """It can't be moved to another owner without being unlocked."""


@kind
class Certificate(Resource):
    """A certificate of a web server."""

    transparent: Value[bool] | None = None
    """It is entered in public logs, so that a forged one can be noticed."""


@kind
class Accelerator(Resource):
    """Entry points all over the world that lead to a service."""

    flow_logged: Value[bool] | None = None
    """Who connects is recorded."""

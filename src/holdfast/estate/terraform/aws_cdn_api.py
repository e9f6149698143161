"""Content networks and programming interfaces of AWS."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from holdfast.estate.blocks import Block, Blocks
from holdfast.estate.facts import Frame, Row, among, either, fixed, given, opposite, switch, where
from holdfast.estate.kinds.edge import ApiDomain, ApiGateway, ApiMethod, Cdn, GraphApi, GraphCache, Origin
from holdfast.estate.links import emitted, linked, part
from holdfast.estate.tls import oldest
from holdfast.model.resource import Resource
from holdfast.model.tree import at, items, mapped, present, text, texts
from holdfast.model.value import How, Known, Tree, Unknown, Value


def _behaviours(attrs: Tree) -> Value[Any]:
    """What each behaviour asks of visitors, at its place."""
    found: list[Value[str]] = []
    for name in ("default_cache_behavior", "ordered_cache_behavior"):
        listed = at(attrs, name)
        if isinstance(listed, Unknown):
            return listed
        found += [mapped(at(each, "viewer_protocol_policy"), str) for each in items(listed)]
    return Known(tuple(found), attrs.place)


def _origins(attrs: Tree) -> Value[Any]:
    listed = at(attrs, "origin")
    if isinstance(listed, Unknown):
        return listed
    return Known(tuple(_origin(each) for each in items(listed)), listed.place)


def _origin(tree: Tree) -> Origin:
    web = at(tree, "custom_origin_config")
    domain = at(tree, "domain_name")
    bucket = _bucket(domain, web)
    return Origin(
        name=mapped(at(tree, "origin_id"), str),
        protocol=text(at(web, "origin_protocol_policy")),
        tls=texts(at(web, "origin_ssl_protocols")),
        storage=bucket,
        signed=either(given("origin_access_control_id"), given("s3_origin_config.origin_access_identity"))(tree),
    )


def _bucket(domain: Tree, web: Tree) -> Value[bool]:
    """Whether an origin is a bucket that is read by its own interface; one with a web server's settings is not."""
    if isinstance(web, Unknown) or web.value:
        return Known(False, web.place)
    if isinstance(domain, Unknown):
        named = any("aws_s3_bucket." in ref for ref in domain.refs)
        return Known(True, domain.place, How.COMPUTED) if named else domain
    return Known(".s3" in str(domain.value), domain.place, domain.how, domain.trail)


def _viewer_tls(attrs: Tree) -> Value[Any]:
    """Oldest TLS for visitors; the certificate of the provider takes any."""
    certificate = at(attrs, "viewer_certificate")
    if isinstance(certificate, Unknown):
        return certificate
    own = at(certificate, "cloudfront_default_certificate")
    if isinstance(own, Known) and own.value in (True, "true"):
        return Known("1.0", own.place, own.how, own.trail)
    return oldest("minimum_protocol_version", "1.0")(certificate)


_CDNS: Final = (
    Row(
        "aws_cloudfront_distribution",
        Cdn,
        {
            "enabled": switch("enabled", True),
            "viewer_protocols": _behaviours,
            "min_tls": _viewer_tls,
            "waf": given("web_acl_id"),
            "origins": _origins,
            "root_object": given("default_root_object"),
            "geo_restricted": among("restrictions.geo_restriction.restriction_type", "whitelist", "blacklist"),
            "failover": given("origin_group"),
        },
    ),
)


def logged(blocks: Blocks, block: Block) -> Value[bool]:
    """Whether requests are recorded, by the older way or the newer one."""
    own = at(block.attrs, "logging_config")
    if isinstance(own, Known) and not own.value:
        for source in blocks.pointing(block, "aws_cloudwatch_log_delivery_source", "resource_arn"):
            return Known(True, source.place, How.COMPUTED)
    return present(own)


_STAGES: Final = (
    Row(
        "aws_api_gateway_stage",
        ApiGateway,
        {
            "access_logged": given("access_log_settings.destination_arn"),
            "traced": switch("xray_tracing_enabled"),
            "cached": switch("cache_cluster_enabled"),
        },
    ),
)
_HTTP_STAGES: Final = (
    Row(
        "aws_apigatewayv2_stage",
        ApiGateway,
        {
            "access_logged": given("access_log_settings.destination_arn"),
            "throttled": given("default_route_settings.throttling_rate_limit"),
        },
    ),
)
_SETTINGS: Final = (
    Row(
        "aws_api_gateway_method_settings",
        ApiGateway,
        {
            "execution_logged": among("settings.logging_level", "ERROR", "INFO"),
            "contents_logged": switch("settings.data_trace_enabled"),
            "cached": switch("settings.caching_enabled"),
            "cache_encrypted": switch("settings.cache_data_encrypted"),
        },
    ),
)
_DOMAINS: Final = (
    Row("aws_api_gateway_domain_name", ApiDomain, {"min_tls": oldest("security_policy", "1.2")}),
    Row(
        "aws_apigatewayv2_domain_name",
        ApiDomain,
        {"min_tls": oldest("domain_name_configuration.security_policy", "1.2")},
    ),
)
_GRAPHS: Final = (
    Row(
        "aws_appsync_graphql_api",
        GraphApi,
        {
            "key_only": where(
                given("additional_authentication_provider"), fixed(False), among("authentication_type", "API_KEY")
            ),
            "logged": given("log_config"),
            "errors_logged": where(
                given("log_config"), among("log_config.field_log_level", "ERROR", "ALL", "INFO", "DEBUG"), fixed(False)
            ),
            "introspection": opposite(among("introspection_config", "DISABLED")),
        },
    ),
)
_CACHES: Final = (
    Row(
        "aws_appsync_api_cache",
        GraphCache,
        {"encrypted": switch("at_rest_encryption_enabled"), "tls_required": switch("transit_encryption_enabled")},
    ),
)
_GUARDS: Final = (
    ("aws_wafv2_web_acl_association", "resource_arn"),
    ("aws_wafregional_web_acl_association", "resource_arn"),
)


def read(blocks: Blocks) -> Iterator[Resource]:
    """Content networks, stages, methods, domains, GraphQL interfaces."""
    frame = Frame("aws", blocks.language)
    yield from emitted(_CDNS, frame, blocks, access_logged=logged)
    yield from emitted(_STAGES, frame, blocks, waf=linked(*_GUARDS))
    yield from emitted(_HTTP_STAGES, frame, blocks)
    yield from emitted(_SETTINGS, frame, blocks)
    yield from emitted(_DOMAINS, frame, blocks)
    yield from emitted(_GRAPHS, frame, blocks, waf=linked(*_GUARDS))
    yield from emitted(_CACHES, frame, blocks)
    for block in blocks.of("aws_api_gateway_method"):
        yield part(
            *(block, "", block.attrs, ApiMethod, frame),
            auth_required=_asks(block.attrs, "authorization"),
            preflight=mapped(at(block.attrs, "http_method"), lambda word: str(word).upper() == "OPTIONS"),
        )
    for block in blocks.of("aws_apigatewayv2_route"):
        if _answers_web(blocks, block):
            yield part(
                *(block, "", block.attrs, ApiMethod, frame),
                auth_required=_asks(block.attrs, "authorization_type"),
                preflight=mapped(at(block.attrs, "route_key"), lambda word: str(word).upper().startswith("OPTIONS ")),
            )


def _asks(attrs: Tree, name: str) -> Value[bool]:
    """Whether callers must show who they are, or a key."""
    key = at(attrs, "api_key_required")
    if isinstance(key, Known) and key.value in (True, "true"):
        return Known(True, key.place)
    return opposite(among(name, "NONE", default=True))(attrs)


def _answers_web(blocks: Blocks, route: Block) -> bool:
    """Whether a route is one that callers use; of sockets only the connection asks who somebody is."""
    key = at(route.attrs, "route_key")
    return not (isinstance(key, Known) and str(key.value) in ("$disconnect", "$default") and _socket(blocks, route))


def _socket(blocks: Blocks, route: Block) -> bool:
    api = blocks.target(at(route.attrs, "api_id"), "aws_apigatewayv2_api")
    if api is None:
        return False
    protocol = at(api.attrs, "protocol_type")
    return isinstance(protocol, Known) and protocol.value == "WEBSOCKET"

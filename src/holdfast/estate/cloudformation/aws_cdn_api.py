"""Content networks and programming interfaces of AWS in templates, serverless ones too."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from holdfast.estate.blocks import Block, Blocks
from holdfast.estate.facts import Frame, Row, among, either, fixed, given, opposite, some, switch, where
from holdfast.estate.kinds.edge import ApiDomain, ApiGateway, ApiMethod, Cdn, GraphApi, GraphCache, Origin
from holdfast.estate.links import emitted, linked, part
from holdfast.estate.tls import oldest
from holdfast.model.resource import Resource
from holdfast.model.tree import at, fields, items, mapped, text, texts
from holdfast.model.value import How, Known, Tree, Unknown, Value

_CDN: Final = "DistributionConfig"


def _behaviours(attrs: Tree) -> Value[Any]:
    """What each behaviour asks of visitors, at its place."""
    found: list[Value[str]] = []
    for name in ("DefaultCacheBehavior", "CacheBehaviors"):
        listed = at(attrs, _CDN, name)
        if isinstance(listed, Unknown):
            return listed
        found += [mapped(at(each, "ViewerProtocolPolicy"), str) for each in items(listed)]
    return Known(tuple(found), attrs.place)


def _origins(attrs: Tree) -> Value[Any]:
    listed = at(attrs, _CDN, "Origins")
    if isinstance(listed, Unknown):
        return listed
    return Known(tuple(_origin(each) for each in items(listed)), listed.place)


def _origin(tree: Tree) -> Origin:
    web = at(tree, "CustomOriginConfig")
    return Origin(
        name=mapped(at(tree, "Id"), str),
        protocol=text(at(web, "OriginProtocolPolicy")),
        tls=texts(at(web, "OriginSSLProtocols")),
        storage=_bucket(tree, web),
        signed=either(given("OriginAccessControlId"), given("S3OriginConfig.OriginAccessIdentity"))(tree),
    )


def _bucket(tree: Tree, web: Tree) -> Value[bool]:
    """Whether an origin is a bucket that is read by its own interface; one with a web server's settings is not."""
    if isinstance(web, Unknown) or web.value:
        return Known(False, web.place)
    domain = at(tree, "DomainName")
    own = at(tree, "S3OriginConfig")
    if isinstance(domain, Unknown):
        named = isinstance(own, Unknown) or own.value is not None
        return Known(True, domain.place, How.COMPUTED) if named else domain
    return Known(".s3" in str(domain.value), domain.place, domain.how, domain.trail)


def _viewer_tls(attrs: Tree) -> Value[Any]:
    """Oldest TLS for visitors; the certificate of the provider takes any."""
    certificate = at(attrs, _CDN, "ViewerCertificate")
    if isinstance(certificate, Unknown):
        return certificate
    own = at(certificate, "CloudFrontDefaultCertificate")
    if isinstance(own, Known) and own.value in (True, "true"):
        return Known("1.0", own.place, own.how, own.trail)
    return oldest("MinimumProtocolVersion", "1.0")(certificate)


_ROWS: Final = (
    Row(
        "AWS::CloudFront::Distribution",
        Cdn,
        {
            "enabled": switch(f"{_CDN}.Enabled", True),
            "viewer_protocols": _behaviours,
            "min_tls": _viewer_tls,
            "access_logged": given(f"{_CDN}.Logging"),
            "waf": given(f"{_CDN}.WebACLId"),
            "origins": _origins,
            "root_object": given(f"{_CDN}.DefaultRootObject"),
            "geo_restricted": among(f"{_CDN}.Restrictions.GeoRestriction.RestrictionType", "whitelist", "blacklist"),
            "failover": given(f"{_CDN}.OriginGroups.Items"),
        },
    ),
    Row(
        "AWS::ApiGatewayV2::Stage",
        ApiGateway,
        {
            "access_logged": given("AccessLogSettings.DestinationArn"),
            "throttled": given("DefaultRouteSettings.ThrottlingRateLimit"),
        },
    ),
    Row(
        "AWS::Serverless::HttpApi",
        ApiGateway,
        {
            "access_logged": given("AccessLogSettings.DestinationArn"),
            "throttled": given("DefaultRouteSettings.ThrottlingRateLimit"),
        },
    ),
    Row("AWS::ApiGateway::DomainName", ApiDomain, {"min_tls": oldest("SecurityPolicy", "1.2")}),
    Row(
        "AWS::ApiGatewayV2::DomainName",
        ApiDomain,
        {"min_tls": oldest("DomainNameConfigurations.SecurityPolicy", "1.2")},
    ),
    Row(
        "AWS::AppSync::ApiCache",
        GraphCache,
        {"encrypted": switch("AtRestEncryptionEnabled"), "tls_required": switch("TransitEncryptionEnabled")},
    ),
)
_STAGES: Final = (
    Row(
        "AWS::ApiGateway::Stage",
        ApiGateway,
        {
            "access_logged": given("AccessLogSetting.DestinationArn"),
            "traced": switch("TracingEnabled"),
            "execution_logged": some("MethodSettings", among("LoggingLevel", "ERROR", "INFO")),
            "contents_logged": some("MethodSettings", switch("DataTraceEnabled")),
            "cached": switch("CacheClusterEnabled"),
            "cache_encrypted": some("MethodSettings", switch("CacheDataEncrypted")),
        },
    ),
    Row(
        "AWS::Serverless::Api",
        ApiGateway,
        {
            "access_logged": given("AccessLogSetting.DestinationArn"),
            "traced": switch("TracingEnabled"),
            "execution_logged": some("MethodSettings", among("LoggingLevel", "ERROR", "INFO")),
            "contents_logged": some("MethodSettings", switch("DataTraceEnabled")),
            "cached": switch("CacheClusterEnabled"),
            "cache_encrypted": some("MethodSettings", switch("CacheDataEncrypted")),
        },
    ),
)
_GRAPHS: Final = (
    Row(
        "AWS::AppSync::GraphQLApi",
        GraphApi,
        {
            "key_only": where(
                given("AdditionalAuthenticationProviders"), fixed(False), among("AuthenticationType", "API_KEY")
            ),
            "logged": given("LogConfig"),
            "errors_logged": where(
                given("LogConfig"), among("LogConfig.FieldLogLevel", "ERROR", "ALL", "INFO", "DEBUG"), fixed(False)
            ),
            "introspection": opposite(among("IntrospectionConfig", "DISABLED")),
        },
    ),
)
_GUARDS: Final = (
    ("AWS::WAFv2::WebACLAssociation", "ResourceArn"),
    ("AWS::WAFRegional::WebACLAssociation", "ResourceArn"),
)


def read(blocks: Blocks) -> Iterator[Resource]:
    """Content networks, stages, methods, domains, GraphQL interfaces."""
    frame = Frame("aws", blocks.language)
    guards = linked(*_GUARDS)
    yield from emitted(_ROWS, frame, blocks)
    yield from emitted(_STAGES, frame, blocks, waf=_guarded)
    yield from emitted(_GRAPHS, frame, blocks, waf=guards)
    for block in blocks.of("AWS::ApiGateway::Method"):
        yield part(
            *(block, "", block.attrs, ApiMethod, frame),
            auth_required=_asks(block.attrs),
            preflight=mapped(at(block.attrs, "HttpMethod"), lambda word: str(word).upper() == "OPTIONS"),
        )
    for block in blocks.of("AWS::ApiGatewayV2::Route"):
        if not _settled(block):
            yield part(
                *(block, "", block.attrs, ApiMethod, frame),
                auth_required=_asks(block.attrs),
                preflight=mapped(at(block.attrs, "RouteKey"), lambda word: str(word).upper().startswith("OPTIONS ")),
            )
    for block in blocks.of("AWS::Serverless::Function"):
        yield from _events(blocks, block, frame)


def _guarded(blocks: Blocks, block: Block) -> Value[Any] | None:
    """Whether a stage has a firewall before it; its ARN is often put together from the interface's name."""
    direct = linked(*_GUARDS)(blocks, block)
    api = blocks.target(at(block.attrs, "RestApiId"), "AWS::ApiGateway::RestApi")
    if api is None or not isinstance(direct, Known) or direct.value:
        return direct
    return linked(*_GUARDS)(blocks, api)


def _asks(attrs: Tree) -> Value[bool]:
    """Whether callers must show who they are, or a key."""
    key = at(attrs, "ApiKeyRequired")
    if isinstance(key, Known) and key.value in (True, "true"):
        return Known(True, key.place)
    asked: Value[bool] = opposite(among("AuthorizationType", "NONE", default=True))(attrs)
    return asked


def _settled(route: Block) -> bool:
    """Whether a route is one of a socket that is open already: only the connection asks who somebody is."""
    key = at(route.attrs, "RouteKey")
    return isinstance(key, Known) and str(key.value) == "$disconnect"


_EVENTS: Final = (("Api", "RestApiId", "AWS::Serverless::Api"), ("HttpApi", "ApiId", "AWS::Serverless::HttpApi"))


def _events(blocks: Blocks, block: Block, frame: Frame) -> Iterator[Resource]:
    """The web requests that start a function, each a method of the interface that it belongs to."""
    for name, event in fields(at(block.attrs, "Events")):
        for type, owner, api_type in _EVENTS:
            kind = at(event, "Type")
            if not (isinstance(kind, Known) and kind.value == type):
                continue
            properties = at(event, "Properties")
            api = blocks.target(at(properties, owner), api_type)
            yield part(
                *(block, f"Events.{name}", event, ApiMethod, frame),
                auth_required=_signs_in(properties, api, event),
                preflight=mapped(at(properties, "Method"), lambda word: str(word).upper() == "OPTIONS"),
            )


def _signs_in(properties: Tree, api: Block | None, event: Tree) -> Value[bool]:
    """Whether callers must show who they are: the event says so, or the interface for all of its events."""
    own = at(properties, "Auth", "Authorizer")
    if isinstance(own, Unknown):
        return own
    if own.value is not None:
        return Known(str(own.value).upper() != "NONE", own.place, own.how, own.trail)
    for tree in (properties, api.attrs if api is not None else properties):
        key = at(tree, "Auth", "ApiKeyRequired")
        if isinstance(key, Known) and key.value in (True, "true"):
            return Known(True, key.place)
    if api is None:
        return Known(False, event.place, How.DEFAULT)
    shared = at(api.attrs, "Auth", "DefaultAuthorizer")
    if isinstance(shared, Unknown):
        return Known(True, shared.place) if shared.refs else shared
    return Known(shared.value is not None, event.place, How.DEFAULT)

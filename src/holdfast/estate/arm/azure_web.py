"""Web applications and functions of Azure. Source: template reference of Microsoft.Web/sites, its defaults."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from holdfast.estate.azure_facts import tls
from holdfast.estate.blocks import Block, Blocks
from holdfast.estate.facts import Frame, Row, among, contains, either, given, matching, resource, secret_pairs, switch
from holdfast.estate.kinds.compute import Function
from holdfast.estate.kinds.service import WebApp
from holdfast.estate.links import part
from holdfast.model.resource import Resource
from holdfast.model.value import Known, Value

_SITE: Final = "properties.siteConfig"
_SETTINGS: Final = secret_pairs(f"{_SITE}.appSettings", "name", "value")
_APP: Final = {
    "tls_required": switch("properties.httpsOnly"),
    "min_tls": tls(f"{_SITE}.minTlsVersion"),
    "client_certificates": switch("properties.clientCertEnabled"),
    "has_role": given("identity"),
    "debug_open": switch(f"{_SITE}.remoteDebuggingEnabled"),
    "plain_ftp": among(f"{_SITE}.ftpsState", "AllAllowed"),
    "cors_open": contains(f"{_SITE}.cors.allowedOrigins", "*"),
}
_SERVED: Final = {
    "http2": switch(f"{_SITE}.http20Enabled"),
    "access_logged": switch(f"{_SITE}.httpLoggingEnabled"),
    "errors_logged": switch(f"{_SITE}.requestTracingEnabled"),
    "health_checked": given(f"{_SITE}.healthCheckPath"),
    "secret_literals": _SETTINGS,
}
_FUNCTION: Final = matching("kind", "functionapp")


def read(blocks: Blocks) -> Iterator[Resource]:
    """Every application, and every function with its web side."""
    frame = Frame("azure", blocks.language)
    for block in blocks.of("Microsoft.Web/sites", "Microsoft.Web/sites/slots"):
        if _function(block):
            facts = {"secret_literals": _SETTINGS, "in_network": given("properties.virtualNetworkSubnetId")}
            yield resource(Row(block.type, Function, facts), frame, block.address, block.place, block.attrs)
        served = {} if _function(block) else _SERVED
        told = {name: fact(block.attrs) for name, fact in (_APP | served).items()}
        if "access_logged" in told:
            told["access_logged"] = _logged(blocks, block, told["access_logged"])
        yield part(block, "web" if _function(block) else "", block.attrs, WebApp, frame, **told)


def _function(block: Block) -> bool:
    told = _FUNCTION(block.attrs)
    return isinstance(told, Known) and told.value is True


def _logged(blocks: Blocks, block: Block, own: Value[bool]) -> Value[bool]:
    """Whether requests are recorded: as its own settings say, or those for logs that stand apart."""
    if isinstance(own, Known) and not own.value:
        for apart in blocks.pointing(block, f"{block.type}/config", "parent"):
            if apart.name.endswith("/logs"):
                kept = "properties.httpLogs"
                return either(*(switch(f"{kept}.{place}.enabled") for place in ("fileSystem", "azureBlobStorage")))(
                    apart.attrs
                )
    return own

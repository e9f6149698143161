"""Web applications and functions of Azure.

What the provider does today when nobody says anything: plain HTTP is answered, TLS 1.2 is the oldest, files come over
FTP in no way, nobody debugs. The resources of before version 3 let files in over FTP. Source: documentation of the
provider, azurerm_linux_web_app, azurerm_app_service (version 2).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final

from holdfast.estate.azure_facts import first, on, tls
from holdfast.estate.blocks import Block, Blocks
from holdfast.estate.facts import (
    Fact,
    Frame,
    Row,
    among,
    contains,
    either,
    given,
    read_rows,
    secret_entries,
    switch,
)
from holdfast.estate.kinds.compute import Function
from holdfast.estate.kinds.service import WebApp
from holdfast.estate.links import linked, part
from holdfast.model.resource import Resource
from holdfast.model.value import Known, Tree, Value

_Told = Callable[[Tree], Any]
_APP: Final[dict[str, _Told]] = {
    "tls_required": switch("https_only"),
    "min_tls": tls("site_config.minimum_tls_version", "site_config.min_tls_version"),
    "auth_required": either(switch("auth_settings.enabled"), switch("auth_settings_v2.auth_enabled")),
    "client_certificates": on("client_certificate_enabled", "client_cert_enabled"),
    "has_role": given("identity"),
    "debug_open": switch("site_config.remote_debugging_enabled"),
    "plain_ftp": among("site_config.ftps_state", "AllAllowed"),
    "cors_open": contains("site_config.cors.allowed_origins", "*"),
    "http2": switch("site_config.http2_enabled"),
    "health_checked": given("site_config.health_check_path"),
    "secret_literals": secret_entries("app_settings"),
}
_LOGGED: Final[dict[str, _Told]] = {
    "access_logged": given("logs.http_logs"),
    "errors_logged": first(switch, "logs.failed_request_tracing", "logs.failed_request_tracing_enabled"),
}
_OLD: Final[dict[str, _Told]] = {"plain_ftp": among("site_config.ftps_state", "AllAllowed", default=True)}
_FUNCTION: Final[dict[str, _Told]] = {
    name: fact for name, fact in _APP.items() if name not in ("health_checked", "http2", "secret_literals")
}
APPS: Final[dict[str, dict[str, _Told]]] = {
    "azurerm_linux_web_app": _APP | _LOGGED,
    "azurerm_windows_web_app": _APP | _LOGGED,
    "azurerm_linux_web_app_slot": _APP | _LOGGED,
    "azurerm_windows_web_app_slot": _APP | _LOGGED,
    "azurerm_app_service": _APP | _LOGGED | _OLD,
    "azurerm_app_service_slot": _APP | _LOGGED | _OLD,
}
FUNCTIONS: Final[dict[str, dict[str, _Told]]] = {
    "azurerm_linux_function_app": _FUNCTION,
    "azurerm_windows_function_app": _FUNCTION,
    "azurerm_linux_function_app_slot": _FUNCTION,
    "azurerm_windows_function_app_slot": _FUNCTION,
    "azurerm_function_app": _FUNCTION | _OLD,
    "azurerm_function_app_flex_consumption": _FUNCTION,
}
_CODE: Final[dict[str, Fact]] = {
    "secret_literals": secret_entries("app_settings"),
    "in_network": given("virtual_network_subnet_id"),
}
ROWS: Final = tuple(Row(type, Function, _CODE) for type in FUNCTIONS)


def read(blocks: Blocks) -> Iterator[Resource]:
    """Every application, and the web side of every function."""
    frame = Frame("azure", blocks.language)
    yield from read_rows(ROWS, blocks, "azure")
    for label, table in (("", APPS), ("web", FUNCTIONS)):
        for type, facts in table.items():
            for block in blocks.of(type):
                told = {name: fact(block.attrs) for name, fact in facts.items()}
                if "access_logged" in told:
                    told["access_logged"] = _logged(blocks, block, told["access_logged"])
                yield part(block, label, block.attrs, WebApp, frame, **told)


_SENT: Final = linked(("azurerm_monitor_diagnostic_setting", "target_resource_id"))


def _logged(blocks: Blocks, block: Block, own: Value[bool]) -> Value[bool] | None:
    """Whether requests are recorded: by its own logs, or by a setting that sends them elsewhere."""
    return _SENT(blocks, block) if isinstance(own, Known) and not own.value else own

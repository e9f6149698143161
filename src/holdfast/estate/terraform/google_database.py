"""Databases of Google Cloud: what a server lets in, keeps and records, and the settings that it starts with.

All of them are encrypted at rest by the platform. Source: documentation of the provider and of Cloud SQL, AlloyDB,
Spanner, Bigtable, Firestore and Memorystore.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from holdfast.estate.blocks import Blocks
from holdfast.estate.facts import (
    Fact,
    Frame,
    Row,
    among,
    both,
    either,
    fixed,
    given,
    literals,
    opposite,
    read_rows,
    some,
    switch,
    where,
)
from holdfast.estate.google_facts import listed, only, told
from holdfast.estate.kinds.database import Cache, Database, DatabaseSettings, Table
from holdfast.estate.links import part
from holdfast.estate.terraform.google_flags import unset, weakened
from holdfast.model.resource import Resource
from holdfast.model.tree import at, items
from holdfast.model.value import Tree, Unknown

_IP: Final = "settings.ip_configuration"
_BACKUP: Final = "settings.backup_configuration.enabled"
_PRIMARY: Final = opposite(given("master_instance_name"))
_KEPT: Final = fixed(7.0)
"""Backups are kept by their number, seven where nobody says; one is made each day."""


def _off_at(path: str) -> Fact:
    """Backups of no day, at the setting that turns them off."""

    def fact(attrs: Tree) -> Any:
        asked = switch(path)(attrs)
        return asked if isinstance(asked, Unknown) else asked._replace(value=0.0)

    return fact


_SQL: Final[dict[str, Fact]] = {
    "public": told(switch(f"{_IP}.ipv4_enabled")),
    "address_chosen": only(
        given("settings"),
        either(*(given(f"{_IP}.{name}") for name in ("private_network", "psc_config", "ipv4_enabled"))),
    ),
    "admitted": listed(f"{_IP}.authorized_networks.value"),
    "encrypted": fixed(True),
    "customer_key": given("encryption_key_name"),
    "backup_days": only(_PRIMARY, where(switch(_BACKUP), _KEPT, _off_at(_BACKUP))),
    "deletion_protected": either(switch("deletion_protection", True), switch("settings.deletion_protection_enabled")),
    "multi_zone": only(_PRIMARY, among("settings.availability_type", "REGIONAL")),
    "secret_literals": literals("root_password", "replica_configuration.password"),
}
_SETTINGS: Final[dict[str, Fact]] = {
    "tls_required": either(
        among(f"{_IP}.ssl_mode", "ENCRYPTED_ONLY", "TRUSTED_CLIENT_CERTIFICATE_REQUIRED"),
        both(opposite(given(f"{_IP}.ssl_mode")), switch(f"{_IP}.require_ssl")),
    ),
    "weakened": weakened,
    "unset": unset,
}
_ALLOY: Final = "client_connection_config.ssl_config.ssl_mode"
_ROWS: Final = (
    Row("google_sql_database_instance", Database, _SQL),
    Row("google_sql_user", Database, {"secret_literals": literals("password")}),
    Row(
        "google_alloydb_cluster",
        Database,
        {
            "encrypted": fixed(True),
            "customer_key": given("encryption_config.kms_key_name"),
            "deletion_protected": switch("deletion_protection", True),
            "secret_literals": literals("initial_user.password"),
        },
    ),
    Row(
        "google_alloydb_instance",
        Database,
        {
            "public": switch("network_config.enable_public_ip"),
            "admitted": listed("network_config.authorized_external_networks.cidr_range"),
        },
    ),
    Row("google_alloydb_user", Database, {"secret_literals": literals("password")}),
    Row(
        "google_spanner_database",
        Database,
        {
            "encrypted": fixed(True),
            "customer_key": either(given("encryption_config.kms_key_name"), given("encryption_config.kms_key_names")),
            "deletion_protected": either(switch("deletion_protection", True), switch("enable_drop_protection")),
        },
    ),
    Row(
        "google_firestore_database",
        Database,
        {
            "encrypted": fixed(True),
            "customer_key": given("cmek_config.kms_key_name"),
            "deletion_protected": among("delete_protection_state", "DELETE_PROTECTION_ENABLED"),
        },
    ),
    Row(
        "google_bigtable_instance",
        Table,
        {
            "encrypted": fixed(True),
            "customer_key": some("cluster", given("kms_key_name")),
            "deletion_protected": switch("deletion_protection", True),
        },
    ),
    Row("google_bigtable_table", Table, {"deletion_protected": among("deletion_protection", "PROTECTED")}),
    Row(
        "google_redis_instance",
        Cache,
        {
            "encrypted": fixed(True),
            "customer_key": given("customer_managed_key"),
            "auth_required": switch("auth_enabled"),
            "tls_required": among("transit_encryption_mode", "SERVER_AUTHENTICATION"),
            "multi_zone": among("tier", "STANDARD_HA"),
        },
    ),
    Row(
        "google_redis_cluster",
        Cache,
        {
            "encrypted": fixed(True),
            "customer_key": given("kms_key"),
            "auth_required": among("authorization_mode", "AUTH_MODE_IAM_AUTH"),
            "tls_required": among("transit_encryption_mode", "TRANSIT_ENCRYPTION_MODE_SERVER_AUTHENTICATION"),
            "multi_zone": among("zone_distribution_config.mode", "MULTI_ZONE", default=True),
        },
    ),
    Row(
        "google_memorystore_instance",
        Cache,
        {
            "encrypted": fixed(True),
            "customer_key": given("kms_key"),
            "auth_required": among("authorization_mode", "IAM_AUTH"),
            "tls_required": among("transit_encryption_mode", "SERVER_AUTHENTICATION"),
            "multi_zone": among("zone_distribution_config.mode", "MULTI_ZONE", default=True),
        },
    ),
)


def read(blocks: Blocks) -> Iterator[Resource]:
    """Servers with their settings, users, tables, caches."""
    frame = Frame("google", blocks.language)
    yield from read_rows(_ROWS, blocks, "google")
    for block in blocks.of("google_sql_database_instance"):
        if not items(at(block.attrs, "settings")):
            continue
        facts = {name: fact(block.attrs) for name, fact in _SETTINGS.items()}
        yield part(block, "settings", at(block.attrs, "settings", 0), DatabaseSettings, frame, **facts)
    for block in blocks.of("google_alloydb_instance"):
        tls = opposite(among(_ALLOY, "ALLOW_UNENCRYPTED_AND_ENCRYPTED"))(block.attrs)
        yield part(block, "settings", block.attrs, DatabaseSettings, frame, tls_required=tls)

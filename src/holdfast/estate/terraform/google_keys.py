"""Keys and secrets of Google Cloud, and where its logs are kept.

Source: documentation of the provider and of Cloud Key Management Service: "Key rotation", "Destroy key versions".
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from holdfast.estate.blocks import Blocks
from holdfast.estate.facts import Frame, Row, among, amount, either, given, opposite, read_rows, some
from holdfast.estate.google_facts import days, only
from holdfast.estate.kinds.keys import Key, Secret
from holdfast.estate.kinds.logs import LogGroup
from holdfast.estate.links import part
from holdfast.estate.secretvalue import written
from holdfast.model.resource import Resource
from holdfast.model.tree import at

_SYMMETRIC: Final = among("purpose", "ENCRYPT_DECRYPT", default=True)
_OWN: Final = opposite(either(given("crypto_key_backend"), among("import_only", "true")))
_OWNED: Final = either(
    given("replication.auto.customer_managed_encryption"),
    some("replication.user_managed.replicas", given("customer_managed_encryption")),
    given("customer_managed_encryption"),
)
_LOGS: Final = {"retention_days": amount("retention_days", 30), "customer_key": given("cmek_settings.kms_key_name")}
_ROWS: Final = (
    Row(
        "google_kms_crypto_key",
        Key,
        {
            "rotated": only(_SYMMETRIC, only(_OWN, given("rotation_period"))),
            "rotation_days": only(given("rotation_period"), days("rotation_period")),
            "deletion_days": days("destroy_scheduled_duration", 30),
            "hardware": among("version_template.protection_level", "HSM", "HSM_SINGLE_TENANT"),
        },
    ),
    Row("google_secret_manager_secret", Secret, {"customer_key": _OWNED}),
    Row("google_secret_manager_regional_secret", Secret, {"customer_key": _OWNED}),
    *(
        Row(f"google_logging_{scope}_bucket_config", LogGroup, _LOGS)
        for scope in ("project", "folder", "organization", "billing_account")
    ),
)


def read(blocks: Blocks) -> Iterator[Resource]:
    """Keys, secrets with their values, stores of logs."""
    frame = Frame("google", blocks.language)
    yield from read_rows(_ROWS, blocks, "google")
    for block in blocks.of("google_secret_manager_secret_version", "google_secret_manager_regional_secret_version"):
        value = at(block.attrs, "secret_data")
        held = written(value, "secret_data", block.attrs)
        yield part(block, "", block.attrs, Secret, frame, secret_literals=held)

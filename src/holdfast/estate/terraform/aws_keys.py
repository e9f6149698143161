"""Keys, secrets, parameters and log groups of AWS."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from holdfast.estate.blocks import Block, Blocks
from holdfast.estate.credentials import named_secret
from holdfast.estate.facts import (
    Frame,
    Row,
    among,
    amount,
    given,
    opposite,
    read_rows,
    resource,
    switch,
)
from holdfast.estate.kinds.keys import Key, Parameter, Secret
from holdfast.estate.kinds.logs import LogGroup
from holdfast.estate.links import linked
from holdfast.estate.secretvalue import written
from holdfast.estate.terraform.document import document
from holdfast.model.resource import Resource
from holdfast.model.tree import at, mapped, number, text
from holdfast.model.value import How, Known, Tree, Unknown, Value


def _kept(attrs: Tree) -> Value[float | None]:
    """Days; zero means for ever."""
    days = number(at(attrs, "retention_in_days"))
    return days if isinstance(days, Unknown) or days.value else days._replace(value=None)


_KEY: Final = {
    "enabled": switch("is_enabled", default=True),
    "deletion_days": amount("deletion_window_in_days", 30),
    "policy_checked": opposite(switch("bypass_policy_lockout_safety_check")),
}

ROWS: Final = (
    Row("aws_kms_external_key", Key, {"deletion_days": amount("deletion_window_in_days", 30)}),
    Row("aws_kms_replica_key", Key, {"deletion_days": amount("deletion_window_in_days", 30)}),
    Row(
        "aws_secretsmanager_secret_policy",
        Secret,
        {"public_policy_blocked": switch("block_public_policy")},
    ),
    Row(
        "aws_secretsmanager_secret_rotation",
        Secret,
        {"rotation_days": amount("rotation_rules.automatically_after_days")},
    ),
    Row(
        "aws_cloudwatch_log_group",
        LogGroup,
        {
            "retention_days": _kept,
            "customer_key": given("kms_key_id"),
        },
    ),
)


def read(blocks: Blocks) -> Iterator[Resource]:
    """Every key, secret, parameter and log group."""
    yield from read_rows(ROWS, blocks, "aws")
    frame = Frame("aws", blocks.language)
    for block in blocks.of("aws_kms_key"):
        row = Row("aws_kms_key", Key, _KEY)
        yield resource(row, frame, block.address, block.place, block.attrs, rotated=_rotated(block))
    for block in blocks.of("aws_secretsmanager_secret"):
        row = Row("aws_secretsmanager_secret", Secret, {"customer_key": given("kms_key_id")})
        facts: dict[str, Value[Any] | None] = {
            "rotated": _replaced(blocks, block),
            "recovery_days": number(at(block.attrs, "recovery_window_in_days"), 30),
        }
        yield resource(row, frame, block.address, block.place, block.attrs, **facts)
    for block in blocks.of("aws_secretsmanager_secret_version"):
        value = _opened(at(block.attrs, "secret_string"))
        kept = written(value, "secret_string", block.attrs)
        yield resource(
            Row(block.type, Secret, {}), frame, block.address, block.place, block.attrs, secret_literals=kept
        )
    for block in blocks.of("aws_ssm_parameter"):
        row = Row("aws_ssm_parameter", Parameter, {})
        yield resource(row, frame, block.address, block.place, block.attrs, **_parameter(block))


def _rotated(block: Block) -> Value[bool] | None:
    """Only symmetric keys that encrypt, made by the service itself, are rotated by it."""
    for name in ("customer_master_key_spec", "key_spec"):
        spec = text(at(block.attrs, name))
        if isinstance(spec, Known) and spec.value not in (None, "SYMMETRIC_DEFAULT"):
            return None
    if isinstance(custom := at(block.attrs, "custom_key_store_id"), Unknown) or custom.value:
        return None
    return switch("enable_key_rotation")(block.attrs)


_ROTATION: Final = linked(("aws_secretsmanager_secret_rotation", "secret_id"))


def _replaced(blocks: Blocks, block: Block) -> Value[bool] | None:
    own = given("rotation_lambda_arn")(block.attrs)
    return own if isinstance(own, Known) and own.value else _ROTATION(blocks, block)


def _parameter(block: Block) -> dict[str, Value[Any] | None]:
    name = text(at(block.attrs, "name"))
    secret = mapped(name, lambda content: named_secret(str(content)))
    kept = among("type", "SecureString")(block.attrs)
    facts: dict[str, Value[Any] | None] = {"encrypted": kept, "sounds_secret": secret}
    if isinstance(kept, Known) and kept.value:
        facts["customer_key"] = given("key_id")(block.attrs)
    found = written(_opened(_value(block)), "value", block.attrs)
    facts["secret_literals"] = found if isinstance(found, Unknown) or not found.value else _where(kept, secret, found)
    return facts


def _where(kept: Value[bool], secret: Value[bool], found: Known[Any]) -> Value[Any]:
    """Credentials count where the parameter is there for one: it is kept encrypted, or its name says so."""
    if any(isinstance(each, Known) and each.value for each in (kept, secret)):
        return found
    unknown = next((each for each in (kept, secret) if isinstance(each, Unknown)), None)
    return unknown or Known((), found.place, How.DEFAULT)


def _opened(value: Tree) -> Tree:
    """JSON as a tree, also where parts are unknown; a plain text as it is."""
    inner = document(value)
    return inner if isinstance(inner, Known) and isinstance(inner.value, dict) else value


def _value(block: Block) -> Tree:
    value = at(block.attrs, "value")
    return at(block.attrs, "insecure_value") if isinstance(value, Known) and value.value is None else value

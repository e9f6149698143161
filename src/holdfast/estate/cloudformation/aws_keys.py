"""Keys, secrets, parameters and log groups of AWS in templates."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from holdfast.estate.blocks import Block, Blocks
from holdfast.estate.credentials import named_secret
from holdfast.estate.facts import Frame, Row, among, amount, given, opposite, read_rows, resource, switch
from holdfast.estate.kinds.keys import Key, Parameter, Secret
from holdfast.estate.kinds.logs import LogGroup
from holdfast.estate.links import linked
from holdfast.estate.secretvalue import written
from holdfast.model.resource import Resource
from holdfast.model.tree import at, mapped, text
from holdfast.model.value import How, Known, Unknown, Value

ROWS: Final = (
    Row("AWS::KMS::ReplicaKey", Key, {"deletion_days": amount("PendingWindowInDays", 30)}),
    Row(
        "AWS::SecretsManager::RotationSchedule",
        Secret,
        {"rotation_days": amount("RotationRules.AutomaticallyAfterDays")},
    ),
    Row(
        "AWS::SecretsManager::ResourcePolicy",
        Secret,
        {"public_policy_blocked": switch("BlockPublicPolicy")},
    ),
    Row(
        "AWS::Logs::LogGroup",
        LogGroup,
        {
            "retention_days": amount("RetentionInDays"),
            "customer_key": given("KmsKeyId"),
        },
    ),
)
_KEY: Final = {
    "enabled": switch("Enabled", default=True),
    "deletion_days": amount("PendingWindowInDays", 30),
    "policy_checked": opposite(switch("BypassPolicyLockoutSafetyCheck")),
}


def read(blocks: Blocks) -> Iterator[Resource]:
    """Every key, secret, parameter and log group."""
    yield from read_rows(ROWS, blocks, "aws")
    frame = Frame("aws", blocks.language)
    for block in blocks.of("AWS::KMS::Key"):
        row = Row(block.type, Key, _KEY)
        yield resource(row, frame, block.address, block.place, block.attrs, rotated=_rotated(block))
    for block in blocks.of("AWS::SecretsManager::Secret"):
        row = Row(block.type, Secret, {"customer_key": given("KmsKeyId")})
        rotated = _ROTATION(blocks, block)
        kept = written(at(block.attrs, "SecretString"), "SecretString", block.attrs)
        yield resource(row, frame, block.address, block.place, block.attrs, rotated=rotated, secret_literals=kept)
    for block in blocks.of("AWS::SSM::Parameter"):
        row = Row(block.type, Parameter, {})
        yield resource(row, frame, block.address, block.place, block.attrs, **_parameter(block))


_ROTATION: Final = linked(("AWS::SecretsManager::RotationSchedule", "SecretId"))


def _rotated(block: Block) -> Value[bool] | None:
    """Only symmetric keys that encrypt, made by the service itself, are rotated by it."""
    spec, origin = text(at(block.attrs, "KeySpec")), text(at(block.attrs, "Origin"))
    if isinstance(spec, Known) and spec.value not in (None, "SYMMETRIC_DEFAULT"):
        return None
    if isinstance(origin, Known) and origin.value not in (None, "AWS_KMS"):
        return None
    return switch("EnableKeyRotation")(block.attrs)


def _parameter(block: Block) -> dict[str, Value[Any] | None]:
    """A template cannot make an encrypted parameter, so one that sounds like a secret holds it in clear."""
    name = text(at(block.attrs, "Name"))
    if isinstance(name, Unknown) or name.value is None:
        name = Known(block.name, name.place)
    secret = mapped(name, lambda content: named_secret(str(content)))
    told = isinstance(secret, Known) and secret.value
    return {
        "encrypted": among("Type", "SecureString")(block.attrs) if told else None,
        "sounds_secret": secret,
        "secret_literals": written(at(block.attrs, "Value"), "Value", block.attrs)
        if told
        else Known((), block.place, How.DEFAULT),
    }

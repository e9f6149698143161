"""Keys, secrets and parameters."""

from __future__ import annotations

from holdfast.model.kind import kind
from holdfast.model.resource import Resource
from holdfast.model.value import Value


@kind
class Key(Resource):
    """A cryptographic key in a key service."""

    rotated: Value[bool] | None = None
    """New key material is made by itself; not here where the key's type or origin rules that out."""
    rotation_days: Value[float | None] | None = None
    """How often."""
    enabled: Value[bool] | None = None
    """It can be used."""
    deletion_days: Value[float | None] | None = None
    """How long it can be brought back after somebody deleted it."""
    policy_checked: Value[bool] | None = None
    """A policy is refused that would lock everyone out."""
    hardware: Value[bool] | None = None
    """It lives in a hardware module."""
    expires: Value[bool] | None = None
    """It has an end date."""


@kind
class Secret(Resource):
    """A secret in a secret store, or one of its versions."""

    customer_key: Value[bool] | None = None
    """Encrypted with a key that the team manages."""
    rotated: Value[bool] | None = None
    """Its value is replaced by itself."""
    rotation_days: Value[float | None] | None = None
    """How often."""
    recovery_days: Value[float | None] | None = None
    """How long it can be brought back after somebody deleted it."""
    expires: Value[bool] | None = None
    """It has an end date."""
    labelled: Value[bool] | None = None
    """It says what sort of secret it is."""
    public_policy_blocked: Value[bool] | None = None
    """A policy that opens it to everyone is refused."""
    secret_literals: Value[tuple[Value[str], ...]] | None = None
    """Attributes that hold its value in plain text: their names."""


@kind
class Parameter(Resource):
    """An entry of a store of settings."""

    encrypted: Value[bool] | None = None
    """It is kept encrypted, and shown only to who may decrypt it."""
    customer_key: Value[bool] | None = None
    """With a key that the team manages; not here where it is not encrypted."""
    sounds_secret: Value[bool] | None = None
    """Its name says that it holds a credential."""
    secret_literals: Value[tuple[Value[str], ...]] | None = None
    """Attributes that hold a credential in plain text: their names."""

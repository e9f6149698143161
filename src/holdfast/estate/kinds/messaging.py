"""Streams, queues, topics and brokers."""

from __future__ import annotations

from holdfast.model.kind import kind
from holdfast.model.resource import Resource
from holdfast.model.value import Value


@kind
class Stream(Resource):
    """A stream of records or media, or what delivers one."""

    encrypted: Value[bool] | None = None
    """What it holds is encrypted at rest."""
    customer_key: Value[bool] | None = None
    """With a key that the team manages."""
    logged: Value[bool] | None = None
    """What could not be delivered is logged."""
    secret_literals: Value[tuple[Value[str], ...]] | None = None
    """Attributes that hold a credential in plain text: their names."""


@kind
class Queue(Resource):
    """A queue of messages."""

    encrypted: Value[bool] | None = None
    """What it holds is encrypted at rest."""
    customer_key: Value[bool] | None = None
    """With a key that the team manages."""


@kind
class Topic(Resource):
    """A topic or bus that messages are published to, or a subscription to one."""

    encrypted: Value[bool] | None = None
    """What it holds is encrypted at rest."""
    customer_key: Value[bool] | None = None
    """With a key that the team or the provider manages for the account."""
    tls_required: Value[bool] | None = None
    """It delivers only over TLS."""


@kind
class Broker(Resource):
    """A message broker, a log of events, or a connector to one."""

    public: Value[bool] | None = None
    """It has an address on the internet."""
    encrypted: Value[bool] | None = None
    """What it holds is encrypted at rest."""
    customer_key: Value[bool] | None = None
    """With a key that the team manages."""
    tls_required: Value[bool] | None = None
    """Clients must use TLS."""
    nodes_encrypted: Value[bool] | None = None
    """Its nodes talk to each other in TLS."""
    auth_required: Value[bool] | None = None
    """Nobody reads or writes without proving who they are."""
    logged: Value[bool] | None = None
    """Its logs are delivered somewhere."""
    audit_logged: Value[bool] | None = None
    """Who did what is logged."""
    multi_zone: Value[bool] | None = None
    """It survives the loss of a zone."""
    patched: Value[bool] | None = None
    """Minor versions are installed by themselves."""
    secret_literals: Value[tuple[Value[str], ...]] | None = None
    """Attributes that hold a credential in plain text: their names."""


@kind
class MailDomain(Resource):
    """A domain or address in whose name mail is sent."""

    signed: Value[bool] | None = None
    """Its mail carries a signature of the domain (DKIM)."""

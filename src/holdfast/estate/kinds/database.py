"""Databases, their snapshots and settings, tables, caches, warehouses and search."""

from __future__ import annotations

from holdfast.model.kind import kind
from holdfast.model.resource import Resource
from holdfast.model.value import Value


@kind
class Database(Resource):
    """A relational, document, graph or ledger database: a cluster, an instance, or a proxy before one."""

    admitted: Value[tuple[Value[str], ...]] | None = None
    """Address ranges on the internet that may connect to it."""
    address_chosen: Value[bool] | None = None
    """Somebody decided whether it has an address on the internet, instead of leaving it to the platform."""
    public: Value[bool] | None = None
    """It has an address on the internet."""
    encrypted: Value[bool] | None = None
    """What it holds is encrypted at rest."""
    customer_key: Value[bool] | None = None
    """With a key that the team manages."""
    insights_customer_key: Value[bool] | None = None
    """What it keeps about queries is encrypted with such a key; not here where it keeps nothing."""
    tls_required: Value[bool] | None = None
    """Connections without TLS are refused."""
    min_tls: Value[str | None] | None = None
    """The oldest version of TLS that it accepts."""
    authority: Value[str | None] | None = None
    """The authority that signs its certificate, in the provider's word."""
    identity_auth: Value[bool] | None = None
    """People and programs can log in with their cloud identity instead of a password."""
    logged: Value[bool] | None = None
    """Its logs leave the machine."""
    audit_logged: Value[bool] | None = None
    """Who did what is logged."""
    monitored: Value[bool] | None = None
    """The state of its machine is watched closely."""
    backup_days: Value[float | None] | None = None
    """How long automatic backups are kept; 0 means that none are made."""
    geo_backup: Value[bool] | None = None
    """Backups are kept in another region too."""
    final_snapshot: Value[bool] | None = None
    """Deleting it leaves a last snapshot."""
    snapshots_tagged: Value[bool] | None = None
    """Its snapshots carry its tags, by which rules about access and cost find them."""
    deletion_protected: Value[bool] | None = None
    """Deleting it takes a second step."""
    multi_zone: Value[bool] | None = None
    """It survives the loss of a zone."""
    patched: Value[bool] | None = None
    """Minor versions are installed by themselves."""
    secret_literals: Value[tuple[Value[str], ...]] | None = None
    """Attributes that hold a credential in plain text: their names."""


@kind
class DatabaseSnapshot(Resource):
    """A copy of a database."""

    public: Value[bool] | None = None
    """Everyone may restore it."""
    encrypted: Value[bool] | None = None
    """What it holds is encrypted at rest."""
    customer_key: Value[bool] | None = None
    """With a key that the team manages."""


@kind
class DatabaseSettings(Resource):
    """A set of parameters that databases start with."""

    weakened: Value[tuple[Value[str], ...]] | None = None
    """Parameters that were set to what weakens it: their names."""
    unset: Value[tuple[Value[str], ...]] | None = None
    """Parameters about security that nobody set, and whose default is not the careful one: their names."""
    tls_required: Value[bool] | None = None
    """Connections without TLS are refused."""
    min_tls: Value[str | None] | None = None
    """The oldest version of TLS that they accept."""
    audit_logged: Value[bool] | None = None
    """Who did what is logged."""


@kind
class Table(Resource):
    """A table of a key-value or wide-column store."""

    encrypted: Value[bool] | None = None
    """What it holds is encrypted at rest."""
    customer_key: Value[bool] | None = None
    """With a key that the team manages."""
    backed_up: Value[bool] | None = None
    """It can be restored to a point in time."""
    deletion_protected: Value[bool] | None = None
    """Deleting it takes a second step."""


@kind
class Cache(Resource):
    """An in-memory store."""

    encrypted: Value[bool] | None = None
    """What it holds is encrypted at rest."""
    customer_key: Value[bool] | None = None
    """With a key that the team manages."""
    tls_required: Value[bool] | None = None
    """Connections without TLS are refused."""
    min_tls: Value[str | None] | None = None
    """The oldest version of TLS that it accepts."""
    auth_required: Value[bool] | None = None
    """Nobody reads or writes without a password or an identity."""
    public: Value[bool] | None = None
    """It can be reached from the internet."""
    backup_days: Value[float | None] | None = None
    """How long automatic backups are kept; 0 means that none are made."""
    multi_zone: Value[bool] | None = None
    """It survives the loss of a zone."""
    logged: Value[bool] | None = None
    """Its logs are delivered somewhere."""
    patched: Value[bool] | None = None
    """Minor versions are installed by themselves."""
    secret_literals: Value[tuple[Value[str], ...]] | None = None
    """Attributes that hold a credential in plain text: their names."""


@kind
class Warehouse(Resource):
    """An analytical database."""

    public: Value[bool] | None = None
    """It has an address on the internet."""
    encrypted: Value[bool] | None = None
    """What it holds is encrypted at rest."""
    customer_key: Value[bool] | None = None
    """With a key that the team manages."""
    tls_required: Value[bool] | None = None
    """Connections without TLS are refused."""
    logged: Value[bool] | None = None
    """Connections and queries are logged."""
    backup_days: Value[float | None] | None = None
    """How long automatic backups are kept; 0 means that none are made."""
    final_snapshot: Value[bool] | None = None
    """Deleting it leaves a last snapshot."""
    private_routing: Value[bool] | None = None
    """Its traffic to storage stays in the team's network."""
    patched: Value[bool] | None = None
    """New versions are installed by themselves."""
    default_admin: Value[bool] | None = None
    """The administrator has the name that everyone tries first."""
    secret_literals: Value[tuple[Value[str], ...]] | None = None
    """Attributes that hold a credential in plain text: their names."""


@kind
class SearchDomain(Resource):
    """A search cluster or service."""

    public: Value[bool] | None = None
    """Its endpoint is on the internet."""
    encrypted: Value[bool] | None = None
    """What it holds is encrypted at rest."""
    customer_key: Value[bool] | None = None
    """With a key that the team manages."""
    nodes_encrypted: Value[bool] | None = None
    """Its nodes talk to each other in TLS."""
    tls_required: Value[bool] | None = None
    """Requests without TLS are refused."""
    min_tls: Value[str | None] | None = None
    """The oldest version of TLS that it accepts."""
    auth_required: Value[bool] | None = None
    """Who may see what is decided by user, index and document."""
    logged: Value[bool] | None = None
    """At least one of its logs is delivered somewhere."""
    audit_logged: Value[bool] | None = None
    """Who did what is logged."""
    multi_zone: Value[bool] | None = None
    """It survives the loss of a zone."""
    secret_literals: Value[tuple[Value[str], ...]] | None = None
    """Attributes that hold a credential in plain text: their names."""

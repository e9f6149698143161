"""Where data is worked on: jobs and movers; and stores of data that have no kind of their own."""

from __future__ import annotations

from holdfast.model.kind import kind
from holdfast.model.resource import Resource
from holdfast.model.value import Value


@kind
class DataJob(Resource):
    """A job, a query service, a model or a cluster that works on data, or the security settings of some."""

    encrypted: Value[bool] | None = None
    """What it writes is encrypted at rest."""
    customer_key: Value[bool] | None = None
    """With a key that the team manages."""
    disk_encrypted: Value[bool] | None = None
    """What it keeps on its own disks is encrypted."""
    logs_encrypted: Value[bool] | None = None
    """Its logs are encrypted by its own settings."""
    bookmarks_encrypted: Value[bool] | None = None
    """What it remembers about its progress is encrypted."""
    tls_required: Value[bool] | None = None
    """Its machines talk to each other and to others in TLS."""
    secured: Value[bool] | None = None
    """It names security settings that say how it encrypts."""
    settings_enforced: Value[bool] | None = None
    """Who uses it cannot choose weaker settings."""
    public: Value[bool] | None = None
    """It, or what manages it, has an address on the internet."""
    isolated: Value[bool] | None = None
    """Its containers have no way out."""
    logged: Value[bool] | None = None
    """Its logs are delivered somewhere."""
    secret_literals: Value[tuple[Value[str], ...]] | None = None
    """Attributes that hold a credential in plain text: their names."""


@kind
class DataStore(Resource):
    """Any other service that keeps data."""

    public: Value[bool] | None = None
    """It has an address on the internet, or is open to everyone."""
    encrypted: Value[bool] | None = None
    """What it holds is encrypted at rest."""
    customer_key: Value[bool] | None = None
    """With a key that the team manages."""
    tls_required: Value[bool] | None = None
    """Connections without TLS are refused."""
    logged: Value[bool] | None = None
    """Its logs are delivered somewhere."""
    backup_days: Value[float | None] | None = None
    """How long automatic backups are kept; 0 means that none are made."""
    deletion_protected: Value[bool] | None = None
    """Deleting it takes a second step."""
    secret_literals: Value[tuple[Value[str], ...]] | None = None
    """Attributes that hold a credential in plain text: their names."""


@kind
class DataMover(Resource):
    """What carries data from one place to another, or one end of the way."""

    public: Value[bool] | None = None
    """It has an address on the internet."""
    encrypted: Value[bool] | None = None
    """What it keeps on the way is encrypted at rest."""
    customer_key: Value[bool] | None = None
    """With a key that the team manages."""
    tls_required: Value[bool] | None = None
    """It carries data in TLS only."""
    weak_tls: Value[bool] | None = None
    """It accepts ciphers or versions that are no longer held to be safe."""
    logged: Value[bool] | None = None
    """What it does is logged."""
    patched: Value[bool] | None = None
    """Minor versions are installed by themselves."""
    secret_literals: Value[tuple[Value[str], ...]] | None = None
    """Attributes that hold a credential in plain text: their names."""

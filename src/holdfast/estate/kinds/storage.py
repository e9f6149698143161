"""Where bytes are kept: buckets, disks, images, file systems, and the copies that backups are."""

from __future__ import annotations

from holdfast.model.kind import kind
from holdfast.model.resource import Resource
from holdfast.model.value import Value


@kind
class Bucket(Resource):
    """An object store, or a setting or object of one that stands elsewhere; then the other facts are not here."""

    acl: Value[str | None] | None = None
    """The ready-made access list, in the provider's word."""
    public: Value[bool] | None = None
    """Its own access list or setting lets everyone read it."""
    public_write: Value[bool] | None = None
    """Its own access list or setting lets everyone write to it."""
    public_acls_blocked: Value[bool] | None = None
    """A new access list that opens it to everyone is refused."""
    public_acls_ignored: Value[bool] | None = None
    """An access list that opens it to everyone has no effect."""
    public_policy_blocked: Value[bool] | None = None
    """A new policy that opens it to everyone is refused."""
    public_restricted: Value[bool] | None = None
    """A policy that opens it to everyone works only inside of the account."""
    public_block_set: Value[bool] | None = None
    """Somebody wrote down that it must not be public, instead of leaving it to the platform."""
    acls_disabled: Value[bool] | None = None
    """Only policies decide about access; objects belong to the owner of the bucket."""
    website: Value[bool] | None = None
    """It is served as a web site."""
    cors_open: Value[bool] | None = None
    """Pages of every origin may use it from a browser."""
    encrypted: Value[bool] | None = None
    """What it holds is encrypted at rest."""
    encryption_written: Value[bool] | None = None
    """Somebody wrote down how it is encrypted, instead of leaving it to the platform."""
    customer_key: Value[bool] | None = None
    """With a key that the team manages."""
    tls_required: Value[bool] | None = None
    """Requests without TLS are refused."""
    min_tls: Value[str | None] | None = None
    """The oldest version of TLS that it accepts."""
    versioned: Value[bool] | None = None
    """Overwritten and deleted objects are kept."""
    delete_needs_mfa: Value[bool] | None = None
    """Deleting a version takes a second factor."""
    locked: Value[bool] | None = None
    """Objects cannot be changed or deleted for a while."""
    replicated: Value[bool] | None = None
    """It is copied to another place."""
    logged: Value[bool] | None = None
    """Access to it is logged."""


@kind
class AccessPoint(Resource):
    """A second door to a bucket or a file system."""

    public_blocked: Value[bool] | None = None
    """Nothing can open it to everyone."""
    private: Value[bool] | None = None
    """It answers only in a network of the team."""
    user_enforced: Value[bool] | None = None
    """Who comes through it acts as a fixed user."""
    path_enforced: Value[bool] | None = None
    """Who comes through it sees one directory, and not the root."""


@kind
class Disk(Resource):
    """A block device."""

    encrypted: Value[bool] | None = None
    """What it holds is encrypted at rest."""
    customer_key: Value[bool] | None = None
    """With a key that the team manages."""


@kind
class Snapshot(Resource):
    """A copy of a disk, or who may use one."""

    public: Value[bool] | None = None
    """Everyone may copy it."""
    encrypted: Value[bool] | None = None
    """What it holds is encrypted at rest."""
    customer_key: Value[bool] | None = None
    """With a key that the team manages."""


@kind
class MachineImage(Resource):
    """What a machine starts from, how it is made, or who may use it."""

    public: Value[bool] | None = None
    """Everyone may start machines from it."""
    encrypted: Value[bool] | None = None
    """Its disks are encrypted at rest."""
    customer_key: Value[bool] | None = None
    """With a key that the team manages."""


@kind
class FileSystem(Resource):
    """A file system or file share in a network."""

    public: Value[bool] | None = None
    """Every address may mount it."""
    identity_asked: Value[bool] | None = None
    """A policy says who may mount it; else whoever reaches it may."""
    encrypted: Value[bool] | None = None
    """What it holds is encrypted at rest."""
    customer_key: Value[bool] | None = None
    """With a key that the team manages."""
    tls_required: Value[bool] | None = None
    """Connections without encryption are refused."""
    auth_required: Value[bool] | None = None
    """Nobody mounts it without proving who they are."""
    backed_up: Value[bool] | None = None
    """Backups are made by themselves."""
    backup_days: Value[float | None] | None = None
    """How long backups are kept."""
    logged: Value[bool] | None = None
    """Access to files is logged."""
    multi_zone: Value[bool] | None = None
    """It survives the loss of a zone."""
    secret_literals: Value[tuple[Value[str], ...]] | None = None
    """Attributes that hold a credential in plain text: their names."""


@kind
class BackupVault(Resource):
    """Where backups are kept."""

    customer_key: Value[bool] | None = None
    """Encrypted with a key that the team manages."""
    locked: Value[bool] | None = None
    """Nobody can delete backups before their time."""
    recoverable: Value[bool] | None = None
    """Deleted backups can be brought back for a while."""


@kind
class BackupPlan(Resource):
    """When backups are made and how long they are kept."""

    backup_days: Value[float | None] | None = None
    """The shortest time for which it keeps a backup; none where they are kept for ever."""

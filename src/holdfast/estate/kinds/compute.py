"""Kinds of compute: what runs the team's programs."""

from __future__ import annotations

from holdfast.model.kind import kind
from holdfast.model.noun import noun
from holdfast.model.resource import Resource
from holdfast.model.value import Value


@noun
class MountedDisk:
    """A disk that comes with a machine."""

    name: Value[str]
    """``root disk``, or the name of the device."""
    encrypted: Value[bool]
    """Encrypted at rest."""


@kind
class Instance(Resource):
    """A virtual machine, or the template that machines are started from."""

    public_ip: Value[bool] | None = None
    """It gets an address that the internet can reach."""
    networked: Value[bool] | None = None
    """It stands in a network of the team, with its rules, roles and records."""
    serial_console: Value[bool] | None = None
    """Its serial console can be reached over the network."""
    forwards: Value[bool] | None = None
    """It may send and take packets that are not its own."""
    full_access: Value[bool] | None = None
    """It runs as the default account of the project, with access to every interface."""
    default_account: Value[bool] | None = None
    """It runs as the default account of the project, with less access than that."""
    shared_keys_refused: Value[bool] | None = None
    """Keys that count for all machines of a project do not open it."""
    identity_login: Value[bool] | None = None
    """People sign in to it with their cloud identity, not with keys of their own."""
    secure_boot: Value[bool] | None = None
    """It starts only programs that are signed."""
    boot_measured: Value[bool] | None = None
    """How it started is measured and compared with how it started first."""
    confidential: Value[bool] | None = None
    """Its memory is encrypted."""
    token_required: Value[bool] | None = None
    """Its metadata service answers only with a session token (version 2), or not at all."""
    metadata_hops: Value[float | None] | None = None
    """How many network hops an answer of the metadata service may travel."""
    disks: Value[tuple[MountedDisk, ...]] | None = None
    """Disks that its own configuration makes."""
    secret_literals: Value[tuple[Value[str], ...]] | None = None
    """Names of credentials that stand in its start script."""
    monitored: Value[bool] | None = None
    """Measured every minute."""
    has_role: Value[bool] | None = None
    """It has an identity of its own, so that no keys need to be put on it."""
    termination_protected: Value[bool] | None = None
    """It can't be ended by a slip."""
    password_login: Value[bool] | None = None
    """Administrators may sign in with a password, where a key would do."""
    password_literals: Value[tuple[Value[str], ...]] | None = None
    """Attributes that hold the password of its administrator in plain text: their names."""
    host_encrypted: Value[bool] | None = None
    """The host encrypts what it keeps for it for a while: caches and scratch disks."""
    extensions_allowed: Value[bool] | None = None
    """The platform may install and run programs on it."""
    customer_key: Value[bool] | None = None
    """Its system disk is encrypted with a key of the team's own."""


@kind
class Fleet(Resource):
    """Machines that are started and replaced by a service."""

    multi_zone: Value[bool] | None = None
    """They are spread over more than one zone."""
    health_checked: Value[bool] | None = None
    """A machine that does not answer its load balancer is replaced."""
    health_reported: Value[bool] | None = None
    """Its health is reported in detail."""
    auto_patched: Value[bool] | None = None
    """The platform below gets its updates by itself."""


@kind
class Function(Resource):
    """A program that runs when it is called, without a machine of its own."""

    runtime: Value[str | None] | None = None
    """``python3.12`` …; none for images."""
    secret_literals: Value[tuple[Value[str], ...]] | None = None
    """Names of run-time variables whose value is a credential that stands in the code."""
    has_variables: Value[bool] | None = None
    """It has run-time variables."""
    customer_key: Value[bool] | None = None
    """Its variables are encrypted with a key of the team's own."""
    traced: Value[bool] | None = None
    """Calls can be followed through it."""
    failures_kept: Value[bool] | None = None
    """Events that it could not work off go to a queue or topic."""
    concurrency_limited: Value[bool] | None = None
    """It can't use up what all functions of the account share."""
    in_network: Value[bool] | None = None
    """It runs inside a private network."""
    open_ingress: Value[bool] | None = None
    """Every network may send requests to it."""
    callers_asked: Value[bool] | None = None
    """The platform asks callers who they are."""
    code_signed: Value[bool] | None = None
    """Only signed code is accepted."""


@kind
class FunctionUrl(Resource):
    """A web address at which a function answers."""

    auth_required: Value[bool] | None = None
    """Callers must sign in."""
    any_origin: Value[bool] | None = None
    """Scripts of every web site may call it."""


@kind
class MountedFileSystem(Resource):
    """A network file system, as a task of containers mounts it."""

    files_encrypted: Value[bool] | None = None
    """Traffic to it is encrypted."""
    files_authorized: Value[bool] | None = None
    """It asks for the role of the task."""


@kind
class ContainerService(Resource):
    """Keeps tasks running."""

    public_ip: Value[bool] | None = None
    """Its tasks get addresses that the internet can reach."""
    shell_allowed: Value[bool] | None = None
    """Operators may open a shell in its containers."""
    secret_literals: Value[tuple[Value[str], ...]] | None = None
    """Names of variables of its containers that hold a credential in plain text."""


@kind
class ContainerCluster(Resource):
    """Where tasks run, under the cloud's own scheduler."""

    monitored: Value[bool] | None = None
    """Its containers are measured."""
    shell_encrypted: Value[bool] | None = None
    """Shells inside containers are encrypted with a key of the team's own, where their settings are given."""
    shell_logged: Value[bool] | None = None
    """What is typed in shells inside containers is recorded."""


@kind
class Cluster(Resource):
    """A managed Kubernetes cluster."""

    public: Value[bool] | None = None
    """Everyone on the internet can reach its programming interface."""
    old_rules: Value[bool] | None = None
    """Rules of an old kind, which give every account much, count beside roles."""
    password_login: Value[bool] | None = None
    """A password opens its programming interface."""
    client_certificate: Value[bool] | None = None
    """It hands out a certificate that opens its programming interface and cannot be taken back."""
    private_nodes: Value[bool] | None = None
    """Its machines have no addresses that the internet can reach."""
    workload_identity: Value[bool] | None = None
    """Programs in it use accounts of their own, and not that of the machine."""
    images_checked: Value[bool] | None = None
    """A policy decides which images may run."""
    nodes_attested: Value[bool] | None = None
    """A machine must prove that it is one of the cluster's own."""
    flows_visible: Value[bool] | None = None
    """Traffic between pods of one machine is seen by flow logs too."""
    updated: Value[bool] | None = None
    """It follows a channel of releases."""
    logged: Value[bool] | None = None
    """Its logs leave it."""
    secret_literals: Value[tuple[Value[str], ...]] | None = None
    """Attributes that hold its password in plain text: their names."""
    private_endpoint: Value[bool] | None = None
    """Its machines reach it without leaving the network."""
    customer_key: Value[bool] | None = None
    """Its secrets are encrypted with a key of the team's own."""
    logs: Value[tuple[Value[str], ...]] | None = None
    """Which records of its control plane are kept."""
    version: Value[str | None] | None = None
    """Its version of Kubernetes; none where the platform chooses."""
    role_based: Value[bool] | None = None
    """Roles decide what its users and programs may do."""
    local_accounts: Value[bool] | None = None
    """Accounts of its own, outside of the directory, may sign in."""
    monitored: Value[bool] | None = None
    """Its containers and nodes are watched."""
    network_policy: Value[bool] | None = None
    """It can keep pods from talking to each other."""
    policed: Value[bool] | None = None
    """The cloud's policies are enforced in it."""
    dashboard: Value[bool] | None = None
    """The retired web dashboard runs in it."""
    disk_customer_key: Value[bool] | None = None
    """The disks of its nodes are encrypted with a key of the team's own."""


@kind
class NodeGroup(Resource):
    """Machines of a managed Kubernetes cluster."""

    auto_repaired: Value[bool] | None = None
    """A machine that fails is replaced by itself."""
    auto_updated: Value[bool] | None = None
    """New versions are installed by themselves."""
    metadata_hidden: Value[bool] | None = None
    """Programs in pods do not get the credentials of the machine."""
    old_metadata_off: Value[bool] | None = None
    """Old ways to the metadata service, which need no header, are closed."""
    hardened_image: Value[bool] | None = None
    """Its machines start from the platform's minimal system for containers."""
    default_account: Value[bool] | None = None
    """Its machines run as the default account of the project."""
    full_access: Value[bool] | None = None
    """Its machines run as the default account, with access to every interface."""
    secure_boot: Value[bool] | None = None
    """Its machines start only programs that are signed."""
    boot_measured: Value[bool] | None = None
    """How its machines started is measured."""
    customer_key: Value[bool] | None = None
    """Its disks are encrypted with a key that the team manages."""
    ssh_open: Value[bool] | None = None
    """Everyone may try to sign in to them."""
    public_ip: Value[bool] | None = None
    """Each of them gets an address that the internet can reach."""
    host_encrypted: Value[bool] | None = None
    """The host encrypts what it keeps for them for a while: caches and scratch disks."""


@kind
class Notebook(Resource):
    """A managed machine on which a person tries things out."""

    internet: Value[bool] | None = None
    """It reaches the internet past the team's network."""
    root_access: Value[bool] | None = None
    """Its users are root."""
    customer_key: Value[bool] | None = None
    """Encrypted with a key of the team's own."""


@kind
class Desktop(Resource):
    """A virtual desktop of a person."""

    root_encrypted: Value[bool] | None = None
    """Its system disk is encrypted."""
    data_encrypted: Value[bool] | None = None
    """Its user's disk is encrypted."""

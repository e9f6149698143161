"""What runs in containers: workloads, their containers and volumes, whichever file deploys them.

Kubernetes manifests, Compose services, task definitions and Terraform fill the same facts; a fact that a source has no
word for is ``None``.
"""

from __future__ import annotations

from holdfast.model.kind import kind
from holdfast.model.noun import noun
from holdfast.model.place import Place
from holdfast.model.resource import Resource
from holdfast.model.value import Value


@kind
class Workload(Resource):
    """Containers that share a sandbox: a pod or its template, a Compose service, a task definition."""

    namespace: Value[str | None] | None = None
    """The namespace that it is deployed to; None where only the one who deploys it says."""
    host_network: Value[bool] | None = None
    """It uses the host's network."""
    host_pid: Value[bool] | None = None
    """It sees the host's processes."""
    host_ipc: Value[bool] | None = None
    """It shares the host's memory segments and message queues."""
    host_users: Value[bool] | None = None
    """Somebody turned the remapping of user ids off (``userns_mode: host``)."""
    host_process: Value[bool] | None = None
    """It runs on a Windows host without isolation."""
    shared_processes: Value[bool] | None = None
    """Its containers see each other's processes."""
    sysctls: Value[tuple[Value[str], ...]] | None = None
    """Names of the kernel parameters that it sets."""
    host_aliases: Value[bool] | None = None
    """It writes name resolution of its own."""
    service_account: Value[str | None] | None = None
    """The account that it runs as; None for the namespace's default one."""
    token_mounted: Value[bool] | None = None
    """The credentials of its account are put into its containers."""
    controlled: Value[bool] | None = None
    """Something starts it again when it is gone."""
    replicas: Value[float | None] | None = None
    """How many of it run."""
    spread: Value[bool] | None = None
    """Its copies are kept on different machines or zones."""
    disruption_budget: Value[bool] | None = None
    """A budget keeps some copies alive while machines are drained."""


@noun
class Port:
    """A port of the host that leads to a container."""

    inside: Value[float | None]
    """The port of the container."""
    outside: Value[float | None]
    """The port of the host; None where the engine chooses one."""
    everywhere: Value[bool]
    """It listens on every interface of the host."""
    place: Place

    def __str__(self) -> str:
        """The container's port; what a finding names."""
        inside = getattr(self.inside, "value", None)
        return "unknown" if inside is None else f"{inside:g}"


@kind
class Container(Resource):
    """One container, with what its workload says for all of them already taken into account."""

    image: Value[str | None] | None = None
    """The image as it is written."""
    image_name: Value[str | None] | None = None
    """The image without tag and digest."""
    image_tag: Value[str | None] | None = None
    """Its tag; None for none, which means ``latest``. Not here where the image is built from these files."""
    image_digest: Value[str | None] | None = None
    """Its digest; None for none."""
    pull_policy: Value[str | None] | None = None
    """When the image is pulled: ``Always``, ``IfNotPresent``, ``Never``."""
    privileged: Value[bool] | None = None
    """It has every right of the host's root."""
    privilege_escalation: Value[bool] | None = None
    """A process may gain more rights than its parent (setuid)."""
    capabilities_added: Value[tuple[Value[str], ...]] | None = None
    """Names of added capabilities, in capitals, without ``CAP_``."""
    capabilities_dropped: Value[tuple[Value[str], ...]] | None = None
    """Names of dropped capabilities, likewise."""
    user: Value[str | None] | None = None
    """The user that it is told to run as, by number or name, without its group; None where the image decides."""
    group: Value[str | None] | None = None
    """The group that it is told to run as; None where the image decides."""
    root_excluded: Value[bool] | None = None
    """Its deployment makes sure that it does not run as root, whatever the image says."""
    read_only_root: Value[bool] | None = None
    """Its root file system can't be written to."""
    seccomp: Value[str | None] | None = None
    """Profile of system calls: ``RuntimeDefault``, ``Localhost``, ``Unconfined``; None where nobody says."""
    apparmor: Value[str | None] | None = None
    """AppArmor profile: ``RuntimeDefault``, ``Localhost``, ``Unconfined``; None where nobody says."""
    selinux_type: Value[str | None] | None = None
    """SELinux type that it runs under; ``disabled`` where labels are off; None where nobody says."""
    proc_mount: Value[str | None] | None = None
    """``Default`` hides the host's side of ``/proc``, ``Unmasked`` doesn't."""
    devices: Value[tuple[Value[str], ...]] | None = None
    """Devices of the host that it can use."""
    cpu_limit: Value[str | None] | None = None
    """The most processor time that it gets; None for no limit."""
    memory_limit: Value[str | None] | None = None
    """The most memory that it gets; None for no limit."""
    cpu_request: Value[str | None] | None = None
    """The processor time that is reserved for it."""
    memory_request: Value[str | None] | None = None
    """The memory that is reserved for it."""
    process_limit: Value[float | None] | None = None
    """The most processes that it can start."""
    health_checked: Value[bool] | None = None
    """Something asks whether it lives, and starts it again. Not here for what runs once."""
    readiness_checked: Value[bool] | None = None
    """Something asks whether it can serve before it gets requests."""
    host_ports: Value[tuple[Value[str], ...]] | None = None
    """Ports of the node that lead straight to it."""
    ports: Value[tuple[Value[str], ...]] | None = None
    """Ports that it says it listens on."""
    published: Value[tuple[Port, ...]] | None = None
    """Ports of the host that lead to it."""
    secret_options: Value[tuple[Value[str], ...]] | None = None
    """Names of options of its command that hold a credential in clear."""
    logged: Value[bool] | None = None
    """What it writes is kept somewhere."""
    sign_in_needed: Value[bool] | None = None
    """Who uses the registry of images that it serves must sign in; not here for what serves none."""
    secret_literals: Value[tuple[Value[str], ...]] | None = None
    """Names of environment variables that hold a credential in clear."""
    secret_variables: Value[tuple[Value[str], ...]] | None = None
    """Names of environment variables that are filled from a secret store."""


@kind
class ContainerVolume(Resource):
    """A volume of a workload."""

    host_path: Value[str | None] | None = None
    """The path of the host that it shows; None for none."""
    host_bound: Value[bool] | None = None
    """It ties a workload to the files of a node. Not here where that is the usual way (Compose)."""
    writable: Value[bool] | None = None
    """Some container can write to it. Only for paths of the host."""
    shared_mounts: Value[bool] | None = None
    """What is mounted in it inside a container appears on the host."""


@kind
class Configuration(Resource):
    """Settings that are handed to workloads in clear: a config map."""

    secret_literals: Value[tuple[Value[str], ...]] | None = None
    """Names of entries that hold a credential."""

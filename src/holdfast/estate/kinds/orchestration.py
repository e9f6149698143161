"""What a cluster is told besides its workloads: access, network, names, rules for pods, and its own components."""

from __future__ import annotations

from holdfast.model.kind import kind
from holdfast.model.noun import noun
from holdfast.model.place import Place
from holdfast.model.resource import Resource
from holdfast.model.value import Tree, Value


@kind
class ClusterService(Resource):
    """A name and an address for some pods."""

    exposure: Value[str | None] | None = None
    """``ClusterIP``, ``NodePort``, ``LoadBalancer`` or ``ExternalName``."""
    internal: Value[bool] | None = None
    """Its load balancer has an address of the private network only."""
    source_ranges: Value[tuple[Value[str], ...]] | None = None
    """Addresses that its load balancer lets in; empty for all."""
    external_addresses: Value[tuple[Value[str], ...]] | None = None
    """Addresses from outside the cluster that it takes over."""
    ports: Value[tuple[Value[float | None], ...]] | None = None
    """The ports that it offers, and those that they lead to."""


@kind
class Ingress(Resource):
    """A way from outside to services by host name and path."""

    tls_required: Value[bool] | None = None
    """It has a certificate, and does not turn the way from plain HTTP to TLS off."""
    tls: Value[bool] | None = None
    """It has a certificate."""
    redirected: Value[bool] | None = None
    """Plain HTTP is led to TLS, as controllers do unless told otherwise."""
    hosts: Value[tuple[Value[str], ...]] | None = None
    """Host names; ``*`` for a rule without one."""
    snippets: Value[tuple[Value[str], ...]] | None = None
    """Names of annotations that put raw text into the proxy's configuration."""


@kind
class AccessRule(Resource):
    """One rule of a role: verbs on resources of a cluster."""

    everywhere: Value[bool] | None = None
    """It belongs to a cluster role, and not to a role of one namespace."""
    verbs: Value[tuple[Value[str], ...]] | None = None
    groups: Value[tuple[Value[str], ...]] | None = None
    """API groups; the empty text is the core."""
    resources: Value[tuple[Value[str], ...]] | None = None
    names: Value[tuple[Value[str], ...]] | None = None
    """The only objects that it is about; empty for all."""


@noun
class Subject:
    """Who gets a role."""

    kind: Value[str | None]
    """``User``, ``Group`` or ``ServiceAccount``."""
    name: Value[str | None]
    place: Place

    def __str__(self) -> str:
        """The kind and the name."""
        return f"{getattr(self.kind, 'value', None) or 'subject'} {getattr(self.name, 'value', None) or 'unknown'}"


@kind
class AccessBinding(Resource):
    """A role given to somebody."""

    everywhere: Value[bool] | None = None
    """It holds in the whole cluster."""
    role: Value[str | None] | None = None
    """The role's name."""
    subjects: Value[tuple[Subject, ...]] | None = None


@kind
class ClusterAccount(Resource):
    """An account that workloads run as."""

    name: Value[str | None] | None = None
    token_mounted: Value[bool] | None = None
    """Its credentials are put into the pods that use it."""


@kind
class NetworkPolicy(Resource):
    """Which traffic some pods may have."""

    ingress_open: Value[bool] | None = None
    """A rule lets everything in. Not here where it isn't about incoming traffic."""
    egress_open: Value[bool] | None = None
    """A rule lets everything out. Not here where it isn't about outgoing traffic."""
    open_blocks: Value[tuple[Value[str], ...]] | None = None
    """Address ranges of incoming rules."""


@kind
class Namespace(Resource):
    """A part of a cluster."""

    name: Value[str | None] | None = None
    network_restricted: Value[bool] | None = None
    """Some network policy that stands in the same files is about it."""
    pod_security: Value[str | None] | None = None
    """The level of the Pod Security Standards that is enforced; None where no label says."""


@kind
class PodSecurityPolicy(Resource):
    """An old kind of rule about which pods a cluster admits."""

    privileged: Value[bool] | None = None
    host_network: Value[bool] | None = None
    host_pid: Value[bool] | None = None
    host_ipc: Value[bool] | None = None
    privilege_escalation: Value[bool] | None = None
    root_allowed: Value[bool] | None = None
    """A pod may run as root."""
    capabilities_allowed: Value[tuple[Value[str], ...]] | None = None
    """Names of capabilities that a pod may add."""
    capabilities_dropped: Value[tuple[Value[str], ...]] | None = None
    """Names of capabilities that are taken from each pod."""
    volumes: Value[tuple[Value[str], ...]] | None = None
    """Kinds of volumes that a pod may use."""
    read_only_root: Value[bool] | None = None


@kind
class ClusterComponent(Resource):
    """A program that a cluster is made of, with its flags: a static pod, a kubeadm or kubelet configuration."""

    component: Value[str] | None = None
    """``kube-apiserver``, ``kube-controller-manager``, ``kube-scheduler``, ``etcd``, ``kubelet`` or ``dashboard``."""
    flags: Tree | None = None
    """Flags without their dashes, each a text; what a configuration file sets is named as its flag."""

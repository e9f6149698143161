"""From objects to resources: what each kind of object is read by."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final

from holdfast.estate.kubernetes import access, components, network, settings
from holdfast.estate.kubernetes.links import Links
from holdfast.estate.kubernetes.objects import Object
from holdfast.estate.kubernetes.pods import pod_of, pod_resources
from holdfast.model.resource import Resource

_READ: Final[Mapping[str, Callable[[Object], Iterator[Resource]]]] = {
    "Service": network.service,
    "Ingress": network.ingress,
    "Route": network.route,
    "NetworkPolicy": network.network_policy,
    "Role": access.role,
    "ClusterRole": access.role,
    "RoleBinding": access.binding,
    "ClusterRoleBinding": access.binding,
    "ServiceAccount": access.account,
    "PodSecurityPolicy": access.pod_security_policy,
    "ConfigMap": settings.config_map,
    "SecretGenerator": settings.secret_generator,
    "KubeletConfiguration": components.kubelet,
    "ClusterConfiguration": components.kubeadm,
}
_GROUPS: Final = frozenset(
    {
        *("", "extensions", "apps", "batch", "policy", "networking.k8s.io", "rbac.authorization.k8s.io"),
        *("kubelet.config.k8s.io", "kubeadm.k8s.io", "authorization.openshift.io", "route.openshift.io"),
    }
)
"""API groups whose kinds are meant above; the same words mean other things in others."""


def resources(objects: Iterable[Object]) -> Iterator[Resource]:
    """Every resource of objects that stand together."""
    every = list(objects)
    links = Links(every)
    for made in every:
        pod = pod_of(made)
        if pod is not None:
            yield from pod_resources(made, pod, links)
            yield from components.pod_components(made, pod)
            continue
        read = _READ.get(made.kind) if made.group in _GROUPS else None
        if made.kind == "Namespace" and not made.group:
            yield from network.namespace(made, links)
        elif read is not None:
            yield from read(made)
        else:
            yield made.build(Resource, {})

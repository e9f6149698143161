"""Objects of a cluster that Terraform makes: its typed resources are turned into the manifests that they stand for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from holdfast.estate.blocks import Block, Blocks
from holdfast.estate.kubernetes import Object, documents, relocated, resources
from holdfast.model.resource import Resource
from holdfast.model.tree import at
from holdfast.model.value import Known, Tree, Unknown

_VERSION: Final = re.compile(r"_v\d+(?:(?:alpha|beta)\d+)?$")
_KINDS: Final[Mapping[str, tuple[str, str]]] = {
    "pod": ("v1", "Pod"),
    "deployment": ("apps/v1", "Deployment"),
    "stateful_set": ("apps/v1", "StatefulSet"),
    "daemonset": ("apps/v1", "DaemonSet"),
    "daemon_set": ("apps/v1", "DaemonSet"),
    "replication_controller": ("v1", "ReplicationController"),
    "job": ("batch/v1", "Job"),
    "cron_job": ("batch/v1", "CronJob"),
    "service": ("v1", "Service"),
    "ingress": ("networking.k8s.io/v1", "Ingress"),
    "network_policy": ("networking.k8s.io/v1", "NetworkPolicy"),
    "namespace": ("v1", "Namespace"),
    "role": ("rbac.authorization.k8s.io/v1", "Role"),
    "cluster_role": ("rbac.authorization.k8s.io/v1", "ClusterRole"),
    "role_binding": ("rbac.authorization.k8s.io/v1", "RoleBinding"),
    "cluster_role_binding": ("rbac.authorization.k8s.io/v1", "ClusterRoleBinding"),
    "service_account": ("v1", "ServiceAccount"),
    "default_service_account": ("v1", "ServiceAccount"),
    "config_map": ("v1", "ConfigMap"),
    "pod_security_policy": ("policy/v1beta1", "PodSecurityPolicy"),
    "horizontal_pod_autoscaler": ("autoscaling/v2", "HorizontalPodAutoscaler"),
    "pod_disruption_budget": ("policy/v1", "PodDisruptionBudget"),
}
"""Types without their provider and version, and the objects that they make."""
_LISTS: Final[Mapping[str, str]] = {
    "container": "containers",
    "init_container": "initContainers",
    "volume": "volumes",
    "volume_mount": "volumeMounts",
    "env": "env",
    "env_from": "envFrom",
    "port": "ports",
    "rule": "rules",
    "subject": "subjects",
    "toleration": "tolerations",
    "sysctl": "sysctls",
    "host_aliases": "hostAliases",
    "topology_spread_constraint": "topologySpreadConstraints",
    "ingress": "ingress",
    "egress": "egress",
    "from": "from",
    "to": "to",
    "ports": "ports",
    "tls": "tls",
    "path": "paths",
    "range": "ranges",
    "image_pull_secrets": "imagePullSecrets",
}
"""Blocks that are repeated, and the list that they are in a manifest; a single text under such a name stays one."""
_WORDS: Final[Mapping[str, str]] = {
    "host_pid": "hostPID",
    "host_ipc": "hostIPC",
    "external_ips": "externalIPs",
    "pod_ip": "podIP",
}
_AS_WRITTEN: Final = frozenset(
    {
        *("labels", "annotations", "data", "binary_data", "string_data", "match_labels", "limits", "requests"),
        *("node_selector", "selector", "default_mode", "items"),
    }
)
"""Mappings whose names are the team's own."""
_MOST_DEPTH: Final = 60
_MANIFESTS: Final = ("kubernetes_manifest", "kubectl_manifest", "k8s_manifest")


def read(blocks: Blocks) -> Iterator[Resource]:
    """Every object of a cluster among some blocks."""
    yield from resources([made for block in blocks.all if block.mode == "resource" for made in _objects(block, blocks)])


def _objects(block: Block, blocks: Blocks) -> Iterator[Object]:
    if block.type in _MANIFESTS:
        for tree in _manifests(block):
            yield _object(block, blocks, tree)
        return
    if not block.type.startswith("kubernetes_"):
        return
    api, kind = _KINDS.get(_VERSION.sub("", block.type.removeprefix("kubernetes_")), ("", ""))
    tree = manifest(block.attrs)
    if kind and isinstance(tree, Known) and isinstance(tree.value, dict):
        own = {**tree.value, "apiVersion": Known(api, block.place), "kind": Known(kind, block.place)}
        if block.type == "kubernetes_default_service_account":
            own["metadata"] = Known({"name": Known("default", block.place)}, block.place)
        yield _object(block, blocks, Known(own, block.place))


def _object(block: Block, blocks: Blocks, tree: Tree) -> Object:
    return Object(tree=tree, address=block.address, type=block.type, language=blocks.language, place=block.place)


def _manifests(block: Block) -> Iterator[Tree]:
    """What a resource that takes whole manifests is given: an object, or the text of some."""
    told = at(block.attrs, "manifest")
    if isinstance(told, Known) and isinstance(told.value, dict):
        yield told
    body = at(block.attrs, "yaml_body")
    if isinstance(body, Known) and isinstance(body.value, str):
        trees, _ = documents(block.place.path, body.value.encode())
        yield from (relocated(tree, body.place) for tree in trees)


def manifest(tree: Tree, name: str = "", depth: int = 0) -> Tree:
    """Attributes as the part of a manifest that they stand for: names in camel case, single blocks as mappings."""
    if isinstance(tree, Unknown) or depth > _MOST_DEPTH:
        return tree
    if isinstance(tree.value, list):
        blocks = all(isinstance(each, Known) and isinstance(each.value, dict) for each in tree.value)
        if tree.value and blocks and name not in _LISTS:
            return manifest(tree.value[0], "", depth + 1)
        return tree._replace(value=[manifest(each, "", depth + 1) for each in tree.value])
    if not isinstance(tree.value, dict) or name in _AS_WRITTEN:
        return tree
    own: dict[str, Tree] = {}
    for key, each in tree.value.items():
        if key in _LISTS and (isinstance(each, Unknown) or isinstance(each.value, list)):
            own[_LISTS[key]] = manifest(each, key, depth + 1)
        if key not in _LISTS or isinstance(each, Unknown) or not isinstance(each.value, list):
            own[_camel(key)] = manifest(each, key, depth + 1)
    return tree._replace(value=own)


def _camel(name: str) -> str:
    if name in _WORDS:
        return _WORDS[name]
    first, *rest = name.split("_")
    return first + "".join(part.capitalize() for part in rest)

"""Pods and what makes them: as workloads, containers and volumes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from holdfast.estate.kinds.container import Container, ContainerVolume, Workload
from holdfast.estate.kubernetes.containers import container_facts
from holdfast.estate.kubernetes.links import Links
from holdfast.estate.kubernetes.objects import Object, default, first, names
from holdfast.model.resource import Resource
from holdfast.model.tree import at, flag, items, number, present, text
from holdfast.model.value import How, Known, Tree, Unknown, Value

_PATHS: Final = {
    "Pod": (),
    "PodTemplate": ("template",),
    "CronJob": ("spec", "jobTemplate", "spec", "template"),
    "ScheduledJob": ("spec", "jobTemplate", "spec", "template"),
}
_USUAL: Final = ("spec", "template")
_ONCE: Final = frozenset({"Job", "CronJob", "ScheduledJob", "Workflow"})
_COPIES: Final = frozenset({"Deployment", "StatefulSet", "ReplicaSet", "ReplicationController", "Rollout", "CloneSet"})
_OTHER: Final = frozenset({"Node", "Service", "Ingress", "ConfigMap", "Secret", "Namespace"})
_OWN_SERVICE: Final = "serving.knative.dev"


class Pod(NamedTuple):
    """Where an object says what its pods are like."""

    metadata: Tree
    spec: Tree


def pod_of(made: Object) -> Pod | None:
    """The pod that an object is, or makes; None for objects that make none."""
    kind = made.kind
    if kind in _OTHER and made.group != _OWN_SERVICE:
        return None
    template = at(made.tree, *_PATHS.get(kind, _USUAL))
    spec = at(template, "spec")
    if isinstance(spec, Known) and isinstance(spec.value, dict) and "containers" in spec.value:
        return Pod(at(template, "metadata"), spec)
    return None


def pod_resources(made: Object, pod: Pod, links: Links) -> Iterator[Resource]:
    """A workload, its containers and its volumes."""
    yield made.build(Workload, _workload(made, pod, links))
    lasting = made.kind not in _ONCE and not _ends(pod.spec)
    annotations = at(pod.metadata, "annotations")
    for field, long in (("containers", lasting), ("initContainers", False)):
        for index, each in enumerate(items(at(pod.spec, field))):
            if isinstance(each, Known) and isinstance(each.value, dict):
                asked = long and (index == 0 or _probed(each))
                facts = container_facts(each, pod.spec, annotations, lasting=asked)
                if field == "initContainers" and not _stays(each):
                    facts = {name: None if _unlimited(name, fact) else fact for name, fact in facts.items()}
                yield made.build(Container, facts, f"container {_named(each, index)}", each)
    for index, each in enumerate(items(at(pod.spec, "volumes"))):
        if isinstance(each, Known) and isinstance(each.value, dict):
            yield made.build(ContainerVolume, _volume(each, pod.spec), f"volume {_named(each, index)}", each)


def _probed(container: Tree) -> bool:
    """Whether a container has a probe, or may have; one beside the first that has none is a helper of it."""
    probes = (at(container, "livenessProbe"), at(container, "readinessProbe"))
    return any(isinstance(each, Unknown) or each.value is not None for each in probes)


def _stays(container: Tree) -> bool:
    """Whether an init container runs on beside the others."""
    policy = at(container, "restartPolicy")
    return isinstance(policy, Unknown) or policy.value == "Always"


def _unlimited(name: str, fact: Any) -> bool:
    """No limit: of a container that ends before the others start, it says little."""
    return name in ("cpu_limit", "memory_limit") and isinstance(fact, Known) and fact.value is None


def _ends(spec: Tree) -> bool:
    """Whether a pod is meant to come to an end."""
    policy = at(spec, "restartPolicy")
    return isinstance(policy, Known) and policy.value in ("Never", "OnFailure")


def _named(tree: Tree, index: int) -> str:
    name = at(tree, "name")
    return name.value if isinstance(name, Known) and isinstance(name.value, str) else str(index)


def _workload(made: Object, pod: Pod, links: Links) -> dict[str, Any]:
    spec = pod.spec
    facts: dict[str, Any] = {
        "namespace": made.namespace,
        "host_network": flag(at(spec, "hostNetwork"), default=False),
        "host_pid": flag(at(spec, "hostPID"), default=False),
        "host_ipc": flag(at(spec, "hostIPC"), default=False),
        "host_process": _host_process(spec),
        "shared_processes": flag(at(spec, "shareProcessNamespace"), default=False),
        "sysctls": names(at(spec, "securityContext", "sysctls"), "name"),
        "host_aliases": present(at(spec, "hostAliases")),
        "service_account": text(first(at(spec, "serviceAccountName"), at(spec, "serviceAccount"))),
        "controlled": default(made.kind != "Pod", made.tree),
    }
    facts["token_mounted"] = _token_mounted(made, spec, facts["service_account"], links)
    if made.kind in _COPIES:
        scaled = links.scaled(made)
        facts["replicas"] = None if scaled else number(at(made.tree, "spec", "replicas"), 1)
        facts["spread"] = _spread(spec)
        facts["disruption_budget"] = links.budgeted(made, pod.metadata)
    return facts


def _host_process(spec: Tree) -> Value[bool]:
    """Whether the pod, or one of its containers, is a process of a Windows host."""
    each = [spec, *items(at(spec, "containers"))]
    told = [flag(at(one, "securityContext", "windowsOptions", "hostProcess"), default=False) for one in each]
    return next((one for one in told if isinstance(one, Unknown) or one.value), told[0])


def _token_mounted(made: Object, spec: Tree, account: Value[str | None], links: Links) -> Value[bool]:
    told = at(spec, "automountServiceAccountToken")
    if isinstance(told, Known) and told.value is None and isinstance(account, Known):
        own = links.account(made, account.value or "default")
        if own is not None and not (isinstance(own, Known) and own.value is None):
            return flag(own, default=True)
    return flag(told, default=True)


def _spread(spec: Tree) -> Value[bool]:
    rules = (at(spec, "topologySpreadConstraints"), at(spec, "affinity", "podAntiAffinity"))
    return present(first(*rules))


def _volume(volume: Tree, spec: Tree) -> dict[str, Any]:
    path = text(at(volume, "hostPath", "path"))
    bound = present(at(volume, "hostPath"))
    facts: dict[str, Any] = {"host_path": path, "host_bound": bound}
    mounts = list(_mounts(volume, spec))
    if isinstance(bound, Known) and bound.value:
        facts["writable"] = _writable(volume, mounts)
    shared = [text(at(each, "mountPropagation")) for each in mounts]
    known = [each for each in shared if isinstance(each, Known) and each.value == "Bidirectional"]
    facts["shared_mounts"] = Known(True, known[0].place) if known else default(False, volume)
    return facts


def _mounts(volume: Tree, spec: Tree) -> Iterator[Tree]:
    """Where containers mount a volume."""
    name = at(volume, "name")
    for field in ("containers", "initContainers"):
        for container in items(at(spec, field)):
            for mount in items(at(container, "volumeMounts")):
                told = at(mount, "name")
                if isinstance(told, Known) and isinstance(name, Known) and told.value == name.value:
                    yield mount


def _writable(volume: Tree, mounts: list[Tree]) -> Value[bool]:
    told = [flag(at(each, "readOnly"), default=False) for each in mounts]
    for each in told:
        if isinstance(each, Known) and not each.value:
            return Known(True, each.place, each.how)
    return next((each for each in told if isinstance(each, Unknown)), Known(False, volume.place, How.COMPUTED))

"""The programs that a cluster is made of, by their flags: static pods, kubeadm's and the kubelet's configuration."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from holdfast.estate.kinds.orchestration import ClusterComponent
from holdfast.estate.kubernetes.objects import Object
from holdfast.estate.kubernetes.pods import Pod
from holdfast.model.place import Place
from holdfast.model.resource import Resource
from holdfast.model.tree import at, fields, items, text, texts
from holdfast.model.value import How, Known, Tree, Unknown, Value

_PROGRAMS: Final = frozenset({"kube-apiserver", "kube-controller-manager", "kube-scheduler", "etcd", "kubelet"})
_HYPERKUBE: Final = {"apiserver": "kube-apiserver", "controller-manager": "kube-controller-manager"}

KUBEADM: Final[Mapping[str, Mapping[str, str]]] = {
    "kube-apiserver": {
        "authorization-mode": "Node,RBAC",
        "enable-admission-plugins": "NodeRestriction",
        "client-ca-file": "/etc/kubernetes/pki/ca.crt",
        "kubelet-client-certificate": "/etc/kubernetes/pki/apiserver-kubelet-client.crt",
        "kubelet-client-key": "/etc/kubernetes/pki/apiserver-kubelet-client.key",
        "etcd-cafile": "/etc/kubernetes/pki/etcd/ca.crt",
        "etcd-certfile": "/etc/kubernetes/pki/apiserver-etcd-client.crt",
        "etcd-keyfile": "/etc/kubernetes/pki/apiserver-etcd-client.key",
        "tls-cert-file": "/etc/kubernetes/pki/apiserver.crt",
        "tls-private-key-file": "/etc/kubernetes/pki/apiserver.key",
        "service-account-key-file": "/etc/kubernetes/pki/sa.pub",
    },
    "kube-controller-manager": {
        "use-service-account-credentials": "true",
        "service-account-private-key-file": "/etc/kubernetes/pki/sa.key",
        "root-ca-file": "/etc/kubernetes/pki/ca.crt",
        "bind-address": "127.0.0.1",
    },
    "kube-scheduler": {"bind-address": "127.0.0.1"},
    "etcd": {
        "client-cert-auth": "true",
        "peer-client-cert-auth": "true",
        "cert-file": "/etc/kubernetes/pki/etcd/server.crt",
        "key-file": "/etc/kubernetes/pki/etcd/server.key",
        "peer-cert-file": "/etc/kubernetes/pki/etcd/peer.crt",
        "peer-key-file": "/etc/kubernetes/pki/etcd/peer.key",
        "trusted-ca-file": "/etc/kubernetes/pki/etcd/ca.crt",
    },
}
"""Flags that kubeadm sets by itself."""

_KUBELET: Final[Mapping[str, tuple[str, ...]]] = {
    "anonymous-auth": ("authentication", "anonymous", "enabled"),
    "client-ca-file": ("authentication", "x509", "clientCAFile"),
    "authorization-mode": ("authorization", "mode"),
    "read-only-port": ("readOnlyPort",),
    "protect-kernel-defaults": ("protectKernelDefaults",),
    "streaming-connection-idle-timeout": ("streamingConnectionIdleTimeout",),
    "make-iptables-util-chains": ("makeIPTablesUtilChains",),
    "event-qps": ("eventRecordQPS",),
    "tls-cert-file": ("tlsCertFile",),
    "rotate-certificates": ("rotateCertificates",),
    "rotate-server-certificates": ("serverTLSBootstrap",),
}
_KUBELET_DEFAULTS: Final[Mapping[str, str]] = {
    "anonymous-auth": "false",
    "authorization-mode": "Webhook",
    "read-only-port": "0",
    "make-iptables-util-chains": "true",
}
"""What a kubelet does where its configuration file doesn't say."""


def pod_components(made: Object, pod: Pod) -> Iterator[Resource]:
    """Components among the containers of a pod."""
    for container in items(at(pod.spec, "containers")):
        command, args = texts(at(container, "command")), texts(at(container, "args"))
        if isinstance(command, Unknown) or isinstance(args, Unknown):
            continue
        words = [*command.value, *args.value]
        program = _program(words) or _dashboard(container)
        if program:
            flags = Known(_flags(words), container.place)
            yield _component(made, program, flags, container.place, container)


def _program(words: list[Value[str]]) -> str:
    for word in words[:4]:
        if isinstance(word, Known):
            for part in word.value.split()[:4]:
                if part.startswith("--"):
                    continue
                name = part.rpartition("/")[2]
                program = str(_HYPERKUBE.get(name, name))
                if program in _PROGRAMS:
                    return program
    return ""


def _dashboard(container: Tree) -> str:
    image = text(at(container, "image"))
    name = str(image.value) if isinstance(image, Known) else ""
    return "dashboard" if "kubernetes-dashboard" in name or "kubernetesui/dashboard" in name else ""


def _flags(words: list[Value[str]]) -> dict[str, Tree]:
    """Flags by name, also those that stand in one text for a shell; a flag without a value is ``true``."""
    found: dict[str, Tree] = {}
    parts = [(part, word.place) for word in words if isinstance(word, Known) for part in word.value.split()]
    for index, (part, place) in enumerate(parts):
        if not part.startswith("--"):
            continue
        name, equals, value = part[2:].partition("=")
        after = parts[index + 1][0] if index + 1 < len(parts) else "--"
        if not equals:
            value = "true" if after.startswith("-") else after
        found[name] = Known(value.strip("\"'"), place)
    return found


def _component(made: Object, program: str, flags: Tree, place: Place, near: Tree) -> Resource:
    facts = {"component": Known(program, place), "flags": flags}
    return made.build(ClusterComponent, facts, f"component {program}", near)


def kubelet(made: Object) -> Iterator[Resource]:
    """The configuration file of kubelets."""
    flags: dict[str, Tree] = {}
    for name, path in _KUBELET.items():
        told = text(at(made.tree, *path), _KUBELET_DEFAULTS.get(name))
        if isinstance(told, Unknown) or told.value is not None:
            flags[name] = told
    if "tls-cert-file" not in flags and "rotate-server-certificates" in flags:
        flags["tls-cert-file"] = flags["rotate-server-certificates"]
    yield _component(made, "kubelet", Known(flags, made.place), made.place, made.tree)


def kubeadm(made: Object) -> Iterator[Resource]:
    """The components that kubeadm starts, with its own flags and those that are added."""
    parts = {
        "kube-apiserver": ("apiServer",),
        "kube-controller-manager": ("controllerManager",),
        "kube-scheduler": ("scheduler",),
        "etcd": ("etcd", "local"),
    }
    for program, path in parts.items():
        part = at(made.tree, *path)
        flags: dict[str, Tree] = {
            name: Known(value, part.place, How.DEFAULT) for name, value in KUBEADM[program].items()
        }
        flags |= _extra(at(part, "extraArgs"))
        yield _component(made, program, Known(flags, part.place), part.place, part)


def _extra(args: Tree) -> dict[str, Tree]:
    """Added flags: a mapping, or a list of names and values."""
    if isinstance(args, Known) and isinstance(args.value, list):
        pairs = [(text(at(each, "name")), text(at(each, "value"))) for each in args.value]
        return {name.value: value for name, value in pairs if isinstance(name, Known) and name.value}
    return {name: text(each) for name, each in fields(args)}

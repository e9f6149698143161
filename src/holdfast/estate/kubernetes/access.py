"""Who may do what in a cluster: rules of roles, bindings, accounts, and the old policies about pods."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from holdfast.estate.capabilities import capabilities
from holdfast.estate.kinds.orchestration import AccessBinding, AccessRule, ClusterAccount, PodSecurityPolicy, Subject
from holdfast.estate.kubernetes.objects import Object, default
from holdfast.model.resource import Resource
from holdfast.model.tree import at, flag, items, mapped, text, texts
from holdfast.model.value import Known, Tree, Unknown, Value

CLUSTER_WIDE: Final = frozenset({"ClusterRole", "ClusterRoleBinding"})


def role(made: Object) -> Iterator[Resource]:
    """Each rule of a role."""
    everywhere = default(made.kind in CLUSTER_WIDE, made.tree)
    for index, rule in enumerate(items(at(made.tree, "rules"))):
        yield made.build(
            AccessRule,
            {
                "everywhere": everywhere,
                "verbs": texts(at(rule, "verbs")),
                "groups": texts(at(rule, "apiGroups")),
                "resources": texts(at(rule, "resources")),
                "names": texts(at(rule, "resourceNames")),
            },
            f"rules[{index}]",
            rule,
        )


def binding(made: Object) -> Iterator[Resource]:
    """A binding."""
    subjects = at(made.tree, "subjects")
    yield made.build(
        AccessBinding,
        {
            "everywhere": default(made.kind in CLUSTER_WIDE, made.tree),
            "role": text(at(made.tree, "roleRef", "name")),
            "subjects": subjects
            if isinstance(subjects, Unknown)
            else Known(tuple(_subject(each) for each in items(subjects)), subjects.place),
        },
    )


def _subject(tree: Tree) -> Subject:
    return Subject(kind=text(at(tree, "kind")), name=text(at(tree, "name")), place=tree.place)


def account(made: Object) -> Iterator[Resource]:
    """An account of workloads."""
    mounted = flag(at(made.tree, "automountServiceAccountToken"), default=True)
    yield made.build(ClusterAccount, {"name": text(at(made.tree, "metadata", "name")), "token_mounted": mounted})


def pod_security_policy(made: Object) -> Iterator[Resource]:
    """A pod security policy."""
    spec = at(made.tree, "spec")
    yield made.build(
        PodSecurityPolicy,
        {
            "privileged": flag(at(spec, "privileged"), default=False),
            "host_network": flag(at(spec, "hostNetwork"), default=False),
            "host_pid": flag(at(spec, "hostPID"), default=False),
            "host_ipc": flag(at(spec, "hostIPC"), default=False),
            "privilege_escalation": flag(at(spec, "allowPrivilegeEscalation"), default=True),
            "root_allowed": _root_allowed(at(spec, "runAsUser")),
            "capabilities_allowed": capabilities(at(spec, "allowedCapabilities")),
            "capabilities_dropped": capabilities(at(spec, "requiredDropCapabilities")),
            "volumes": texts(at(spec, "volumes")),
            "read_only_root": flag(at(spec, "readOnlyRootFilesystem"), default=False),
        },
    )


def _root_allowed(user: Tree) -> Value[bool]:
    rule = at(user, "rule")
    if isinstance(rule, Known) and rule.value == "MustRunAs":
        lowest = at(user, "ranges", 0, "min")
        return mapped(lowest, lambda value: value is None or int(value) == 0)
    return mapped(rule, lambda value: value != "MustRunAsNonRoot")

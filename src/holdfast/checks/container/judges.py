"""Judges of the container rules that no condition can say, by the name that rules use."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from holdfast.checks.container.access import granting
from holdfast.checks.container.watching import unwatched
from holdfast.model.judgement import Judge

_WRITE: Final = ("create", "update", "patch")
_ROLES: Final = ("rolebindings", "clusterrolebindings", "roles", "clusterroles")
_WEBHOOKS: Final = ("validatingwebhookconfigurations", "mutatingwebhookconfigurations")
_MAKERS: Final = (
    *("pods", "deployments", "daemonsets", "statefulsets", "jobs", "cronjobs"),
    *("replicasets", "replicationcontrollers"),
)

JUDGES: Final[Mapping[str, Judge]] = {
    "unwatched": unwatched,
    "access-to-everything": granting(
        "it allows every verb on every resource", verbs=("*",), resources=("*",), groups="*"
    ),
    "secrets-readable": granting("it may read secrets", verbs=("get", "list", "watch"), resources=("secrets",)),
    "shell-in-pods": granting(
        "it may run commands in every pod that it sees", verbs=("create", "get"), resources=("pods/exec", "pods/attach")
    ),
    "rights-escalation": granting("it may give rights that it has not itself", verbs=("escalate", "bind"), named=True),
    "impersonation": granting("it may act as other users", verbs=("impersonate",), named=True),
    "bindings-writable": granting("it may write roles or bindings", verbs=_WRITE, resources=_ROLES),
    "pods-creatable": granting("it may create pods", verbs=("create",), resources=_MAKERS),
    "admission-writable": granting("it may change webhooks of admission", verbs=_WRITE, resources=_WEBHOOKS),
    "certificates-approvable": granting(
        "it may approve certificates", verbs=("update", "patch"), resources=("certificatesigningrequests/approval",)
    ),
    "tokens-creatable": granting(
        "it may make tokens of accounts", verbs=("create",), resources=("serviceaccounts/token",)
    ),
    "persistent-volumes-creatable": granting(
        "it may create persistent volumes", verbs=("create",), resources=("persistentvolumes",)
    ),
    "logs-deletable": granting(
        "it may delete events or logs", verbs=("delete", "deletecollection"), resources=("events", "pods/log")
    ),
}

"""What resources of clouds become in a model, by their kind: the table, and the facts that each kind tells."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

from holdfast.kit.expressions import expression
from holdfast.model.resource import Resource
from holdfast.model.system import UNKNOWN, Sort
from holdfast.model.tree import at, items
from holdfast.model.value import How, Known, Unknown
from holdfast.threats.seed.values import backup, encryption, fact, known, text, told


class Row(NamedTuple):
    """What a kind becomes."""

    sort: Sort
    technologies: tuple[str, ...]
    word: str
    """What its name ends with."""
    group: str = ""
    """The name of the one piece that all of them become; empty where each is one of its own."""
    networked: bool = False
    """It stands in a network of the team's."""


_STORE, _PROCESS = Sort.STORE, Sort.PROCESS
ROWS: Final[Mapping[str, Row]] = MappingProxyType(
    {
        "Bucket": Row(_STORE, ("object-storage",), "bucket"),
        "Database": Row(_STORE, ("database",), "database", networked=True),
        "Table": Row(_STORE, ("database", "key-value"), "table"),
        "Cache": Row(_STORE, ("cache", "key-value"), "cache", networked=True),
        "SearchDomain": Row(_STORE, ("search",), "search", networked=True),
        "Warehouse": Row(_STORE, ("warehouse", "sql"), "warehouse", networked=True),
        "DataStore": Row(_STORE, ("database",), "store"),
        "FileSystem": Row(_STORE, ("file-system",), "files", networked=True),
        "Queue": Row(_STORE, ("queue",), "queue"),
        "Topic": Row(_STORE, ("topic",), "topic"),
        "Stream": Row(_STORE, ("stream",), "stream"),
        "Broker": Row(_STORE, ("queue",), "broker", networked=True),
        "Function": Row(_PROCESS, ("function",), ""),
        "Instance": Row(_PROCESS, ("virtual-machine",), "", networked=True),
        "Fleet": Row(_PROCESS, ("virtual-machine",), "fleet", networked=True),
        "WebApp": Row(_PROCESS, ("web",), ""),
        "LoadBalancer": Row(_PROCESS, ("proxy", "load-balancer"), "load-balancer", networked=True),
        "Cdn": Row(_PROCESS, ("cdn", "proxy"), "cdn"),
        "ApiGateway": Row(_PROCESS, ("api", "proxy"), "gateway"),
        "GraphApi": Row(_PROCESS, ("api", "graphql"), "api"),
        "DataJob": Row(_PROCESS, ("batch", "analytics"), "job"),
        "DataMover": Row(_PROCESS, ("batch",), "transfer"),
        "Notebook": Row(_PROCESS, ("analytics", "admin"), "notebook", "Notebooks"),
        "UserDirectory": Row(_PROCESS, ("identity-provider",), "users", "User directory"),
        "BuildProject": Row(_PROCESS, ("pipeline",), "build", "Build service"),
        "Registry": Row(_STORE, ("registry",), "registry", "Image registry"),
        "Secret": Row(_STORE, ("secret-store",), "secrets", "Secret store"),
        "Vault": Row(_STORE, ("secret-store", "key-store"), "vault", "Secret store"),
        "Parameter": Row(_STORE, ("secret-store",), "settings", "Secret store"),
        "LogGroup": Row(_STORE, ("log-store",), "logs", "Logs"),
        "Trail": Row(_STORE, ("log-store",), "trail", "Logs"),
    }
)
"""Kinds that become pieces. Everything else (policies, subnets, attachments, settings) says something of these."""

_ENGINES: Final = (
    (r"aurora.?postgres|postgres", ("sql", "postgresql")),
    (r"aurora|mysql|mariadb", ("sql", "mysql")),
    (r"docdb|mongo", ("mongodb",)),
    (r"mssql|sqlserver|oracle|sql", ("sql",)),
)
_ENGINE: Final = tuple((expression(pattern), words) for pattern, words in _ENGINES)
_CONTAINERS: Final = ("apprunner", "app_runner", "cloud_run_service", "container_app", "containerapp")
"""Types of services that run a container for long, though nobody sees its machine."""
_WHERE_ENGINE: Final = ("engine", "Engine", "database_version", "databaseVersion", "engine_type", "engineType")


def technologies(resource: Resource, row: Row) -> tuple[str, ...]:
    """The technology words of a resource: those of its kind, and what its engine and its type say."""
    kind = type(resource).__name__
    told_engine = next((word for name in _WHERE_ENGINE if (word := text(resource.raw, name))), "")
    clue = f"{told_engine} {resource.type}".lower()
    words = row.technologies
    if kind == "Database":
        words += next((found for pattern, found in _ENGINE if pattern.search(clue)), ())
    if kind == "Cache" and "memcache" not in clue:
        words += ("redis",)
    if kind == "Broker" and ("kafka" in clue or "msk" in clue):
        words = ("stream",)
    if kind == "Function" and any(word in clue for word in _CONTAINERS):
        words = ("container",)
    if kind == "Instance" and _says(resource, "bastion", "jump"):
        words += ("bastion", "admin")
    if kind == "Bucket" and (_says(resource, "log") or known(fact(resource, "website"))):
        words += ("log-store",) if _says(resource, "log") else ("web",)
    return words


def whole(resource: Resource) -> bool:
    """Whether it is the thing itself, and not a setting of one or an entry in it."""
    kind = type(resource).__name__
    low = resource.type.lower()
    if kind == "Parameter" and resource.provider == "aws":  # a plain one is a setting, and hides nothing
        return "SecureString" in (text(resource.raw, "type"), text(resource.raw, "Type"))
    if kind == "Secret":
        return "version" not in low and "policy" not in low
    if kind == "Bucket":
        return not any(word in low for word in ("object", "_acl", "policy", "ownership", "public_access", "iam"))
    if kind in ("Topic", "Queue"):
        return not any(word in low for word in ("subscription", "policy"))
    return not any(word in low for word in ("snapshot", "attachment", "permission", "policy_", "alias"))


def _says(resource: Resource, *words: str) -> bool:
    name = resource.address.rpartition(".")[2].lower()
    return any(word in name for word in words)


def connected(resource: Resource, row: Row) -> str:
    """What connections to it are like; stores of secrets and keys are asked through the cloud's own TLS alone."""
    if not {"secret-store", "key-store"}.isdisjoint(row.technologies):
        return "tls"
    spoken = {text(each, "lb_protocol").lower() for each in items(at(resource.raw, "listener"))} - {""}
    if spoken:  # listeners that a classic balancer has in itself
        return "tls" if spoken <= {"https", "ssl"} else "no"
    if resource.provider == "aws" and type(resource).__name__ in ("ApiGateway", "GraphApi"):
        return "tls"  # there is no other way to them
    return told(fact(resource, "tls_required"), "tls", UNKNOWN if row.sort is Sort.STORE else "no")


def facts(resource: Resource) -> dict[str, str]:
    """What the typed facts of a resource say, in the words of a model. Unknown is said as unknown."""
    kind = type(resource).__name__
    row = ROWS[kind]
    found: dict[str, str] = _store(resource) if row.sort is _STORE else _process(resource)
    if kind in ("Function", "WebApp"):
        found |= {"authentication": told(_asked(resource), "token", "none")}
    if "secret-store" in row.technologies:
        found.setdefault("least-privilege", UNKNOWN)  # who may read which is said in policies that name them
    if kind in ("LogGroup", "Trail") or (kind == "Bucket" and "log-store" in technologies(resource, row)):
        found["holds-logs"] = "yes"
    return {name: value for name, value in found.items() if value}


def _asked(resource: Resource) -> Known[bool] | Unknown | None:
    asked: Known[bool] | Unknown | None = fact(resource, "callers_asked")
    return asked if asked is not None else fact(resource, "auth_required")


def _store(resource: Resource) -> dict[str, str]:
    kind = type(resource).__name__
    public = fact(resource, "public")
    days = fact(resource, "retention_days")
    said = {
        "encrypted-at-rest": encryption(resource),
        "backup": backup(resource),
        "deletion-protected": told(fact(resource, "deletion_protected")),
        "versioned": told(fact(resource, "versioned")),
        "replicated": told(
            _either(fact(resource, "multi_zone"), None if kind == "Bucket" else fact(resource, "replicated"))
        ),
        "patched": told(fact(resource, "patched")),
        "logs-security-events": told(_either(fact(resource, "audit_logged"), fact(resource, "logged"))),
        "retention": "yes" if isinstance(days, Known) and days.value else "",
    }
    if kind in ("Bucket", "Registry"):
        said["public"] = _open_bucket(resource) if kind == "Bucket" else told(public)
    elif public is not None:
        said["exposure"] = told(public, "internet", "internal")
    asked = fact(resource, "auth_required")
    if asked is not None:
        said["authentication"] = told(asked, "password", "none")
    return said


def _open_bucket(resource: Resource) -> str:
    """Whether everybody can read a bucket: its list opens it, and nothing closes that again."""
    told_so = [fact(resource, name) for name in ("public_acls_ignored", "public_restricted")]
    closed = all(isinstance(each, Known) and each.value and each.how is not How.DEFAULT for each in told_so)
    public = fact(resource, "public")
    return "no" if closed and public is not None else told(public)


def _process(resource: Resource) -> dict[str, str]:
    kind = type(resource).__name__
    said = {
        "exposure": _exposure(resource),
        "logs-security-events": told(_either(fact(resource, "access_logged"), fact(resource, "logged"))),
        "rate-limited": told(fact(resource, "throttled")),
        "metadata-protected": told(fact(resource, "token_required")),
        "patched": told(_either(fact(resource, "auto_patched"), fact(resource, "patched"))),
        "replicated": told(fact(resource, "multi_zone")),
        "signed-artefacts": told(fact(resource, "code_signed")),
    }
    if known(fact(resource, "secret_literals")):
        said["secrets-managed"] = "no"
    if kind == "Function" and known(fact(resource, "concurrency_limited")):
        said["autoscaled"] = "capped"
    if kind == "BuildProject":
        said |= {"builds-code": "yes", "privileged": told(fact(resource, "privileged"))}
    return said


def _exposure(resource: Resource) -> str:
    """From where it can be reached, as a value of ``exposure``; empty where nothing says so."""
    kind = type(resource).__name__
    if kind in ("Cdn", "ApiGateway", "GraphApi"):
        return "internet"
    for name in ("public", "public_ip", "open_ingress"):
        value = fact(resource, name)
        if isinstance(value, Unknown):
            return UNKNOWN
        if value is not None:
            return "internet" if value.value else "internal"
    return "internet" if kind == "WebApp" else ""


def _either(one: Known[bool] | Unknown | None, other: Known[bool] | Unknown | None) -> Known[bool] | Unknown | None:
    """The one that says yes, else the one that says something."""
    return one if known(one) or other is None else other


def network_ids(resource: Resource) -> tuple[str, ...]:
    """Names of networks and subnets that a resource is put into in clear: ``vpc-…``."""
    named = [at(resource.raw, name) for name in ("vpc_id", "VpcId", "network")]
    return tuple(each.value for each in named if isinstance(each, Known) and isinstance(each.value, str))

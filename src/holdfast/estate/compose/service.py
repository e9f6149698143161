"""One service of a Compose file as a workload, a container and its volumes."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import Any, Final

from holdfast.estate.capabilities import capabilities
from holdfast.estate.compose.merge import pairs
from holdfast.estate.credentials import literal_secret, secret_options
from holdfast.estate.imagename import image_facts
from holdfast.estate.imageregistry import sign_in_needed
from holdfast.estate.kinds.container import Container, ContainerVolume, Port, Workload
from holdfast.model.resource import Resource
from holdfast.model.tree import at, flag, items, mapped, number, plain, text, texts
from holdfast.model.value import How, Known, Tree, Unknown, Value

_PORT: Final = re.compile(
    r"(?:(?P<ip>\[[^\]]*\]|[^:\[\]]*):)?(?:(?P<outside>\d+)(?:-\d+)?:|(?P<any>):)?(?P<inside>\d+)(?:-\d+)?(?:/\w+)?$"
)
_SHORT: Final = re.compile(r"(?P<outside>\d+)(?:-\d+)?:(?P<inside>\d+)(?:-\d+)?(?:/\w+)?$")
_HOST: Final = re.compile(r"^(?:[/~.\\]|[A-Za-z]:\\)")
_ROOT: Final = frozenset({"0", "root"})


def resources(address: str, service: Tree, type: str = "service", language: str = "compose") -> Iterator[Resource]:
    """A service's workload, container and volumes."""
    if isinstance(service, Unknown) or not isinstance(service.value, dict):
        return
    frame: dict[str, Any] = {"type": type, "provider": "docker", "language": language}
    here: dict[str, Any] = {"place": service.place, "raw": service, "address": address}
    yield Workload(**frame, **here, **_workload(service))
    yield Container(**frame, **here, **_container(service))
    for each in items(at(service, "volumes")):
        facts = _volume(each)
        target = facts.pop("target")
        part = f"{address} volume {target}"
        yield ContainerVolume(**frame, place=each.place, raw=each, address=part, **facts)


def _is(tree: Tree, word: str) -> Value[bool]:
    return mapped(text(tree), lambda value: value == word)


def _workload(service: Tree) -> dict[str, Any]:
    sysctls = at(service, "sysctls")
    return {
        "host_network": _is(at(service, "network_mode"), "host"),
        "host_pid": _is(at(service, "pid"), "host"),
        "host_ipc": _is(at(service, "ipc"), "host"),
        "host_users": _is(at(service, "userns_mode"), "host"),
        "sysctls": sysctls
        if isinstance(sysctls, Unknown)
        else Known(tuple(Known(name, each.place) for name, each in pairs(sysctls)), sysctls.place),
    }


def _container(service: Tree) -> dict[str, Any]:
    privileged = flag(at(service, "privileged"), default=False)
    facts: dict[str, Any] = {
        "privileged": privileged,
        "capabilities_added": capabilities(at(service, "cap_add")),
        "capabilities_dropped": capabilities(at(service, "cap_drop")),
        "read_only_root": flag(at(service, "read_only"), default=False),
        "devices": _devices(at(service, "devices")),
        "process_limit": number(_either(service, ("deploy", "resources", "limits", "pids"), ("pids_limit",))),
        "cpu_limit": text(
            _either(service, ("deploy", "resources", "limits", "cpus"), ("cpus",), ("cpu_quota",), ("cpu_count",))
        ),
        "memory_limit": text(_either(service, ("deploy", "resources", "limits", "memory"), ("mem_limit",))),
        "published": published(at(service, "ports")),
        "ports": texts(at(service, "expose")),
        "logged": mapped(text(at(service, "logging", "driver")), lambda value: value != "none"),
        "secret_literals": _literals(at(service, "environment")),
        "secret_options": _options_of(at(service, "command")),
    }
    return facts | _image(service) | _user(service) | _options(at(service, "security_opt"))


def _either(service: Tree, *paths: tuple[str, ...]) -> Tree:
    """What stands at the first of several paths that is there."""
    found = [at(service, *path) for path in paths]
    return next((each for each in found if isinstance(each, Unknown) or each.value is not None), found[0])


def _image(service: Tree) -> dict[str, Any]:
    """The image and whether it is asked how it is; what is built here says so in its own file."""
    told = at(service, "healthcheck")
    off = flag(at(told, "disable"), default=False)
    test = [each.value for each in items(at(told, "test")) if isinstance(each, Known)]
    facts: dict[str, Any] = {}
    built = at(service, "build")
    there = isinstance(told, Unknown) or bool(told.value)
    if there:
        facts["health_checked"] = (
            off if isinstance(off, Unknown) else Known(not off.value and test[:1] != ["NONE"], told.place)
        )
    if isinstance(built, Known) and built.value is None:
        facts |= image_facts(text(at(service, "image")))
        facts["sign_in_needed"] = _registry(service)
        if not there:
            facts["health_checked"] = Known(False, service.place, How.DEFAULT)
    return facts


def _registry(service: Tree) -> Value[bool] | None:
    """Whether the registry of images that it serves asks who comes."""
    told = at(service, "environment")
    named: Value[Collection[str]] = mapped(told, lambda _: [name for name, _ in pairs(told)])
    laid_over = any(
        isinstance(each, Unknown) or "/docker/registry" in str(plain(each))
        for name in ("volumes", "configs")
        for each in items(at(service, name))
    )
    laid_over = laid_over or bool(items(at(service, "env_file")))
    return sign_in_needed(text(at(service, "image")), named, laid_over, service.place)


def _user(service: Tree) -> dict[str, Any]:
    told = text(at(service, "user"))
    if isinstance(told, Unknown):
        return {"user": told, "root_excluded": told}
    if told.value is None:
        return {"user": told}
    user, _, group = told.value.partition(":")
    facts: dict[str, Any] = {"user": told._replace(value=user)}
    facts["root_excluded"] = mapped(facts["user"], lambda value: value not in _ROOT)
    return facts | ({"group": told._replace(value=group)} if group else {})


def _options(tree: Tree) -> dict[str, Any]:
    """What ``security_opt`` says; each option is written with ``:`` or ``=``."""
    options = texts(tree)
    names = ("privilege_escalation", "seccomp", "apparmor", "selinux_type", "proc_mount")
    if isinstance(options, Unknown):
        return dict.fromkeys(names, options)
    near = tree.place
    facts: dict[str, Any] = {
        "privilege_escalation": Known(True, near, How.DEFAULT),
        "seccomp": Known("RuntimeDefault", near, How.DEFAULT),
        "apparmor": Known("RuntimeDefault", near, How.DEFAULT),
        "selinux_type": Known(None, near, How.DEFAULT),
        "proc_mount": Known("Default", near, How.DEFAULT),
    }
    for each in options.value:
        if isinstance(each, Unknown):
            return dict.fromkeys(names, each)
        name, _, value = each.value.replace("=", ":", 1).partition(":")
        if name == "no-new-privileges":
            facts["privilege_escalation"] = mapped(each, lambda told: told.lower().endswith("false"))
        elif name in ("seccomp", "apparmor"):
            facts[name] = each._replace(value="Unconfined" if value == "unconfined" else "Localhost")
        elif name == "label" and value == "disable":
            facts["selinux_type"] = each._replace(value="disabled")
        elif name == "systempaths" and value == "unconfined":
            facts["proc_mount"] = each._replace(value="Unmasked")
    return facts


def _options_of(command: Tree) -> Value[tuple[Value[str], ...]]:
    """Names of options that hold a credential; the command is a text or a list of words."""
    words = texts(command)
    if isinstance(words, Unknown):
        return words
    return words._replace(value=tuple(secret_options(words.value)))


def _devices(tree: Tree) -> Value[tuple[Value[str], ...]]:
    if isinstance(tree, Unknown):
        return tree
    told = [
        each if not isinstance(each, Known) or isinstance(each.value, str) else at(each, "source")
        for each in items(tree)
    ]
    return Known(tuple(mapped(each, lambda value: str(value).split(":")[0]) for each in told), tree.place)


def _literals(tree: Tree) -> Value[tuple[Value[str], ...]]:
    if isinstance(tree, Unknown):
        return tree
    found = [
        Known(name, each.place, each.how, each.trail)
        for name, each in pairs(tree)
        if isinstance(each, Known)
        and isinstance(each.value, str | int | float)
        and literal_secret(name, str(each.value))
    ]
    return Known(tuple(found), tree.place, tree.how, tree.trail)


def published(tree: Tree) -> Value[tuple[Port, ...]]:
    """Ports of the host that lead to the container."""
    if isinstance(tree, Unknown):
        return tree
    return Known(tuple(_port(each) for each in items(tree)), tree.place, tree.how, tree.trail)


def _port(tree: Tree) -> Port:
    if isinstance(tree, Unknown):
        return Port(inside=tree, outside=tree, everywhere=tree, place=tree.place)
    if isinstance(tree.value, dict):
        return Port(
            inside=number(at(tree, "target")),
            outside=mapped(text(at(tree, "published")), _first_number),
            everywhere=mapped(text(at(tree, "host_ip"), ""), lambda value: not _local(value)),
            place=tree.place,
        )
    told = str(tree.value)
    short = _SHORT.match(told) or _PORT.match(told)
    if short is None:
        unknown = Unknown("a port that is not written as one", tree.place)
        return Port(inside=unknown, outside=unknown, everywhere=unknown, place=tree.place)
    parts = short.groupdict()
    outside = parts.get("outside")
    return Port(
        inside=Known(float(parts["inside"]), tree.place),
        outside=Known(float(outside) if outside else None, tree.place),
        everywhere=Known(not _local(parts.get("ip") or ""), tree.place),
        place=tree.place,
    )


def _first_number(value: str | None) -> float | None:
    return float(value.partition("-")[0]) if value else None


def _local(address: str) -> bool:
    """Whether an address of the host can't be reached from all of its networks."""
    return address.strip("[]") not in ("", "0.0.0.0", "::", "*")  # noqa: S104 - compared, not bound


def _volume(tree: Tree) -> dict[str, Any]:
    """A volume; one without a path of the host is a volume of the engine."""
    if isinstance(tree, Unknown):
        return {"target": "unknown", "host_path": tree, "writable": tree, "shared_mounts": tree}
    if isinstance(tree.value, dict):
        kind, source = at(tree, "type"), at(tree, "source")
        bound = isinstance(kind, Known) and kind.value == "bind"
        path = text(source) if bound else Known(None, tree.place)
        spread = mapped(text(at(tree, "bind", "propagation"), ""), lambda value: value in ("shared", "rshared"))
        only = flag(at(tree, "read_only"), default=False)
        target = at(tree, "target")
        name = str(target.value) if isinstance(target, Known) else "unknown"
    else:
        parts = str(tree.value).split(":")
        options = parts[2].split(",") if len(parts) > 2 else []
        host = len(parts) > 1 and _HOST.match(parts[0]) is not None
        path = Known(parts[0] if host else None, tree.place, tree.how, tree.trail)
        spread = Known("shared" in options or "rshared" in options, tree.place)
        only = Known("ro" in options, tree.place)
        name = parts[1] if len(parts) > 1 else parts[0]
    facts: dict[str, Any] = {"target": name, "host_path": path, "shared_mounts": spread}
    if isinstance(path, Unknown) or path.value is not None:
        facts["writable"] = mapped(only, lambda value: not value)
    return facts

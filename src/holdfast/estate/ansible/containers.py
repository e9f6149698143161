"""Containers that a task starts with Docker or Podman."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from holdfast.estate.blocks import Block, Blocks
from holdfast.estate.capabilities import capabilities
from holdfast.estate.imagename import image_facts
from holdfast.estate.kinds.container import Container, ContainerVolume, Workload
from holdfast.model.resource import Resource
from holdfast.model.tree import at, flag, items, mapped, text, texts
from holdfast.model.value import How, Known, Tree, Unknown, Value

MODULES: Final = frozenset({"docker_container", "podman_container"})
_NAMES: Final = {
    "docker_container": ("network_mode", "pid_mode", "ipc_mode", "capabilities", "security_opts", "volumes"),
    "podman_container": ("network", "pid", "ipc", "cap_add", "security_opt", "volume"),
}
_ROOT: Final = frozenset({"0", "root"})


def read(blocks: Blocks) -> Iterator[Resource]:
    """The workload, the container and the volumes of each task that starts one."""
    for block in blocks.of(*sorted(MODULES)):
        if str(_content(at(block.attrs, "state"))) in ("absent", "stopped"):
            continue
        network, pid, ipc, added, options, volumes = (at(block.attrs, name) for name in _NAMES[block.type])
        shared: dict[str, Any] = {"type": block.type, "provider": "docker", "language": "ansible"}
        here: dict[str, Any] = {**shared, "place": block.place, "raw": block.attrs, "address": block.address}
        yield Workload(
            **here,
            host_network=_is_host(network),
            host_pid=_is_host(pid),
            host_ipc=_is_host(ipc),
            host_users=_is_host(at(block.attrs, "userns_mode")),
        )
        yield Container(**here, **_container(block, added, options))
        for number, each in enumerate(items(volumes)):
            yield _volume(each, {**shared, "address": f"{block.address} volumes[{number}]"})


def _content(tree: Tree) -> Any:
    return tree.value if isinstance(tree, Known) else None


def _is_host(tree: Tree) -> Value[bool]:
    """Whether something of the host is shared; a list of networks may name it too."""
    if isinstance(tree, Known) and isinstance(tree.value, list):
        told = [mapped(each, lambda value: value == "host") for each in tree.value]
        return next((each for each in told if isinstance(each, Known) and each.value), Known(False, tree.place))
    return mapped(tree, lambda value: value == "host")


def _container(block: Block, added: Tree, options: Tree) -> dict[str, Any]:
    attrs = block.attrs
    user = mapped(text(at(attrs, "user")), lambda told: told.partition(":")[0] if told else None)
    named = isinstance(user, Unknown) or user.value is not None
    return {
        **image_facts(text(at(attrs, "image"))),
        "privileged": flag(at(attrs, "privileged"), default=False),
        "capabilities_added": capabilities(added),
        "capabilities_dropped": capabilities(at(attrs, "cap_drop")),
        "read_only_root": flag(at(attrs, "read_only"), default=False),
        "memory_limit": text(at(attrs, "memory")),
        "cpu_limit": text(at(attrs, "cpus")),
        "user": user,
        "root_excluded": mapped(user, lambda told: told not in _ROOT) if named else None,
        "privilege_escalation": _escalates(options),
    }


def _escalates(options: Tree) -> Value[bool]:
    told = texts(options)
    if isinstance(told, Unknown):
        return told
    for each in told.value:
        if isinstance(each, Unknown):
            return each
        if each.value.lower().replace("=", ":") in ("no-new-privileges", "no-new-privileges:true"):
            return Known(False, each.place, each.how, each.trail)
    return Known(True, told.place, How.DEFAULT)


def _volume(tree: Tree, shared: dict[str, Any]) -> Resource:
    """``/host:/inside:ro``; what does not start with a path is a volume with a name."""
    parts = mapped(tree, lambda told: str(told).split(":"))
    if isinstance(parts, Unknown):
        return ContainerVolume(**shared, place=tree.place, raw=tree, host_path=parts, writable=parts)
    path = parts.value[0] if len(parts.value) > 1 and parts.value[0].startswith(("/", "~", ".")) else None
    read_only = len(parts.value) > 2 and "ro" in parts.value[2].split(",")
    return ContainerVolume(
        **shared,
        place=tree.place,
        raw=tree,
        host_path=Known(path, parts.place, parts.how, parts.trail),
        writable=None if path is None else Known(not read_only, parts.place, parts.how, parts.trail),
    )

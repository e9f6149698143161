"""Containers that Terraform starts on a Docker host: turned into the Compose services that they stand for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from holdfast.estate.blocks import Block, Blocks
from holdfast.estate.compose import resources
from holdfast.model.resource import Resource
from holdfast.model.tree import at, items
from holdfast.model.value import Known, Tree, Unknown

_SAME: Final[dict[str, str]] = {
    "privileged": "privileged",
    "user": "user",
    "read_only": "read_only",
    "network_mode": "network_mode",
    "pid_mode": "pid",
    "ipc_mode": "ipc",
    "userns_mode": "userns_mode",
    "security_opts": "security_opt",
    "sysctls": "sysctls",
    "env": "environment",
    "memory": "mem_limit",
    "cpus": "cpus",
}
"""Attributes that Compose has too, and their names there."""


def read(blocks: Blocks) -> Iterator[Resource]:
    """Every container among some blocks."""
    for block in blocks.of("docker_container"):
        yield from resources(block.address, _service(block, blocks), block.type, blocks.language)


def _service(block: Block, blocks: Blocks) -> Tree:
    attrs = block.attrs
    own: dict[str, Tree] = {"image": _image(at(attrs, "image"), blocks)}
    for name, other in _SAME.items():
        own[other] = at(attrs, name)
    own["cap_add"], own["cap_drop"] = at(attrs, "capabilities", "add"), at(attrs, "capabilities", "drop")
    own["logging"] = Known({"driver": at(attrs, "log_driver")}, block.place)
    own["healthcheck"] = at(attrs, "healthcheck", "test")
    own["devices"] = _list(at(attrs, "devices"), {"source": "host_path"})
    own["ports"] = _list(at(attrs, "ports"), {"target": "internal", "published": "external", "host_ip": "ip"})
    own["volumes"] = _list(
        at(attrs, "volumes"), {"source": "host_path", "target": "container_path", "read_only": "read_only"}, "bind"
    )
    return Known(own, block.place)


def _image(image: Tree, blocks: Blocks) -> Tree:
    """The name of an image; one that is pulled by a resource of its own is named there."""
    pulled = blocks.target(image, "docker_image") if isinstance(image, Unknown) else None
    return at(pulled.attrs, "name") if pulled is not None else image


def _list(blocks: Tree, names: dict[str, str], type: str = "") -> Tree:
    """Repeated blocks as a list of mappings with Compose's names."""
    if isinstance(blocks, Unknown):
        return blocks
    return Known([_renamed(each, names, type) for each in items(blocks)], blocks.place)


def _renamed(block: Tree, names: dict[str, str], type: str) -> Tree:
    own = {name: at(block, other) for name, other in names.items()}
    source = own.get("source")
    if type and source is not None and not (isinstance(source, Known) and source.value is None):
        own["type"] = Known(type, block.place)
    return Known(own, block.place)

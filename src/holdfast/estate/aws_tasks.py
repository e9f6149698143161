"""Tasks of AWS's own container scheduler, however they are written, as workloads with containers.

Terraform takes the API's JSON (``readonlyRootFilesystem``), templates write the same names with a capital letter.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from holdfast.estate.aws_policy import parsed
from holdfast.estate.blocks import Block
from holdfast.estate.facts import Frame, secret_pairs
from holdfast.estate.imagename import image_facts
from holdfast.estate.kinds.compute import MountedFileSystem
from holdfast.estate.kinds.container import Container, ContainerVolume, Workload
from holdfast.estate.links import part
from holdfast.model.resource import Resource
from holdfast.model.tree import absent, at, flag, items, mapped, present, text, texts
from holdfast.model.value import How, Known, Tree, Unknown, Value

_HOST: Final = "host"
_ASKED: Final = (
    *("image", "image_name", "image_tag", "image_digest", "privileged", "user", "read_only_root"),
    *("secret_literals", "logged", "capabilities_added"),
)
"""What is unknown of containers that are unknown as a whole."""
_WORLD: Final = frozenset({"0.0.0.0/0", "::/0"})


def key(tree: Tree, name: str) -> Tree:
    """An attribute in the spelling of the API or of templates."""
    if isinstance(tree, Known) and isinstance(tree.value, dict):
        for spelling in (name, name[0].upper() + name[1:]):
            if spelling in tree.value:
                return at(tree, spelling)
    return tree if isinstance(tree, Unknown) else absent(tree)


def containers(block: Block, frame: Frame, definitions: Tree) -> Iterator[Resource]:
    """The containers of a task, out of a list or the JSON text of one."""
    listed = parsed(definitions)
    if isinstance(listed, Unknown):
        facts: dict[str, Any] = dict.fromkeys(_ASKED, listed)
        yield part(block, "container[*]", listed, Container, frame, **facts)
        return
    for position, tree in enumerate(items(listed)):
        yield _container(block, frame, tree, position)


def _container(block: Block, frame: Frame, tree: Tree, position: int) -> Resource:
    name = key(tree, "name")
    called = name.value if isinstance(name, Known) and name.value else position
    kernel = key(tree, "linuxParameters")
    user = text(key(tree, "user"))
    image: dict[str, Any] = {**image_facts(text(key(tree, "image")))}
    return part(
        block,
        f"container[{called}]",
        tree,
        Container,
        frame,
        **image,
        privileged=flag(key(tree, "privileged"), False),
        user=user if isinstance(user, Unknown) or user.value is not None else None,
        read_only_root=flag(key(tree, "readonlyRootFilesystem"), False),
        capabilities_added=_capabilities(key(key(kernel, "capabilities"), "add")),
        logged=present(key(tree, "logConfiguration")),
        secret_literals=_secrets(tree),
    )


def _secrets(tree: Tree) -> Value[Any]:
    pairs = key(tree, "environment")
    lower = isinstance(tree, Known) and isinstance(tree.value, dict) and "environment" in tree.value
    names = ("name", "value") if lower else ("Name", "Value")
    return secret_pairs("", *names)(pairs)


def _capabilities(tree: Tree) -> Value[tuple[Value[str], ...]]:
    found = texts(tree)
    if isinstance(found, Unknown):
        return found
    return found._replace(value=tuple(mapped(each, lambda word: str(word).upper()) for each in found.value))


def task(block: Block, frame: Frame, network: Tree, processes: Tree, memory: Tree) -> Resource:
    """The task itself: what of its machine it shares."""
    return part(
        *(block, "", block.attrs, Workload, frame),
        host_network=_shares(network),
        host_pid=_shares(processes),
        host_ipc=_shares(memory),
    )


def _shares(tree: Tree) -> Value[bool]:
    if isinstance(tree, Unknown):
        return tree
    how = How.DEFAULT if tree.value is None else tree.how
    return Known(str(tree.value).lower() == _HOST, tree.place, how, tree.trail)


def host_volumes(block: Block, frame: Frame, paths: list[tuple[Tree, Tree]]) -> Iterator[Resource]:
    """The volumes of a task with the path of their machine that each shows, if any."""
    for position, (volume, path) in enumerate(paths):
        yield part(
            *(block, f"volume[{position}]", volume, ContainerVolume, frame),
            host_path=text(path),
        )


def file_systems(block: Block, frame: Frame, settings: list[Tree]) -> Iterator[Resource]:
    """What a task asks of each network file system that it mounts; settings without one are passed over."""
    for position, tree in enumerate(settings):
        if isinstance(tree, Known) and not tree.value:
            continue
        access = either_key(tree, "authorization_config", "authorizationConfig")
        yield part(
            *(block, f"file system[{position}]", tree, MountedFileSystem, frame),
            files_encrypted=flag(either_key(tree, "transit_encryption", "transitEncryption"), False),
            files_authorized=flag(either_key(access, "iam", "IAM"), False),
        )


def either_key(tree: Tree, underscored: str, other: str) -> Tree:
    """An attribute in the spelling of Terraform's blocks, or another one."""
    found = at(tree, underscored)
    return found if isinstance(found, Unknown) or found.value is not None else key(tree, other)


def reachable(access: Tree, ranges: Tree, default: bool) -> Value[bool]:
    """Whether everyone reaches an interface: it is public, and nobody narrowed the addresses down."""
    if isinstance(access, Unknown):
        return access
    if access.value in (False, "false"):
        return Known(False, access.place, access.how, access.trail)
    if access.value is None and not default:
        return Known(False, access.place, How.DEFAULT)
    listed = texts(ranges)
    if isinstance(listed, Unknown):
        return listed
    if not listed.value:
        return Known(True, access.place, access.how, access.trail)
    if any(isinstance(each, Known) and each.value in _WORLD for each in listed.value):
        return Known(True, listed.place, listed.how, listed.trail)
    unknown = next((each for each in listed.value if isinstance(each, Unknown)), None)
    return unknown or Known(False, listed.place, listed.how, listed.trail)

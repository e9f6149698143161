"""Containers of AWS: tasks, services and clusters of its own scheduler, and managed Kubernetes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from holdfast.estate.aws_tasks import containers, file_systems, host_volumes, key, reachable, task
from holdfast.estate.blocks import Block, Blocks
from holdfast.estate.facts import Frame, Row, among, either, given, opposite, secret_entries, switch, word
from holdfast.estate.kinds.compute import Cluster, ContainerCluster, ContainerService, Function, NodeGroup
from holdfast.estate.links import emitted
from holdfast.estate.terraform.document import document
from holdfast.model.resource import Resource
from holdfast.model.tree import at, items, texts
from holdfast.model.value import How, Known, Tree, Unknown, Value


def _public(attrs: Tree) -> Value[Any]:
    network = at(attrs, "vpc_config")
    return reachable(at(network, "endpoint_public_access"), at(network, "public_access_cidrs"), True)


def _logs(attrs: Tree) -> Value[Any]:
    return texts(at(attrs, "enabled_cluster_log_types"))


def _measured(attrs: Tree) -> Value[Any]:
    """Whether the containers of a cluster are measured."""
    listed = at(attrs, "setting")
    if isinstance(listed, Unknown):
        return listed
    for each in items(listed):
        name = at(each, "name")
        if isinstance(name, Known) and name.value == "containerInsights":
            return among("value", "enabled", "enhanced")(each)
    return Known(False, attrs.place, How.DEFAULT)


def _ssh_open(attrs: Tree) -> Value[Any]:
    """A key to sign in with, and nobody said from where."""
    access = at(attrs, "remote_access")
    if isinstance(access, Unknown):
        return access
    signing = at(access, "ec2_ssh_key")
    if isinstance(signing, Known) and not signing.value:
        return Known(False, signing.place, How.DEFAULT)
    groups = given("source_security_group_ids")(access)
    return opposite(lambda _: groups)(attrs) if isinstance(groups, Unknown) else Known(not groups.value, signing.place)


_ROWS: Final = (
    Row(
        "aws_eks_cluster",
        Cluster,
        {
            "public": _public,
            "private_endpoint": switch("vpc_config.endpoint_private_access"),
            "customer_key": given("encryption_config.provider.key_arn"),
            "logs": _logs,
            "version": word("version"),
        },
    ),
    Row("aws_eks_node_group", NodeGroup, {"ssh_open": _ssh_open}),
    Row(
        "aws_ecs_cluster",
        ContainerCluster,
        {
            "monitored": _measured,
            "shell_encrypted": either(
                given("configuration.execute_command_configuration.kms_key_id"),
                opposite(given("configuration.execute_command_configuration")),
            ),
            "shell_logged": opposite(among("configuration.execute_command_configuration.logging", "NONE")),
        },
    ),
    Row(
        "aws_ecs_service",
        ContainerService,
        {
            "public_ip": switch("network_configuration.assign_public_ip"),
            "shell_allowed": switch("enable_execute_command"),
        },
    ),
    Row(
        "aws_apprunner_service",
        Function,
        {
            "secret_literals": secret_entries(
                "source_configuration.image_repository.image_configuration.runtime_environment_variables"
            )
        },
    ),
)


def read(blocks: Blocks) -> Iterator[Resource]:
    """Tasks and their containers, services, clusters."""
    frame = Frame("aws", blocks.language)
    yield from emitted(_ROWS, frame, blocks)
    for block in blocks.of("aws_ecs_task_definition"):
        attrs = block.attrs
        yield task(block, frame, at(attrs, "network_mode"), at(attrs, "pid_mode"), at(attrs, "ipc_mode"))
        yield from containers(block, frame, document(at(attrs, "container_definitions")))
        volumes = at(attrs, "volume")
        yield from file_systems(block, frame, [at(each, "efs_volume_configuration") for each in items(volumes)])
        yield from host_volumes(block, frame, [(each, at(each, "host_path")) for each in items(volumes)])
    for block in blocks.of("aws_batch_job_definition"):
        yield from _job(block, frame)


def _job(block: Block, frame: Frame) -> Iterator[Resource]:
    """The one container of a batch job."""
    properties = document(at(block.attrs, "container_properties"))
    if isinstance(properties, Known) and properties.value is None:
        return
    yield from containers(block, frame, properties)
    mounts = items(key(properties, "volumes"))
    yield from file_systems(block, frame, [key(each, "efsVolumeConfiguration") for each in mounts])
    yield from host_volumes(block, frame, [(each, key(key(each, "host"), "sourcePath")) for each in mounts])

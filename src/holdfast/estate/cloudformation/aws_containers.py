"""Containers of AWS in templates: tasks, services and clusters of its own scheduler, and managed Kubernetes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from holdfast.estate.aws_tasks import containers, file_systems, host_volumes, reachable, task
from holdfast.estate.blocks import Block, Blocks
from holdfast.estate.facts import Frame, Row, among, either, given, opposite, secret_pairs, switch, word
from holdfast.estate.kinds.compute import Cluster, ContainerCluster, ContainerService, Function, NodeGroup
from holdfast.estate.links import emitted
from holdfast.model.resource import Resource
from holdfast.model.tree import at, items, texts
from holdfast.model.value import How, Known, Tree, Unknown, Value


def _public(attrs: Tree) -> Value[Any]:
    network = at(attrs, "ResourcesVpcConfig")
    return reachable(at(network, "EndpointPublicAccess"), at(network, "PublicAccessCidrs"), True)


def _logs(attrs: Tree) -> Value[Any]:
    """Which records are kept."""
    listed = at(attrs, "Logging", "ClusterLogging", "EnabledTypes")
    if isinstance(listed, Unknown):
        return listed
    return texts(Known([at(each, "Type") for each in items(listed)], listed.place, listed.how, listed.trail))


def _measured(attrs: Tree) -> Value[Any]:
    """Whether the containers of a cluster are measured."""
    listed = at(attrs, "ClusterSettings")
    if isinstance(listed, Unknown):
        return listed
    for each in items(listed):
        name = at(each, "Name")
        if isinstance(name, Known) and name.value == "containerInsights":
            return among("Value", "enabled", "enhanced")(each)
    return Known(False, attrs.place, How.DEFAULT)


def _ssh_open(attrs: Tree) -> Value[Any]:
    """A key to sign in with, and nobody said from where."""
    signing = at(attrs, "RemoteAccess", "Ec2SshKey")
    if isinstance(signing, Known) and not signing.value:
        return Known(False, signing.place, How.DEFAULT)
    groups = given("RemoteAccess.SourceSecurityGroups")(attrs)
    return groups if isinstance(groups, Unknown) else Known(not groups.value, signing.place)


_ROWS: Final = (
    Row(
        "AWS::EKS::Cluster",
        Cluster,
        {
            "public": _public,
            "private_endpoint": switch("ResourcesVpcConfig.EndpointPrivateAccess"),
            "customer_key": given("EncryptionConfig.Provider.KeyArn"),
            "logs": _logs,
            "version": word("Version"),
        },
    ),
    Row("AWS::EKS::Nodegroup", NodeGroup, {"ssh_open": _ssh_open}),
    Row(
        "AWS::ECS::Cluster",
        ContainerCluster,
        {
            "monitored": _measured,
            "shell_encrypted": either(
                given("Configuration.ExecuteCommandConfiguration.KmsKeyId"),
                opposite(given("Configuration.ExecuteCommandConfiguration")),
            ),
            "shell_logged": opposite(among("Configuration.ExecuteCommandConfiguration.Logging", "NONE")),
        },
    ),
    Row(
        "AWS::ECS::Service",
        ContainerService,
        {
            "public_ip": among("NetworkConfiguration.AwsvpcConfiguration.AssignPublicIp", "ENABLED"),
            "shell_allowed": switch("EnableExecuteCommand"),
        },
    ),
    Row(
        "AWS::AppRunner::Service",
        Function,
        {
            "secret_literals": secret_pairs(
                "SourceConfiguration.ImageRepository.ImageConfiguration.RuntimeEnvironmentVariables", "Name", "Value"
            )
        },
    ),
)


def read(blocks: Blocks) -> Iterator[Resource]:
    """Tasks and their containers, services, clusters."""
    frame = Frame("aws", blocks.language)
    yield from emitted(_ROWS, frame, blocks)
    for block in blocks.of("AWS::ECS::TaskDefinition"):
        yield from _task(block, frame)
    for block in blocks.of("AWS::Batch::JobDefinition"):
        properties = at(block.attrs, "ContainerProperties")
        if isinstance(properties, Unknown) or properties.value:
            yield from containers(block, frame, properties)
            mounts = items(at(properties, "Volumes"))
            yield from file_systems(block, frame, [at(each, "EfsVolumeConfiguration") for each in mounts])
            yield from host_volumes(block, frame, [(each, at(each, "Host", "SourcePath")) for each in mounts])


def _task(block: Block, frame: Frame) -> Iterator[Resource]:
    attrs = block.attrs
    yield task(block, frame, at(attrs, "NetworkMode"), at(attrs, "PidMode"), at(attrs, "IpcMode"))
    yield from containers(block, frame, at(attrs, "ContainerDefinitions"))
    volumes = items(at(attrs, "Volumes"))
    yield from file_systems(block, frame, [at(each, "EFSVolumeConfiguration") for each in volumes])
    yield from host_volumes(block, frame, [(each, at(each, "Host", "SourcePath")) for each in volumes])

"""Machines and functions of AWS in templates, serverless ones too."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from holdfast.estate.blocks import Block, Blocks
from holdfast.estate.facts import (
    Fact,
    Frame,
    Row,
    among,
    amount,
    contains,
    either,
    fixed,
    given,
    opposite,
    secret_entries,
    switch,
    word,
)
from holdfast.estate.kinds.compute import Desktop, Fleet, Function, FunctionUrl, Instance, Notebook
from holdfast.estate.links import emitted, part
from holdfast.estate.machine import disks, script_secrets, untemplated
from holdfast.model.resource import Resource
from holdfast.model.tree import at, items, mapped
from holdfast.model.value import How, Known, Tree, Unknown, Value


def _metadata(options: str) -> dict[str, Fact]:
    """Facts about the metadata service, whose options stand at a path."""
    return {
        "token_required": either(
            among(f"{options}.HttpTokens", "required"), among(f"{options}.HttpEndpoint", "disabled")
        ),
        "metadata_hops": amount(f"{options}.HttpPutResponseHopLimit", 1),
    }


_FUNCTION: Final[dict[str, Fact]] = {
    "runtime": word("Runtime"),
    "secret_literals": secret_entries("Environment.Variables"),
    "has_variables": given("Environment.Variables"),
    "customer_key": given("KmsKeyArn"),
    "concurrency_limited": given("ReservedConcurrentExecutions"),
    "in_network": given("VpcConfig.SubnetIds"),
    "code_signed": given("CodeSigningConfigArn"),
}


_ROWS: Final = (
    Row(
        "AWS::Lightsail::Instance",
        Instance,
        {"networked": fixed(False), "secret_literals": script_secrets("UserData")},
    ),
    Row(
        "AWS::EC2::Instance",
        Instance,
        {
            **untemplated("LaunchTemplate", _metadata("MetadataOptions")),
            "networked": fixed(True),
            "public_ip": switch("NetworkInterfaces.AssociatePublicIpAddress"),
            "disks": disks("BlockDeviceMappings", made="Ebs"),
            "secret_literals": script_secrets("UserData"),
            "monitored": switch("Monitoring"),
            "has_role": given("IamInstanceProfile"),
            "termination_protected": switch("DisableApiTermination"),
        },
    ),
    Row(
        "AWS::EC2::LaunchTemplate",
        Instance,
        {
            **_metadata("LaunchTemplateData.MetadataOptions"),
            "public_ip": switch("LaunchTemplateData.NetworkInterfaces.AssociatePublicIpAddress"),
            "disks": disks("LaunchTemplateData.BlockDeviceMappings", made="Ebs"),
            "secret_literals": script_secrets("LaunchTemplateData.UserData"),
        },
    ),
    Row(
        "AWS::AutoScaling::LaunchConfiguration",
        Instance,
        {
            **_metadata("MetadataOptions"),
            "public_ip": switch("AssociatePublicIpAddress"),
            "disks": disks("BlockDeviceMappings", made="Ebs"),
            "secret_literals": script_secrets("UserData"),
        },
    ),
    Row(
        "AWS::Lambda::Function",
        Function,
        {
            **_FUNCTION,
            "traced": among("TracingConfig.Mode", "Active"),
            "failures_kept": given("DeadLetterConfig.TargetArn"),
        },
    ),
    Row(
        "AWS::Serverless::Function",
        Function,
        {
            **_FUNCTION,
            "traced": among("Tracing", "Active"),
            "failures_kept": either(
                given("DeadLetterQueue.TargetArn"), given("EventInvokeConfig.DestinationConfig.OnFailure")
            ),
        },
    ),
    Row(
        "AWS::Lambda::Url",
        FunctionUrl,
        {"auth_required": opposite(among("AuthType", "NONE")), "any_origin": contains("Cors.AllowOrigins", "*")},
    ),
    Row(
        "AWS::SageMaker::NotebookInstance",
        Notebook,
        {
            "internet": opposite(among("DirectInternetAccess", "Disabled")),
            "root_access": opposite(among("RootAccess", "Disabled")),
            "customer_key": given("KmsKeyId"),
        },
    ),
    Row(
        "AWS::WorkSpaces::Workspace",
        Desktop,
        {
            "root_encrypted": switch("RootVolumeEncryptionEnabled"),
            "data_encrypted": switch("UserVolumeEncryptionEnabled"),
        },
    ),
)


def _setting(space: str, name: str, wanted: str) -> Fact:
    """Whether one setting of an environment, which is a list of names with values, has a value."""

    def fact(attrs: Tree) -> Value[Any]:
        listed = at(attrs, "OptionSettings")
        if isinstance(listed, Unknown):
            return listed
        for each in items(listed):
            named = (at(each, "Namespace"), at(each, "OptionName"))
            if [part.value for part in named if isinstance(part, Known)] == [space, name]:
                return mapped(at(each, "Value"), lambda value: str(value).lower() == wanted)
        return Known(False, attrs.place, How.DEFAULT)

    return fact


_FLEETS: Final = (
    Row(
        "AWS::ElasticBeanstalk::Environment",
        Fleet,
        {
            "health_reported": _setting("aws:elasticbeanstalk:healthreporting:system", "SystemType", "enhanced"),
            "auto_patched": _setting("aws:elasticbeanstalk:managedactions", "ManagedActionsEnabled", "true"),
        },
    ),
)


def _balanced(_: Blocks, block: Block) -> Value[bool] | None:
    """Whether a group that stands behind a load balancer lets that judge the health of its machines."""
    ways = (at(block.attrs, "TargetGroupARNs"), at(block.attrs, "LoadBalancerNames"))
    if not any(isinstance(way, Unknown) or items(way) for way in ways):
        return None
    found: Value[bool] = among("HealthCheckType", "ELB", "VPC_LATTICE")(block.attrs)
    return found


def _zones(_: Blocks, block: Block) -> Value[bool] | None:
    """Whether a group of machines names more than one subnet or zone."""
    for name in ("VPCZoneIdentifier", "AvailabilityZones"):
        value = at(block.attrs, name)
        if isinstance(value, Unknown):
            return value
        if value.value:
            return Known(len(items(value)) > 1, value.place, value.how, value.trail)
    return None


def read(blocks: Blocks) -> Iterator[Resource]:
    """Machines, templates of machines, functions and their addresses, notebooks, desktops."""
    frame = Frame("aws", blocks.language)
    yield from emitted(_ROWS, frame, blocks)
    yield from emitted(_FLEETS, frame, blocks)
    groups = (Row("AWS::AutoScaling::AutoScalingGroup", Fleet, {}),)
    yield from emitted(groups, frame, blocks, health_checked=_balanced, multi_zone=_zones)
    for block in blocks.of("AWS::Serverless::Function"):
        tree = at(block.attrs, "FunctionUrlConfig")
        if isinstance(tree, Known) and tree.value:
            yield part(
                *(block, "FunctionUrlConfig", tree, FunctionUrl, frame),
                auth_required=opposite(among("AuthType", "NONE"))(tree),
                any_origin=contains("Cors.AllowOrigins", "*")(tree),
            )

"""Machines and functions of AWS."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from holdfast.estate.blocks import Blocks
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
from holdfast.estate.kinds.compute import (
    Desktop,
    Fleet,
    Function,
    FunctionUrl,
    Instance,
    Notebook,
)
from holdfast.estate.links import emitted
from holdfast.estate.machine import disks, script_secrets, untemplated
from holdfast.model.resource import Resource
from holdfast.model.tree import at, items, mapped
from holdfast.model.value import How, Known, Tree, Unknown, Value

_TOKEN: Final = either(
    among("metadata_options.http_tokens", "required"), among("metadata_options.http_endpoint", "disabled")
)


_MACHINE: Final[dict[str, Fact]] = {
    "token_required": _TOKEN,
    "metadata_hops": amount("metadata_options.http_put_response_hop_limit", 1),
}
_ROWS: Final = (
    Row(
        "aws_lightsail_instance",
        Instance,
        {"networked": fixed(False), "secret_literals": script_secrets("user_data")},
    ),
    Row(
        "aws_instance",
        Instance,
        {
            **untemplated("launch_template", _MACHINE),
            "networked": fixed(True),
            "public_ip": switch("associate_public_ip_address"),
            "disks": disks("root_block_device", "ebs_block_device"),
            "secret_literals": script_secrets("user_data", "user_data_base64"),
            "monitored": switch("monitoring"),
            "has_role": given("iam_instance_profile"),
            "termination_protected": switch("disable_api_termination"),
        },
    ),
    Row(
        "aws_spot_instance_request",
        Instance,
        {
            **_MACHINE,
            "public_ip": switch("associate_public_ip_address"),
            "disks": disks("root_block_device", "ebs_block_device"),
            "secret_literals": script_secrets("user_data", "user_data_base64"),
        },
    ),
    Row(
        "aws_launch_template",
        Instance,
        {
            **_MACHINE,
            "public_ip": switch("network_interfaces.associate_public_ip_address"),
            "disks": disks("block_device_mappings", made="ebs"),
            "secret_literals": script_secrets("user_data"),
        },
    ),
    Row(
        "aws_launch_configuration",
        Instance,
        {
            **_MACHINE,
            "public_ip": switch("associate_public_ip_address"),
            "disks": disks("root_block_device", "ebs_block_device"),
            "secret_literals": script_secrets("user_data", "user_data_base64"),
        },
    ),
    Row(
        "aws_lambda_function",
        Function,
        {
            "runtime": word("runtime"),
            "secret_literals": secret_entries("environment.variables"),
            "has_variables": given("environment.variables"),
            "customer_key": given("kms_key_arn"),
            "traced": among("tracing_config.mode", "Active"),
            "failures_kept": given("dead_letter_config.target_arn"),
            "concurrency_limited": opposite(among("reserved_concurrent_executions", "-1", default=True)),
            "in_network": given("vpc_config.subnet_ids"),
            "code_signed": given("code_signing_config_arn"),
        },
    ),
    Row(
        "aws_lambda_function_url",
        FunctionUrl,
        {
            "auth_required": opposite(among("authorization_type", "NONE")),
            "any_origin": contains("cors.allow_origins", "*"),
        },
    ),
    Row(
        "aws_sagemaker_notebook_instance",
        Notebook,
        {
            "internet": opposite(among("direct_internet_access", "Disabled")),
            "root_access": opposite(among("root_access", "Disabled")),
            "customer_key": given("kms_key_id"),
        },
    ),
    Row(
        "aws_workspaces_workspace",
        Desktop,
        {
            "root_encrypted": switch("root_volume_encryption_enabled"),
            "data_encrypted": switch("user_volume_encryption_enabled"),
        },
    ),
)


def _setting(space: str, name: str, words: tuple[str, ...], default: bool) -> Fact:
    """One setting of an environment, which is a list of names with values."""

    def fact(attrs: Tree) -> Value[Any]:
        listed = at(attrs, "setting")
        if isinstance(listed, Unknown):
            return listed
        for each in items(listed):
            named = (at(each, "namespace"), at(each, "name"))
            if [part.value for part in named if isinstance(part, Known)] == [space, name]:
                return mapped(at(each, "value"), lambda value: str(value).lower() in words)
        return Known(default, attrs.place, How.DEFAULT)

    return fact


_FLEETS: Final = (
    Row(
        "aws_elastic_beanstalk_environment",
        Fleet,
        {
            "health_reported": _setting(
                "aws:elasticbeanstalk:healthreporting:system", "SystemType", ("enhanced",), False
            ),
            "auto_patched": _setting("aws:elasticbeanstalk:managedactions", "ManagedActionsEnabled", ("true",), False),
        },
    ),
)


def balanced(blocks: Blocks, block: Any) -> Value[bool] | None:
    """Whether a group that stands behind a load balancer lets that judge the health of its machines."""
    ways = ("target_group_arns", "load_balancers", "traffic_source")
    named = any(isinstance(value := at(block.attrs, way), Unknown) or items(value) for way in ways)
    if not named and not blocks.pointing(block, "aws_autoscaling_attachment", "autoscaling_group_name"):
        return None
    return among("health_check_type", "ELB", "VPC_LATTICE")(block.attrs)


def zones(blocks: Blocks, block: Any) -> Value[bool] | None:
    """Whether a group of machines names more than one subnet or zone."""
    for name in ("vpc_zone_identifier", "availability_zones"):
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
    yield from emitted(
        (Row("aws_autoscaling_group", Fleet, {}),), frame, blocks, health_checked=balanced, multi_zone=zones
    )

"""What AWS records about an account, and switches that hold for all of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from holdfast.estate.blocks import Blocks
from holdfast.estate.facts import (
    Frame,
    Row,
    among,
    both,
    contains,
    either,
    fixed,
    given,
    opposite,
    some,
    switch,
)
from holdfast.estate.kinds.audit import AccountSetting, Alarm, ConfigRecorder, ThreatDetection, Trail
from holdfast.estate.links import emitted, linked, repeated
from holdfast.model.resource import Resource
from holdfast.model.tree import at
from holdfast.model.value import Known, Unknown, Value

_SOURCES: Final = (
    ("accesses to buckets", "s3_logs.enable"),
    ("audit logs of Kubernetes", "kubernetes.audit_logs.enable"),
    ("malware on disks", "malware_protection.scan_ec2_instance_with_findings.ebs_volumes.enable"),
)


def sources(attrs: Any) -> Value[Any]:
    """Sources of events that a detector was told to leave out."""
    found: list[Value[str]] = []
    for name, path in _SOURCES:
        value = at(attrs, "datasources", *path.split("."))
        if isinstance(value, Unknown):
            return value
        if value.value in (False, "false"):
            found.append(Known(name, value.place, value.how, value.trail))
    return Known(tuple(found), attrs.place)


_GLOBAL: Final = switch("include_global_service_events", True)
_ROWS: Final = (
    Row(
        "aws_cloudtrail",
        Trail,
        {
            "logged": switch("enable_logging", True),
            "multi_region": switch("is_multi_region_trail"),
            "global_events": _GLOBAL,
            "integrity_checked": switch("enable_log_file_validation"),
            "customer_key": given("kms_key_id"),
            "watched": given("cloud_watch_logs_group_arn"),
            "data_events": either(
                some("event_selector", given("data_resource")),
                some("advanced_event_selector", some("field_selector", contains("equals", "Data"))),
            ),
        },
    ),
    *(
        Row(
            type,
            Alarm,
            {
                "acts": both(
                    switch("actions_enabled", True),
                    either(given("alarm_actions"), given("ok_actions"), given("insufficient_data_actions")),
                )
            },
        )
        for type in ("aws_cloudwatch_metric_alarm", "aws_cloudwatch_composite_alarm")
    ),
    Row("aws_config_configuration_recorder_status", ConfigRecorder, {"logged": switch("is_enabled")}),
    Row(
        "aws_config_configuration_aggregator",
        ConfigRecorder,
        {
            "all_regions": either(
                switch("account_aggregation_source.all_regions"),
                switch("organization_aggregation_source.all_regions"),
            )
        },
    ),
    Row("aws_guardduty_detector", ThreatDetection, {"enabled": switch("enable", True), "sources_off": sources}),
    Row(
        "aws_ebs_encryption_by_default",
        AccountSetting,
        {"setting": fixed("encryption of new disks by default"), "safe": switch("enabled", True)},
    ),
    Row(
        "aws_ebs_snapshot_block_public_access",
        AccountSetting,
        {"setting": fixed("refusal of public disk snapshots"), "safe": opposite(among("state", "unblocked"))},
    ),
    Row(
        "aws_ec2_image_block_public_access",
        AccountSetting,
        {"setting": fixed("refusal of public machine images"), "safe": opposite(among("state", "unblocked"))},
    ),
    Row(
        "aws_ec2_instance_metadata_defaults",
        AccountSetting,
        {"setting": fixed("session tokens for the metadata service"), "safe": among("http_tokens", "required")},
    ),
    Row(
        "aws_ec2_serial_console_access",
        AccountSetting,
        {"setting": fixed("refusal of serial consoles"), "safe": opposite(switch("enabled", True))},
    ),
)

_RECORDER: Final = (
    Row(
        "aws_config_configuration_recorder",
        ConfigRecorder,
        {
            "all_types": either(
                switch("recording_group.all_supported", True), given("recording_group.exclusion_by_resource_types")
            ),
            "global_types": both(
                switch("recording_group.all_supported", True), switch("recording_group.include_global_resource_types")
            ),
        },
    ),
)
_STARTED: Final = linked(("aws_config_configuration_recorder_status", "name"))
"""A recorder records nothing until it is started, which is a resource of its own."""


def read(blocks: Blocks) -> Iterator[Resource]:
    """Trails, recorders, detectors and switches of the account."""
    frame = Frame("aws", blocks.language)
    yield from emitted(_ROWS[:1], frame, blocks, doubled=repeated(_GLOBAL))
    yield from emitted(_ROWS[1:], frame, blocks)
    yield from emitted(_RECORDER, frame, blocks, logged=_STARTED)

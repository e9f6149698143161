"""What AWS records about an account, in templates."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from holdfast.estate.blocks import Blocks
from holdfast.estate.facts import Fact, Frame, Row, both, contains, either, given, some, switch
from holdfast.estate.kinds.audit import Alarm, ConfigRecorder, ThreatDetection, Trail
from holdfast.estate.links import emitted, repeated
from holdfast.model.resource import Resource
from holdfast.model.tree import at
from holdfast.model.value import Known, Tree, Unknown, Value

_SOURCES: Final = (
    ("accesses to buckets", "S3Logs.Enable"),
    ("audit logs of Kubernetes", "Kubernetes.AuditLogs.Enable"),
    ("malware on disks", "MalwareProtection.ScanEc2InstanceWithFindings.EbsVolumes"),
)


def _sources(attrs: Tree) -> Value[tuple[Value[str], ...]]:
    """Sources of events that a detector was told to leave out."""
    found: list[Value[str]] = []
    for name, path in _SOURCES:
        value = at(attrs, "DataSources", *path.split("."))
        if isinstance(value, Unknown):
            return value
        if value.value in (False, "false"):
            found.append(Known(name, value.place, value.how, value.trail))
    return Known(tuple(found), attrs.place)


_ALL: Final[Fact] = switch("RecordingGroup.AllSupported", True)
_GLOBAL: Final = switch("IncludeGlobalServiceEvents", True)
_ROWS: Final = (
    Row(
        "AWS::CloudTrail::Trail",
        Trail,
        {
            "logged": switch("IsLogging", True),
            "multi_region": switch("IsMultiRegionTrail"),
            "global_events": _GLOBAL,
            "integrity_checked": switch("EnableLogFileValidation"),
            "customer_key": given("KMSKeyId"),
            "watched": given("CloudWatchLogsLogGroupArn"),
            "data_events": either(
                some("EventSelectors", given("DataResources")),
                some("AdvancedEventSelectors", some("FieldSelectors", contains("Equals", "Data"))),
            ),
        },
    ),
    *(
        Row(
            type,
            Alarm,
            {
                "acts": both(
                    switch("ActionsEnabled", True),
                    either(given("AlarmActions"), given("OKActions"), given("InsufficientDataActions")),
                )
            },
        )
        for type in ("AWS::CloudWatch::Alarm", "AWS::CloudWatch::CompositeAlarm")
    ),
    Row(
        "AWS::Config::ConfigurationRecorder",
        ConfigRecorder,
        {
            "all_types": either(_ALL, given("RecordingGroup.ExclusionByResourceTypes")),
            "global_types": both(_ALL, switch("RecordingGroup.IncludeGlobalResourceTypes")),
        },
    ),
    Row(
        "AWS::Config::ConfigurationAggregator",
        ConfigRecorder,
        {
            "all_regions": either(
                switch("AccountAggregationSources.AllAwsRegions"),
                switch("OrganizationAggregationSource.AllAwsRegions"),
            )
        },
    ),
    Row("AWS::GuardDuty::Detector", ThreatDetection, {"enabled": switch("Enable", True), "sources_off": _sources}),
)


def read(blocks: Blocks) -> Iterator[Resource]:
    """Trails, recorders, detectors."""
    frame = Frame("aws", blocks.language)
    yield from emitted(_ROWS[:1], frame, blocks, doubled=repeated(_GLOBAL))
    yield from emitted(_ROWS[1:], frame, blocks)

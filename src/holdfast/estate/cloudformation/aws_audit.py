"""What AWS records about an account, in templates."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from holdfast.estate.blocks import Blocks
from holdfast.estate.facts import Fact, Frame, Row, both, either, given, switch
from holdfast.estate.kinds.audit import ConfigRecorder, ThreatDetection, Trail
from holdfast.estate.links import emitted
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
_ROWS: Final = (
    Row(
        "AWS::CloudTrail::Trail",
        Trail,
        {
            "logged": switch("IsLogging", True),
            "multi_region": switch("IsMultiRegionTrail"),
            "global_events": switch("IncludeGlobalServiceEvents", True),
            "integrity_checked": switch("EnableLogFileValidation"),
            "customer_key": given("KMSKeyId"),
            "watched": given("CloudWatchLogsLogGroupArn"),
        },
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
    yield from emitted(_ROWS, Frame("aws", blocks.language), blocks)

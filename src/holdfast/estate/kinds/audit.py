"""Kinds of audit: who saw what happened in an account."""

from __future__ import annotations

from holdfast.model.kind import kind
from holdfast.model.resource import Resource
from holdfast.model.value import Value


@kind
class Trail(Resource):
    """The record of what was done in an account."""

    logged: Value[bool] | None = None
    """It records."""
    multi_region: Value[bool] | None = None
    """It records in every region."""
    global_events: Value[bool] | None = None
    """It records services without a region, such as identity."""
    integrity_checked: Value[bool] | None = None
    """A change of the record after the fact can be noticed."""
    customer_key: Value[bool] | None = None
    """Encrypted with a key of the team's own."""
    watched: Value[bool] | None = None
    """It is sent to where alarms can be raised on it."""
    complete: Value[bool] | None = None
    """It records whatever is written, deleted or done; not here where that cannot be chosen."""
    data_events: Value[bool] | None = None
    """It records who reads and writes data, and not only who manages resources."""
    doubled: Value[bool] | None = None
    """Another record of the same configuration takes down the same events."""
    retention_days: Value[float | None] | None = None
    """How long it is kept; none where that is for ever."""


@kind
class ConfigRecorder(Resource):
    """The record of how resources are configured, over time."""

    logged: Value[bool] | None = None
    """It records."""
    all_types: Value[bool] | None = None
    """It records every type of resource."""
    global_types: Value[bool] | None = None
    """It records types without a region, such as roles."""
    all_regions: Value[bool] | None = None
    """It gathers from every region."""


@kind
class ThreatDetection(Resource):
    """A service that looks for attacks in an account."""

    enabled: Value[bool] | None = None
    """It looks."""
    sources_off: Value[tuple[Value[str], ...]] | None = None
    """Sources of events that it was told not to look at."""


@kind
class AccountSetting(Resource):
    """A switch that holds for a whole account and region."""

    setting: Value[str | None] | None = None
    """Which one, in words: ``disk encryption by default`` …"""
    safe: Value[bool] | None = None
    """It stands where it protects."""


@kind
class Alarm(Resource):
    """A threshold on a measure, and what happens when it is crossed."""

    acts: Value[bool] | None = None
    """Somebody is told, or something is done."""

"""Every mapper of CloudFormation's types to kinds, by the part of the provider that it knows."""

from __future__ import annotations

from typing import Final

from holdfast.estate.cloudformation import (
    aws_analytics,
    aws_audit,
    aws_bucket,
    aws_build,
    aws_cdn_api,
    aws_compute,
    aws_containers,
    aws_database,
    aws_datastore,
    aws_edge,
    aws_firewall,
    aws_guarded,
    aws_identity,
    aws_keys,
    aws_messaging,
    aws_network,
    aws_stack,
    aws_storage,
)
from holdfast.estate.mapping import Mapper

MAPPERS: Final[tuple[Mapper, ...]] = (
    aws_analytics.read,
    aws_audit.read,
    aws_bucket.read,
    aws_build.read,
    aws_cdn_api.read,
    aws_compute.read,
    aws_containers.read,
    aws_database.read,
    aws_datastore.read,
    aws_edge.read,
    aws_firewall.read,
    aws_guarded.read,
    aws_identity.read,
    aws_keys.read,
    aws_messaging.read,
    aws_network.read,
    aws_stack.read,
    aws_storage.read,
)
"""Each is the ``read`` of a module here, e.g. ``aws_bucket.read``."""

"""Every mapper of CloudFormation's types to kinds, by the part of the provider that it knows."""

from __future__ import annotations

from typing import Final

from holdfast.estate.cloudformation import (
    aws_analytics,
    aws_bucket,
    aws_build,
    aws_database,
    aws_datastore,
    aws_guarded,
    aws_keys,
    aws_messaging,
    aws_storage,
)
from holdfast.estate.mapping import Mapper

MAPPERS: Final[tuple[Mapper, ...]] = (
    aws_analytics.read,
    aws_bucket.read,
    aws_build.read,
    aws_database.read,
    aws_datastore.read,
    aws_guarded.read,
    aws_keys.read,
    aws_messaging.read,
    aws_storage.read,
)
"""Each is the ``read`` of a module here, e.g. ``aws_bucket.read``."""

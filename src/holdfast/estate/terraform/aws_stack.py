"""Stacks that Terraform hands to CloudFormation."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from holdfast.estate.blocks import Blocks
from holdfast.estate.facts import Row, given, read_rows
from holdfast.estate.kinds.stack import Stack
from holdfast.model.resource import Resource

ROWS: Final = (
    Row(
        "aws_cloudformation_stack",
        Stack,
        {"own_role": given("iam_role_arn"), "announced": given("notification_arns")},
    ),
)


def read(blocks: Blocks) -> Iterator[Resource]:
    """Every stack."""
    yield from read_rows(ROWS, blocks, "aws")

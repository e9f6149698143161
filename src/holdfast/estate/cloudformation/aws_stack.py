"""Stacks inside of a template."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from holdfast.estate.blocks import Blocks
from holdfast.estate.facts import Row, given, read_rows
from holdfast.estate.kinds.stack import Stack
from holdfast.model.resource import Resource

ROWS: Final = (Row("AWS::CloudFormation::Stack", Stack, {"announced": given("NotificationARNs")}),)


def read(blocks: Blocks) -> Iterator[Resource]:
    """Every nested stack; it is made with the rights of the stack around it."""
    yield from read_rows(ROWS, blocks, "aws")

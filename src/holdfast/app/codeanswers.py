"""What is found out about files of program code, as plain data that can be kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Spot(NamedTuple):
    """A stretch of a file as people count: from 1, the end column behind the last character."""

    path: str
    line: int
    column: int
    end_line: int
    end_column: int


class Row(NamedTuple):
    """One thing that is wrong, as plain data."""

    check: str
    at: Spot
    source: str
    sink: str
    value: str
    steps: tuple[tuple[str, Spot], ...]
    symbol: str
    mark: str
    quieter: str
    more: int


class Way(NamedTuple):
    """A route as plain data."""

    at: Spot
    name: str
    handler: str
    checked: bool


class Account(NamedTuple):
    """What was read of a file."""

    language: str
    lines: int
    functions: int
    """How many functions were looked into."""
    broken: int
    """Lines of statements that could not be read."""
    unread: str = ""
    """Why it was not read at all; empty where it was."""


class Answer(NamedTuple):
    """All that is known of one file, and of what it calls."""

    account: Account
    rows: tuple[Row, ...] = ()
    ways: tuple[Way, ...] = ()
    cuts: tuple[str, ...] = ()
    """What was given up, and why."""
    interest: tuple[str, ...] = ()
    needs: Mapping[str, str] = {}
    """Other files that this hangs on, each with the name of its content; empty for one that is not there."""
    read: Mapping[str, int] = {}
    """The parts of each that were read, in bits; see ``engines.code.parts``."""
    offers: str = ""
    """Changes with those names of other files that this one looks into because of their ``interest``."""

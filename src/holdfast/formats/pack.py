"""The head of a compiled rule pack: what can be known without reading the pack."""

from __future__ import annotations

from typing import NamedTuple

from holdfast.model.errors import ConfigError

NO_FILES = "-"
"""Stands for no ending at all."""


class Head(NamedTuple):
    """What a compiled pack says of itself in its first line."""

    version: str
    digest: str
    size: int
    """How many types it holds."""
    files: tuple[str, ...]
    """Endings of the paths that some type is looked for in, whatever the matcher says."""


def read_head(line: str) -> Head:
    """The first line of a compiled pack. Raises ConfigError when it is none."""
    words = line.split()
    if len(words) != 4 or not words[2].isdigit():
        raise ConfigError("the compiled rule pack cannot be read", advice="Install Holdfast again.")
    return Head(words[0], words[1], int(words[2]), tuple(words[3].split(",")))

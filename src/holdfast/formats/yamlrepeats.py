"""Keys that stand twice in one mapping of a YAML text: of equal keys only the last one counts, and the rest is lost."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import yaml


class Repeat(NamedTuple):
    """A key that its mapping has already."""

    key: str
    line: int
    """Counted from 1."""
    first: int
    """The line of the key before."""


def repeats(text: str) -> Iterator[Repeat]:
    """Every repeated key, in the order of the text; ends where the text is no YAML any more."""
    stack: list[tuple[dict[str, int], bool] | None] = []
    loader = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader
    try:
        for event in yaml.parse(text, Loader=loader):
            if isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
                stack.pop()
                continue
            if not isinstance(event, yaml.NodeEvent):
                continue
            over = stack[-1] if stack else None
            if over is not None:
                seen, awaits_key = over
                if awaits_key and isinstance(event, yaml.ScalarEvent):
                    line = event.start_mark.line + 1 if event.start_mark else 0
                    if event.value in seen and event.value != "<<":
                        yield Repeat(event.value, line, seen[event.value])
                    seen.setdefault(event.value, line)
                stack[-1] = (seen, not awaits_key)
            if isinstance(event, yaml.MappingStartEvent):
                stack.append(({}, True))
            elif isinstance(event, yaml.SequenceStartEvent):
                stack.append(None)
    except yaml.YAMLError:
        return

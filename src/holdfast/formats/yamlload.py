"""Plain values of a YAML text, read by libyaml where the machine has it: some ten times as fast as without."""

from __future__ import annotations

from typing import Any


def load(text: str) -> Any:
    """The values of a text, of plain types only. Raises yaml.YAMLError, and RecursionError where libyaml is missing."""
    import yaml

    loader = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader
    return yaml.load(text, Loader=loader)  # noqa: S506

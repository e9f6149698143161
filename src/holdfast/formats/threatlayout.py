"""Where the elements of a threat model stand in its picture: ``.holdfast/threatmodel.layout.json``."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Final

from holdfast.model.errors import ConfigError

PATH: Final = ".holdfast/threatmodel.layout.json"
SCHEMA: Final = "holdfast-layout/1"
MOST_BYTES: Final = 1 << 20
MOST_AWAY: Final = 100_000
"""So far from the origin may something stand, in pixels."""


def read(path: str, content: bytes) -> dict[str, tuple[float, float]]:
    """The place of each element by its id, in pixels from the upper left. Raises ConfigError for anything else."""
    if len(content) > MOST_BYTES:
        raise ConfigError(f"{path}: larger than {MOST_BYTES >> 20} MiB", advice="Take the file away; it is made anew.")
    try:
        document = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise ConfigError(f"{path}: not JSON: {error}", advice="Take the file away; it is made anew.") from error
    if not isinstance(document, dict) or document.get("schema") != SCHEMA:
        raise ConfigError(f"{path}: no layout", advice=f'It is {{"schema": "{SCHEMA}", "positions": {{id: [x, y]}}}}.')
    positions = document.get("positions")
    if not isinstance(positions, dict):
        raise ConfigError(f"{path}: positions is a mapping of ids to [x, y]")
    return {key: _place(path, key, value) for key, value in positions.items()}


def _place(path: str, key: str, value: object) -> tuple[float, float]:
    if isinstance(value, list) and len(value) == 2 and all(_number(each) for each in value):
        return float(value[0]), float(value[1])
    raise ConfigError(f"{path}: the position of {key[:100]!r} is no [x, y]")


def _number(value: object) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return math.isfinite(value) and abs(value) <= MOST_AWAY


def written(positions: Mapping[str, tuple[float, float]]) -> str:
    """The file's text, one element a line and in the order of ids, so that changes merge."""
    rows = [f"  {json.dumps(key)}: [{x:g}, {y:g}]" for key, (x, y) in sorted(positions.items())]
    body = ",\n".join(rows)
    return (
        f'{{"schema": "{SCHEMA}", "positions": {{\n{body}\n}}}}\n'
        if rows
        else f'{{"schema": "{SCHEMA}", "positions": {{}}}}\n'
    )

"""What each sample says, from the table beside it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Final, NamedTuple


class Expected(NamedTuple):
    """What a sample says: its tool, its time, its subjects and every item of it."""

    format: str
    tool: str
    when: str
    subjects: tuple[str, ...]
    items: tuple[str, ...]
    lost: int = 0


def _read() -> dict[str, Expected]:
    table = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    return {
        name: Expected(
            format=row["format"],
            tool=row["tool"],
            when=row["when"],
            subjects=tuple(row["subjects"]),
            items=tuple(row["items"]),
            lost=row.get("lost", 0),
        )
        for name, row in table.items()
    }


EXPECTED: Final[Mapping[str, Expected]] = _read()

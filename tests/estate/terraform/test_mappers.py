"""No mapper is left out of the table, and what no mapper knows is still counted."""

from __future__ import annotations

import re
from pathlib import Path

from holdfast.estate.terraform import providers


def test_every_mapper_is_listed() -> None:
    folder = Path(providers.__file__).parent
    mappers = [
        path.stem for path in folder.glob("*.py") if re.search(r"(?m)^def read\(blocks: ", path.read_text("utf-8"))
    ]
    assert sorted(providers.MAPPERS) == [f"holdfast.estate.terraform.{name}:read" for name in sorted(mappers)]

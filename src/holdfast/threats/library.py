"""The rule library as it travels with the program, read when it is asked for."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from holdfast.model.errors import ConfigError
from holdfast.threats.rules import Library, load

FOLDER: Final = Path(__file__).parent
PACK: Final = FOLDER / "pack.json"


def library() -> Library:
    """Every rule of the library. Raises ConfigError where the pack is missing or broken."""
    try:
        text = PACK.read_text(encoding="utf-8")
    except OSError as error:
        raise ConfigError("the compiled threat rules are not there", advice="Install Holdfast again.") from error
    return load(text)

"""Where a user's cache and data live, by the platform's custom and the user's wish."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def cache_folder() -> Path:
    """The folder for what can be made again: ``HOLDFAST_CACHE``, else the platform's cache folder."""
    chosen = os.environ.get("HOLDFAST_CACHE")
    return Path(chosen) if chosen else _base("XDG_CACHE_HOME", ".cache", "Caches") / "holdfast"


def data_folder() -> Path:
    """The folder for what must be kept: ``HOLDFAST_DATA``, else the platform's data folder."""
    chosen = os.environ.get("HOLDFAST_DATA")
    return Path(chosen) if chosen else _base("XDG_DATA_HOME", ".local/share", "Application Support") / "holdfast"


def config_folder() -> Path:
    """The folder for what a user chose and must keep to himself, by the platform's custom."""
    return _base("XDG_CONFIG_HOME", ".config", "Application Support") / "holdfast"


def _base(variable: str, unix: str, mac: str) -> Path:
    home = Path(os.path.expanduser("~"))  # noqa: PTH111 - Path.home() raises where there is no home
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", str(home)))
    if sys.platform == "darwin":
        return home / "Library" / mac
    return Path(os.environ.get(variable) or home / unix)

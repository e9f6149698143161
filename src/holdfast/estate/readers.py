"""The readers of files, by name; each is imported when a file of its kind is met."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

READERS: Final[Mapping[str, str]] = {}
"""Name of the reader to the dotted name of its public face (see ``model.reading.Reader``)."""

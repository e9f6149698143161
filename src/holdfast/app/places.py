"""Where things stand below a root."""

from __future__ import annotations

from typing import Final

OWN: Final = ".holdfast/rules"
"""Folder of a repository's own rules."""

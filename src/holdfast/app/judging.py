"""The judged rules in force at a root: those of the pack, and what the root brings along."""

from __future__ import annotations

from pathlib import Path

from holdfast.app.judged import JudgedBook
from holdfast.app.places import OWN


def book_of(root: Path | None) -> JudgedBook:
    """The rules in force at a root. Raises ConfigError for one of its own that cannot be used."""
    if root is None or not (folder := root / OWN).is_dir():
        return JudgedBook()
    from holdfast.app.ownjudged import load

    return JudgedBook(load(folder))

"""The readers of packages, by name; each is imported when a file of its kind is met."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Final

from holdfast.estate.packages.protocols import PackageReader

READERS: Final[Mapping[str, str]] = {
    "actions": "holdfast.estate.packages.actions",
    "ansible": "holdfast.estate.packages.galaxy",
    "bills": "holdfast.estate.packages.bills",
    "cargo": "holdfast.estate.packages.cargo",
    "composer": "holdfast.estate.packages.composer",
    "cran": "holdfast.estate.packages.cran",
    "go": "holdfast.estate.packages.golang",
    "gradle": "holdfast.estate.packages.gradle",
    "hex": "holdfast.estate.packages.hexpm",
    "conda": "holdfast.estate.packages.conda",
    "helm": "holdfast.estate.packages.helm",
    "images": "holdfast.estate.packages.images",
    "javascript": "holdfast.estate.packages.javascript",
    "maven": "holdfast.estate.packages.maven",
    "nuget": "holdfast.estate.packages.nuget",
    "pre-commit": "holdfast.estate.packages.hooks",
    "pub": "holdfast.estate.packages.pub",
    "python": "holdfast.estate.packages.python",
    "ruby": "holdfast.estate.packages.ruby",
    "swift": "holdfast.estate.packages.swift",
    "terraform": "holdfast.estate.packages.terraform",
}
"""Name of the reader, as ``names.reader_of`` says it, to the dotted name of its module; one line each."""

NAMING: Final[Mapping[str, str]] = {"python": "holdfast.estate.packages.requirements"}
"""Readers whose files name others that are understood with them, to the module whose ``named`` tells which."""


ALONE: Final = frozenset({"actions", "bills", "images", "pre-commit"})
"""Those that understand each file by itself, without what stands beside it."""


def reader(name: str) -> PackageReader:
    """A reader by its name in the table."""
    found: PackageReader = import_module(READERS[name])
    return found


def naming(name: str) -> Callable[[str, bytes], tuple[str, ...]] | None:
    """What tells the files that one names, for a reader whose files do."""
    if name not in NAMING:
        return None
    found: Callable[[str, bytes], tuple[str, ...]] = import_module(NAMING[name]).named
    return found

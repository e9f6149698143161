"""What a function may know besides its arguments."""

from __future__ import annotations

from typing import NamedTuple, Protocol

from holdfast.estate.terraform.evaluate import Scope
from holdfast.formats.hcl.nodes import Call
from holdfast.model.place import Place


class Files(Protocol):
    """The files of the scanned tree that were handed in."""

    def read(self, path: str) -> tuple[str, bytes] | None:
        """A file by its path as seen from the root module: its path in the tree, and its content."""

    def under(self, path: str) -> list[str] | None:
        """The files below a folder, relative to it; None where the folder is not in the tree."""


class Asked(NamedTuple):
    """One call."""

    node: Call
    scope: Scope
    place: Place
    files: Files

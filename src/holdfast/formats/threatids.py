"""Ids for what other tools name as they like: kept where they can be, else made from the name, and never twice."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

ID: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
MOST: Final = 100
_ROOM: Final = 60
_UUID: Final = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")


def usable(text: str) -> bool:
    """Whether a text may be an id of a model, and says something to people."""
    return len(text) <= MOST and ID.fullmatch(text) is not None and _UUID.fullmatch(text) is None


def slug(text: str) -> str:
    """A name as an id; empty where nothing of it can be."""
    plain = unicodedata.normalize("NFKD", text[: 4 * _ROOM]).encode("ascii", "ignore").decode().lower()
    return "-".join(re.findall("[a-z0-9]+", plain))[:_ROOM].strip("-")


class Ids:
    """Gives each thing of a file an id of its own, in the order in which it is asked."""

    def __init__(self) -> None:
        self._taken: set[str] = set()
        self._of: dict[str, str] = {}

    def give(self, theirs: str, name: str, otherwise: str) -> str:
        """The id for what the file calls ``theirs``: that, or one made from its name, or from ``otherwise``."""
        wish = theirs if usable(theirs) else slug(name) or otherwise
        made, number = wish, 1
        while made in self._taken:
            number += 1
            made = f"{wish}-{number}"
        self._taken.add(made)
        self._of.setdefault(theirs, made)
        return made

    def of(self, theirs: str) -> str:
        """The id that was given to what the file calls ``theirs``; empty where none was."""
        return self._of.get(theirs, "")

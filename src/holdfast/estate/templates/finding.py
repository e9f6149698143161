"""Which file of a project the name of a template means."""

from __future__ import annotations

from collections.abc import Collection
from functools import cached_property
from typing import Final

ENDINGS: Final = (".ejs", ".html", ".htm", ".jinja2", ".jinja", ".j2", ".njk", ".nunjucks", ".twig", ".swig", ".django")
_LONGEST: Final = 400


class Templates:
    """The templates among the files of a project."""

    def __init__(self, paths: Collection[str]) -> None:
        """Take every path of the tree."""
        self._paths = paths

    def find(self, name: str, importer: str) -> str | None:
        """The file that a name means to a program: of several the one with which it shares most folders."""
        wanted = _plain(name)
        if not wanted or len(wanted) > _LONGEST:
            return None
        names = (wanted, *(wanted + ending for ending in ENDINGS)) if not wanted.endswith(ENDINGS) else (wanted,)
        near = importer.split("/")[:-1]
        for each in names:
            found = [
                path
                for path in self._named.get(each.rpartition("/")[2], ())
                if path == each or path.endswith(f"/{each}")
            ]
            if found:
                return min(found, key=lambda path: (-_shared(near, path), path.count("/"), path))
        return None

    @cached_property
    def _named(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for path in self._paths:
            if path.endswith(ENDINGS):
                found.setdefault(path.rpartition("/")[2], []).append(path)
        return found


def _plain(name: str) -> str:
    """A name without what says where to begin."""
    parts = [part for part in name.replace("\\", "/").split("/") if part not in ("", ".", "..")]
    return "/".join(parts)


def _shared(near: list[str], path: str) -> int:
    """How many folders a path begins with that a program is in too."""
    shared = 0
    for one, two in zip(near, path.split("/"), strict=False):
        if one != two:
            break
        shared += 1
    return shared

"""One ``pom.xml`` as it stands, before parents and properties. Source: the Maven POM reference."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Final, NamedTuple

from holdfast.formats.xmltree import Element, parse
from holdfast.kit.expressions import expression
from holdfast.model.reading import Gap

_MOST_STEPS: Final = 200
_MOST_TEXT: Final = 4096
_PROPERTY: Final = expression(r"\$\{([^${}]{1,200})\}")


class Entry(NamedTuple):
    """A dependency as it is written; texts may hold properties."""

    group: str
    artifact: str
    version: str
    scope: str
    type: str
    classifier: str
    optional: str
    path: str
    line: int
    version_line: int


class Pom(NamedTuple):
    """What one file says."""

    path: str
    group: str
    artifact: str
    version: str
    parent: tuple[str, str, str]
    """Group, artifact and version; empty texts where it has none."""
    parent_path: str
    """Where the parent may lie in the same tree; empty for nowhere."""
    parent_line: int
    properties: Mapping[str, str]
    managed: tuple[Entry, ...]
    entries: tuple[Entry, ...]
    modules: tuple[str, ...]
    """Paths of the modules' poms."""
    licence: str
    gap: Gap | None

    @property
    def coordinates(self) -> tuple[str, str]:
        """Group and artifact, the group as a child inherits it."""
        return (self.group or self.parent[0], self.artifact)


@lru_cache(maxsize=1 << 12)
def pom(path: str, content: bytes) -> Pom:
    """Read one file; asked for by grouping and reading, and by each child. Raises nothing for any content."""
    root, gap = parse(path, content)
    if root is None or root.name != "project":
        why = gap or (None if root is None else Gap(why="its root is no project", place=root.place, fault=True))
        return Pom(path, "", "", "", ("", "", ""), "", 1, {}, (), (), (), "", why)
    parent = root.first("parent")
    own = root.first("properties")
    return Pom(
        path=path,
        group=root.said("groupId"),
        artifact=root.said("artifactId"),
        version=root.said("version"),
        parent=_coordinates(parent) if parent is not None else ("", "", ""),
        parent_path=_parent_path(path, parent) if parent is not None else "",
        parent_line=parent.line if parent is not None else 1,
        properties={child.name: child.text for child in own.children} if own is not None else {},
        managed=tuple(_entries(path, root, "dependencyManagement", "dependencies", "dependency")),
        entries=tuple(_entries(path, root, "dependencies", "dependency")),
        modules=tuple(dict.fromkeys(_modules(path, root))),
        licence=" OR ".join(filter(None, (each.said("name") for each in root.all("licenses", "license")))),
        gap=None,
    )


def _coordinates(element: Element) -> tuple[str, str, str]:
    return element.said("groupId"), element.said("artifactId"), element.said("version")


def _parent_path(path: str, parent: Element) -> str:
    written = parent.first("relativePath")
    relative = "../pom.xml" if written is None else written.text
    return _pom_at(path, relative) if relative else ""


def _pom_at(path: str, relative: str) -> str:
    """The pom that a relative path means; a folder stands for the ``pom.xml`` in it. Empty outside of the tree."""
    joined = posixpath.normpath(posixpath.join(posixpath.dirname(path), relative.replace("\\", "/")))
    if joined.startswith(("..", "/")):
        return ""
    return joined if joined.endswith(".xml") else posixpath.normpath(f"{joined}/pom.xml")


def _modules(path: str, root: Element) -> Iterator[str]:
    for holder in (root, *root.all("profiles", "profile")):
        for each in (*holder.all("modules", "module"), *holder.all("subprojects", "subproject")):
            found = _pom_at(path, each.text) if each.text else ""
            if found and found != path:
                yield found


def _entries(path: str, root: Element, *names: str) -> Iterator[Entry]:
    for each in root.all(*names):
        version = each.first("version")
        yield Entry(
            group=each.said("groupId"),
            artifact=each.said("artifactId"),
            version=version.text if version is not None else "",
            scope=each.said("scope"),
            type=each.said("type"),
            classifier=each.said("classifier"),
            optional=each.said("optional"),
            path=path,
            line=each.line,
            version_line=version.line if version is not None else 0,
        )


def filled(text: str, value: Callable[[str], str | None]) -> str:
    """The text with its properties replaced as far as they are known; the others stay as they are written."""
    unknown: set[str] = set()
    for _ in range(_MOST_STEPS):
        found = next((each for each in _PROPERTY.finditer(text) if each[1] not in unknown), None)
        if found is None or len(text) > _MOST_TEXT:
            break
        new = value(found[1])
        if new is None or len(new) > _MOST_TEXT:
            unknown.add(found[1])
        else:
            text = text[: found.start()] + new + text[found.end() :]
    return text

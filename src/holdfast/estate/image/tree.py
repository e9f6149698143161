"""The files of an image as they are seen when it runs: layer on layer, with what later layers took away.

Source: OCI image specification, layer.md (whiteouts, opaque whiteouts, hard links). Links are followed inside of the
image only: its root is the root of every path.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Final, NamedTuple

from holdfast.estate.image.limits import DEEPEST, HOPS, LONGEST
from holdfast.estate.image.tars import FILE, FOLDER, HARD, SYMBOLIC, Header

WHITEOUT: Final = ".wh."
OPAQUE: Final = ".wh..wh..opq"


class Node:
    """One thing in the tree. Plain and slotted: there are as many as files."""

    __slots__ = ("children", "kind", "layer", "mode", "offset", "size", "source", "sparse", "target", "uid")

    def __init__(self, kind: str, layer: int, mode: int = 0o755, uid: int = 0) -> None:
        """Take what it is, the layer that brought it, its mode and its owner."""
        self.kind, self.layer, self.mode, self.uid = kind, layer, mode, uid
        self.children: dict[str, Node] | None = {} if kind == FOLDER else None
        self.size = self.offset = 0
        self.source = layer
        self.target = ""
        self.sparse = False


class Wiped(NamedTuple):
    """A path that a layer took away, with all below it."""

    layer: int
    path: str


class Tree:
    """The merged files, while layers are laid on it from the lowest to the highest."""

    def __init__(self, watched: Collection[str] = ()) -> None:
        """Take the paths of which every version is remembered."""
        self.root = Node(FOLDER, -1)
        self.wiped: list[Wiped] = []
        self.odd: dict[str, list[str]] = {}
        """What was refused and why: reason to names."""
        self._watched = frozenset(watched)
        self.past: dict[str, list[Node]] = {}
        """Every version of a watched path, the lowest layer first."""

    def lay(self, layer: int, header: Header) -> tuple[str, Node] | None:
        """Lay one entry of a layer on the tree; its path and what came of it, None for what adds nothing."""
        parts = self._parts(header.name)
        if parts is None:
            return None
        if not parts:
            self.root.mode = header.mode if header.kind == FOLDER else self.root.mode
            return None
        name = parts[-1]
        if name.startswith(WHITEOUT):
            self._wipe(layer, parts)
            return None
        folder = self._folder(parts[:-1], layer)
        if folder is None:
            self._refuse("links lead around in a circle", header.name)
            return None
        above, children = folder
        node = self._node(layer, header, children.get(name))
        if node is None:
            return None
        children[name] = node
        path = f"{above}/{name}" if above else name
        if path in self._watched and node.kind == FILE:
            self.past.setdefault(path, []).append(node)
        return path, node

    def _node(self, layer: int, header: Header, there: Node | None) -> Node | None:
        kind = header.kind
        if kind == HARD:
            origin = self.find(header.target, follow=False)
            if origin is None or origin.kind == FOLDER:
                self._refuse("hard links lead to nothing", header.name)
                return None
            node = Node(origin.kind, layer, origin.mode, origin.uid)
            node.size, node.offset, node.source = origin.size, origin.offset, origin.source
            node.target, node.sparse = origin.target, origin.sparse
            return node
        node = Node(kind, layer, header.mode, header.uid)
        node.size, node.offset, node.sparse = header.size, header.offset, header.sparse
        if kind == SYMBOLIC:
            node.target = header.target
        if kind == FOLDER and there is not None and there.children is not None:
            node.children = there.children
        return node

    def _refuse(self, why: str, name: str) -> None:
        names = self.odd.setdefault(why, [])
        if len(names) < 1000:
            names.append(name)

    def _parts(self, name: str) -> list[str] | None:
        """The folders and the name of an entry; None where it cannot lie in an image."""
        if len(name) > LONGEST:
            self._refuse(f"names are longer than {LONGEST:,} characters", name[:80])
            return None
        parts = [part for part in name.split("/") if part not in ("", ".")]
        if ".." in parts or "\0" in name:
            self._refuse("names lead out of the image", name)
            return None
        if len(parts) > DEEPEST:
            self._refuse(f"folders lie more than {DEEPEST} deep", name[:80])
            return None
        return parts

    def _wipe(self, layer: int, parts: list[str]) -> None:
        """Take away what a whiteout names, as far as lower layers brought it."""
        folder = self._walk(parts[:-1])
        if folder is None or folder.children is None:
            return
        if parts[-1] == OPAQUE:
            for name in [name for name, node in folder.children.items() if not _keep(node, layer)]:
                del folder.children[name]
            self.wiped.append(Wiped(layer, "/".join(parts[:-1])))
            return
        name = parts[-1][len(WHITEOUT) :]
        node = folder.children.get(name)
        if node is None:
            return
        if not _keep(node, layer):
            del folder.children[name]
        self.wiped.append(Wiped(layer, "/".join([*parts[:-1], name])))

    def _folder(self, parts: list[str], layer: int) -> tuple[str, dict[str, Node]] | None:
        """The folder that an entry is laid in, as a path without links and its children; made where it is missing."""
        at, trail = self.root, list[str]()
        todo, hops = list(reversed(parts)), 0
        stack = [self.root]
        while todo:
            part = todo.pop()
            if part == "..":
                if trail:
                    trail.pop()
                    stack.pop()
                at = stack[-1]
                continue
            children = at.children if at.children is not None else {}
            child = children.get(part)
            if child is not None and child.kind == SYMBOLIC:
                hops += 1
                target = [each for each in child.target.split("/") if each not in ("", ".")]
                if hops > HOPS or len(target) > DEEPEST or len(todo) > 4 * DEEPEST:
                    return None
                if child.target.startswith("/"):
                    at, trail, stack = self.root, [], [self.root]
                todo += reversed(target)
                continue
            if child is None or child.children is None:
                child = children[part] = Node(FOLDER, layer)
            at = child
            trail.append(part)
            stack.append(at)
            if len(trail) > DEEPEST:
                return None
        return "/".join(trail), at.children if at.children is not None else {}

    def _walk(self, parts: list[str], *, follow: bool = True) -> Node | None:
        """What stands at a path, links on the way followed, and at its end too where that is asked for."""
        stack, todo, hops = [self.root], list(reversed(parts)), 0
        while todo:
            part = todo.pop()
            if part == "..":
                if len(stack) > 1:
                    stack.pop()
                continue
            children = stack[-1].children
            child = children.get(part) if children is not None else None
            if child is None:
                return None
            if child.kind == SYMBOLIC and (todo or follow):
                hops += 1
                target = [each for each in child.target.split("/") if each not in ("", ".")]
                if hops > HOPS or len(target) > DEEPEST or len(todo) > 4 * DEEPEST:
                    return None
                if child.target.startswith("/"):
                    stack = [self.root]
                todo += reversed(target)
                continue
            stack.append(child)
        return stack[-1]

    def find(self, path: str, *, follow: bool = True) -> Node | None:
        """What stands at a path; None for nothing, a link that leads nowhere, and a circle of links."""
        if len(path) > LONGEST:
            return None
        parts = [part for part in path.split("/") if part not in ("", ".")]
        return self._walk(parts, follow=follow)

    def walk(self) -> Iterator[tuple[str, Node]]:
        """Everything in the tree but its root, by path."""
        todo: list[tuple[str, Node]] = [("", self.root)]
        while todo:
            path, node = todo.pop()
            if path:
                yield path, node
            if node.children:
                for name in sorted(node.children, reverse=True):
                    todo.append((f"{path}/{name}" if path else name, node.children[name]))

    def gone_in(self, path: str, layer: int) -> int | None:
        """The layer that took away or replaced what ``layer`` brought at a path; None where it is still seen."""
        node = self.find(path, follow=False)
        if node is not None and node.layer == layer:
            return None
        later = [
            wiped.layer
            for wiped in self.wiped
            if wiped.layer > layer and (path == wiped.path or path.startswith(f"{wiped.path}/") or not wiped.path)
        ]
        if node is not None and node.layer > layer:
            later.append(node.layer)
        return min(later, default=None)


def _keep(node: Node, layer: int) -> bool:
    """Whether a node stays when everything of lower layers goes; its children are sorted out on the way."""
    if node.children:
        for name in [name for name, child in node.children.items() if not _keep(child, layer)]:
            del node.children[name]
    return node.layer >= layer or bool(node.children)

"""Which kustomizations there are, what each takes in, and where to start."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from typing import Final

from holdfast.estate.kubernetes.objects import parsed
from holdfast.model.tree import at, items
from holdfast.model.value import Known, Tree

_NAMES: Final = frozenset({"kustomization.yaml", "kustomization.yml", "Kustomization"})
_TAKES_IN: Final = ("resources", "bases", "components", "patchesStrategicMerge")
_BY_PATH: Final = ("patches", "patchesJson6902", "replacements")


def is_kustomization(path: str) -> bool:
    """Whether a file is a kustomization, by its name."""
    return path.rpartition("/")[2] in _NAMES


def settings(path: str, content: bytes) -> Tree | None:
    """The one document of a kustomization; None where there is none."""
    trees = parsed(path, content).trees
    return trees[0] if trees else None


def resolved(path: str, name: str) -> str:
    """A path that stands in a file, as a path from the scanned root; it starts with ``..`` where it leads out."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), name))


def is_remote(name: str) -> bool:
    """Whether a name leads to another repository."""
    first = name.partition("/")[0]
    return "://" in name or "?ref=" in name or name.startswith("git@") or (first.endswith((".com", ".org", ".io")))


class Plan:
    """The kustomizations among some files."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        """Take the contents of every file that may be taken in."""
        self._files = files
        self._by_folder = {posixpath.dirname(path): path for path in sorted(files) if is_kustomization(path)}
        own = self._by_folder.values()
        self._leads = {path: tuple(self._followed(path, files[path])) for path in own}
        self.roots = self._roots()

    def _followed(self, path: str, content: bytes) -> Iterator[str]:
        """The files and kustomizations that one takes in."""
        tree = settings(path, content)
        for name in mentioned(tree) if tree is not None else ():
            found = resolved(path, name)
            found = "" if found == "." else found
            if found in self._files:
                yield found
            elif found in self._by_folder:
                yield self._by_folder[found]

    def _roots(self) -> list[str]:
        """Kustomizations that no other one takes in; of a circle, its first."""
        led = {target for path, targets in self._leads.items() for target in targets if target != path}
        roots = [path for path in sorted(self._leads) if path not in led]
        reached = {path for root in roots for path in self.reached(root)}
        for path in sorted(self._leads):
            if path not in reached:
                roots.append(path)
                reached.update(self.reached(path))
        return roots

    def reached(self, root: str) -> tuple[str, ...]:
        """Every file that a kustomization takes in, also through others, and itself."""
        found: set[str] = set()
        waiting = [root]
        while waiting:
            path = waiting.pop()
            if path not in found:
                found.add(path)
                waiting.extend(self._leads.get(path, ()))
        return tuple(sorted(found))


def mentioned(tree: Tree) -> Iterator[str]:
    """Every path in a kustomization."""
    for field in _TAKES_IN:
        for each in items(at(tree, field)):
            if isinstance(each, Known) and isinstance(each.value, str) and "\n" not in each.value:
                yield each.value
    for field in _BY_PATH:
        for each in items(at(tree, field)):
            path = at(each, "path")
            if isinstance(path, Known) and isinstance(path.value, str):
                yield path.value

"""Builds a kustomization into the objects that it makes, without running anything or reaching out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from holdfast.estate.kubernetes.kustomize.patches import NO_OBJECT, Item, patched, text
from holdfast.estate.kubernetes.kustomize.plan import is_kustomization, is_remote, resolved, settings
from holdfast.estate.kubernetes.kustomize.transform import transformed
from holdfast.estate.kubernetes.objects import documents
from holdfast.model.place import Place
from holdfast.model.reading import Gap
from holdfast.model.tree import at, items
from holdfast.model.value import Known, Tree, Unknown

_MOST_DEPTH: Final = 16
_MOST_OBJECTS: Final = 20_000
_MOST_BUILT: Final = 2_000
_UNBUILT: Final = {
    "helmCharts": "charts are not rendered",
    "helmChartInflationGenerator": "charts are not rendered",
    "generators": "generators of one's own are not run",
    "transformers": "transformers of one's own are not run",
    "replacements": "replacements are not followed",
    "vars": "variables are not followed",
}
_GENERATED: Final = {"configMapGenerator": "ConfigMap", "secretGenerator": "SecretGenerator"}


class Built(NamedTuple):
    """The objects, and what could not be done."""

    trees: tuple[Tree, ...]
    gaps: tuple[Gap, ...]


def build(path: str, files: Mapping[str, bytes]) -> Built:
    """Every object of a kustomization, as a cluster would get it.

    A component that nothing takes in has patches for objects that it can't know; they are not told.
    """
    work = _Work(files)
    every = work.objects(path, [], 0)
    tree = settings(path, files.get(path, b""))
    if tree is not None and text(tree, "kind") == "Component":
        work.gaps = [gap for gap in work.gaps if gap.why != NO_OBJECT]
    return Built(tuple(item.tree for item in every), tuple(work.gaps))


@dataclass(slots=True)
class _Work:
    files: Mapping[str, bytes]
    gaps: list[Gap] = field(default_factory=list)
    by_folder: dict[str, str] = field(init=False)
    inside: list[str] = field(default_factory=list)
    """The kustomizations that are being built, each taken in by the one before it."""
    built: int = 0

    def __post_init__(self) -> None:
        self.by_folder = {path.rpartition("/")[0]: path for path in self.files if is_kustomization(path)}

    def objects(self, path: str, before: list[Item], depth: int) -> list[Item]:
        """What is there after a kustomization; a component also changes what was there before."""
        tree = settings(path, self.files.get(path, b""))
        self.built += 1
        if tree is None or depth > _MOST_DEPTH or self.built > _MOST_BUILT:
            self.gaps.append(Gap(why="a kustomization that can't be read", place=Place(path=path), fault=tree is None))
            return before
        self.inside.append(path)
        every = self._changed(path, tree, before, depth)
        self.inside.pop()
        return every

    def _changed(self, path: str, tree: Tree, before: list[Item], depth: int) -> list[Item]:
        for name, why in _UNBUILT.items():
            told = at(tree, name)
            if items(told):
                self.gaps.append(Gap(why=why, place=told.place))
        every = list(before)
        for entry in (*items(at(tree, "resources")), *items(at(tree, "bases"))):
            every += self._resource(path, entry, depth)
        every += (Item(each) for each in _generated(tree))
        for entry in items(at(tree, "components")):
            folder = self._kustomization(path, entry)
            if folder is not None:
                every = self.objects(folder, every, depth + 1)
        if len(every) > _MOST_OBJECTS:
            self.gaps.append(Gap(why="more objects than are built", place=tree.place))
            every = every[:_MOST_OBJECTS]
        return transformed(tree, patched(path, tree, every, self.files, self.gaps))

    def _resource(self, path: str, entry: Tree, depth: int) -> list[Item]:
        name = text(entry)
        found = resolved(path, name)
        if name and found in self.files and not is_kustomization(found):
            trees, gaps = documents(found, self.files[found])
            self.gaps += gaps
            return [Item(tree) for tree in trees]
        below = self._kustomization(path, entry)
        return self.objects(below, [], depth + 1) if below is not None else []

    def _kustomization(self, path: str, entry: Tree) -> str | None:
        """The kustomization that an entry leads to; None, and a gap, where it isn't here."""
        name = text(entry)
        found = resolved(path, name)
        below = (
            found
            if is_kustomization(found) and found in self.files
            else self.by_folder.get("" if found == "." else found)
        )
        fault = False
        if isinstance(entry, Unknown) or not name:
            why = "what is taken in is not known"
        elif below is None:
            why = "it lies in another repository" if is_remote(name) else "it is not among the files"
        elif below in self.inside:
            why, fault = "a kustomization that takes itself in", True
        else:
            return below
        self.gaps.append(Gap(why=why, place=entry.place, fault=fault))
        return None


def _generated(tree: Tree) -> Iterator[Tree]:
    """Objects for what generators are told in so many words; files that they read are left out."""
    for name, kind in _GENERATED.items():
        for each in items(at(tree, name)):
            data: dict[str, Tree] = {}
            for literal in items(at(each, "literals")):
                key, equals, value = text(literal).partition("=")
                if equals:
                    data[key.strip()] = Known(value.strip("\"'"), literal.place)
            near = each.place
            metadata: dict[str, Tree] = {"name": at(each, "name")}
            if text(each, "namespace"):
                metadata["namespace"] = at(each, "namespace")
            yield Known(
                {
                    "apiVersion": Known("v1", near),
                    "kind": Known(kind, near),
                    "metadata": Known(metadata, near),
                    "data": Known(data, near),
                },
                near,
            )

"""The face of the Kubernetes reader."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from holdfast.estate.kubernetes.cluster import resources
from holdfast.estate.kubernetes.kustomize.build import build
from holdfast.estate.kubernetes.kustomize.plan import Plan, is_kustomization
from holdfast.estate.kubernetes.objects import Object, documents, object_of
from holdfast.model.place import Place
from holdfast.model.reading import Gap, Reading, Unit

NAME: Final = "kubernetes"
_UNRENDERED: Final = "a template of a Helm chart; charts are not rendered"


def units(paths: Mapping[str, bytes]) -> list[Unit]:
    """One unit for each kustomization that no other one takes in, and for the other manifests of each folder."""
    plan = Plan(paths)
    found = [Unit(reader=NAME, root=root, paths=plan.reached(root)) for root in plan.roots]
    taken = {path for unit in found for path in unit.paths}
    folders: dict[str, list[str]] = {}
    for path in sorted(paths):
        if path not in taken:
            folders.setdefault(path.rpartition("/")[0], []).append(path)
    found += [Unit(reader=NAME, root=folder or ".", paths=tuple(own)) for folder, own in folders.items()]
    return found


def read(unit: Unit, files: Mapping[str, bytes]) -> Reading:
    """The resources of one unit."""
    own = {path: files[path] for path in unit.paths if path in files}
    if is_kustomization(unit.root):
        built = build(unit.root, own)
        return Reading(resources=tuple(resources(map(object_of, built.trees))), gaps=built.gaps)
    objects: list[Object] = []
    gaps: list[Gap] = []
    for path, content in own.items():
        name = path.rpartition("/")[2]
        if name.lower().startswith("chart.y") or is_kustomization(path):
            continue
        if "/templates/" in f"/{path}" and b"{{" in content:
            gaps.append(Gap(why=_UNRENDERED, place=Place(path=path)))
            continue
        trees, missed = documents(path, content)
        gaps += missed
        objects += map(object_of, trees)
    return Reading(resources=tuple(resources(objects)), gaps=tuple(gaps))

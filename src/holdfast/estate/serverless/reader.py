"""Services of the Serverless Framework on AWS: functions, the role and the ways in that it makes, own resources."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from typing import Final

from holdfast.estate.cloudformation import Template, evaluated, mapped, short_form
from holdfast.estate.serverless import events, functions
from holdfast.estate.serverless.variables import Variables
from holdfast.formats import jsontree, yamltree
from holdfast.model.reading import Gap, Reading, Unit
from holdfast.model.tree import at, fields, items
from holdfast.model.value import Known, Tree

NAME: Final = "serverless"
_MOST_FILES: Final = 50
_SECTIONS: Final = ("Parameters", "Mappings", "Conditions", "Resources", "Outputs")


def units(paths: Mapping[str, bytes]) -> list[Unit]:
    """Every service is one unit; files that its variables name are asked for when it is read."""
    return [Unit(reader=NAME, root=path, paths=(path,)) for path in sorted(paths)]


def read(unit: Unit, files: Mapping[str, bytes]) -> Reading:
    """The resources of one service. Those of other clouds than AWS are not read."""
    trees, gaps = yamltree.parse(unit.root, files.get(unit.root, b""), short_form)
    if not trees:
        return Reading(gaps=gaps)
    root = trees[0]
    cloud = at(root, "provider", "name")
    named = cloud if isinstance(cloud, Known) and isinstance(cloud.value, str) else at(root, "provider")
    if isinstance(named, Known) and isinstance(named.value, str) and named.value not in ("aws", ""):
        return Reading(gaps=(*gaps, Gap(why="a service of another cloud than AWS", place=root.place)))
    loader = _Loader(unit.root, files)
    service = Variables(root, loader.load).tree(root)
    parts = _template(service)
    blocks, missed = evaluated(parts)
    return Reading(resources=mapped(blocks, NAME, parts), gaps=(*gaps, *loader.gaps, *missed))


def _template(service: Tree) -> Template:
    """A service as the template that the framework would make of it; own resources count before implied ones."""
    sections: dict[str, dict[str, Tree]] = {name: {} for name in _SECTIONS}
    for part in items(at(service, "resources")):
        for name, section in sections.items():
            section.update(fields(at(part, name)))
    implied = {**dict(functions.resources(service)), **dict(events.resources(service))}
    return Template(
        parameters=sections["Parameters"],
        mappings=sections["Mappings"],
        conditions=sections["Conditions"],
        resources={**implied, **sections["Resources"]},
        outputs=sections["Outputs"],
        globals=Known(None, service.place),
        serverless=False,
        place=service.place,
    )


class _Loader:
    """Gets the files that variables name, each once; only below the root of what is scanned."""

    def __init__(self, root: str, files: Mapping[str, bytes]) -> None:
        self._folder = posixpath.dirname(root)
        self._files = files
        self._known: dict[str, Tree | None] = {}
        self.gaps: list[Gap] = []

    def load(self, named: str) -> Tree | None:
        path = posixpath.normpath(posixpath.join(self._folder, named))
        if path.startswith(("/", "..")) or len(self._known) >= _MOST_FILES:
            return None
        if path not in self._known:
            self._known[path] = self._parsed(path)
        return self._known[path]

    def _parsed(self, path: str) -> Tree | None:
        if not path.endswith((".yml", ".yaml", ".json")):
            return None
        content = self._files.get(path)
        if content is None:
            return None
        json = path.endswith(".json")
        parsed = jsontree.parse(path, content) if json else yamltree.parse(path, content, short_form)
        self.gaps.extend(parsed.gaps)
        return parsed.trees[0] if parsed.trees else None

"""Reads workflows, composite actions and Dependabot's settings.

A workflow is understood together with the actions of the same repository that it uses, one level deep.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from typing import Final

from holdfast.estate.github.action import action, run_inputs
from holdfast.estate.github.dependabot import updates
from holdfast.estate.github.workflow import workflow
from holdfast.estate.pipelines import Source
from holdfast.formats.yamltree import parse
from holdfast.model.place import Place
from holdfast.model.reading import Gap, Reading, Unit
from holdfast.model.resource import Resource
from holdfast.model.value import Known, Tree

_LOCAL: Final = re.compile(rb"uses:\s*[\"']?[.$]/([\w./\-]+)")
_FOLDER: Final = re.compile(r"(?:^|/)\.(?:github|gitea|forgejo)/")


def units(paths: Mapping[str, bytes]) -> list[Unit]:
    """One unit for each file, with the actions that it uses."""
    return [
        Unit(reader="github", root=path, paths=tuple(sorted({path, *_local(path, content)})))
        for path, content in sorted(paths.items())
    ]


def _local(path: str, content: bytes) -> list[str]:
    found = []
    for match in _LOCAL.finditer(content):
        here = posixpath.normpath(posixpath.join(_top(path), match[1].decode("ascii", "replace")))
        whole = here.endswith((".yml", ".yaml"))
        found += [here] if whole else [f"{here}/action.yml", f"{here}/action.yaml"]
    return found


def _top(path: str) -> str:
    """The folder of the repository that a file of the platform belongs to."""
    match = _FOLDER.search(path)
    return path[: match.start()] if match is not None else ""


def read(unit: Unit, files: Mapping[str, bytes]) -> Reading:
    """The resources of one file."""
    content = files.get(unit.root, b"")
    parsed = parse(unit.root, content)
    gaps = list(parsed.gaps)
    resources: list[Resource] = []
    source = Source(unit.root, content)
    for tree in parsed.trees[:1]:
        kind = _kind(unit.root, tree)
        if kind == "dependabot":
            resources += updates(tree, unit.root)
        elif kind == "workflow":
            resources += workflow(tree, source, _inputs(unit, files))
        elif kind == "action":
            resources += action(tree, source, _inputs(unit, files))
        else:
            gaps.append(Gap(why="neither a workflow nor an action", place=Place(path=unit.root)))
    return Reading(resources=tuple(resources), gaps=tuple(gaps))


def _kind(path: str, tree: Tree) -> str:
    if path.endswith(("dependabot.yml", "dependabot.yaml")):
        return "dependabot"
    if not isinstance(tree, Known) or not isinstance(tree.value, dict):
        return ""
    return "workflow" if "jobs" in tree.value else "action" if "runs" in tree.value else ""


def _inputs(unit: Unit, files: Mapping[str, bytes]) -> dict[str, Mapping[str, Place]]:
    """For each action and workflow that is used, as ``uses`` names it, the inputs that it runs as code."""
    found: dict[str, Mapping[str, Place]] = {}
    top = _top(unit.root)
    for path in unit.paths:
        if path == unit.root:
            continue
        content = files.get(path)
        trees = parse(path, content).trees if content is not None else ()
        if trees:
            action_file = posixpath.basename(path) in ("action.yml", "action.yaml")
            here = posixpath.dirname(path) if action_file else path
            name = posixpath.relpath(here, top) if top else here
            found[f"./{name}"] = run_inputs(trees[0])
    return found

"""Reads ``.gitlab-ci.yml`` with the files of the same repository that it includes."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from typing import Final

from holdfast.estate.gitlab.includes import dependencies, local_paths
from holdfast.estate.gitlab.jobs import Jobs
from holdfast.estate.gitlab.merge import Budget, extended, joined, resolved, tagged
from holdfast.estate.gitlab.system import GITLAB, literal
from holdfast.estate.pipelines import Source, variables_of
from holdfast.formats.yamltree import parse
from holdfast.model.place import Place
from holdfast.model.reading import Gap, Reading, Unit
from holdfast.model.resource import Resource
from holdfast.model.tree import at, fields, items
from holdfast.model.value import Known, Tree

_MOST_FILES: Final = 150
"""Files that one configuration may include, as GitLab allows."""
_DEEPEST: Final = 20
_WORDS: Final = frozenset(
    {
        *("default", "include", "stages", "variables", "workflow", "image", "services", "cache", "before_script"),
        *("after_script", "spec", "types", "timeout"),
    }
)
_OF_A_JOB: Final = frozenset({"script", "run", "trigger", "extends", "image", "before_script", "services"})


def units(paths: Mapping[str, bytes]) -> list[Unit]:
    """One unit for each configuration that no other one includes."""
    taken: set[str] = set()
    found: dict[str, set[str]] = {}
    for path, content in paths.items():
        reached = {path}
        for tree in parse(path, content, tagged).trees:
            reached |= set(local_paths(tree, _top(path)))
        found[path] = reached
        taken |= reached - {path}
    return [
        Unit(reader="gitlab", root=path, paths=tuple(sorted(reached)))
        for path, reached in sorted(found.items())
        if path not in taken or posixpath.basename(path) == ".gitlab-ci.yml"
    ]


def _top(path: str) -> str:
    """The folder that paths of includes start from."""
    return posixpath.dirname(path) if posixpath.basename(path).startswith(".gitlab-ci.y") else ""


def read(unit: Unit, files: Mapping[str, bytes]) -> Reading:
    """The resources of a configuration."""
    loader = _Loader(_top(unit.root), files)
    loader.load(unit.root)
    trees = list(loader.trees.values())
    if not trees:
        return Reading(gaps=tuple(loader.gaps))
    merged = trees[0]
    for tree in trees[1:]:
        merged = joined(merged, tree)
    sources = {path: Source(path, files.get(path, b"")) for path in loader.trees}
    resources: list[Resource] = []
    for path, tree in loader.trees.items():
        resources += dependencies(tree, path)
        resources += variables_of(f"{path} variables", at(tree, "variables"), "pipeline", GITLAB)
    resources += _jobs(merged, unit.root, sources, loader.inputs)
    return Reading(resources=tuple(resources), gaps=tuple(loader.gaps))


class _Loader:
    """Parses a file and, before it, what it includes; each file once."""

    def __init__(self, top: str, files: Mapping[str, bytes]) -> None:
        self.trees: dict[str, Tree] = {}
        self.inputs: dict[str, str] = {}
        self.gaps: list[Gap] = []
        self._top, self._files = top, files
        self._begun: set[str] = set()

    def load(self, path: str, depth: int = 0, asker: str = "") -> None:
        if path in self._begun or len(self._begun) >= _MOST_FILES or depth > _DEEPEST:
            return
        self._begun.add(path)
        content = self._files.get(path)
        if content is None:
            self.gaps.append(Gap(why=f"the included file {path} was not read", place=Place(path=asker or path)))
            return
        parsed = parse(path, content, tagged)
        self.gaps += parsed.gaps
        trees = [tree for tree in parsed.trees if isinstance(tree, Known) and isinstance(tree.value, dict)]
        for tree in trees:
            for name, declared in fields(at(tree, "spec", "inputs")):
                options = items(at(declared, "options"))
                self.inputs[name] = "choice" if options else literal(at(declared, "type")) or "string"
        for each in local_paths(trees[-1], self._top) if trees else ():
            self.load(each, depth + 1, path)
        if trees:
            self.trees[path] = trees[-1]


def _jobs(merged: Tree, root: str, sources: dict[str, Source], inputs: dict[str, str]) -> Iterator[Resource]:
    names = {name: tree for name, tree in fields(merged) if name not in _WORDS}
    jobs = {name: tree for name, tree in names.items() if isinstance(tree, Known) and isinstance(tree.value, dict)}
    guarded = bool(items(at(merged, "workflow", "rules")))
    done: dict[str, Tree] = {}
    budget = Budget()
    maker = Jobs(sources, merged, guarded, inputs)
    extends = {literal(each) for tree in jobs.values() for each in items(at(tree, "extends"))}
    hidden = [name for name in jobs if name.startswith(".")]
    shown = [name for name in jobs if not name.startswith(".")]
    for name in [*shown, *(name for name in hidden if name not in extends)]:
        if not set(dict(fields(jobs[name]))) & _OF_A_JOB:
            continue
        whole = resolved(extended(name, jobs, done), merged, budget)
        yield from maker.of(f"{root} {name}", whole)

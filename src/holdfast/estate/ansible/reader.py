"""Playbooks, task files and roles of Ansible.

A unit is one file with plays or tasks, together with the variables that stand beside it: defaults and vars of its role,
``group_vars/all`` of its folder. Inventories, facts and results are not known, so that what they give is unknown.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from typing import Final

from holdfast.estate import mapping
from holdfast.estate.ansible.jinja import Names
from holdfast.estate.ansible.providers import MAPPERS, provider
from holdfast.estate.ansible.tasks import Tasks
from holdfast.estate.blocks import Blocks
from holdfast.formats import yamltree
from holdfast.model.reading import Gap, Reading, Unit
from holdfast.model.resource import Resource
from holdfast.model.tree import items
from holdfast.model.value import Known, Tree, Unknown

NAME: Final = "ansible"
_VARIABLES: Final = re.compile(r"(?:^|/)(?:defaults|vars|group_vars|host_vars)/")
_ROLE: Final = re.compile(r"^(.*?/)?(?:tasks|handlers)/[^/]+$")
_MOST_FILES: Final = 50
_LAYERS: Final = (("defaults", "default of variable"), ("vars", "variable"))


def units(paths: Mapping[str, bytes]) -> list[Unit]:
    """Every file with plays or tasks, each with the files of variables that it sees."""
    variables = [path for path in paths if _VARIABLES.search(path)]
    return [
        Unit(reader=NAME, root=path, paths=tuple(sorted({path, *_seen(path, variables)})))
        for path in sorted(paths)
        if not _VARIABLES.search(path)
    ]


def _seen(path: str, variables: list[str]) -> list[str]:
    """The files of variables that a task file or a playbook sees."""
    return [each for folder, _ in _folders(path) for each in variables if each.startswith(folder)]


def _folders(path: str) -> list[tuple[str, str]]:
    """Folders and files of variables, those that win last, with what a hop calls what stands there."""
    role = _ROLE.match(path)
    if role is not None:
        return [(f"{role[1] or ''}{folder}/", says) for folder, says in _LAYERS]
    folder = posixpath.dirname(path)
    start = f"{folder}/" if folder else ""
    return [(f"{start}group_vars/all", "variable")]


def read(unit: Unit, files: Mapping[str, bytes]) -> Reading:
    """The tasks of one file that are about machines or clouds."""
    trees, gaps = yamltree.parse(unit.root, files.get(unit.root, b""), _tagged)
    names = Names()
    missed: list[Gap] = []
    for folder, says in _folders(unit.root):
        for path in unit.paths:
            if path.startswith(folder) and path != unit.root and path in files:
                found, faults = yamltree.parse(path, files[path], _tagged)
                missed.extend(faults)
                for tree in found:
                    names = names.with_layer(says, tree)
    tasks = Tasks(_Loader(unit.root, files, missed).load)
    for tree in trees:
        if isinstance(tree, Known) and isinstance(tree.value, list):
            tasks.add(Known(items(tree), tree.place), names)
    blocks = Blocks((each for each in tasks.blocks if provider(each)), NAME)
    made = mapping.resources(blocks, MAPPERS, provider)
    kept = tuple(each for each in made if each.__class__ is not Resource or each.provider != "host")
    return Reading(resources=kept, gaps=(*gaps, *missed))


class _Loader:
    """Gets the files of variables that plays name; only below the root of what is scanned."""

    def __init__(self, root: str, files: Mapping[str, bytes], gaps: list[Gap]) -> None:
        self._folder, self._files, self._gaps = posixpath.dirname(root), files, gaps
        self._known: dict[str, Tree | None] = {}

    def load(self, named: str) -> Tree | None:
        path = posixpath.normpath(posixpath.join(self._folder, named))
        if path.startswith(("/", "..")) or len(self._known) >= _MOST_FILES:
            return None
        if path not in self._known:
            content = self._files.get(path)
            trees, gaps = yamltree.parse(path, content, _tagged) if content is not None else ((), ())
            self._gaps.extend(gaps)
            self._known[path] = trees[0] if trees else None
        return self._known[path]


def _tagged(tag: str, tree: Tree) -> Tree:
    if tag == "unsafe":
        return tree
    if tag in ("vault", "vault-encrypted"):
        return Unknown("encrypted in the file", tree.place)
    return Unknown(f"the tag !{tag} decides it", tree.place)

"""npm packages that are installed: the ``package.json`` of each folder in ``node_modules``."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from holdfast.estate.packages.drafts import Draft, fault, inventory
from holdfast.estate.packages.protocols import More
from holdfast.model.package import Inventory
from holdfast.model.reading import Gap

_PACKAGE: Final = re.compile(r"\A((?:.*/)?node_modules/)((?:@[^/]+/)?[^/@.][^/]*)/package\.json\Z", re.DOTALL)
_MODULES: Final = "node_modules/"


def installed(paths: Sequence[str], more: More) -> list[Inventory]:
    """One inventory for each outermost ``node_modules``."""
    roots: dict[str, list[tuple[str, str]]] = {}
    for path in paths:
        found = _PACKAGE.match(path)
        if found:
            outermost = path[: path.index(_MODULES) + len(_MODULES) - 1]
            roots.setdefault(outermost, []).append((found[1] + found[2], path))
    made = (_environment(root, places, more) for root, places in sorted(roots.items()))
    return [each for each in made if each.packages or each.gaps]


def _environment(root: str, places: list[tuple[str, str]], more: More) -> Inventory:
    drafts: dict[str, Draft] = {}
    wanted: dict[str, Mapping[str, Any]] = {}
    gaps: list[Gap] = []
    for place, path in places:
        content = more(path)
        try:
            said = json.loads(content or b"")
        except (ValueError, RecursionError):
            said = None
        name, version = (said.get("name"), said.get("version")) if isinstance(said, dict) else (None, None)
        if not isinstance(name, str) or not isinstance(version, str):
            if content is None or not isinstance(said, dict):
                gaps.append(fault(path, "the description of an installed package could not be read"))
            continue
        drafts[place] = Draft(name=name, version=version, path=path, licence=licence_of(said), files=(path,))
        wanted[place] = said
    for place, said in wanted.items():
        for field, sure in (("dependencies", True), ("optionalDependencies", False), ("peerDependencies", True)):
            for name in named(said.get(field)):
                target = seen_from(place, name, drafts)
                if target is not None:
                    drafts[place].needs.setdefault(drafts[target].key, sure)
    return inventory(root, "node-modules", "npm", drafts.values(), gaps=gaps)


def named(table: object) -> list[str]:
    """The names of a table of dependencies; none of anything else."""
    return list(table) if isinstance(table, dict) else []


def seen_from(place: str, name: str, places: Mapping[str, object]) -> str | None:
    """Where ``name`` is found by what lies at ``place``: its own ``node_modules``, then those further out."""
    base = place
    for _ in range(64):
        target = f"{base}/{_MODULES}{name}" if base else f"{_MODULES}{name}"
        if target in places:
            return target
        if not base:
            return None
        cut = base.rfind(_MODULES)
        base = base[: cut - 1] if cut > 0 else ""
    return None


def licence_of(said: Mapping[str, Any]) -> str:
    """The licence that a ``package.json`` declares, in the old forms too."""
    stated = said.get("license", said.get("licenses"))
    several = stated if isinstance(stated, list) else [stated]
    names = [each.get("type") if isinstance(each, dict) else each for each in several]
    return " OR ".join(name for name in names if isinstance(name, str))[:500]

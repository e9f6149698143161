"""Requirements files that belong together: those that include each other, and those that one was compiled from."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from holdfast.estate.packages.drafts import Draft, fault, gap, inventory
from holdfast.estate.packages.markers import NOWHERE, unmet
from holdfast.estate.packages.pep508 import normal
from holdfast.estate.packages.requirements import Line, Sheet, sheet
from holdfast.model.package import Inventory, Reach, Source
from holdfast.model.reading import Gap, Unit

_INPUT: Final = ".in"


def requirement_units(paths: Mapping[str, bytes]) -> list[Unit]:
    """One for each group of files that meet."""
    sheets = {path: sheet(path, content) for path, content in paths.items()}
    near: dict[str, set[str]] = {path: set() for path in paths}
    for path, said in sheets.items():
        for other in _beside(said, sheets):
            near[path].add(other)
            near[other].add(path)
    units, seen = [], set[str]()
    for path in sorted(paths):
        if path not in seen:
            group = _group(path, near)
            seen |= group
            units.append(Unit(reader="python", root=path, paths=tuple(sorted(group))))
    return units


def _beside(said: Sheet, sheets: Mapping[str, Sheet]) -> Iterator[str]:
    """The files that one names: included, constraining, or what it was compiled from."""
    for target, _ in (*said.includes, *said.constraints):
        if target in sheets:
            yield target
    yield from _inputs(said, sheets)


def _inputs(said: Sheet, sheets: Mapping[str, Sheet]) -> list[str]:
    """What a compiled file was made of: as its comments say, seen from its folder or from the root, or by its name."""
    if not said.compiled and not any(line.via for line in said.lines):
        return []
    folder = posixpath.dirname(said.path)
    near = [posixpath.normpath(posixpath.join(folder, each)) for each in said.inputs]
    plain = [posixpath.normpath(each) for each in said.inputs]
    same = [posixpath.join(folder, posixpath.basename(each)) for each in said.inputs]
    stem = [posixpath.splitext(said.path)[0] + _INPUT] if not said.inputs else []
    named = dict.fromkeys([*near, *plain, *same, *stem])
    return [path for path in named if path in sheets and path != said.path]


def _group(path: str, near: Mapping[str, set[str]]) -> set[str]:
    group, waiting = {path}, [path]
    while waiting:
        for other in near[waiting.pop()] - group:
            group.add(other)
            waiting.append(other)
    return group


def requirements_read(files: Mapping[str, bytes]) -> list[Inventory]:
    """An inventory of each file that no other one answers."""
    sheets = {path: sheet(path, content) for path, content in files.items()}
    inputs = {path: _inputs(said, sheets) for path, said in sheets.items()}
    answered = {path for each in inputs.values() for path in each}
    constraints = {path for said in sheets.values() for path, _ in said.constraints}
    constraints |= {path for path in sheets if "constraint" in posixpath.basename(path).lower()}
    included = {path for said in sheets.values() for path, _ in said.includes}
    owners = _owners(sheets)
    pins = _pins([sheets[path] for path in sorted(constraints) if path in sheets])
    found = []
    for path in sorted(sheets):
        if path in answered or owners[path] != path or (path in constraints and path not in included):
            continue
        own = [sheets[each] for each in sorted(sheets) if owners[each] == path and each not in answered]
        found.append(_inventory(sheets[path], own, sheets, inputs[path], pins))
    return [each for each in found if each.packages or each.gaps]


def _owners(sheets: Mapping[str, Sheet]) -> dict[str, str]:
    """To each file the one whose inventory has its lines: what alone includes it and is for the same, else itself."""
    above: dict[str, set[str]] = {path: set() for path in sheets}
    for path, said in sheets.items():
        for target, _ in said.includes:
            if target in above and target != path:
                above[target].add(path)
    owners = {}
    for path in sheets:
        owner, steps = path, 0
        while len(above[owner]) == 1 and steps < len(sheets):
            (higher,) = above[owner]
            if sheets[higher].reach is not sheets[owner].reach:
                break
            owner, steps = higher, steps + 1
        owners[path] = owner if steps < len(sheets) else path
    return owners


def _pins(sheets: Sequence[Sheet]) -> dict[str, str]:
    """The versions that constraints leave, where they agree."""
    pins: dict[str, str] = {}
    for said in sheets:
        for line in said.lines:
            if line.want.version:
                name = line.want.name
                pins[name] = line.want.version if pins.get(name, line.want.version) == line.want.version else ""
    return pins


def _inventory(
    main: Sheet, own: Sequence[Sheet], sheets: Mapping[str, Sheet], inputs: Sequence[str], pins: Mapping[str, str]
) -> Inventory:
    gaps: list[Gap] = []
    for said in own:
        gaps += said.gaps
        conditions = [(line.want.condition, line.want.line) for line in said.lines]
        gaps += [gap(said.path, NOWHERE, number) for _, number in unmet(conditions)]
        for target, number in (*said.includes, *said.constraints):
            if target not in sheets:
                gaps.append(fault(said.path, "the file that it includes is not there, or is not read", number))
    lines = [(said, line) for said in own for line in said.lines]
    asked = {line.want.name: line.want for path in inputs for line in sheets[path].lines}
    annotated = any(line.via for _, line in lines)
    compiled = any(said.compiled for said in own) or annotated
    drafts = [_draft(said, line, compiled, asked if inputs else None, pins) for said, line in lines]
    by_name = {draft.name: draft for draft in drafts}
    for draft, (_, line) in zip(drafts, lines, strict=True):
        for origin in line.via:
            above = by_name.get(normal(origin.partition(" ")[0].partition("[")[0]))
            if above is not None and above is not draft:
                above.needs[draft.key] = True
    exact = all(draft.version or draft.source is not Source.REGISTRY for draft in drafts)
    hashed = bool(drafts) and all(draft.hashes for draft in drafts)
    return inventory(
        main.path, "requirements", "PyPI", drafts, gaps=gaps, locked=exact and (compiled or hashed), manifests=inputs
    )


def _draft(
    said: Sheet, line: Line, compiled: bool, asked: Mapping[str, object] | None, pins: Mapping[str, str]
) -> Draft:
    want = line.want
    direct: bool | None = True
    if line.via:
        direct = any(_asks(origin) for origin in line.via)
    elif compiled:
        direct = want.name in asked if asked is not None else None
    return Draft(
        name=want.name,
        version=want.version or ("" if want.source is not Source.REGISTRY else pins.get(want.name, "")),
        line=want.line,
        path=said.path,
        requirement=want.requirement,
        condition=want.condition,
        direct=direct,
        reach=said.reach if want.reach is Reach.RUNTIME else want.reach,
        hashes=want.hashes,
        source=want.source,
        address=want.address,
    )


def _asks(origin: str) -> bool:
    """A file, and no package, as what brought a line: ``-r file`` or ``name (file)``."""
    return origin.startswith("-r") or origin.endswith(")")

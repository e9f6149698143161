"""Packages of .NET: project files, ``packages.config``, and the three files of what was resolved.

Sources: NuGet's documentation of ``PackageReference``, of central package management and of its lock file, and the
runtime's specification of ``deps.json``.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from typing import Final

from holdfast.estate.packages.drafts import Draft, fault, inventory
from holdfast.estate.packages.msbuild import Project, Reference, imports_of, project
from holdfast.estate.packages.nugetlocks import Locked, assets, deps, lock
from holdfast.formats.xmltree import parse
from holdfast.kit.expressions import expression
from holdfast.model.package import Inventory, Reach
from holdfast.model.reading import Unit

_READER: Final = "nuget"
_ECOSYSTEM: Final = "NuGet"
_PROJECTS: Final = (".csproj", ".fsproj", ".vbproj")
_SHARED: Final = (".props", ".targets")
_EXACT: Final = expression(r"\[?\s*(\d[\w.+\-]*)\s*\]?\Z")
_TEST_HOST: Final = "microsoft.net.test.sdk"


def units(paths: Mapping[str, bytes]) -> list[Unit]:
    """One for each project file with what it imports from the folders above and its lock files; the others alone."""
    found = []
    taken: set[str] = set()
    folders: dict[str, list[str]] = {}
    for path in sorted(paths):
        folders.setdefault(posixpath.dirname(path), []).append(path)
    for path in sorted(path for path in paths if path.endswith(_PROJECTS)):
        folder = posixpath.dirname(path)
        own = [path, *imports_of(path, paths)]
        if sum(each.endswith(_PROJECTS) for each in folders[folder]) == 1:
            locks = (posixpath.join(folder, name) for name in ("packages.lock.json", "obj/project.assets.json"))
            own += [each for each in locks if each in paths]
        taken.update(each for each in own if not each.endswith(_SHARED))
        found.append(Unit(reader=_READER, root=path, paths=tuple(sorted(own))))
    alone = (path for path in sorted(paths) if path not in taken and not path.endswith(_SHARED))
    return [*found, *(Unit(reader=_READER, root=path, paths=(path,)) for path in alone)]


def read(unit: Unit, files: Mapping[str, bytes]) -> list[Inventory]:
    """The locked packages of a project, or what it asks for."""
    root, content = unit.root, files.get(unit.root, b"")
    name = posixpath.basename(root)
    if name == "packages.config":
        return [_config(root, content)]
    if not root.endswith(_PROJECTS):
        return [_locked(root, _lock(root, content), None)]
    shared = {path: files[path] for path in unit.paths if path.endswith(_SHARED) and path in files}
    asked = project(root, content, shared)
    for wanted in ("packages.lock.json", "project.assets.json"):
        for path in unit.paths:
            if posixpath.basename(path) == wanted:
                return [_locked(path, _lock(path, files.get(path, b"")), asked)]
    return [_open(asked)] if asked.references or asked.gaps else []


def _lock(path: str, content: bytes) -> Locked:
    if path.endswith(".deps.json"):
        return deps(path, content)
    return assets(path, content) if path.endswith("project.assets.json") else lock(path, content)


def _locked(path: str, found: Locked, asked: Project | None) -> Inventory:
    told = {each.name: each for each in asked.references} if asked is not None else {}
    tests = _tests([*told, *(draft.name for draft in found.drafts if draft.direct)])
    for draft in found.drafts:
        if draft.direct:
            draft.reach = _reach(told.get(draft.name), tests)
            found.asks[draft.key].reach = draft.reach
    return inventory(
        path,
        _READER,
        _ECOSYSTEM,
        found.drafts,
        list(found.asks.values()) if found.asks else None,
        gaps=[*found.gaps, *(asked.gaps if asked is not None else ())],
        name=found.name or (asked.name if asked is not None else ""),
        version=found.version,
        manifests=[asked.path] if asked is not None else (),
    )


def _tests(names: list[str]) -> bool:
    """Whether a project is one of tests: it asks for what runs tests."""
    return _TEST_HOST in names


def _reach(reference: Reference | None, tests: bool) -> Reach:
    if reference is not None and reference.private:
        return Reach.BUILD
    return Reach.TEST if tests else Reach.RUNTIME


def _open(asked: Project) -> Inventory:
    tests = _tests([each.name for each in asked.references])
    return inventory(
        asked.path,
        _READER,
        _ECOSYSTEM,
        [_draft(each, tests) for each in asked.references],
        gaps=asked.gaps,
        name=asked.name,
        licence=asked.licence,
        locked=False,
    )


def _draft(each: Reference, tests: bool) -> Draft:
    draft = Draft(name=each.name, line=each.line, path=each.path, requirement=each.version, direct=True)
    exact = _EXACT.match(each.version)
    draft.version = exact[1] if exact is not None else ""
    draft.condition, draft.reach = each.condition, _reach(each, tests)
    return draft


def _config(path: str, content: bytes) -> Inventory:
    """The older list, which names what is needed indirectly too and does not say which that is."""
    root, gap = parse(path, content)
    drafts = list(_listed(root.all("package"))) if root is not None else []
    gaps = [gap] if gap is not None else []
    if root is not None and root.name != "packages":
        gaps.append(fault(path, "its root is no list of packages"))
    return inventory(path, _READER, _ECOSYSTEM, drafts, gaps=gaps)


def _listed(elements: Iterator[object]) -> Iterator[Draft]:
    for each in elements:
        attributes = getattr(each, "attributes", {})
        name, version = attributes.get("id", "").strip().lower(), attributes.get("version", "").strip()
        if name:
            exact = _EXACT.match(version)
            draft = Draft(name=name, version=exact[1] if exact else "", line=getattr(each, "line", 1))
            draft.requirement = attributes.get("allowedVersions", "")
            develops = attributes.get("developmentDependency", "").lower() == "true"
            draft.reach = Reach.BUILD if develops else Reach.RUNTIME
            yield draft

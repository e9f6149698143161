"""Gradle: lock files, version catalogues, and the coordinates that build scripts write as literals.

A build script is a program; only what stands in it as ``"group:name:version"`` or as named parts is taken. Source: the
Gradle user manual (dependency locking, version catalogues).
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from typing import Any, Final

from holdfast.estate.packages.drafts import MOST_FAULTS, Draft, gap, inventory
from holdfast.estate.packages.gradlescript import Coordinate, coordinates
from holdfast.formats.tomltree import Table, parse
from holdfast.formats.treetext import decoded
from holdfast.kit.expressions import expression
from holdfast.model.package import Inventory, Reach
from holdfast.model.reading import Gap, Unit

_READER: Final = "gradle"
_ECOSYSTEM: Final = "Maven"
_MOST_LINES: Final = 200_000
_LOCKED: Final = expression(r"([^:=\s]+):([^:=\s]+):([^:=\s]+)(?:=(\S*))?\Z")
_SCRIPTS: Final = ("build.gradle", "build.gradle.kts")
_OPEN: Final = expression(r"[\[\](),+$]|^latest\.")
_BUILD: Final = ("annotationprocessor", "kapt", "ksp", "compileonly", "provided")
_SERVES: Final = (
    *("checkstyle", "pmd", "spotbugs", "jacoco", "detekt", "ktlint", "codenarc", "errorprone", "dokka", "javadoc"),
    *("kotlincompiler", "kotlinbuildtools", "kotlinnative", "zinc", "lint", "coverage"),
)
"""What the configurations of tools are called that check or compile, and bring nothing to the program."""


def units(paths: Mapping[str, bytes]) -> list[Unit]:
    """One for each project folder: its scripts with its lock files; and one for each catalogue with the locks below."""
    groups: dict[str, list[str]] = {}
    catalogues = []
    for path in sorted(paths):
        if path.endswith(".toml"):
            catalogues.append(path)
            continue
        folder = posixpath.dirname(path)
        if posixpath.basename(folder) == "dependency-locks":
            folder = posixpath.dirname(posixpath.dirname(folder))
        groups.setdefault(folder, []).append(path)
    found = [Unit(reader=_READER, root=each[0], paths=tuple(each)) for _, each in sorted(groups.items())]
    for path in catalogues:
        root = posixpath.dirname(posixpath.dirname(path))
        below = [each for each in paths if each.endswith(".lockfile") and (not root or each.startswith(f"{root}/"))]
        found.append(Unit(reader=_READER, root=path, paths=tuple(sorted([path, *below]))))
    return found


def read(unit: Unit, files: Mapping[str, bytes]) -> list[Inventory]:
    """The locked modules of a project; without a lock file what its scripts name; what a catalogue names."""
    if unit.root.endswith(".toml"):
        return _catalogue(unit, files)
    found = []
    scripts = [path for path in unit.paths if path.endswith(_SCRIPTS)]
    written = {path: list(coordinates(decoded(files.get(path, b"")))) for path in scripts}
    for kind in ("gradle.lockfile", "buildscript-gradle.lockfile", "dependency-locks"):
        locks = [path for path in unit.paths if kind in (posixpath.basename(path), _folder(path))]
        if locks:
            found.append(_locked(locks, files, written))
    if not found or all(posixpath.basename(each.path).startswith("buildscript-") for each in found):
        found.extend(_script(path, each) for path, each in written.items() if each)
    return found


def _folder(path: str) -> str:
    return posixpath.basename(posixpath.dirname(path))


def _locked(locks: list[str], files: Mapping[str, bytes], written: Mapping[str, list[Coordinate]]) -> Inventory:
    asked = {f"{each.group}:{each.name}": each for found in written.values() for each in found}
    drafts: list[Draft] = []
    gaps: list[Gap] = []
    for path in locks:
        builds = "buildscript" in posixpath.basename(path)
        own = posixpath.basename(path).removesuffix(".lockfile") if _folder(path) == "dependency-locks" else ""
        lines = decoded(files.get(path, b"")).split("\n", _MOST_LINES)[:_MOST_LINES]
        for number, line in enumerate(lines, 1):
            body = line.strip()
            if not body or body.startswith(("#", "empty=")):
                continue
            match = _LOCKED.match(body)
            if len(gaps) >= MOST_FAULTS:
                break
            if match is None:
                gaps.append(Gap(why="no module is locked by this line", place=_at(path, number), fault=True))
                continue
            name = f"{match[1]}:{match[2]}"
            draft = Draft(name=name, version=match[3], line=number, path=path)
            draft.reach = Reach.BUILD if builds else _reach((match[4] or own).split(","))
            if name in asked:
                draft.direct, draft.requirement = True, asked[name].version
            drafts.append(draft)
    manifests = list(written)
    return inventory(locks[0], _READER, _ECOSYSTEM, drafts, gaps=gaps, manifests=manifests)


def _at(path: str, line: int) -> Any:
    return gap(path, "", line).place


def _reach(configurations: list[str]) -> Reach:
    """The strongest reason that a module's configurations give."""
    found = {_configuration(each.lower()) for each in configurations if each}
    return next((reach for reach in Reach if reach in found), Reach.RUNTIME)


def _configuration(name: str) -> Reach:
    if any(word in name for word in _SERVES):
        return Reach.DEVELOPMENT
    if "test" in name and "fixtures" not in name:
        return Reach.TEST
    if name.startswith(_BUILD) or name.endswith(("annotationprocessor", "classpathcopy")):
        return Reach.BUILD
    return Reach.RUNTIME


def _script(path: str, found: list[Coordinate]) -> Inventory:
    drafts, gaps = [], []
    for each in found:
        draft = Draft(name=f"{each.group}:{each.name}", line=each.line, requirement=each.version, direct=True)
        draft.reach = Reach.BUILD if each.configuration == "classpath" else _reach([each.configuration])
        if each.version and not _OPEN.search(each.version):
            draft.version = each.version
        else:
            gaps.append(
                gap(path, f"the version of {draft.name} is not written here; a lock file would say it", each.line)
            )
        drafts.append(draft)
    return inventory(path, _READER, _ECOSYSTEM, drafts, gaps=gaps, locked=False)


def _catalogue(unit: Unit, files: Mapping[str, bytes]) -> list[Inventory]:
    toml = parse(unit.root, files.get(unit.root, b""))
    locked: set[str] = set()
    for path in unit.paths:
        if path.endswith(".lockfile"):
            lines = decoded(files.get(path, b"")).split("\n", _MOST_LINES)[:_MOST_LINES]
            locked.update(line.rpartition(":")[0] for line in lines if line.count(":") == 2)
    drafts = [each for each in _entries(toml.table) if each.name not in locked]
    gaps = list(toml.gaps)
    for draft in drafts:
        if not draft.version and not draft.requirement:
            gaps.append(gap(unit.root, f"the catalogue says no version of {draft.name}", draft.line))
    if locked and not drafts and not gaps:
        return []
    return [inventory(unit.root, _READER, _ECOSYSTEM, drafts, gaps=gaps, locked=False)]


def _entries(table: Table) -> Iterator[Draft]:
    versions, libraries, plugins = (_table(table, key) for key in ("versions", "libraries", "plugins"))
    for alias, value in libraries.items():
        group, name, version = _library(value)
        if group and name:
            yield _entry(f"{group}:{name}", version, versions, libraries.lines[alias], Reach.RUNTIME)
    for alias, value in plugins.items():
        identity, version = "", None
        if isinstance(value, str):
            identity, _, version = value.partition(":")
        elif isinstance(value, dict):
            identity, version = _text(value.get("id")), value.get("version")
        if identity:
            name = f"{identity}:{identity}.gradle.plugin"
            yield _entry(name, version, versions, plugins.lines[alias], Reach.BUILD)


def _table(table: Table, key: str) -> Table:
    found = table.get(key)
    return found if isinstance(found, Table) else Table(1)


def _library(value: object) -> tuple[str, str, object]:
    if isinstance(value, str):
        group, _, rest = value.partition(":")
        name, _, version = rest.partition(":")
        return group, name, version
    if not isinstance(value, dict):
        return "", "", None
    group, _, name = _text(value.get("module")).partition(":")
    return group or _text(value.get("group")), name or _text(value.get("name")), value.get("version")


def _entry(name: str, version: object, versions: Mapping[str, Any], line: int, reach: Reach) -> Draft:
    if isinstance(version, dict) and isinstance(version.get("ref"), str):
        version = versions.get(version["ref"])
    if isinstance(version, dict):
        version = next((version[key] for key in ("strictly", "require", "prefer") if _text(version.get(key))), "")
    text = _text(version)
    exact = text.removesuffix("!!") if text and not _OPEN.search(text) else ""
    return Draft(name=name, version=exact, line=line, requirement=text, direct=True, reach=reach)


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""

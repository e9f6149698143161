"""What project files of .NET ask for, with the ``Directory.*.props`` above them; conditions are not evaluated.

An item counts whatever its condition, which is kept. A property has its last value in the order of import; what
nothing here sets stays open.
"""

from __future__ import annotations

import posixpath
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from holdfast.estate.packages.drafts import gap
from holdfast.formats.xmltree import Element, parse
from holdfast.kit.expressions import expression
from holdfast.model.reading import Gap

_BUILD: Final = "Directory.Build.props"
_TARGETS: Final = "Directory.Build.targets"
_CENTRAL: Final = "Directory.Packages.props"
_PROPERTY: Final = expression(r"\$\(([A-Za-z_][\w.\-]{0,100})\)")
_MOST_STEPS: Final = 50
_MOST_TEXT: Final = 2_048
_MOST_ITEMS: Final = 20_000


@dataclass(slots=True)
class Reference:
    """A package that a project asks for."""

    name: str
    """In lower case."""
    version: str
    condition: str
    private: bool
    """It is used to build, and goes no further."""
    path: str
    line: int


@dataclass(slots=True)
class Project:
    """What a project file says, with what it imports."""

    path: str
    name: str = ""
    licence: str = ""
    references: list[Reference] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)


def imports_of(path: str, paths: Container[str]) -> Iterator[str]:
    """The shared files that a project file imports by itself: of each name the nearest one upwards."""
    for name in (_BUILD, _TARGETS, _CENTRAL):
        folder = posixpath.dirname(path)
        while True:
            found = posixpath.join(folder, name)
            if found in paths:
                yield found
                break
            if not folder:
                break
            folder = posixpath.dirname(folder)


def project(path: str, content: bytes, shared: Mapping[str, bytes]) -> Project:
    """Read one project file. Raises nothing for any content."""
    found = Project(path)
    order = (_BUILD, "", _TARGETS, _CENTRAL)
    by_name = {posixpath.basename(each): each for each in shared}
    roots: list[Element] = []
    for name in order:
        where = path if not name else by_name.get(name)
        if where is not None:
            root, broken = parse(where, content if where == path else shared[where])
            found.gaps += [broken] if broken is not None else []
            roots += [root] if root is not None else []
    properties = _properties(roots)
    found.name = properties.get("packageid") or properties.get("assemblyname") or _stem(path)
    found.licence = properties.get("packagelicenseexpression", "")
    central = {each.name: each.version for each in _items(roots, "PackageVersion", properties) if each.version}
    for each in (*_items(roots, "PackageReference", properties), *_items(roots, "GlobalPackageReference", properties)):
        _add(found, each, central)
    for each in found.references:
        if not each.version or "$(" in each.version:
            why = f"nothing here sets {each.version}" if each.version else "no version of it is set here"
            found.gaps.append(gap(each.path, f"the version of {each.name} is not known: {why}", each.line))
            each.version = ""
    return found


def _stem(path: str) -> str:
    return posixpath.splitext(posixpath.basename(path))[0]


def _properties(roots: list[Element]) -> dict[str, str]:
    found: dict[str, str] = {}
    for root in roots:
        for group in root.all("PropertyGroup"):
            for each in group.children:
                found[each.name.lower()] = _filled(each.text, found)
    return found


def _filled(text: str, properties: Mapping[str, str]) -> str:
    for _ in range(_MOST_STEPS):
        hole = next((each for each in _PROPERTY.finditer(text) if each[1].lower() in properties), None)
        if hole is None or len(text) > _MOST_TEXT:
            break
        text = text[: hole.start()] + properties[hole[1].lower()][:_MOST_TEXT] + text[hole.end() :]
    return text


def _items(roots: list[Element], kind: str, properties: Mapping[str, str]) -> Iterator[Reference]:
    """The items of a kind, also below ``Choose``; several names in one item stand apart by semicolons."""
    count = 0
    for root in roots:
        for group, condition in _groups(root):
            for each in group.all(kind):
                attributes = {name.lower(): value for name, value in each.attributes.items()}
                said = {child.name.lower(): child.text for child in each.children} | attributes
                version = said.get("versionoverride") or said.get("version", "")
                names = _filled(said.get("include", "") or said.get("update", ""), properties)
                for name in names.split(";"):
                    count += 1
                    if name.strip() and count <= _MOST_ITEMS:
                        yield Reference(
                            name=name.strip().lower(),
                            version=_filled(version.strip(), properties),
                            condition=said.get("condition", "").strip() or condition,
                            private=said.get("privateassets", "").strip().lower() == "all",
                            path=each.path,
                            line=each.line,
                        )


def _groups(root: Element) -> Iterator[tuple[Element, str]]:
    for each in root.children:
        if each.name == "ItemGroup":
            yield each, each.attributes.get("Condition", "").strip()
        elif each.name == "Choose":
            for branch in each.children:
                for group in branch.all("ItemGroup"):
                    yield group, branch.attributes.get("Condition", "").strip()


def _add(found: Project, each: Reference, central: Mapping[str, str]) -> None:
    """A reference, once; a second one of the same name fills in what the first one leaves open."""
    each.version = each.version or central.get(each.name, "")
    for before in found.references:
        if before.name == each.name and (not before.version or before.version == each.version or not each.version):
            before.version = before.version or each.version
            before.private = before.private or each.private
            before.condition = before.condition if each.condition else ""
            return
    found.references.append(each)

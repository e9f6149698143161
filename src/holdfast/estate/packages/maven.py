"""Projects of Maven: ``pom.xml`` with the parents, modules and imported BOMs that lie in the same tree.

Profiles are off, as without ``-P``. What only a registry knows stays open: a version that a parent or BOM from there
manages is no version, with the reason; so is a property that nothing here sets. What is needed indirectly is not known
without the registry, so no pom is ever a whole inventory.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from typing import Final

from holdfast.estate.packages.drafts import Draft, fault, gap, inventory
from holdfast.estate.packages.pom import Entry, Pom, filled, pom
from holdfast.kit.expressions import expression
from holdfast.model.package import Inventory, Reach, Source
from holdfast.model.reading import Gap, Unit

_READER: Final = "maven"
_MOST_PARENTS: Final = 50
_MOST_WORK: Final = 20_000_000
"""So many managed entries are looked at for one unit, those of a parent once for each child."""
_SCOPES: Final = {
    "test": Reach.TEST,
    "provided": Reach.BUILD,
}
"""What is provided is compiled against and comes from somewhere else; all other scopes are there at run time."""
_EXACT: Final = expression(r"\[\s*([^\[\](),\s]+)\s*\]\Z")
_OPEN: Final = expression(r"[\[\](),]|\$\{|^(?:LATEST|RELEASE)\Z")
_BUILTIN: Final = ("project.", "pom.", "")
_Key = tuple[str, str, str, str]


def units(paths: Mapping[str, bytes]) -> list[Unit]:
    """Poms that a parent, a module list or an import ties together, as one unit each."""
    poms = {path: pom(path, content) for path, content in sorted(paths.items())}
    named: dict[tuple[str, str], list[str]] = {}
    for path, each in poms.items():
        named.setdefault(each.coordinates, []).append(path)
    owner = {path: path for path in poms}

    def top(path: str) -> str:
        while owner[path] != path:
            owner[path] = owner[owner[path]]
            path = owner[path]
        return path

    for path, each in poms.items():
        near = [each.parent_path, *each.modules, *named.get(each.parent[:2], ())]
        near += [
            other for entry in (*each.managed, *each.entries) for other in named.get((entry.group, entry.artifact), ())
        ]
        for other in near:
            if other in owner:
                first, second = sorted((top(path), top(other)), key=lambda root: (root.count("/"), root))
                owner[second] = first
    groups: dict[str, list[str]] = {}
    for path in poms:
        groups.setdefault(top(path), []).append(path)
    return [Unit(reader=_READER, root=root, paths=tuple(sorted(each))) for root, each in sorted(groups.items())]


def read(unit: Unit, files: Mapping[str, bytes]) -> list[Inventory]:
    """One inventory for each pom: what it asks for, itself and through its parents."""
    tree = _Tree({path: pom(path, files[path]) for path in unit.paths if path in files})
    return [_inventory(path, tree) for path in sorted(tree.poms)]


def _inventory(path: str, tree: _Tree) -> Inventory:
    project = _Project(path, tree)
    drafts = list(project.drafts())
    return inventory(
        path,
        _READER,
        "Maven",
        drafts,
        gaps=project.gaps,
        name=":".join(project.said(part) for part in ("groupId", "artifactId")),
        version=project.said("version"),
        licence=next((each.licence for each in project.line if each.licence), ""),
        locked=False,
    )


class _Tree:
    """The poms of a unit, also by what they are called."""

    def __init__(self, poms: Mapping[str, Pom]) -> None:
        self.poms = poms
        self.named: dict[tuple[str, str], list[Pom]] = {}
        self.left = _MOST_WORK
        self._boms: dict[str, tuple[dict[_Key, Entry], list[str]]] = {}
        for each in poms.values():
            self.named.setdefault(each.coordinates, []).append(each)

    def parent(self, child: Pom) -> Pom | None:
        """The parent, where it lies in the tree: where the child says, else by its name."""
        if not child.parent[1]:
            return None
        beside = self.poms.get(child.parent_path)
        if beside is not None and beside is not child and beside.coordinates == child.parent[:2]:
            return beside
        found = self.called(*child.parent)
        return found if found is not child else None

    def called(self, group: str, artifact: str, version: str) -> Pom | None:
        """The pom of that name and version; one whose version is put together from properties is taken for it."""
        for each in self.named.get((group, artifact), ()):
            own = each.version or each.parent[2]
            if own == version or "${" in own or "${" in version:
                return each
        return None

    def imported(self, bom: Pom, depth: int) -> tuple[dict[_Key, Entry], list[str]]:
        """What a BOM manages, and the BOMs and parents of it that lie in a registry."""
        found = self._boms.get(bom.path)
        if found is None:
            self._boms[bom.path] = ({}, [])
            project = _Project(bom.path, self)
            above = [":".join(project.elsewhere[:2])] if project.elsewhere is not None else []
            found = self._boms[bom.path] = (project.managed(depth), [*project.foreign, *above])
        return found

    def spend(self, entries: int) -> bool:
        """Whether so many entries more may be looked at."""
        self.left -= entries + 1
        return self.left >= 0

    def line(self, first: Pom) -> list[Pom]:
        """A pom and its parents, the nearest first; a circle ends it."""
        line = [first]
        while len(line) < _MOST_PARENTS:
            above = self.parent(line[-1])
            if above is None or above in line:
                break
            line.append(above)
        return line


class _Project:
    """One pom with what it inherits."""

    def __init__(self, path: str, tree: _Tree) -> None:
        self.path, self.tree = path, tree
        self.line = tree.line(tree.poms[path])
        self.gaps: list[Gap] = [each.gap for each in self.line if each.gap is not None]
        self._properties: dict[str, str] = {}
        for each in reversed(self.line):
            self._properties |= each.properties
        last = self.line[-1]
        self.elsewhere = last.parent if last.parent[1] else None
        """The first parent that lies in a registry."""
        self.foreign: list[str] = []
        """BOMs that are imported from there."""

    def said(self, part: str) -> str:
        """Group, artifact or version of the project itself, as it is inherited."""
        own = self.line[0]
        written = {
            "groupId": own.group or own.parent[0],
            "artifactId": own.artifact,
            "version": own.version or own.parent[2],
        }.get(part, "")
        return self.fill(written)

    def fill(self, text: str) -> str:
        """A text with the properties that hold in this project."""
        return filled(text, self._value) if "${" in text else text

    def _value(self, name: str) -> str | None:
        own = self.line[0]
        for prefix in _BUILTIN:
            rest = name.removeprefix(prefix) if name.startswith(prefix) else ""
            if rest in ("groupId", "artifactId", "version") and (prefix or name not in self._properties):
                index = ("groupId", "artifactId", "version").index(rest)
                own_value = (own.group or own.parent[0], own.artifact, own.version or own.parent[2])[index]
                return own_value or None
            if prefix and rest.startswith("parent.") and rest[7:] in ("groupId", "artifactId", "version"):
                return own.parent[("groupId", "artifactId", "version").index(rest[7:])] or None
        return self._properties.get(name)

    def drafts(self) -> Iterator[Draft]:
        """What is asked for, each once; the nearest pom that names it decides."""
        entries: dict[_Key, tuple[Entry, bool]] = {}
        for pom_ in self.line:
            for entry in pom_.entries:
                filled_in = self._entry(entry)
                entries.setdefault(_key(filled_in), (filled_in, pom_ is self.line[0]))
        if not entries:
            return
        managed = self.managed()
        if self.tree.left < 0:
            self.gaps.append(fault(self.path, "the poms that belong together are too many to be put together wholly"))
        for key, (entry, own) in entries.items():
            yield self._draft(entry, managed.get(key), own)

    def _entry(self, entry: Entry) -> Entry:
        return entry._replace(
            group=self.fill(entry.group),
            artifact=self.fill(entry.artifact),
            version=self.fill(entry.version),
            scope=self.fill(entry.scope),
            type=self.fill(entry.type),
            classifier=self.fill(entry.classifier),
        )

    def managed(self, depth: int = 0) -> dict[_Key, Entry]:
        """Versions and scopes that are set for whoever asks: its own, then its parents', then those of BOMs."""
        found: dict[_Key, Entry] = {}
        imports: list[Entry] = []
        for pom_ in self.line:
            if not self.tree.spend(len(pom_.managed)):
                break
            for entry in pom_.managed:
                filled_in = self._entry(entry)
                if filled_in.scope == "import":
                    imports.append(filled_in)
                else:
                    found.setdefault(_key(filled_in), filled_in)
        for entry in imports:
            bom = self.tree.called(entry.group, entry.artifact, entry.version)
            if bom is None or depth >= _MOST_PARENTS:
                self.foreign.append(f"{entry.group}:{entry.artifact}")
                continue
            if bom not in self.line:
                inner, foreign = self.tree.imported(bom, depth + 1)
                self.foreign.extend(foreign)
                found = inner | found
        return found

    def _draft(self, entry: Entry, managed: Entry | None, own: bool) -> Draft:
        written = entry.version or (managed.version if managed is not None else "")
        scope = entry.scope or (managed.scope if managed is not None else "")
        line = entry.line
        draft = Draft(name=f"{entry.group}:{entry.artifact}", line=line, path=entry.path, direct=True)
        draft.reach = _SCOPES.get(scope, Reach.RUNTIME)
        draft.requirement = written
        exact = _EXACT.match(written)
        local = self.tree.called(entry.group, entry.artifact, written)
        if local is not None:
            draft.source, draft.address = Source.PATH, posixpath.dirname(local.path) or "."
        elif scope == "system":
            draft.source = Source.PATH
        if exact is not None:
            draft.version = exact[1]
        elif written and not _OPEN.search(written):
            draft.version = written
        elif local is None:
            self.gaps.append(gap(entry.path, f"the version of {draft.name} is not known: {self._why(written)}", line))
        return draft

    def _why(self, written: str) -> str:
        if "${" in written:
            return f"nothing here sets {written}"
        if written:
            return f"{written} stands for whatever a registry has"
        if self.elsewhere is not None or self.foreign:
            from_ = ":".join(self.elsewhere[:2]) if self.elsewhere is not None else ", ".join(self.foreign[:3])
            return (
                f"{from_} may manage it, which lies in a registry; ask for the version here, or scan the resolved list"
            )
        return "nothing here manages it"


def _key(entry: Entry) -> _Key:
    return (entry.group, entry.artifact, entry.type or "jar", entry.classifier)

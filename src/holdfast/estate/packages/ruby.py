"""Gems: ``Gemfile.lock`` (``gems.locked``) with ``Gemfile`` (``gems.rb``) and gemspecs. Source: Bundler's manual.

A Gemfile is a program; what stands in it as a literal is taken. One gem in builds for several platforms is one package.
"""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from typing import Final

from holdfast.estate.packages.addresses import repository
from holdfast.estate.packages.drafts import Ask, Draft, fault, gap, inventory
from holdfast.estate.packages.gemfile import Gem, gems, gemspec
from holdfast.formats.treetext import decoded
from holdfast.kit.expressions import expression
from holdfast.model.package import Inventory, Reach, Source
from holdfast.model.reading import Gap, Unit

_READER: Final = "ruby"
_ECOSYSTEM: Final = "RubyGems"
_MOST_LINES: Final = 200_000
_LOCKS: Final = {"Gemfile.lock": "Gemfile", "gems.locked": "gems.rb"}
_ENTRY: Final = expression(r"(?P<indent> {2,6})(?P<name>[^\s()!]+)(?: \((?P<said>[^)]*)\))?(?P<own>!)?(?P<rest>.*)\Z")
_SECTION: Final = expression(r"[A-Z][A-Z ]+\Z")
_EXACT: Final = expression(r"=?\s*v?(\d[\w.\-]*)\Z")
_SOURCES: Final = {"GEM": Source.REGISTRY, "GIT": Source.GIT, "PATH": Source.PATH, "PLUGIN SOURCE": Source.REGISTRY}


def units(paths: Mapping[str, bytes]) -> list[Unit]:
    """One for each folder: its lock file, its Gemfile and the gemspecs beside it."""
    folders: dict[str, list[str]] = {}
    for path in sorted(paths):
        folders.setdefault(posixpath.dirname(path), []).append(path)
    found = []
    for _, each in sorted(folders.items()):
        lock = next((path for path in each if posixpath.basename(path) in _LOCKS), "")
        found.append(Unit(reader=_READER, root=lock or each[0], paths=tuple(each)))
    return found


def read(unit: Unit, files: Mapping[str, bytes]) -> list[Inventory]:
    """The locked gems of a folder, or what its Gemfile and gemspecs ask for."""
    wanted: list[Gem] = []
    manifests = [path for path in unit.paths if posixpath.basename(path) not in _LOCKS]
    specs = {path: gemspec(path, decoded(files.get(path, b""))) for path in manifests if path.endswith(".gemspec")}
    for path in manifests:
        if path in specs:
            continue
        for gem in gems(path, decoded(files.get(path, b""))):
            # A Gemfile may leave its gems to the gemspecs beside it.
            wanted.extend([each for spec in specs.values() for each in spec.gems] if not gem.name else [gem])
    if not any(path not in specs for path in manifests):
        wanted = [each for spec in specs.values() for each in spec.gems]
    if posixpath.basename(unit.root) in _LOCKS:
        return [_locked(unit.root, decoded(files.get(unit.root, b"")), wanted, manifests)]
    found = []
    for path in manifests:
        own = specs[path].gems if path in specs else [each for each in wanted if each.path == path]
        if own:
            found.append(_asked(path, own, specs[path].name if path in specs else ""))
    return found


def _asked(path: str, wanted: list[Gem], name: str) -> Inventory:
    drafts = []
    for gem in wanted:
        exact = _EXACT.match(gem.requirement)
        draft = Draft(name=gem.name, version=exact[1] if exact else "", line=gem.line, requirement=gem.requirement)
        draft.direct, draft.reach, draft.source, draft.address = True, gem.reach, gem.source, gem.address
        drafts.append(draft)
    return inventory(path, _READER, _ECOSYSTEM, drafts, name=name, locked=False)


class _Lock:
    """A lock file while it is read."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.drafts: list[Draft] = []
        self.asked: dict[str, str] = {}
        self.sums: dict[tuple[str, str], str] = {}
        self.gaps: list[Gap] = []
        self.section, self.remote, self.revision = "", "", ""

    def line(self, number: int, line: str) -> None:
        """Take one line."""
        if _SECTION.match(line):
            self.section, self.remote, self.revision = line, "", ""
            return
        if line.startswith(("<<<<<<<", ">>>>>>>", "=======")):
            self.gaps.append(fault(self.path, "a conflict of a merge stands in it; both sides are read", number))
            return
        entry = _ENTRY.match(line)
        if entry is None:
            return
        indent = len(entry["indent"])
        if self.section in _SOURCES:
            self._source(number, line.strip(), indent, entry["name"], entry["said"])
        elif self.section == "DEPENDENCIES" and indent == 2:
            self.asked[entry["name"]] = entry["said"] or ""
        elif self.section == "CHECKSUMS" and indent == 2 and "sha256=" in entry["rest"]:
            version = (entry["said"] or "").partition("-")[0]
            self.sums.setdefault((entry["name"], version), entry["rest"].partition("sha256=")[2].split(",")[0].strip())

    def _source(self, number: int, text: str, indent: int, name: str, said: str | None) -> None:
        if indent == 2:
            key, _, value = text.partition(": ")
            self.remote = value if key == "remote" else self.remote
            self.revision = value if key == "revision" else self.revision
        elif indent == 4 and said:
            version = said.partition("-")[0]
            draft = Draft(name=name, version=version, line=number, source=_SOURCES[self.section])
            if draft.source is Source.GIT:
                draft.address = repository(self.remote, self.revision)
            elif draft.source is Source.PATH:
                draft.address = self.remote
            self.drafts.append(draft)
        elif indent == 6 and self.drafts:
            self.drafts[-1].needs[name] = True
            self.drafts[-1].wants[name] = said or ""


def _locked(path: str, text: str, wanted: list[Gem], manifests: list[str]) -> Inventory:
    lock = _Lock(path)
    for number, line in enumerate(text.split("\n", _MOST_LINES)[:_MOST_LINES], 1):
        lock.line(number, line.rstrip("\r"))
    if not lock.drafts and not lock.asked and text.strip():
        lock.gaps.append(gap(path, "no gem is locked in it"))
    keys = {draft.name: draft.key for draft in lock.drafts}
    for draft in lock.drafts:
        draft.needs = {keys[name]: True for name in draft.needs if name in keys}
        draft.wants = {keys[name]: said for name, said in draft.wants.items() if name in keys}
        hashed = lock.sums.get((draft.name, draft.version), "")
        draft.hashes = (f"sha256:{hashed}",) if len(hashed) == 64 else ()
    told = {gem.name: gem for gem in reversed(wanted)}
    asks = [
        Ask(
            key=keys[name],
            reach=told[name].reach if name in told else Reach.RUNTIME,
            requirement=(told[name].requirement if name in told else "") or said,
        )
        for name, said in lock.asked.items()
        if name in keys
    ]
    return inventory(path, _READER, _ECOSYSTEM, lock.drafts, asks, gaps=lock.gaps, manifests=manifests)

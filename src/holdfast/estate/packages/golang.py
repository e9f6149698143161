"""Modules of Go: ``go.mod`` with ``go.sum``, ``go.work`` and ``vendor/modules.txt``.

From Go 1.17 on ``go.mod`` names every module that a build needs. Before that it names what is asked for directly; the
others are taken from the vendored modules, else from ``go.sum``: the highest version of each whose content is known
there. Nothing here says who needs whom, so ``via`` and ``needs`` stay empty.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from holdfast.estate.packages.drafts import MOST_FAULTS, Draft, fault, gap, inventory
from holdfast.estate.packages.gomod import MOST_LINES, Broken, Line, Sum, directives, order, sums
from holdfast.formats.treetext import decoded
from holdfast.kit.expressions import expression
from holdfast.model.package import Inventory, Reach, Source
from holdfast.model.reading import Gap, Unit

_READER: Final = "go"
_ECOSYSTEM: Final = "Go"
_VENDORED: Final = "vendor/modules.txt"
_WHOLE: Final = (1, 17)
"""Since this version of Go a ``go.mod`` names indirect modules too."""
_VERSION: Final = expression(r"(?:go)?(\d{1,6})\.(\d{1,6})(\.\d{1,6})?(?:[\-a-z][\w.\-]*)?\Z")
_LOCAL: Final = ("./", "../", "/")
_UNTOLD: Final = "the modules that are needed indirectly are not named: before Go 1.17 go.sum does, and it is not here"


class _Module(NamedTuple):
    """What a ``go.mod`` says."""

    path: str
    name: str
    requires: list[tuple[str, str, bool, int]]
    """Module, version, whether it is needed indirectly only, line."""
    replaces: Mapping[tuple[str, str], tuple[str, str]]
    excludes: frozenset[tuple[str, str]]
    tools: tuple[str, ...]
    go: tuple[str, int]
    toolchain: tuple[str, int]
    gaps: list[Gap]


def units(paths: Mapping[str, bytes]) -> list[Unit]:
    """One for each ``go.mod``; a ``go.sum`` or vendored list without one stands alone."""
    found = []
    works = [path for path in sorted(paths) if posixpath.basename(path) == "go.work"]
    taken: set[str] = set()
    for path in sorted(path for path in paths if posixpath.basename(path) == "go.mod"):
        folder = posixpath.dirname(path)
        beside = [posixpath.join(folder, name) for name in ("go.sum", _VENDORED)]
        beside += [work for work in works if folder in _members(work, paths[work])]
        own = [path, *(each for each in beside if each in paths)]
        taken.update(own)
        found.append(Unit(reader=_READER, root=path, paths=tuple(sorted(own))))
    alone = (path for path in sorted(paths) if path not in taken and not path.endswith("go.work"))
    return [*found, *(Unit(reader=_READER, root=path, paths=(path,)) for path in alone)]


def read(unit: Unit, files: Mapping[str, bytes]) -> list[Inventory]:
    """What one module is built from."""
    content = files.get(unit.root, b"")
    name = posixpath.basename(unit.root)
    if name == "modules.txt":
        return [inventory(unit.root, _READER, _ECOSYSTEM, _vendored(unit.root, content))]
    if name == "go.sum":
        return [inventory(unit.root, _READER, _ECOSYSTEM, _summed(unit.root, sums(content), frozenset()))]
    works = [path for path in unit.paths if path.endswith("go.work")]
    module = _module(unit.root, content, [(path, files.get(path, b"")) for path in works])
    folder = posixpath.dirname(unit.root)
    sum_path, vendor = posixpath.join(folder, "go.sum"), posixpath.join(folder, _VENDORED)
    known = sums(files[sum_path]) if sum_path in files and sum_path in unit.paths else {}
    drafts = [*_toolchain(module), *_required(module, known)]
    locked = True
    if _numbers(module.go[0]) < _WHOLE and module.requires:
        named = frozenset(each[0] for each in module.requires)
        if vendor in unit.paths:
            drafts.extend(each for each in _vendored(vendor, files.get(vendor, b"")) if each.name not in named)
        elif known:
            drafts.extend(_summed(sum_path, known, named))
        else:
            locked = False
            module.gaps.append(gap(unit.root, _UNTOLD))
    return [
        inventory(unit.root, _READER, _ECOSYSTEM, drafts, gaps=module.gaps, name=module.name, locked=locked, asked=None)
    ]


def _members(path: str, content: bytes) -> frozenset[str]:
    """The folders that a workspace uses."""
    folder = posixpath.dirname(path)
    lines = (each for each in directives(content) if isinstance(each, Line) and each.verb == "use" and each.words)
    return frozenset(_folder(folder, each.words[0]) for each in lines)


def _folder(base: str, relative: str) -> str:
    joined = posixpath.normpath(posixpath.join(base, relative))
    return "" if joined == "." else joined


def _module(path: str, content: bytes, works: list[tuple[str, bytes]]) -> _Module:
    name = ""
    requires: list[tuple[str, str, bool, int]] = []
    replaces: dict[tuple[str, str], tuple[str, str]] = {}
    excludes: set[tuple[str, str]] = set()
    tools: list[str] = []
    version, toolchain = ("", 1), ("", 1)
    gaps: list[Gap] = []
    for each in directives(content):
        if len(gaps) >= MOST_FAULTS:
            break
        if isinstance(each, Broken):
            gaps.append(fault(path, "no directive starts like this", each.number))
        elif each.verb == "require":
            if len(each.words) == 2:
                indirect = each.comment.startswith("indirect")
                requires.append((each.words[0], each.words[1], indirect, each.number))
            else:
                gaps.append(fault(path, "a requirement is a module and its version", each.number))
        elif each.verb == "exclude" and len(each.words) == 2:
            excludes.add((each.words[0], each.words[1]))
        elif each.verb in ("module", "go", "toolchain", "tool") and each.words:
            word = each.words[0]
            name = word if each.verb == "module" else name
            version = (word, each.number) if each.verb == "go" else version
            toolchain = (word, each.number) if each.verb == "toolchain" else toolchain
            tools += [word] if each.verb == "tool" else []
    for _, text in [(path, content), *works]:
        replaces |= _replaces(text)
    return _Module(path, name, requires, replaces, frozenset(excludes), tuple(tools), version, toolchain, gaps)


def _replaces(content: bytes) -> dict[tuple[str, str], tuple[str, str]]:
    found = {}
    for each in directives(content):
        if isinstance(each, Broken) or each.verb != "replace" or "=>" not in each.words:
            continue
        at = each.words.index("=>")
        old, new = each.words[:at], each.words[at + 1 :]
        if old and new:
            found[(old[0], old[1] if len(old) > 1 else "")] = (new[0], new[1] if len(new) > 1 else "")
    return found


def _required(module: _Module, known: Mapping[tuple[str, str], Sum]) -> Iterator[Draft]:
    for name, version, indirect, line in module.requires:
        if (name, version) in module.excludes:
            why = "the version that is asked for is excluded, so a higher one is taken that is not named here"
            module.gaps.append(gap(module.path, why, line))
            yield Draft(name=name, requirement=f">{version}", line=line, direct=not indirect)
            continue
        new = module.replaces.get((name, version)) or module.replaces.get((name, ""))
        tool = any(each == name or each.startswith(f"{name}/") for each in module.tools)
        draft = Draft(name=name, version=version, line=line, direct=not indirect or tool)
        draft.reach = Reach.DEVELOPMENT if tool and indirect else Reach.RUNTIME
        draft.requirement = version
        if new is not None and (not new[1] or new[0].startswith(_LOCAL)):
            draft.source, draft.address = Source.PATH, new[0]
        elif new is not None:
            draft.name, draft.version, draft.modules = new[0], new[1], (name,)
        hashed = known.get((draft.name, draft.version))
        draft.hashes = (hashed.hash,) if hashed is not None and hashed.hash and draft.source is not Source.PATH else ()
        yield draft


def _toolchain(module: _Module) -> Iterator[Draft]:
    """The standard library, of the toolchain that is named; ``go 1.21`` alone names a least version, no release."""
    for (text, line), sign in ((module.toolchain, ""), (module.go, ">=")):
        match = _VERSION.match(text)
        if match is None:
            continue
        exact = match[3] is not None
        bare = text.removeprefix("go")
        yield Draft(
            name="stdlib",
            version=bare if exact else "",
            requirement=f"{sign}{bare}",
            line=line,
            direct=True,
            reach=Reach.RUNTIME,
        )
        return


def _numbers(text: str) -> tuple[int, int]:
    match = _VERSION.match(text)
    return (int(match[1]), int(match[2])) if match else (1, 16)


def _vendored(path: str, content: bytes) -> list[Draft]:
    """The modules of ``vendor/modules.txt`` that a package was copied from."""
    found: list[Draft] = []
    last: Draft | None = None
    for number, raw in enumerate(decoded(content).split("\n", MOST_LINES)[:MOST_LINES], 1):
        words = raw.split()
        if raw.startswith("# "):
            last = _vendored_module(words[1:], number, path)
        elif raw.startswith("## "):
            if last is not None and "explicit" in raw:
                last.direct = True
        elif words and last is not None:
            found.append(last)
            last = None
    return found


def _vendored_module(words: list[str], line: int, path: str) -> Draft | None:
    new = words[words.index("=>") + 1 :] if "=>" in words else []
    if len(words) < 2 or not words[1].startswith(("v", "=>")):
        return None
    version = words[1] if words[1] != "=>" else ""
    draft = Draft(name=words[0], version=version, line=line, path=path, direct=False, requirement=version)
    if len(new) > 1 and not new[0].startswith(_LOCAL):
        draft.name, draft.version, draft.modules = new[0], new[1], (words[0],)
    elif new:
        draft.source, draft.address = Source.PATH, new[0]
    return draft


def _summed(path: str, known: Mapping[tuple[str, str], Sum], named: frozenset[str]) -> list[Draft]:
    """The highest version of each module whose content ``go.sum`` knows, but of those that are named already."""
    best: dict[str, tuple[str, Sum]] = {}
    for (name, version), each in known.items():
        if name not in named and (name not in best or order(version) > order(best[name][0])):
            best[name] = (version, each)
    return [
        Draft(
            name=name,
            version=version,
            line=each.line,
            path=path,
            direct=False if named else None,
            hashes=(each.hash,) if each.hash else (),
        )
        for name, (version, each) in best.items()
    ]

"""Packages of PHP: ``composer.lock`` with ``composer.json``. Source: Composer's documentation of both.

What the platform brings (``php``, ``ext-json``) is no package.
"""

from __future__ import annotations

import posixpath
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from typing import Any, Final

from holdfast.estate.packages.addresses import repository, shown
from holdfast.estate.packages.drafts import Ask, Draft, fault, inventory
from holdfast.estate.packages.jsonkeys import load
from holdfast.formats.treetext import decoded
from holdfast.kit.expressions import expression
from holdfast.model.package import Inventory, Reach, Source
from holdfast.model.reading import Gap, Unit

_READER: Final = "composer"
_ECOSYSTEM: Final = "Packagist"
_MOST_BYTES: Final = 32 << 20
_NAME: Final = expression(r'"name"[ \t]*:[ \t]*"([^"\\\n/]{1,200}/[^"\\\n/]{1,200})"')
_KEY: Final = expression(r'"([^"\\\n/]{1,200}\\?/[^"\\\n/]{1,200})"[ \t]*:')
_NEWLINE: Final = expression(r"\n")
_EXACT: Final = expression(r"v?(\d+\.\d+(?:\.\d+){0,2}(?:-[\w.]+)?)\Z")
_REACHES: Final = (("require", "packages", Reach.RUNTIME), ("require-dev", "packages-dev", Reach.DEVELOPMENT))


def units(paths: Mapping[str, bytes]) -> list[Unit]:
    """One for each folder: its manifest with its lock file."""
    folders: dict[str, list[str]] = {}
    for path in sorted(paths):
        folders.setdefault(posixpath.dirname(path), []).append(path)
    return [
        Unit(reader=_READER, root=next((path for path in each if path.endswith(".lock")), each[0]), paths=tuple(each))
        for _, each in sorted(folders.items())
    ]


def read(unit: Unit, files: Mapping[str, bytes]) -> list[Inventory]:
    """The locked packages of a folder, or what its manifest asks for."""
    gaps: list[Gap] = []
    manifests = [path for path in unit.paths if path.endswith(".json")]
    said = _content(manifests[0], files, gaps) if manifests else {}
    if unit.root.endswith(".lock"):
        return [_locked(unit.root, files, said, manifests, gaps)]
    return [_open(path, files, said, gaps) for path in manifests if gaps or any(_wishes(said))]


def _content(path: str, files: Mapping[str, bytes], gaps: list[Gap]) -> dict[str, Any]:
    loaded = load(files.get(path, b""), _MOST_BYTES)
    if isinstance(loaded, str) or not isinstance(loaded[0], dict):
        gaps.append(fault(path, loaded if isinstance(loaded, str) else "it is no object"))
        return {}
    return loaded[0]


def _wishes(said: Mapping[str, Any]) -> Iterator[tuple[str, str, Reach]]:
    """Name, requirement and reach of what a manifest asks for."""
    for key, _, reach in _REACHES:
        table = said.get(key)
        for name, requirement in table.items() if isinstance(table, dict) else ():
            if _is_package(name) and isinstance(requirement, str):
                yield name.lower(), requirement, reach


def _is_package(name: object) -> bool:
    return isinstance(name, str) and "/" in name


def _lines(path: str, files: Mapping[str, bytes], of_names: bool) -> dict[str, int]:
    """The line on which each package is named first."""
    text = decoded(files.get(path, b""))
    starts = [found.end() for found in _NEWLINE.finditer(text)]
    lines: dict[str, int] = {}
    for found in (_NAME if of_names else _KEY).finditer(text):
        lines.setdefault(found[1].replace("\\/", "/").lower(), bisect_right(starts, found.start()) + 1)
    return lines


def _name(said: Mapping[str, Any]) -> str:
    value = said.get("name")
    return value if isinstance(value, str) else ""


def _licence(said: Mapping[str, Any]) -> str:
    value = said.get("license")
    several = [each for each in value if isinstance(each, str)] if isinstance(value, list) else []
    return value if isinstance(value, str) else " OR ".join(several)


def _open(path: str, files: Mapping[str, bytes], said: Mapping[str, Any], gaps: list[Gap]) -> Inventory:
    lines = _lines(path, files, of_names=False)
    drafts, asks = [], []
    for name, requirement, reach in _wishes(said):
        exact = _EXACT.match(requirement.strip())
        draft = Draft(name=name, version=exact[1] if exact else "", line=lines.get(name, 1), requirement=requirement)
        drafts.append(draft)
        asks.append(Ask(key=draft.key, reach=reach, requirement=requirement))
    return inventory(
        path, _READER, _ECOSYSTEM, drafts, asks, gaps=gaps, name=_name(said), licence=_licence(said), locked=False
    )


def _locked(
    path: str, files: Mapping[str, bytes], said: Mapping[str, Any], manifests: list[str], gaps: list[Gap]
) -> Inventory:
    lock = _content(path, files, gaps)
    lines = _lines(path, files, of_names=True)
    drafts: dict[str, Draft] = {}
    needs: dict[str, dict[str, Any]] = {}
    stands_for: dict[str, str] = {}
    for _, key, reach in _REACHES:
        listed = lock.get(key)
        for each in listed if isinstance(listed, list) else ():
            if not isinstance(each, dict) or not _is_package(each.get("name")):
                gaps.append(fault(path, f"an entry of {key} has no name"))
                continue
            draft = _draft(each, lines, reach)
            drafts.setdefault(draft.name, draft)
            wanted = each.get("require")
            needs[draft.name] = wanted if isinstance(wanted, dict) else {}
            for other in (*_table(each, "replace"), *_table(each, "provide")):
                stands_for.setdefault(other.lower(), draft.name)
    for name, draft in drafts.items():
        for other in needs[name]:
            needed = drafts.get(other.lower()) or drafts.get(stands_for.get(other.lower(), ""))
            if needed is not None and needed is not draft:
                draft.needs[needed.key] = True
                itself, wanted = needed.name == other.lower(), needs[name][other]
                draft.wants.setdefault(needed.key, wanted if itself and isinstance(wanted, str) else "")
    asks = [
        Ask(key=drafts[name].key, reach=reach, requirement=requirement)
        for name, requirement, reach in _wishes(said)
        if name in drafts
    ]
    known = asks if manifests and said else None
    return inventory(
        path,
        _READER,
        _ECOSYSTEM,
        drafts.values(),
        known,
        gaps=gaps,
        manifests=manifests,
        name=_name(said),
        licence=_licence(said),
    )


def _table(each: Mapping[str, Any], key: str) -> dict[str, Any]:
    value = each.get(key)
    return value if isinstance(value, dict) else {}


def _draft(each: Mapping[str, Any], lines: Mapping[str, int], reach: Reach) -> Draft:
    name, version = each["name"].lower(), each.get("version")
    draft = Draft(name=name, version=version if isinstance(version, str) else "", line=lines.get(name, 1), reach=reach)
    draft.licence = _licence(each)
    source, dist = _table(each, "source"), _table(each, "dist")
    hashed = dist.get("shasum")
    if isinstance(hashed, str) and len(hashed) == 40:
        draft.hashes = (f"sha1:{hashed.lower()}",)
    if "path" in (source.get("type"), dist.get("type")):
        draft.source = Source.PATH
        draft.address = shown(dist["url"]) if isinstance(dist.get("url"), str) else ""
    elif draft.version.startswith("dev-") and isinstance(source.get("url"), str):
        commit = source.get("reference")
        draft.source = Source.GIT
        draft.address = repository(source["url"], commit if isinstance(commit, str) else "")
    return draft

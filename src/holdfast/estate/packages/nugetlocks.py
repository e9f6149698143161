"""What .NET writes of resolved packages: the lock file, the assets file and ``deps.json``."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from holdfast.estate.packages.drafts import Ask, Draft, fault, gap
from holdfast.estate.packages.jsonkeys import Keyed, load
from holdfast.model.package import Source
from holdfast.model.reading import Gap

_MOST_BYTES: Final = 32 << 20
_DIRECT: Final = "direct"


@dataclass(slots=True)
class Locked:
    """What a file of resolved packages says."""

    drafts: list[Draft] = field(default_factory=list)
    asks: dict[str, Ask] = field(default_factory=dict)
    gaps: list[Gap] = field(default_factory=list)
    name: str = ""
    version: str = ""


def _table(value: Any, *path: str) -> dict[str, Any]:
    for step in path:
        value = value.get(step) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else {}


def _text(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""


def _loaded(path: str, content: bytes, found: Locked) -> tuple[dict[str, Any], Keyed]:
    loaded = load(content, _MOST_BYTES)
    if isinstance(loaded, str) or not isinstance(loaded[0], dict):
        found.gaps.append(fault(path, loaded if isinstance(loaded, str) else "it is no object"))
        return {}, Keyed("")
    return loaded


def _sha512(text: str) -> tuple[str, ...]:
    """A hash in base64, with or without ``sha512-`` in front."""
    try:
        raw = base64.b64decode(text.removeprefix("sha512-"), validate=True)
    except (binascii.Error, ValueError):
        return ()
    return (f"sha512:{raw.hex()}",) if len(raw) == 64 else ()


def lock(path: str, content: bytes) -> Locked:
    """``packages.lock.json``: for each target framework its packages, with how they came in."""
    found = Locked()
    value, keyed = _loaded(path, content, found)
    for target in _table(value, "dependencies").values():
        entries = {name: each for name, each in _table(target).items() if isinstance(each, dict)}
        keys = {name.lower(): f"{name.lower()}@{_text(each.get('resolved'))}" for name, each in entries.items()}
        for name, each in entries.items():
            kind = _text(each.get("type")).lower()
            draft = Draft(name=name.lower(), version=_text(each.get("resolved")), line=keyed.first(name))
            draft.hashes = _sha512(_text(each.get("contentHash")))
            draft.source = Source.PATH if kind == "project" else Source.REGISTRY
            draft.needs = dict.fromkeys(_needs(each, keys), True)
            if kind == _DIRECT:
                draft.direct, draft.requirement = True, _text(each.get("requested"))
                found.asks.setdefault(draft.key, Ask(key=draft.key, requirement=draft.requirement))
            elif kind == "project":
                found.asks.setdefault(draft.key, Ask(key=draft.key))
                draft.direct = True
            found.drafts.append(draft)
    return found


def _needs(each: Mapping[str, Any], keys: Mapping[str, str]) -> Iterator[str]:
    for name in _table(each, "dependencies"):
        key = keys.get(name.lower())
        if key is not None:
            yield key


def assets(path: str, content: bytes) -> Locked:
    """``project.assets.json``: libraries, for each target what needs what, and what the project asks for."""
    found = Locked()
    value, keyed = _loaded(path, content, found)
    restored = _table(value, "project", "restore")
    found.name = _text(restored.get("projectName"))
    found.version = _text(_table(value, "project").get("version"))
    asked: dict[str, str] = {}
    for framework in _table(value, "project", "frameworks").values():
        for name, each in _table(framework, "dependencies").items():
            if _text(_table(each).get("target")).lower() in ("", "package"):
                asked.setdefault(name.lower(), _text(_table(each).get("version")))
    _libraries(found, value, keyed)
    for draft in found.drafts:
        if draft.name in asked:
            draft.direct = True
            found.asks[draft.key] = Ask(key=draft.key, requirement=asked[draft.name])
    return found


def deps(path: str, content: bytes) -> Locked:
    """``*.deps.json`` of something built: its libraries; of type project are those that were built with it."""
    found = Locked()
    value, keyed = _loaded(path, content, found)
    if value and not _table(value, "libraries"):
        found.gaps.append(gap(path, "it names no libraries"))
    _libraries(found, value, keyed)
    drafts = {draft.key: draft for draft in found.drafts}
    projects = [draft for draft in found.drafts if draft.source is Source.PATH]
    needed = {key for draft in found.drafts for key in draft.needs}
    tops = [draft for draft in projects if draft.key not in needed]
    if len(tops) == 1:
        found.name, found.version = tops[0].name, tops[0].version
        found.drafts.remove(tops[0])
        for key in tops[0].needs:
            if key in drafts:
                drafts[key].direct = True
                found.asks[key] = Ask(key=key)
    return found


def _libraries(found: Locked, value: Mapping[str, Any], keyed: Keyed) -> None:
    """Each library once, with what it needs in any target."""
    drafts: dict[str, Draft] = {}
    for written, each in _table(value, "libraries").items():
        name, slash, version = written.partition("/")
        if not slash:
            continue
        kind = _text(_table(each).get("type")).lower()
        if kind not in ("package", "project"):
            continue
        draft = Draft(name=name.lower(), version=version, line=keyed.first(written))
        draft.hashes = _sha512(_text(_table(each).get("sha512")))
        draft.source = Source.PATH if kind == "project" else Source.REGISTRY
        drafts.setdefault(draft.key, draft)
    for target in _table(value, "targets").values():
        entries = {written.partition("/")[0].lower(): written.partition("/")[2] for written in _table(target)}
        for written, each in _table(target).items():
            name, _, version = written.partition("/")
            known = drafts.get(f"{name.lower()}@{version}")
            for other in _table(each, "dependencies") if known is not None else ():
                key = f"{other.lower()}@{entries.get(other.lower(), '')}"
                if known is not None and key in drafts:
                    known.needs[key] = True
    found.drafts = list(drafts.values())

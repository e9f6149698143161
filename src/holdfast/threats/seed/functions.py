"""Functions without a machine of their own: the code that they are made from, and the gateways before them."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Mapping
from typing import Final

from holdfast.estate.kinds.edge import ApiMethod
from holdfast.kit.expressions import expression
from holdfast.model.resource import Resource
from holdfast.model.system import UNKNOWN, Sort
from holdfast.threats.seed.draft import Draft, Piece
from holdfast.threats.seed.seen import Seen
from holdfast.threats.seed.values import known, refs, text, told
from holdfast.threats.seed.words import slug

_CODE: Final = expression(
    r"(?m)^\s*[\"']?(?:CodeUri|source_dir|source_path)[\"']?\s*[:=]\s*[\"']?(?:\$\{path\.module\}/)?([\w./\-]+)"
)
_LINES: Final = 60
_STEP: Final = expression(r"\[[^\]]*\]")
_JOINS: Final = ("integration", "Integration")
"""Parts of types that lead a gateway to what answers."""


def made_from(resource: Resource, unit: str, seen: Seen) -> str:
    """A glob of the files that a function is made from; empty where nothing says so."""
    base = unit if unit in ("", ".") or f"{unit}/" in seen.folders else posixpath.dirname(unit)
    base = "" if base == "." else base
    rows = seen.text(resource.place.path).split("\n")
    block = "\n".join(rows[resource.place.line - 1 : min(resource.place.end_line, resource.place.line + _LINES)])
    match = _CODE.search(block)
    if match:
        folder = posixpath.normpath(posixpath.join(base, match[1]))
        if f"{folder}/" in seen.folders:
            return f"{folder}/**"
    handler = (text(resource.raw, "Handler") or text(resource.raw, "handler")).rpartition(".")[0].replace("::", "/")
    start = posixpath.normpath(posixpath.join(base, handler)) if handler else ""
    if start and "/" in start and any(path.startswith(f"{start}.") for path in seen.paths):
        return f"{start}.*"
    return _by_name(resource, seen)


def _by_name(resource: Resource, seen: Seen) -> str:
    """The folder that is called as the function is; the one that lies highest."""
    name = slug(_STEP.sub("", resource.address).rpartition(".")[2])
    folders = [folder for folder in seen.folders if slug(folder.rstrip("/").rpartition("/")[2]) == name]
    best = min(folders, key=lambda folder: (folder.count("/"), folder), default="")
    return f"{best}**" if best and name != "part" else ""


def gateways(draft: Draft, parts: Iterable[Resource], by_bare: Mapping[str, Piece]) -> None:
    """Lead gateways to the functions that answer for them, and say how they know who calls."""
    every = list(parts)
    doors = {bare: piece for bare, piece in by_bare.items() if "api" in piece.technologies and piece.front}
    resources = {_STEP.sub("", each.address.partition(" ")[0]): each for each in every}
    for bare, door in doors.items():
        asked: list[str] = []
        mine = {bare, *(_STEP.sub("", ref) for ref in refs(resources[bare].raw))} if bare in resources else {bare}
        for each in every:
            named = {_STEP.sub("", ref) for ref in refs(each.raw)}
            joins = isinstance(each, ApiMethod) or any(word in each.type for word in _JOINS)
            if not joins or not named & mine:
                continue
            if isinstance(each, ApiMethod) and not known(each.preflight):
                asked.append(told(each.auth_required, "token", "none"))
            for other in _answering(each, named, by_bare):
                draft.pipe(door.id, other.id, door.source[:1], "https")
        if asked:  # one that asks somewhere knows its callers; whom it asks where is a matter of each method
            door.say("authentication", next((word for word in ("token", UNKNOWN) if word in asked), "none"))
            door.say("authorisation", UNKNOWN if "none" in asked and "token" in asked else "")


def _answering(joint: Resource, named: set[str], by_bare: Mapping[str, Piece]) -> list[Piece]:
    """The processes that a joint names; where frameworks write it, its own name begins with that of the function."""
    direct = [by_bare[ref] for ref in named if ref in by_bare and _runs(by_bare[ref])]
    if direct:
        return direct
    low = joint.address.lower()
    called = [(bare, piece) for bare, piece in by_bare.items() if _runs(piece) and "function" in piece.technologies]
    short = ((bare.lower().removesuffix("lambdafunction"), piece) for bare, piece in called)
    fitting = [(name, piece) for name, piece in short if len(name) > 2 and name in low]
    return [max(fitting, key=lambda pair: len(pair[0]))[1]] if fitting else []


def _runs(piece: Piece) -> bool:
    return piece.sort is Sort.PROCESS and not piece.front

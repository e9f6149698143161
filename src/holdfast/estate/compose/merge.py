"""Services with their variables filled in, on top of what they extend, and with override files laid over them.

Follows the Compose specification: mappings are merged, lists are joined, volumes and devices are merged by where they
appear in the container, and commands are replaced.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final

from holdfast.estate.variables import Scope, Unset, expand
from holdfast.formats import yamltree
from holdfast.model.place import Place
from holdfast.model.tree import at, fields, items
from holdfast.model.value import Hop, Known, Tree, Unknown, Value

_REPLACED: Final = frozenset({"command", "entrypoint", "test"})
_PAIRS: Final = frozenset({"environment", "labels", "sysctls", "args", "extra_hosts"})
_BY_TARGET: Final = frozenset({"volumes", "devices"})
_MOST_DEPTH: Final = 60
_MOST_EXTENDED: Final = 20


def tagged(tag: str, tree: Tree) -> Tree:
    """``!reset`` takes away, ``!override`` replaces; other tags mean nothing here."""
    if tag == "reset":
        return Known(None, tree.place)
    if tag == "override":
        return tree
    return Unknown(f"the tag !{tag} decides it", tree.place)


_SETTING: Final = re.compile(r"(?:export\s+)?([A-Za-z_]\w*)\s*=(.*)")
_MOST_SETTINGS: Final = 2_000
_MOST_BYTES: Final = 262_144


def settings(path: str, content: bytes) -> dict[str, Value[str]]:
    """What a file ``.env`` gives the variables of the Compose files beside it, in force unless the shell says else."""
    found: dict[str, Value[str]] = {}
    for number, line in enumerate(content[:_MOST_BYTES].decode("utf-8", "replace").splitlines()[:_MOST_SETTINGS], 1):
        match = _SETTING.match(line.strip())
        if match:
            place, text = Place(path=path, line=number), match[2].strip()
            quote = text[:1] if text[:1] in ("'", '"') else ""
            held = text[1:].partition(quote)[0] if quote else text.partition(" #")[0].rstrip()
            found[match[1]] = Known(held, place) if quote == "'" else expand(held, found, place)
    return found


class _Told(Unset):
    """A scope in which some variables are told, and every other one is set by somebody else, later."""

    def __init__(self, place: Place, told: Scope) -> None:
        super().__init__(place)
        self._told = told

    def get(self, name: str, default: object = None) -> Value[str]:
        return self._told.get(name) or super().get(name)


def document(path: str, content: bytes, told: Scope) -> tuple[Tree | None, tuple[object, ...]]:
    """The document of a Compose file with its variables filled in, and what could not be read.

    What is ``told`` fills all but ``environment``: there a variable may hold a credential, which stays where it is.
    """
    parsed = yamltree.parse(path, content, tagged)
    return (filled(parsed.trees[0], told) if parsed.trees else None), parsed.gaps


def filled(tree: Tree, told: Scope, depth: int = 0) -> Tree:
    """A tree with the variables in its texts replaced by what is told or their defaults; else unknown."""
    if isinstance(tree, Unknown) or depth > _MOST_DEPTH:
        return tree
    if isinstance(tree.value, str):
        if "$" not in tree.value:
            return tree
        found = expand(tree.value, _Told(tree.place, told), tree.place)
        return found if isinstance(found, Unknown) else found._replace(trail=tree.trail)
    if isinstance(tree.value, list):
        return tree._replace(value=[filled(each, told, depth + 1) for each in tree.value])
    if isinstance(tree.value, dict):
        own = {
            name: filled(each, {} if name == "environment" else told, depth + 1) for name, each in tree.value.items()
        }
        return tree._replace(value=own)
    return tree


def merged(base: Tree, over: Tree, name: str = "", depth: int = 0) -> Tree:
    """What is there when one part of a service is laid over another."""
    if not isinstance(base, Known) or not isinstance(over, Known) or depth > _MOST_DEPTH:
        return over
    if base.value is None or over.value is None or name in _REPLACED:
        return over
    if name in _PAIRS:
        base, over = _as_mapping(base), _as_mapping(over)
    if isinstance(base.value, dict) and isinstance(over.value, dict):
        own = dict(base.value)
        for key, each in over.value.items():
            own[key] = merged(own[key], each, key, depth + 1) if key in own else each
        return base._replace(value=own)
    if isinstance(base.value, list) and isinstance(over.value, list):
        if name in _BY_TARGET:
            given = {_target(each) for each in over.value}
            return base._replace(value=[*(each for each in base.value if _target(each) not in given), *over.value])
        return base._replace(value=[*base.value, *over.value])
    return over


def _as_mapping(tree: Known[object]) -> Known[object]:
    """Pairs that are written as a list, as the mapping that they mean."""
    if not isinstance(tree.value, list):
        return tree
    found: dict[str, Tree] = {}
    for each in tree.value:
        if isinstance(each, Known) and isinstance(each.value, str):
            name, equals, value = each.value.partition("=")
            found[name] = each._replace(value=value if equals else None)
    return Known(found, tree.place)


def _target(tree: Tree) -> str:
    """Where a volume or device appears in the container."""
    if isinstance(tree, Unknown):
        return ""
    if isinstance(tree.value, dict):
        told = at(tree, "target")
        return str(told.value) if isinstance(told, Known) else ""
    parts = str(tree.value).split(":")
    return parts[1] if len(parts) > 1 else parts[0]


Other = Callable[[str], Tree | None]
"""The document of another file, by its name as written; None where it isn't here."""


def extended(name: str, services: Mapping[str, Tree], other: Other, depth: int = 0) -> Tree | None:
    """A service on top of what it extends; None where there is no such service."""
    own = services.get(name)
    if own is None or isinstance(own, Unknown) or depth > _MOST_EXTENDED:
        return own
    told = at(own, "extends")
    if isinstance(told, Unknown) or told.value is None:
        return own
    service = told if isinstance(told.value, str) else at(told, "service")
    file = at(told, "file") if isinstance(told.value, dict) else Known(None, told.place)
    below: Tree | None = None
    if isinstance(service, Known) and isinstance(service.value, str):
        if isinstance(file, Known) and isinstance(file.value, str):
            document = other(file.value)
            among = dict(fields(at(document, "services"))) if document is not None else {}
            below = extended(service.value, among, lambda _: None, depth + 1)
        else:
            below = extended(service.value, services, other, depth + 1)
    if below is None:
        return Unknown("it extends a service that is not here", own.place)
    whole = merged(_from(below, service), own)
    return whole._replace(place=own.place)


def _from(tree: Tree, service: Tree) -> Tree:
    """A service that another one extends; its values say that they come from there."""
    hop = Hop("the service that it extends", service.place)
    if isinstance(tree, Unknown) or not isinstance(tree.value, dict):
        return tree
    kept = {name: each for name, each in tree.value.items() if name not in ("extends", "depends_on")}
    return tree._replace(
        value={
            name: each._replace(trail=(*each.trail, hop)) if isinstance(each, Known) else each
            for name, each in kept.items()
        }
    )


def pairs(tree: Tree) -> list[tuple[str, Tree]]:
    """Names and values that are written as a mapping or as a list of ``NAME=value``."""
    if isinstance(tree, Known) and isinstance(tree.value, dict):
        return list(tree.value.items())
    found: list[tuple[str, Tree]] = []
    for each in items(tree):
        if isinstance(each, Known) and isinstance(each.value, str):
            name, equals, value = each.value.partition("=")
            found.append((name.strip(), each._replace(value=value if equals else None)))
    return found

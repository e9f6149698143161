"""Changes to trees that leave the old tree as it was: setting, removing, and the two kinds of patches.

Strategic merge patches follow the merge keys of the API of Kubernetes; JSON patches follow RFC 6902.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from holdfast.model.tree import at, items
from holdfast.model.value import How, Known, Tree

_KEYS: Final = {
    "containers": ("name",),
    "initContainers": ("name",),
    "ephemeralContainers": ("name",),
    "volumes": ("name",),
    "env": ("name",),
    "imagePullSecrets": ("name",),
    "volumeMounts": ("mountPath",),
    "volumeDevices": ("devicePath",),
    "ports": ("containerPort", "port"),
    "hostAliases": ("ip",),
    "topologySpreadConstraints": ("topologyKey",),
    "secrets": ("name",),
}
"""Lists whose elements are merged by a name, and not replaced."""
_MOST_DEPTH: Final = 60


def with_value(tree: Tree, path: Sequence[str], value: Tree) -> Tree:
    """A tree with something set at a path; mappings on the way are made where they are missing."""
    return with_change(tree, path, lambda _: value)


def with_change(tree: Tree, path: Sequence[str], change: Callable[[Tree | None], Tree]) -> Tree:
    """A tree in which what stands at a path was put through a function; None is handed in for nothing."""
    if not path:
        return change(tree)
    if not isinstance(tree, Known) or not isinstance(tree.value, dict | None):
        return tree
    own = tree.value or {}
    inner = own.get(path[0])
    if len(path) == 1:
        return tree._replace(value={**own, path[0]: change(inner)})
    below = inner if inner is not None else Known({}, tree.place)
    return tree._replace(value={**own, path[0]: with_change(below, path[1:], change)})


def merged(base: Tree, patch: Tree, name: str = "", depth: int = 0) -> Tree:
    """A tree with a strategic merge patch laid over it."""
    if not isinstance(base, Known) or not isinstance(patch, Known) or depth > _MOST_DEPTH:
        return patch
    if isinstance(base.value, dict) and isinstance(patch.value, dict):
        if _told(patch) == "replace":
            return patch._replace(value={key: each for key, each in patch.value.items() if not key.startswith("$")})
        own = dict(base.value)
        for key, each in patch.value.items():
            if key.startswith("$"):
                continue
            if (isinstance(each, Known) and each.value is None) or _told(each) == "delete":
                _take(own, key, each)
            else:
                own[key] = merged(own[key], each, key, depth + 1) if key in own else _clean(each, depth + 1)
        return base._replace(value=own)
    if isinstance(base.value, list) and isinstance(patch.value, list) and name in _KEYS:
        return _merged_list(base, patch, _KEYS[name], depth)
    return _clean(patch, depth)


def _take(own: dict[str, Tree], key: str, by: Tree) -> None:
    """Take something out. A setting, which is a mapping or a yes or no, is then absent where the patch says so."""
    old = own.pop(key, None)
    if isinstance(old, Known) and isinstance(old.value, dict | bool):
        own[key] = Known(None, by.place, How.DEFAULT)


def _told(tree: Tree) -> object:
    told = at(tree, "$patch")
    return told.value if isinstance(told, Known) else None


def _clean(tree: Tree, depth: int) -> Tree:
    """What a patch brings in anew, without its directives."""
    if depth > _MOST_DEPTH or not isinstance(tree, Known):
        return tree
    if isinstance(tree.value, dict):
        kept = {key: _clean(each, depth + 1) for key, each in tree.value.items() if not key.startswith("$")}
        return tree._replace(value=kept)
    if isinstance(tree.value, list):
        return tree._replace(value=[_clean(each, depth + 1) for each in tree.value if _told(each) != "delete"])
    return tree


def _merged_list(base: Known[list[Tree]], patch: Known[list[Tree]], keys: Sequence[str], depth: int) -> Tree:
    if any(_told(each) == "replace" for each in patch.value):
        return patch._replace(value=[each for each in patch.value if _told(each) is None])
    own = list(base.value)
    index = {_key(each, keys): position for position, each in enumerate(own)}
    gone: set[int] = set()
    for each in patch.value:
        position = index.get(_key(each, keys))
        if _told(each) == "delete":
            gone |= {position} if position is not None else set()
        elif position is None or _key(each, keys) is None:
            own.append(_clean(each, depth + 1))
        else:
            own[position] = merged(own[position], each, "", depth + 1)
    return base._replace(value=[each for position, each in enumerate(own) if position not in gone])


def _key(tree: Tree, keys: Sequence[str]) -> str | None:
    for key in keys:
        found = at(tree, key)
        if isinstance(found, Known) and found.value is not None:
            return str(found.value)
    return None


class Misfit(Exception):  # noqa: N818 - an answer more than a fault
    """A JSON patch does not fit the object that it is laid over."""


def json_patched(tree: Tree, operations: Tree) -> Tree:
    """A tree with a JSON patch laid over it. Raises Misfit."""
    for operation in items(operations):
        name, path = _text(at(operation, "op")), _pointer(_text(at(operation, "path")))
        if name in ("add", "replace"):
            tree = _at_pointer(tree, path, at(operation, "value"), adds=name == "add")
        elif name == "remove":
            tree = _at_pointer(tree, path, None, adds=False, by=operation)
        elif name in ("move", "copy"):
            origin = _pointer(_text(at(operation, "from")))
            value = _found(tree, origin)
            tree = _at_pointer(tree, origin, None, adds=False) if name == "move" else tree
            tree = _at_pointer(tree, path, value, adds=True)
        elif name != "test":
            raise Misfit("an operation that RFC 6902 doesn't have")
    return tree


def _text(tree: Tree) -> str:
    return tree.value if isinstance(tree, Known) and isinstance(tree.value, str) else ""


def _pointer(text: str) -> list[str]:
    return [part.replace("~1", "/").replace("~0", "~") for part in text.split("/")[1:]]


def _found(tree: Tree, path: Sequence[str]) -> Tree:
    for part in path:
        inner = tree.value if isinstance(tree, Known) else None
        if isinstance(inner, dict) and part in inner:
            tree = inner[part]
        elif isinstance(inner, list) and part.isdigit() and int(part) < len(inner):
            tree = inner[int(part)]
        else:
            raise Misfit("a path that leads nowhere")
    return tree


def _at_pointer(tree: Tree, path: Sequence[str], value: Tree | None, *, adds: bool, by: Tree | None = None) -> Tree:
    """A tree with something set, put in or (None) removed at a pointer; ``by`` is what removes it for good."""
    if not path:
        return value if value is not None else tree
    if len(path) > _MOST_DEPTH or not isinstance(tree, Known):
        raise Misfit("a path into something unknown")
    part, rest = path[0], path[1:]
    if isinstance(tree.value, dict):
        own = dict(tree.value)
        if rest:
            if part not in own:
                raise Misfit("a path that leads nowhere")
            own[part] = _at_pointer(own[part], rest, value, adds=adds, by=by)
        elif value is not None:
            own[part] = value
        elif by is not None:
            _take(own, part, by)
        else:
            own.pop(part, None)
        return tree._replace(value=own)
    if isinstance(tree.value, list):
        return tree._replace(value=_in_list(tree.value, part, rest, value, adds=adds, by=by))
    raise Misfit("a path that leads nowhere")


def _in_list(
    own: list[Tree], part: str, rest: Sequence[str], value: Tree | None, *, adds: bool, by: Tree | None
) -> list[Tree]:
    own = list(own)
    if part == "-" and not rest and adds and value is not None:
        return [*own, value]
    if not part.isdigit() or int(part) >= len(own) + (adds and not rest):
        raise Misfit("a position that isn't there")
    position = int(part)
    if rest:
        own[position] = _at_pointer(own[position], rest, value, adds=adds, by=by)
    elif value is None:
        del own[position]
    elif adds:
        own.insert(position, value)
    else:
        own[position] = value
    return own

"""Functions of templates that need nothing but their argument, which is evaluated already."""

from __future__ import annotations

import ipaddress
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

from holdfast.estate.standins import MOST_TEXT, all_refs, complete, known, written
from holdfast.model.place import Place
from holdfast.model.tree import plain
from holdfast.model.value import How, Known, Tree, Unknown

_NAME: Final = re.compile(r"\$\{(!?)([^{}]*)\}")
_MOST_NETWORKS: Final = 256


def template_parts(text: str) -> Iterator[tuple[str, bool]]:
    """The parts of a text for ``Fn::Sub``, each with whether it is a name to be filled in."""
    start = 0
    for found in _NAME.finditer(text):
        if found.start() > start:
            yield text[start : found.start()], False
        start = found.end()
        yield (f"${{{found[2]}}}", False) if found[1] else (found[2].strip(), True)
    if start < len(text) or not text:
        yield text[start:], False


def same(one: Tree, other: Tree) -> bool | None:
    """Whether two values are equal as CloudFormation compares them; None where one is not known."""
    if not (complete(one) and complete(other)):
        return None
    return bool(_comparable(plain(one)) == _comparable(plain(other)))


def _comparable(value: object) -> Any:
    if isinstance(value, list):
        return [_comparable(each) for each in value]
    if isinstance(value, dict):
        return {name: _comparable(each) for name, each in value.items()}
    return "" if value is None or not isinstance(value, bool | str | int | float) else written(value)


def looked_up(mappings: Mapping[str, Tree], names: Sequence[str]) -> Tree | None:
    """The entry of a map at a map's name, a first and a second key; None where there is none."""
    if len(names) != 3 or names[0] not in mappings:
        return None
    tree = mappings[names[0]]
    for name in names[1:]:
        if isinstance(tree, Unknown) or not isinstance(tree.value, dict) or name not in tree.value:
            return None
        tree = tree.value[name]
    return tree


def _parts(argument: Tree, *counts: int) -> list[Tree] | None:
    """The arguments of a function, if there are as many as it takes."""
    parts = argument.value if isinstance(argument, Known) else None
    return parts if isinstance(parts, list) and len(parts) in counts else None


def _unknown(place: Place, *trees: Tree) -> Unknown:
    why = next((tree.why for tree in trees if isinstance(tree, Unknown)), "its argument has an unexpected form")
    return Unknown(why, place, tuple(dict.fromkeys(ref for tree in trees for ref in tree.refs)))


def _select(argument: Tree, place: Place) -> Tree:
    parts = _parts(argument, 2)
    if parts is None:
        return _unknown(place, argument)
    index, among = parts
    if isinstance(index, Unknown) or isinstance(among, Unknown) or not isinstance(among.value, list):
        return _unknown(place, index, among)
    digits = str(index.value)
    if not digits.isascii() or not digits.isdigit() or len(digits) > 9 or int(digits) >= len(among.value):
        return _unknown(place)
    chosen: Tree = among.value[int(digits)]
    return chosen._replace(place=place)


def _split(argument: Tree, place: Place) -> Tree:
    parts = _parts(argument, 2)
    if parts is None:
        return _unknown(place, argument)
    delimiter, text = parts
    if isinstance(delimiter, Unknown) or isinstance(text, Unknown) or not isinstance(text.value, str):
        return _unknown(place, delimiter, text)
    if not delimiter.value or not isinstance(delimiter.value, str):
        return _unknown(place)
    pieces = text.value.split(delimiter.value)
    listed = [Known(piece, place, How.COMPUTED, text.trail, text.refs) for piece in pieces]
    return Known(listed, place, How.COMPUTED, text.trail, text.refs)


def _base64(argument: Tree, place: Place) -> Tree:
    return argument._replace(place=place)


def _cidr(argument: Tree, place: Place) -> Tree:
    parts = _parts(argument, 2, 3)
    if parts is None:
        return _unknown(place, argument)
    try:
        block, count, bits = [plain(part) for part in parts] + [8] * (3 - len(parts))
        network = ipaddress.ip_network(block, strict=False)
        length = network.max_prefixlen - int(bits)
        if not network.prefixlen <= length <= network.max_prefixlen or not 0 < int(count) <= _MOST_NETWORKS:
            return _unknown(place, *parts)
        inner = network.subnets(new_prefix=length)
        made = [str(each) for _, each in zip(range(int(count)), inner, strict=False)]
    except (ValueError, TypeError):
        return _unknown(place, *parts)
    return Known([Known(each, place, How.COMPUTED) for each in made], place, How.COMPUTED)


def _length(argument: Tree, place: Place) -> Tree:
    if isinstance(argument, Unknown) or not isinstance(argument.value, list):
        return _unknown(place, argument)
    return Known(len(argument.value), place, How.COMPUTED)


def _json(argument: Tree, place: Place) -> Tree:
    refs = all_refs(argument)
    if not known(argument):
        return Unknown("a part of it is not known", place, refs)
    parts, length = [], 0
    for part in json.JSONEncoder().iterencode(plain(argument)):
        length += len(part)
        if length > MOST_TEXT:
            return Unknown("its text is too long to compute", place, refs)
        parts.append(part)
    return Known("".join(parts), place, How.COMPUTED, (), refs)


FUNCTIONS: Final[Mapping[str, Callable[[Tree, Place], Tree]]] = {
    "Fn::Select": _select,
    "Fn::Split": _split,
    "Fn::Base64": _base64,
    "Fn::Cidr": _cidr,
    "Fn::Length": _length,
    "Fn::ToJsonString": _json,
}

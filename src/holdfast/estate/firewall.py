"""Ports and protocols of firewall rules, as providers write them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from holdfast.model.place import Place
from holdfast.model.tree import absent, mapped, number
from holdfast.model.value import How, Known, Tree, Unknown, Value

_PROTOCOLS: Final = {"-1": "all", "all": "all", "6": "tcp", "17": "udp", "1": "icmp", "58": "icmpv6"}


def protocol(tree: Tree) -> Value[str | None]:
    """A protocol by its name; numbers of the common ones are translated; absent means all."""
    if isinstance(tree, Known) and tree.value is None:
        return Known("all", tree.place, How.DEFAULT)
    return mapped(tree, lambda value: _PROTOCOLS.get(_word(value), _word(value)))


def _word(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).strip().lower()


def port(tree: Tree) -> Value[float | None]:
    """A port; -1, as AWS writes every type of ICMP, is none."""
    found = number(tree)
    if isinstance(found, Known) and found.value is not None and found.value < 0:
        return Known(None, found.place, found.how, found.trail)
    return found


def gathered(lists: Iterable[Tree], near: Tree) -> Value[tuple[Value[str], ...]]:
    """Address ranges out of several attributes, each a text or a list of texts; the place is that of the first."""
    found: list[Value[str]] = []
    places: list[Tree] = []
    for tree in lists:
        if isinstance(tree, Known) and tree.value in (None, "", []):
            continue
        places.append(tree)
        if isinstance(tree, Unknown):
            found.append(tree)
        elif isinstance(tree.value, list):
            # What a finding points at is the attribute; its elements may stand anywhere.
            found += [_text(each)._replace(place=tree.place) for each in tree.value]
        else:
            found.append(_text(tree))
    source = places[0] if places else absent(near)
    return Known(tuple(found), source.place, How.EXPLICIT, () if isinstance(source, Unknown) else source.trail)


def _text(tree: Tree) -> Value[str]:
    return mapped(tree, lambda value: str(value) if isinstance(value, str) else str(value["cidr"]))


def joined(lists: Iterable[Value[tuple[Value[str], ...]]]) -> Value[tuple[Value[str], ...]]:
    """Several lists of texts as one, at the place of the first that is written; unknown if one is."""
    found: list[Value[str]] = []
    place = None
    for each in lists:
        if isinstance(each, Unknown):
            return each
        found += each.value
        place = each.place if place is None or (each.value and len(found) == len(each.value)) else place
    return Known(tuple(found), place or Place(path=""))

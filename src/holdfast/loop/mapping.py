"""Which of our controls a check of another tool speaks of.

Asked in this order, the first answer counts: the control or threat that the report itself names; the check of ours that
goes by the other's name; for packages and secrets, the control of the same name as the question; the weakness (CWE);
the topic. For a weakness and for a topic it is the control that most of our own checks of the same engines prove, if at
least half of them do: what is spread over many controls says nothing about one of them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from holdfast.model.check import Check
from holdfast.model.foreign import Item
from holdfast.model.history import History
from holdfast.model.noun import noun

_CODE: Final = ("sast",)
_DEPLOYED: Final = ("iac", "container", "pipeline")
_FAMILIES: Final[Mapping[str, tuple[tuple[str, ...], ...]]] = {
    "sast": (_CODE, _DEPLOYED),
    "web": (_CODE, _DEPLOYED),
    "test": (_CODE, _DEPLOYED),
    **dict.fromkeys(("iac", "container", "pipeline", "cloud", "host", "network"), (_DEPLOYED,)),
}
"""Engines whose checks answer the same questions as an item of a kind, those asked first that are nearest."""
_KINDS: Final[Mapping[str, str]] = {"sca": "no-known-vulnerable-packages", "secrets": "secrets-not-in-code"}
_PARENTS: Final[Mapping[int, int]] = {
    **dict.fromkeys((564, 943), 89),
    **dict.fromkeys((77, 88), 78),
    **dict.fromkeys((80, 81, 83, 84, 85, 86, 87), 79),
    **dict.fromkeys((23, 24, 25, 26, 27, 28, 29, 35, 36, 37, 38, 39, 73), 22),
    **dict.fromkeys((95, 96), 94),
    **dict.fromkeys((257, 259, 321), 798),
    **dict.fromkeys((296, 297, 298, 299), 295),
    **dict.fromkeys((310, 311), 319),
}
"""Weaknesses that are special cases of another: CWE's own tree, where ours knows the general one."""
_SHORT: Final = re.compile(r"(?:avd-)?([a-z]+)-?0*([0-9]+)")


@noun
class Book:
    """What is known of our checks and controls, by what others call them."""

    controls: frozenset[str]
    names: Mapping[str, tuple[Check, ...]]
    """By id, name and alias in plain form."""
    about: Mapping[tuple[str, str], tuple[tuple[str, ...], ...]]
    """Per engine and weakness (``cwe-89``) or topic: what each check that is about it proves."""


class Mapped(NamedTuple):
    """The controls that an item speaks of, and by what."""

    controls: tuple[str, ...]
    by: str
    """``property``, ``alias``, ``kind``, ``cwe`` or ``topic``; empty for none."""
    checks: tuple[str, ...] = ()
    """Ids of our checks that ask the same, where it is by alias."""


class Silent(NamedTuple):
    """What other tools say that speaks of no control, and so shows in none."""

    checks: int
    open: int
    """Failures of these checks that are open."""


def silent(checks: Iterable[Check], histories: Iterable[History]) -> Silent:
    """The checks of other tools among some that are mapped to nothing, and what is open of them."""
    found = {check.id for check in checks if ":" in check.id and not check.proves}
    return Silent(checks=len(found), open=sum(item.open and item.check in found for item in histories))


def book(checks: Iterable[Check], controls: Iterable[str]) -> Book:
    """The book of all our checks and the ids of our controls."""
    names: dict[str, list[Check]] = {}
    about: dict[tuple[str, str], list[tuple[str, ...]]] = {}
    for check in checks:
        for name in dict.fromkeys(map(plain, (check.id, check.name, *check.aliases))):
            names.setdefault(name, []).append(check)
        for one in (*map(_weakness, check.cwe), *check.topics):
            about.setdefault((check.engine, one), []).append(check.proves)
    return Book(
        controls=frozenset(controls),
        names={name: tuple(found) for name, found in names.items()},
        about={key: tuple(found) for key, found in about.items()},
    )


def _weakness(number: int) -> str:
    return f"cwe-{number}"


def plain(name: str) -> str:
    """A rule's name as it is compared: ``AVD-KSV-0012``, ``KSV-012`` and ``ksv12`` are one."""
    text = name.strip().lower()
    short = _SHORT.fullmatch(text)
    return f"{short[1]}{short[2]}" if short else text


def mapped(item: Item, known: Book, threats: Mapping[str, tuple[str, ...]]) -> Mapped:
    """The controls of an item. ``threats`` tells which controls counter a threat that the report names."""
    told = (*item.controls, *(name for threat in item.threats for name in threats.get(threat, ())))
    named = tuple(dict.fromkeys(name for name in told if name in known.controls))
    if named:
        return Mapped(named, "property")
    same = [check for name in (item.rule, *item.aliases) for check in known.names.get(plain(name), ())]
    proven = tuple(dict.fromkeys(name for check in same for name in check.proves if name in known.controls))
    if proven:
        return Mapped(proven, "alias", tuple(dict.fromkeys(check.id for check in same)))
    kind = _KINDS.get(item.kind, "")
    if kind in known.controls:
        return Mapped((kind,), "kind")
    numbers = (*item.cwe, *(_PARENTS[number] for number in item.cwe if number in _PARENTS))
    for by, asked in (("cwe", map(_weakness, numbers)), ("topic", item.topics)):
        for one in asked:
            found = _voted(known, item.kind, one)
            if found:
                return Mapped(found, by)
    return Mapped((), "")


def _voted(known: Book, kind: str, one: str) -> tuple[str, ...]:
    """The control that at least half of the checks prove which are about ``one``."""
    for engines in _FAMILIES.get(kind, ()):
        checks = [proves for engine in engines for proves in known.about.get((engine, one), ()) if proves]
        count = Counter(name for proves in checks for name in dict.fromkeys(proves) if name in known.controls)
        found = tuple(sorted(name for name, many in count.items() if many * 2 >= len(checks)))
        if found:
            return found
    return ()

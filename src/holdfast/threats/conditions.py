"""Conditions of rules: read once, asked of every element and flow, answered yes, no or not known (Kleene's logic).

A fact that says ``unknown`` makes its condition unknown. A fact that nobody stated is one that does not hold; where a
condition tells what counters a threat, nothing that is not stated counters it, not by a ``not`` either.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, NamedTuple

from holdfast.model.errors import ConfigError
from holdfast.model.system import TAGS, UNKNOWN, Element, Flow, Level, Sort
from holdfast.model.terms import TERMS
from holdfast.threats.world import Item, World

MOST_DEPTH: Final = 12
"""Conditions in conditions."""
FLOWS: Final = ("flow", "crossing")
_NOT_SAID: Final = "not said"
_TRUTH: Final = {True: "yes", False: "no"}


class Answer(NamedTuple):
    """What a condition says of an element or flow."""

    truth: bool | None
    """None where it hangs on something that is unknown."""
    asks: frozenset[tuple[str, str]] = frozenset()
    """Ids and facts that are unknown and would decide it."""
    facts: tuple[str, ...] = ()
    """What it rests on, each as ``fact: value``."""


Condition = Callable[[World, Item], Answer]


def compiled(spec: Any, sort: str, *, counters: bool = False) -> Condition:
    """The condition that plain data describe, about elements of a sort or flows.

    ``counters`` says that it tells what counters a threat. Raises ConfigError for a word that is none, with the valid
    ones.
    """
    return _Compiler(counters).mapping(spec, "flow" if sort in FLOWS else sort, 0, positive=True)


class _Compiler:
    """Turns plain data into functions; says what is wrong with them."""

    def __init__(self, counters: bool) -> None:
        self._counters = counters

    def mapping(self, spec: Any, sort: str, depth: int, *, positive: bool) -> Condition:
        """All keys of a mapping hold. ``sort`` is empty where it may be of any element."""
        if depth > MOST_DEPTH:
            raise ConfigError(f"conditions nest more than {MOST_DEPTH} deep", advice="Split the rule.")
        if not isinstance(spec, Mapping) or not spec:
            raise ConfigError("a condition is a mapping, as {exposure: internet}")
        return _all([self._entry(str(key), value, sort, depth, positive) for key, value in spec.items()])

    def _entry(self, key: str, value: Any, sort: str, depth: int, positive: bool) -> Condition:
        if key in ("all", "any"):
            if not isinstance(value, list) or not value:
                raise ConfigError(f"{key!r} takes a list of conditions")
            parts = [self.mapping(each, sort, depth + 1, positive=positive) for each in value]
            return _all(parts) if key == "all" else _any(parts)
        if key == "not":
            return _not(self.mapping(value, sort, depth + 1, positive=not positive))
        if key in ("start", "end"):
            _only(key, sort, "flow")
            return _at(key, self.mapping(value, "", depth + 1, positive=positive))
        if key in ("in", "out"):
            if sort == "flow":
                raise ConfigError(f"{key!r} is asked of elements, not of flows")
            return _some(key, self.mapping(value, "flow", depth + 1, positive=positive))
        if key in TERMS:
            return self._fact(key, value, sort, positive)
        return self._other(key, value, sort)

    def _fact(self, name: str, value: Any, sort: str, positive: bool) -> Condition:
        term, words = TERMS[name], _words(value)
        if (sort and sort not in term.on) or (not sort and term.on == ("flow",)):
            raise ConfigError(f"{'a ' + sort if sort else 'an element'} has no fact {name!r}", advice=_one_of(term.on))
        for word in words:
            if word not in term.values:
                raise ConfigError(f"{name} cannot be {word!r}", advice=_one_of(term.values))
        silent = self._counters and not positive

        def answer(_world: World, item: Item) -> Answer:
            said = item.fact(name)
            if said == UNKNOWN:
                return Answer(None, frozenset({(item.id, name)}), (f"{name}: {UNKNOWN}",))
            truth = said in words if said else silent
            return Answer(truth, facts=(f"{name}: {said or _NOT_SAID}",))

        return answer

    def _other(self, key: str, value: Any, sort: str) -> Condition:
        make = _LEAVES.get(key)
        if make is None:
            from difflib import get_close_matches

            valid = [*_LEAVES, *_STRUCTURE, *(name for name, term in TERMS.items() if not sort or sort in term.on)]
            near = get_close_matches(key, valid, 1)
            raise ConfigError(f"there is no condition {key!r}", advice=f"Did you mean {near[0]!r}?" if near else "")
        return make(sort, _words(value))


_STRUCTURE: Final = ("all", "any", "not", "start", "end", "in", "out")


def _words(value: Any) -> tuple[str, ...]:
    """One word or several, with booleans as they are said."""
    items = value if isinstance(value, list) else [value]
    found = tuple(_TRUTH[item] if isinstance(item, bool) else str(item) for item in items)
    if not found or any(isinstance(item, list | Mapping) or item is None for item in items):
        raise ConfigError("a condition takes a word or a list of words")
    return found


def _one_of(words: Iterable[str]) -> str:
    return f"One of: {', '.join(words)}."


def _only(key: str, sort: str, *sorts: str) -> None:
    if sort not in sorts:
        raise ConfigError(
            f"{key!r} is asked of {' and '.join(f'a {each}' if each else 'elements' for each in sorts)} only"
        )


def _valid(key: str, words: tuple[str, ...], valid: Iterable[str]) -> None:
    known = tuple(valid)
    for word in words:
        if word not in known:
            raise ConfigError(f"{key} cannot be {word!r}", advice=_one_of(known))


def _all(parts: list[Condition]) -> Condition:
    if len(parts) == 1:
        return parts[0]

    def answer(world: World, item: Item) -> Answer:
        found = [part(world, item) for part in parts]
        no = [each for each in found if each.truth is False]
        if no:
            return Answer(False, facts=_facts(no))
        asks = frozenset(ask for each in found for ask in each.asks)
        return Answer(None if any(each.truth is None for each in found) else True, asks, _facts(found))

    return answer


def _any(parts: list[Condition]) -> Condition:
    def answer(world: World, item: Item) -> Answer:
        found = [part(world, item) for part in parts]
        yes = [each for each in found if each.truth]
        if yes:
            return Answer(True, facts=_facts(yes))
        asks = frozenset(ask for each in found for ask in each.asks)
        return Answer(None if any(each.truth is None for each in found) else False, asks, _facts(found))

    return answer


def _not(part: Condition) -> Condition:
    def answer(world: World, item: Item) -> Answer:
        found = part(world, item)
        if found.truth is None:
            return found
        return Answer(not found.truth, found.asks)  # it rests on what is not there, which explains nothing

    return answer


def _facts(found: list[Answer]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(fact for each in found for fact in each.facts))


def _at(end: str, part: Condition) -> Condition:
    """A condition on the element at one end of a flow."""

    def answer(world: World, item: Item) -> Answer:
        name = getattr(item, end)
        element = world.elements.get(name)
        return part(world, element) if element is not None else Answer(False)

    return answer


def _some(way: str, part: Condition) -> Condition:
    """Some flow into or out of an element fulfils a condition."""

    def answer(world: World, item: Item) -> Answer:
        flows = (world.into if way == "in" else world.out_of)[item.id]
        found = [(flow, part(world, flow)) for flow in flows if not flow.out_of_scope]
        yes = [flow.name for flow, each in found if each.truth]
        if yes:
            return Answer(True, facts=tuple(f"flow {name}" for name in yes[:2]))
        asks = frozenset(ask for _, each in found for ask in each.asks)
        return Answer(None if any(each.truth is None for _, each in found) else False, asks)

    return answer


def _leaf(test: Callable[[World, Any], bool], says: str) -> Condition:
    def answer(world: World, item: Item) -> Answer:
        truth = test(world, item)
        return Answer(truth, facts=(says,) if truth else ())

    return answer


def _technology(sort: str, words: tuple[str, ...]) -> Condition:
    if sort == "flow":
        raise ConfigError("'technology' is asked of elements", advice="Of a flow, ask its start or end.")
    wanted = frozenset(words)

    def answer(world: World, item: Item) -> Answer:
        if (item.id, "technologies") in world.hazy:
            return Answer(None, frozenset({(item.id, "technologies")}))
        found = [word for word in item.technologies if word in wanted] if isinstance(item, Element) else []
        return Answer(bool(found), facts=tuple(f"technology: {word}" for word in found))

    return answer


def _tag(_sort: str, words: tuple[str, ...]) -> Condition:
    _valid("tag", words, TAGS)
    wanted = frozenset(words)

    def answer(world: World, item: Item) -> Answer:
        tags = {tag for asset in world.at_stake(item) for tag in asset.tags}
        found = [tag for tag in TAGS if tag in wanted and tag in tags]
        if not found and (asks := world.hazy_stakes(item)):
            return Answer(None, asks)
        return Answer(bool(found), facts=(f"data: {', '.join(found)}",) if found else ())

    return answer


def _level(_sort: str, words: tuple[str, ...]) -> Condition:
    _valid("level", words, [level.value for level in Level])
    least = min(Level(word).rank for word in words)

    def answer(world: World, item: Item) -> Answer:
        levels = [asset.level for asset in world.at_stake(item)]
        highest = max(levels, key=lambda level: level.rank, default=None)
        truth = highest is not None and highest.rank >= least
        if not truth and (asks := world.hazy_stakes(item)):
            return Answer(None, asks)
        return Answer(truth, facts=(f"level: {highest}",) if truth else ())

    return answer


def _flag(key: str, words: tuple[str, ...]) -> bool:
    _valid(key, words, ("yes", "no"))
    return words == ("yes",)


def _crosses(sort: str, words: tuple[str, ...]) -> Condition:
    _only("crosses", sort, "flow")
    wanted = _flag("crosses", words)
    return _leaf(lambda world, flow: bool(world.crossings[flow.id]) == wanted, f"crosses: {words[0]}")


def _from_outside(sort: str, words: tuple[str, ...]) -> Condition:
    _only("from-outside", sort, "flow")
    wanted = _flag("from-outside", words)
    return _leaf(lambda world, flow: world.from_outside(flow) == wanted, f"from-outside: {words[0]}")


def _boundary(_sort: str, words: tuple[str, ...]) -> Condition:
    wanted = frozenset(words)

    def answer(world: World, item: Item) -> Answer:
        found = [kind for kind in dict.fromkeys(world.kinds(item)) if kind in wanted]
        return Answer(bool(found), facts=(f"boundary: {', '.join(found)}",) if found else ())

    return answer


def _protocol(sort: str, words: tuple[str, ...]) -> Condition:
    _only("protocol", sort, "flow")
    wanted = frozenset(word.lower() for word in words)

    def answer(world: World, item: Item) -> Answer:
        if (item.id, "protocol") in world.hazy:
            return Answer(None, frozenset({(item.id, "protocol")}))
        said = item.protocol if isinstance(item, Flow) else ""
        return Answer(said.lower() in wanted, facts=(f"protocol: {said or _NOT_SAID}",))

    return answer


def _sort(sort: str, words: tuple[str, ...]) -> Condition:
    if sort == "flow":
        raise ConfigError("'sort' is asked of elements", advice="Of a flow, ask its start or end.")
    _valid("sort", words, [each.value for each in Sort])
    return lambda _world, item: Answer(isinstance(item, Element) and item.sort.value in words)


def _name_has(_sort: str, words: tuple[str, ...]) -> Condition:
    parts = tuple(word.lower() for word in words)

    def answer(_world: World, item: Item) -> Answer:
        text = f"{item.id} {item.name}".lower()
        found = next((part for part in parts if part in text), "")
        return Answer(bool(found), facts=(f"name: {found}",) if found else ())

    return answer


_LEAVES: Final[Mapping[str, Callable[[str, tuple[str, ...]], Condition]]] = {
    "technology": _technology,
    "tag": _tag,
    "level": _level,
    "crosses": _crosses,
    "from-outside": _from_outside,
    "boundary": _boundary,
    "protocol": _protocol,
    "sort": _sort,
    "name-has": _name_has,
}

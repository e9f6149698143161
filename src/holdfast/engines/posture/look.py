"""Judges resources one by one with the rules of their kind. Pure: no I/O, no state, no knowledge of the source."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Final, NamedTuple

from holdfast.kit.expressions import expression
from holdfast.model.judgement import Breach, JudgedRule, NotHere
from holdfast.model.place import Place
from holdfast.model.resource import Resource
from holdfast.model.value import NotKnown

_WORD: Final = expression(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")

OK: Final = "ok"
FAIL: Final = "fail"
UNSURE: Final = "unsure"
CRASH: Final = "crash"
NOT_HERE: Final = "not here"


class Judged(NamedTuple):
    """One rule's answer about one resource."""

    rule: JudgedRule
    resource: Resource
    verdict: str
    """``ok``, ``fail``, ``unsure``, ``crash`` or ``not here``."""
    breaches: tuple[Breach, ...] = ()
    why: str = ""
    """Of an unsure or a crash."""
    at: Place | None = None


def kind(resource: Resource) -> str:
    """Name of a resource's kind: its class in kebab case."""
    return _WORD.sub("-", type(resource).__name__).lower()


def look(
    resources: Iterable[Resource], rules: Callable[[str], Iterable[JudgedRule]], off: frozenset[str] = frozenset()
) -> Iterator[Judged]:
    """Every rule's answer about every resource. ``rules`` gives those of a kind.

    ``off`` holds ids and names of checks, and names of engines, that do not run.
    A rule that breaks on a resource is told as a crash and costs nothing else.
    """
    running: dict[type[Resource], list[JudgedRule]] = {}
    for resource in resources:
        own = running.get(type(resource))
        if own is None:
            checked = ((rule, rule.check) for rule in rules(kind(resource)))
            own = [rule for rule, check in checked if off.isdisjoint((check.id, check.name, check.engine))]
            running[type(resource)] = own
        for rule in own:
            yield _judged(rule, resource)


def _judged(rule: JudgedRule, resource: Resource) -> Judged:
    breaches: list[Breach] = []
    try:
        for breach in rule.judge(resource):
            breaches.append(breach)
    except NotHere:
        return Judged(rule, resource, NOT_HERE)
    except NotKnown as error:
        if not breaches:
            return Judged(rule, resource, UNSURE, (), error.unknown.why, error.unknown.place)
    except Exception as error:  # a rule that meets what nobody thought of must not stop the others
        return Judged(rule, resource, CRASH, (), type(error).__name__, resource.place)
    return Judged(rule, resource, FAIL, tuple(breaches)) if breaches else Judged(rule, resource, OK)

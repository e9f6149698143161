"""Judges of what a rule of a role allows: one finding for each rule, however many words of it are to blame."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from holdfast.estate.kinds.orchestration import AccessRule
from holdfast.model.judgement import Breach, Judge, NotHere
from holdfast.model.value import Known, NotKnown, Unknown, Value

Words = Value[tuple[Value[str], ...]]


def granting(
    says: str, *, verbs: Collection[str], resources: Collection[str] = (), groups: str = "", named: bool = False
) -> Judge:
    """A judge of rules that allow one of some verbs on one of some resources, of every object.

    ``*`` among the verbs of a rule allows all of them, unless the verb has to be ``named``; ``*`` among its resources
    is another check's matter, unless it is asked for. Without resources, any are meant.
    """

    def judge(rule: AccessRule) -> Iterator[Breach]:
        if rule.verbs is None or rule.resources is None or rule.groups is None:
            raise NotHere
        if isinstance(rule.names, Known) and rule.names.value:
            return
        asked: list[tuple[Words, Collection[str]]] = []
        if groups:
            asked.append((rule.groups, {groups}))
        if resources:
            asked.append((rule.resources, resources))
        asked.append((rule.verbs, set(verbs) if named else {*verbs, "*"}))
        told = [_first(words, wanted) for words, wanted in asked]
        if None in told:
            return
        for each in told:
            if isinstance(each, Unknown):
                raise NotKnown(each)
        last = told[-1]
        if isinstance(last, Known):
            yield Breach(last.place, says, last.trail)

    return judge


def _first(words: Words, wanted: Collection[str]) -> Value[str] | None:
    """The first word that is asked for; something unknown that may be; None where none is."""
    if isinstance(words, Unknown):
        return words
    maybe: Unknown | None = None
    for each in words.value:
        if isinstance(each, Unknown):
            maybe = maybe or each
        elif each.value.lower() in wanted:
            return each
    return maybe

"""What a reviewer would remark about a threat model that is well-formed: gaps, leftovers, promises that ran out."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterator
from itertools import chain

from holdfast.formats.treefields import Wrong, nearest
from holdfast.model.system import Element, Sort, System
from holdfast.model.terms import TECHNOLOGIES


def remarks(
    system: System, rules: Collection[str], controls: Collection[str], unused: Collection[str], today: str
) -> list[Wrong]:
    """Every remark, in the order of lines.

    ``rules`` and ``controls`` are the names that exist, ``unused`` the treatments that fit no threat, ``today`` a day.
    """
    found = chain(
        _elements(system), _flows(system), _decided(system, controls, unused, today), _stories(system, rules, controls)
    )
    return sorted(set(found))


def _elements(system: System) -> Iterator[Wrong]:
    touched = {name for flow in system.flows for name in (flow.start, flow.end)}
    for item in system.elements:
        if item.out_of_scope:
            continue
        if item.sort is Sort.STORE and not item.data:
            yield Wrong(
                item.line, f"store {item.id} names no data, so nobody knows what is at stake", "Add `data: […]`."
            )
        if item.id not in touched and system.flows:
            yield Wrong(item.line, f"nothing flows to or from {item.id}", "Draw who uses it, or take it out.")
        if item.sort is not Sort.ENTITY and not item.boundary and system.boundaries:
            yield Wrong(item.line, f"{item.id} stands in no boundary", "Say with `in:` what is around it.")
        yield from _technologies(item)


def _technologies(item: Element) -> Iterator[Wrong]:
    for word in item.technologies:
        if word not in TECHNOLOGIES:
            near = difflib.get_close_matches(word, TECHNOLOGIES, 1, 0.75)
            if near:
                yield Wrong(
                    item.line, f"{item.id}: no rule knows the technology {word!r}", f"Did you mean {near[0]!r}?"
                )


def _flows(system: System) -> Iterator[Wrong]:
    for flow in system.flows:
        if not flow.data and not flow.out_of_scope and system.assets:
            yield Wrong(flow.line, f"flow {flow.id} names no data", "Add `data: […]`.")
    used = {name for item in system.elements for name in item.data}
    used |= {name for flow in system.flows for name in flow.data}
    for asset in system.assets:
        if asset.id not in used:
            yield Wrong(
                asset.line, f"data {asset.id} is nowhere kept and never sent", "Say where it is, or take it out."
            )


def _decided(system: System, controls: Collection[str], unused: Collection[str], today: str) -> Iterator[Wrong]:
    for assumption in system.assumptions:
        if assumption.until and assumption.until < today:
            yield Wrong(
                assumption.line, f"the assumption {assumption.says!r} ended on {assumption.until}", "Ask again."
            )
    for item in system.treatments:
        if item.threat in unused:
            yield Wrong(item.line, f"the treatment of {item.threat} fits no threat", "Take it out, or mend its name.")
        if item.until and item.until < today:
            yield Wrong(item.line, f"the treatment of {item.threat} ended on {item.until}", "Decide anew.")
        for name in item.controls:
            if name not in controls:
                yield Wrong(item.line, f"there is no control {name!r}", nearest(name, controls))
    if not system.sessions:
        yield Wrong(1, "nobody has talked about this model yet", "Write down under `sessions:` who did, and when.")


def _stories(system: System, rules: Collection[str], controls: Collection[str]) -> Iterator[Wrong]:
    for story in system.stories:
        for _, threat in story.steps:
            rule = threat.partition("@")[0]
            if threat and "*" not in rule and rule not in rules:
                yield Wrong(story.line, f"story {story.id}: there is no rule {rule!r}", nearest(rule, rules))
        for name in story.countered:
            if name not in controls:
                yield Wrong(story.line, f"story {story.id}: there is no control {name!r}", nearest(name, controls))
        if not story.steps:
            yield Wrong(story.line, f"story {story.id} has no steps", "Say what the attacker does, step by step.")

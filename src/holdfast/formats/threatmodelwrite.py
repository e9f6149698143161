"""Threat models as text: a whole one in canonical order, or what is new added to a file that people wrote.

What is added leaves every other character of the file as it was. The outcome is read again; where it does not say what
it should (an anchor or a tag in the way), nothing is written and the error says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

from holdfast.formats.threatitems import SECTIONS, Section, braces, context_pairs, inline, lines, treatment_pairs
from holdfast.formats.threatmodel import PATH, examine, read
from holdfast.formats.yamledit import below, composed, entry, inserted, is_empty, keyed, last_mark, replaced, within
from holdfast.formats.yamltext import scalar
from holdfast.model.errors import ConfigError
from holdfast.model.system import Context, Sort, System, Treatment

SCHEMA_NAME: Final = "threatmodel.schema.json"
"""Name of the schema's file, beside the model."""
HINT: Final = f"# yaml-language-server: $schema={SCHEMA_NAME}"
"""The first line of a model: it tells editors what may stand in it."""


def written(found: System) -> str:
    """The whole model as text, which reads as the same model (see ``canonical``)."""
    return "\n".join(_lines(found)) + "\n"


def _lines(found: System) -> Iterator[str]:
    yield HINT
    yield f"system: {scalar(found.name)}"
    if found.context != Context():
        yield f"context: {braces(context_pairs(found.context))}"
    for section in SECTIONS:
        items = section.items(found)
        if items:
            yield from ("", f"{section.name}:")
            for key, item in items:
                yield from lines(section, key, item)


def canonical(found: System) -> System:
    """The model without its line numbers and with its elements by sort: equal for models that say the same."""
    bare: dict[str, Any] = {}
    fields = ("assets", "boundaries", "elements", "flows", "assumptions", "stories", "sessions", "treatments")
    for field in fields:
        bare[field] = tuple(replace(item, line=0) for item in getattr(found, field))
    bare["elements"] = tuple(sorted(bare["elements"], key=lambda item: list(Sort).index(item.sort)))
    return replace(found, **bare)


def added(text: str, new: System, path: str = PATH) -> str:
    """The text with the items of ``new`` that its model lacks, each at the end of its section.

    An item is there already if its section has one with its id (of elements and flows: if any of them has it); of
    lists, if an equal one is there. Name and context of the file stay. Raises ConfigError for a file that cannot be
    read, or into which nothing can be put without changing what stands there.
    """
    old = read(path, text.encode())
    taken = {item.id for item in old.elements} | {item.id for item in old.flows}
    wanted: dict[str, list[tuple[str, Any]]] = {}
    for section in SECTIONS:
        there = [(key, replace(item, line=0)) for key, item in section.items(old)]
        keys = {key for key, _ in there if key} | (taken if section.name in _SHARED else set())
        bare = [(key, replace(item, line=0)) for key, item in section.items(new)]
        fresh = [pair for pair in bare if pair[0] not in keys and pair not in there]
        if fresh:
            wanted[section.name] = there + fresh
            text = _put(text, section, fresh)
    if not wanted:
        return text
    expected = canonical(_with(old, wanted))
    return _checked(text, expected, path)


_SHARED: Final = ("entities", "processes", "stores", "flows")
"""Sections whose items share their ids."""
_FIELDS: Final = {section.name: section.name for section in SECTIONS} | {"data": "assets"}


def _with(old: System, wanted: dict[str, list[tuple[str, Any]]]) -> System:
    made: dict[str, Any] = {}
    kinds = {"entities": Sort.ENTITY, "processes": Sort.PROCESS, "stores": Sort.STORE}
    elements = {sort: tuple(item for item in old.elements if item.sort is sort) for sort in Sort}
    for name, pairs in wanted.items():
        items = tuple(item for _, item in pairs)
        if name in kinds:
            elements[kinds[name]] = items
        else:
            made[_FIELDS[name]] = items
    return replace(old, elements=tuple(item for sort in Sort for item in elements[sort]), **made)


def _put(text: str, section: Section, items: list[tuple[str, Any]]) -> str:
    """The text with items at the end of a section."""
    root = composed(text)
    if root is not None and root.flow_style and root.value:
        raise ConfigError("nothing can be added to a model within braces", advice="Write each section on its own line.")
    found = entry(root, section.name)
    if found is None:
        block = [f"{section.name}:", *(line for key, item in items for line in lines(section, key, item))]
        return _new_section(text, root, section, block)
    if is_empty(found.value):
        text = replaced(text, found.key.end_mark.index, last_mark(found.value).index, ":")
        at = text.find("\n", found.key.end_mark.index)
        body = [line for key, item in items for line in lines(section, key, item)]
        return inserted(text, len(text) if at < 0 else at + 1, body)
    if found.value.flow_style:
        return within(text, found.value, [inline(section, key, item) for key, item in items])
    indent = found.value.start_mark.column
    body = [line for key, item in items for line in lines(section, key, item, indent)]
    return inserted(text, below(text, found.value), body)


def _new_section(text: str, root: Any, section: Section, block: list[str]) -> str:
    """The text with a new section, behind the nearest one that comes before it in order."""
    names = ["system", "context", *(item.name for item in SECTIONS)]
    before = names[: names.index(section.name)]
    there = [found for name in reversed(before) if (found := entry(root, name)) is not None]
    if not there:
        return inserted(text, len(text), ["", *block])
    return inserted(text, below(text, there[0].value), ["", *block])


def treated(text: str, item: Treatment, path: str = PATH) -> str:
    """The text with a treatment: that of the same threat with its keys set, or a new one. Raises ConfigError."""
    old = read(path, text.encode())
    same = [at for at, each in enumerate(old.treatments) if each.threat == item.threat]
    if not same:
        return added(text, System(name="", treatments=(item,)), path)
    at = same[-1]
    for key, value in treatment_pairs(item):
        found = entry(composed(text), "treatments")
        if found is None or len(found.value.value) != len(old.treatments):
            raise ConfigError(f"{path}: the treatments cannot be changed", advice="Write them as a plain list.")
        if key != "threat":
            text = keyed(text, found.value.value[at], key, value)
    if item.way.value != old.treatments[at].way.value and ("way", item.way.value) not in treatment_pairs(item):
        found = entry(composed(text), "treatments")
        text = keyed(text, found.value.value[at], "way", item.way.value) if found else text
    wanted = list(old.treatments)
    kept = {name: getattr(item, name) or getattr(wanted[at], name) for name in _KEPT}
    wanted[at] = replace(wanted[at], way=item.way, **kept)
    return _checked(text, canonical(replace(old, treatments=tuple(wanted))), path)


_KEPT: Final = ("reason", "owner", "until", "controls", "factors", "cvss")
"""Keys of a treatment that stay as they are where a new one leaves them empty."""


def _checked(text: str, expected: System, path: str) -> str:
    found = examine(path, text.encode())
    if found.wrong or canonical(found.system) != expected:
        raise ConfigError(
            f"{path}: nothing can be added without changing what stands there",
            advice="Take anchors, aliases and tags out of the sections, or add it by hand.",
        )
    return text

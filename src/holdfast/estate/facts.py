"""Small functions from a resource's attributes to one fact, for tables of many similar types.

A ``Row`` says which kind a type is and how each fact is found. Terraform and CloudFormation have tables of their own,
because names and defaults differ; both are read by ``resource``. A path is written with dots and steps through blocks
that may be repeated by taking the first: ``server_side_encryption.enabled``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final, NamedTuple, TypeAlias

from holdfast.estate.blocks import Blocks
from holdfast.estate.credentials import literal_secret
from holdfast.kit.expressions import expression
from holdfast.model.place import Place
from holdfast.model.resource import Resource
from holdfast.model.tree import at, fields, flag, items, mapped, number, present, text
from holdfast.model.value import How, Known, Tree, Unknown, Value

Fact: TypeAlias = Callable[[Tree], Value[Any]]
Kind: TypeAlias = type[Resource]


class Row(NamedTuple):
    """One type of resource."""

    type: str
    kind: Kind
    facts: Mapping[str, Fact]
    """Names of fields of the kind, and where they come from; the rest is not here."""


class Frame(NamedTuple):
    """What every resource of a reader shares."""

    provider: str
    language: str


def resource(row: Row, frame: Frame, address: str, place: Place, attrs: Tree, **more: Value[Any] | None) -> Resource:
    """A resource of a row's type; ``more`` are facts that come from elsewhere."""
    known: dict[str, Any] = {name: fact(attrs) for name, fact in row.facts.items()}
    return row.kind(
        address=address,
        type=row.type,
        provider=frame.provider,
        language=frame.language,
        place=place,
        raw=attrs,
        **{**known, **more},
    )


def reach(attrs: Tree, path: str) -> Tree:
    """The tree at a dotted path."""
    return at(attrs, *path.split(".")) if path else attrs


def switch(path: str, default: bool = False) -> Fact:
    """A boolean; ``default`` is what the platform does when nobody sets it."""
    return lambda attrs: flag(reach(attrs, path), default)


def given(path: str) -> Fact:
    """Whether something stands there."""
    return lambda attrs: present(reach(attrs, path))


def fixed(value: object) -> Fact:
    """What is so for every resource of the type, whatever is set."""
    return lambda attrs: Known(value, attrs.place, How.DEFAULT)


def amount(path: str, default: float | None = None) -> Fact:
    """A number."""
    return lambda attrs: number(reach(attrs, path), default)


def word(path: str, default: str | None = None) -> Fact:
    """A text."""
    return lambda attrs: text(reach(attrs, path), default)


def among(path: str, *words: str, default: bool = False) -> Fact:
    """Whether a text is one of some words, in any case."""
    wanted = frozenset(each.lower() for each in words)

    def fact(attrs: Tree) -> Value[Any]:
        tree = reach(attrs, path)
        if isinstance(tree, Known) and tree.value is None:
            return Known(default, tree.place, How.DEFAULT)
        return mapped(tree, lambda value: str(value).strip().lower() in wanted)

    return fact


def matching(path: str, pattern: str, default: bool = False) -> Fact:
    """Whether a text matches an expression somewhere."""
    sought = expression(pattern, re.IGNORECASE)

    def fact(attrs: Tree) -> Value[Any]:
        tree = reach(attrs, path)
        if isinstance(tree, Known) and tree.value is None:
            return Known(default, tree.place, How.DEFAULT)
        return mapped(tree, lambda value: sought.search(str(value)) is not None)

    return fact


def contains(path: str, *words: str) -> Fact:
    """Whether a list of texts holds at least one of some words; of any word where none are named."""
    wanted = frozenset(each.lower() for each in words)

    def fact(attrs: Tree) -> Value[Any]:
        tree = reach(attrs, path)
        if isinstance(tree, Unknown):
            return tree
        held = items(tree)
        if any(isinstance(each, Known) and (not wanted or str(each.value).lower() in wanted) for each in held):
            return Known(True, tree.place, tree.how, tree.trail, tree.refs)
        unknown = next((each for each in held if isinstance(each, Unknown)), None)
        return unknown or Known(False, tree.place, tree.how, tree.trail, tree.refs)

    return fact


def some(path: str, inner: Fact) -> Fact:
    """Whether a fact is true of at least one of several blocks; false where there are none."""

    def fact(attrs: Tree) -> Value[Any]:
        tree = reach(attrs, path)
        if isinstance(tree, Unknown):
            return tree
        told = [inner(each) for each in items(tree)]
        if not told:
            return Known(False, tree.place, tree.how, tree.trail)
        return _first(told, True) or _unknown(told) or _plainest(told)

    return fact


def every(path: str, inner: Fact, default: bool = True) -> Fact:
    """Whether a fact is true of all of several blocks; ``default`` where there are none."""

    def fact(attrs: Tree) -> Value[Any]:
        tree = reach(attrs, path)
        if isinstance(tree, Unknown):
            return tree
        told = [inner(each) for each in items(tree)]
        if not told:
            return Known(default, tree.place, How.DEFAULT)
        return _first(told, False) or _unknown(told) or told[0]

    return fact


def either(*facts: Fact) -> Fact:
    """True where one of several facts is; of several false ones the first says where."""

    def fact(attrs: Tree) -> Value[Any]:
        told = [each(attrs) for each in facts]
        return _first(told, True) or _unknown(told) or _plainest(told)

    return fact


def both(*facts: Fact) -> Fact:
    """True where all of several facts are."""

    def fact(attrs: Tree) -> Value[Any]:
        told = [each(attrs) for each in facts]
        return _first(told, False) or _unknown(told) or told[-1]

    return fact


def opposite(inner: Fact) -> Fact:
    """True where a fact is false."""

    def fact(attrs: Tree) -> Value[Any]:
        told = inner(attrs)
        return told._replace(value=not told.value) if isinstance(told, Known) else told

    return fact


def where(condition: Fact, then: Fact, otherwise: Fact) -> Fact:
    """One fact or another, as a condition says; unknown where the condition is."""

    def fact(attrs: Tree) -> Value[Any]:
        asked = condition(attrs)
        if isinstance(asked, Unknown):
            return asked
        return then(attrs) if asked.value else otherwise(attrs)

    return fact


def _first(told: list[Value[Any]], wanted: bool) -> Value[Any] | None:
    return next((each for each in told if isinstance(each, Known) and bool(each.value) is wanted), None)


def _unknown(told: list[Value[Any]]) -> Value[Any] | None:
    return next((each for each in told if isinstance(each, Unknown)), None)


def _plainest(told: list[Value[Any]]) -> Value[Any]:
    """Of several that are false: one that somebody wrote, else the first."""
    return next((each for each in told if isinstance(each, Known) and each.how is not How.DEFAULT), told[0])


# A value that a deployment looks up when it runs, and that is therefore not written here.
_LOOKED_UP: Final = expression(
    r"\{\{\s*resolve:|^arn:|^\$\{[^}]*\}$|^\*+$|^<[^>]*>$|^(?:true|false|none|null)$", re.IGNORECASE
)


def literals(*paths: str) -> Fact:
    """Attributes that hold a credential in plain text: their names, each at its place; never what they hold.

    A value that comes from elsewhere when it is deployed (a variable without a default, another resource, a look-up)
    is not written here and does not count. Where a whole block is unknown, so is the answer.
    """

    def fact(attrs: Tree) -> Value[Any]:
        ends = [end for path in paths for end in _ends(attrs, path.split("."))]
        found = [
            Known(name, tree.place, tree.how, tree.trail)
            for tree, name in ends
            if isinstance(tree, Known) and is_written(tree.value)
        ]
        lost = next((tree for tree, name in ends if isinstance(tree, Unknown) and not name), None)
        return Known(tuple(found), attrs.place) if found or lost is None else lost

    return fact


def is_written(value: object) -> bool:
    """Whether a content is a credential that stands there, and not nothing or a pointer to where it lies."""
    return isinstance(value, str) and value.strip() != "" and not _LOOKED_UP.search(value.strip())


def _credential(name: str, content: object) -> bool:
    return is_written(content) and literal_secret(name, str(content))


def _ends(tree: Tree, path: list[str]) -> Iterator[tuple[Tree, str]]:
    """Every attribute at a path with its name, through all repetitions of the blocks on the way.

    A block on the way that is unknown has no name.
    """
    if isinstance(tree, Unknown):
        yield tree, ""
    elif isinstance(tree.value, list):
        for each in tree.value:
            yield from _ends(each, path)
    elif isinstance(tree.value, dict) and path[0] in tree.value:
        inner = tree.value[path[0]]
        if len(path) == 1:
            yield from ((each, path[0]) for each in items(inner) or [inner])
        else:
            yield from _ends(inner, path[1:])


def secret_entries(path: str) -> Fact:
    """Entries of a mapping whose names say that they hold a credential, and that hold one in plain text."""

    def fact(attrs: Tree) -> Value[Any]:
        tree = reach(attrs, path)
        if isinstance(tree, Unknown):
            return tree
        return Known(
            tuple(
                Known(name, inner.place, inner.how, inner.trail)
                for name, inner in fields(tree)
                if isinstance(inner, Known) and _credential(name, inner.value)
            ),
            tree.place,
            tree.how,
        )

    return fact


def secret_pairs(path: str, name: str, value: str, plain: Fact | None = None) -> Fact:
    """The same for a list of blocks with a name and a value each; ``plain`` says which of them hold plain text."""

    def fact(attrs: Tree) -> Value[Any]:
        tree = reach(attrs, path)
        if isinstance(tree, Unknown):
            return tree
        found: list[Value[str]] = []
        for pair in items(tree):
            called, held = at(pair, name), at(pair, value)
            if plain is not None and (asked := plain(pair)) and not (isinstance(asked, Known) and asked.value):
                continue
            if not (isinstance(called, Known) and isinstance(held, Known)):
                continue
            if _credential(str(called.value), held.value):
                found.append(Known(str(called.value), held.place, held.how, held.trail))
        return Known(tuple(found), tree.place, tree.how)

    return fact


def read_rows(rows: Iterable[Row], blocks: Blocks, provider: str) -> Iterator[Resource]:
    """Every resource whose type has a row."""
    frame = Frame(provider, blocks.language)
    for row in rows:
        for block in blocks.of(row.type):
            yield resource(row, frame, block.address, block.place, block.attrs)


def fields_of(path: str, inner: Fact) -> Fact:
    """Whether a fact is true of at least one content of a mapping; false where there is none."""

    def fact(attrs: Tree) -> Value[Any]:
        tree = reach(attrs, path)
        if isinstance(tree, Unknown):
            return tree
        told = [inner(content) for _, content in fields(tree)]
        if not told:
            return Known(False, tree.place, tree.how, tree.trail)
        return _first(told, True) or _unknown(told) or _plainest(told)

    return fact


def parameter(path: str, name: str, value: str, called: str, inner: Fact, default: bool) -> Fact:
    """What the entry of a list says that goes by a name; ``name`` and ``value`` are where an entry keeps both."""

    def fact(attrs: Tree) -> Value[Any]:
        listed = reach(attrs, path)
        if isinstance(listed, Unknown):
            return listed
        for each in items(listed):
            held = at(each, name)
            if isinstance(held, Unknown):
                return held
            if held.value == called:
                return inner(at(each, value))
        return Known(default, listed.place, How.DEFAULT)

    return fact

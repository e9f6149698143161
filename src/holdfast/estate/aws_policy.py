"""Policy documents of AWS, however they are written, as statements.

A document is a mapping (templates, ``jsonencode``), JSON text (heredocs, files), or unknown. Everything that holds a
document calls ``policy`` with what it is for; every statement becomes a ``PolicyStatement``, all together a ``Policy``.
Source: "IAM JSON policy elements reference", AWS Identity and Access Management user guide.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from holdfast.estate.kinds.identity import Condition, Policy, PolicyStatement, Principal
from holdfast.model.place import Place
from holdfast.model.resource import Resource
from holdfast.model.tree import absent, at, fields, items, present, texts
from holdfast.model.value import How, Known, Tree, Unknown, Value, need

LONGEST: Final = 200_000
"""Characters of a document; AWS itself takes at most some 20,000."""
MOST_STATEMENTS: Final = 500


class Holder(NamedTuple):
    """The resource that a document belongs to."""

    address: str
    type: str
    language: str
    place: Place
    provider: str = "aws"


def policy(document: Tree, holder: Holder, attached: str, part: str = "") -> Iterator[Resource]:
    """The statements of a document, then the policy as a whole; nothing where there is no document.

    ``attached`` is as on ``PolicyStatement``; ``part`` tells several documents of one holder apart.
    """
    document = parsed(document)
    if isinstance(document, Known) and document.value is None:
        return
    name = f"{holder.address} {part}".rstrip()
    common: dict[str, Any] = {
        "type": holder.type,
        "provider": holder.provider,
        "language": holder.language,
        "attached": Known(attached, document.place),
    }
    whole: Value[tuple[PolicyStatement, ...]]
    if isinstance(document, Unknown):
        whole = document
        facts: dict[str, Any] = dict.fromkeys(
            ("allow", "actions", "not_actions", "targets", "not_targets", "principals"), document
        )
        facts |= dict.fromkeys(("not_principals", "conditions"), document)
        yield PolicyStatement(address=f"{name} statement", place=document.place, raw=document, **common, **facts)
    else:
        listed = at(document, "Statement")
        found = tuple(
            _statement(each, f"{name} statement[{number}]", common)
            for number, each in enumerate(items(listed)[:MOST_STATEMENTS])
        )
        yield from found
        whole = listed if isinstance(listed, Unknown) else Known(found, document.place, document.how, document.trail)
    yield Policy(address=f"{name} policy", place=document.place, raw=document, statements=whole, **common)


def parsed(document: Tree) -> Tree:
    """A document that may be JSON text, as a tree; what is no JSON is unknown."""
    if isinstance(document, Unknown) or not isinstance(document.value, str):
        return document
    if not document.value.strip():
        return absent(document)
    if len(document.value) > LONGEST:
        return Unknown("the policy document is too long to be read", document.place)
    try:
        return _grown(json.loads(document.value), document)
    except (ValueError, RecursionError):
        return Unknown("the policy document is no JSON", document.place, document.refs)


def _grown(content: Any, source: Known[Any]) -> Tree:
    """A tree of plain JSON, every part of it at the place of the text."""
    if isinstance(content, dict):
        content = {str(name): _grown(each, source) for name, each in content.items()}
    elif isinstance(content, list):
        content = [_grown(each, source) for each in content]
    return Known(content, source.place, source.how, source.trail, source.refs)


def _statement(tree: Tree, address: str, common: dict[str, Any]) -> PolicyStatement:
    return PolicyStatement(
        address=address,
        place=tree.place,
        raw=tree,
        allow=_allows(at(tree, "Effect")),
        actions=_texts(at(tree, "Action")),
        not_actions=_texts(at(tree, "NotAction")),
        targets=_texts(at(tree, "Resource")),
        not_targets=_texts(at(tree, "NotResource")),
        principals=_principals(at(tree, "Principal")),
        not_principals=_principals(at(tree, "NotPrincipal")),
        conditions=_conditions(at(tree, "Condition")),
        **common,
    )


def _texts(tree: Tree) -> Value[tuple[Value[str], ...]]:
    """A list of texts; an unknown one counts as one unknown text, as it stands where a single one may."""
    return Known((tree,), tree.place) if isinstance(tree, Unknown) else texts(tree)


def _allows(effect: Tree) -> Value[bool]:
    """Whether an effect is ``Allow``; the data source of Terraform allows where nobody says."""
    if isinstance(effect, Unknown):
        return effect
    if effect.value is None:
        return Known(True, effect.place, How.DEFAULT)
    return Known(str(effect.value).lower() == "allow", effect.place, effect.how, effect.trail)


_TYPES: Final = {"aws": "aws", "service": "service", "federated": "federated", "canonicaluser": "canonical"}


def _principals(tree: Tree) -> Value[tuple[Principal, ...]]:
    """Everyone named: ``"*"`` alone, or types with one or several names each."""
    if isinstance(tree, Unknown):
        return tree
    found: list[Principal] = []
    if isinstance(tree.value, str):
        found.append(Principal(type="any" if tree.value == "*" else "aws", name=tree))
    for type, names in fields(tree):
        word = _TYPES.get(type.lower(), "any" if type == "*" else type.lower())
        found += [Principal(type=word, name=name) for name in need(_texts(names))]
    return Known(tuple(found), tree.place, tree.how, tree.trail, tree.refs)


def _conditions(tree: Tree) -> Value[tuple[Condition, ...]]:
    """All comparisons, flat."""
    if isinstance(tree, Unknown):
        return tree
    found: list[Condition] = []
    for operator, keys in fields(tree):
        if isinstance(keys, Unknown):
            return keys
        for key, values in fields(keys):
            found.append(Condition(operator=operator, key=key, values=need(_texts(values))))
    return Known(tuple(found), tree.place, tree.how, tree.trail, tree.refs)


def kind_of(principal: str) -> str:
    """The type of a principal that is written without one, as in a function's permission."""
    if principal == "*":
        return "any"
    return "service" if principal.endswith((".amazonaws.com", ".amazonaws.com.cn")) else "aws"


def given(document: Tree) -> bool:
    """Whether there is a document at all, known or not."""
    there = present(document)
    return isinstance(there, Unknown) or there.value

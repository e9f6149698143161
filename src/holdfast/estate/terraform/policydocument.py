"""``aws_iam_policy_document``: the policy that a data source writes, as a document and as a text.

Source: the data source's page in the documentation of the AWS provider.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from holdfast.estate.terraform.document import document
from holdfast.estate.terraform.functions.jsontext import json_text
from holdfast.estate.terraform.values import Hidden, Rich, Spent, bare, partly
from holdfast.model.place import Place
from holdfast.model.tree import at, items
from holdfast.model.value import How, Known, Tree, Unknown

VERSION: Final = "2012-10-17"
_LISTS: Final = (
    ("actions", "Action"),
    ("not_actions", "NotAction"),
    ("resources", "Resource"),
    ("not_resources", "NotResource"),
)


def policy_text(body: Tree) -> Tree:
    """The JSON of a policy from the attributes of its data source; unknown, but with its document, where parts are."""
    tree = policy(body)
    if isinstance(tree, Unknown):
        return tree
    try:
        return Known(Rich(json_text(bare(tree, [100_000])), tree=tree), tree.place, How.COMPUTED)
    except Hidden as hidden:
        return partly(hidden.unknown.why, tree.place, hidden.unknown.refs, tree=tree)


def policy(body: Tree) -> Tree:
    """The document of a policy: its sources, its own statements, and what overrides them, by statement id."""
    if isinstance(body, Unknown):
        return body
    statements: list[Tree] = []
    for name in ("source_json", "source_policy_documents"):
        _laid(statements, _documents(at(body, name)), replace=False)
    _laid(statements, [_statement(each) for each in _blocks(at(body, "statement"))], replace=True)
    for name in ("override_json", "override_policy_documents"):
        _laid(statements, _documents(at(body, name)), replace=True)
    content: dict[str, Any] = {"Version": _or(at(body, "version"), VERSION, body.place)}
    policy_id = at(body, "policy_id")
    if isinstance(policy_id, Unknown) or policy_id.value is not None:
        content["Id"] = policy_id
    content["Statement"] = Known(statements, body.place, How.COMPUTED)
    if len(statements) > 10_000:
        raise Spent("a policy is too large")
    return Known(content, body.place, How.COMPUTED)


def _blocks(tree: Tree) -> list[Tree]:
    return [tree] if isinstance(tree, Unknown) else items(tree)


def _or(tree: Tree, default: str, place: Place) -> Tree:
    return Known(default, place, How.DEFAULT) if isinstance(tree, Known) and tree.value is None else tree


def _documents(tree: Tree) -> Iterable[Tree]:
    """The statements of documents that are given as text."""
    for each in _blocks(tree):
        inner = document(each)
        if isinstance(inner, Unknown):
            yield inner
        else:
            yield from _blocks(at(inner, "Statement"))


def _laid(statements: list[Tree], more: Iterable[Tree], replace: bool) -> None:
    """Add statements; one with the id of another takes its place."""
    where = {sid: number for number, each in enumerate(statements) if (sid := _sid(each))}
    for each in more:
        sid = _sid(each)
        if sid in where and replace:
            statements[where[sid]] = each
            continue
        if sid:
            where[sid] = len(statements)
        statements.append(each)


def _sid(statement: Tree) -> str:
    sid = at(statement, "Sid")
    return sid.value if isinstance(sid, Known) and isinstance(sid.value, str) else ""


def _statement(block: Tree) -> Tree:
    if isinstance(block, Unknown) or not isinstance(block.value, dict):
        return block
    content: dict[str, Any] = {"Effect": _or(at(block, "effect"), "Allow", block.place)}
    sid = at(block, "sid")
    if isinstance(sid, Unknown) or sid.value:
        content["Sid"] = sid
    for name, word in _LISTS:
        given = at(block, name)
        if isinstance(given, Unknown) or given.value:
            content[word] = _single(given)
    for name, word in (("principals", "Principal"), ("not_principals", "NotPrincipal")):
        given = at(block, name)
        if isinstance(given, Unknown) or given.value:
            content[word] = _principals(given)
    conditions = at(block, "condition")
    if isinstance(conditions, Unknown) or conditions.value:
        content["Condition"] = _conditions(conditions)
    return Known(content, block.place, How.COMPUTED)


def _single(tree: Tree) -> Tree:
    """A list of one as its element, as the provider writes it."""
    if isinstance(tree, Known) and isinstance(tree.value, list) and len(tree.value) == 1:
        (only,) = tree.value
        return only if isinstance(only, Known | Unknown) else tree
    return tree


def _principals(tree: Tree) -> Tree:
    made: dict[str, list[Tree]] = {}
    for each in _blocks(tree):
        if isinstance(each, Unknown):
            return each
        kind, names = at(each, "type"), at(each, "identifiers")
        if isinstance(kind, Unknown) or isinstance(names, Unknown):
            return kind if isinstance(kind, Unknown) else names
        made.setdefault(str(kind.value), []).extend(items(names))
    if list(made) == ["*"] and [getattr(each, "value", None) for each in made["*"]] == ["*"]:
        return Known("*", made["*"][0].place, How.COMPUTED)
    place = tree.place
    return Known(
        {kind: _single(Known(names, place, How.COMPUTED)) for kind, names in made.items()}, place, How.COMPUTED
    )


def _conditions(tree: Tree) -> Tree:
    made: dict[str, Any] = {}
    for each in _blocks(tree):
        if isinstance(each, Unknown):
            return each
        test, variable, values = at(each, "test"), at(each, "variable"), at(each, "values")
        if isinstance(test, Unknown) or isinstance(variable, Unknown):
            return test if isinstance(test, Unknown) else variable
        inner = made.setdefault(str(test.value), Known({}, each.place, How.COMPUTED))
        inner.value[str(variable.value)] = _single(values)
    return Known(made, tree.place, How.COMPUTED)

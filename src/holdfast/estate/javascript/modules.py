"""Imports and exports, of both systems of modules."""

from __future__ import annotations

from collections.abc import Mapping

from tree_sitter import Node

from holdfast.estate.javascript.classes import made_class
from holdfast.estate.javascript.expressions import imported
from holdfast.estate.javascript.functions import decorators
from holdfast.estate.javascript.literals import key, string
from holdfast.estate.javascript.lower import COMMENTS, Lower, StatementHandler
from holdfast.estate.kinds import code

CLASSES = frozenset(("class_declaration", "abstract_class_declaration", "class"))


def _source(lower: Lower, node: Node) -> str | None:
    """The module that a statement names, without ``node:``."""
    source = node.child_by_field_name("source")
    return None if source is None else string(lower, source).removeprefix("node:")


def _import(lower: Lower, node: Node) -> list[code.Statement]:
    module = _source(lower, node)
    made: list[code.Statement] = []
    for clause in node.named_children:
        if clause.type == "import_require_clause":
            names = [child for child in clause.named_children if child.type == "identifier"]
            module = _source(lower, clause)
            if names and module is not None:
                made.append(_bind(lower, names[0], module))
        elif clause.type == "import_clause" and module is not None:
            made += _clause(lower, clause, module)
    if not made and module is not None:
        made.append(code.Import(node.start_byte, node.end_byte, "", module))
    return made


def _bind(lower: Lower, local: Node, module: str, name: str = "", default: bool = False) -> code.Import:
    """``default`` by name is the default import."""
    text = lower.text(local)
    lower.declared.add(text)
    if name == "default":
        name, default = "", True
    return code.Import(local.start_byte, local.end_byte, text, module, name, default)


def _clause(lower: Lower, clause: Node, module: str) -> list[code.Statement]:
    made: list[code.Statement] = []
    for child in clause.named_children:
        if child.type == "identifier":
            made.append(_bind(lower, child, module, default=True))
        elif child.type == "namespace_import":
            made += [_bind(lower, name, module) for name in child.named_children if name.type == "identifier"]
        elif child.type == "named_imports":
            for each in child.named_children:
                name = each.child_by_field_name("name") if each.type == "import_specifier" else None
                if name is not None:
                    made.append(_bind(lower, each.child_by_field_name("alias") or name, module, _word(lower, name)))
    return made


def _word(lower: Lower, node: Node) -> str:
    """A name of a module; it may be a string."""
    return string(lower, node) if node.type == "string" else lower.text(node)


def _alias(lower: Lower, node: Node) -> list[code.Statement]:
    """``import A = B.C``."""
    parts = [child for child in node.named_children if child.type not in COMMENTS]
    if len(parts) < 2:
        return []
    target = lower.target(parts[0], declare=True)
    return [code.Assign(node.start_byte, node.end_byte, target, lower.expr(parts[1]), declares=True)]


def required(lower: Lower, target: Node, value: Node) -> list[code.Statement] | None:
    """``const x = require('m')`` and its kin as imports; None where it is something else."""
    member = ""
    if value.type == "await_expression" and value.named_children:
        value = value.named_children[0]
    if value.type == "member_expression":
        name = value.child_by_field_name("property")
        inner = value.child_by_field_name("object")
        if name is None or inner is None:
            return None
        member, value = lower.text(name), inner
    module = imported(lower, value) if value.type == "call_expression" else ""
    if not module:
        return None
    if target.type == "identifier":
        return [_bind(lower, target, module, member)]
    if target.type != "object_pattern" or member:
        return None
    made: list[code.Statement] = []
    for child in target.named_children:
        if child.type == "shorthand_property_identifier_pattern":
            made.append(_bind(lower, child, module, lower.text(child)))
        elif child.type == "pair_pattern":
            local = child.child_by_field_name("value")
            word = key(lower, child.child_by_field_name("key"))
            if local is None or local.type != "identifier" or type(word) is not code.Const:
                return None
            made.append(_bind(lower, local, module, str(word.value)))
        elif child.type not in COMMENTS:
            return None
    return made


def _export(lower: Lower, node: Node) -> list[code.Statement]:
    start, end = node.start_byte, node.end_byte
    module = _source(lower, node)
    declaration, value = node.child_by_field_name("declaration"), node.child_by_field_name("value")
    words = [child.type for child in node.children if not child.is_named]
    if declaration is not None:
        return _exported(lower, node, declaration, "default" in words)
    if value is not None:
        if value.type in CLASSES:
            made = made_class(lower, value, tuple(decorators(lower, node)))
            return [code.Export(start, end, "default", code.ClassValue(value.start_byte, value.end_byte, made))]
        return [code.Export(start, end, "default", lower.expr(value))]
    if "=" in words:
        return _whole(lower, node)
    for child in node.named_children:
        if child.type == "export_clause":
            return _listed(lower, child, module)
        if child.type == "namespace_export" and module is not None and child.named_children:
            return [code.Export(start, end, _word(lower, child.named_children[0]), None, module)]
    if module is not None:
        return [code.Export(start, end, "*", None, module)]
    return []


def _exported(lower: Lower, node: Node, declaration: Node, default: bool) -> list[code.Statement]:
    """A declaration and an export of each name that it binds."""
    outer = lower.declared
    lower.declared = set()
    if declaration.type in CLASSES:
        made: list[code.Statement] = [made_class(lower, declaration, tuple(decorators(lower, node)))]
    else:
        made = lower.statement(declaration)
    names: list[str] = []
    for statement in made:
        names += _bound(statement)
    lower.declared = outer | lower.declared | set(names)
    start, end = node.start_byte, node.end_byte
    for name in names:
        label = "default" if default else name
        made.append(code.Export(start, end, label, code.Name(start, end, name)))
    return made


def _bound(statement: code.Statement) -> list[str]:
    match statement:
        case code.Define():
            return [statement.function.name]
        case code.Class():
            return [statement.name]
        case code.Assign() | code.Declare():
            return _names(statement.target)
        case code.Import(local=local) if "(" not in local:
            return [local]
    return []


def _names(target: code.Expr) -> list[str]:
    match target:
        case code.Name():
            return [target.id]
        case code.Defaulted():
            return _names(target.target)
        case code.Spread():
            return _names(target.value)
        case code.Sequence():
            return [name for item in target.items for name in _names(item)]
        case code.Mapping():
            return [name for _, value in target.entries for name in _names(value)]
    return []


def _whole(lower: Lower, node: Node) -> list[code.Statement]:
    """``export = x`` is ``module.exports = x``."""
    start, end = node.start_byte, node.end_byte
    value = next((child for child in node.named_children if child.type not in COMMENTS), None)
    if value is None:
        return []
    target = code.Attr(start, end, code.Name(start, end, "module"), "exports")
    return [code.Assign(start, end, target, lower.expr(value))]


def _listed(lower: Lower, clause: Node, module: str | None) -> list[code.Statement]:
    made: list[code.Statement] = []
    for each in clause.named_children:
        name = each.child_by_field_name("name") if each.type == "export_specifier" else None
        if name is None:
            continue
        alias = each.child_by_field_name("alias") or name
        local = code.Name(name.start_byte, name.end_byte, _word(lower, name))
        made.append(code.Export(each.start_byte, each.end_byte, _word(lower, alias), local, module or ""))
    return made


MODULES: Mapping[str, StatementHandler] = {
    "import_statement": _import,
    "import_alias": _alias,
    "export_statement": _export,
}

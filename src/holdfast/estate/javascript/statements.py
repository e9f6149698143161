"""Statements: declarations, branches, loops, and what ends them."""

from __future__ import annotations

from collections.abc import Mapping

from tree_sitter import Node

from holdfast.estate.javascript.expressions import sign
from holdfast.estate.javascript.functions import function, named
from holdfast.estate.javascript.lower import COMMENTS, Lower, StatementHandler, operator
from holdfast.estate.javascript.modules import required
from holdfast.estate.javascript.types import annotation
from holdfast.estate.kinds import code


def _function(lower: Lower, node: Node) -> list[code.Statement]:
    name = named(lower, node)
    lower.declared.add(name)
    return [code.Define(node.start_byte, node.end_byte, function(lower, node, name=name, kind="function"))]


def _declaration(lower: Lower, node: Node) -> list[code.Statement]:
    made: list[code.Statement] = []
    for child in node.named_children:
        if child.type == "variable_declarator":
            made += _declarator(lower, child)
    return made


def _declarator(lower: Lower, node: Node) -> list[code.Statement]:
    name, value = node.child_by_field_name("name"), node.child_by_field_name("value")
    if name is None:
        return []
    start, end = node.start_byte, node.end_byte
    if value is not None:
        modules = required(lower, name, value)
        if modules is not None:
            return modules
    typed = annotation(lower, node.child_by_field_name("type"))
    if value is None:
        return [code.Declare(start, end, lower.target(name, declare=True), typed)]
    made = lower.expr(value)
    if type(made) is code.Lambda and not made.function.name and name.type == "identifier":
        made.function.name = lower.text(name)
    return [code.Assign(start, end, lower.target(name, declare=True), made, "", typed, True)]


def _expression(lower: Lower, node: Node) -> list[code.Statement]:
    made: list[code.Statement] = []
    for child in node.named_children:
        if child.type not in COMMENTS:
            made += _effect(lower, child)
    return made


def _effect(lower: Lower, node: Node) -> list[code.Statement]:
    """An expression for its effect: an assignment is a statement here."""
    kind = node.type
    start, end = node.start_byte, node.end_byte
    if kind == "parenthesized_expression" or kind == "sequence_expression":
        return _expression(lower, node)
    if kind in ("assignment_expression", "augmented_assignment_expression"):
        left = node.child_by_field_name("left")
        if left is not None:
            value = lower.field(node, "right")
            return [code.Assign(start, end, lower.target(left, declare=False), value, sign(node))]
    if kind == "unary_expression" and operator(node) == "delete":
        return [code.Delete(start, end, lower.field(node, "argument"))]
    if kind == "update_expression":
        made = lower.expr(node)
        if type(made) is code.Assigned:
            return [code.Assign(start, end, made.target, made.value, made.op)]
        return [code.Evaluate(start, end, made)]
    if kind == "internal_module":
        return _namespace(lower, node)
    return [code.Evaluate(node.start_byte, node.end_byte, lower.expr(node))]


def _namespace(lower: Lower, node: Node) -> list[code.Statement]:
    """``namespace A { export … }``: its statements, and an object of what it exports."""
    name, body = node.child_by_field_name("name"), node.child_by_field_name("body")
    if name is None or body is None:
        return []
    made = list(lower.block(body.children))
    entries: list[tuple[code.Expr | None, code.Expr]] = []
    kept: list[code.Statement] = []
    for statement in made:
        if type(statement) is code.Export and statement.value is not None:
            key = code.Const(statement.start, statement.start, statement.name)
            entries.append((key, statement.value))
        else:
            kept.append(statement)
    value = code.Mapping(body.start_byte, body.end_byte, tuple(entries))
    first = name
    while first.named_children:  # of A.B the A
        first = first.named_children[0]
    lower.declared.add(lower.text(first))
    target = lower.expr(name)
    return [*kept, code.Assign(node.start_byte, node.end_byte, target, value, declares=True)]


def _if(lower: Lower, node: Node) -> list[code.Statement]:
    """``else if`` after ``else if`` is walked, not climbed."""
    chain: list[tuple[Node, code.Expr, code.Block]] = []
    other: code.Block = ()
    current: Node | None = node
    while current is not None:
        test = lower.field(current, "condition")
        chain.append((current, test, lower.body(current.child_by_field_name("consequence"))))
        clause = current.child_by_field_name("alternative")
        following = _only(clause)
        current = following if following is not None and following.type == "if_statement" else None
        if current is None:
            other = lower.body(following)
    for each, test, then in reversed(chain):
        other = (code.If(each.start_byte, each.end_byte, test, then, other),)
    return list(other)


def _only(node: Node | None) -> Node | None:
    """What stands in a clause besides comments."""
    if node is None:
        return None
    return next((child for child in node.named_children if child.type not in COMMENTS), None)


def _while(lower: Lower, node: Node) -> list[code.Statement]:
    test = lower.field(node, "condition")
    body = lower.body(node.child_by_field_name("body"))
    return [code.While(node.start_byte, node.end_byte, test, body, (), node.type == "do_statement")]


def _for(lower: Lower, node: Node) -> list[code.Statement]:
    start = node.child_by_field_name("initializer")
    before: list[code.Statement] = []
    if start is not None and start.type != "empty_statement":
        before = lower.statement(start) if start.type in lower.tables.statements else _effect(lower, start)
    condition = node.child_by_field_name("condition")
    test = _condition(lower, condition, node)
    step = node.child_by_field_name("increment")
    after = () if step is None else tuple(_effect(lower, step))
    body = lower.body(node.child_by_field_name("body"))
    return [*before, code.While(node.start_byte, node.end_byte, test, body, (), False, after)]


def _condition(lower: Lower, node: Node | None, whole: Node) -> code.Expr:
    """The condition of a C-like for; an empty one always holds. The grammars wrap it differently."""
    if node is not None and node.type == "expression_statement":
        node = _only(node)
    if node is None or not node.is_named or node.type == "empty_statement":
        return code.Const(whole.start_byte, whole.start_byte, True)
    return lower.expr(node)


def _for_in(lower: Lower, node: Node) -> list[code.Statement]:
    left = node.child_by_field_name("left")
    if left is None:
        return []
    iterable = lower.field(node, "right")
    target = lower.target(left, declare=node.child_by_field_name("kind") is not None)
    body = lower.body(node.child_by_field_name("body"))
    return [code.For(node.start_byte, node.end_byte, target, iterable, body, (), operator(node) == "in")]


def _switch(lower: Lower, node: Node) -> list[code.Statement]:
    body = node.child_by_field_name("body")
    found = [] if body is None else [each for each in body.named_children if each.type not in COMMENTS]
    cases: list[code.Case] = []
    for number, child in enumerate(found):
        inner = [each for each in child.children_by_field_name("body") if each.type not in COMMENTS]
        tests: tuple[code.Expr, ...] = ()
        if child.type == "switch_case":
            tests = (lower.field(child, "value"),)
        elif number < len(found) - 1:  # a default in the middle: it may be passed over for a later case
            tests = (code.Opaque(child.start_byte, child.start_byte),)
        cases.append(code.Case(child.start_byte, child.end_byte, tests, None, (), lower.block(inner)))
    return [code.Switch(node.start_byte, node.end_byte, lower.field(node, "value"), tuple(cases), True)]


def _try(lower: Lower, node: Node) -> list[code.Statement]:
    body = lower.body(node.child_by_field_name("body"))
    handlers: tuple[code.Handler, ...] = ()
    clause = node.child_by_field_name("handler")
    if clause is not None:
        parameter = clause.child_by_field_name("parameter")
        target = None if parameter is None else lower.target(parameter, declare=True)
        inner = lower.body(clause.child_by_field_name("body"))
        handlers = (code.Handler(clause.start_byte, clause.end_byte, (), target, inner),)
    last = node.child_by_field_name("finalizer")
    final = () if last is None else lower.body(last.child_by_field_name("body"))
    return [code.Try(node.start_byte, node.end_byte, body, handlers, (), final)]


def _return(lower: Lower, node: Node) -> list[code.Statement]:
    value = _only(node)
    made = None if value is None else lower.expr(value)
    make = code.Return if node.type == "return_statement" else code.Raise
    return [make(node.start_byte, node.end_byte, made)]


def _labelled(lower: Lower, node: Node) -> list[code.Statement]:
    """A labelled block can be left by ``break``: a loop that runs once."""
    body = node.child_by_field_name("body")
    if body is None:
        return []
    if body.type != "statement_block":
        return lower.statement(body)
    start, end = node.start_byte, node.end_byte
    inner = (*lower.body(body), code.Break(end, end))
    return [code.While(start, end, code.Const(start, start, True), inner)]


def _block(lower: Lower, node: Node) -> list[code.Statement]:
    return list(lower.block(node.children))


def _with(lower: Lower, node: Node) -> list[code.Statement]:
    made = lower.field(node, "object")
    body = lower.body(node.child_by_field_name("body"))
    return [code.Evaluate(node.start_byte, node.end_byte, made), *body]


def _break(lower: Lower, node: Node) -> list[code.Statement]:
    return [code.Break(node.start_byte, node.end_byte)]


def _continue(lower: Lower, node: Node) -> list[code.Statement]:
    return [code.Continue(node.start_byte, node.end_byte)]


STATEMENTS: Mapping[str, StatementHandler] = {
    "function_declaration": _function,
    "generator_function_declaration": _function,
    "lexical_declaration": _declaration,
    "variable_declaration": _declaration,
    "using_declaration": _declaration,
    "expression_statement": _expression,
    "internal_module": _namespace,
    "module": _namespace,
    "if_statement": _if,
    "while_statement": _while,
    "do_statement": _while,
    "for_statement": _for,
    "for_in_statement": _for_in,
    "switch_statement": _switch,
    "try_statement": _try,
    "return_statement": _return,
    "throw_statement": _return,
    "labeled_statement": _labelled,
    "statement_block": _block,
    "with_statement": _with,
    "break_statement": _break,
    "continue_statement": _continue,
}

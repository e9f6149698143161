"""The representation of code as short text, for tables of cases."""

from __future__ import annotations

from holdfast.estate.javascript import Frontend
from holdfast.estate.kinds import code


def dumped(text: str, path: str = "a.ts") -> str:
    """What a text is lowered to, statements joined by ``; ``."""
    return block(Frontend().read(path, text.encode()).body)


def block(body: code.Block) -> str:
    return "; ".join(statement(each) for each in body)


def statement(node: code.Statement) -> str:
    match node:
        case code.Assign():
            typed = f": {expr(node.annotation)}" if node.annotation else ""
            return f"{expr(node.target)}{typed} {node.op}= {expr(node.value)}"
        case code.Declare():
            return f"{expr(node.target)}: {expr(node.annotation)}"
        case code.Evaluate():
            return expr(node.value)
        case code.If():
            other = f" else {{{block(node.other)}}}" if node.other else ""
            return f"if {expr(node.test)} {{{block(node.then)}}}{other}"
        case code.While():
            step = f" step {{{block(node.step)}}}" if node.step else ""
            return f"{'do ' if node.first else ''}while {expr(node.test)} {{{block(node.body)}}}{step}"
        case code.For():
            return f"for {expr(node.target)} {'in' if node.keys else 'of'} {expr(node.iterable)} {{{block(node.body)}}}"
        case code.Try():
            handlers = "".join(f" catch {expr(each.target)} {{{block(each.body)}}}" for each in node.handlers)
            final = f" finally {{{block(node.final)}}}" if node.final else ""
            return f"try {{{block(node.body)}}}{handlers}{final}"
        case code.Switch():
            cases = "".join(f" case {seq(each.tests)} {{{block(each.body)}}}" for each in node.cases)
            return f"switch {expr(node.subject)}{' falls' if node.falls else ''}{cases}"
        case code.Import():
            default = " default" if node.default else ""
            return f"import {node.local}={node.module}:{node.name}{default}"
        case code.Export():
            return f"export {node.name}={expr(node.value)}{' from ' + node.module if node.module else ''}"
        case code.Return() | code.Raise():
            return f"{type(node).__name__.lower()} {expr(node.value)}"
        case code.Delete():
            return f"delete {expr(node.target)}"
        case code.Define():
            return f"def {function(node.function)}"
        case code.Class():
            return f"{decorated(node.decorators)}{klass(node)}"
        case code.Scope():
            return f"{'global' if node.outermost else 'nonlocal'} {' '.join(node.names)}"
    return type(node).__name__


def decorated(decorators: tuple[code.Expr, ...]) -> str:
    return "".join(f"@{expr(each)} " for each in decorators)


def klass(node: code.Class) -> str:
    return f"class {node.name}({seq(node.bases)}) {{{block(node.body)}}}"


def function(node: code.Function) -> str:
    words = (node.kind, "async" if node.asynchronous else "", "*" if node.generator else "", node.name)
    returns = f" -> {expr(node.returns)}" if node.returns else ""
    parameters = ", ".join(parameter(each) for each in node.parameters)
    head = decorated(node.decorators) + " ".join(word for word in words if word)
    return f"{head}({parameters}){returns} {{{block(node.body)}}}"


def parameter(node: code.Parameter) -> str:
    typed = f": {expr(node.annotation)}" if node.annotation else ""
    default = f" = {expr(node.default)}" if node.default else ""
    return f"{decorated(node.decorators)}{node.rest}{expr(node.target)}{typed}{default}"


def seq(nodes: tuple[code.Expr, ...]) -> str:
    return ", ".join(expr(each) for each in nodes)


def expr(node: code.Expr | None) -> str:
    match node:
        case None:
            return "-"
        case code.Const():
            return repr(node.value)
        case code.Regex():
            return f"/{node.pattern}/{node.flags}"
        case code.Name():
            return node.id
        case code.Attr():
            return f"{expr(node.base)}{'?' if node.optional else ''}.{node.name}"
        case code.Index():
            return f"{expr(node.base)}[{expr(node.key)}]"
        case code.Spread():
            return f"...{expr(node.value)}"
        case code.Call():
            return f"{'new ' if node.new else ''}{expr(node.func)}({seq(node.args)})"
        case code.Binary() | code.Compare():
            return f"({expr(node.left)} {node.op} {expr(node.right)})"
        case code.Boolean():
            return f"({f' {node.op} '.join(expr(each) for each in node.values)})"
        case code.Unary():
            return f"{node.op}({expr(node.operand)})"
        case code.Conditional():
            return f"({expr(node.test)} ? {expr(node.then)} : {expr(node.other)})"
        case code.Format():
            return f"format({seq(node.parts)})"
        case code.Sequence():
            return f"{'' if node.kind == 'list' else node.kind}[{seq(node.items)}]"
        case code.Mapping():
            entries = (f"{expr(key)}: {expr(value)}" if key else f"...{expr(value)}" for key, value in node.entries)
            return f"{{{', '.join(entries)}}}"
        case code.Defaulted():
            return f"{expr(node.target)}={expr(node.default)}"
        case code.Lambda():
            return f"<{function(node.function)}>"
        case code.ClassValue():
            return f"<{klass(node.definition)}>"
        case code.Await():
            return f"await {expr(node.value)}"
        case code.Yield():
            return f"yield{'*' if node.all else ''} {expr(node.value)}"
        case code.Assigned():
            return f"({expr(node.target)} {node.op}:= {expr(node.value)})"
        case code.Opaque():
            return f"opaque({seq(node.parts)})"
    return type(node).__name__

"""EJS: the code between ``<%`` and ``%>`` is JavaScript, so the page is made a program of the same length."""

from __future__ import annotations

import re
from typing import Final

from holdfast.estate import javascript
from holdfast.estate.kinds import code

VARIABLES: Final = "locals"
"""The parameter that holds the variables of a page."""
TEMPLATE: Final = "template"
_RAW: Final = "ʀ"
"""A letter of two bytes that no page uses as a name: with a parenthesis it is as long as what it stands for."""
_TAG: Final = re.compile(rb"<%([%#=_-]?)(.*?)([-_]?)%>", re.DOTALL)
_NOT_BLANK: Final = re.compile(rb"[^\r\n]")
_TEXT: Final = re.compile(rb"'(?:[^'\\\n]|\\.)*'|\"(?:[^\"\\\n]|\\.)*\"")
_NAME: Final = re.compile(rb"(?<![\w$.])[A-Za-z_$][\w$]*")
_MOST_NAMES: Final = 400
_WORDS: Final = frozenset(
    [
        "Array",
        "Boolean",
        "Date",
        "JSON",
        "Math",
        "Number",
        "Object",
        "String",
        "async",
        "await",
        "break",
        "case",
        "catch",
        "class",
        "const",
        "continue",
        "default",
        "delete",
        "do",
        "else",
        "encodeURIComponent",
        "false",
        "finally",
        "for",
        "function",
        "if",
        "in",
        "include",
        "instanceof",
        "let",
        "locals",
        "new",
        "null",
        "of",
        "return",
        "switch",
        "this",
        "throw",
        "true",
        "try",
        "typeof",
        "undefined",
        "var",
        "void",
        "while",
    ]
)


def block(data: bytes) -> tuple[code.Expr, code.Block]:
    """The variables of a page as the pattern that takes them out of a mapping, and its statements."""
    text, names = _program(data)
    body = javascript.Frontend().read("page.js", text).body
    variables = tuple((code.Const(0, 0, name), code.Name(0, 0, name)) for name in names)
    return code.Mapping(0, 0, variables), (*_given(), *body)


def _program(data: bytes) -> tuple[bytes, list[str]]:
    """JavaScript that does what the page does, each part where it stands in the page; and the names in it."""
    made: list[bytes] = []
    names: dict[str, None] = {}
    at = 0
    for tag in _TAG.finditer(data):
        made.append(_NOT_BLANK.sub(b" ", data[at : tag.start()]))
        mark, inner = tag[1], tag[2]
        closing = tag.end() - tag.end(2)
        if mark in (b"%", b"#", b"="):
            made.append(_NOT_BLANK.sub(b" ", tag[0]))
        else:
            raw = mark == b"-"
            made.append(f"{_RAW}(".encode() if raw else b" " * (2 + len(mark)))
            made.append(inner)
            made.append((b");" if raw else b"\n ").ljust(closing))
            names.update((word.decode(), None) for word in _NAME.findall(_TEXT.sub(b"''", inner)))
        at = tag.end()
    made.append(_NOT_BLANK.sub(b" ", data[at:]))
    return b"".join(made), [name for name in names if name not in _WORDS][:_MOST_NAMES]


def _given() -> code.Block:
    """What EJS itself gives a page."""
    template = code.Name(0, 0, TEMPLATE)
    given = code.Mapping(0, 0, ((None, code.Name(0, 0, VARIABLES)), (None, code.Name(0, 0, "more"))))
    called = code.Call(0, 0, code.Attr(0, 0, template, "include"), (code.Name(0, 0, "name"), given))
    include = code.Function(
        0,
        0,
        "include",
        (code.Parameter(0, 0, code.Name(0, 0, "name")), code.Parameter(0, 0, code.Name(0, 0, "more"))),
        lambda: (code.Return(0, 0, called),),
        kind="arrow",
    )
    return (
        code.Assign(0, 0, code.Name(0, 0, "include"), code.Lambda(0, 0, include), declares=True),
        code.Assign(0, 0, code.Name(0, 0, _RAW), code.Attr(0, 0, template, "raw"), declares=True),
    )

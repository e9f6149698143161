"""No content makes the frontend raise, or work without end."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from holdfast.estate.javascript import Frontend, unread
from holdfast.estate.kinds import code

WORDS = [
    "a",
    "b.c",
    "1",
    "'s'",
    "`t${",
    "}`",
    "(",
    ")",
    "{",
    "}",
    "[",
    "]",
    "=>",
    "=",
    "...",
    ",",
    ";",
    "\n",
    "?.",
    "async ",
    "await ",
    "function ",
    "class ",
    "extends ",
    "if ",
    "else ",
    "for ",
    " of ",
    " in ",
    "switch ",
    "case ",
    "default ",
    ":",
    "try ",
    "catch ",
    "finally ",
    "return ",
    "yield ",
    "import ",
    "export ",
    " from ",
    "* as ",
    "require('x')",
    "new ",
    "delete ",
    "typeof ",
    "/r/g",
    "<a ",
    "/>",
    "</a>",
    "@d ",
    "static ",
    "get ",
    "set ",
    "#p",
    "enum ",
    "namespace ",
    "let ",
    "const ",
    "private ",
    "arguments",
    "constructor(",
    "super(",
    "this.",
    "<T>",
    " as ",
    "!",
    "//c\n",
    "/*c*/",
    "<!--",
    "\ud7ff",
    "\u2028",
    "0x",
    "9n",
    "label: ",
    "break ",
]


def everything(module: code.Module) -> int:
    """Lowers all of a module; how many nodes there are."""
    count = 0
    stack: list[object] = [module.body]
    while stack:
        item = stack.pop()
        if isinstance(item, tuple):
            stack.extend(item)
        elif isinstance(item, code.Function):
            count += 1
            stack += [item.parameters, item.decorators, item.body]
        elif isinstance(item, code.Node):
            count += 1
            assert 0 <= item.start <= item.end <= len(module.data)
            stack += [getattr(item, field.name) for field in dataclasses.fields(item)]
    return count


@given(st.lists(st.sampled_from(WORDS), max_size=60).map("".join), st.sampled_from(["a.js", "a.ts", "a.tsx", "a.vue"]))
@settings(max_examples=400, deadline=None)
def test_no_text_makes_it_raise(text: str, path: str) -> None:
    everything(Frontend().read(path, text.encode()))


@given(st.binary(max_size=300), st.sampled_from(["a.js", "a.mts", "a.tsx", "a.html"]))
@settings(max_examples=200, deadline=None)
def test_no_bytes_make_it_raise(data: bytes, path: str) -> None:
    everything(Frontend().read(path, data))


@pytest.mark.parametrize(
    "text",
    [
        "(" * 5000 + ")" * 5000,
        "[" * 5000,
        "{" * 5000 + "}" * 5000,
        "a(" * 5000 + ")" * 5000,
        "function f(){" * 2000 + "}" * 2000,
        "x => " * 3000 + "x",
        "!" * 5000 + "a",
        "a" + ".b()" * 5000,
        "a" + "[0]" * 5000,
        "a = " * 5000 + "b",
        "if (a) " * 3000 + "b",
        "`${" * 2000 + "a" + "}`" * 2000,
        "<a>" * 2000 + "</a>" * 2000,
        "class A { b = " * 1000 + "1" + "}" * 1000,
        "let a: " + "A<" * 3000 + "B" + ">" * 3000,
        "let " + "{a: " * 2000 + "b" + "}" * 2000 + " = c",
        "a ? " * 3000 + "b" + " : c" * 3000,
        "9" * 100_000,
        "'" + "\\u{" * 30_000,
        "<script>" * 30_000,
    ],
    ids=lambda text: text[:12],
)
def test_what_is_nested_deep_ends(text: str) -> None:
    for path in ("a.js", "a.tsx", "a.html"):
        lines = "\n".join(text[at : at + 400] for at in range(0, len(text), 400))
        everything(Frontend().read(path, lines.encode()))


def test_what_is_not_written_by_hand_is_not_read() -> None:
    long = b"var a=1;" * 2000
    assert unread("a.js", long) == "minified"
    assert unread("a.js", b"f();\n" * 250_000) == "larger than 1 MB"
    assert unread("a.js", b"/******/ (function(modules) { // webpackBootstrap\n") == "a bundle made by a tool"
    assert unread("a.js", b"f()\0") == "not text in UTF-8"
    assert unread("a.js", b"f();\n" * 20_000) == ""
    assert unread("a.js", b"f('" + b"x" * 1500 + b"')") == ""
    module = Frontend().read("a.js", long)
    assert (module.body, module.broken, module.data) == ((), (), long)

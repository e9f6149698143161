"""No content makes the reader raise, and broken code loses only what is broken."""

from __future__ import annotations

from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast.estate.kinds.code import Define, Function, Module, Node
from holdfast.estate.python import Frontend
from holdfast.estate.python.literals import constant
from tests.estate.codedump import dump

WORDS = [
    "def f", "class A", "(", ")", "[", "]", "{", "}", ":", "\n", "\n    ", "\n  ", "\t", "=", ",", ".", "f'", 'f"', "'",
    '"', "'''", "lambda", "match x", "case _", "if ", "else", "try", "except", "with a as b", "return", "yield ",
    "await ", "import a", "from", "*", "**", "@", "#", "x", "1", "\\", "\r", "\0", "\f", "print ", "exec ", "type ",
    "async ", "for a in b", "\ufeff", "é", ":=", "->", "`", "\\N{", "!r", ";",
]  # fmt: skip


def read(data: bytes) -> Module:
    """The module with every body made, wherever it hides."""
    module = Frontend(kept=0).read("a.py", data)
    waiting: list[object] = [module.body]
    while waiting:
        value = waiting.pop()
        if isinstance(value, tuple):
            waiting.extend(value)
        elif isinstance(value, Node):
            assert 0 <= value.start <= value.end <= len(module.data)
            waiting.extend(getattr(value, one.name) for one in fields(value) if one.name != "made")
            if isinstance(value, Function):
                waiting.append(value.body)
    return module


@given(st.binary(max_size=200))
def test_any_bytes_are_read(data: bytes) -> None:
    read(data)


@given(st.lists(st.sampled_from(WORDS), max_size=60))
def test_any_mixture_of_words_is_read(words: list[str]) -> None:
    read("".join(words).encode())


@pytest.mark.parametrize(
    "text",
    [
        "(" * 5000,
        "[" * 3000 + "]" * 3000,
        "x = " + "-" * 5000 + "1",
        "x = " + "not " * 5000 + "1",
        "x" + ".a()" * 5000,
        "x = " + "1 + " * 5000 + "1",
        "x = " + "1 if a else " * 3000 + "1",
        "x = " + "a and " * 5000 + "b",
        "if a: b\n" + "elif a: b\n" * 3000,
        "".join(f"{' ' * n}if a:\n" for n in range(300)) + " " * 300 + "b",
        "x = " + "lambda: " * 3000 + "1",
        "x = " * 3000 + "1",
        "f'" + "{f'" * 500,
        "match a:\n case " + "[" * 3000 + "]" * 3000 + ": b",
        "0x" + "f" * 100000,
        "9" * 100000,
        "def f():\n" + "".join(f"{' ' * n}def f():\n" for n in range(1, 200)) + " " * 200 + "b",
    ],
)
def test_depth_and_length_are_bounded(text: str) -> None:
    read(text.encode())


def test_a_sum_of_many_texts_keeps_them_all() -> None:
    module = read(("x = " + " + ".join(f"'{n}'" for n in range(300))).encode())
    shown = dump(module.body)
    assert all(f"'{n}'" in shown for n in range(300))
    assert "Opaque" not in shown


BROKEN = {
    "a bracket that stays open": ("a = 1\nb = (1, 2\nc = 3\ndef f(): pass\n", ["a", "c", "f"]),
    "a head that makes no sense": ("def f(a, b:\n    a.b()\n    return c\n\ndef g(): pass\n", ["f", "g"]),
    "a statement inside a method": (
        "class A:\n    def f(self):\n        x = 1 +* 2\n        y.z()\n    def g(self): pass\nb = 1\n",
        ["A", "b"],
    ),
    "a text that stays open": ("a = 1\nb = 'x\nc = 2\n", ["a", "c"]),
    "a long text that stays open": ("a = 1\nb = '''x\nc = 2\ndef f(): pass\n", ["a", "c", "f"]),
    "a comparison for an assignment": ("if a = 1:\n    b = 2\nc = 3\n", ["c"]),
    "a conflict of two versions": (
        "a = 1\n<<<<<<< HEAD\nb = 2\n=======\nb = 3\n>>>>>>> x\nc = 4\n",
        ["a", "b", "b", "c"],
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_only_the_broken_statement_is_lost(name: str) -> None:
    source, kept = BROKEN[name]
    module = read(source.encode())
    found = []
    for node in module.body:
        if isinstance(node, Define):
            found.append(node.function.name)
        else:
            target = getattr(node, "name", "") or getattr(getattr(node, "target", None), "id", "")
            found.extend([target] if target else [])
    assert found == kept
    assert module.broken


def test_what_stands_behind_a_broken_statement_in_a_body_is_read() -> None:
    module = read(b"class A:\n    def f(self):\n        x = 1 +* 2\n        y.z()\n    def g(self):\n        q()\n")
    shown = dump(module.body)
    assert "(Call y.z)" in shown
    assert "def g" in shown
    assert "(Call q)" in shown


def test_a_broken_stretch_is_named() -> None:
    module = read(b"a = 1\nb = (1, 2\nc = 3\n")
    assert [module.data[node.start : node.end] for node in module.broken] == [b"b = (1, 2"]


@pytest.mark.parametrize(
    ("data", "value"),
    [
        ("é = 'ü'".encode("utf-8-sig"), "ü"),
        ("# coding: latin-1\nx = 'ü'".encode("latin-1"), "ü"),
        ("#!/bin/x\n# -*- coding: cp1251 -*-\nx = 'ж'".encode("cp1251"), "ж"),
        ("x = 'ж'".encode("utf-16"), "ж"),
        (b"# coding: rot13\nx = 'a'", "a"),
        (b"# coding: nonsense\nx = 'a'", "a"),
        (b"x = 'a\xff'", "a\ufffd"),
        (b"x = 'a\0b'", "a b"),
        (b"x = '''a\r\nb'''", "a\nb"),
        (b"x = 'a\\\r\nb'", "ab"),
        (b"\x0cx = 'a'\r\n", "a"),
        (b"y = 1\rx = 'a'\r", "a"),
    ],
)
def test_encodings_and_line_ends(data: bytes, value: str) -> None:
    module = read(data)
    assert repr(value) in dump(module.body)
    assert module.broken == ()


@given(st.text(max_size=20))
def test_a_literal_has_the_value_that_python_writes(value: str) -> None:
    if not any("\ud800" <= letter <= "\udfff" for letter in value):
        assert constant(repr(value).encode()) == value
        assert constant(ascii(value).encode()) == value


@given(st.binary(max_size=20))
def test_a_literal_of_bytes_has_the_value_that_python_writes(value: bytes) -> None:
    assert constant(repr(value).encode()) == value

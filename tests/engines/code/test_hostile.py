"""Programs that are written to keep a reader busy: the look ends, and says what it cut."""

from __future__ import annotations

import pytest

from .solving import found, solved

HEAD = "from flask import request\nimport os\n"
TAINTED = ' x = request.args["x"]\n'


def nested(opening: str, inner: str, count: int) -> str:
    """One statement inside of another."""
    return "".join(" " * (at + 1) + opening.format(at) + "\n" for at in range(count)) + " " * (count + 1) + inner + "\n"


PROGRAMS = {
    "calls in calls": "x = " + "f(" * 400 + "1" + ")" * 400,
    "conditions in conditions": "def v():\n" + nested("if a{0}:", 'os.system(request.args["x"])', 90),
    "loops in loops": "def v():\n" + nested("for a{0} in [1, 2, 3, 4, 5, 6, 7, 8, 9]:", "os.system(a0)", 14),
    "endless loops": "def v():\n i = 0\n" + nested("while i < 1000000:", "i += 1", 15),
    "a huge dict": "D = {" + ",".join(f'"k{at}": [{at}, "v"]' for at in range(4000)) + "}",
    "a long sum": "x = " + "+".join(f'"a{at}"' for at in range(3000)),
    "huge constants": 'x = "a" * 10**12\ny = 2**99999999\nz = "a".center(10**10)\nw = ("b" * 4000) * 10**9',
    "functions that call each other": "def f(n, x):\n  return f(n - 1, x) + g(x)\ndef g(x):\n  return f(3, g(x))\n",
    "a fan of calls": "".join(f"def f{at}(x):\n  return f{at + 1}(x) + f{at + 1}(x + 'a')\n" for at in range(40)),
    "a long line of classes": "class C0: pass\n" + "".join(f"class C{at}(C{at - 1}): pass\n" for at in range(1, 900)),
    "lists that hold themselves": "a = []\na.append(a)\nd = {'a': a}\nd['d'] = d\nos.system(str(d))",
    "a function without end": "Y = lambda f: (lambda x: x(x))(lambda y: f(lambda *a: y(y)(*a)))\nY(lambda s: s)(1)",
    "attributes of attributes": "x = a" + ".b" * 2000,
    "comprehensions of comprehensions": "x = [a "
    + "".join(f"for a{at} in [1, 2, 3, 4, 5, 6, 7, 8] " for at in range(9))
    + "]",
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_look_ends_and_finds_what_stands_beside(name: str) -> None:
    beside = {"app.py": HEAD + 'def f():\n  os.system(request.args["q"])\n', "hostile.py": HEAD + PROGRAMS[name]}
    outcome = solved(beside)
    assert ("app.py", 4, "command") in found(outcome, beside)
    assert not [cut for cut in outcome.cut if "broke" in cut.why]


def test_thousands_of_branches_do_not_hide_a_flow() -> None:
    text = (
        HEAD
        + "def f():\n"
        + TAINTED
        + "".join(f' if c{at}: x = x + "{at}"\n' for at in range(1000))
        + " os.system(x)\n"
    )
    assert found(solved({"a.py": text}), {"a.py": text}) == {("a.py", 1005, "command")}


def test_a_function_that_takes_too_long_is_told() -> None:
    text = HEAD + "def v():\n" + TAINTED + nested("for a{0} in [1, 2, 3, 4, 5, 6, 7, 8, 9]:", "os.system(x)", 14)
    outcome = solved({"a.py": text})
    assert [cut.path for cut in outcome.cut] == ["a.py"]
    assert found(outcome, {"a.py": text})


def test_broken_statements_are_told_and_lose_nothing_else() -> None:
    text = HEAD + 'def f():\n  os.system(request.args["q"])\n\ndef g(:\n  )\n'
    outcome = solved({"a.py": text})
    assert found(outcome, {"a.py": text}) == {("a.py", 4, "command")}
    assert outcome.broken["a.py"]

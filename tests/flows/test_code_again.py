"""A second look at changed code says what a first one would: nothing that is kept outlives what it hangs on."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from holdfast.app.codeanswers import Answer
from holdfast.app.codebook import CodeBook, code_book
from holdfast.app.codeproject import Files
from holdfast.app.coding import Coding, code
from holdfast.estate.codefiles import language_of
from holdfast.store.factcache import FactCache

BODIES = (
    "return x",
    "return 'a'",
    "os.system(x)",
    "os.system('ls ' + shlex.quote(x))",
    "return request.args['a']",
    "return {other}(x)",
    "return {other}({third}(x))",
    "os.system({other}(x))",
    "{other}(request.args['b'])",
    "return shlex.quote({other}(x))",
    "return Kept(x).told()",
    "Kept(request.args['c']).run()",
    "os.system(LIMIT)",
    "return render_template('page.html', name={other}(x))",
    "if x == 'a':\n        return {other}('b')\n    return x",
    "for each in [x, {third}('a')]:\n        os.system(each)",
    "kept = [x]\n    kept.append({other}(x))\n    return kept",
    "total = 0\n" + "".join(f"    total = total + len(str({n})) * 2\n" for n in range(12)) + "    return total",
    "def inner(y):\n        return {other}(y)\n    return inner(x)",
)
HEADS = (
    "",
    "# a comment\n",
    "\n\n\n",
    "LIMIT = request.args['limit']\n",
    "LIMIT = 'ls'\n",
    "class Kept:\n    def __init__(self, a):\n        self.a = a\n\n    def told(self):\n        return self.a\n\n"
    "    def run(self):\n        os.system(self.a)\n\n\n",
    "class Kept:\n    def __init__(self, a):\n        self.a = 'a'\n\n    def told(self):\n        return LIMIT\n\n"
    "    def run(self):\n        print(self.a)\n\n\n",
    "@app.route('/a')\ndef page():\n    return f0_0(request.args['q'])\n\n\n",
)
PAGES = ("<p>{{ name }}</p>", "<p>{{ name | safe }}</p>", "<p>\n\n{{ name | safe }}</p>")
FILES, FUNCTIONS = 5, 3
SHADOWS = ("f1.py", "shop/f1.py", "shop/f2/__init__.py", "shop/templates/page.html", "src/shop/f3.py")

Edit = tuple[str, int, int, int]
EDITS = st.one_of(
    st.tuples(st.just("body"), st.integers(0, FILES - 1), st.integers(0, FUNCTIONS - 1), st.integers(0, 400)),
    st.tuples(st.just("head"), st.integers(0, FILES - 1), st.integers(0, len(HEADS) - 1), st.just(0)),
    st.tuples(st.just("page"), st.integers(0, len(PAGES)), st.just(0), st.just(0)),
    st.tuples(st.just("gone"), st.integers(0, FILES - 1), st.just(0), st.just(0)),
    st.tuples(st.just("shadow"), st.integers(0, len(SHADOWS) - 1), st.integers(0, 400), st.just(0)),
)


class Program:
    """A few files that call each other, in no circles: what is said of these hangs on where a look begins."""

    def __init__(self, first: list[int]) -> None:
        self.bodies = {(at, n): first[at * FUNCTIONS + n] for at in range(FILES) for n in range(FUNCTIONS)}
        self.heads = dict.fromkeys(range(FILES), 0)
        self.page = 0
        self.gone: set[int] = set()
        self.shadows: dict[int, int] = {}

    def edit(self, edit: Edit) -> None:
        kind, one, two, three = edit
        if kind == "body":
            self.bodies[one, two] = three
        elif kind == "head":
            self.heads[one] = two
        elif kind == "page":
            self.page = one
        elif kind == "gone":
            self.gone ^= {one}
        elif one in self.shadows:
            del self.shadows[one]
        else:
            self.shadows[one] = two

    def texts(self) -> dict[str, bytes]:
        found = {f"shop/f{at}.py": self._file(at) for at in range(FILES) if at not in self.gone}
        if self.page < len(PAGES):
            found["templates/page.html"] = PAGES[self.page]
        for at, number in self.shadows.items():
            name = SHADOWS[at]
            found[name] = PAGES[number % len(PAGES)] if name.endswith("html") else self._shadow(name, number)
        return {path: text.encode() for path, text in sorted(found.items())}

    def _file(self, at: int) -> str:
        others = [other for other in range(FILES) if other != at]
        text = "import os\nimport shlex\nfrom flask import Flask, request, render_template\n"
        for other in others:
            names = ", ".join(f"f{other}_{n}" for n in range(FUNCTIONS))
            text += (
                f"from shop.f{other} import {names}, Kept, LIMIT\n"
                if other == at - 1
                else f"from .f{other} import {names}\n"
            )
        text += "app = Flask(__name__)\n" + HEADS[self.heads[at]]
        return text + "".join(self._function(at, n) for n in range(FUNCTIONS))

    def _function(self, at: int, n: int) -> str:
        number = self.bodies[at, n]
        body = BODIES[number % len(BODIES)]
        later = [f"f{file}_{m}" for file in range(FILES) for m in range(FUNCTIONS) if (file, m) > (at, n)] or ["str"]
        other, third = later[number % len(later)], later[number // 3 % len(later)]
        return f"\n\ndef f{at}_{n}(x):\n    {body.format(other=other, third=third)}\n"

    def _shadow(self, name: str, number: int) -> str:
        at = int(name.replace("/__init__", "").removesuffix(".py")[-1])
        return (
            f"import os\nfrom flask import request\ndef f{at}_0(x):\n    {('os.system(x)', 'return x')[number % 2]}\n"
        )


@cache
def book() -> CodeBook:
    return code_book(None)


def looked(texts: dict[str, bytes], kept: FactCache | None) -> Coding:
    paths = [path for path in texts if language_of(path)]
    return code(paths, Files(tuple(texts), texts.get), texts.get, book(), kept)


def told(found: Coding) -> dict[str, Answer]:
    """What is said, without how it was kept."""
    return {path: answer._replace(needs={}, read={}, offers="") for path, answer in sorted(found.answers.items())}


def steps(program: Program, edits: list[Edit]) -> Iterator[dict[str, bytes]]:
    yield program.texts()
    for edit in edits:
        program.edit(edit)
        yield program.texts()


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.integers(0, 400), min_size=FILES * FUNCTIONS, max_size=FILES * FUNCTIONS), st.lists(EDITS, max_size=5)
)
def test_after_any_edits_a_look_with_what_was_kept_says_what_one_without_says(
    first: list[int], edits: list[Edit]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for texts in steps(Program(first), edits):
            kept = FactCache(Path(folder), Path(folder) / "key", "code")
            again = looked(texts, kept)
            kept.flush()
            assert told(again) == told(looked(texts, None))

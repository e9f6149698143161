"""What JavaScript and TypeScript become, case by case."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from holdfast.estate.javascript import Frontend
from holdfast.estate.kinds import code
from tests.estate.javascript.dump import block, dumped


def _cases() -> Iterator[tuple[str, str]]:
    text = (Path(__file__).parent / "cases.txt").read_text(encoding="utf-8")
    for part in text.split("\n\n"):
        given, arrow, wanted = part.strip("\n").partition("\n=>")
        if arrow:
            yield given, wanted.strip()


CASES = list(_cases())
TYPED = re.compile(r": [A-Zsan]|<[A-Zs]|enum|namespace|abstract|export =|import \w+ =|as any|type \{|private|= = ")
"""What only TypeScript has, or reads in another way."""


def test_the_table_is_read() -> None:
    assert len(CASES) > 90


@pytest.mark.parametrize(("given", "wanted"), CASES, ids=[given[:60] for given, _ in CASES])
def test_case(given: str, wanted: str) -> None:
    assert dumped(given, "a.tsx" if given.startswith("<") and "<T>" not in given else "a.ts") == wanted


@pytest.mark.parametrize(("given", "wanted"), [case for case in CASES if case[1] and not TYPED.search(case[0])])
def test_plain_javascript_is_the_same(given: str, wanted: str) -> None:
    assert dumped(given, "a.js") == wanted


def test_each_node_covers_its_text() -> None:
    text = "\ufeffconst a = `x${b.c(1)}`;\n"
    module = Frontend().read("a.js", text.encode())
    (statement,) = module.body
    assert isinstance(statement, code.Assign)
    assert isinstance(statement.value, code.Format)
    call = statement.value.parts[1]
    assert module.data[call.start : call.end] == b"b.c(1)"


def test_first_lines_that_are_no_code() -> None:
    assert dumped("#!/usr/bin/env node\nf()", "a.js") == "f()"
    assert dumped("\ufeff#!/usr/bin/env node\nf()", "a.js") == "f()"
    assert dumped("<!-- old\nf()\n--> old", "a.js") == "f()"


def test_types_in_a_plain_file() -> None:
    assert dumped("export function f(a: string) { return a as any }", "a.js").startswith("def function f(a: string)")


def test_jsx_in_a_plain_file() -> None:
    assert dumped("const a = <b c={d}/>", "a.js") == "a = jsx('b', {'c': d})"


def test_scripts_of_a_page() -> None:
    page = '<template><p>{{ a }}</p></template>\n<script setup lang="ts">\nlet a: string = f()\n</script>\n<style/>'
    assert dumped(page, "a.vue") == "a: string = f()"
    page = "<script>f()</script><script type='text/x'>{\"a\": 1}</script><p>x</p><script type=module>g()</script>"
    assert dumped(page, "a.html") == "f(); g()"
    module = Frontend().read("a.html", page.encode())
    assert module.data[module.body[1].start : module.body[1].end] == b"g()"


def test_broken_stretches_are_listed_and_the_rest_stays() -> None:
    text = "f(1)\nlet = = 3\nfunction g() { h( ; i() }\nj()\n"
    module = Frontend().read("a.js", text.encode())
    lines = [text.encode().count(b"\n", 0, node.start) + 1 for node in module.broken]
    assert lines == [2, 3]
    assert block(module.body).endswith("j()")


def test_bodies_are_lowered_again_from_a_dropped_parse() -> None:
    frontend = Frontend(kept=1)
    modules = [frontend.read(f"{name}.js", f"function f() {{ {name}() }}".encode()) for name in "abc"]
    assert [block(module.body) for module in modules] == [f"def function f() {{{name}()}}" for name in "abc"]


def test_a_long_sum_is_flat() -> None:
    parts = " +\n".join(f"x{number}" for number in range(3000))
    (statement,) = Frontend().read("a.js", f"'a' + {parts}".encode()).body
    assert isinstance(statement, code.Evaluate)
    assert isinstance(statement.value, code.Format)
    assert len(statement.value.parts) == 3001


def test_a_long_chain_of_branches_is_kept() -> None:
    text = "\nelse ".join(f"if (a == {number}) f({number})" for number in range(300))
    statement = Frontend().read("a.js", text.encode()).body[0]
    count = 0
    while isinstance(statement, code.If):
        count += 1
        if not statement.other:
            break
        statement = statement.other[0]
    assert count == 300

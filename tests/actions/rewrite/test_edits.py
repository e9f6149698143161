"""A rewrite changes what it names in a call, and nothing else; a call that it does not fit stays as it is."""

from __future__ import annotations

import pytest

from holdfast.actions.rewrite.edits import Edit, edit, edited
from holdfast.estate.frontends import face
from holdfast.model.coderule import Rewrite

SAFE = Rewrite(act="replace", text="yaml.safe_load")
CASES = [
    ("python", "yaml.load(a)", SAFE, "yaml.safe_load(a)"),
    ("python", "y.load(a)", SAFE, "y.safe_load(a)"),
    ("python", "load(a)", SAFE, None),
    ("python", "run(a, verify=False)", Rewrite(act="set", argument="verify", text="True"), "run(a, verify=True)"),
    (
        "python",
        "run(a, verify=False)",
        Rewrite(act="set", argument="verify", text="verify=True"),
        "run(a, verify=True)",
    ),
    ("python", "run(a)", Rewrite(act="set", argument="verify", text="True"), None),
    ("python", "run(a)", Rewrite(act="add", argument="safe", text="safe=True"), "run(a, safe=True)"),
    ("python", "run()", Rewrite(act="add", argument="safe", text="safe=True"), "run(safe=True)"),
    ("python", "run(\n    a,\n)", Rewrite(act="add", argument="safe", text="safe=True"), "run(\n    a, safe=True\n)"),
    ("python", "run(a, safe=False)", Rewrite(act="add", argument="safe", text="safe=True"), "run(a, safe=True)"),
    ("python", "run(a, verify=False)", Rewrite(act="remove", argument="verify"), "run(a)"),
    ("python", "run(verify=False, b=1)", Rewrite(act="remove", argument="verify"), "run(b=1)"),
    ("python", "run(verify=False)", Rewrite(act="remove", argument="verify"), "run()"),
    ("python", "run(*a)", Rewrite(act="add", argument="safe", text="safe=True"), None),
    ("python", "run(**a)", Rewrite(act="add", argument="safe", text="safe=True"), None),
    ("javascript", "parse(a)", Rewrite(act="replace", text="safeParse"), "safeParse(a)"),
    (
        "javascript",
        "go(a, {secure: false})",
        Rewrite(act="set", argument="1.secure", text="true"),
        "go(a, {secure: true})",
    ),
    (
        "javascript",
        "go(a, {b: 1})",
        Rewrite(act="add", argument="1.secure", text="secure: true"),
        "go(a, {b: 1, secure: true})",
    ),
    ("javascript", "go(a, b)", Rewrite(act="add", argument="1.secure", text="secure: true"), None),
]


def rewritten(language: str, text: str, rewrite: Rewrite) -> str | None:
    whole = f"x = {text}\n"
    module = face(language).Frontend().read("a.py" if language == "python" else "a.js", whole.encode())
    found = edit(module, 4, 4 + len(text), rewrite)
    return None if found is None else edited(whole.encode(), [found]).decode()[4:-1]


@pytest.mark.parametrize(("language", "text", "rewrite", "expected"), CASES)
def test_a_call_is_rewritten(language: str, text: str, rewrite: Rewrite, expected: str | None) -> None:
    assert rewritten(language, text, rewrite) == expected


def test_the_innermost_call_around_a_place_is_meant_also_inside_a_function() -> None:
    text = "def f():\n    return outer(yaml.load(a))\n"
    module = face("python").Frontend().read("a.py", text.encode())
    at = text.index("yaml")
    found = edit(module, at, at + len("yaml.load(a)"), SAFE)
    assert found is not None
    assert edited(text.encode(), [found]) == b"def f():\n    return outer(yaml.safe_load(a))\n"


def test_of_overlapping_edits_the_first_one_stays() -> None:
    assert edited(b"abcdef", [Edit(1, 3, b"X"), Edit(2, 4, b"Y"), Edit(5, 6, b"Z")]) == b"aXdeZ"

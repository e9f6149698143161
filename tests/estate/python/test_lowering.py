"""What the reader makes of each kind of syntax, as ``lowering.txt`` shows it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from holdfast.estate.python import Frontend
from tests.estate.codedump import dump

_CASE = re.compile(r"^## ([^\n]+)\n\n````python\n(.*?)\n````\n\n````text\n(.*?)\n````$", re.MULTILINE | re.DOTALL)
CASES = {
    name: (source, shown)
    for name, source, shown in _CASE.findall((Path(__file__).parent / "lowering.txt").read_text("utf-8"))
}


def test_the_cases_are_found() -> None:
    assert len(CASES) >= 13


@pytest.mark.parametrize("name", CASES)
def test_syntax_becomes_kinds(name: str) -> None:
    source, shown = CASES[name]
    module = Frontend().read("a.py", source.encode())
    assert dump(module.body) == shown
    assert module.broken == ()

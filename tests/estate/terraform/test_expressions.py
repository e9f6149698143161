"""The language, measured: each expression is worth what OpenTofu says it is worth.

``expressions.json`` says which version answered and how it was asked. To add cases, ask the same way.
"""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest

from holdfast.estate.terraform.reader import evaluated
from holdfast.model.tree import at, plain
from holdfast.model.value import Tree, Unknown

DATA = json.loads(Path(__file__).with_name("expressions.json").read_text(encoding="utf-8"))
CONFIGURATION = "\n".join(DATA["configuration"])


def worth(expression: str) -> Tree | None:
    text = f'{CONFIGURATION}\nresource "x_y" "z" {{\n  v = {expression}\n}}\n'
    blocks, _ = evaluated("", {"main.tf": text.encode()})
    return at(blocks.all[0].attrs, "v") if blocks.all else None


def alike(one: Any, other: Any) -> bool:
    """Equal, with as many digits as a number here has."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, int | float) and isinstance(other, int | float):
        return math.isclose(one, other, rel_tol=1e-9)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(alike, one, other))
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(alike(one[name], other[name]) for name in one)
    return bool(one == other)


@pytest.mark.parametrize("case", DATA["cases"], ids=lambda case: case["expression"])
def test_an_expression_is_worth_what_the_tool_says(case: dict[str, Any]) -> None:
    found = worth(case["expression"])
    if case.get("refused"):
        assert found is None or isinstance(found, Unknown)
    else:
        assert found is not None
        assert not isinstance(found, Unknown), found.why
        assert alike(case["value"], plain(found))


def test_there_are_many_cases_and_both_kinds() -> None:
    refused = [case for case in DATA["cases"] if case.get("refused")]
    assert len(DATA["cases"]) - len(refused) > 400
    assert len(refused) > 50

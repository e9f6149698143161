"""Every case in Terraform is a case of its plan too: the check says the same, whichever of the two was read."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from holdfast.engines.posture.look import look
from holdfast.estate.blocks import Blocks
from holdfast.estate.plan import reader as plans
from holdfast.estate.terraform import reader as terraform
from holdfast.model.resource import Resource
from holdfast.model.value import Known, Tree, Unknown

from .cases import Case, cases, pack, verdict
from .planmaker import plan_text

CASES = [case for case in cases() if case.language == "terraform"]


def evaluated(case: Case) -> Iterator[tuple[str, Blocks]]:
    for unit in terraform.units(case.files):
        blocks, _ = terraform.evaluated(unit.root, {path: case.files[path] for path in unit.paths})
        yield unit.root, blocks


def resources(root: str, blocks: Blocks, case: Case) -> tuple[Resource, ...]:
    path = f"{root}/plan.json" if root else "plan.json"
    files = {**case.files, path: plan_text(blocks)}
    (unit,) = [unit for unit in plans.units(files) if unit.root == path]
    return plans.read(unit, files).resources


def half_known(tree: Tree) -> bool:
    """Whether a text is partly known somewhere: the evaluator keeps what it knows of it, and a plan does not."""
    if isinstance(tree, Unknown):
        return bool(getattr(tree, "parts", ()) or getattr(tree, "tree", None))
    inner = tree.value.values() if isinstance(tree.value, dict) else tree.value
    return isinstance(tree.value, dict | list) and any(half_known(each) for each in inner)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.where}-{case.check}")
def test_a_plan_is_judged_like_its_configuration(case: Case) -> None:
    made = list(evaluated(case))
    found = [resource for root, blocks in made for resource in resources(root, blocks, case)]
    told = verdict([item for item in look(found, pack().of) if item.rule.check.name == case.check])
    partly = any(isinstance(block.attrs, Known) and half_known(block.attrs) for _, all in made for block in all.all)
    assert told == case.expected or (told == "unsure" and partly)

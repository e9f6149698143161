"""Plans that OpenTofu 1.12.6 made of the configuration beside them (builtin provider only), and broken ones.

``create.json`` is the first plan; ``state.json`` what was there after it was carried out with ``size=1``;
``change.json`` the plan after that, with the resource ``gone`` taken out of the configuration.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from holdfast.estate.blocks import Block, Blocks
from holdfast.estate.plan import before, planned
from holdfast.estate.plan.reader import read, units
from holdfast.estate.sniff import reader_of
from holdfast.model.tree import at, plain
from holdfast.model.value import Known, Unknown

MADE = Path(__file__).with_name("made")
SOURCES = {path.relative_to(MADE).as_posix(): path.read_bytes() for path in MADE.rglob("*.tf")}


def made(name: str) -> bytes:
    return (MADE / name).read_bytes()


def block(blocks: Blocks, address: str) -> Block:
    (found,) = [each for each in blocks.all if each.address == address]
    return found


def test_a_plan_is_claimed_and_a_state_is_not() -> None:
    assert reader_of("x/plan.json", made("create.json")) == "plan"
    assert reader_of("state.json", made("state.json")) == ""
    assert reader_of("terraform.tfstate", b'{"version": 4, "terraform_version": "1.9.0", "resources": []}') == ""


def test_all_that_will_be_there_is_there() -> None:
    found = planned(made("create.json"), "plan.json")
    assert sorted(each.address for each in found.all) == [
        'module.m["a"].terraform_data.in',
        'module.m["b"].terraform_data.in',
        'terraform_data.after["x"]',
        'terraform_data.after["y"]',
        "terraform_data.gone[0]",
        "terraform_data.many[0]",
        "terraform_data.many[1]",
        "terraform_data.out",
        "terraform_data.top",
    ]
    assert found.language == "tfplan"
    top = block(found, "terraform_data.top")
    assert plain(at(top.attrs, "input")) == {"name": "top", "size": 2}
    assert (top.place.path, top.place.line, top.type, top.mode, top.module) == (
        *("plan.json", 1, "terraform_data", "resource", ""),
    )


def test_what_is_known_later_is_unknown_with_what_it_refers_to() -> None:
    found = planned(made("create.json"), "plan.json")
    top = at(block(found, "terraform_data.top").attrs, "id")
    assert isinstance(top, Unknown)
    assert top.why == "known only after apply"
    after = block(found, 'terraform_data.after["x"]').attrs
    assert plain(at(after, "input", 0)) == "x"
    third = at(after, "input", 2)
    assert isinstance(third, Unknown)
    assert third.refs == ("terraform_data.many[0]", "terraform_data.top")


def test_references_go_through_variables_and_outputs() -> None:
    found = planned(made("create.json"), "plan.json")
    inner = block(found, 'module.m["a"].terraform_data.in')
    assert inner.module == 'module.m["a"]'
    assert at(inner.attrs, "input", "given").refs == ("terraform_data.top",)
    assert at(block(found, "terraform_data.out").attrs, "input").refs == ('module.m["a"].terraform_data.in',)


def test_places_are_in_the_configuration_where_it_is_at_hand() -> None:
    found = planned(made("create.json"), "plan.json", SOURCES)
    many = block(found, "terraform_data.many[1]")
    assert (many.place.path, many.place.line, many.place.end_line) == ("main.tf", 7, 10)
    assert at(many.attrs, "input").place.line == 9
    inner = block(found, 'module.m["b"].terraform_data.in')
    assert (inner.place.path, inner.place.line) == ("m/main.tf", 3)


def test_what_is_deleted_is_there_before_and_not_after() -> None:
    after = {each.address for each in planned(made("change.json"), "plan.json").all}
    was = {each.address for each in before(made("change.json")).all}
    assert "terraform_data.gone[0]" in was - after
    assert "terraform_data.many[1]" in after - was
    top = block(before(made("change.json")), "terraform_data.top")
    assert plain(at(top.attrs, "input", "size")) == "1"  # as the command line gave it
    assert isinstance(at(top.attrs, "id"), Known)


def test_the_first_plan_has_nothing_before() -> None:
    assert before(made("create.json")).all == ()


def test_a_state_that_is_handed_in_is_read() -> None:
    found = planned(made("state.json"), "state.json")
    assert plain(at(block(found, "terraform_data.gone[0]").attrs, "input")) == "gone"
    stored: dict[str, Any] = {
        "version": 4,
        "resources": [
            {
                "module": "module.m",
                "mode": "managed",
                "type": "x_y",
                "name": "z",
                "instances": [{"index_key": "a", "attributes": {"v": 1}}],
            },
            {"mode": "data", "type": "x_y", "name": "d", "instances": [{"attributes": {"v": 2}}]},
        ],
    }
    blocks = planned(json.dumps(stored).encode(), "terraform.tfstate")
    assert [(each.mode, each.address, plain(at(each.attrs, "v"))) for each in blocks.all] == [
        ("resource", 'module.m.x_y.z["a"]', 1),
        ("data", "data.x_y.d", 2),
    ]


def test_a_unit_is_the_plan_with_the_configuration_beside_it() -> None:
    files = {"a/plan.json": made("create.json"), "a/main.tf": SOURCES["main.tf"], "b/main.tf": b""}
    (unit,) = units(files)
    assert (unit.root, unit.paths) == ("a/plan.json", ("a/main.tf", "a/plan.json"))
    found = read(unit, files)
    assert {each.language for each in found.resources} == {"tfplan"}
    assert [each.place.path for each in found.resources if each.address == "terraform_data.top"] == ["a/main.tf"]


@pytest.mark.parametrize("data", [b"", b"[]", b"{}", b"{", b'{"planned_values": ' + b"[" * 100_000, b"\xff"])
def test_what_is_no_plan_is_a_gap(data: bytes) -> None:
    (unit,) = units({"plan.json": data})
    found = read(unit, {"plan.json": data})
    assert found.resources == ()
    assert [gap.fault for gap in found.gaps] == [True]


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["a", "address", "values"]), inner, max_size=3)
    ),
    max_leaves=8,
)


@settings(deadline=None)
@given(JUNK, JUNK, JUNK, JUNK)
def test_any_content_is_read_in_peace(values: object, change: object, expressions: object, calls: object) -> None:
    row = {"address": "x_y.z", "mode": "managed", "type": "x_y", "name": "z", "values": values}
    whole = {
        "planned_values": {"root_module": {"resources": [row, values], "child_modules": values}},
        "resource_changes": [{"address": "x_y.z", "change": {"after": change, "after_unknown": values}}, change],
        "prior_state": {"values": {"root_module": change}},
        "configuration": {
            "root_module": {
                "resources": [{"address": "x_y.z", "expressions": expressions}, calls],
                "module_calls": calls,
            }
        },
    }
    files = {"plan.json": json.dumps(whole).encode()}
    (unit,) = units(files)
    read(unit, files)


def test_what_the_platform_will_choose_is_absent() -> None:
    row = {"address": "aws_ebs_volume.a", "mode": "managed", "type": "aws_ebs_volume", "name": "a"}
    unknown = {"encrypted": True, "kms_key_id": True, "id": True}
    change = {"actions": ["create"], "before": None, "after": {"size": 8}, "after_unknown": unknown}
    expressions = {"size": {"constant_value": 8}, "kms_key_id": {"references": ["aws_kms_key.k.arn", "aws_kms_key.k"]}}
    plan = {
        "terraform_version": "1.9.0",
        "planned_values": {"root_module": {"resources": [{**row, "values": {"size": 8}}]}},
        "resource_changes": [{**row, "change": change}],
        "configuration": {
            "root_module": {"resources": [{"address": "aws_ebs_volume.a", "expressions": expressions}]},
        },
    }
    attrs = block(planned(json.dumps(plan).encode(), "plan.json"), "aws_ebs_volume.a").attrs
    assert at(attrs, "encrypted").value is None  # type: ignore[union-attr]
    assert isinstance(at(attrs, "kms_key_id"), Unknown)
    assert isinstance(at(attrs, "id"), Unknown)

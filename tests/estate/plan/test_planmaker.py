"""A plan that the harness makes of configuration says the same as the configuration."""

from __future__ import annotations

from holdfast.estate.plan import planned
from holdfast.estate.terraform.reader import evaluated
from holdfast.model.tree import at, plain
from tests.checks.planmaker import plan_text

FILES = {
    "main.tf": b"""
resource "a_b" "c" {
  count = 2
  name  = "n${count.index}"
}
data "a_b" "d" {
  name = "known"
}
module "m" {
  source = "./m"
  target = a_b.c[1].id
}
resource "x_y" "z" {
  v = [a_b.c[0].id, "k"]
  w = module.m.id
  rule {
    port = 1
    to   = a_b.c[1].arn
  }
}
""",
    "m/main.tf": b"""
variable "target" {}
resource "x_y" "in" {
  v = "${var.target}/x"
}
output "id" {
  value = x_y.in.id
}
""",
}


def test_a_made_plan_has_the_same_values_and_references() -> None:
    blocks, _ = evaluated("", FILES)
    found = {block.address: block for block in planned(plan_text(blocks), "plan.json").all}
    assert found.keys() == {block.address for block in blocks.all}
    for block in blocks.all:
        assert plain(found[block.address].attrs) == plain(block.attrs)
    outer, inner = found["x_y.z"].attrs, found["module.m.x_y.in"].attrs
    assert at(outer, "v", 0).refs == ("a_b.c[0]",)
    assert at(outer, "w").refs == ("module.m.x_y.in",)
    assert at(outer, "rule", 0, "to").refs == ("a_b.c[1]",)
    assert at(inner, "v").refs == ("a_b.c[1]",)

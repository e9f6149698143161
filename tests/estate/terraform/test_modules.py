"""What configurations mean: variables, locals, repetition, modules, files; and where each value says it comes from."""

from __future__ import annotations

import json

from holdfast.estate.blocks import Block, Blocks
from holdfast.estate.terraform.reader import evaluated, read, units
from holdfast.model.tree import at, plain
from holdfast.model.value import How, Known, Tree, Unknown


def blocks(files: dict[str, str] | str, root: str = "") -> Blocks:
    named = {"main.tf": files} if isinstance(files, str) else files
    return evaluated(root, {path: text.encode() for path, text in named.items()})[0]


def one(files: dict[str, str] | str, root: str = "") -> Block:
    (only,) = blocks(files, root).of("x_y")
    return only


def value(files: dict[str, str] | str, name: str = "v") -> Tree:
    return at(one(files).attrs, name)


def addresses(files: dict[str, str] | str) -> list[str]:
    return [block.address for block in blocks(files).all]


def says(tree: Tree) -> list[str]:
    assert isinstance(tree, Known), tree
    return [hop.says for hop in tree.trail]


def test_a_literal_stands_at_its_attribute() -> None:
    found = value('resource "x_y" "z" {\n  v = "a"\n}\n')
    assert isinstance(found, Known)
    assert (found.value, found.how, found.trail) == ("a", How.EXPLICIT, ())
    place = found.place
    assert (place.path, place.line, place.column, place.end_line, place.end_column) == ("main.tf", 2, 3, 2, 10)


def test_a_block_stands_from_header_to_brace() -> None:
    place = one('\nresource "x_y" "z" {\n  v = "a"\n}\n').place
    assert (place.line, place.column, place.end_line, place.end_column) == (2, 1, 4, 2)


def test_a_variable_without_value_is_unknown_and_says_so() -> None:
    found = value('variable "x" {}\nresource "x_y" "z" {\n  v = var.x\n}\n')
    assert isinstance(found, Unknown)
    assert found.why == 'variable "x" has no value'
    assert found.place.line == 3


def test_a_default_comes_with_its_way() -> None:
    found = value(
        'variable "x" {\n  default = "a"\n}\nlocals {\n  y = var.x\n}\nresource "x_y" "z" {\n  v = local.y\n}\n'
    )
    assert isinstance(found, Known)
    assert found.value == "a"
    assert found.how is How.COMPUTED
    assert [(hop.says, hop.place.line) for hop in found.trail] == [('default of variable "x"', 2), ("local.y", 5)]


def test_an_element_that_was_written_elsewhere_stands_at_the_attribute_and_knows_its_line() -> None:
    text = 'variable "x" {\n  default = [\n    "a",\n    "b",\n  ]\n}\nresource "x_y" "z" {\n  v = var.x\n}\n'
    found = value(text)
    assert isinstance(found, Known)
    second = found.value[1]
    assert second.place.line == 8
    assert [(hop.says, hop.place.line) for hop in second.trail] == [('default of variable "x"', 4)]


def test_values_files_win_over_defaults_in_their_order() -> None:
    files = {
        "main.tf": 'variable "x" {\n  default = 1\n}\nvariable "y" {\n  default = 1\n}\n'
        'resource "x_y" "z" {\n  v = [var.x, var.y]\n}\n',
        "terraform.tfvars": "x = 2\ny = 2\n",
        "b.auto.tfvars": "y = 3\n",
        "other.tfvars": "x = 9\n",
        "sub/terraform.tfvars": "x = 8\n",
    }
    found = value(files)
    assert plain(found) == [2, 3]
    assert isinstance(found, Known)
    assert says(found.value[0]) == ['variable "x" set in terraform.tfvars']


def test_values_files_in_json() -> None:
    files = {
        "main.tf": 'variable "x" {}\nresource "x_y" "z" {\n  v = var.x\n}\n',
        "terraform.tfvars.json": '{"x": {"a": [1, true]}}',
    }
    assert plain(value(files)) == {"a": [1, True]}


def test_values_files_of_a_called_module_do_not_count() -> None:
    files = {
        "main.tf": 'module "m" {\n  source = "./m"\n}\n',
        "m/main.tf": 'variable "x" {\n  default = 1\n}\nresource "x_y" "z" {\n  v = var.x\n}\n',
        "m/terraform.tfvars": "x = 2\n",
    }
    assert plain(value(files)) == 1


def test_count_makes_instances() -> None:
    text = 'resource "x_y" "z" {\n  count = 2\n  v = "n${count.index}"\n}\nresource "x_y" "none" {\n  count = 0\n}\n'
    assert [(block.address, plain(at(block.attrs, "v"))) for block in blocks(text).all] == [
        ("x_y.z[0]", "n0"),
        ("x_y.z[1]", "n1"),
    ]


def test_for_each_makes_instances_of_maps_and_sets() -> None:
    text = (
        'resource "x_y" "m" {\n  for_each = { b = 1, a = 2 }\n  v = "${each.key}${each.value}"\n}\n'
        'resource "x_y" "s" {\n  for_each = toset(["k"])\n  v = each.value\n}\n'
    )
    assert [(block.address, plain(at(block.attrs, "v"))) for block in blocks(text).all] == [
        ('x_y.m["a"]', "a2"),
        ('x_y.m["b"]', "b1"),
        ('x_y.s["k"]', "k"),
    ]


def test_what_can_not_be_counted_is_one_marked_instance() -> None:
    text = (
        'variable "n" {}\nresource "x_y" "c" {\n  count = var.n\n  v = count.index\n  w = 1\n}\n'
        'resource "x_y" "f" {\n  for_each = var.n\n  v = each.value.a\n}\n'
    )
    count, each = blocks(text).all
    assert (count.address, each.address) == ("x_y.c[…]", "x_y.f[…]")
    assert isinstance(at(count.attrs, "v"), Unknown)
    assert plain(at(count.attrs, "w")) == 1
    assert isinstance(at(each.attrs, "v"), Unknown)


def test_too_many_to_count_is_one_marked_instance() -> None:
    assert addresses('resource "x_y" "z" {\n  count = 1000000000\n}\n') == ["x_y.z[…]"]


def test_a_module_called_twice_has_two_values() -> None:
    files = {
        "main.tf": 'module "a" {\n  source = "./m"\n  x = "one"\n}\nmodule "b" {\n  source = "./m"\n  x = "two"\n}\n',
        "m/main.tf": 'variable "x" {}\nresource "x_y" "z" {\n  v = var.x\n}\n',
    }
    found = {block.address: at(block.attrs, "v") for block in blocks(files).all}
    assert {address: plain(tree) for address, tree in found.items()} == {
        "module.a.x_y.z": "one",
        "module.b.x_y.z": "two",
    }
    (hop,) = found["module.b.x_y.z"].trail  # type: ignore[union-attr]
    assert (hop.says, hop.place.path, hop.place.line) == ('argument "x" of module "b"', "main.tf", 7)


def test_modules_with_count_and_for_each_and_in_each_other() -> None:
    files = {
        "main.tf": 'module "a" {\n  source = "./m"\n  count = 2\n  n = count.index\n}\n'
        'module "b" {\n  source = "./m"\n  for_each = toset(["k"])\n  n = each.key\n}\n',
        "m/main.tf": 'variable "n" {}\nmodule "in" {\n  source = "../n"\n  n = "${var.n}!"\n}\n',
        "n/main.tf": 'variable "n" {}\nresource "x_y" "z" {\n  v = var.n\n}\n',
    }
    assert {block.address: plain(at(block.attrs, "v")) for block in blocks(files).all} == {
        "module.a[0].module.in.x_y.z": "0!",
        "module.a[1].module.in.x_y.z": "1!",
        'module.b["k"].module.in.x_y.z': "k!",
    }


def test_outputs_carry_values_and_references() -> None:
    files = {
        "main.tf": 'module "a" {\n  source = "./m"\n}\nresource "x_y" "z" {\n  v = module.a.name\n  id = module.a.id\n'
        "  gone = module.a.nothing\n  all = module.a\n}\n",
        "m/main.tf": 'resource "a_b" "c" {\n  name = "n"\n}\noutput "name" {\n  value = a_b.c.name\n}\n'
        'output "id" {\n  value = a_b.c.id\n}\n',
    }
    block = one(files)
    name, id_ = at(block.attrs, "v"), at(block.attrs, "id")
    assert plain(name) == "n"
    assert name.refs == ("module.a.a_b.c",)
    assert says(name) == ["module.a.a_b.c.name", 'output "name" of module "a"']
    assert isinstance(id_, Unknown)
    assert (id_.why, id_.refs) == ("known only after apply", ("module.a.a_b.c",))
    gone = at(block.attrs, "gone")
    assert isinstance(gone, Unknown)
    assert "no output" in gone.why


def test_a_module_from_elsewhere_is_a_gap_and_its_outputs_are_unknown() -> None:
    text = 'module "v" {\n  source = "terraform-aws-modules/vpc/aws"\n}\nresource "x_y" "z" {\n  v = module.v.id\n}\n'
    found, gaps = evaluated("", {"main.tf": text.encode()})
    assert isinstance(at(found.all[0].attrs, "v"), Unknown)
    (gap,) = gaps
    assert (gap.fault, gap.place.line) == (False, 1)


def test_references_to_instances() -> None:
    text = (
        'resource "a_b" "c" {\n  count = 2\n  name = "n${count.index}"\n}\n'
        'resource "x_y" "z" {\n  v = a_b.c[1].name\n  all = a_b.c[*].name\n  id = a_b.c[1].id\n  ids = a_b.c[*].id\n'
        "  long = resource.a_b.c[0].name\n}\n"
    )
    block = one(text)
    assert plain(at(block.attrs, "v")) == "n1"
    assert at(block.attrs, "v").refs == ("a_b.c[1]",)
    assert plain(at(block.attrs, "all")) == ["n0", "n1"]
    assert at(block.attrs, "id").refs == ("a_b.c[1]",)
    assert at(block.attrs, "ids", 0).refs == ("a_b.c[0]",)
    assert plain(at(block.attrs, "long")) == "n0"


def test_a_text_with_an_unknown_part_keeps_the_reference() -> None:
    text = 'resource "a_b" "c" {\n}\nresource "x_y" "z" {\n  v = "arn:${a_b.c.id}/*"\n}\n'
    found = value(text)
    assert isinstance(found, Unknown)
    assert found.refs == ("a_b.c",)


def test_a_whole_resource_can_be_handed_to_a_module() -> None:
    files = {
        "main.tf": 'resource "a_b" "c" {\n  name = "n"\n}\nmodule "m" {\n  source = "./m"\n  it = a_b.c\n}\n',
        "m/main.tf": 'variable "it" {}\nresource "x_y" "z" {\n  v = var.it.name\n  id = var.it.id\n}\n',
    }
    block = one(files)
    assert plain(at(block.attrs, "v")) == "n"
    assert at(block.attrs, "id").refs == ("a_b.c",)


def test_nested_blocks_are_lists_and_dynamic_ones_too() -> None:
    text = (
        'variable "u" {}\nresource "x_y" "z" {\n  rule {\n    port = 1\n  }\n  rule {\n    port = 2\n  }\n'
        '  dynamic "rule" {\n    for_each = [3, 4]\n    content {\n      port = rule.value\n      key = rule.key\n'
        "    }\n  }\n"
        '  dynamic "other" {\n    for_each = { a = [5, 6] }\n    iterator = it\n    content {\n      name = it.key\n'
        '      dynamic "inner" {\n        for_each = it.value\n        content {\n'
        "          n = inner.value\n        }\n"
        '      }\n    }\n  }\n  dynamic "none" {\n    for_each = []\n    content {}\n  }\n'
        '  dynamic "unsure" {\n    for_each = var.u\n    content {\n      a = 1\n      b = unsure.value\n'
        "    }\n  }\n}\n"
    )
    attrs = one(text).attrs
    assert plain(at(attrs, "rule")) == [{"port": 1}, {"port": 2}, {"port": 3, "key": 0}, {"port": 4, "key": 1}]
    assert plain(at(attrs, "other")) == [{"name": "a", "inner": [{"n": 5}, {"n": 6}]}]
    assert plain(at(attrs, "none")) == []
    assert plain(at(attrs, "unsure")) == [{"a": 1, "b": None}]
    assert isinstance(at(attrs, "unsure", 0, "b"), Unknown)
    assert at(attrs, "rule", 1).place.line == 6


def test_meta_arguments_are_no_attributes_and_lifecycle_is() -> None:
    text = (
        'resource "x_y" "z" {\n  provider = a.b\n  depends_on = [x_y.q]\n  lifecycle {\n    prevent_destroy = true\n'
        "    ignore_changes = [v]\n  }\n}\n"
    )
    assert plain(one(text).attrs) == {"lifecycle": [{"prevent_destroy": True}]}


def test_objects_take_their_optional_defaults_from_the_type() -> None:
    text = (
        'variable "x" {\n  type = list(object({ a = string, b = optional(bool, true), c = optional(number) }))\n'
        '  default = [{ a = 1 }]\n}\nresource "x_y" "z" {\n  v = var.x\n}\n'
    )
    assert plain(value(text)) == [{"a": "1", "b": True, "c": None}]


def test_what_a_module_is_given_is_turned_into_its_type() -> None:
    files = {
        "main.tf": 'module "a" {\n  source = "./m"\n  n = "5"\n  s = ["b", "a", "b"]\n}\n',
        "m/main.tf": 'variable "n" {\n  type = number\n}\nvariable "s" {\n  type = set(string)\n}\n'
        'resource "x_y" "z" {\n  v = [var.n, var.s]\n}\n',
    }
    assert plain(value(files)) == [5, ["a", "b"]]


def test_a_null_argument_takes_the_default_only_where_null_is_refused() -> None:
    files = {
        "main.tf": 'module "a" {\n  source = "./m"\n  a = null\n  b = null\n}\n',
        "m/main.tf": 'variable "a" {\n  default = 1\n}\nvariable "b" {\n  default = 1\n  nullable = false\n}\n'
        'resource "x_y" "z" {\n  v = [var.a, var.b]\n}\n',
    }
    assert plain(value(files)) == [None, 1]


def test_files_are_read_from_the_tree_and_nowhere_else() -> None:
    files = {
        "app/main.tf": 'module "m" {\n  source = "../m"\n}\nresource "x_y" "z" {\n  v = file("${path.module}/a.txt")\n'
        '  w = templatefile("a.tpl", { n = [1, 2] })\n  none = file("/etc/hostname")\n  up = file("../../x")\n'
        '  set = fileset(path.module, "*.txt")\n}\n',
        "app/a.txt": "hello",
        "app/a.tpl": "%{ for x in n }<${x}>%{ endfor }",
        "m/main.tf": 'resource "a_b" "c" {\n  v = file("${path.module}/b.txt")\n}\n',
        "m/b.txt": "below",
    }
    (unit,) = units({path: text.encode() for path, text in files.items()})
    assert unit.paths == ("app/a.tpl", "app/a.txt", "app/main.tf", "m/b.txt", "m/main.tf")
    found = blocks(files, "app")
    (block,), (inner,) = found.of("x_y"), found.of("a_b")
    assert plain(at(block.attrs, "v")) == "hello"
    assert plain(at(block.attrs, "w")) == "<1><2>"
    assert isinstance(at(block.attrs, "none"), Unknown)
    assert isinstance(at(block.attrs, "up"), Unknown)
    assert plain(at(block.attrs, "set")) == ["a.txt"]
    assert plain(at(inner.attrs, "v")) == "below"


def test_a_unit_is_a_root_with_the_modules_that_it_reaches() -> None:
    files = {
        "main.tf": 'module "m" {\n  source = "./modules/m"\n}\n',
        "modules/m/main.tf": 'module "n" {\n  source = "../n"\n}\n',
        "modules/n/main.tf": "",
        "modules/alone/main.tf": "",
        "modules/alone/x.auto.tfvars": "",
        "examples/e/main.tf": 'module "m" {\n  source = "../../modules/m"\n}\n',
        "left/main.tf": 'module "r" {\n  source = "../right"\n}\n',
        "right/main.tf": 'module "l" {\n  source = "../left"\n}\n',
    }
    found = {unit.root: unit.paths for unit in units({path: text.encode() for path, text in files.items()})}
    assert found == {
        "": ("main.tf", "modules/m/main.tf", "modules/n/main.tf"),
        "examples/e": ("examples/e/main.tf", "modules/m/main.tf", "modules/n/main.tf"),
        "left": ("left/main.tf", "right/main.tf"),
        "modules/alone": ("modules/alone/main.tf", "modules/alone/x.auto.tfvars"),
    }


def test_overrides_replace_attributes() -> None:
    files = {
        "main.tf": 'resource "x_y" "z" {\n  v = 1\n  w = 1\n  b {\n    c = 1\n  }\n}\n',
        "z_override.tf": 'resource "x_y" "z" {\n  v = 2\n  b {\n    c = 2\n  }\n}\n',
    }
    assert plain(one(files).attrs) == {"v": 2, "w": 1, "b": [{"c": 2}]}


def test_configuration_in_json() -> None:
    files = {
        "main.tf.json": json.dumps(
            {
                "variable": {"x": {"type": "list(string)", "default": ["a", "${b}"]}},
                "locals": {"l": "${length(var.x)}"},
                "resource": {
                    "x_y": {
                        "z": {
                            "v": "n${local.l}",
                            "w": "${var.x}",
                            "rule": [{"port": 1}],
                            "dynamic": {"d": {"for_each": [7], "content": {"n": "${d.value}"}}},
                        }
                    }
                },
            }
        )
    }
    assert plain(one(files).attrs) == {
        "v": "n2",
        "w": ["a", "${b}"],
        "rule": [{"port": 1}],
        "d": [{"n": 7}],
    }


def test_a_syntax_error_costs_the_smallest_block_and_is_a_gap() -> None:
    text = (
        'resource "x_y" "a" {\n  v = 1\n}\nresource "x_y" "b" {\n  v = = 1\n}\nresource "x_y" "c" {\n  v = 1\n'
        "  inner {\n    a = 1 +\n  }\n  after = 2\n}\n"
    )
    found, gaps = evaluated("", {"main.tf": text.encode()})
    assert [block.address for block in found.all] == ["x_y.a", "x_y.c"]
    assert [(gap.fault, gap.place.line) for gap in gaps] == [(True, 5), (True, 10)]
    assert plain(at(found.all[1].attrs, "after")) == 2
    assert isinstance(at(found.all[1].attrs, "inner", 0), Unknown)


def test_a_missing_brace_costs_one_block() -> None:
    text = 'resource "x_y" "a" {\n  v = 1\n\nresource "x_y" "b" {\n  v = 1\n}\nresource "x_y" "c" {\n}\n'
    found, gaps = evaluated("", {"main.tf": text.encode()})
    assert [block.address for block in found.all] == ["x_y.b", "x_y.c"]
    assert len(gaps) == 1


def test_a_unit_is_read_into_resources() -> None:
    files = {"main.tf": b'resource "x_y" "z" {\n  v = 1\n}\n'}
    (unit,) = units(files)
    (resource,) = read(unit, files).resources
    assert (resource.address, resource.type, resource.provider, resource.language) == ("x_y.z", "x_y", "x", "terraform")
    assert plain(resource.raw) == {"v": 1}


def test_version_and_source_of_a_resource_are_its_own() -> None:
    text = 'resource "x_y" "a" {\n  version = "1.2"\n  source = "f"\n  count = 1\n}\n'
    text += 'resource "x_y" "b" {\n  v = x_y.a[0].version\n}\n'
    found, _ = evaluated("", {"main.tf": text.encode()})
    assert plain(found.all[0].attrs) == {"version": "1.2", "source": "f"}
    assert plain(at(found.all[1].attrs, "v")) == "1.2"

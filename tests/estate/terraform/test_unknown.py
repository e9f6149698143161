"""What can still be known where a part is not."""

from __future__ import annotations

from holdfast.estate.terraform.reader import evaluated
from holdfast.model.tree import at, plain
from holdfast.model.value import Tree, Unknown


def attributes(text: str) -> Tree:
    (block,) = evaluated("", {"main.tf": text.encode()})[0].of("x_y")
    return block.attrs


def value(text: str, name: str = "v") -> Tree:
    return at(attributes(text), name)


def test_a_choice_between_equal_values_needs_no_answer() -> None:
    text = 'variable "x" {}\nresource "x_y" "z" {\n  v = var.x ? "a" : "a"\n  w = var.x ? "a" : "b"\n}\n'
    assert plain(value(text)) == "a"
    assert isinstance(value(text, "w"), Unknown)


def test_logic_with_something_unknown_stops_where_it_is_decided() -> None:
    text = (
        'variable "x" {}\nresource "x_y" "z" {\n  v = var.x && false\n  w = true || var.x\n  u = var.x && true\n'
        "  n = [var.x, 1][1]\n  l = length([var.x])\n}\n"
    )
    attrs = attributes(text)
    assert [plain(at(attrs, name)) for name in "vwnl"] == [False, True, 1, 1]
    assert isinstance(at(attrs, "u"), Unknown)


def test_a_folder_that_there_is_none_of_has_no_files() -> None:
    text = (
        'variable "x" {\n  default = null\n}\nresource "x_y" "z" {\n  v = fileset(coalesce(var.x, "-"), "*.yaml")\n'
        '  w = fileset("data", "*.yaml")\n}\n'
    )
    assert plain(value(text)) == []
    assert isinstance(value(text, "w"), Unknown)


def test_a_file_of_opentofu_stands_in_for_one_of_the_same_name() -> None:
    files = {"a.tf": b'resource "x_y" "z" {\n  v = 1\n}\n', "a.tofu": b'resource "x_y" "z" {\n  v = 2\n}\n'}
    (block,) = evaluated("", files)[0].all
    assert plain(at(block.attrs, "v")) == 2


def test_broken_values_and_folders_that_are_not_there_are_gaps() -> None:
    files = {
        "main.tf": b'module "m" {\n  source = "./m"\n}\n',
        "terraform.tfvars": b"x = \n",
    }
    assert [(gap.fault, gap.place.path) for gap in evaluated("", files)[1]] == [
        (True, "terraform.tfvars"),
        (False, "main.tf"),
    ]

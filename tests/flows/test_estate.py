"""``holdfast estate``: what infrastructure files are understood to be, in every format, without a secret in it."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.worlds.machine import Machine, write
from tests.worlds.planted import drawn
from tests.worlds.shop import NOTHING, PASSED, USAGE

MAIN = """
variable "acl" { default = "private" }
resource "aws_kms_key" "own" {}
resource "aws_sqs_queue" "orders" {
  count             = 2
  kms_master_key_id = aws_kms_key.own.arn
}
resource "aws_s3_bucket" "logs" { acl = var.acl }
resource "made_up_thing" "x" { size = var.none }
resource "aws_db_instance" "shop" {
  password          = "SECRET"
  storage_encrypted = var.none
}
variable "none" {}
module "far" { source = "example/far/aws" }
resource "broken" {
"""


@pytest.fixture
def root(machine: Machine) -> Path:
    """A folder with a root module that has something of everything."""
    made = machine.folder / "estate"
    secret = drawn("{base62:20}")
    write(made, {"main.tf": MAIN.replace("SECRET", secret).rpartition('resource "broken"')[0], "notes.md": "# none\n"})
    return made


def test_resources_are_named_with_kind_place_and_facts(machine: Machine, root: Path) -> None:
    answer = machine.holdfast(root, "estate", "--format", "json")
    assert answer.code == PASSED
    found = json.loads(answer.out)
    items = {item["address"]: item for item in found["resources"]}
    assert {"aws_s3_bucket.logs", "aws_sqs_queue.orders[0]", "aws_sqs_queue.orders[1]", "aws_kms_key.own"} <= set(items)
    assert items["aws_s3_bucket.logs"]["kind"] == "bucket"
    assert items["aws_s3_bucket.logs"]["facts"]["acl"] == {"says": "private", "known": True}
    assert items["aws_db_instance.shop"]["facts"]["encrypted"]["known"] is False
    assert items["made_up_thing.x"]["kind"] == "resource"
    assert items["aws_sqs_queue.orders[0]"]["refers_to"] == ["aws_kms_key.own"]
    assert items["aws_s3_bucket.logs"]["line"] == 8
    assert any("example/far/aws" in gap["why"] or "module" in gap["why"] for gap in found["gaps"])


def test_no_format_shows_a_secret(machine: Machine, root: Path) -> None:
    secret = (root / "main.tf").read_text(encoding="utf-8").partition('password          = "')[2].partition('"')[0]
    for name in ("text", "json", "svg", "html"):
        answer = machine.holdfast(root, "estate", "--format", name, "--verbose")
        assert answer.code == PASSED
        assert secret not in answer.out
        assert "aws_db_instance" in answer.out or name == "svg"


def test_the_picture_is_well_formed_and_draws_equal_ones_once(machine: Machine, root: Path) -> None:
    target = root / "out" / "estate.svg"
    assert machine.holdfast(root, "estate", "--format", "svg", "-o", str(target)).code == PASSED
    picture = ElementTree.parse(target).getroot()  # noqa: S314 - our own file
    texts = [each.text for each in picture.iter("{http://www.w3.org/2000/svg}text")]
    assert texts.count("orders") == 1
    assert "×2" in texts


def test_the_text_says_what_was_not_understood(machine: Machine, root: Path) -> None:
    answer = machine.holdfast(root, "estate")
    assert "Not understood" in answer.out
    assert " facts unknown" in answer.out.replace("\n", " ")


def test_nothing_understood_is_not_passed(machine: Machine) -> None:
    empty = machine.folder / "empty"
    write(empty, {"a.txt": "nothing\n"})
    assert machine.holdfast(empty, "estate").code == NOTHING
    assert machine.holdfast(empty, "estate", "gone").code == USAGE

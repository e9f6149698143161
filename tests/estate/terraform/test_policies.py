"""Policies inside of values: documents with the lines of their parts, however they are written."""

from __future__ import annotations

import json
from typing import Any

from holdfast.estate.blocks import Block
from holdfast.estate.terraform.document import document
from holdfast.estate.terraform.reader import evaluated
from holdfast.model.tree import at, plain
from holdfast.model.value import Known, Tree, Unknown


def one(files: dict[str, str] | str) -> Block:
    named = {"main.tf": files} if isinstance(files, str) else files
    (only,) = evaluated("", {path: text.encode() for path, text in named.items()})[0].of("x_y")
    return only


def value(text: str) -> Tree:
    return at(one(text).attrs, "v")


def policy(text: str, name: str = "v") -> Any:
    return document(at(one(text).attrs, name))


def action_line(tree: Tree) -> int:
    return at(tree, "Statement", 0, "Action", 0).place.line


def test_a_policy_made_by_a_function_keeps_its_lines() -> None:
    text = (
        'resource "a_b" "c" {\n}\nresource "x_y" "z" {\n  v = jsonencode({\n    Statement = [{\n      Action = [\n'
        '        "s3:*",\n      ]\n      Resource = a_b.c.arn\n    }]\n  })\n}\n'
    )
    tree = policy(text)
    assert action_line(tree) == 7
    resource = at(tree, "Statement", 0, "Resource")
    assert isinstance(resource, Unknown)
    assert resource.refs == ("a_b.c",)


def test_a_policy_in_a_heredoc_keeps_its_lines() -> None:
    text = (
        'resource "a_b" "c" {\n}\nresource "x_y" "z" {\n  v = <<-EOT\n    {\n      "Statement": [{\n'
        '        "Action": ["s3:Get", "${"s3:Put"}"],\n        "Resource": "${a_b.c.arn}/*",\n'
        '        "More": ${jsonencode(["x"])}\n      }]\n    }\n  EOT\n}\n'
    )
    tree = policy(text)
    assert action_line(tree) == 7
    assert plain(at(tree, "Statement", 0, "Action")) == ["s3:Get", "s3:Put"]
    assert plain(at(tree, "Statement", 0, "More")) == ["x"]
    resource = at(tree, "Statement", 0, "Resource")
    assert isinstance(resource, Unknown)
    assert (resource.refs, resource.place.line) == (("a_b.c",), 8)


def test_a_plain_heredoc_and_a_file_keep_their_lines() -> None:
    files = {
        "main.tf": 'resource "x_y" "z" {\n  v = <<EOT\n{\n  "Statement": [{\n    "Action": ["s3:*"]\n  }]\n}\nEOT\n'
        '  w = file("p.json")\n}\n',
        "p.json": '{\n  "Statement": [\n    {"Action": [\n      "s3:*"]}]\n}\n',
    }
    attrs = one(files).attrs
    assert action_line(document(at(attrs, "v"))) == 5
    assert action_line(document(at(attrs, "w"))) == 4
    assert at(document(at(attrs, "w")), "Statement").place.path == "p.json"


def test_a_text_that_is_no_json_is_an_unknown_document() -> None:
    assert isinstance(policy('resource "x_y" "z" {\n  v = "{"\n}\n'), Unknown)
    assert plain(policy('resource "x_y" "z" {\n  v = null\n}\n')) is None


POLICY = """
data "aws_iam_policy_document" "base" {
  statement {
    sid       = "a"
    actions   = ["s3:Get*"]
    resources = ["*"]
  }
}
data "aws_iam_policy_document" "d" {
  source_policy_documents   = [data.aws_iam_policy_document.base.json]
  override_policy_documents = [jsonencode({ Statement = [{ Sid = "b", Effect = "Deny", Action = "*" }] })]
  statement {
    sid     = "b"
    actions = ["s3:PutObject", "s3:Put2"]
    principals {
      type        = "AWS"
      identifiers = ["*"]
    }
    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["true"]
    }
  }
  statement {
    effect    = "Deny"
    actions   = ["x:*"]
    resources = [%s]
    not_principals {
      type        = "*"
      identifiers = ["*"]
    }
    principals {
      type        = "Service"
      identifiers = ["ec2.amazonaws.com", "s3.amazonaws.com"]
    }
  }
}
resource "a_b" "c" {
}
resource "x_y" "z" {
  v = data.aws_iam_policy_document.d.json
}
"""


def test_a_policy_document_becomes_json() -> None:
    found = value(POLICY % '"*"')
    assert isinstance(found, Known)
    assert json.loads(found.value) == {
        "Version": "2012-10-17",
        "Statement": [
            {"Sid": "a", "Effect": "Allow", "Action": "s3:Get*", "Resource": "*"},
            {"Sid": "b", "Effect": "Deny", "Action": "*"},
            {
                "Effect": "Deny",
                "Action": "x:*",
                "Resource": "*",
                "NotPrincipal": "*",
                "Principal": {"Service": ["ec2.amazonaws.com", "s3.amazonaws.com"]},
            },
        ],
    }
    assert found.refs == ("data.aws_iam_policy_document.d",)
    assert at(document(found), "Statement", 0, "Action").place.line == 5


def test_a_policy_document_with_an_unknown_part_still_has_the_rest() -> None:
    found = value(POLICY % "a_b.c.arn")
    assert isinstance(found, Unknown)
    tree = document(found)
    assert plain(at(tree, "Statement", 2, "Effect")) == "Deny"
    hidden = at(tree, "Statement", 2, "Resource")
    assert isinstance(hidden, Unknown)
    assert hidden.refs == ("a_b.c",)

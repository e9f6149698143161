"""A finding about a resource: every format tells which one, the way of its value, and how it is written right."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from holdfast.formats.report.index import FORMATS, renderer
from holdfast.formats.report.look import Look
from holdfast.model.finding import Finding
from holdfast.model.place import Place
from holdfast.model.report import Tally
from holdfast.model.verdict import About, Step

from .sample import OPEN_BUCKET, finding, report

FIX = 'resource "aws_s3_bucket" "a" {\n  acl = "private"\n}\n'
ADDRESS = 'module.logs.aws_s3_bucket.a["eu"]'


def bucket(fix: str = FIX, address: str = ADDRESS) -> Finding:
    made = finding(OPEN_BUCKET, "modules/bucket/main.tf", 7, "acl = var.acl", says=f"{address}: everyone reads it")
    about = About(address, "aws_s3_bucket", "terraform", "modules/bucket/main.tf", 5, 9, "resource-exposed")
    steps = (Step('argument "acl" of module "logs"', Place(path="main.tf", line=3, end_line=3, end_column=9)),)
    return replace(made, fail=replace(made.fail, about=about, steps=steps, fix=fix))


@pytest.mark.parametrize("name", ["text", "html", "markdown", "json", "sarif", "ndjson"])
def test_the_resource_its_way_and_its_fix_are_told(name: str) -> None:
    said = renderer(name)(report(bucket()), Look(width=120))
    assert "module.logs.aws_s3_bucket.a" in said
    assert "argument" in said
    assert "main.tf:3" in said or '"line": 3' in said or '"line":3' in said or '"startLine": 3' in said
    assert "private" in said


def test_a_fix_stands_line_by_line() -> None:
    page = renderer("html")(report(bucket()), Look())
    assert "\n  acl = &#34;private&#34;\n" in page
    assert "\\n" not in page.partition('class="fix"')[2].partition("</pre>")[0]
    text = renderer("text")(report(bucket()), Look(width=120))
    assert any(line.endswith('  acl = "private"') for line in text.splitlines())
    assert "```\n" + FIX.rstrip() + "\n```" in renderer("markdown")(report(bucket()), Look())


def test_a_long_fix_is_left_to_explain() -> None:
    text = renderer("text")(report(bucket(fix="x = 1\n" * 30)), Look(width=120))
    assert "x = 1" not in text
    assert "holdfast explain" in text


def test_sarif_names_the_resource_and_the_flow() -> None:
    run = json.loads(renderer("sarif")(report(bucket()), Look()))["runs"][0]
    (result,) = run["results"]
    logical = result["locations"][0]["logicalLocations"]
    assert logical == [{"fullyQualifiedName": ADDRESS, "kind": "resource"}]
    steps = result["codeFlows"][0]["threadFlows"][0]["locations"]
    places = [step["location"]["physicalLocation"] for step in steps]
    assert [place["artifactLocation"]["uri"] for place in places] == ["main.tf", "modules/bucket/main.tf"]
    assert result["properties"]["concern"] == "resource-exposed"


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_a_hostile_address_commands_nothing(name: str) -> None:
    said = renderer(name)(report(bucket(address="a<script>\x1b[31m`|\u202e")), Look(width=100, color=False))
    assert "\x1b" not in said
    assert "\u202e" not in said
    assert name != "html" or "a<script>" not in said


def test_the_last_line_says_how_much_is_unsure() -> None:
    tally = Tally(files=1, bytes=10, lines=1, checks=3, resources=4, judged=40, unsure=3)
    assert "4 resources (7.5 % unsure)" in renderer("text")(report(tally=tally), Look(width=200))


def test_of_many_findings_those_that_refuse_are_drawn_and_the_rest_is_named() -> None:
    mild = [
        finding(OPEN_BUCKET, f"m{number}.tf", number + 1, "acl = 1", fingerprint=f"f{number}") for number in range(60)
    ]
    made = report(*mild, bucket())
    made = replace(made, gate=replace(made.gate, refused=(bucket().fingerprint,)))
    text = renderer("text")(made, Look(width=120))
    assert "60 more findings; --verbose shows each" in text
    assert text.count("acl = 1") == 0
    assert "m0.tf:1 and 59 more" in text
    assert renderer("text")(made, Look(width=120, verbose=True)).count("acl = 1") == 60

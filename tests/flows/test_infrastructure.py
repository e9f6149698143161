"""Infrastructure in the main job: found, accepted, new since, staged, recorded, capped; nothing passed unread."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.worlds.machine import Machine, write
from tests.worlds.planted import github
from tests.worlds.shop import INCOMPLETE, PASSED, REFUSED

OPEN = 'resource "aws_s3_bucket" "a" {\n  bucket = "a"\n  acl    = "public-read"\n}\n'
CLOSED = OPEN.replace("public-read", "private")
CHECK = "bucket-readable-by-everyone"
MODULE = 'variable "acl" { default = "private" }\nresource "aws_s3_bucket" "b" {\n  acl = var.acl\n}\n'
CALLS = 'module "one" {\n  source = "./m"\n  acl = "public-read"\n}\nmodule "two" {\n  source = "./m"\n}\n'


@pytest.fixture
def root(machine: Machine) -> Path:
    """A repository with one open bucket."""
    made = machine.repo("infra")
    write(made, {"main.tf": OPEN})
    return made


def scanned(machine: Machine, root: Path, *words: str) -> tuple[int, dict[str, Any]]:
    answer = machine.holdfast(root, "scan", "--format", "json", *words)
    found: dict[str, Any] = json.loads(answer.out)
    return answer.code, found


def states(found: dict[str, Any], name: str = CHECK) -> dict[str, str]:
    return {
        f"{item['resource']['address']} {item['place']['path']}:{item['place']['line']}": item["state"]
        for item in found["findings"]
        if item["name"] == name
    }


def test_a_finding_names_the_resource_and_its_attribute(machine: Machine, root: Path) -> None:
    code, found = scanned(machine, root)
    assert code == REFUSED
    assert states(found) == {"aws_s3_bucket.a main.tf:3": "new"}
    (item,) = (item for item in found["findings"] if item["name"] == CHECK)
    assert item["resource"] == {
        "address": "aws_s3_bucket.a",
        "type": "aws_s3_bucket",
        "language": "terraform",
        "path": "main.tf",
        "line": 1,
        "end_line": 4,
        "concern": "resource-exposed",
    }
    assert "aws_s3_bucket" in item["fix"] and "azurerm" not in item["fix"]
    assert found["tally"]["resources"] == 1


def test_a_fix_is_written_for_the_provider_of_the_resource(machine: Machine) -> None:
    root = machine.repo("azure")
    open_ = 'resource "azurerm_storage_container" "a" {\n  container_access_type = "blob"\n}\n'
    write(root, {"main.tf": open_, "bus.tf": OPEN})
    _, found = scanned(machine, root)
    fixes = {item["resource"]["type"]: item["fix"] for item in found["findings"] if item["name"] == CHECK}
    assert "azurerm_" in fixes["azurerm_storage_container"] and "aws_" not in fixes["azurerm_storage_container"]
    assert "aws_" in fixes["aws_s3_bucket"] and "azurerm_" not in fixes["aws_s3_bucket"]


def test_a_module_called_twice_gets_two_verdicts_and_tells_the_way_of_the_value(machine: Machine, root: Path) -> None:
    write(root, {"main.tf": CALLS, "m/main.tf": MODULE})
    _, found = scanned(machine, root)
    assert states(found) == {"module.one.aws_s3_bucket.b m/main.tf:3": "new"}
    (item,) = (item for item in found["findings"] if item["name"] == CHECK)
    assert [(step["path"], step["line"]) for step in item["steps"]] == [("main.tf", 3)]
    assert 'argument "acl" of module "one"' in item["steps"][0]["says"]


def test_a_comment_at_the_head_of_the_block_accepts(machine: Machine, root: Path) -> None:
    write(root, {"main.tf": f'# holdfast: ignore[{CHECK}] reason="a web site" until=2999-01-01\n{OPEN}'})
    code, found = scanned(machine, root, "--fail-on", "high")
    assert set(states(found).values()) == {"suppressed"}
    assert code == PASSED


@pytest.mark.parametrize(
    ("text", "state"),
    [
        (OPEN.replace('bucket = "a"', 'bucket = "a" # checkov:skip=CKV_AWS_20:a web site'), "suppressed"),
        (OPEN.replace('bucket = "a"', 'bucket = "a" # checkov:skip=CKV_AWS_999:another'), "new"),
        (f"# kics-scan ignore-block\n{OPEN}", "suppressed"),
        (OPEN.replace('bucket = "a"', 'bucket = "a" # gitleaks:allow'), "new"),
        (OPEN.replace('"public-read"', '"public-read" # nosec'), "suppressed"),
    ],
)
def test_other_tools_comments_count_as_they_mean_it(machine: Machine, root: Path, text: str, state: str) -> None:
    write(root, {"main.tf": text})
    assert set(states(scanned(machine, root)[1]).values()) == {state}
    assert set(states(scanned(machine, root, "--no-foreign")[1]).values()) == {"new"}


def test_the_policy_accepts_by_address_until_a_day(machine: Machine, root: Path) -> None:
    write(root, {"main.tf": CALLS.replace('"./m"\n}', '"./m"\n  acl = "public-read"\n}'), "m/main.tf": MODULE})
    entry = f'[[accept]]\ncheck = "{CHECK}"\naddress = "module.*.aws_s3_bucket.b"\nreason = "web site"\n'
    write(root, {"holdfast.toml": entry})
    _, found = scanned(machine, root)
    assert set(states(found).values()) == {"suppressed"}
    write(root, {"holdfast.toml": entry + 'until = "2001-01-01"\n'})
    code, found = scanned(machine, root)
    assert code == REFUSED
    assert set(states(found).values()) == {"new"}
    assert any("ended on 2001-01-01" in notice["says"] for notice in found["notices"])


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('[[accept]]\ncheck = "x"\n', "a check, an address and a reason"),
        ('[[accept]]\ncheck = "x"\naddress = "*"\nreason = "y"\nuntil = "soon"\n', "is no date"),
        ('accept = "all"\n', "list of tables"),
    ],
)
def test_a_broken_acceptance_is_refused_with_file_and_line(machine: Machine, root: Path, text: str, says: str) -> None:
    write(root, {"holdfast.toml": text})
    answer = machine.holdfast(root, "scan")
    assert answer.code == 2
    assert says in answer.err
    assert "holdfast.toml:1" in answer.err


def test_only_what_is_new_since_a_revision_refuses(machine: Machine, root: Path) -> None:
    machine.commit(root, "open")
    write(root, {"more.tf": OPEN.replace('"a"', '"c"')})
    _, found = scanned(machine, root, "--since", "HEAD")
    assert states(found) == {"aws_s3_bucket.a main.tf:3": "known", "aws_s3_bucket.c more.tf:3": "new"}


def test_a_staged_file_is_judged_with_what_stands_beside_it(machine: Machine, root: Path) -> None:
    write(
        root, {"main.tf": 'resource "aws_s3_bucket" "a" {\n  acl = var.acl\n}\n', "variables.tf": 'variable "acl" {}\n'}
    )
    machine.commit(root, "start")
    write(root, {"variables.tf": 'variable "acl" { default = "private" }\n', "other.tf": OPEN.replace('"a"', '"o"')})
    machine.git(root, "add", "other.tf")
    answer = machine.holdfast(root, "scan", "--staged", "--format", "json")
    found = json.loads(answer.out)
    assert states(found) == {"aws_s3_bucket.o other.tf:3": "new"}
    machine.git(root, "add", "variables.tf")
    write(root, {"variables.tf": 'variable "acl" { default = "public-read" }\n'})
    assert set(states(json.loads(machine.holdfast(root, "scan", "--staged", "--format", "json").out))) == {
        "aws_s3_bucket.o other.tf:3"
    }


def test_the_baseline_holds_resources_too(machine: Machine, root: Path) -> None:
    assert machine.holdfast(root, "baseline", "write").code == PASSED
    code, found = scanned(machine, root)
    assert code == PASSED
    assert set(states(found).values()) == {"known"}


def test_an_unknown_value_is_unsure_and_a_policy_can_cap_the_share(machine: Machine, root: Path) -> None:
    write(root, {"main.tf": 'variable "acl" {}\nresource "aws_s3_bucket" "a" {\n  acl = var.acl\n}\n'})
    code, found = scanned(machine, root)
    assert states(found) == {}
    assert found["tally"]["unsure"] >= 1
    assert code == PASSED
    code, found = scanned(machine, root, "--max-unsure", "0")
    assert code == INCOMPLETE
    assert "gate.max_unsure" in found["gate"]["rule"]


def test_what_no_reader_understood_is_never_passed(machine: Machine, root: Path) -> None:
    write(root, {"main.tf": CLOSED, "broken.tf": 'resource "aws_s3_bucket" {{{{\n'})
    code, found = scanned(machine, root)
    assert code == INCOMPLETE
    assert any(item["path"] == "broken.tf" and item["fault"] for item in found["skipped"])


def test_evidence_follows_the_resource(machine: Machine, root: Path) -> None:
    machine.commit(root, "open")
    machine.holdfast(root, "scan", "--record")
    assert control(machine, root, "storage-is-private") == "failing"
    write(root, {"main.tf": CLOSED})
    machine.holdfast(root, "scan", "--record")
    assert control(machine, root, "storage-is-private") in ("proven", "unproven")
    assert control(machine, root, "images-pinned") == "not here"


def control(machine: Machine, root: Path, name: str) -> str:
    rows = json.loads(machine.holdfast(root, "posture", "--format", "json").out)["activities"]
    found = [item["state"] for row in rows for item in row["controls"] if item["control"]["id"] == name]
    return str(found[0]) if found else "none"


def test_an_own_rule_judges_and_is_tested(machine: Machine, root: Path) -> None:
    guide = (Path(__file__).parents[2] / "docs" / "guide.md").read_text(encoding="utf-8")
    (rule,) = (text for part in guide.split("```yaml\n")[1:] if "kind: bucket" in (text := part.partition("```")[0]))
    write(root, {".holdfast/rules/ours.yaml": rule})
    assert machine.holdfast(root, "rules", "test", ".holdfast/rules/ours.yaml").code == PASSED
    _, found = scanned(machine, root)
    assert set(states(found, "bucket-without-owner").values()) == {"new"}
    assert "ORG-0001" in machine.holdfast(root, "rules", "list").out
    assert "nobody is named" not in machine.holdfast(root, "explain", "bucket-without-owner").err
    write(root, {".holdfast/rules/ours.yaml": rule.replace("missing: true", "missing: false")})
    answer = machine.holdfast(root, "rules", "test", ".holdfast/rules/ours.yaml")
    assert answer.code == REFUSED
    assert "the bad terraform example is not refused" in answer.out


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("kind: bucket", "kind: buckett", "unknown kind"),
        ("raw.tags.Owner", "owner_tag", "has no 'owner_tag'"),
        ("id: ORG-0001", "id: HF-CLD-001", "cannot be used"),
        ("missing: true", "missing_: true", "unknown operator"),
        ("topics: [availability]", "topics: [looks]", "is not one of"),
    ],
)
def test_a_broken_own_rule_stops_by_name(machine: Machine, root: Path, old: str, new: str, says: str) -> None:
    guide = (Path(__file__).parents[2] / "docs" / "guide.md").read_text(encoding="utf-8")
    (rule,) = (text for part in guide.split("```yaml\n")[1:] if "kind: bucket" in (text := part.partition("```")[0]))
    write(root, {".holdfast/rules/ours.yaml": rule.replace(old, new)})
    answer = machine.holdfast(root, "scan")
    assert answer.code == 2
    assert says in answer.err
    assert "ours.yaml" in answer.err


def test_a_second_scan_comes_from_the_cache_and_says_the_same(machine: Machine, root: Path) -> None:
    first, second = (scanned(machine, root)[1] for _ in range(2))
    assert first["findings"] == second["findings"]
    write(root, {"main.tf": CLOSED})
    assert states(scanned(machine, root)[1]) == {}


def test_a_secret_that_only_the_evaluation_makes_is_found_and_not_shown(machine: Machine, root: Path) -> None:
    secret = github()
    halves = secret[:14], secret[14:]
    text = (
        f'locals {{\n  one = "{halves[0]}"\n  two = "{halves[1]}"\n}}\n'
        'resource "aws_lambda_function" "f" {\n  environment {\n    variables = {\n'
        '      GITHUB_TOKEN = "${local.one}${local.two}"\n    }\n  }\n}\n'
    )
    write(root, {"main.tf": text})
    for _ in range(2):  # a second scan must not know less from its cache
        answer = machine.holdfast(root, "scan", "--format", "json")
        (item,) = (item for item in json.loads(answer.out)["findings"] if item["name"] == "github-personal-token")
        assert (item["place"]["path"], item["place"]["line"]) == ("main.tf", 8)
        assert item["place"]["route"] == ["evaluated"]
        assert secret not in answer.out
    machine.commit(root, "made")
    found = scanned(machine, root, "--since", "HEAD")[1]["findings"]
    assert [item["state"] for item in found if item["name"] == "github-personal-token"] == ["known"]
    write(root, {"main.tf": text.replace("${local.one}${local.two}", secret)})
    found = json.loads(machine.holdfast(root, "scan", "--format", "json").out)["findings"]
    assert [item["place"]["route"] for item in found if item["name"] == "github-personal-token"] == [[]]


def told(found: dict[str, Any]) -> dict[str, list[str]]:
    """Where each finding of a judged check stands, and its notes."""
    return {f"{item['name']} {item['place']['path']}": item["notes"] for item in found["findings"]}


def test_data_for_tests_is_for_pedantic_readers(machine: Machine, root: Path) -> None:
    write(root, {"main.tf": CLOSED, "check/testdata/open.tf": OPEN, "test/open.tf": OPEN})
    code, found = scanned(machine, root, "--since", "all")
    assert code == REFUSED
    assert f"{CHECK} test/open.tf" in told(found)
    assert f"{CHECK} check/testdata/open.tf" not in told(found)
    code, found = scanned(machine, root, "--since", "all", "--persona", "pedantic")
    assert told(found)[f"{CHECK} check/testdata/open.tf"] == ["in data for tests"]


def test_of_a_modules_examples_only_what_is_grave_is_told_to_everyone(machine: Machine, root: Path) -> None:
    calls = 'module "it" {\n  source = "../.."\n}\n'
    module = MODULE + 'resource "aws_kms_key" "k" {}\n'
    grave = OPEN + 'resource "aws_kms_key" "of_example" {}\n'
    write(root, {"main.tf": module, "examples/all/main.tf": calls + grave, "examples/alone/main.tf": grave})
    _, found = scanned(machine, root, "--since", "all")
    assert told(found)[f"{CHECK} examples/all/main.tf"] == ["in an example"]
    assert "key-not-rotated examples/all/main.tf" not in told(found)
    assert "key-not-rotated examples/alone/main.tf" not in told(found)
    assert "key-not-rotated main.tf" not in told(found)
    _, found = scanned(machine, root, "--since", "all", "--persona", "pedantic")
    assert told(found)["key-not-rotated main.tf"] == ["in an example"]


def test_a_shared_fix_names_no_other_provider(machine: Machine, root: Path) -> None:
    google = 'resource "google_storage_bucket" "g" {\n  name = "g"\n  location = "EU"\n}\n'
    aws = 'resource "aws_s3_bucket" "a" {\n  bucket = "a"\n}\n'
    write(root, {"main.tf": google + aws})
    _, found = scanned(machine, root, "--since", "all")
    fixes = {
        item["resource"]["type"]: item["fix"] for item in found["findings"] if item["name"] == "bucket-not-versioned"
    }
    assert "aws_s3_bucket_versioning" in fixes["aws_s3_bucket"]
    assert "aws_" not in fixes["google_storage_bucket"]


def test_examples_alone_are_judged_like_anything_else(machine: Machine) -> None:
    alone = machine.repo("alone")
    write(alone, {"examples/one/main.tf": 'resource "aws_kms_key" "k" {}\n'})
    assert told(scanned(machine, alone, "--since", "all")[1])["key-not-rotated examples/one/main.tf"] == []


def test_answers_kept_without_the_search_for_secrets_hide_none_later(machine: Machine, root: Path) -> None:
    secret = github()
    text = (
        f'locals {{\n  one = "{secret[:14]}"\n  two = "{secret[14:]}"\n}}\n'
        'resource "aws_ssm_parameter" "p" {\n  type = "String"\n  value = join("", [local.one, local.two])\n}\n'
    )
    write(root, {"main.tf": text})
    assert machine.holdfast(root, "scan", "--only", "iac").code in (PASSED, REFUSED)
    found = json.loads(machine.holdfast(root, "scan", "--format", "json").out)["findings"]
    assert "github-personal-token" in {item["name"] for item in found}


def test_what_is_not_judged_in_time_is_said(machine: Machine, root: Path) -> None:
    write(root, {f"d{number}/main.tf": OPEN for number in range(40)})
    code, found = scanned(machine, root, "--time-limit", "0.001", "--no-cache")
    assert code in (INCOMPLETE, REFUSED)
    said = " ".join(item["why"] for item in found["skipped"]) + " ".join(item["says"] for item in found["notices"])
    assert "time" in said
    assert found["scope"]["complete"] is False

"""A tree that was judged before is not judged again, and nothing else is taken for it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.worlds.machine import Machine, write
from tests.worlds.planted import github

POLICY = '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "%s", "Action": "s3:GetObject", '
POLICY += '"Resource": "arn:aws:s3:::a/*"}]}\n'
OPEN = POLICY % "*"
CLOSED = POLICY % "arn:aws:iam::123456789012:root"
BUCKET = 'resource "aws_s3_bucket" "a" {\n  bucket = "a"\n}\n'
TIED = BUCKET + (
    'resource "aws_s3_bucket_policy" "a" {\n  bucket = aws_s3_bucket.a.id\n'
    '  policy = file("${path.module}/policy.txt")\n}\n'
)
UNKNOWN = 'data "http" "x" {\n  url = "u"\n}\nresource "aws_s3_bucket" "b" {\n  acl = data.http.x.body\n}\n'
WORDS = ("scan", "--since", "all", "--persona", "auditor", "--format", "json")


def told(machine: Machine, root: Path, *words: str) -> dict[str, Any]:
    """A report without what is another one each time."""
    found: dict[str, Any] = json.loads(machine.holdfast(root, *WORDS, *words).out)
    del found["seen_at"], found["tally"]["seconds"], found["tally"]["cached"]
    return found


@pytest.fixture
def root(machine: Machine) -> Path:
    made = machine.repo("infra")
    write(made, {"main.tf": TIED, "policy.txt": OPEN, "other.tf": UNKNOWN, "Dockerfile": "FROM a\nUSER root\n"})
    return made


@pytest.mark.parametrize("words", [(), ("--only", "iac"), ("--only", "container,pipeline")])
def test_what_is_remembered_is_what_was_made(machine: Machine, root: Path, words: tuple[str, ...]) -> None:
    fresh = told(machine, root, *words, "--no-cache")
    assert fresh["findings"]
    assert [told(machine, root, *words) for _ in range(3)] == [fresh] * 3


def test_every_change_of_what_decides_is_seen(machine: Machine, root: Path) -> None:
    told(machine, root, "--only", "iac")
    for change in (
        {"policy.txt": CLOSED},
        {"main.tf": BUCKET},
        {"main.tf": TIED, "policy.txt": OPEN},
        {"deep/x.tf": BUCKET},
    ):
        write(root, change)
        assert told(machine, root, "--only", "iac") == told(machine, root, "--only", "iac", "--no-cache")
    (root / "policy.txt").unlink()
    assert told(machine, root, "--only", "iac") == told(machine, root, "--only", "iac", "--no-cache")


def test_a_file_that_is_read_on_demand_decides_too(machine: Machine, root: Path) -> None:
    before = told(machine, root)["findings"]
    write(root, {"policy.txt": CLOSED})
    after = told(machine, root)["findings"]
    assert {item["name"] for item in before} - {item["name"] for item in after}


def test_options_and_engines_are_told_apart(machine: Machine, root: Path) -> None:
    for words in ((), ("--only", "iac"), ("--only", "container"), ("--no-foreign",)):
        assert told(machine, root, *words) == told(machine, root, *words, "--no-cache")


def test_a_cache_that_somebody_wrote_is_not_believed(machine: Machine, root: Path) -> None:
    fresh = told(machine, root)
    (kept,) = machine.cache.rglob("trees.facts")
    for data in (b"", b"x" * 200, kept.read_bytes()[:-1] + b"x"):
        kept.write_bytes(data)
        assert told(machine, root)["findings"] == fresh["findings"]


def test_no_secret_is_remembered(machine: Machine, root: Path) -> None:
    secret = github()
    text = f'resource "aws_db_instance" "d" {{\n  password = "{secret}"\n}}\n'
    write(root, {"main.tf": text, "Dockerfile": f"FROM a\nENV GITHUB_TOKEN={secret}\n"})
    for words in ((), ("--only", "iac"), ("--only", "container")):
        assert any(
            secret[:4] in item["frame"] or "•" in item["frame"] for item in told(machine, root, *words)["findings"]
        )
    assert list(machine.cache.rglob("trees.facts"))
    assert not [path for path in machine.cache.rglob("*") if path.is_file() and secret.encode() in path.read_bytes()]


def test_an_own_rule_that_changes_is_heard(machine: Machine, root: Path) -> None:
    guide = (Path(__file__).parents[2] / "docs" / "guide.md").read_text(encoding="utf-8")
    (rule,) = (text for part in guide.split("```yaml\n")[1:] if "kind: bucket" in (text := part.partition("```")[0]))
    for fix in ("one way", "another way"):
        write(root, {".holdfast/rules/ours.yaml": f"{rule}  fix: {{terraform: {fix}}}\n"})
        found = told(machine, root)
        assert next(item["fix"] for item in found["findings"] if item["name"] == "bucket-without-owner") == fix
        assert found == told(machine, root, "--no-cache")

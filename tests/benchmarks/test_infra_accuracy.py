"""The blind infrastructure corpus is well formed and frozen, and what is counted on it is counted right."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from pathlib import Path

import pytest

from benchmarks.infra_accuracy import CORPUS, Outcome, ask, misses, score, summary
from benchmarks.infra_corpus.load import Case, Lines, load
from holdfast.model.infrastructure import TOPICS

FILES = sorted(CORPUS.glob("*.jsonl"))
OPEN = 'resource "aws_s3_bucket" "a" {\n  bucket = "a"\n  acl    = "public-read"\n}\n'


def case(label: str = "bad", text: str = OPEN, **more: object) -> Case:
    fields: dict[str, object] = {
        "id": "aws-1-b",
        "provider": "aws",
        "topic": "public-exposure",
        "label": label,
        "why": "open",
        "at": (Lines(path="a.tf", first=1, last=4),),
        "files": {"a.tf": text},
    }
    return Case(**(fields | more))  # type: ignore[arg-type]  # fields of several types in one mapping


def test_every_topic_and_provider_has_cases_of_both_labels() -> None:
    cases = load(CORPUS)
    labels = Counter((item.topic, item.label) for item in cases)
    assert [topic for topic in TOPICS if not labels[topic, "bad"] or not labels[topic, "good"]] == []
    assert len(cases) >= 700
    assert len({item.id for item in cases}) == len(cases)


def test_every_resource_stands_within_its_file() -> None:
    odd = [
        item.id
        for item in load(CORPUS)
        for lines in item.at
        if not 1 <= lines.first <= lines.last <= len(item.files[lines.path].splitlines())
    ]
    assert odd == []


def test_cases_are_those_that_were_frozen() -> None:
    digests = {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in FILES}
    frozen = [line.split() for line in (CORPUS / "frozen.sha256").read_text(encoding="utf-8").splitlines()]
    assert digests == {name: digest for digest, name in frozen}


def test_a_slot_is_filled_the_same_way_every_time(tmp_path: Path) -> None:
    raw = {"id": "x", "provider": "aws", "topic": "backup", "label": "bad", "why": "w", "at": []}
    (tmp_path / "x.jsonl").write_text(json.dumps(raw | {"files": {"a": "a = {} ‹digits:9›"}}) + "\n", encoding="utf-8")
    first, second = load(tmp_path), load(tmp_path)
    assert first == second
    assert first[0].files["a"].startswith("a = {} ")
    assert first[0].files["a"][7:].isdigit()


@pytest.mark.parametrize("line", ["not json", "{}", '{"id": "x"}'])
def test_a_broken_line_is_named(tmp_path: Path, line: str) -> None:
    (tmp_path / "x.jsonl").write_text(line + "\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"x\.jsonl:1"):
        load(tmp_path)


def test_a_finding_counts_within_the_resource_and_for_its_topic_only() -> None:
    assert ask(case(), "regular").found
    assert not ask(case(at=(Lines(path="a.tf", first=1, last=2),)), "regular").found
    assert not ask(case(topic="key-rotation"), "regular").found


def test_what_cannot_be_decided_is_counted_as_missed_and_as_unsure() -> None:
    unknown = 'data "http" "acl" {\n  url = "x"\n}\n' + OPEN.replace('"public-read"', "data.http.acl.response_body")
    outcome = ask(case(text=unknown, at=(Lines(path="a.tf", first=4, last=7),)), "regular")
    assert outcome.unsure
    assert score([outcome]).unsure == 1
    assert score([outcome]).recall == 0.0


def test_scores_and_tables() -> None:
    found = Outcome(case=case(), persona="regular", found=("x",), unsure=())
    alarm = Outcome(case=case("good"), persona="regular", found=("x",), unsure=())
    quiet = Outcome(case=case("good"), persona="regular", found=(), unsure=("y",))
    counted = score([found, alarm, quiet])
    assert (counted.recall, counted.alarm_rate, counted.unsure) == (1.0, 0.5, 0)
    assert "| public-exposure |   1 |    2 |" in summary([found, alarm, quiet])
    assert len(misses([found, alarm, quiet])) == 1

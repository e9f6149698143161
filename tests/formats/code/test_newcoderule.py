"""Files that a person starts a rule or a library about code from say what they were made from."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from holdfast.formats.coderules import read_libraries, read_rules, rule_files
from holdfast.formats.newcoderule import families, library, like
from holdfast.model.codewords import FAMILIES
from tests.house.tree import PACKAGE

RULES = [rule for path in rule_files(PACKAGE / "checks" / "code") for rule in read_rules(path)]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: str(rule["name"]))
def test_a_copy_says_the_same_under_its_own_name(tmp_path: Path, rule: dict[str, Any]) -> None:
    path = tmp_path / "copy.yaml"
    path.write_text(like("my-copy", rule, rule), encoding="utf-8")
    (copy,) = read_rules(path)
    assert (copy["id"], copy["name"]) == ("ORG-MY-COPY", "my-copy")
    same = [key for key in rule if key not in ("id", "name", "aliases", "bad", "fix", "why")]
    assert {key: copy[key] for key in same} == {key: rule[key] for key in same}
    assert copy["why"].strip() == rule["why"].strip()
    for key in ("bad", "fix"):
        assert {name: text.rstrip() for name, text in copy[key].items()} == {
            name: text.rstrip() for name, text in rule[key].items()
        }


@pytest.mark.parametrize("language", ["python", "javascript"])
def test_a_library_has_its_sink_and_its_programs(tmp_path: Path, language: str) -> None:
    path = tmp_path / "library.yaml"
    path.write_text(library("acme-db", "sql", "an SQL statement", language, "sql-injection"), encoding="utf-8")
    (found,) = read_libraries(path)
    assert (found["library"], found["language"]) == ("acme-db", language)
    assert [row[3] for row in found["facts"]] == ["sql"]
    module = "acme_db" if language == "python" else "acme-db"
    assert found["facts"][0][1] == f"{module}.run"
    assert module in found["bad"]["sql-injection"]
    assert found["bad"].keys() == found["fix"].keys() == {"sql-injection"}


def test_origins_are_told_by_their_family_where_all_are_meant() -> None:
    assert families([*FAMILIES["untrusted"], "stdin"]) == ["untrusted", "stdin"]
    assert families(["http-query", "dom-url"]) == ["http-query", "dom-url"]
    assert families([*FAMILIES["dom"], "http-query"]) == ["dom", "http-query"]

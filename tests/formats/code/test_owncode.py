"""An organisation's own rules and libraries about code: told from other rule files, and refused by name."""

from __future__ import annotations

from pathlib import Path

import pytest

from holdfast.formats.owncode import codes, examples, read_own
from holdfast.model.errors import ConfigError

RULE = """
- id: ORG-RAW
  name: raw-statement
  title: A raw statement
  languages: [python]
  severity: high
  cwe: [89]
  pattern: [{call: acme.raw}]
  says: raw
  why: It is raw.
  steps: [Do not.]
  fix: {python: "acme.bound()"}
  bad: {python: "acme.raw()"}
"""
LIBRARY = """
library: acme
language: python
sinks: [{call: acme.run, sink: sql, at: 0}]
bad: {sql-injection: "acme.run(x)"}
"""


def _written(folder: Path, text: str, name: str = "own.yaml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        (RULE, True),
        (LIBRARY, True),
        (RULE + "- {library: acme, language: python}", True),
        ("- {id: ORG-1, name: a-key, pattern: 'a_[0-9]{9}'}", False),
        ("- {id: ORG-1, name: a-bucket, kind: bucket}", False),
        ("", False),
        ("{", False),
        ("[[]]", False),
    ],
)
def test_a_file_about_code_is_told_by_its_keys(tmp_path: Path, text: str, meant: bool) -> None:
    assert codes(_written(tmp_path, text)) is meant
    assert not codes(tmp_path / "missing.yaml")
    assert not codes(tmp_path)


def test_rules_and_libraries_are_read_with_their_examples(tmp_path: Path) -> None:
    paths = [_written(tmp_path, RULE), _written(tmp_path, LIBRARY, "library.yml")]
    found = read_own(paths, (), {})
    assert [rule["name"] for rule in found.rules] == ["raw-statement"]
    assert [library["library"] for library in found.libraries] == ["acme"]
    assert found.sources == {"ORG-RAW": paths[0], "acme": paths[1]}
    assert [(item.rule, item.text, item.fails) for item in examples(found)] == [
        ("raw-statement", "acme.raw()", True),
        ("raw-statement", "acme.bound()", False),
        ("sql-injection", "acme.run(x)", True),
    ]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("ORG-RAW", "HF-COD-900", "raw-statement: the id 'HF-COD-900' cannot be used"),
        ("ORG-RAW", "org", "raw-statement: the id 'org' cannot be used"),
        ("name: raw-statement", "name: Raw_Statement", "Raw_Statement: the name is not made of"),
        ("name: raw-statement", "name: taken-name", "taken-name: 'taken-name' is taken: another one"),
        ("cwe: [89]", "cwe: [89]\n  proves: [nothing]", "raw-statement: proves 'nothing' is unknown"),
        ("call: acme.raw", "call: acme..raw", "raw-statement: pattern 1: call: 'acme..raw' is no reference"),
    ],
)
def test_a_wrong_one_is_refused_by_file_and_name(tmp_path: Path, old: str, new: str, says: str) -> None:
    path = _written(tmp_path, RULE.replace(old, new))
    with pytest.raises(ConfigError) as caught:
        read_own([path], ("known-control",), {"taken-name": "another one"})
    assert str(caught.value).startswith(f"{path}: {says}")


def test_a_name_is_used_once_in_all_files(tmp_path: Path) -> None:
    second = _written(tmp_path, RULE.replace("ORG-RAW", "ORG-OTHER"), "second.yaml")
    with pytest.raises(ConfigError, match=r"second\.yaml: raw-statement: 'raw-statement' is taken"):
        read_own([_written(tmp_path, RULE), second], (), {})

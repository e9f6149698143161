"""A repository's own credential types: whatever a file holds, it is used or refused with file, entry and fault."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from holdfast.checks.secrets.validators import VALIDATORS
from holdfast.formats.newrule import skeleton
from holdfast.formats.ownrules import MOST_BYTES, Entry, read_entries, refuse_strangers, refuse_twins
from holdfast.model.errors import ConfigError
from tests.worlds.ownrules import NAMED, PREFIXED

CONTROLS = ("secrets-not-in-code",)


def _read(path: Path, *entries: Any) -> list[Entry]:
    path.write_text(yaml.safe_dump(list(entries), sort_keys=False), encoding="utf-8")
    return read_entries([path], VALIDATORS.keys(), CONTROLS)


def test_good_entries_are_read_with_their_file(tmp_path: Path) -> None:
    path = tmp_path / "acme.yaml"
    entries = _read(path, PREFIXED, NAMED)
    assert [entry.fields["name"] for entry in entries] == ["acme-key", "acme-pin"]
    assert entries[0].where == f"{path}: acme-key"


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("id", "HF-SEC-001", "the id 'HF-SEC-001' cannot be used"),
        ("id", "org-1", "cannot be used"),
        ("id", "ORG 1", "cannot be used"),
        ("id", 7, "id is no text"),
        ("name", "Acme_Key", "the name is not made of small letters"),
        ("name", None, "name is no text"),
        ("title", " ", "title is empty"),
        ("severity", "awful", "severity is not one of info, low, medium, high, critical"),
        ("confidence", ["high"], "confidence is no text"),
        ("persona", "nobody", "persona is not one of"),
        ("min_entropy", "much", "min_entropy is not a number"),
        ("min_entropy", True, "min_entropy is not a number"),
        ("min_entropy", float("nan"), "min_entropy is not a number"),
        ("ignore_case", "yes please", "ignore_case is neither true nor false"),
        ("keywords", "acme_", "keywords is not a list of texts"),
        ("keywords", [], "keywords is empty"),
        ("keywords", ["acme_", 7], "keywords holds something that is no text"),
        ("keywords", ["ácme"], "keywords holds characters beyond ASCII"),
        ("examples", [], "examples is empty"),
        ("rotate", [["a"]], "rotate holds something that is no text"),
        ("files", [".acme rc"], "files holds an ending with a space or a comma"),
        ("valid", ["sorcery"], "valid 'sorcery' is unknown"),
        ("proves", ["all-is-well"], "proves 'all-is-well' is unknown"),
        ("format", "checksum", "format checksum needs valid"),
        ("format", ["prefix"], "is not one of prefix"),
        ("left", "z-a", "the pattern cannot be read"),
        ("left", "]", "left is the inside of a class"),
        ("left", "a]b", "left is the inside of a class"),
        ("right", "a[b", "right is the inside of a class"),
        ("left", "^a", "left is the inside of a class"),
        ("right", "a\\", "the pattern cannot be read"),
        ("pattern", "acme_[", "the pattern"),
        ("pattern", "(acme", "the pattern cannot be read"),
        ("pattern", "acme_[0-9]{3,1}", "the pattern cannot be read"),
        ("pattern", "(?=acme)x", "the pattern uses (?="),
        ("pattern", "(?<!a)acme", "the pattern uses (?<"),
        ("pattern", "(?P<v>acme)", "the pattern uses (?P"),
        ("pattern", "(?>acme)", "the pattern uses (?>"),
        ("pattern", "^acme", "the pattern uses ^"),
        ("pattern", "acme$", "the pattern uses $"),
        ("pattern", r"\bacme", "the pattern uses \\b"),
        ("pattern", r"(a)cme\1", "the pattern uses \\1"),
        ("pattern", "acme_(?:ab)*+", "the pattern uses *+"),
        ("pattern", "acme_[[:alpha:]]", "has [ inside of"),
        ("pattern", "(ac)(me)", "has more than one group"),
        ("pattern", "(?:acme)?", "matches the empty text"),
        ("pattern", "á{20}", "pattern holds characters beyond ASCII"),
        ("colour", "blue", "unknown colour"),
        ("gain", None, "gain is no text"),
    ],
)
def test_a_fault_is_told_with_file_and_entry(tmp_path: Path, field: str, value: object, says: str) -> None:
    path = tmp_path / "acme.yaml"
    with pytest.raises(ConfigError) as caught:
        _read(path, NAMED, {**PREFIXED, field: value})
    assert str(caught.value).startswith(f"{path}: ")
    assert says in str(caught.value)
    if field != "name":
        assert "acme-key" in str(caught.value)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("pattern", r"acme\$[a-z]{9}\^"),
        ("pattern", r"acme_[^$\]]{20}"),
        ("pattern", "(?:acme|(?i:emca))_([0-9]{20})"),
        ("pattern", "a?b+?"),
        ("left", r"a-z\]\[^"),
        ("right", ""),
    ],
)
def test_what_both_engines_read_alike_is_taken(tmp_path: Path, field: str, value: str) -> None:
    assert _read(tmp_path / "a.yaml", {**PREFIXED, field: value})


@pytest.mark.parametrize(
    "content",
    [
        b"\xff\xfe\x00",
        b"[" * 5000,
        b"- a: 2026-99-99",
        b"- {1: 2, a: b}",
        b"- !!python/object:os.system {}",
        b"just text",
        b"- just text",
        b"a: b",
        b"- {}",
        b"- name: [x]",
        b"\t- x",
        b"- &a [*a]",
        b"- ? [a]\n  : b",
    ],
)
def test_a_file_of_anything_is_refused_by_name(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "odd.yaml"
    path.write_bytes(content)
    with pytest.raises(ConfigError, match=r"odd\.yaml"):
        read_entries([path], VALIDATORS.keys(), CONTROLS)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=4,
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(field=st.sampled_from(sorted({*PREFIXED, *NAMED, "valid", "left", "files", "profile"})), value=VALUES)
def test_no_value_of_any_field_is_a_traceback(tmp_path: Path, field: str, value: object) -> None:
    try:
        assert _read(tmp_path / "acme.yaml", {**PREFIXED, field: value})
    except ConfigError as error:
        assert "acme.yaml" in str(error)


def test_what_is_no_file_or_too_large_is_refused(tmp_path: Path) -> None:
    large = tmp_path / "large.yaml"
    large.write_bytes(b"#" * (MOST_BYTES + 1))
    pipe = tmp_path / "pipe.yaml"
    os.mkfifo(pipe)
    for path in (large, pipe, tmp_path / "missing.yaml"):
        with pytest.raises(ConfigError, match=path.name):
            read_entries([path], VALIDATORS.keys(), CONTROLS)


def test_names_and_ids_are_given_once(tmp_path: Path) -> None:
    path = tmp_path / "acme.yaml"
    refuse_twins(_read(path, PREFIXED, NAMED), {"other": "Other"})
    with pytest.raises(ConfigError, match="the id 'ORG-0001' is given twice"):
        refuse_twins(_read(path, PREFIXED, {**NAMED, "id": "ORG-0001"}), {})
    with pytest.raises(ConfigError, match="the name 'acme-key' belongs to the pack: Their key"):
        refuse_twins(_read(path, PREFIXED), {"acme-key": "Their key"})


def test_partners_exist_and_the_matcher_agrees(tmp_path: Path) -> None:
    path = tmp_path / "acme.yaml"
    entries = _read(path, {**PREFIXED, "pairs_with": "acme-id"})
    refuse_strangers(entries, {"acme-id"}, lambda _: "")
    with pytest.raises(ConfigError, match="pairs_with 'acme-id' is no credential type"):
        refuse_strangers(entries, {"acme-key"}, lambda _: "")
    with pytest.raises(ConfigError, match=r"acme.yaml: acme-key: the matcher refuses the pattern: too hard"):
        refuse_strangers(entries, {"acme-id"}, lambda _: "too hard")


def test_the_entry_in_the_guide_is_a_good_one(tmp_path: Path) -> None:
    guide = (Path(__file__).parents[2] / "docs" / "guide.md").read_text(encoding="utf-8")
    fences = [text.partition("```")[0] for text in guide.split("```yaml\n")[1:]]
    (example,) = (text for text in fences if "format:" in text)
    path = tmp_path / "guide.yaml"
    path.write_text(example, encoding="utf-8")
    (entry,) = read_entries([path], VALIDATORS.keys(), CONTROLS)
    assert entry.fields["name"] == "acme-token"


@pytest.mark.parametrize("name", ["acme-token", "no", "null-key", "user-name", "mark", "a1-b2-c3"])
def test_the_skeleton_of_any_name_is_a_good_entry(tmp_path: Path, name: str) -> None:
    path = tmp_path / "new.yaml"
    path.write_text(skeleton(name), encoding="utf-8")
    (entry,) = read_entries([path], VALIDATORS.keys(), CONTROLS)
    assert entry.fields["name"] == name
    assert "@" not in skeleton(name)

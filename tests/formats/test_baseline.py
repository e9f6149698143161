"""The baseline file: it says what was told to it, tells no secret, and merges."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from holdfast.formats.baseline import Baseline, fresh, read, write
from holdfast.model.errors import ConfigError
from tests.worlds.machine import Machine

names = st.text(alphabet="0123456789abcdef", min_size=20, max_size=20).map("hf1:{}".format)
known = st.dictionaries(names, st.tuples(st.text(min_size=1, max_size=20), st.text(max_size=30)), max_size=12)


@settings(deadline=None, derandomize=True, database=None)
@given(st.binary(min_size=16, max_size=16), known)
def test_what_is_written_is_read(key: bytes, entries: dict[str, tuple[str, str]]) -> None:
    before = Baseline(key=key, known=entries)
    text = write(before)
    assert read(text, "x") == before
    assert write(read(text, "x")) == text
    assert text.isascii()


def test_it_is_json_with_one_line_for_each_finding() -> None:
    entries = {f"hf1:{number:020x}": ("check", f"path {number}") for number in range(9, 0, -1)}
    text = write(Baseline(key=b"k" * 16, known=entries))
    assert list(json.loads(text)["findings"]) == sorted(entries)
    assert [row.count("hf1:") for row in text.splitlines()].count(1) == 9


def test_each_project_has_a_key_of_its_own() -> None:
    assert fresh().key != fresh().key
    assert len(fresh().key) == 16


@pytest.mark.parametrize(
    "text",
    [
        "",
        "null",
        "[]",
        "{}",
        '{"version": 1, "findings": {}}',
        '{"version": 1, "key": "zz", "findings": {}}',
        '{"version": 1, "key": 5, "findings": {}}',
        '{"version": 1, "key": "00", "findings": []}',
        '{"version": 1, "key": "00", "findings": {"a": {}}}',
        '{"version": 1, "key": "00", "findings": {"a": null}}',
        '{"version": 2, "key": "00", "findings": {}}',
        "<<<<<<< HEAD\n",
        '{"version": 1,',
    ],
)
def test_a_damaged_file_is_named(text: str) -> None:
    with pytest.raises(ConfigError, match=r"\.holdfast/baseline\.json") as caught:
        read(text, ".holdfast/baseline.json")
    assert caught.value.advice


def test_two_branches_merge(machine: Machine) -> None:
    """Each branch accepts one more and takes one out, at different places of the file."""
    base = {f"hf1:{number:02x}{'0' * 18}": ("check", "path") for number in range(0, 160, 8)}
    one = {key: value for key, value in base.items() if not key.startswith("hf1:08")} | {"hf1:25": ("check", "one")}
    two = {key: value for key, value in base.items() if not key.startswith("hf1:88")} | {"hf1:61": ("check", "two")}
    root = machine.repo()
    file = root / "baseline.json"
    file.write_text(write(Baseline(key=b"k" * 16, known=base)))
    machine.commit(root, "begin")
    for branch, entries in (("one", one), ("two", two)):
        machine.git(root, "checkout", "-q", "-b", branch, "main")
        file.write_text(write(Baseline(key=b"k" * 16, known=entries)))
        machine.commit(root, branch)
    machine.git(root, "merge", "-q", "one", "-m", "merge")
    assert read(file.read_text(), "x").known.keys() == (one.keys() & base.keys() & two.keys()) | {"hf1:25", "hf1:61"}

"""Credential types as people write them: faults are named with file and entry, and the compiled form says the same."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from holdfast.checks.secrets.validators import VALIDATORS
from holdfast.formats.pack import read_head
from holdfast.formats.rules import compile_pack, core, load_guidance, read_rows, read_types, trigger
from holdfast.model.check import Confidence, Severity
from holdfast.model.errors import ConfigError
from tests.worlds.planted import drawn, kinds

ENTRY: dict[str, Any] = {
    "id": "HF-SEC-900",
    "name": "shop-key",
    "title": "Key of the shop",
    "vendor": "The shop",
    "severity": "high",
    "confidence": "medium",
    "format": "prefix",
    "pattern": "shop_[a-z0-9]{20,40}",
    "keywords": ["shop_"],
    "gain": "Opens the shop.\n",
    "rotate": ["Ask for another."],
    "references": ["https://example.org/keys"],
    "examples": ["key = shop_{lower36:20}"],
    "silent": ["key = shop_{lower36:5}"],
}
CONTEXT = {key: value for key, value in ENTRY.items() if key not in ("pattern", "keywords")}
CONTEXT |= {
    "format": "context",
    "near": ["Shop.Key", "shop"],
    "value": "[a-f0-9]{32}",
    "id": "HF-SEC-901",
    "name": "ctx",
}


def file(tmp_path: Path, text: str | list[dict[str, Any]]) -> Path:
    path = tmp_path / "types.yaml"
    path.write_text(text if isinstance(text, str) else yaml.safe_dump(text), encoding="utf-8")
    return path


def without(*names: str, **more: Any) -> list[dict[str, Any]]:
    return [{key: value for key, value in ENTRY.items() if key not in names} | more]


def test_a_good_file_is_read(tmp_path: Path) -> None:
    assert read_types(file(tmp_path, [ENTRY, CONTEXT])) == [ENTRY, CONTEXT]
    assert read_types(file(tmp_path, "")) == []


FAULTS = {
    "no YAML": ("- id: [", "types.yaml"),
    "no list": ("id: x\n", "a list of credential types is expected"),
    "no mapping": ("- just text\n", "entry 1 is not a mapping"),
    "missing": (without("gain", "rotate"), "shop-key: missing gain, rotate"),
    "no name": (without("name"), "entry 1: missing name"),
    "unknown": (without(colour="red"), "shop-key: unknown colour"),
    "missing and unknown": (without("gain", colour="red"), "missing gain; unknown colour"),
    "format": (without(format="guess"), "format 'guess' is not one of"),
    "no pattern": (without("pattern"), "format prefix needs keywords and pattern"),
    "no value": (without("pattern", format="context", near=["x"]), "format context needs near and value"),
}


@pytest.mark.parametrize(("text", "says"), FAULTS.values(), ids=FAULTS)
def test_a_bad_entry_is_named(tmp_path: Path, text: str | list[dict[str, Any]], says: str) -> None:
    with pytest.raises(ConfigError, match=re.escape(says)) as caught:
        read_types(file(tmp_path, text))
    assert "types.yaml" in str(caught.value)


def test_the_second_entry_is_named_too(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="entry 2 is not a mapping"):
        read_types(file(tmp_path, yaml.safe_dump([ENTRY, 5])))


def test_what_is_compiled_is_read_again(tmp_path: Path) -> None:
    file(tmp_path, [CONTEXT, ENTRY])
    text, prose = compile_pack(tmp_path, "2026.1")
    head = read_head(text.partition("\n")[0])
    assert (head.version, head.size) == ("2026.1", 2)
    first, second = read_rows(text, VALIDATORS)
    assert [first.check.id, second.check.id] == ["HF-SEC-900", "HF-SEC-901"]
    assert (first.check.severity, first.check.confidence) == (Severity.HIGH, Confidence.MEDIUM)
    assert (first.core, first.keywords, first.fold, first.rank) == (ENTRY["pattern"], ("shop_",), False, 3)
    assert (second.keywords, second.fold, second.rank) == (("shop.key", "shop"), True, 2)
    guidance = load_guidance(prose)["HF-SEC-900"]
    assert (guidance.why, guidance.steps) == ("Opens the shop.", ("Ask for another.",))


def test_the_digest_changes_with_the_rules_and_only_with_them(tmp_path: Path) -> None:
    def digest(entry: dict[str, Any]) -> str:
        file(tmp_path, [entry])
        return read_head(compile_pack(tmp_path, "1")[0].partition("\n")[0]).digest

    assert digest(ENTRY) == digest(dict(reversed(ENTRY.items())))
    assert digest(ENTRY) != digest(ENTRY | {"pattern": "shop_[a-z]{20}"})


@pytest.mark.parametrize("text", ["", "x", "1 2", "1 2 three", '{"version": 1}'])
def test_a_pack_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(ConfigError, match="pack cannot be read"):
        read_head(text)


@pytest.mark.parametrize("rows", ["", "[", "[[1]]", "{}x", "[1]", "null"])
def test_damaged_rows_are_refused(rows: str) -> None:
    with pytest.raises(ConfigError, match="pack cannot be read"):
        read_rows(f"1 abc 2 x\n{rows}", VALIDATORS)
    with pytest.raises(ConfigError, match="pack cannot be read"):
        list(read_rows(f"1 abc 1 x\n{rows}\n", VALIDATORS))


def test_a_context_finds_its_value_behind_each_of_its_names() -> None:
    expression = re.compile(core(CONTEXT))
    value = drawn("{hex:32}")
    for line in (f"shop.key = {value}", f'SHOP_TOKEN: "{value}"', f"shop=>'{value}'", f'"shopKey":"{value}"'):
        match = expression.search(line)
        assert match is not None, line
        assert match[1] == value
    assert expression.search(f"other = {value}") is None
    assert expression.search(f"shopxkey_and_{'x' * 60} = {value}") is None


def test_the_matcher_stops_inside_of_every_match_of_the_core() -> None:
    assert re.fullmatch(trigger(ENTRY), "shop_" + "a" * 20)
    assert trigger(CONTEXT) == "Shop\\.Key|shop"
    for name, kind in kinds().items():
        flags = re.IGNORECASE if kind.fold or kind.caseless else 0
        assert re.compile(kind.trigger, flags), name


def test_a_pattern_that_begins_with_narrow_characters_in_turn_is_told_by_these() -> None:
    def stop(pattern: str) -> str:
        return trigger({**ENTRY, "pattern": pattern})

    narrow = "(?:[AB][cd][ef]){4}"
    assert stop(rf"{narrow}\.[a-z]{{6}}") == narrow
    for other in (f"{narrow}x|yz", r"(?:[A-Z][cd][ef]){4}\.x", r"(?:[AB][cd]){4}\.x", r"(?:[AB][cd][ef]){2}\.x"):
        assert stop(other) == other

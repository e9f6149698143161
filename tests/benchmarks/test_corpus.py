"""The secrets corpus is well formed, unchanged since it was frozen, and holds nothing that looks like a secret."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import re
import sys
from collections import Counter
from pathlib import Path
from types import ModuleType

import pytest

FOLDER = Path(__file__).resolve().parents[2] / "benchmarks" / "secrets_corpus"
FILES = sorted(FOLDER.glob("*.jsonl"))
PLACE = re.compile(r"[\w.-]+/[\w.-]+@[0-9a-f]{40}:.+:\d+")
TOKEN_SHAPES = (
    r"-----BEGIN [A-Z0-9 ]*PRIVATE KEY",
    r"\b(?:AKIA|ASIA)[A-Z2-7]{16}\b",
    r"\bgh[opusr]_\w{16}",
    r"\bglpat-[\w-]{16}",
    r"\bxox[abeprs]-\d{6}",
    r"\b[sr]k_live_[0-9A-Za-z]{16}",
    r"\bAIza[\w-]{30}",
    r"\bSG\.[\w-]{16}",
    r"\beyJ[\w-]{16,}\.eyJ[\w-]{16}",
    r"\bhf_[A-Za-z]{30}",
    r"\bnpm_\w{30}",
    r"\b[0-9a-f]{32,}\b(?!:)",
)


def _load_module() -> ModuleType:
    spec = importlib.util.spec_from_file_location("secrets_corpus_load", FOLDER / "load.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


CORPUS = _load_module()


def test_counts_hold() -> None:
    cases = CORPUS.load(FOLDER)
    real = [case for case in cases if case.source != "own"]
    own_labels = Counter(case.label for case in cases if case.source == "own")
    types = {case.type for case in cases if case.label == "secret"}
    assert len(cases) >= 1100
    assert len(real) >= 560
    assert own_labels["secret"] >= 330
    assert own_labels["none"] >= 210
    assert len(types) >= 110


def test_ids_are_unique_and_say_where_a_case_comes_from() -> None:
    cases = CORPUS.load(FOLDER)
    assert [name for name, times in Counter(case.id for case in cases).items() if times > 1] == []
    odd = [case.id for case in cases if case.id.startswith("o-") != (case.source == "own")]
    assert odd == []


def test_labels_types_and_lines_agree() -> None:
    for case in CORPUS.load(FOLDER):
        lines = case.text.splitlines()
        assert (case.label == "secret") == bool(case.type), case.id
        assert case.path, case.id
        assert case.why, case.id
        for line in (case.line, *case.also):
            assert 1 <= line <= len(lines), case.id
            assert lines[line - 1].strip(), case.id


def test_real_cases_name_repository_commit_path_and_line() -> None:
    odd = [case.id for case in CORPUS.load(FOLDER) if case.source != "own" and not PLACE.fullmatch(case.source)]
    assert odd == []


def test_rendering_is_the_same_every_time() -> None:
    assert CORPUS.load(FOLDER) == CORPUS.load(FOLDER)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_files_hold_templates_and_no_secret_shapes(file: Path) -> None:
    text = re.sub(r'"source": "[^"]*"', "", file.read_text(encoding="utf-8"))
    found = [hit[0] for shape in TOKEN_SHAPES for hit in re.finditer(shape, text)]
    assert found == []
    assert file.stat().st_size < 1 << 20


def test_cases_are_those_that_were_frozen() -> None:
    digests = {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in FILES}
    frozen = [line.split() for line in (FOLDER / "frozen.sha256").read_text(encoding="utf-8").splitlines()]
    assert digests == {name: digest for digest, name in frozen}


GOOD = {"id": "o-1", "path": "a", "text": "a", "label": "none", "type": "", "line": 1, "why": "w", "source": "own"}


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('{"id": "o-1"}', "x.jsonl:1"),
        ("not json", "x.jsonl:1"),
        (json.dumps(GOOD | {"text": "{nope:3}"}), "nope"),
        (json.dumps(GOOD | {"label": "maybe"}), "maybe"),
        (json.dumps(GOOD | {"other": 1}), "other"),
    ],
)
def test_a_broken_line_is_named(tmp_path: Path, line: str, message: str) -> None:
    (tmp_path / "x.jsonl").write_text(line + "\n")
    with pytest.raises(ValueError, match=message):
        CORPUS.load(tmp_path)


def test_a_key_slot_has_real_line_breaks(tmp_path: Path) -> None:
    (tmp_path / "x.jsonl").write_text(json.dumps(GOOD | {"text": "{pem:EC PRIVATE KEY}"}) + "\n")
    lines = CORPUS.load(tmp_path)[0].text.splitlines()
    assert lines[0] == f"-----BEGIN {'EC'} PRIVATE KEY-----"
    assert lines[-1] == f"-----END {'EC'} PRIVATE KEY-----"
    assert {len(line) for line in lines[1:-2]} == {64}

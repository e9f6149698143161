"""The hooks that the pre-commit framework is offered."""

from __future__ import annotations

from pathlib import Path

import pytest

from holdfast.model.hook import HookKind

yaml = pytest.importorskip("yaml")
FILE = Path(__file__).parents[2] / ".pre-commit-hooks.yaml"


def test_the_ids_are_those_that_advice_and_docs_name() -> None:
    hooks = {hook["id"]: hook for hook in yaml.safe_load(FILE.read_text("utf-8"))}
    assert sorted(hooks) == ["holdfast-push", "holdfast-quick", "holdfast-secrets"]


def test_each_reads_the_index_itself_at_its_moment() -> None:
    for hook in yaml.safe_load(FILE.read_text("utf-8")):
        *command, kind = hook["entry"].split()
        assert command == ["holdfast", "hook", "run"]
        assert HookKind(kind) in hook["stages"]
        assert hook["language"] == "python"
        assert hook["pass_filenames"] is False
        assert hook["require_serial"] is True

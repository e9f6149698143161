"""The policy that the answers make."""

from __future__ import annotations

import itertools
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from holdfast.actions.adopt import QUESTIONS, apply, look, plan_policy, undo
from holdfast.formats.policyfile import merge, read_layer
from holdfast.model.adoption import Answers
from holdfast.model.errors import UsageError
from holdfast.model.policy import Policy, options

EVERY = [
    Answers(risk=a, resources=b, culture=c)
    for a, b, c in itertools.product(*[[choice.word for choice in question.choices] for question in QUESTIONS])
]


def flat(table: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    """Every value by its dotted key."""
    for key, value in table.items():
        if isinstance(value, dict):
            yield from flat(value, f"{above}{key}.")
        else:
            yield f"{above}{key}", value


def text(repo: Path, answers: Answers) -> str:
    """The policy file that would be written."""
    after = plan_policy(look(repo), answers).changes[0].after
    assert after
    return after.data.decode()


def uncommented(policy: str) -> str:
    """The file with every option in force: comment marks taken from lines that are options."""
    keys = {option.key.rpartition(".")[2] for option in options().values()}
    lines = policy.splitlines()
    return "\n".join(line[2:] if line.startswith("# ") and line[2:].split(" = ")[0] in keys else line for line in lines)


def test_there_are_27_policies_and_all_are_valid(tmp_path: Path) -> None:
    known = {option.key: option for option in options().values()}
    assert len(EVERY) == 27
    for answers in EVERY:
        written = dict(flat(tomllib.loads(text(tmp_path, answers))))
        assert "preset" in written
        for key, value in written.items():
            option = known[key]
            assert isinstance(value, option.kind)
            assert not option.choices or value in option.choices


def test_the_reader_finds_in_the_file_what_the_answers_mean(tmp_path: Path) -> None:
    answers = Answers(risk="low", resources="few", culture="regulated")
    policy = merge([read_layer(text(tmp_path, answers), "holdfast.toml")])
    assert (policy.preset, policy.fail_on, policy.persona, policy.max_days) == ("strict", "medium", "regular", 180)
    assert policy.origin("suppressions.max_days").startswith("holdfast.toml:")
    assert policy.origin("gate.fail_on") == "preset strict"


@pytest.mark.parametrize("answers", EVERY[::4], ids=str)
def test_every_option_stands_in_the_file_with_its_default(tmp_path: Path, answers: Answers) -> None:
    policy = text(tmp_path, answers)
    chosen = dict(flat(tomllib.loads(policy)))
    full = dict(flat(tomllib.loads(uncommented(policy))))
    assert set(full) == {option.key for option in options().values()}
    for field, option in options().items():
        default = dict(option.presets).get(chosen["preset"], getattr(Policy(), field))
        expected = list(default) if isinstance(default, tuple) else default
        assert full[option.key] == chosen.get(option.key, expected)
        assert " ".join(option.help.split()[:4]) in policy


def test_each_answer_says_something_of_its_own(tmp_path: Path) -> None:
    policies = {text(tmp_path, answers) for answers in EVERY}
    assert len(policies) == 27
    for question in QUESTIONS:
        assert question.default in [choice.word for choice in question.choices]
        for setting in (setting for choice in question.choices for setting in choice.settings):
            assert setting.why.endswith(".")


def test_the_defaults_of_the_questions_are_the_defaults_of_the_answers() -> None:
    assert Answers() == Answers(**{question.id: question.default for question in QUESTIONS})


def test_less_risk_never_refuses_less(tmp_path: Path) -> None:
    fail_on = next(option for option in options().values() if option.key == "gate.fail_on")
    levels = []
    for risk in ("low", "medium", "high"):
        chosen = tomllib.loads(text(tmp_path, Answers(risk=risk)))
        level = dict(fail_on.presets).get(chosen["preset"], Policy().fail_on)
        levels.append(fail_on.choices.index(level))
    assert levels == sorted(levels)
    assert levels[0] < levels[-1]


def test_a_word_that_is_no_answer_is_refused_with_the_valid_ones(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        plan_policy(look(tmp_path), Answers(culture="loud"))
    assert "shared" in caught.value.advice


@pytest.mark.parametrize("name", ["holdfast.toml", "pyproject.toml"])
def test_a_policy_that_is_there_is_left_alone(repo: Path, name: str) -> None:
    (repo / name).write_text("[tool.holdfast]\n")
    plan = plan_policy(look(repo), Answers())
    assert [change.path.name for change in plan.changes] == [".gitignore"]
    assert any(name in note for note in plan.notes)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (None, b".holdfast/state/\n"),
        (b"", b".holdfast/state/\n"),
        (b"*.log\n", b"*.log\n.holdfast/state/\n"),
        (b"*.log", b"*.log\n.holdfast/state/\n"),
        (b"*.log\r\nx", b"*.log\r\nx\r\n.holdfast/state/\r\n"),
        (b"\xff\n", b"\xff\n.holdfast/state/\n"),
        (b"a\n /.holdfast/state \r\nb\n", b"a\n /.holdfast/state \r\nb\n"),
    ],
)
def test_local_state_is_ignored_once(repo: Path, before: bytes | None, after: bytes) -> None:
    path = repo / ".gitignore"
    if before is not None:
        path.write_bytes(before)
    receipt = apply(plan_policy(look(repo), Answers()))
    assert path.read_bytes() == after
    assert plan_policy(look(repo), Answers()).empty
    undo(receipt)
    assert (path.read_bytes() if path.exists() else None) == before
    assert not (repo / "holdfast.toml").exists()


def test_a_linked_gitignore_is_not_followed(repo: Path, tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("*.log\n")
    (repo / ".gitignore").symlink_to(tmp_path / "mine")
    plan = plan_policy(look(repo), Answers())
    assert [change.path.name for change in plan.changes] == ["holdfast.toml"]
    assert any("symbolic link" in note for note in plan.notes)


def test_outside_of_git_nothing_is_ignored(tmp_path: Path, home: Path) -> None:
    plan = plan_policy(look(tmp_path), Answers())
    assert [change.path.name for change in plan.changes] == ["holdfast.toml"]

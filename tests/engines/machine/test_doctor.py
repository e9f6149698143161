"""What doctor sees on real ground."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from holdfast.engines.machine.doctor import Ground, look
from holdfast.model.diagnosis import Diagnosis, Health
from holdfast.model.errors import ConfigError, UsageError
from holdfast.model.hook import Hook, HookKind, HookState, HookStatus

HELM = Diagnosis(title="Helm", state=Health.OK, says="not on PATH")
KNOWN = Diagnosis(title="Advisories", state=Health.OK, says="19 advisories")
OTHERS: dict[str, Callable[[], Diagnosis]] = {"helm": lambda: HELM, "advisories": lambda: KNOWN}


@pytest.fixture
def ground(tmp_path: Path) -> Ground:
    """A folder with nothing in it, and places that do not exist yet."""
    root = tmp_path / "root"
    root.mkdir()
    return Ground(root=root, cache=tmp_path / "c" / "cache", data=tmp_path / "data", ledger=root / "ledger.sqlite")


def status(ground: Ground, *hooks: Hook) -> HookStatus:
    """Hooks as the action reports them."""
    return HookStatus(root=ground.root, folder=ground.root, setting="", scope="", inside=True, hooks=hooks)


def hook(state: HookState, *, alive: bool = True) -> Hook:
    """A commit hook."""
    return Hook(kind=HookKind.PRE_COMMIT, path=Path("pre-commit"), state=state, alive=alive)


def diagnose(ground: Ground, *hooks: Hook) -> dict[str, Diagnosis]:
    """Everything by title."""
    found = look(
        ground,
        policy=lambda: "holdfast.toml",
        hooks=lambda: status(ground, *hooks),
        helm=lambda: HELM,
        advisories=lambda: KNOWN,
    )
    return {item.title: item for item in found}


def test_everything_is_looked_at_and_nothing_written(ground: Ground, tmp_path: Path) -> None:
    before = sorted(tmp_path.rglob("*"))
    found = diagnose(ground)
    titles = "Python Git Command Matcher Helm Advisories Text Cache Data Disk Names Policy Hooks Ledger"
    assert [title.removeprefix("File ").capitalize() for title in found] == titles.split()
    assert sorted(tmp_path.rglob("*")) == before
    assert sys.executable in found["Python"].says
    assert found["Git"].state is Health.OK
    for item in found.values():
        assert item.says
        assert item.state is Health.OK or item.advice


def test_a_missing_git_is_bad(ground: Ground, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    found = diagnose(ground)
    assert found["Git"].state is Health.BAD
    assert found["Command"].state is Health.WARN


@pytest.mark.parametrize(
    ("body", "state"),
    [
        ("echo git version 2.20.1", Health.WARN),
        ("echo git version 2.39.5.windows.1", Health.OK),
        ("echo git version 3.0.0", Health.OK),
        ("echo broken >&2; exit 1", Health.BAD),
    ],
)
def test_the_version_of_git_counts(
    ground: Ground, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, body: str, state: Health
) -> None:
    (tmp_path / "git").write_text(f"#!/bin/sh\n{body}\n")
    (tmp_path / "git").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    assert diagnose(ground)["Git"].state is state


def test_a_file_where_a_folder_should_be_is_told(ground: Ground) -> None:
    ground.cache.parent.mkdir()
    ground.cache.write_text("in the way")
    found = diagnose(ground)["Cache"]
    assert found.state is Health.WARN
    assert "HOLDFAST_CACHE" in found.advice


def test_a_broken_policy_is_bad_with_its_own_advice(ground: Ground) -> None:
    def policy() -> str:
        raise ConfigError("holdfast.toml:3: unknown key", advice="Did you mean preset?")

    found = next(
        item
        for item in look(
            ground, policy=policy, hooks=lambda: status(ground), helm=lambda: HELM, advisories=lambda: KNOWN
        )
        if item.title == "Policy"
    )
    assert (found.state, found.advice) == (Health.BAD, "Did you mean preset?")


def test_outside_of_a_repository_hooks_are_only_a_warning(ground: Ground) -> None:
    def hooks() -> HookStatus:
        raise UsageError("not in a git work tree", advice="Run git init.")

    found = next(item for item in look(ground, policy=lambda: "none", hooks=hooks, **OTHERS) if item.title == "Hooks")
    assert found.state is Health.WARN


@pytest.mark.parametrize(
    ("one", "state"),
    [
        (hook(HookState.INSTALLED), Health.OK),
        (hook(HookState.INSTALLED, alive=False), Health.WARN),
        (hook(HookState.OUTDATED), Health.WARN),
        (hook(HookState.FOREIGN), Health.WARN),
        (hook(HookState.ABSENT), Health.WARN),
    ],
)
def test_hooks_are_fine_only_when_they_will_run(ground: Ground, one: Hook, state: Health) -> None:
    assert diagnose(ground, one)["Hooks"].state is state


def test_a_ledger_is_told_when_there(ground: Ground) -> None:
    ground.ledger.write_bytes(b"x" * 4096)
    assert "4 KiB" in diagnose(ground)["Ledger"].says
    ground.ledger.unlink()
    ground.ledger.mkdir()
    assert diagnose(ground)["Ledger"].state is Health.BAD


def look_apart(title: str, folder: Path, **variables: str) -> str:
    """What another interpreter, started with these variables, finds under a title."""
    code = f"""
from pathlib import Path
from holdfast.engines.machine.doctor import Ground, look
from holdfast.model.diagnosis import Diagnosis, Health
from holdfast.model.hook import HookStatus
here = Path()
ground = Ground(root=here, cache=here, data=here, ledger=here / "ledger.sqlite")
hooks = HookStatus(root=here, folder=here, setting="", scope="", inside=True, hooks=())
helm = Diagnosis(title="Helm", state=Health.OK, says="none")
found = look(ground, policy=str, hooks=lambda: hooks, helm=lambda: helm, advisories=lambda: helm)
print(next(item for item in found if item.title == "{title}"))
"""
    path = os.pathsep.join([str(folder), *filter(None, sys.path)])
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": path, **variables},
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def test_without_the_fast_matcher_it_says_what_is_lost(tmp_path: Path) -> None:
    (tmp_path / "hyperscan.py").write_text("raise ImportError('wrong processor')\n")
    said = look_apart("Matcher", tmp_path)
    assert "wrong processor" in said
    assert "slower" in said


def test_another_encoding_is_told(tmp_path: Path) -> None:
    assert "output iso8859-1" in look_apart("Text", tmp_path, PYTHONIOENCODING="latin-1")

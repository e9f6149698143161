"""Putting hooks in and taking them away, without a trace."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from holdfast.actions.hooks import apply, plan_install, plan_uninstall, status, undo
from holdfast.model.errors import UsageError
from holdfast.model.hook import CLIENT, HookKind, HookState

from .conftest import Git, Stub

COMMIT = (HookKind.PRE_COMMIT,)
BOTH = CLIENT
GIT = shutil.which("git") or "git"


def picture(folder: Path) -> dict[str, tuple[int, bytes]]:
    """Every file and link below a folder, with mode and content."""
    found: dict[str, tuple[int, bytes]] = {}
    for path in sorted(folder.rglob("*")):
        if path.is_symlink():
            found[str(path)] = (0, os.fsencode(path.readlink()))
        elif path.is_file():
            found[str(path)] = (path.stat().st_mode, path.read_bytes())
        else:
            found[str(path)] = (path.stat().st_mode, b"")
    return found


def install(repo: Path, stub: Stub, *, force: bool = False) -> None:
    """Install both hooks."""
    apply(plan_install(repo, BOTH, python=str(stub.path), force=force))


def test_a_plan_writes_nothing(repo: Path, stub: Stub) -> None:
    before = picture(repo)
    plan = plan_install(repo, BOTH, python=str(stub.path))
    assert [change.path.name for change in plan.changes] == ["pre-commit", "pre-push"]
    assert "+#!/bin/sh" in plan.diff()
    assert picture(repo) == before


def test_installing_twice_is_installing_once(repo: Path, stub: Stub) -> None:
    install(repo, stub)
    before = picture(repo)
    plan = plan_install(repo, BOTH, python=str(stub.path))
    assert plan.empty
    assert plan.diff() == ""
    apply(plan)
    assert picture(repo) == before


def test_another_version_or_interpreter_is_replaced_and_the_kept_hook_stays(repo: Path, stub: Stub) -> None:
    hook = repo / ".git" / "hooks" / "pre-commit"
    hook.write_bytes(b"#!/bin/sh\nexit 0\n")
    install(repo, stub)
    hook.write_text(hook.read_text().replace("# holdfast-hook 1 ", "# holdfast-hook 0 "))
    assert [item.state for item in status(repo).hooks] == [HookState.OUTDATED, HookState.INSTALLED]
    apply(plan_install(repo, COMMIT, python="/elsewhere/python"))
    found = status(repo).hooks[0]
    assert (found.state, found.chained, found.python, found.alive) == (
        HookState.INSTALLED,
        True,
        "/elsewhere/python",
        False,
    )
    assert hook.with_name("pre-commit.before-holdfast").read_bytes() == b"#!/bin/sh\nexit 0\n"


@pytest.mark.parametrize("mode", [0o755, 0o700, 0o644])
def test_uninstalling_puts_the_older_hook_back(repo: Path, stub: Stub, mode: int) -> None:
    hook = repo / ".git" / "hooks" / "pre-push"
    hook.write_bytes(b"#!/usr/bin/env ruby\r\nputs '\xff'")
    hook.chmod(mode)
    before = picture(repo)
    install(repo, stub)
    assert picture(repo) != before
    apply(plan_uninstall(repo, BOTH))
    assert picture(repo) == before


def test_a_linked_hook_is_put_back_as_a_link(repo: Path, stub: Stub, git: Git) -> None:
    script = repo / "scripts" / "check.sh"
    script.parent.mkdir()
    script.write_text("#!/bin/sh\necho linked >&2\n")
    script.chmod(0o755)
    (repo / ".git" / "hooks" / "pre-commit").symlink_to("../../scripts/check.sh")
    before = picture(repo)
    install(repo, stub)
    assert "linked" in git(repo, "commit", "-q", "--allow-empty", "-m", "second").stderr
    assert len(stub.calls) == 1
    git(repo, "reset", "-q", "--soft", "HEAD~1")
    apply(plan_uninstall(repo, BOTH))
    hooks = str(repo / ".git" / "hooks")
    assert {path: item for path, item in picture(repo).items() if path.startswith(hooks)} == {
        path: item for path, item in before.items() if path.startswith(hooks)
    }
    assert script.read_text() == "#!/bin/sh\necho linked >&2\n"


def test_uninstalling_what_is_not_there_changes_nothing(repo: Path) -> None:
    hook = repo / ".git" / "hooks" / "pre-commit"
    hook.write_bytes(b"#!/bin/sh\n")
    plan = plan_uninstall(repo, BOTH)
    assert plan.empty
    assert len(plan.notes) == 2


def test_a_kept_hook_is_never_overwritten(repo: Path, stub: Stub) -> None:
    hook = repo / ".git" / "hooks" / "pre-commit"
    hook.write_bytes(b"#!/bin/sh\necho first\n")
    install(repo, stub)
    hook.write_bytes(b"#!/bin/sh\necho second\n")
    with pytest.raises(UsageError) as caught:
        plan_install(repo, COMMIT, python=str(stub.path), force=True)
    assert caught.value.advice
    assert plan_uninstall(repo, COMMIT).empty


def test_a_kept_hook_survives_the_loss_of_ours(repo: Path, stub: Stub) -> None:
    hook = repo / ".git" / "hooks" / "pre-commit"
    hook.write_bytes(b"#!/bin/sh\necho first\n")
    before = picture(repo)
    install(repo, stub)
    hook.unlink()
    assert len(plan_install(repo, COMMIT, python=str(stub.path)).changes) == 1
    apply(plan_uninstall(repo, BOTH))
    assert picture(repo) == before


def test_a_hook_folder_that_is_missing_is_made_and_taken_away(repo: Path, stub: Stub, git: Git) -> None:
    git(repo, "config", "core.hooksPath", "not/yet")
    before = picture(repo)
    receipt = apply(plan_install(repo, BOTH, python=str(stub.path)))
    assert (repo / "not" / "yet" / "pre-push").is_file()
    undo(receipt)
    assert picture(repo) == before


@settings(max_examples=12, deadline=None)
@given(
    data=st.binary(max_size=200),
    mode=st.sampled_from([0o755, 0o744, 0o700, 0o644, 0o600]),
    kinds=st.sampled_from([(HookKind.PRE_COMMIT,), (HookKind.PRE_PUSH,), BOTH]),
    by_undo=st.booleans(),
)
def test_whatever_stood_there_comes_back(data: bytes, mode: int, kinds: tuple[HookKind, ...], by_undo: bool) -> None:
    with tempfile.TemporaryDirectory() as name:
        root = Path(name).resolve()
        subprocess.run([GIT, "init", "-q", "-b", "main", str(root)], check=True)
        hook = root / ".git" / "hooks" / "pre-commit"
        hook.parent.mkdir(exist_ok=True)
        hook.write_bytes(data)
        hook.chmod(mode)
        before = picture(root)
        receipt = apply(plan_install(root, kinds, python="/usr/bin/python3", force=True))
        assert picture(root) != before
        if by_undo:
            undo(receipt)
        else:
            apply(plan_uninstall(root, kinds))
        assert picture(root) == before


def test_outside_of_a_work_tree_it_refuses(tmp_path: Path, git: Git, stub: Stub) -> None:
    bare = tmp_path / "bare.git"
    git(tmp_path, "init", "-q", "--bare", str(bare))
    plain = tmp_path / "plain"
    plain.mkdir()
    for folder in (bare, plain, tmp_path / "nowhere"):
        with pytest.raises(UsageError) as caught:
            plan_install(folder, COMMIT, python=str(stub.path))
        assert caught.value.advice


@pytest.mark.parametrize("where", ["global", "system", "local", "linked"])
def test_a_folder_outside_of_the_repository_needs_force(
    where: str, repo: Path, git: Git, stub: Stub, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    outside = home / "all hooks"
    outside.mkdir()
    if where == "system":
        monkeypatch.delenv("GIT_CONFIG_NOSYSTEM")
        monkeypatch.setenv("GIT_CONFIG_SYSTEM", str(home / "system"))
        git(home, "config", "--file", str(home / "system"), "core.hooksPath", str(outside))
    elif where == "linked":
        (repo / "hooks").symlink_to(outside)
        git(repo, "config", "core.hooksPath", "hooks")
    else:
        git(repo, "config", f"--{where}", "core.hooksPath", str(outside))
    before = picture(repo.parent)
    with pytest.raises(UsageError) as caught:
        plan_install(repo, COMMIT, python=str(stub.path))
    assert "outside" in str(caught.value)
    assert "--force" in caught.value.advice
    assert picture(repo.parent) == before
    assert not status(repo).inside
    plan = plan_install(repo, COMMIT, python=str(stub.path), force=True)
    assert any("Every repository" in note for note in plan.notes)


def test_the_advice_for_a_global_folder_works(repo: Path, git: Git, stub: Stub, home: Path) -> None:
    git(home, "config", "--global", "core.hooksPath", "~/all hooks")
    git(repo, "config", "--local", "core.hooksPath", str(repo / ".git" / "hooks"))
    apply(plan_install(repo, COMMIT, python=str(stub.path)))
    git(repo, "commit", "-q", "--allow-empty", "-m", "second")
    assert len(stub.calls) == 1


@pytest.mark.parametrize("setting", ["", "/dev/null"])
def test_switched_off_hooks_are_not_switched_on(repo: Path, git: Git, stub: Stub, setting: str) -> None:
    git(repo, "config", "core.hooksPath", setting)
    with pytest.raises(UsageError, match="switched off"):
        plan_install(repo, COMMIT, python=str(stub.path), force=True)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("# File of https://pre-commit.com\nexec pre-commit", "pre-commit"),
        ('call_lefthook run "pre-commit"', "lefthook"),
        ("[ $SKIP_SIMPLE_GIT_HOOKS ]", "simple-git-hooks"),
    ],
)
def test_hooks_of_a_manager_are_chained_only_when_forced(repo: Path, stub: Stub, text: str, name: str) -> None:
    hook = repo / ".git" / "hooks" / "pre-commit"
    hook.write_text(f"#!/bin/sh\n{text}\n")
    assert status(repo).hooks[0].manager == name
    with pytest.raises(UsageError, match=name) as caught:
        plan_install(repo, BOTH, python=str(stub.path))
    assert "--force" in caught.value.advice
    install(repo, stub, force=True)
    assert status(repo).hooks[0].chained


def test_husky_has_its_own_door(repo: Path, git: Git, stub: Stub) -> None:
    (repo / ".husky" / "_").mkdir(parents=True)
    git(repo, "config", "core.hooksPath", ".husky/_")
    for force in (False, True):
        with pytest.raises(UsageError, match="husky") as caught:
            plan_install(repo, COMMIT, python=str(stub.path), force=force)
        assert ".husky/pre-commit" in caught.value.advice


def test_a_folder_in_the_hooks_place_is_refused(repo: Path, stub: Stub) -> None:
    (repo / ".git" / "hooks" / "pre-commit").mkdir()
    with pytest.raises(UsageError, match="not a regular file"):
        plan_install(repo, COMMIT, python=str(stub.path))

"""The hook as git runs it: real commits and pushes."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from holdfast.actions.hooks import apply, plan_install
from holdfast.model.hook import CLIENT, HookKind

from .conftest import Git, Stub

COMMIT = (HookKind.PRE_COMMIT,)
PUSH = (HookKind.PRE_PUSH,)
CALL = "-I -m holdfast hook run pre-commit"


def install(repo: Path, stub: Stub, kinds: tuple[HookKind, ...] = COMMIT, *, force: bool = False) -> None:
    """Install hooks that call the stub."""
    apply(plan_install(repo, kinds, python=str(stub.path), force=force))


def old_hook(repo: Path, kind: HookKind, text: str) -> Path:
    """Put a hook of the user's own in place."""
    path = repo / ".git" / "hooks" / kind
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return path


def change(repo: Path, git: Git) -> None:
    """Stage a change."""
    with (repo / "a.txt").open("a") as file:
        file.write("more\n")
    git(repo, "add", ".")


def test_a_commit_runs_the_interpreter_that_installed_the_hook(repo: Path, git: Git, stub: Stub) -> None:
    install(repo, stub)
    change(repo, git)
    git(repo, "commit", "-q", "-m", "second")
    assert stub.calls == [CALL]


def test_a_refusal_stops_the_commit(repo: Path, git: Git, stub: Stub) -> None:
    install(repo, stub)
    stub.answers(1)
    change(repo, git)
    done = git(repo, "commit", "-q", "-m", "second", check=False)
    assert done.returncode != 0
    assert git(repo, "rev-list", "--count", "HEAD").stdout.strip() == "1"


@pytest.mark.parametrize("shell", ["dash", "bash", "busybox", "ksh", "zsh"])
def test_every_posix_shell_reads_the_script(repo: Path, git: Git, stub: Stub, shell: str) -> None:
    path = shutil.which(shell)
    if path is None:
        pytest.skip(f"no {shell} here")
    install(repo, stub, (HookKind.PRE_COMMIT, HookKind.PRE_PUSH))
    for kind in CLIENT:
        script = repo / ".git" / "hooks" / kind
        applet = ["sh"] if shell == "busybox" else []
        script.write_text(script.read_text().replace("#!/bin/sh", " ".join(["#!" + path, *applet]), 1))
    remote = repo.parent / "remote.git"
    git(repo, "init", "-q", "--bare", str(remote))
    change(repo, git)
    git(repo, "commit", "-q", "-m", "second")
    git(repo, "push", "-q", str(remote), "main")
    assert stub.calls[0] == CALL
    assert stub.calls[1].startswith("-I -m holdfast hook run pre-push")


def test_an_older_hook_runs_first_and_its_refusal_counts(repo: Path, git: Git, stub: Stub) -> None:
    old_hook(repo, HookKind.PRE_COMMIT, "echo looked at >&2; exit 7")
    install(repo, stub)
    change(repo, git)
    done = git(repo, "commit", "-q", "-m", "second", check=False)
    assert done.returncode != 0
    assert "looked at" in done.stderr
    assert stub.calls == []


def test_an_older_hook_that_agrees_leaves_the_word_to_holdfast(repo: Path, git: Git, stub: Stub) -> None:
    old_hook(repo, HookKind.PRE_COMMIT, "echo looked at >&2")
    install(repo, stub)
    stub.answers(1)
    change(repo, git)
    done = git(repo, "commit", "-q", "-m", "second", check=False)
    assert done.returncode != 0
    assert "looked at" in done.stderr
    assert stub.calls == [CALL]


def test_the_exit_code_of_each_is_kept(repo: Path, git: Git, stub: Stub) -> None:
    old = old_hook(repo, HookKind.PRE_COMMIT, 'exit "${OLD_CODE:-0}"')
    install(repo, stub)
    stub.answers(4)
    assert git(repo, "-c", "alias.x=!.git/hooks/pre-commit", "x", check=False).returncode == 4
    assert git(repo, "-c", "alias.x=!.git/hooks/pre-commit", "x", check=False, OLD_CODE="7").returncode == 7
    assert old.exists()


def test_both_hooks_are_told_what_is_pushed(repo: Path, git: Git, stub: Stub, tmp_path: Path) -> None:
    remote = tmp_path / "remote.git"
    git(tmp_path, "init", "-q", "--bare", str(remote))
    old_hook(repo, HookKind.PRE_PUSH, 'echo "$@" >"$OLD_LOG"; cat >>"$OLD_LOG"')
    install(repo, stub, PUSH)
    git(repo, "branch", "side")
    git(repo, "push", "-q", str(remote), "main", "side", OLD_LOG=str(tmp_path / "old log"))
    arguments, *lines = (tmp_path / "old log").read_text().splitlines()
    assert arguments == f"{remote} {remote}"
    assert sorted(line.split()[0] for line in lines) == ["refs/heads/main", "refs/heads/side"]
    assert stub.calls == [f"-I -m holdfast hook run pre-push {remote} {remote} < {';'.join(lines)};"]


def test_a_push_of_nothing_gives_no_line(repo: Path, git: Git, stub: Stub, tmp_path: Path) -> None:
    remote = tmp_path / "remote.git"
    git(tmp_path, "init", "-q", "--bare", str(remote))
    git(repo, "push", "-q", str(remote), "main")
    install(repo, stub, PUSH)
    git(repo, "push", "-q", str(remote), "main")
    assert stub.calls == [f"-I -m holdfast hook run pre-push {remote} {remote} < "]


def test_a_refusal_stops_the_push(repo: Path, git: Git, stub: Stub, tmp_path: Path) -> None:
    remote = tmp_path / "remote.git"
    git(tmp_path, "init", "-q", "--bare", str(remote))
    install(repo, stub, PUSH)
    stub.answers(1)
    assert git(repo, "push", "-q", str(remote), "main", check=False).returncode != 0
    assert git(remote, "branch", "--list").stdout == ""


@pytest.mark.parametrize(
    ("variables", "says"),
    [
        ({"HOLDFAST_SKIP": "release night"}, "release night"),
        ({"SKIP": "holdfast"}, "SKIP=holdfast"),
        ({"SKIP": "ruff,holdfast,mypy"}, "holdfast"),
        ({"SKIP": "ruff, holdfast , mypy"}, "holdfast"),
    ],
)
def test_it_can_be_skipped_and_says_so(repo: Path, git: Git, stub: Stub, variables: dict[str, str], says: str) -> None:
    old_hook(repo, HookKind.PRE_COMMIT, "echo looked at >&2")
    install(repo, stub)
    stub.answers(1)
    change(repo, git)
    done = git(repo, "commit", "-q", "-m", "second", **variables)
    assert "skipped" in done.stderr
    assert says in done.stderr
    assert "looked at" in done.stderr
    assert stub.calls == []


@pytest.mark.parametrize("variables", [{"HOLDFAST_SKIP": ""}, {"SKIP": "ruff"}, {"SKIP": "holdfast-iac"}])
def test_other_skips_are_not_meant(repo: Path, git: Git, stub: Stub, variables: dict[str, str]) -> None:
    install(repo, stub)
    change(repo, git)
    git(repo, "commit", "-q", "-m", "second", **variables)
    assert stub.calls == [CALL]


@pytest.mark.parametrize("how", ["interpreter gone", "package gone", "interpreter broken"])
def test_a_tool_that_is_gone_never_blocks(repo: Path, git: Git, stub: Stub, bare_path: Path, how: str) -> None:
    install(repo, stub)
    if how == "interpreter gone":
        stub.path.unlink()
    elif how == "package gone":
        stub.package.unlink()
        stub.answers(1)
    else:
        stub.path.write_text("#!/nowhere/at/all\n")
    change(repo, git)
    done = git(repo, "commit", "-q", "-m", "second")
    assert "nothing was checked" in done.stderr
    assert "holdfast hook install" in done.stderr
    assert git(repo, "rev-list", "--count", "HEAD").stdout.strip() == "2"


@pytest.mark.parametrize("code", [0, 1])
def test_the_command_on_path_steps_in(repo: Path, git: Git, stub: Stub, bare_path: Path, code: int) -> None:
    install(repo, stub)
    stub.path.rename(bare_path / "holdfast")
    (bare_path / "code").write_text(str(code))
    change(repo, git)
    done = git(repo, "commit", "-q", "-m", "second", check=False)
    assert (done.returncode == 0) == (code == 0)
    assert (bare_path / "log").read_text() == "hook run pre-commit\n"


def test_a_command_on_path_that_cannot_start_never_blocks(repo: Path, git: Git, stub: Stub, bare_path: Path) -> None:
    install(repo, stub)
    stub.path.unlink()
    shim = bare_path / "holdfast"
    shim.write_text("#!/bin/sh\nexit 127\n")
    shim.chmod(0o755)
    change(repo, git)
    assert "nothing was checked" in git(repo, "commit", "-q", "-m", "second").stderr


def test_a_copy_that_another_manager_moved_aside_does_not_begin_again(repo: Path, git: Git, stub: Stub) -> None:
    install(repo, stub)
    hook = repo / ".git" / "hooks" / "pre-commit"
    hook.rename(hook.with_name("pre-commit.legacy"))
    old_hook(repo, HookKind.PRE_COMMIT, "# https://pre-commit.com\n.git/hooks/pre-commit.legacy")
    install(repo, stub, force=True)
    change(repo, git)
    git(repo, "commit", "-q", "-m", "second")
    assert stub.calls == [CALL]


def test_a_commit_in_a_linked_work_tree_is_checked(repo: Path, git: Git, stub: Stub, tmp_path: Path) -> None:
    tree = tmp_path / "other tree"
    git(repo, "worktree", "add", "-q", "-b", "side", str(tree))
    install(tree, stub)
    for folder in (tree, repo):
        change(folder, git)
        git(folder, "commit", "-q", "-m", "second")
    assert stub.calls == [CALL, CALL]


def test_a_commit_in_a_submodule_is_checked(repo: Path, git: Git, stub: Stub, tmp_path: Path) -> None:
    outer = tmp_path / "outer"
    git(tmp_path, "init", "-q", str(outer))
    git(outer, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(repo), "part")
    install(outer / "part", stub)
    change(outer / "part", git)
    git(outer / "part", "commit", "-q", "-m", "second")
    git(outer, "commit", "-q", "-m", "takes the part")
    assert stub.calls == [CALL]


@pytest.mark.parametrize("setting", [".git-hooks", "deep/er/hooks é"])
def test_a_hooks_folder_in_the_work_tree_is_used(repo: Path, git: Git, stub: Stub, setting: str) -> None:
    git(repo, "config", "core.hooksPath", setting)
    (repo / "sub").mkdir()
    install(repo / "sub", stub)
    change(repo, git)
    git(repo / "sub", "commit", "-q", "-m", "second")
    assert (repo / setting / "pre-commit").is_file()
    assert stub.calls == [CALL]


def test_a_folder_outside_serves_every_repository_when_forced(
    repo: Path, git: Git, stub: Stub, home: Path, tmp_path: Path
) -> None:
    git(home, "config", "--global", "core.hooksPath", "~/all hooks")
    install(repo, stub, force=True)
    other = tmp_path / "other"
    git(tmp_path, "clone", "-q", str(repo), str(other))
    change(other, git)
    git(other, "commit", "-q", "-m", "second")
    assert (home / "all hooks" / "pre-commit").is_file()
    assert stub.calls == [CALL]

"""The hooks as git calls them: a commit and a push are stopped, and let go again."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.worlds.machine import GIT, Answer, Machine, write
from tests.worlds.planted import github
from tests.worlds.shop import CLEAN, clean_shop, leak


@pytest.fixture
def root(machine: Machine) -> Path:
    """A clean repository with both hooks, and a remote that has its main line."""
    made = clean_shop(machine)
    remote = machine.folder / "remote.git"
    machine.git(machine.folder, "init", "-q", "--bare", str(remote))
    machine.git(made, "remote", "add", "origin", str(remote))
    machine.git(made, "push", "-q", "origin", "main")
    installed = machine.holdfast(made, "hook", "install", "--type", "both")
    assert installed.code == 0, installed.err
    return made


def commit(machine: Machine, root: Path, *words: str, **more: str) -> Answer:
    return machine.run(root, GIT, "commit", "-q", "-m", "change", *words, more=more)


def push(machine: Machine, root: Path, *words: str) -> Answer:
    return machine.run(root, GIT, "push", "-q", "origin", *words)


def head(machine: Machine, root: Path) -> str:
    return machine.git(root, "rev-parse", "HEAD")


def test_a_commit_with_a_secret_is_stopped(machine: Machine, root: Path) -> None:
    before = head(machine, root)
    write(root, {"app.py": leak()})
    machine.git(root, "add", "-A")
    answer = commit(machine, root)
    assert answer.code == 1
    assert "github-personal-token" in answer.err
    assert "HOLDFAST_SKIP" in answer.err
    assert github() not in answer.err + answer.out
    assert head(machine, root) == before


def test_a_clean_commit_goes_on_in_silence(machine: Machine, root: Path) -> None:
    before = head(machine, root)
    write(root, {"app.py": CLEAN, "b.py": "x = 1\n"})
    machine.git(root, "add", "-A")
    answer = commit(machine, root)
    assert (answer.code, answer.out, answer.err) == (0, "", "")
    assert head(machine, root) != before


def test_only_what_is_committed_counts(machine: Machine, root: Path) -> None:
    write(root, {"app.py": CLEAN})
    machine.git(root, "add", "-A")
    write(root, {"app.py": leak(), "notes.txt": leak(1)})
    assert commit(machine, root).code == 0
    assert commit(machine, root, "-a").code == 1
    write(root, {"b.py": "x\n"})
    machine.git(root, "add", "b.py")
    assert commit(machine, root, "--only", "b.py").code == 0
    assert commit(machine, root, "--only", "app.py").code == 1


def test_it_works_in_a_linked_work_tree_and_in_a_folder_below(machine: Machine, root: Path) -> None:
    other = machine.folder / "other"
    machine.git(root, "worktree", "add", "-q", str(other), "-b", "topic")
    write(other, {"sub/app.py": leak()})
    machine.git(other, "add", "-A")
    assert commit(machine, other / "sub").code == 1
    write(other, {"sub/app.py": CLEAN})
    machine.git(other, "add", "-A")
    assert commit(machine, other / "sub").code == 0


def test_the_first_commit_is_checked(machine: Machine) -> None:
    root = machine.repo("fresh")
    machine.holdfast(root, "hook", "install")
    write(root, {"app.py": leak()})
    machine.git(root, "add", "-A")
    assert commit(machine, root).code == 1


def test_an_accepted_finding_does_not_stop(machine: Machine, root: Path) -> None:
    write(root, {"app.py": leak().rstrip() + "  # holdfast: ignore[secrets]\n"})
    machine.git(root, "add", "-A")
    assert commit(machine, root).code == 0


def test_a_reason_lets_it_pass_once_and_is_said(machine: Machine, root: Path) -> None:
    write(root, {"app.py": leak()})
    machine.git(root, "add", "-A")
    answer = commit(machine, root, HOLDFAST_SKIP="demo for a friend")
    assert answer.code == 0
    assert "demo for a friend" in answer.err


def test_a_broken_policy_stops_and_says_why(machine: Machine, root: Path) -> None:
    write(root, {"holdfast.toml": "nonsense = 1\n"})
    machine.git(root, "add", "-A")
    answer = commit(machine, root)
    assert answer.code == 1
    assert "holdfast.toml:1" in answer.err


def test_a_commit_of_nothing_readable_goes_on_and_says_so(machine: Machine, root: Path) -> None:
    write(root, {"logo.png": b"\x89PNG\r\n\x1a\n\0" + bytes(range(256)) * 4})
    machine.git(root, "add", "-A")
    answer = commit(machine, root)
    assert answer.code == 0
    assert "nothing to read in this commit" in answer.err


def test_a_merge_is_checked_where_it_was_resolved(machine: Machine, root: Path) -> None:
    machine.git(root, "checkout", "-q", "-b", "side")
    write(root, {"app.py": "side\n"})
    machine.commit(root, "side")
    machine.git(root, "checkout", "-q", "main")
    write(root, {"app.py": "main\n"})
    machine.commit(root, "main")
    machine.git(root, "merge", "-q", "side", check=False)
    write(root, {"app.py": leak()})
    machine.git(root, "add", "-A")
    assert commit(machine, root).code == 1
    write(root, {"app.py": CLEAN})
    machine.git(root, "add", "-A")
    assert commit(machine, root).code == 0


def test_a_push_finds_what_was_committed_unchecked_and_removed(machine: Machine, root: Path) -> None:
    write(root, {"leak.py": leak(5)})
    machine.commit(root, "unchecked")
    (root / "leak.py").unlink()
    machine.commit(root, "removed")
    assert machine.holdfast(root, "scan").code == 0
    answer = push(machine, root, "main")
    assert answer.code != 0
    assert "github-personal-token" in answer.err
    assert "leak.py" in answer.err
    assert github(5) not in answer.err
    machine.git(root, "reset", "-q", "--hard", "HEAD~2")
    write(root, {"b.py": "x = 1\n"})
    machine.commit(root, "clean")
    assert push(machine, root, "main").code == 0


def test_a_new_branch_is_checked_and_what_the_remote_has_is_not(machine: Machine, root: Path) -> None:
    machine.git(root, "checkout", "-q", "-b", "topic")
    write(root, {"b.py": "x = 1\n"})
    machine.commit(root, "clean")
    assert push(machine, root, "topic").code == 0
    write(root, {"c.py": leak(6)})
    machine.commit(root, "unchecked")
    assert push(machine, root, "topic").code != 0
    assert push(machine, root, "topic:other").code != 0


def test_deleting_a_branch_is_no_matter(machine: Machine, root: Path) -> None:
    machine.git(root, "push", "-q", "--no-verify", "origin", "main:old")
    answer = push(machine, root, ":old")
    assert (answer.code, answer.out) == (0, "")


def test_a_tag_with_a_secret_behind_it_is_stopped(machine: Machine, root: Path) -> None:
    write(root, {"c.py": leak(7)})
    machine.commit(root, "unchecked")
    machine.git(root, "tag", "-a", "v1", "-m", "one")
    assert push(machine, root, "v1").code != 0

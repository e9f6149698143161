"""What a server refuses: pushes that bring a secret in, before any reference moves."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.worlds.machine import GIT, Answer, Machine, write
from tests.worlds.planted import github
from tests.worlds.shop import CLEAN, USAGE, clean_shop, leak


@pytest.fixture
def server(machine: Machine) -> Path:
    """A bare repository with the hook."""
    made = machine.folder / "an 'odd' server.git"
    machine.git(machine.folder, "init", "-q", "--bare", "-b", "main", str(made))
    installed = machine.holdfast(made, "hook", "install", "--type", "pre-receive")
    assert installed.code == 0, installed.err
    return made


@pytest.fixture
def root(machine: Machine, server: Path) -> Path:
    """A clone whose main line is on the server."""
    made = clean_shop(machine)
    machine.git(made, "remote", "add", "origin", str(server))
    assert push(machine, made, "main").code == 0
    return made


def push(machine: Machine, root: Path, *words: str) -> Answer:
    return machine.run(root, GIT, "push", "-q", "origin", *words)


def tip(machine: Machine, server: Path, name: str) -> str:
    """The commit of a reference on the server; empty when it has none of that name."""
    return machine.git(server, "rev-parse", "--verify", "--quiet", f"refs/heads/{name}", check=False)


def test_a_secret_does_not_arrive(machine: Machine, server: Path, root: Path) -> None:
    before = tip(machine, server, "main")
    write(root, {"b.py": leak(1)})
    blob = machine.git(root, "hash-object", "b.py")
    machine.commit(root, "leak")
    answer = push(machine, root, "main")
    assert answer.code != 0
    assert "github-personal-token" in answer.err
    assert "b.py" in answer.err
    assert "HOLDFAST_SKIP" not in answer.err
    assert github(1) not in answer.err
    assert tip(machine, server, "main") == before
    assert machine.run(server, GIT, "cat-file", "-e", blob).code != 0


def test_a_clean_push_goes_in_and_says_nothing(machine: Machine, server: Path, root: Path) -> None:
    write(root, {"b.py": CLEAN})
    commit = machine.commit(root, "clean")
    answer = push(machine, root, "main")
    assert (answer.code, answer.out, answer.err) == (0, "", "")
    assert tip(machine, server, "main") == commit


def test_a_secret_that_was_taken_out_again_in_the_same_push_is_found(
    machine: Machine, server: Path, root: Path
) -> None:
    write(root, {"b.py": leak(1)})
    machine.commit(root, "leak")
    write(root, {"b.py": CLEAN})
    machine.commit(root, "take it out")
    assert push(machine, root, "main").code != 0


def test_a_new_branch_brings_only_what_is_new(machine: Machine, server: Path, root: Path) -> None:
    machine.git(server, "config", "core.hooksPath", os.devnull)
    write(root, {"old.py": leak(1)})
    machine.commit(root, "from before the hook")
    push(machine, root, "main")
    machine.git(server, "config", "--unset", "core.hooksPath")
    machine.git(root, "checkout", "-q", "-b", "topic")
    write(root, {"b.py": CLEAN})
    machine.commit(root, "clean")
    assert push(machine, root, "topic").code == 0
    write(root, {"c.py": leak(2)})
    machine.commit(root, "leak")
    assert push(machine, root, "topic:other").code != 0
    assert tip(machine, server, "other") == ""


def test_a_file_that_held_a_secret_before_may_be_edited(machine: Machine, server: Path, root: Path) -> None:
    machine.git(server, "config", "core.hooksPath", os.devnull)
    write(root, {"old.py": leak(1)})
    machine.commit(root, "from before the hook")
    push(machine, root, "main")
    machine.git(server, "config", "--unset", "core.hooksPath")
    for text in ("one", "two"):
        write(root, {"old.py": f"# {text}\n{leak(1)}"})
        machine.commit(root, text)
    answer = push(machine, root, "main")
    assert answer.code == 0, answer.err
    machine.git(root, "checkout", "-q", "-b", "topic")
    write(root, {"old.py": f"# three\n{leak(1)}"})
    machine.commit(root, "three")
    assert push(machine, root, "topic").code == 0
    write(root, {"old.py": f"# four\n{leak(1)}{leak(2)}"})
    machine.commit(root, "four")
    assert push(machine, root, "topic").code != 0


def test_a_forced_push_is_looked_at_and_a_deletion_is_no_matter(machine: Machine, server: Path, root: Path) -> None:
    machine.git(root, "push", "-q", "origin", "main:old")
    write(root, {"b.py": leak(1)})
    machine.git(root, "add", "-A")
    machine.git(root, "commit", "-q", "--amend", "-m", "another begin")
    assert push(machine, root, "--force", "main").code != 0
    write(root, {"b.py": CLEAN})
    machine.git(root, "add", "-A")
    machine.git(root, "commit", "-q", "--amend", "-m", "a clean begin")
    assert push(machine, root, "--force", "main").code == 0
    answer = push(machine, root, ":old")
    assert (answer.code, answer.err) == (0, "")
    assert tip(machine, server, "old") == ""


def test_several_references_arrive_together_or_not_at_all(machine: Machine, server: Path, root: Path) -> None:
    machine.git(root, "checkout", "-q", "-b", "good")
    write(root, {"b.py": CLEAN})
    machine.commit(root, "clean")
    machine.git(root, "checkout", "-q", "-b", "bad")
    write(root, {"c.py": leak(1)})
    machine.commit(root, "leak")
    machine.git(root, "tag", "-a", "v1", "-m", "one", "good")
    assert push(machine, root, "good", "bad", "v1").code != 0
    assert tip(machine, server, "good") == ""
    assert push(machine, root, "good", "v1").code == 0


def test_the_pushed_policy_and_baseline_count(machine: Machine, server: Path, root: Path) -> None:
    write(root, {"holdfast.toml": '[scan]\nexclude = ["samples/"]\n', "samples/a.py": leak(1), "b.py": leak(2)})
    machine.commit(root, "samples and one more")
    assert push(machine, root, "main").code != 0
    machine.holdfast(root, "baseline", "write")
    machine.commit(root, "accept it")
    answer = push(machine, root, "main")
    assert answer.code == 0, answer.err
    write(root, {"lib/.holdfastignore": "*.txt\n", "lib/a.txt": leak(3)})
    machine.commit(root, "ignored here")
    assert push(machine, root, "main").code == 0
    write(root, {"lib/b.txt": leak(4), "a.txt": leak(4)})
    machine.commit(root, "the same content where nothing is ignored")
    answer = push(machine, root, "main")
    assert answer.code != 0
    assert "lib/b.txt" not in answer.err


@pytest.mark.parametrize("reference", ["../../outside.toml", "/etc/hostname"])
def test_a_pushed_policy_reads_no_file_of_the_server(
    machine: Machine, server: Path, root: Path, reference: str
) -> None:
    write(root, {"holdfast.toml": f'extends = "{reference}"\n'})
    machine.commit(root, "look around")
    answer = push(machine, root, "main")
    assert answer.code != 0
    assert "lies outside of the repository" in answer.err


def test_the_server_s_variables_win(machine: Machine, server: Path, root: Path) -> None:
    write(root, {"holdfast.toml": '[gate]\nfail_on = "critical"\n', "b.py": leak(1)})
    machine.commit(root, "leak")
    lines = f"{tip(machine, server, 'main')} {machine.git(root, 'rev-parse', 'HEAD')} refs/heads/main\n"
    machine.git(server, "fetch", "-q", str(root), "HEAD")
    words = ("hook", "run", "pre-receive")
    plain = machine.holdfast(server, *words, data=lines.encode(), GIT_DIR=".")
    assert plain.code == 1
    loose = machine.holdfast(server, *words, data=lines.encode(), GIT_DIR=".", HOLDFAST_CHECKS_DISABLE=CHECK)
    assert loose.code == 0


CHECK = "github-personal-token"


def test_a_hook_that_was_there_runs_first_and_comes_back(machine: Machine, root: Path, server: Path) -> None:
    assert machine.holdfast(server, "hook", "uninstall").code == 0
    hook = server / "hooks" / "pre-receive"
    assert not hook.exists()
    hook.write_text('#!/bin/sh\ncat >"$0.seen"\nexit "${REFUSE:-0}"\n')
    hook.chmod(0o755)
    before = hook.read_bytes()
    machine.holdfast(server, "hook", "install", "--type", "pre-receive")
    write(root, {"b.py": CLEAN})
    commit = machine.commit(root, "clean")
    assert push(machine, root, "main").code == 0
    seen = (server / "hooks" / "pre-receive.before-holdfast.seen").read_text()
    assert commit in seen
    assert "refs/heads/main" in seen
    machine.holdfast(server, "hook", "uninstall")
    assert hook.read_bytes() == before


def test_each_hook_has_its_place(machine: Machine, root: Path, server: Path) -> None:
    assert "pre-receive  installed" in machine.holdfast(server, "hook", "status").out
    wrong = machine.holdfast(server, "hook", "install")
    assert wrong.code == USAGE
    assert "--type pre-receive" in wrong.err
    wrong = machine.holdfast(root, "hook", "install", "--type", "pre-receive")
    assert wrong.code == USAGE
    assert "bare repository" in wrong.err
    assert "pre-receive" not in machine.holdfast(root, "hook", "status").out

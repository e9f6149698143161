"""Hooks for every repository of a user or a machine, and the figure of how far that came."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.worlds.machine import GIT, Answer, Machine, write
from tests.worlds.shop import CLEAN, USAGE, leak

LEVELS = {"global": (), "system": ("--system",)}


@pytest.fixture
def system(machine: Machine) -> Mapping[str, str]:
    """An environment with a system configuration of its own."""
    return {"GIT_CONFIG_SYSTEM": str(machine.folder / "system config"), "GIT_CONFIG_NOSYSTEM": "0"}


def fleet(machine: Machine, system: Mapping[str, str], *words: str) -> Answer:
    answer = machine.run(machine.folder, *command("hook", "fleet", *words), more=system)
    assert answer.code == 0, answer.err
    return answer


def git(machine: Machine, system: Mapping[str, str], folder: Path, *words: str) -> None:
    answer = machine.run(folder, GIT, *words, more=system)
    assert answer.code == 0, answer.err


def command(*words: str) -> list[str]:
    return [sys.executable, "-m", "holdfast", *words]


def clone(machine: Machine, system: Mapping[str, str], name: str) -> Path:
    root = machine.folder / "work" / name
    git(machine, system, machine.folder, "init", "-q", "-b", "main", str(root))
    return root


def commit(machine: Machine, system: Mapping[str, str], root: Path, text: str) -> Answer:
    write(root, {"app.py": text})
    git(machine, system, root, "add", "-A")
    return machine.run(root, GIT, "commit", "-q", "-m", "change", more=system)


def figure(machine: Machine, system: Mapping[str, str]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(fleet(machine, system, "status", "work", "--format", "json").out)
    return found


def files(machine: Machine) -> dict[str, bytes]:
    """Configuration and rolled-out files."""
    roots = [machine.folder / name for name in ("home", "data", "system config", "template", "hooks")]
    found = [each for root in roots for each in ([root] if root.is_file() else sorted(root.rglob("*")))]
    return {str(path): path.read_bytes() for path in found if path.is_file() and path.name != "facts.key"}


@pytest.mark.parametrize("level", LEVELS)
def test_a_shared_folder_checks_every_clone_at_once(machine: Machine, system: Mapping[str, str], level: str) -> None:
    old = clone(machine, system, "old")
    where = ("--hooks", str(machine.folder / "hooks"))
    dry = fleet(machine, system, "install", *where, *LEVELS[level])
    assert "nothing was written" in dry.out
    assert commit(machine, system, old, leak(1)).code == 0
    before = files(machine)
    fleet(machine, system, "install", *where, *LEVELS[level], "--apply")
    assert commit(machine, system, old, leak(2)).code == 1
    assert commit(machine, system, clone(machine, system, "a/new"), leak(1)).code == 1
    found = figure(machine, system)
    assert (found["clones"], found["hooked"], found["share"]) == (2, 2, 1.0)
    assert f"core.hooksPath ({level})" in {item["by"] for item in found["repositories"]}
    fleet(machine, system, "uninstall", *LEVELS[level], "--apply")
    after = {name: data for name, data in files(machine).items() if data}
    assert after == before
    assert commit(machine, system, old, leak(2)).code == 0
    assert figure(machine, system)["hooked"] == 0


def test_a_shared_folder_keeps_each_repository_s_own_hooks(machine: Machine, system: Mapping[str, str]) -> None:
    root = clone(machine, system, "own")
    for name in ("pre-commit", "commit-msg", "post-commit", "pre-push"):
        hook = root / ".git" / "hooks" / name
        hook.parent.mkdir(exist_ok=True)
        hook.write_text(f'#!/bin/sh\necho "own {name} $#" >&2\nexit "${{OWN_CODE:-0}}"\n')
        hook.chmod(0o755)
    fleet(machine, system, "install", "--type", "both", "--apply")
    answer = commit(machine, system, root, CLEAN)
    assert answer.code == 0
    assert answer.err.splitlines() == ["own pre-commit 0", "own commit-msg 1", "own post-commit 0"]
    refused = commit(machine, {**system, "OWN_CODE": "7"}, root, "x = 1\n")
    assert refused.code == 1
    other = machine.folder / "linked"
    git(machine, system, root, "worktree", "add", "-q", str(other), "-b", "topic")
    assert "own commit-msg 1" in commit(machine, system, other, "x = 2\n").err
    remote = machine.folder / "remote.git"
    git(machine, system, machine.folder, "init", "-q", "--bare", str(remote))
    receive = remote / "hooks" / "post-receive"
    receive.write_text("#!/bin/sh\necho received >&2\n")
    receive.chmod(0o755)
    pushed = machine.run(root, GIT, "push", "-q", str(remote), "main", more=system)
    assert pushed.code == 0
    assert "own pre-push 2" in pushed.err
    assert "remote: received" in pushed.err


def test_a_template_hooks_new_clones(machine: Machine, system: Mapping[str, str]) -> None:
    clone(machine, system, "old")
    folder = machine.folder / "template"
    write(folder, {"hooks/pre-commit": "#!/bin/sh\necho first >&2\n"})
    (folder / "hooks" / "pre-commit").chmod(0o755)
    before = files(machine)
    fleet(machine, system, "install", "--template", str(folder), "--type", "both", "--apply")
    root = clone(machine, system, "new")
    answer = commit(machine, system, root, leak(1))
    assert answer.code == 1
    assert answer.err.startswith("first\n")
    found = figure(machine, system)
    assert (found["clones"], found["hooked"], found["share"]) == (2, 1, 0.5)
    assert {Path(item["path"]).name: item["by"] for item in found["repositories"]} == {"old": "", "new": "own hook"}
    fleet(machine, system, "uninstall", "--apply")
    assert {name: data for name, data in files(machine).items() if data} == before


def test_the_figure_tells_why_a_clone_is_not_hooked(machine: Machine, system: Mapping[str, str]) -> None:
    names = ("hooked", "plain", "other", "off", "husky", "stale")
    roots = {name: clone(machine, system, name) for name in names}
    for name in ("hooked", "stale"):
        machine.holdfast(roots[name], "hook", "install")
    stale = roots["stale"] / ".git" / "hooks" / "pre-commit"
    text = stale.read_text()
    stale.write_text(text.replace(text.partition("python=")[2].partition("\n")[0], "/gone/python"))
    write(roots["other"], {".git/hooks/pre-commit": "#!/bin/sh\n"})
    machine.git(roots["off"], "config", "core.hooksPath", "/dev/null")
    write(roots["husky"], {".husky/_/pre-commit": "#!/bin/sh\n"})
    machine.git(roots["husky"], "config", "core.hooksPath", ".husky/_")
    machine.git(machine.folder, "init", "-q", "--bare", str(machine.folder / "work" / "server.git"))
    (machine.folder / "work" / "link").symlink_to(roots["hooked"])
    found = figure(machine, system)
    assert (found["clones"], found["hooked"]) == (6, 1)
    rows = {Path(item["path"]).name: (item["state"], item["why"]) for item in found["repositories"]}
    assert rows == {
        "hooked": ("hooked", ""),
        "plain": ("absent", "no hook"),
        "other": ("foreign", "another hook"),
        "off": ("off", "hooks are switched off here: core.hooksPath is /dev/null (local configuration)"),
        "husky": ("foreign", "a hook of husky"),
        "stale": ("absent", "its interpreter is gone: /gone/python"),
        "server.git": ("absent", "no hook"),
    }
    said = fleet(machine, system, "status", "work").out
    assert "1 of 6 clones are hooked (16%)." in said


def test_submodules_count_and_linked_work_trees_do_not(machine: Machine, system: Mapping[str, str]) -> None:
    inner, outer = clone(machine, system, "inner"), clone(machine, system, "outer")
    commit(machine, system, inner, CLEAN)
    git(machine, system, outer, "-c", "protocol.file.allow=always", "submodule", "add", "-q", str(inner), "sub")
    git(machine, system, inner, "worktree", "add", "-q", str(machine.folder / "work" / "tree"), "-b", "t")
    paths = {
        str(Path(item["path"]).relative_to(machine.folder / "work")) for item in figure(machine, system)["repositories"]
    }
    assert paths == {"inner", "outer", "outer/sub"}


@pytest.mark.parametrize(("key", "words"), [("core.hooksPath", ()), ("init.templateDir", ("--template", "template"))])
def test_what_somebody_else_set_is_left_alone(
    machine: Machine, system: Mapping[str, str], key: str, words: tuple[str, ...]
) -> None:
    machine.git(machine.folder, "config", "--global", key, "/srv/theirs")
    before = files(machine)
    answer = machine.run(machine.folder, *command("hook", "fleet", "install", *words, "--apply"), more=system)
    assert answer.code == USAGE
    assert f"{key} of the global configuration is /srv/theirs already" in answer.err
    said = fleet(machine, system, "uninstall", "--apply").out
    assert f"{key} (global): nothing of Holdfast is there" in said
    assert files(machine) == before


def test_a_folder_with_other_hooks_is_left_alone(machine: Machine, system: Mapping[str, str]) -> None:
    write(machine.folder, {"hooks/commit-msg": "#!/bin/sh\n"})
    words = command("hook", "fleet", "install", "--hooks", "hooks", "--apply")
    answer = machine.run(machine.folder, *words, more=system)
    assert answer.code == USAGE
    assert "commit-msg is there already" in answer.err
    assert [path.name for path in (machine.folder / "hooks").iterdir()] == ["commit-msg"]


def test_no_clone_and_no_folder(machine: Machine, system: Mapping[str, str]) -> None:
    (machine.folder / "work").mkdir()
    assert "No clone lies there" in fleet(machine, system, "status", "work").out
    assert figure(machine, system)["share"] is None
    assert machine.run(machine.folder, *command("hook", "fleet", "status", "gone")).code == USAGE

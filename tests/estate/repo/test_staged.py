"""The staged index as an origin: exactly what the next commit would bring in."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from holdfast.estate.repo import objects
from holdfast.model.report import Skipped
from tests.worlds.machine import SOURCE, Machine, write

MOST = 1 << 20


def staged(root: Path) -> dict[str, bytes | str]:
    """Content of what is staged, reason of what is passed over."""
    entries, skipped = objects.staged(root)
    found = objects.read_objects(root, [(item.path, item.new) for item in entries], MOST)
    read = {item.path: item.why if isinstance(item, Skipped) else item.data for item in found}
    return {**read, **{item.path: item.why for item in skipped}}


@pytest.fixture
def root(machine: Machine) -> Path:
    """A repository with one commit of some files."""
    made = machine.repo()
    write(made, {"a.txt": "one\n", "b.txt": "b\n", "dir/c.txt": "c\n"})
    machine.commit(made, "begin")
    return made


def test_nothing_is_staged(root: Path) -> None:
    write(root, {"a.txt": "not added", "new": "not added"})
    assert staged(root) == {}


def test_the_first_commit(machine: Machine) -> None:
    made = machine.repo()
    assert staged(made) == {}
    write(made, {"a": "1", "b/c": "2"})
    machine.git(made, "add", ".")
    assert staged(made) == {"a": b"1", "b/c": b"2"}


def test_the_staged_half_of_a_file_counts(root: Path, machine: Machine) -> None:
    write(root, {"a.txt": "one\nstaged\n"})
    machine.git(root, "add", "a.txt")
    write(root, {"a.txt": "one\nstaged\nonly in the work tree\n"})
    assert staged(root) == {"a.txt": b"one\nstaged\n"}
    (root / "a.txt").unlink()
    assert staged(root) == {"a.txt": b"one\nstaged\n"}


def test_old_and_new_contents_are_named(root: Path, machine: Machine) -> None:
    write(root, {"a.txt": "two\n", "new": "n"})
    machine.git(root, "add", ".")
    entries, _ = objects.staged(root)
    before = {item.path: item.old for item in entries}
    assert before["a.txt"] == machine.git(root, "rev-parse", "HEAD:a.txt")
    assert set(before["new"]) == {"0"}


def test_a_renamed_file_is_read_at_its_new_name(root: Path, machine: Machine) -> None:
    machine.git(root, "mv", "a.txt", "moved.txt")
    assert staged(root) == {"moved.txt": b"one\n"}
    assert objects.renames(root, "HEAD") == {"moved.txt": "a.txt"}


def test_renamed_files_of_odd_names(root: Path, machine: Machine) -> None:
    machine.git(root, "mv", "dir/c.txt", "dir/d.txt")
    machine.git(root, "mv", "a.txt", "a \n b.txt")
    assert objects.renames(root, "HEAD") == {"dir/d.txt": "dir/c.txt", "a \n b.txt": "a.txt"}


def test_deletions_bring_nothing_in(root: Path, machine: Machine) -> None:
    machine.git(root, "rm", "-q", "a.txt")
    machine.git(root, "rm", "-q", "--cached", "b.txt")
    assert staged(root) == {}


def test_a_change_of_mode_alone_is_read_once(root: Path, machine: Machine) -> None:
    machine.git(root, "update-index", "--chmod=+x", "a.txt")
    assert staged(root) == {"a.txt": b"one\n"}


@pytest.mark.skipif(os.name != "posix", reason="needs symbolic links")
def test_links_are_named_and_not_followed(root: Path, machine: Machine) -> None:
    (root / "link").symlink_to("/etc/passwd")
    (root / "b.txt").unlink()
    (root / "b.txt").symlink_to("a.txt")
    machine.git(root, "add", "-A")
    assert staged(root) == {"link": "symbolic link", "b.txt": "symbolic link"}


def test_a_link_that_became_a_file_is_read(root: Path, machine: Machine) -> None:
    (root / "link").symlink_to("a.txt")
    machine.commit(root)
    (root / "link").unlink()
    write(root, {"link": "a file now"})
    machine.git(root, "add", "-A")
    assert staged(root) == {"link": b"a file now"}


def test_submodules_are_named(root: Path, machine: Machine) -> None:
    library = machine.repo("library")
    write(library, {"lib.py": "x"})
    machine.commit(library)
    machine.git(root, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(library), "libs/one")
    found = staged(root)
    assert found["libs/one"] == "submodule or nested repository"
    assert b'[submodule "libs/one"]' in bytes(str(found[".gitmodules"]), "utf-8")
    assert len(found) == 2


def test_a_merge_brings_in_the_other_side_and_the_resolution(root: Path, machine: Machine) -> None:
    machine.git(root, "checkout", "-q", "-b", "side")
    write(root, {"a.txt": "side\n", "side.txt": "s\n"})
    machine.commit(root)
    machine.git(root, "checkout", "-q", "main")
    write(root, {"a.txt": "main\n"})
    machine.commit(root)
    machine.git(root, "merge", "side", check=False)
    assert staged(root) == {"side.txt": b"s\n"}
    write(root, {"a.txt": "resolved\n"})
    machine.git(root, "add", "a.txt")
    assert staged(root) == {"a.txt": b"resolved\n", "side.txt": b"s\n"}


def test_what_is_only_announced_is_not_there_yet(root: Path, machine: Machine) -> None:
    write(root, {"later.txt": "x"})
    machine.git(root, "add", "--intent-to-add", "later.txt")
    assert staged(root) == {}


@pytest.mark.skipif(os.name != "posix", reason="names that other systems refuse")
def test_odd_names(root: Path, machine: Machine) -> None:
    names = ["with space", "line\nbreak", "tab\t", '"q"', "ünï", ":100644 x", os.fsdecode(b"caf\xe9")]
    for name in names:
        (root / name).write_bytes(os.fsencode(name))
    machine.git(root, "add", "-A")
    assert staged(root) == {name: os.fsencode(name) for name in names}


def test_a_linked_work_tree_has_an_index_of_its_own(root: Path, machine: Machine) -> None:
    other = machine.folder / "other"
    machine.git(root, "worktree", "add", "-q", str(other), "-b", "topic")
    write(other, {"topic.txt": "t"})
    machine.git(other, "add", ".")
    assert staged(other) == {"topic.txt": b"t"}
    assert staged(root) == {}


def test_a_folder_below_the_root_sees_the_same_index(root: Path, machine: Machine) -> None:
    write(root, {"dir/c.txt": "changed\n"})
    machine.git(root, "add", ".")
    assert staged(root) == {"dir/c.txt": b"changed\n"}


HOOK = """#!/bin/sh
exec "{python}" -c '
from pathlib import Path
from holdfast.estate.repo import objects
entries, skipped = objects.staged(Path())
for item in objects.read_objects(Path(), [(e.path, e.new) for e in entries], 1000):
    print(item.path, item.data)
' >"{log}"
"""


@pytest.mark.parametrize("words", [("-a",), ("a.txt",), ("--only", "a.txt")], ids=["all", "path", "only"])
def test_inside_of_a_hook_the_index_is_that_of_the_commit(root: Path, machine: Machine, words: tuple[str, ...]) -> None:
    import sys

    log = machine.folder / "log"
    hook = root / ".git" / "hooks" / "pre-commit"
    hook.write_text(HOOK.format(python=sys.executable, log=log))
    hook.chmod(0o755)
    write(root, {"a.txt": "changed\n"})
    machine.git(root, "commit", "-q", "-m", "change", *words, PYTHONPATH=SOURCE)
    assert log.read_text() == f"a.txt {b'changed' + bytes([10])!r}\n"

"""Git's object store as an origin: what is damaged or not there is said, and the rest is read."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from holdfast.estate.repo import objects
from holdfast.estate.repo.blob import Blob
from holdfast.model.errors import GitError
from holdfast.model.report import Skipped
from tests.worlds.machine import Machine, write

MOST = 1 << 20


@pytest.fixture
def root(machine: Machine) -> Path:
    """A repository with one commit."""
    made = machine.repo()
    write(made, {f"{name}.txt": f"content of {name}\n" for name in "abc"})
    machine.commit(made)
    return made


def read(root: Path, *names: str, most: int = MOST) -> list[object]:
    return list(objects.read_objects(root, [(name, name) for name in names], most))


def loose(root: Path, name: str) -> Path:
    """The file of a loose object."""
    return root / ".git" / "objects" / name[:2] / name[2:]


def test_objects_are_read_in_order(root: Path) -> None:
    found = read(root, "HEAD:c.txt", "HEAD:a.txt", "HEAD:b.txt")
    assert [item.data for item in found if isinstance(item, Blob)] == [
        f"content of {name}\n".encode() for name in "cab"
    ]


def test_nothing_wanted_is_nothing_read(root: Path) -> None:
    assert read(root) == []


def test_hundreds_of_objects_do_not_block_each_other(root: Path, machine: Machine) -> None:
    write(root, {f"many/{number}": str(number) * 2000 for number in range(300)})
    machine.commit(root)
    found = read(root, *(f"HEAD:many/{number}" for number in range(300)))
    assert all(isinstance(item, Blob) for item in found)
    assert len(found) == 300


def test_an_early_end_leaves_no_process(root: Path) -> None:
    items = objects.read_objects(root, [("a", "HEAD:a.txt")] * 2000, MOST)
    assert isinstance(next(iter(items)), Blob)
    assert list(read(root, "HEAD:a.txt"))


def test_what_is_not_there_is_a_fault_and_the_rest_is_read(root: Path) -> None:
    first, missing, last = read(root, "HEAD:a.txt", "0" * 39 + "1", "HEAD:b.txt")
    assert isinstance(first, Blob)
    assert isinstance(last, Blob)
    assert isinstance(missing, Skipped)
    assert missing.fault
    assert "not in this clone" in missing.why


@pytest.mark.parametrize("damage", [b"", b"garbage", b"x\x9c"], ids=["empty", "garbage", "header"])
def test_a_broken_object_is_a_fault_and_the_rest_is_read(root: Path, machine: Machine, damage: bytes) -> None:
    broken = loose(root, machine.git(root, "rev-parse", "HEAD:b.txt"))
    broken.chmod(0o644)
    broken.write_bytes(damage)
    first, second, third = read(root, "HEAD:a.txt", "HEAD:b.txt", "HEAD:c.txt")
    assert isinstance(first, Blob)
    assert isinstance(third, Blob)
    assert isinstance(second, Skipped)
    assert second.fault


def test_a_cut_object_is_a_fault_and_the_rest_is_read(root: Path, machine: Machine) -> None:
    write(root, {"big": os.urandom(30_000).hex()})
    machine.commit(root)
    broken = loose(root, machine.git(root, "rev-parse", "HEAD:big"))
    broken.chmod(0o644)
    broken.write_bytes(broken.read_bytes()[:4000])
    found = read(root, "HEAD:big", "HEAD:a.txt", "HEAD:big")
    assert [getattr(item, "fault", "read") for item in found] == [True, "read", True]


def test_a_large_object_is_passed_over_with_its_size(root: Path, machine: Machine) -> None:
    write(root, {"big": "x" * 5000})
    machine.commit(root)
    big, small = read(root, "HEAD:big", "HEAD:a.txt", most=1000)
    assert isinstance(big, Skipped)
    assert (big.why, big.bytes, big.fault) == ("too large", 5000, False)
    assert isinstance(small, Blob)


def test_what_is_no_file_is_passed_over(root: Path) -> None:
    found = read(root, "HEAD", "HEAD^{tree}", "HEAD:a.txt")
    assert [item.why for item in found if isinstance(item, Skipped)] == ["not a file", "not a file"]
    assert isinstance(found[2], Blob)


def test_replaced_objects_are_not_believed(root: Path, machine: Machine) -> None:
    one, other = (machine.git(root, "rev-parse", f"HEAD:{name}.txt") for name in "ab")
    machine.git(root, "replace", one, other)
    (found,) = read(root, one)
    assert isinstance(found, Blob)
    assert found.data == b"content of a\n"


def test_a_shallow_clone_says_what_it_has_not(root: Path, machine: Machine) -> None:
    first = machine.git(root, "rev-parse", "HEAD")
    write(root, {"a.txt": "second\n"})
    machine.commit(root)
    clone = machine.folder / "clone"
    machine.git(machine.folder, "clone", "-q", "--depth", "1", f"file://{root}", str(clone))
    here, missing = read(clone, "HEAD:a.txt", f"{first}:a.txt")
    assert isinstance(here, Blob)
    assert isinstance(missing, Skipped)
    assert missing.fault
    with pytest.raises(GitError, match="no commit"):
        objects.resolve(clone, first)


def test_a_partial_clone_fetches_nothing_by_itself(root: Path, machine: Machine) -> None:
    machine.git(root, "config", "uploadpack.allowFilter", "true")
    clone = machine.folder / "clone"
    machine.git(machine.folder, "clone", "-q", "--filter=blob:none", "--no-checkout", f"file://{root}", str(clone))
    (missing,) = read(clone, "HEAD:a.txt")
    assert isinstance(missing, Skipped)
    assert missing.fault


def test_revisions_are_resolved_or_refused(root: Path, machine: Machine) -> None:
    assert objects.resolve(root, "main") == machine.git(root, "rev-parse", "HEAD")
    for name in ("no-such-branch", "--help", "-x", "HEAD:a.txt", ""):
        with pytest.raises(GitError, match="no commit"):
            objects.resolve(root, name)


def test_the_merge_base_is_where_the_branch_left(root: Path, machine: Machine) -> None:
    assert objects.merge_base(root) is None
    fork = machine.git(root, "rev-parse", "HEAD")
    machine.git(root, "checkout", "-q", "-b", "topic")
    machine.commit(root, "on the topic")
    machine.git(root, "checkout", "-q", "main")
    machine.commit(root, "on the main line")
    machine.git(root, "checkout", "-q", "topic")
    assert objects.merge_base(root) == (fork, "main")


def test_unrelated_histories_have_no_merge_base(root: Path, machine: Machine) -> None:
    machine.git(root, "checkout", "-q", "--orphan", "island")
    machine.commit(root)
    assert objects.merge_base(root) is None


def test_a_repository_without_commits_has_no_merge_base(machine: Machine) -> None:
    assert objects.merge_base(machine.repo("empty")) is None


def contents(root: Path, found: list[tuple[str, str]]) -> dict[str, bytes]:
    blobs = objects.read_objects(root, found, MOST)
    return {item.path: item.data for item in blobs if isinstance(item, Blob)}


def test_a_push_brings_every_content_of_its_commits(root: Path, machine: Machine) -> None:
    base = machine.git(root, "rev-parse", "HEAD")
    write(root, {"leak.txt": "leaked\n"})
    machine.commit(root)
    (root / "leak.txt").unlink()
    write(root, {"with space": "kept\n"})
    tip = machine.commit(root)
    assert contents(root, objects.introduced(root, [tip], [base], "")) == {
        "leak.txt": b"leaked\n",
        "with space": b"kept\n",
    }


def test_a_new_branch_is_compared_with_what_the_remote_has(root: Path, machine: Machine) -> None:
    remote = machine.folder / "remote.git"
    machine.git(machine.folder, "init", "-q", "--bare", str(remote))
    machine.git(root, "remote", "add", "origin", str(remote))
    machine.git(root, "push", "-q", "origin", "main")
    machine.git(root, "checkout", "-q", "-b", "topic")
    write(root, {"new.txt": "new\n"})
    tip = machine.commit(root)
    assert contents(root, objects.introduced(root, [tip], [], "origin")) == {"new.txt": b"new\n"}
    assert set(contents(root, objects.introduced(root, [tip], ["f" * 40], ""))) == {
        "a.txt",
        "b.txt",
        "c.txt",
        "new.txt",
    }


def test_a_known_commit_that_is_not_here_is_left_out(root: Path, machine: Machine) -> None:
    base = machine.git(root, "rev-parse", "HEAD")
    write(root, {"new.txt": "new\n"})
    tip = machine.commit(root)
    assert set(contents(root, objects.introduced(root, [tip], [base, "e" * 40], "origin"))) == {"new.txt"}

"""A scanned repository's own configuration may name programs; not one of them is run."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from holdfast.estate.repo import objects
from holdfast.estate.repo.worktree import Excluding, list_paths, read_paths
from tests.worlds.machine import Machine, write
from tests.worlds.planted import github

MOST = 1 << 20


def _staged(root: Path) -> None:
    entries, _ = objects.staged(root)
    assert entries
    list(objects.read_objects(root, [(item.path, item.new) for item in entries], MOST))


def _listed(root: Path) -> None:
    listing = list_paths(root, "", (Excluding("", ("*.snap",)),), gitignore=True)
    assert "a.txt" in listing.paths
    list(read_paths(root, listing.paths, MOST))


def _compared(root: Path) -> None:
    assert objects.resolve(root, "HEAD~1")
    objects.merge_base(root)
    assert objects.renames(root, "HEAD") == {"three.txt": "two.txt"}


def _pushed(root: Path) -> None:
    found = objects.introduced(root, [objects.resolve(root, "HEAD")], [], "origin")
    list(objects.read_objects(root, found, MOST))


def _missing(root: Path) -> None:
    list(objects.read_objects(root, [("x", "1" * 40), ("y", "HEAD:a.txt")], MOST))


WAYS = (_staged, _listed, _compared, _pushed, _missing)

PROGRAMS = {
    "core.fsmonitor": "{}",
    "core.hooksPath": "{folder}",
    "core.pager": "{}",
    "core.askPass": "{}",
    "core.sshCommand": "{}",
    "core.editor": "{}",
    "core.alternateRefsCommand": "{}",
    "diff.external": "{}",
    "diff.evil.command": "{}",
    "diff.evil.textconv": "{}",
    "filter.evil.clean": "{}",
    "filter.evil.smudge": "{}",
    "filter.evil.required": "true",
    "filter.evilprocess.process": "{}",
    "merge.evil.driver": "{}",
    "credential.helper": "!{}",
    "remote.origin.url": "ext::{}",
    "remote.origin.promisor": "true",
    "remote.origin.partialclonefilter": "blob:none",
    "remote.origin.uploadpack": "{}",
    "protocol.ext.allow": "always",
    "gpg.program": "{}",
    "log.showSignature": "true",
    "alias.ls-files": "!{}",
    "alias.diff-index": "!{}",
    "uploadpack.packObjectsHook": "{}",
    "extensions.partialClone": "origin",
    "core.repositoryFormatVersion": "1",
}
HOOKS = ("post-index-change", "pre-commit", "post-checkout", "reference-transaction", "fsmonitor-watchman")


@pytest.fixture
def marker(machine: Machine) -> Path:
    """A file that appears as soon as any of the programs is run."""
    return machine.folder / "it-was-run"


@pytest.fixture
def root(machine: Machine, marker: Path) -> Path:
    """A repository whose every setting, hook and attribute names a program."""
    made = machine.repo()
    for turn in ("one", "two"):
        write(made, {"a.txt": turn, f"{turn}.txt": "the same text over some lines\n" * 5})
        machine.commit(made, turn)
    machine.git(made, "mv", "two.txt", "three.txt")
    write(made, {"a.txt": "staged", "four.txt": "x"})
    machine.git(made, "add", "-A")
    program = machine.folder / "evil" / "program"
    write(program.parent, dict.fromkeys(("program", *HOOKS), f"#!/bin/sh\ntouch '{marker}'\nexit 1\n"))
    for name in ("program", *HOOKS):
        (program.parent / name).chmod(0o755)
        write(made, {f".git/hooks/{name}": (program.parent / name).read_bytes()})
        (made / ".git" / "hooks" / name).chmod(0o755)
    write(made, {"a.txt": "changed again", "five.dat": "y", ".gitattributes": "* diff=evil filter=evil merge=evil\n"})
    write(made, {".git/info/attributes": "*.txt diff=evil filter=evil\n*.dat filter=evilprocess\n"})
    for key, value in PROGRAMS.items():
        machine.git(made, "config", "--local", key, value.format(program, folder=program.parent))
    assert not marker.exists()
    return made


def test_the_trap_works(root: Path, marker: Path, machine: Machine) -> None:
    machine.git(root, "status", check=False)
    assert marker.exists()


@pytest.mark.parametrize("way", WAYS)
def test_no_program_of_the_repository_is_run(root: Path, marker: Path, way: Callable[[Path], None]) -> None:
    way(root)
    assert not marker.exists()


@pytest.mark.parametrize(
    "words",
    [(), ("--staged",), ("--since", "HEAD~1"), ("--no-gitignore",)],
    ids=["tree", "staged", "since", "everything"],
)
def test_no_scan_runs_one_either(root: Path, marker: Path, machine: Machine, words: tuple[str, ...]) -> None:
    write(root, {"leak.txt": f"token = {github()}\n"})
    answer = machine.holdfast(root, "scan", *words)
    assert answer.code in (0, 1), answer.err
    assert not marker.exists()

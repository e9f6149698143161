"""The work tree as an origin: what is listed, what is left out, and that no link leads out of it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from holdfast.estate.repo.worktree import Excluding, list_paths, read_paths
from holdfast.model.report import Skipped
from tests.worlds.machine import Machine, write

MOST = 1 << 20


def paths(root: Path, within: str = "", excluding: tuple[Excluding, ...] = (), *, gitignore: bool = True) -> list[str]:
    return list(list_paths(root, within, excluding, gitignore=gitignore).paths)


def left_out(root: Path, *excluding: Excluding) -> dict[str, str]:
    return {item.path: item.why for item in list_paths(root, "", excluding, gitignore=True).skipped}


def contents(root: Path) -> dict[str, bytes | str]:
    """Content of what is read, reason of what is not."""
    listed = list_paths(root, "", (), gitignore=True).paths
    found = list(read_paths(root, listed, MOST))
    return {item.path: item.why if isinstance(item, Skipped) else item.data for item in found}


@pytest.fixture(params=["repository", "plain folder"])
def root(request: pytest.FixtureRequest, machine: Machine) -> Path:
    """The same folder with and without git."""
    if request.param == "repository":
        return machine.repo()
    folder = machine.folder / "plain"
    folder.mkdir()
    return folder


def test_gitignore_leaves_out_at_every_level(root: Path) -> None:
    write(root, {".gitignore": "*.log\n/build/\n", "a.log": "", "build/x": "", "src/build/y": "", "src/a.py": ""})
    write(root, {"src/.gitignore": "!keep.log\ntmp*\n", "src/keep.log": "", "src/tmp1": ""})
    shown = [".gitignore", "src/.gitignore", "src/a.py", "src/build/y", "src/keep.log"]
    assert paths(root) == shown
    assert paths(root, gitignore=False) == sorted([*shown, "a.log", "build/x", "src/tmp1"])


def test_what_git_tracks_is_read_though_ignored(machine: Machine) -> None:
    root = machine.repo()
    write(root, {".gitignore": "*.env\n", "prod.env": "x"})
    machine.git(root, "add", "-f", "prod.env")
    assert "prod.env" in paths(root)


def test_the_ignore_file_of_holdfast_leaves_out_and_counts(root: Path) -> None:
    write(root, {".holdfastignore": "vendor/\n*.snap\n", "vendor/a.js": "", "b.snap": "", "src/c.snap": "", "d.py": ""})
    write(root, {"src/.holdfastignore": "!c.snap\n"})
    assert paths(root) == [".holdfastignore", "d.py", "src/.holdfastignore", "src/c.snap"]
    assert left_out(root) == {"vendor/a.js": "excluded", "b.snap": "excluded"}


def test_tracked_files_can_be_left_out_too(machine: Machine) -> None:
    root = machine.repo()
    write(root, {"vendor/a.js": "", "b.py": "", ".holdfastignore": "vendor\n"})
    machine.commit(root)
    assert paths(root) == [".holdfastignore", "b.py"]
    assert left_out(root) == {"vendor/a.js": "excluded"}


def test_patterns_hold_below_their_folder(root: Path) -> None:
    write(root, {"a/x.txt": "", "b/x.txt": "", "b/c/x.txt": "", "b/y.txt": ""})
    assert left_out(root, Excluding("b", ("x.txt",))) == {"b/x.txt": "excluded", "b/c/x.txt": "excluded"}
    assert left_out(root, Excluding("b", ("/x.txt",))) == {"b/x.txt": "excluded"}
    assert left_out(root, Excluding("b", ("c/*.txt",))) == {"b/c/x.txt": "excluded"}
    assert left_out(root, Excluding("b", ("*", "!y.txt"))) == {"b/x.txt": "excluded", "b/c/x.txt": "excluded"}
    assert set(left_out(root, Excluding("", ("x.txt", "!a/x.txt")))) == {"b/x.txt", "b/c/x.txt"}
    assert left_out(root, Excluding("nowhere", ("*",))) == {}


def test_one_folder_of_the_tree(root: Path) -> None:
    write(root, {"a*/x": "", "ab/x": "", "ab/c/y": ""})
    assert paths(root, "a*") == ["a*/x"]
    assert paths(root, "ab") == ["ab/c/y", "ab/x"]


ODD = [
    "with space.txt",
    "line\nbreak.txt",
    "tab\there",
    '"quoted"',
    "-dash",
    "ünï/çødé.txt",
    "*?[x]",
    "back\\slash",
    "'",
]


@pytest.mark.skipif(os.name != "posix", reason="names that other systems refuse")
def test_odd_names_are_listed_and_read(root: Path) -> None:
    write(root, {name: name for name in ODD})
    assert contents(root) == {name: name.encode() for name in ODD}


@pytest.mark.skipif(sys.platform != "linux", reason="names that other systems refuse")
def test_names_that_are_no_utf8(root: Path) -> None:
    (Path(os.fsdecode(os.fsencode(root) + b"/caf\xe9.txt"))).write_text("x")
    assert contents(root) == {"caf\udce9.txt": b"x"}


def test_deleted_files_are_said_to_be_gone(machine: Machine) -> None:
    root = machine.repo()
    write(root, {"kept": "k", "gone": "g"})
    machine.commit(root)
    (root / "gone").unlink()
    assert contents(root) == {"kept": b"k", "gone": "vanished"}


def test_a_conflicted_file_is_listed_once(machine: Machine) -> None:
    root = machine.repo()
    for branch, text in (("main", "base"), ("one", "1"), ("two", "2")):
        machine.git(root, "checkout", "-q", *(["-b", branch, "main"] if branch != "main" else ["-B", "main"]))
        write(root, {"a": text})
        machine.commit(root)
    machine.git(root, "merge", "one", check=False)
    assert machine.git(root, "ls-files", "-u")
    assert paths(root) == ["a"]


def test_nested_repositories_are_descended_into(root: Path, machine: Machine) -> None:
    inner = root / "deps" / "inner"
    inner.mkdir(parents=True)
    machine.git(inner, "init", "-q")
    write(inner, {".gitignore": "skip\n", "skip": "", "a.py": "inner", "deep/b.py": ""})
    machine.commit(inner)
    write(inner, {"new.py": ""})
    write(root, {"top.py": "outer"})
    assert paths(root) == [
        *(f"deps/inner/{name}" for name in (".gitignore", "a.py", "deep/b.py", "new.py")),
        "top.py",
    ]
    assert contents(root)["deps/inner/a.py"] == b"inner"


def test_a_broken_git_file_in_a_folder_stops_nothing(root: Path) -> None:
    write(root, {"sub/.git": "gitdir: /nowhere/at/all\n", "sub/a.py": "x", "top.py": "y"})
    assert contents(root)["top.py"] == b"y"
    assert contents(root)["sub/a.py"] == b"x"


def test_submodules_are_named_and_not_read(machine: Machine) -> None:
    library = machine.repo("library")
    write(library, {"lib.py": "x"})
    machine.commit(library)
    root = machine.repo()
    machine.git(root, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(library), "libs/one")
    machine.commit(root)
    assert contents(root)["libs/one"] == "submodule or nested repository"
    assert not any(path.startswith("libs/one/") for path in paths(root))


@pytest.mark.skipif(os.name != "posix", reason="needs symbolic links")
def test_no_link_is_followed(root: Path, machine: Machine) -> None:
    outside = machine.folder / "outside"
    write(outside, {"secret.txt": "outside"})
    write(root, {"real/a.txt": "inside"})
    links: dict[str, Path | str] = {
        "file": outside / "secret.txt",
        "folder": outside,
        "loop": root / "loop",
        "dangling": "nowhere",
        "in": "real",
    }
    for name, target in links.items():
        (root / name).symlink_to(target)
    assert contents(root) == {"real/a.txt": b"inside", **dict.fromkeys(links, "symbolic link")}


@pytest.mark.skipif(os.name != "posix", reason="needs symbolic links")
def test_a_tracked_folder_that_became_a_link_is_not_followed(machine: Machine) -> None:
    outside = machine.folder / "outside"
    write(outside, {"a.txt": "outside", "deep/b.txt": "outside"})
    root = machine.repo()
    write(root, {"dir/a.txt": "x", "dir/deep/b.txt": "x", "ok": "x"})
    machine.commit(root)
    machine.run(root, "rm", "-r", "dir")
    (root / "dir").symlink_to(outside)
    found = contents(root)
    assert b"outside" not in found.values()
    assert found["dir/a.txt"] == found["dir/deep/b.txt"] == "behind a symbolic link"


def test_a_root_reached_through_a_link_is_read(machine: Machine) -> None:
    root = machine.repo()
    write(root, {"sub/a.txt": "x"})
    link = machine.folder / "alias"
    link.symlink_to(root)
    assert contents(link) == {"sub/a.txt": b"x"}


def test_pipes_are_passed_over(root: Path) -> None:
    write(root, {"a": "x"})
    os.mkfifo(root / "pipe")
    listed = [*list_paths(root, "", (), gitignore=True).paths, "pipe"]
    found = {item.path: item for item in read_paths(root, listed, MOST)}
    assert isinstance(found["pipe"], Skipped)
    assert found["pipe"].why == "not a regular file"


def test_what_may_not_be_read_is_told(machine: Machine) -> None:
    script = (
        "import os, subprocess, sys, tempfile\nfrom pathlib import Path\n"
        "from holdfast.estate.repo.blob import Blob\n"
        "from holdfast.estate.repo.worktree import list_paths, read_paths\n"
        "root = Path(sys.argv[1])\n"
        "if os.getuid() == 0:\n    os.setuid(65534)\n"
        "listed = list_paths(root, '', (), gitignore=True)\n"
        "for item in read_paths(root, listed.paths, 1000):\n"
        "    print(item.path, 'read' if isinstance(item, Blob) else f'{item.why} {item.fault}')\n"
        "for item in listed.skipped: print(item.path, item.why, item.fault)\n"
        "for note in listed.notes: print('note', note)\n"
    )
    top = Path(tempfile.mkdtemp())
    write(top, {"open.txt": "x", "closed.txt": "x", "closed/a.txt": "x"})
    for path, mode in ((top, 0o755), (top / "closed.txt", 0), (top / "closed", 0)):
        path.chmod(mode)
    command = [sys.executable, "-c", script, str(top)]
    environment = {**machine.environment, "HOME": "/nowhere"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True, timeout=60)
    for path in (top / "closed", top / "closed.txt"):
        path.chmod(0o755)
    shutil.rmtree(top)
    assert "open.txt read" in done.stdout
    assert "closed.txt unreadable: Permission denied True" in done.stdout
    assert "closed unreadable: Permission denied True" in done.stdout


def test_without_git_the_folder_is_walked_and_it_is_said(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    root = machine.repo()
    write(root, {"a.txt": "", ".gitignore": "a.txt\n", "sub/b.txt": ""})
    monkeypatch.setenv("PATH", str(machine.folder / "home"))
    listing = list_paths(root, "", (), gitignore=True)
    assert listing.paths == (".gitignore", "a.txt", "sub/b.txt")
    assert len(listing.notes) == 1
    assert "ignore files were not read" in listing.notes[0]

"""Two branches that both touched the baseline merge without a hand, where git was told how."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.worlds.machine import GIT, Machine, write
from tests.worlds.shop import PASSED, REFUSED, leak, report, states

BASELINE = ".holdfast/baseline.json"


@pytest.fixture
def root(machine: Machine) -> Path:
    """A repository with a baseline of two findings and the merge driver, committed on both branches."""
    made = machine.repo("a 'shop' of $HOME")
    write(made, {"a.py": leak(1), "b.py": leak(2), "README.md": "# Shop\n"})
    machine.holdfast(made, "baseline", "write")
    installed = machine.holdfast(made, "baseline", "driver", "install")
    assert installed.code == PASSED, installed.err
    machine.commit(made, "begin")
    machine.git(made, "branch", "side")
    return made


def accept(machine: Machine, root: Path, files: dict[str, str], *gone: str) -> None:
    """Change files, accept what is there, commit."""
    write(root, files)
    for name in gone:
        (root / name).unlink()
    assert machine.holdfast(root, "baseline", "write").code == PASSED
    machine.commit(root, "change")


def known(root: Path) -> set[str]:
    """Paths of the accepted findings."""
    return {entry["path"] for entry in json.loads((root / BASELINE).read_text())["findings"].values()}


def test_what_either_side_added_is_in_and_what_either_took_out_is_out(machine: Machine, root: Path) -> None:
    accept(machine, root, {"main.py": leak(3)}, "a.py")
    machine.git(root, "checkout", "-q", "side")
    accept(machine, root, {"side.py": leak(4), "z.py": leak(5)}, "b.py")
    machine.git(root, "checkout", "-q", "main")
    machine.git(root, "merge", "-q", "side", "-m", "both")
    assert known(root) == {"main.py", "side.py", "z.py"}
    assert machine.git(root, "status", "--porcelain") == ""
    found = report(machine, root, "--since", "all")
    assert set(states(found).values()) == {"known"}
    assert found["gate"]["code"] == PASSED


def test_without_the_driver_the_same_merge_needs_a_hand(machine: Machine, root: Path) -> None:
    machine.holdfast(root, "baseline", "driver", "uninstall")
    machine.commit(root, "no driver")
    machine.git(root, "branch", "-f", "side")
    accept(machine, root, {"main.py": leak(3)}, "a.py")
    machine.git(root, "checkout", "-q", "side")
    accept(machine, root, {"side.py": leak(4)}, "b.py")
    assert machine.run(root, GIT, "merge", "-q", "main").code == 1


def test_a_rebase_and_a_cherry_pick_use_it_too(machine: Machine, root: Path) -> None:
    accept(machine, root, {"main.py": leak(3)}, "a.py")
    machine.git(root, "checkout", "-q", "side")
    accept(machine, root, {"side.py": leak(4)}, "b.py")
    machine.git(root, "rebase", "-q", "main")
    assert known(root) == {"main.py", "side.py"}
    machine.git(root, "checkout", "-q", "main")
    machine.git(root, "cherry-pick", "side")
    assert known(root) == {"main.py", "side.py"}


def test_two_new_baselines_with_their_own_keys_are_left_to_a_person(machine: Machine) -> None:
    root = machine.repo()
    write(root, {"a.py": leak(1)})
    machine.holdfast(root, "baseline", "driver", "install")
    machine.commit(root, "begin")
    machine.git(root, "branch", "side")
    accept(machine, root, {})
    ours = (root / BASELINE).read_bytes()
    machine.git(root, "checkout", "-q", "side")
    accept(machine, root, {"side.py": leak(4)})
    machine.git(root, "checkout", "-q", "main")
    merged = machine.run(root, GIT, "merge", "-q", "side")
    assert merged.code == 1
    assert "different project keys" in merged.err
    assert "holdfast baseline write" in merged.err
    assert (root / BASELINE).read_bytes() == ours
    assert machine.holdfast(root, "baseline", "write").code == PASSED
    machine.commit(root, "by hand")
    assert machine.holdfast(root, "scan").code == PASSED


def test_two_new_baselines_with_one_key_are_merged(machine: Machine, root: Path, tmp_path: Path) -> None:
    text = (root / BASELINE).read_text()
    sides = {name: tmp_path / name for name in ("base", "ours", "theirs")}
    for path in sides.values():
        path.write_text(text)
    sides["base"].write_text("")
    accept(machine, root, {"c.py": leak(7)}, "a.py")
    sides["theirs"].write_text((root / BASELINE).read_text())
    answer = machine.holdfast(root, "baseline", "merge", *map(str, sides.values()))
    assert (answer.code, answer.out, answer.err) == (0, "", "")
    assert {entry["path"] for entry in json.loads(sides["ours"].read_text())["findings"].values()} == {
        "a.py",
        "b.py",
        "c.py",
    }


@pytest.mark.parametrize("text", ["", "<<<<<<<", '{"version": 99, "key": "00", "findings": {}}', None])
def test_a_side_that_cannot_be_read_is_a_conflict_and_ours_stays(
    machine: Machine, root: Path, tmp_path: Path, text: str | None
) -> None:
    theirs = tmp_path / "theirs"
    if text is not None:
        theirs.write_text(text)
    before = (root / BASELINE).read_bytes()
    answer = machine.holdfast(root, "baseline", "merge", BASELINE, BASELINE, str(theirs))
    assert answer.code == REFUSED
    assert "was not merged" in answer.err
    assert (root / BASELINE).read_bytes() == before


def test_a_command_that_is_gone_leaves_an_ordinary_conflict(machine: Machine, root: Path) -> None:
    config = root / ".git" / "config"
    text = config.read_text()
    config.write_text(text.replace(machine_python(text), "/gone/python"))
    accept(machine, root, {"main.py": leak(3)}, "a.py")
    machine.git(root, "checkout", "-q", "side")
    accept(machine, root, {"side.py": leak(4)}, "b.py")
    bare = machine.folder / "bin"
    bare.mkdir()
    for tool in ("git", "sh"):
        (bare / tool).symlink_to(machine.run(root, "/bin/sh", "-c", f"command -v {tool}").out.strip())
    assert machine.run(root, GIT, "merge", "-q", "main", more={"PATH": str(bare)}).code == 1
    assert "UU" in machine.git(root, "status", "--porcelain")


def machine_python(text: str) -> str:
    """The interpreter in the driver's command."""
    return text.partition("[ -x ")[2].partition(" ]")[0]


def test_the_driver_comes_and_goes_without_a_trace(machine: Machine) -> None:
    root = machine.repo()
    write(root, {".gitattributes": "*.png binary"})
    before = {name: (root / name).read_bytes() for name in (".gitattributes", ".git/config")}
    assert "nothing was written" in machine.holdfast(root, "baseline", "driver", "install", "--dry-run").out
    assert {name: (root / name).read_bytes() for name in before} == before
    assert "not set" in machine.holdfast(root, "baseline", "driver", "status").out
    machine.holdfast(root, "baseline", "driver", "install")
    attributes = (root / ".gitattributes").read_text()
    assert attributes == f"*.png binary\n{BASELINE} merge=holdfast-baseline\n"
    again = machine.holdfast(root, "baseline", "driver", "install")
    assert "installed already" in again.out
    assert "not set" not in machine.holdfast(root, "baseline", "driver", "status").out
    machine.holdfast(root, "baseline", "driver", "uninstall")
    assert (root / ".git" / "config").read_bytes() == before[".git/config"]
    assert (root / ".gitattributes").read_text() == "*.png binary\n"


def test_init_installs_it_and_says_what_to_commit(machine: Machine) -> None:
    root = machine.repo()
    write(root, {"a.py": leak(1)})
    machine.commit(root, "begin")
    answer = machine.holdfast(root, "init", "--yes")
    assert "git add holdfast.toml .holdfast .gitignore .gitattributes" in answer.out
    status = machine.holdfast(root, "baseline", "driver", "status").out
    assert "attribute  set" in status
    assert "holdfast baseline merge %O %A %B" in status


def test_a_linked_work_tree_shares_it(machine: Machine, root: Path) -> None:
    other = machine.folder / "other"
    machine.git(root, "worktree", "add", "-q", str(other), "-b", "topic")
    answer = machine.holdfast(other, "baseline", "driver", "install")
    assert "installed already" in answer.out


def test_outside_of_a_work_tree_it_is_an_error(machine: Machine) -> None:
    for verb in ("install", "uninstall", "status"):
        answer = machine.holdfast(machine.folder, "baseline", "driver", verb)
        assert answer.code == 2
        assert "work tree" in answer.err

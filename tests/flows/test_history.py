"""A secret is found wherever a history holds it, once, with where it came in and where it still is."""

from __future__ import annotations

import base64
import dataclasses
import io
import json
import os
import signal
import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from holdfast.app.history import scan_history
from holdfast.app.reach import Asked
from holdfast.app.scan import Request
from tests.worlds.machine import Machine, write
from tests.worlds.planted import github
from tests.worlds.shop import CLEAN, INCOMPLETE, NOTHING, PASSED, REFUSED, USAGE, clean_shop, leak, notices, report

NAME = "github-personal-token"


def found(data: dict[str, Any]) -> list[dict[str, Any]]:
    """The findings of GitHub tokens."""
    return [item for item in data["findings"] if item["name"] == NAME]


def only(data: dict[str, Any]) -> dict[str, Any]:
    """The one finding of a GitHub token."""
    (item,) = found(data)
    return item


def history(machine: Machine, root: Path, *words: str) -> dict[str, Any]:
    return report(machine, root, "--history", *words)


@pytest.fixture
def root(machine: Machine) -> Path:
    """A repository with one clean commit."""
    return clean_shop(machine)


@pytest.fixture
def removed(machine: Machine, root: Path) -> str:
    """A token came in and went again; the commit that brought it in."""
    write(root, {"src/app.py": leak()})
    commit = machine.commit(
        root, "bring it in", "--author", "Ada L <ada@example.org>", "--date", "2024-05-01T12:00:00Z"
    )
    write(root, {"src/app.py": CLEAN})
    machine.commit(root, "take it out")
    return commit


def test_what_was_removed_is_found_with_commit_author_date_and_path(machine: Machine, root: Path, removed: str) -> None:
    assert report(machine, root)["gate"]["code"] == PASSED
    data = history(machine, root)
    assert data["gate"]["code"] == REFUSED
    assert only(data)["exposure"] == {
        "commit": removed,
        "author": "Ada L",
        "date": "2024-05-01T12:00:00+00:00",
        "path": "src/app.py",
        "versions": 1,
        "present": [],
    }
    assert github() not in json.dumps(data)


def test_many_versions_are_one_finding_that_says_where_it_still_is(machine: Machine, root: Path, removed: str) -> None:
    for number in range(3):
        write(root, {"src/app.py": f"# {number}\n{leak()}", f"copy{number}.py": leak()})
        machine.commit(root, f"version {number}")
    machine.git(root, "checkout", "-q", "-b", "other", "HEAD~3")
    item = only(history(machine, root))
    assert (item["exposure"]["commit"], item["exposure"]["versions"]) == (removed, 4)
    assert item["exposure"]["present"] == ["main"]


def test_own_content_of_a_merge(machine: Machine, root: Path) -> None:
    machine.git(root, "checkout", "-q", "-b", "topic")
    write(root, {"b.py": "b = 1\n"})
    machine.commit(root, "topic")
    machine.git(root, "checkout", "-q", "main")
    write(root, {"c.py": "c = 1\n"})
    machine.commit(root, "main goes on")
    machine.git(root, "merge", "-q", "--no-ff", "--no-commit", "topic")
    write(root, {"b.py": leak()})
    merge = machine.commit(root, "merge with more than its parents")
    write(root, {"b.py": CLEAN})
    machine.commit(root, "clean up")
    assert only(history(machine, root))["exposure"]["commit"] == merge
    assert only(report(machine, root, "--range", "HEAD~2..HEAD"))["exposure"]["commit"] == merge
    assert found(report(machine, root, "--range", "HEAD~1..HEAD")) == []


def test_stashes_the_newest_and_those_before(machine: Machine, root: Path) -> None:
    for seed in (1, 2):
        write(root, {"app.py": leak(seed)})
        machine.git(root, "stash", "-q")
    assert len(found(history(machine, root))) == 2


@pytest.mark.parametrize("kind", ["tag", "note", "commit"])
def test_messages(machine: Machine, root: Path, kind: str) -> None:
    says = f"use {leak()}"
    if kind == "tag":
        machine.git(root, "tag", "-a", "v1", "-m", says)
    elif kind == "note":
        machine.git(root, "notes", "add", "-m", says)
    else:
        machine.commit(root, says)
    path = only(history(machine, root))["place"]["path"]
    assert path.startswith(f"<{kind} ")


def test_base64_of_hexadecimal_in_an_old_version(machine: Machine, root: Path) -> None:
    hidden = base64.b64encode(f'token = "{github()}"'.encode().hex().encode()).decode()
    write(root, {"settings.py": f'BLOB = "{hidden}"\n'})
    machine.commit(root, "hide it")
    (root / "settings.py").unlink()
    machine.commit(root, "remove it")
    item = only(history(machine, root))
    assert item["place"]["route"] == ["base64", "hex"]


def test_a_zip_in_a_tar_of_an_old_version(machine: Machine, root: Path) -> None:
    inner, outer = io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(inner, "w") as packed:
        packed.writestr("settings.py", leak())
    with tarfile.open(fileobj=outer, mode="w:gz") as packed_too:
        info = tarfile.TarInfo("inner.zip")
        info.size = len(inner.getvalue())
        packed_too.addfile(info, io.BytesIO(inner.getvalue()))
    write(root, {"backup.tar.gz": outer.getvalue()})
    commit = machine.commit(root, "a backup")
    (root / "backup.tar.gz").unlink()
    machine.commit(root, "no backup")
    for _ in range(2):
        item = only(history(machine, root))
        assert item["place"]["path"] == "backup.tar.gz!inner.zip!settings.py"
        assert item["exposure"]["commit"] == commit


@pytest.mark.skipif(os.name != "posix", reason="workers are copies of the process")
def test_several_workers_find_what_one_finds(machine: Machine, root: Path, removed: str) -> None:
    for number in range(6):
        write(root, {f"part{number % 3}/app.py": f"# {number}\n{leak(number % 2)}", "clean.py": f"x = {number}\n"})
        machine.commit(root, f"version {number}")
    write(root, {"logo.bin": bytes(range(256)) * 50, "odd\nname.py": leak(5)})
    machine.commit(root, "more kinds of files")
    told = []
    for jobs in (1, 3):
        request = Request(path=root, flags={"cache": False, "jobs": jobs}, environment={})
        made = scan_history(request, Asked()).report
        tally = dataclasses.replace(made.tally, seconds=0)
        told.append((tally, made.skipped, [(item.fingerprint, item.fail, item.exposure) for item in made.findings]))
    assert told[0] == told[1]
    assert len(told[0][2]) == 3


def test_a_deleted_branch_is_found_by_reflog_and_without_one(machine: Machine, root: Path) -> None:
    machine.git(root, "checkout", "-q", "-b", "gone")
    write(root, {"app.py": leak()})
    commit = machine.commit(root, "secret work")
    machine.git(root, "checkout", "-q", "main")
    machine.git(root, "branch", "-q", "-D", "gone")
    assert only(history(machine, root))["exposure"]["commit"] == commit
    machine.git(root, "reflog", "expire", "--expire=now", "--all")
    assert found(history(machine, root)) == []
    assert only(history(machine, root, "--unreachable"))["exposure"]["commit"] == commit


def test_a_content_that_was_only_staged_once(machine: Machine, root: Path) -> None:
    write(root, {"app.py": leak()})
    machine.git(root, "add", "-A")
    machine.git(root, "reset", "-q", "--hard")
    assert found(history(machine, root)) == []
    item = only(history(machine, root, "--unreachable"))
    assert (item["exposure"]["commit"], item["place"]["path"][:6]) == ("", "<blob ")


def test_a_bare_repository(machine: Machine, root: Path, removed: str) -> None:
    bare = machine.folder / "bare.git"
    machine.git(machine.folder, "clone", "-q", "--bare", str(root), str(bare))
    data = history(machine, bare)
    assert only(data)["exposure"]["commit"] == removed
    assert data["scope"] == {**data["scope"], "subject": "history:bare.git", "complete": True}


def test_a_shallow_clone_says_what_it_lacks(machine: Machine, root: Path, removed: str) -> None:
    clone = machine.folder / "shallow"
    machine.git(machine.folder, "clone", "-q", "--depth", "1", root.as_uri(), str(clone))
    data = history(machine, clone)
    assert found(data) == []
    assert "shallow" in notices(data)
    assert data["scope"]["complete"] is False


def test_revisions_and_dates_narrow(machine: Machine, root: Path, removed: str) -> None:
    machine.git(root, "branch", "before", f"{removed}~1")
    assert found(history(machine, root, "before")) == []
    assert len(found(history(machine, root, "before", "main"))) == 1
    assert len(found(history(machine, root, "--since-date", "2001-01-01"))) == 1
    assert history(machine, root, "--since-date", "2999-01-01")["gate"]["code"] == NOTHING


@pytest.mark.parametrize(
    "words",
    [
        ("--history", "no-such-thing"),
        ("--history", "--since-date", "yesterday"),
        ("--since-date", "2024-01-01"),
        ("--unreachable",),
        ("--range", "main"),
        ("--range", "nothing..main"),
        ("--range", "main..main", "--history"),
    ],
)
def test_what_makes_no_sense_is_said(machine: Machine, root: Path, words: tuple[str, ...]) -> None:
    answer = machine.holdfast(root, "scan", *words)
    assert answer.code == USAGE
    assert len(answer.err.splitlines()) == 2


def test_outside_of_a_repository(machine: Machine) -> None:
    assert machine.holdfast(machine.folder, "scan", "--history").code == USAGE


def test_an_empty_repository_holds_nothing(machine: Machine) -> None:
    assert history(machine, machine.repo("empty"))["gate"]["code"] == NOTHING


def test_a_second_run_reads_only_what_is_new(machine: Machine, root: Path, removed: str) -> None:
    first = history(machine, root)
    second = history(machine, root)
    assert second["tally"]["files"] == first["tally"]["files"]
    assert second["tally"]["bytes"] == len(leak())
    assert only(second)["exposure"] == only(first)["exposure"]
    write(root, {"new.py": "x = 12345\n"})
    machine.commit(root, "more")
    third = history(machine, root)
    assert third["tally"]["bytes"] == len(leak()) + len("x = 12345\n") + len("more\n")
    assert len(found(third)) == 1


def test_the_memory_holds_when_history_is_rewritten(machine: Machine, root: Path, removed: str) -> None:
    history(machine, root, "main")
    machine.git(root, "checkout", "-q", "--orphan", "fresh")
    machine.commit(root, "one clean commit")
    machine.git(root, "branch", "-f", "main", "fresh")
    assert found(history(machine, root, "main")) == []
    assert len(found(history(machine, root))) == 1


def test_no_value_reaches_the_cache(machine: Machine, root: Path, removed: str) -> None:
    history(machine, root)
    kept = b"".join(path.read_bytes() for path in machine.cache.rglob("*") if path.is_file())
    assert github().encode() not in kept
    assert (machine.cache / "history.facts").is_file()


def test_a_stopped_run_keeps_what_it_found_and_the_next_is_whole(machine: Machine, root: Path, removed: str) -> None:
    stopped = report(machine, root, "--history", "--time-limit", "0.000001")
    assert stopped["gate"]["code"] in (INCOMPLETE, REFUSED)
    assert stopped["scope"]["complete"] is False
    process = machine.start(root, "scan", "--history")
    process.send_signal(signal.SIGKILL)
    process.communicate()
    data = history(machine, root)
    assert only(data)["exposure"]["commit"] == removed
    assert data["scope"]["complete"] is True


def _broken(machine: Machine, root: Path, path: str) -> Iterator[Path]:
    name = machine.git(root, "rev-parse", f"HEAD:{path}")
    yield root / ".git" / "objects" / name[:2] / name[2:]


def test_a_broken_object_costs_only_itself(machine: Machine, root: Path, removed: str) -> None:
    write(root, {"broken.py": "y = 2\n", "later.py": leak(3)})
    machine.commit(root, "two files")
    for path in _broken(machine, root, "broken.py"):
        path.chmod(0o644)
        path.write_bytes(b"nonsense")
    data = history(machine, root)
    assert len(found(data)) == 2
    assert [item["path"] for item in data["skipped"] if item["fault"]] == ["broken.py"]
    assert data["scope"]["complete"] is False


@pytest.mark.skipif(os.name != "posix", reason="such names exist on POSIX only")
def test_hostile_names(machine: Machine, root: Path) -> None:
    path = ":100644 a\nb\x1b[31m.py"
    write(root, {path: leak()})
    commit = machine.commit(root, "odd", "--author", "Eve\x1b]0;x\x07\u202e <e@example.org>")
    answer = machine.holdfast(root, "scan", "--history", "--format", "text", "--format", "rotation=r.txt")
    text = answer.out + (root / "r.txt").read_text(encoding="utf-8")
    assert not {"\x1b", "\x07", "\u202e"} & set(text)
    assert "Eve\\x1b]0;x\\x07\\u202e" in text.replace("\n", "").replace("│", "")
    item = only(history(machine, root))
    assert (item["place"]["path"], item["exposure"]["commit"]) == (path, commit)


def test_comments_decoys_baseline_and_excludes_hold(machine: Machine, root: Path) -> None:
    write(root, {"app.py": leak(), "old/lib.py": leak(1), "base.py": leak(2)})
    machine.commit(root, "three")
    assert machine.holdfast(root, "baseline", "write").code == PASSED
    states = {item["place"]["path"]: item["state"] for item in history(machine, root)["findings"]}
    assert set(states.values()) == {"known"}
    (root / ".holdfast" / "baseline.json").unlink()
    write(root, {"app.py": leak().rstrip() + "  # holdfast: ignore[secrets]\n"})
    machine.commit(root, "accept it")
    data = history(machine, root, "--exclude", "old/")
    assert {item["place"]["path"]: item["state"] for item in found(data)} == {"app.py": "suppressed", "base.py": "new"}
    assert data["scope"]["complete"] is False


def test_what_left_the_tree_stays_open_in_the_ledger(machine: Machine, root: Path, removed: str) -> None:
    assert machine.holdfast(root, "scan", "--history", "--record").code == REFUSED
    assert machine.holdfast(root, "scan", "--record").code == PASSED
    activities = json.loads(machine.holdfast(root, "posture", "--format", "json").out)
    assert "failing" in json.dumps(activities)
    shown = machine.holdfast(root, "ledger", "show").out
    assert "history:shop" in shown
    assert "repo:shop" in shown


def test_the_rotation_report_orders_and_tells_the_steps(machine: Machine, root: Path, removed: str) -> None:
    write(root, {"live.py": leak(1)})
    machine.commit(root, "one that is still there")
    words = ("--history", "--format", "rotation", "--format", "rotation-markdown=r.md")
    text = machine.holdfast(root, "scan", *words).out
    assert text.index("still there: HEAD, main") < text.index("out since 2024-05-01")
    assert f"came in with commit {removed[:9]} by Ada L" in text.replace("\n   ", " ")
    assert text.count("[ ]") >= 2
    page = (root / "r.md").read_text(encoding="utf-8")
    assert page.startswith("# To rotate in shop: 2 secrets")
    assert "- [ ] " in page
    assert github() not in text + page


def test_commits_that_never_passed_the_hook_are_named(machine: Machine, root: Path) -> None:
    write(root, {"a.py": "a = 1\n"})
    machine.commit(root, "before the hook")
    assert "not known here" in notices(report(machine, root, "--range", "HEAD~1..HEAD"))
    machine.holdfast(root, "hook", "install")
    write(root, {"b.py": "b = 1\n"})
    machine.git(root, "add", "-A")
    machine.git(root, "commit", "-q", "-m", "seen")
    assert notices(report(machine, root, "--range", "HEAD~1..HEAD")) == ""
    write(root, {"c.py": "c = 1\n"})
    missed = machine.commit(root, "not seen")
    said = notices(report(machine, root, "--range", "HEAD~2..HEAD"))
    assert f"1 of these commits did not pass the hook in this clone: {missed[:9]}" in said
    assert machine.git(root, "status", "--porcelain") == ""


def test_a_range_from_where_a_branch_left(machine: Machine, root: Path) -> None:
    machine.git(root, "checkout", "-q", "-b", "topic")
    write(root, {"t.py": leak(1)})
    machine.commit(root, "topic")
    machine.git(root, "checkout", "-q", "main")
    write(root, {"m.py": leak(2)})
    machine.commit(root, "main")
    data = report(machine, root, "--range", "main...topic")
    assert only(data)["place"]["path"] == "t.py"
    assert (data["scope"]["origin"], data["scope"]["complete"]) == ("range", False)


@pytest.mark.skipif(os.name != "posix", reason="the program is a shell script")
def test_nothing_that_the_repository_configures_is_run(machine: Machine, root: Path, removed: str) -> None:
    ran = machine.folder / "ran"
    program = machine.folder / "program"
    program.write_text(f"#!/bin/sh\ntouch '{ran}'\n", encoding="utf-8")
    program.chmod(0o755)
    machine.git(root, "config", "log.showSignature", "true")
    for key in ("core.fsmonitor", "core.pager", "diff.external", "diff.x.textconv", "gpg.program", "filter.x.smudge"):
        machine.git(root, "config", key, str(program))
    write(root, {".gitattributes": "*.py diff=x filter=x\n"})
    assert len(found(history(machine, root, "--exclude", "none/", "--unreachable"))) == 1
    assert not ran.exists()

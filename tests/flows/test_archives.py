"""Secrets in archives and documents, from the outside: found, placed, gated, accepted, and left alone when asked."""

from __future__ import annotations

import pytest

from tests.worlds.archives import document, encrypted, pdf, squeezed, tarred, zipped
from tests.worlds.machine import Machine, write
from tests.worlds.planted import github
from tests.worlds.shop import CLEAN, PASSED, REFUSED, clean_shop, leak, notices, report, states

NAME = "github-personal-token"


def test_a_secret_is_found_wherever_it_is_packed(machine: Machine) -> None:
    root = machine.repo()
    manifest = f"Manifest-Version: 1.0\nX-Token: {github(2)}\n"
    write(
        root,
        {
            "backup.tar.gz": squeezed(tarred({"old/site.zip": zipped({"conf/.env": f"\n{leak(0)}"})})),
            "dist/a-1.0-py3-none-any.whl": zipped({"a/settings.py": leak(1)}),
            "lib/a.jar": zipped({"META-INF/MANIFEST.MF": manifest, "a/B.class": bytes(range(256)) * 20}),
            "notes.docx": document([["Dear all,"], ["the token is ", github(3)[:15], github(3)[15:]]]),
        },
    )
    found = report(machine, root)
    assert found["gate"]["code"] == REFUSED
    assert states(found) == {
        f"{NAME} backup.tar.gz!old/site.zip!conf/.env:2": "new",
        f"{NAME} dist/a-1.0-py3-none-any.whl!a/settings.py:1": "new",
        f"{NAME} lib/a.jar!META-INF/MANIFEST.MF:2": "new",
        f"{NAME} notes.docx!word/document.xml:2": "new",
    }
    assert found["tally"]["files"] == 5
    assert [(item["path"], item["why"]) for item in found["skipped"]] == [("lib/a.jar!a/B.class", "binary")]
    for word in (github(seed) for seed in range(4)):
        assert word not in machine.holdfast(root, "scan", "--verbose").out


def test_a_secret_in_a_pdf_is_found_on_its_page(machine: Machine) -> None:
    pytest.importorskip("pypdf")
    root = machine.repo()
    write(root, {"handbook.pdf": pdf([["Welcome"], ["Use this token:", github()]])})
    assert list(states(report(machine, root))) == [f"{NAME} handbook.pdf!page-2:2"]


def test_the_staged_index_and_a_pipe_are_opened_too(machine: Machine) -> None:
    root = clean_shop(machine)
    packed = zipped({"in/a.py": leak()})
    write(root, {"a.zip": packed})
    machine.git(root, "add", "a.zip")
    assert states(report(machine, root, "--staged")) == {f"{NAME} a.zip!in/a.py:1": "new"}
    assert states(report(machine, root, "--stdin", "b.zip", data=packed)) == {f"{NAME} b.zip!in/a.py:1": "new"}


def test_what_was_in_the_archive_before_is_known(machine: Machine) -> None:
    root = clean_shop(machine)
    write(root, {"a.zip": zipped({"a.py": leak(0)})})
    machine.commit(root, "pack")
    write(root, {"a.zip": zipped({"a.py": leak(0), "b.py": leak(1)})})
    machine.git(root, "add", "a.zip")
    found = states(report(machine, root, "--staged"))
    assert found == {f"{NAME} a.zip!a.py:1": "known", f"{NAME} a.zip!b.py:1": "new"}


def test_a_push_knows_what_the_other_side_has(machine: Machine) -> None:
    remote = machine.folder / "remote.git"
    machine.git(machine.folder, "init", "-q", "--bare", str(remote))
    root = clean_shop(machine)
    machine.git(root, "remote", "add", "origin", str(remote))
    write(root, {"a.zip": zipped({"a.py": leak(0)})})
    machine.commit(root, "pack")
    machine.git(root, "push", "-q", "origin", "main")
    write(root, {"a.zip": zipped({"a.py": leak(0), "b.py": CLEAN})})
    machine.commit(root, "pack again")
    machine.holdfast(root, "hook", "install", "--type", "pre-push")
    pushed = machine.run(root, "git", "push", "-q", "origin", "main")
    assert pushed.code == 0, pushed.err
    write(root, {"a.zip": zipped({"a.py": leak(0), "b.py": leak(1)})})
    machine.commit(root, "pack a secret")
    refused = machine.run(root, "git", "push", "-q", "origin", "main")
    assert refused.code != 0
    assert "a.zip!b.py" in refused.out + refused.err


def test_comments_and_the_baseline_hold_in_archives(machine: Machine) -> None:
    root = machine.repo()
    accepted = leak(0).rstrip() + '  # holdfast: ignore[github-personal-token] reason="a sample"\n'
    write(root, {"a.zip": zipped({"a.py": accepted, "b.py": leak(1)})})
    assert states(report(machine, root)) == {f"{NAME} a.zip!a.py:1": "suppressed", f"{NAME} a.zip!b.py:1": "new"}
    assert machine.holdfast(root, "baseline", "write").code == PASSED
    assert states(report(machine, root))[f"{NAME} a.zip!b.py:1"] == "known"
    write(root, {"a.zip": zipped({"more/c.py": f"\n\n{leak(1)}"})})
    assert states(report(machine, root)) == {f"{NAME} a.zip!more/c.py:3": "known"}


def test_a_policy_can_leave_archives_closed(machine: Machine) -> None:
    root = clean_shop(machine)
    write(root, {"a.zip": zipped({"a.py": leak()})})
    opened = report(machine, root)
    closed = report(machine, root, "--no-archives")
    assert (opened["gate"]["code"], closed["gate"]["code"]) == (REFUSED, PASSED)
    assert [(item["path"], item["why"]) for item in closed["skipped"]] == [("a.zip", "archive")]
    assert opened["scope"]["digest"] != closed["scope"]["digest"]
    write(root, {"holdfast.toml": "[scan]\narchives = false\n"})
    assert report(machine, root)["gate"]["code"] == PASSED


def test_archives_stay_closed_where_no_secrets_are_looked_for(machine: Machine) -> None:
    root = clean_shop(machine)
    before = report(machine, root, "--only", "iac")
    write(root, {"a.zip": zipped({"a.py": leak()})})
    found = report(machine, root, "--only", "iac")
    assert [(item["path"], item["why"]) for item in found["skipped"]] == [("a.zip", "archive")]
    assert found["tally"]["files"] == before["tally"]["files"]


def test_hostile_archives_are_told_and_nothing_is_written(machine: Machine) -> None:
    root = machine.repo()
    write(
        root,
        {
            "in/a.zip": zipped({"../../outside.py": leak(0), "bomb": bytes(17 << 20)}),
            "b.zip": encrypted({"b.py": leak(1)}),
        },
    )
    before = {path for path in machine.folder.rglob("*") if not path.is_relative_to(machine.cache)}
    found = report(machine, root)
    assert states(found) == {f"{NAME} in/a.zip!outside.py:1": "new"}
    assert "in/a.zip Names lead out of the archive" in notices(found)
    assert "more than 200 times" in notices(found)
    skipped = {item["path"]: item["why"] for item in found["skipped"]}
    assert skipped == {"in/a.zip!bomb": "archive bomb", "b.zip!b.py": "encrypted"}
    after = {path for path in machine.folder.rglob("*") if not path.is_relative_to(machine.cache)}
    assert after == before


def test_a_broken_archive_is_told_and_stops_nothing(machine: Machine) -> None:
    root = clean_shop(machine)
    write(root, {"a.zip": zipped({"a.py": CLEAN * 100})[:60]})
    answer = machine.holdfast(root, "scan")
    assert answer.code == PASSED
    assert "damaged archive" in answer.out


def test_a_line_in_an_archive_is_explained(machine: Machine) -> None:
    root = machine.repo()
    write(root, {"a.zip": zipped({"in/a.py": f"\n{leak()}", "in/b.py": f"\n{leak(1)}"})})
    answer = machine.holdfast(root, "explain", "a.zip!in/a.py:2")
    assert answer.code == PASSED
    assert answer.out.count(NAME) >= 1
    assert "a.zip!in/a.py:2" in answer.out
    assert "name what is in it" in machine.holdfast(root, "explain", "a.zip:1").out
    missing = machine.holdfast(root, "explain", "a.zip!in/c.py:1")
    assert "no readable 'in/c.py'" in missing.err


def test_a_lock_file_in_an_archive_is_a_lock_file(machine: Machine) -> None:
    root = machine.repo()
    sums = "\n".join(f'"integrity-token": "sha512-{github(seed)[4:] * 2}==",' for seed in range(5))
    write(root, {"package-lock.json": sums, "a.zip": zipped({"package-lock.json": sums})})
    assert states(report(machine, root, "--persona", "auditor")) == {}


def test_a_second_scan_answers_members_from_the_cache(machine: Machine) -> None:
    root = machine.repo()
    write(root, {f"{number}.py": f"x = {number}\n" for number in range(80)})
    write(root, {"a.zip": zipped({f"in/{number}.py": f"y = {number}\n" for number in range(20)} | {"t.py": leak()})})
    first, second = report(machine, root), report(machine, root)
    assert states(first) == states(second) == {f"{NAME} a.zip!t.py:1": "new"}
    assert (first["tally"]["cached"], second["tally"]["cached"]) == (0, 100)

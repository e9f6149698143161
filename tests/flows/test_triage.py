"""Triage as a person meets it: at a terminal, key by key, and through a pipe."""

from __future__ import annotations

import json
import os
import pty
import select
import subprocess
import sys
import time
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.worlds.machine import STARTED, Machine, write
from tests.worlds.planted import github
from tests.worlds.shop import PASSED, REFUSED, notices, report, states

PLANTED = {
    "a.py": f'import os\n\nif os:\n    T = "{github(1)}"\n',
    "b.json": f'{{"token": "{github(2)}"}}\n',
    "c.yaml": f"token: {github(3)}\r\nx: 1\r\n",
}


@pytest.fixture
def root(machine: Machine) -> Path:
    """A repository with three secrets, committed."""
    made = machine.repo()
    write(made, PLANTED)
    machine.commit(made)
    machine.git(made, "config", "user.name", "Kim Ö")
    machine.git(made, "config", "user.email", "kim@example.org")
    return made


class Terminal:
    """The far end of a terminal on which the product runs."""

    def __init__(self, handle: int, process: subprocess.Popen[bytes]) -> None:
        self._handle = handle
        self.process = process
        self.said = ""
        self._ahead = ""
        """What came behind the text that was last waited for."""

    def until(self, text: str) -> None:
        """Read until a text was shown; fails the test when it never comes."""
        seen, end = self._ahead, time.monotonic() + 60
        while text not in seen:
            ready = select.select([self._handle], [], [], max(0.0, end - time.monotonic()))[0]
            assert ready, f"{text!r} never came: {seen!r}"
            try:
                piece = os.read(self._handle, 4096).decode("utf-8", "replace")
            except OSError:
                piece = ""
            assert piece, f"{text!r} never came: {seen!r}"
            seen += piece
            self.said += piece
        self._ahead = seen.partition(text)[2]

    def type(self, text: str, *, after: str) -> None:
        """Type once a text was shown."""
        self.until(after)
        os.write(self._handle, text.encode())

    def key(self, text: str) -> None:
        """Press a key when one is asked for."""
        self.type(text, after="q quit")


@contextmanager
def terminal(machine: Machine, root: Path, *words: str, **more: str) -> Iterator[Terminal]:
    """The product on a terminal of its own, hearing Ctrl-C whoever started the tests; nothing is left running."""
    near, far = pty.openpty()
    command = [sys.executable, "-c", STARTED, "triage", *words]
    variables = {**machine.environment, "TERM": "xterm", **more}
    process = subprocess.Popen(
        command, cwd=root, stdin=far, stdout=far, stderr=far, env=variables, start_new_session=True
    )
    os.close(far)
    try:
        yield Terminal(near, process)
    finally:
        process.kill()
        process.wait()
        os.close(near)


def decisions(root: Path) -> list[dict[str, object]]:
    """Every decision record, in the order of their names."""
    return [json.loads(path.read_text(encoding="utf-8")) for path in sorted(root.glob(".holdfast/decisions/*.json"))]


def test_keys_decide_and_the_next_scan_passes(machine: Machine, root: Path) -> None:
    assert machine.holdfast(root, "scan", "--since", "all").code == REFUSED
    with terminal(machine, root) as screen:
        screen.key("i")
        screen.type("made for the drill\n", after="Reason")
        screen.type("\n", after="Until")
        screen.key("x")
        screen.key("\x1b[A")
        screen.key("i")
        screen.type("needed until the move\n", after="Reason")
        screen.key("d")
        screen.type("watched by the desk\n", after="watched?")
        screen.key("q")
        screen.until("1 ignored, 1 in the baseline, 1 as decoys")
        assert screen.process.wait(timeout=30) == PASSED
    assert "b.json has no comments" in screen.said
    assert github(1) not in screen.said
    found = report(machine, root, "--since", "all")
    assert set(states(found).values()) == {"suppressed", "known"}
    assert notices(found) == ""
    assert (root / "b.json").read_text() == PLANTED["b.json"]
    records = {str(item["path"]): item for item in decisions(root)}
    assert [records[path]["choice"] for path in ("a.py", "b.json", "c.yaml")] == ["ignore", "baseline", "decoy"]
    assert records["a.py"]["by"] == {"email": "kim@example.org", "name": "Kim Ö"}
    assert records["a.py"]["reason"] == "made for the drill"
    assert str(records["a.py"]["until"]) in (root / "a.py").read_text()
    assert all(list(item) == sorted(item) for item in records.values())


def test_undo_puts_every_byte_back(machine: Machine, root: Path) -> None:
    typed = "i\nwhy\nnever\nb\nlater\nd\nwatched\nu\nu\nu\nu\nq\n"
    answer = machine.holdfast(root, "triage", data=typed.encode())
    assert answer.code == PASSED
    assert answer.out.count("every file is as it was") == 3
    assert "there is nothing to undo" in answer.out
    assert "3 left." in answer.out
    assert machine.git(root, "status", "--porcelain", "-uall") == ""
    assert {name: (root / name).read_bytes().decode() for name in PLANTED} == PLANTED


def test_a_line_for_each_key_works_without_a_terminal(machine: Machine, root: Path) -> None:
    answer = machine.holdfast(root, "triage", data=b"s\n\nskip\nu\ni\nold one\n")
    assert answer.code == PASSED
    assert "Back to the one that was skipped." in answer.out
    assert "1 left. 1 in the baseline, 1 skipped." in answer.out


def test_it_goes_on_where_it_was_left(machine: Machine, root: Path) -> None:
    machine.holdfast(root, "triage", data=b"b\nlegacy\nq\n")
    rest = machine.holdfast(root, "triage", "--list")
    assert rest.code == PASSED
    assert [line.split()[1] for line in rest.out.splitlines()] == ["b.json:1", "c.yaml:1"]
    machine.holdfast(root, "triage", data=b"b\nlegacy\nb\nlegacy\n")
    assert "Nothing was decided" in machine.holdfast(root, "triage").out
    assert machine.holdfast(root, "scan", "--since", "all").code == PASSED
    assert len(decisions(root)) == 3


def test_a_folder_narrows_it_and_names_stay_those_of_the_whole(machine: Machine, root: Path) -> None:
    write(root, {"sub/d.py": f'T = "{github(1)}"\n'})
    assert [line.split()[1] for line in machine.holdfast(root, "triage", "--list", "sub").out.splitlines()] == [
        "sub/d.py:1"
    ]
    machine.holdfast(root, "triage", "sub", data=b"b\nlegacy\n")
    found = states(report(machine, root, "--since", "all"))
    assert found["github-personal-token sub/d.py:1"] == "known"
    assert found["github-personal-token a.py:4"] == "new"


def test_asking_leaves_no_trace_where_nothing_is_decided(machine: Machine, root: Path) -> None:
    assert machine.holdfast(root, "triage", data=b"i\n\nb\n\nd\n\nq\n").code == PASSED
    assert machine.git(root, "status", "--porcelain", "-uall") == ""


def test_ctrl_c_keeps_what_was_decided_and_the_terminal(machine: Machine, root: Path) -> None:
    with terminal(machine, root) as screen:
        screen.key("b")
        screen.type("legacy\n", after="Reason")
        screen.until("q quit")
        screen.process.send_signal(2)
        screen.until("2 left")
        assert screen.process.wait(timeout=30) == PASSED
    assert len(decisions(root)) == 1


EDITOR = """#!/bin/sh
printf '%s\\n' "$@" > "$HOME/words"
printf 'import os\\n# new line\\n' > a.py
"""


def test_an_editor_opens_at_the_line_and_what_changed_is_seen(machine: Machine, root: Path) -> None:
    script = machine.folder / "my tools" / "vim"
    write(script.parent, {"vim": EDITOR})
    script.chmod(0o755)
    with terminal(machine, root, VISUAL=f"'{script}' -f") as screen:
        screen.key("o")
        screen.until("It is gone.")
        screen.key("q")
        screen.until("2 left")
    assert (machine.folder / "home" / "words").read_text().splitlines() == ["-f", "+4", str(root / "a.py")]


def test_no_editor_is_said(machine: Machine, root: Path) -> None:
    answer = machine.holdfast(root, "triage", data=b"o\nq\n", EDITOR="there-is-none --wait")
    assert "there is no editor 'there-is-none'" in answer.out


POLICIES = {
    "holdfast.toml": "# ours\r\n[gate]\r\nfail_on = 'low' # all",
    "pyproject.toml": "[project]\nname = 'x'\n\n[tool.holdfast.gate]\nfail_on = 'low' # all\n",
}


@pytest.mark.parametrize("name", POLICIES)
def test_a_decoy_is_appended_and_the_policy_stays_as_it_is(machine: Machine, root: Path, name: str) -> None:
    write(root, {name: POLICIES[name]})
    machine.holdfast(root, "triage", data=b'd\nit "rings" \\ a bell\n')
    now = (root / name).read_bytes().decode()
    assert now.startswith(POLICIES[name])
    policy = tomllib.loads(now)
    section = policy if name == "holdfast.toml" else policy["tool"]["holdfast"]
    assert section["gate"] == {"fail_on": "low"}
    assert [item["reason"] for item in section["secrets"]["decoy"]] == ["it 'rings' \\ a bell"]
    found = report(machine, root, "--since", "all")
    assert states(found)["github-personal-token a.py:4"] == "suppressed"
    assert found["tally"]["decoys"] == 1
    assert (root / "holdfast.toml").exists() is (name == "holdfast.toml")


def test_a_policy_that_cannot_take_a_decoy_is_left_alone(machine: Machine, root: Path) -> None:
    text = '[secrets]\ndecoy = [{ mark = "000000", reason = "x" }]\n'
    write(root, {"holdfast.toml": text})
    answer = machine.holdfast(root, "triage", data=b"d\nrings\nq\n")
    assert "no decoy can be appended" in answer.out
    assert (root / "holdfast.toml").read_text() == text


def test_five_hundred_findings_are_read_once(machine: Machine, root: Path) -> None:
    rows = "".join(f'K{at} = "{github(at)}"\n' for at in range(10, 510))
    write(root, {"many.py": rows})
    answer = machine.holdfast(root, "triage", "many.py", data=b"i\nold\nnever\n" * 3 + b"b\nold\n" * 3 + b"s\n" * 494)
    assert "Done. 3 ignored, 3 in the baseline, 494 skipped." in answer.out
    found = report(machine, root, "--since", "all")
    mine = [state for name, state in states(found).items() if "many.py" in name]
    assert sorted(set(mine)) == ["known", "new", "suppressed"]
    assert mine.count("suppressed") == 3

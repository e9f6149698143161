"""No planted value ever leaves: not on the screen, not in a report, not in a file that Holdfast keeps."""

from __future__ import annotations

import base64
import os
import sys
from pathlib import Path

import pytest

from tests.worlds.machine import Answer, Machine, write
from tests.worlds.planted import AWS_SECRET, PASSWORD, b64, drawn, github, pem
from tests.worlds.shop import FILES, INCOMPLETE, PASSED, REFUSED, VALUES, shop

KEY = pem()
HIDDEN = github(40)
TWO = (github(41), drawn(PASSWORD, 42))
IN_URL = drawn(PASSWORD, 43)
COMMENTED = drawn(AWS_SECRET, 44)
PLANTED = {
    **FILES,
    "deploy/key.pem": KEY + "\n",
    "deploy/secret.yaml": "kind: Secret\napiVersion: v1\ndata:\n  token: " + b64(HIDDEN) + "\n",
    "both.py": f'login(token="{TWO[0]}", password="{TWO[1]}")\n',
    "prod.env": f"DATABASE_URL=postgres://shop:{IN_URL}@db.example.com/shop\n",
    "site.min.js": "var a=1;" * 3000 + f'var t="{github(45)}";' + "var b=2;" * 3000,
    "accepted.py": f'aws_secret_access_key = "{COMMENTED}"  # holdfast: ignore reason="{COMMENTED[:6]}…"\n',
}
LINES = [line for line in KEY.splitlines() if "-----" not in line]
SECRETS = [*VALUES.values(), HIDDEN, b64(HIDDEN), *TWO, IN_URL, github(45), COMMENTED, LINES[0], LINES[-1]]


def told(answer: Answer) -> bytes:
    return answer.raw_out + answer.raw_err


def leaked(content: bytes) -> list[str]:
    """Which of the planted values stand in some content, plainly or in base64."""
    return [
        value
        for value in SECRETS
        if value.encode() in content or base64.b64encode(value.encode()).rstrip(b"=") in content
    ]


@pytest.fixture
def root(machine: Machine) -> Path:
    """A shop with credentials of many kinds."""
    made = shop(machine)
    write(made, PLANTED)
    return made


def test_no_verb_tells_a_value(machine: Machine, root: Path) -> None:
    found = machine.holdfast(root, "scan", "--verbose", "--persona", "auditor")
    assert found.code == REFUSED
    assert "9 new" in found.out or found.out.count(" │ ") > 9
    machine.git(root, "add", "-A")
    answers = [
        found,
        machine.holdfast(root, "scan", "--staged", FORCE_COLOR="1"),
        machine.holdfast(root, "scan", "--stdin", "x.py", data=PLANTED["both.py"].encode()),
        *(machine.holdfast(root, "scan", "--format", name) for name in ("json", "sarif", "html")),
        *(machine.holdfast(root, "explain", place) for place in ("both.py:1", "prod.env:1", "deploy/secret.yaml:4")),
        machine.holdfast(root, "hook", "run", "pre-commit"),
        machine.holdfast(root, "baseline", "write"),
        machine.holdfast(root, "baseline", "show"),
        machine.holdfast(root, "posture"),
    ]
    assert [leaked(told(answer)) for answer in answers] == [[]] * len(answers)


def test_nothing_that_is_kept_holds_a_value(machine: Machine, root: Path) -> None:
    write(root, {f"src/{number}.py": f"x = {number}\n" for number in range(100)})
    reports = [f"--format={name}=../reports/r.{name}" for name in ("json", "sarif", "html", "text")]
    machine.holdfast(root, "scan", "--record", *reports)
    machine.holdfast(root, "baseline", "write")
    machine.holdfast(root, "scan", "--record", "--no-cache")
    kept = [path for name in ("reports", "cache", "data", "home") for path in (machine.folder / name).rglob("*")]
    kept += list((root / ".holdfast").rglob("*"))
    files = [path for path in kept if path.is_file()]
    assert len(files) >= 7
    assert {path.name: leaked(path.read_bytes()) for path in files if leaked(path.read_bytes())} == {}


def test_an_error_tells_no_value(machine: Machine, root: Path) -> None:
    write(root, {"holdfast.toml": f'[gate]\nfail_on = "high"\n{VALUES["github-personal-token"]}\n'})
    answer = machine.holdfast(root, "scan")
    assert answer.code not in (PASSED, REFUSED)
    assert leaked(told(answer)) == []


HOSTILE = (
    "\x1b[2J\x1b[31mred.py",
    "line\nholdfast: all is well.py",
    "\u202egnp.yp",
    "carriage\rreturn.py",
    "\x07bell\x08\x7f.py",
    "<script>alert(1)<.py",
)


@pytest.mark.skipif(sys.platform != "linux", reason="names that other systems refuse")
def test_hostile_names_do_not_command_the_terminal(machine: Machine) -> None:
    root = machine.repo()
    for number, name in enumerate((*HOSTILE, os.fsdecode(b"caf\xe9.py"))):
        (root / name).write_text(f'TOKEN = "{github(number)}"\n')
    for words in ((), ("--verbose", "--max-file-bytes", "10"), ("--format", "html"), ("--format", "json")):
        answer = machine.holdfast(root, "scan", *words, "--allow-empty")
        assert answer.code in (PASSED, REFUSED, INCOMPLETE), answer.err
        assert not any(char in answer.out for char in "\x1b\x07\x08\x7f\r\u202e"), words
        assert "\nholdfast: all is well" not in answer.out
        assert "<script>alert" not in answer.out or words[-1:] == ("json",) or not words or "--verbose" in words
    machine.git(root, "add", "-A")
    hook = machine.holdfast(root, "hook", "run", "pre-commit")
    assert hook.code == 1
    assert "\x1b" not in hook.err
    assert len(machine.holdfast(root, "baseline", "write").out.splitlines()) == 2
    shown = machine.holdfast(root, "baseline", "show").out
    assert "\x1b" not in shown
    assert len(shown.splitlines()) == len(HOSTILE) + 1
    machine.commit(root, "all")
    assert machine.holdfast(root, "scan").code == PASSED

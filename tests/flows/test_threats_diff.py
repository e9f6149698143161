"""``holdfast threats diff``: what a pull request does to the threat model, and when it is refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from holdfast.formats.threatmodel import PATH
from tests.worlds.machine import Machine, write
from tests.worlds.seeded import COMPOSE
from tests.worlds.shop import NOTHING, PASSED, REFUSED

ADMIN = """  admin:
    in: host
    technologies: [admin, web]
    exposure: internet
    administers: yes
    authentication: none
    authorisation: none
"""


@pytest.fixture
def root(machine: Machine) -> Path:
    """A repository with a committed model, on a branch that leaves the main one."""
    made = machine.repo()
    write(made, {"docker-compose.yml": COMPOSE, "web/Dockerfile": "FROM a\n", "api/Dockerfile": "FROM a\n"})
    assert machine.holdfast(made, "threats", "init").code == PASSED
    machine.commit(made, "begin")
    machine.git(made, "checkout", "-q", "-b", "feature")
    return made


def opened(root: Path) -> None:
    """Put an open administration on the internet, in the model."""
    text = (root / PATH).read_text(encoding="utf-8").replace("  web:\n", f"{ADMIN}  web:\n", 1)
    text = text.replace("flows:\n", "flows:\n  admins:\n    from: caller\n    to: admin\n    protocol: http\n", 1)
    (root / PATH).write_text(text, encoding="utf-8")


def test_a_change_without_meaning_passes_the_gate(machine: Machine, root: Path) -> None:
    write(root, {"README.md": "# Shop\n"})
    machine.commit(root, "words")
    answer = machine.holdfast(root, "threats", "diff", "--gate")
    assert answer.code == PASSED, answer.err
    assert "Nothing changed" in answer.out
    assert "merge base" in answer.out


def test_an_open_administration_is_refused_until_somebody_answers(machine: Machine, root: Path) -> None:
    opened(root)
    machine.commit(root, "administration")
    assert machine.holdfast(root, "threats", "diff").code == PASSED, "without the gate it only tells"
    answer = machine.holdfast(root, "threats", "diff", "--gate", "--format", "json")
    assert answer.code == REFUSED
    told = json.loads(answer.out)
    assert {each["flow"] for each in told["crossings"]} == {"admins"}
    refused = told["threats"]["refused"]
    assert refused and all(name.endswith(("@admin", "@admins")) for name in refused)
    rows = "".join(f'  - threat: "{name}"\n    owner: Ada\n    reason: the door closes next week\n' for name in refused)
    path = root / PATH
    path.write_text(f"{path.read_text(encoding='utf-8')}\ntreatments:\n{rows}", encoding="utf-8")
    assert machine.holdfast(root, "threats", "diff", "--gate").code == PASSED


def test_a_comment_for_a_pull_request_goes_to_a_file(machine: Machine, root: Path) -> None:
    write(root, {"docker-compose.yml": COMPOSE + "  cache:\n    image: redis:7\n"})
    answer = machine.holdfast(root, "threats", "diff", "--base", "main", "--format", "md", "-o", "out/comment.md")
    assert answer.code == PASSED and not answer.out
    text = (root / "out" / "comment.md").read_text(encoding="utf-8")
    assert text.startswith("### ") and "New: Cache, a store" in text
    assert "new with this change" in text


def test_without_a_model_it_says_how_to_get_one(machine: Machine) -> None:
    made = machine.repo()
    write(made, {"docker-compose.yml": COMPOSE})
    answer = machine.holdfast(made, "threats", "diff")
    assert answer.code == NOTHING
    assert "threats init" in answer.err

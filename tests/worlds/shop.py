"""A small shop with planted credentials, and its scans as data."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

from tests.worlds.machine import Answer, Machine, write
from tests.worlds.planted import AWS_ID, AWS_SECRET, PASSWORD, drawn, github

PASSED, REFUSED, USAGE, NOTHING, INCOMPLETE = range(5)
VALUES: Final = {
    "github-personal-token": github(),
    "hardcoded-password": drawn(PASSWORD),
    "aws-access-key-id": drawn(AWS_ID),
    "aws-secret-access-key": drawn(AWS_SECRET),
}


def leak(seed: int = 0) -> str:
    """A line of code with a GitHub token in it."""
    return f'TOKEN = "{github(seed)}"\n'


CLEAN: Final = 'TOKEN = os.environ["TOKEN"]\n'
FILES: Final = {
    "app.py": f'import os\n\nTOKEN = "{VALUES["github-personal-token"]}"\n',
    "settings.py": f'DEBUG = False\nDB_PASSWORD = "{VALUES["hardcoded-password"]}"\n',
    "deploy.ini": f"aws_access_key_id = {VALUES['aws-access-key-id']}\n"
    f"aws_secret_access_key = {VALUES['aws-secret-access-key']}\n",
    "README.md": "# Shop\n",
}


def shop(machine: Machine) -> Path:
    """A repository with one commit that holds four credentials."""
    root = machine.repo()
    write(root, FILES)
    machine.commit(root, "begin")
    return root


def clean_shop(machine: Machine) -> Path:
    """A repository with one commit that holds none."""
    root = machine.repo()
    write(root, {"app.py": "import os\n", "README.md": "# Shop\n"})
    machine.commit(root, "begin")
    return root


def report(machine: Machine, root: Path, *words: str, data: bytes = b"", **more: str) -> dict[str, Any]:
    """The JSON report of a scan."""
    answer = machine.holdfast(root, "scan", *words, "--format", "json", data=data, **more)
    return parsed(answer)


def parsed(answer: Answer) -> dict[str, Any]:
    """The JSON that a command printed; the test fails with its complaint when there is none."""
    assert answer.out, answer.err
    found: dict[str, Any] = json.loads(answer.out)
    assert found["gate"]["code"] == answer.code
    return found


def states(found: dict[str, Any]) -> dict[str, str]:
    """``name path:line`` of every finding, and its state."""
    return {
        f"{item['name']} {item['place']['path']}:{item['place']['line']}": item["state"] for item in found["findings"]
    }


def notices(found: dict[str, Any]) -> str:
    """What the report tells of its own run."""
    return "\n".join(f"{item['place']} {item['says']}" for item in found["notices"])

"""Real lock files and manifests: what is read equals what the ecosystem's own tool prints.

Each folder of ``real/READER/NAME`` holds files of a public repository, without download addresses, and what the tool
said of them: ``expected.json`` names the tool, its version and the command.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.estate.packages.looking import look

REAL = Path(__file__).parent / "real"
OURS = (
    *("actions", "ansible", "cargo", "composer", "cran", "go", "gradle", "helm", "hex", "images", "maven", "nuget"),
    *("pre-commit", "pub", "ruby", "swift", "terraform"),
)
CASES = sorted(path for name in OURS for path in (REAL / name).glob("*/expected.json"))


def bare(key: str) -> str:
    return key.rpartition("@")[0]


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.parent.relative_to(REAL).as_posix())
def test_what_is_read_is_what_the_tool_says(case: Path) -> None:
    expected: dict[str, Any] = json.loads(case.read_text(encoding="utf-8"))
    folder = case.parent
    files = {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path != case
    }
    found = look(files)[expected["path"]]
    assert [each for each in found.gaps if each.fault] == []
    keys = {each.key for each in found.packages if each.name not in expected.get("beyond", ())}
    wanted = set(expected["names"])
    assert len(wanted) == expected["count"]
    if "versions" in expected:
        open_ = {each.name for each in found.packages if not each.version}
        assert open_, "all versions are known: compare them"
        keys = {bare(key) if bare(key) in open_ else key for key in keys}
        wanted = {bare(key) if bare(key) in open_ else key for key in wanted}
    assert keys == wanted
    lines = {path: content.decode().split("\n") for path, content in files.items()}
    for each in found.packages:
        near = lines[each.place.path][each.place.line - 1 : each.place.line + 6]
        name = each.modules[0] if each.modules else each.name.rpartition(":")[2]
        assert each.name == "stdlib" or any(name in line.lower() or name in line for line in near), each.place


@pytest.mark.parametrize("reader", OURS)
def test_each_format_has_three_real_cases(reader: str) -> None:
    assert len([case for case in CASES if case.parent.parent.name == reader]) >= 3

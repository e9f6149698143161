"""Real projects, locked by the real tools: the packages are those that the ecosystem's own tool prints.

Each folder of ``real`` holds a project as its tool left it, without addresses and with fewer hashes, and
``expected.json``: the tool, its version, the command and what it printed, but for the members of the workspace. Where
it printed the name that a package is installed under, that name is put right by the manifest.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from holdfast.estate.packages.names import reader_of
from holdfast.estate.packages.readers import reader
from holdfast.model.package import Inventory, Reach, Source

REAL = Path(__file__).with_name("real")
ALIASES = {"left-pad@1.3.0": "pad"}
"""Names that these projects install a package under, instead of its own."""
OWN: tuple[str, ...] = ("bun", "package-lock-v1", "package-lock-v2", "package-lock-v3", "pnpm-v5", "pnpm-v6", "pnpm-v9")
OWN += ("yarn-berry", "yarn-classic", "pdm", "pipenv", "poetry", "pylock", "requirements-compiled", "uv")
"""The formats of Python and JavaScript."""
PROGRAM = ".py.txt"
"""How the names of programs end, which are data here."""
MANIFESTS = ("pyproject", "requirements", "setup-cfg", "setup-py")
"""The formats in which a project only says what it asks for; what it is built with is no part of what is printed."""
PROJECTS = sorted(
    path.parent.relative_to(REAL).as_posix() for each in OWN for path in REAL.glob(f"{each}/*/expected.json")
)


REQUESTS = sorted(
    path.parent.relative_to(REAL).as_posix() for each in MANIFESTS for path in REAL.glob(f"{each}/*/expected.json")
)


def expected(project: str) -> Any:
    return json.loads((REAL / project / "expected.json").read_text(encoding="utf-8"))


def contents(project: str) -> dict[str, bytes]:
    root = REAL / project
    paths = [path for path in root.rglob("*") if path.is_file() and path.name != "expected.json"]
    return {path.relative_to(root).as_posix().replace(PROGRAM, ".py"): path.read_bytes() for path in paths}


def look(files: dict[str, bytes]) -> list[Inventory]:
    by_reader: dict[str, dict[str, bytes]] = {}
    for path, content in files.items():
        by_reader.setdefault(reader_of(path), {})[path] = content
    by_reader.pop("", None)
    found: list[Inventory] = []
    for name, claimed in by_reader.items():
        for unit in reader(name).units(claimed):
            found += reader(name).read(unit, claimed)
    return found


def bare(text: str) -> str:
    """A name or a line without what ecosystems compare as equal."""
    return text.lower().translate(dict.fromkeys(map(ord, "-_.")))


@pytest.mark.parametrize("project", PROJECTS)
def test_the_packages_are_those_that_the_tool_prints(project: str) -> None:
    printed = expected(project)
    found = look(contents(project))
    keys = sorted({each.key for one in found for each in one.packages if each.source is not Source.PATH})
    assert keys == sorted(printed["names"])
    assert len(keys) == printed["count"]
    assert [each for one in found for each in one.gaps if each.fault] == []


@pytest.mark.parametrize("project", REQUESTS)
def test_the_requests_are_those_that_the_tool_prints(project: str) -> None:
    printed = expected(project)
    found = look(contents(project))
    keys = {each.key for one in found for each in one.packages if each.reach is not Reach.BUILD}
    assert sorted(keys) == printed["names"]
    assert len(keys) == printed["count"]
    assert ([one.locked for one in found], [one.gaps for one in found]) == ([project == "requirements/hashed"], [()])


@pytest.mark.parametrize("format_", [*OWN, *MANIFESTS])
def test_there_are_three_projects_of_each_format(format_: str) -> None:
    assert sum(project.startswith(f"{format_}/") for project in [*PROJECTS, *REQUESTS]) >= 3


@pytest.mark.parametrize("project", PROJECTS)
def test_one_lock_file_answers_for_everything_and_every_line_names_its_package(project: str) -> None:
    files = contents(project)
    (found,) = look(files)
    assert found.locked
    for each in found.packages:
        if each.source is not Source.PATH:
            line = files[each.place.path].decode().splitlines()[each.place.line - 1]
            name = ALIASES.get(each.key, each.name)
            assert bare(name) in bare(line), f"{each.key} at line {each.place.line}: {line}"


@pytest.mark.parametrize("project", PROJECTS)
def test_every_way_starts_with_what_the_project_asks_for_and_follows_what_is_needed(project: str) -> None:
    (found,) = look(contents(project))
    by_key = {each.key: each for each in found.packages}
    assert list(found.packages) == sorted(by_key.values(), key=lambda each: (each.name, each.version))
    for each in found.packages:
        assert all(need in by_key for need in each.needs)
        if each.via:
            assert each.direct is False
            assert by_key[each.via[0]].direct
            steps = zip(each.via, [*each.via[1:], each.key], strict=True)
            assert all(after in by_key[before].needs for before, after in steps)


NODE = [
    project for project in PROJECTS if project.endswith("/plain") and "express@4.17.1" in expected(project)["names"]
]


@pytest.mark.parametrize("project", NODE)
def test_what_only_developers_need_is_told_apart(project: str) -> None:
    (found,) = look(contents(project))
    reaches = {each.name: each.reach for each in found.packages}
    developing = (reaches["rimraf"], reaches["glob"], reaches["left-pad"])
    assert developing == (Reach.DEVELOPMENT, Reach.DEVELOPMENT, Reach.RUNTIME)
    assert {each.name for each in found.packages if each.direct} == {"debug", "express", "left-pad", "rimraf"}
    assert {each.requirement for each in found.packages if each.direct} == {"^4.3.0", "4.17.1", "1.3.0", "^3.0.2"}
    if not project.startswith("yarn-berry/"):
        assert all(each.hashes and each.hashes[0].startswith("sha512:") for each in found.packages)


GRAPHS = ("pdm/groups", "poetry/groups", "uv/groups")


@pytest.mark.parametrize("project", GRAPHS)
def test_what_python_projects_need_is_told_apart(project: str) -> None:
    (found,) = look(contents(project))
    by_name = {each.name: each for each in found.packages}
    assert (found.name, found.version) == ("grouped-thing", "0.3")
    assert {each.name for each in found.packages if each.direct} == {
        *("click", "colorama", "httpx", "isort", "pytest", "rich"),
    }
    assert (by_name["anyio"].via, by_name["mdurl"].via) == (
        ("httpx@0.28.1",),
        (by_name["rich"].key, by_name["markdown-it-py"].key),
    )
    reaches = [by_name[name].reach for name in ("httpx", "rich", "mdurl", "isort", "pytest", "iniconfig")]
    assert reaches == [*[Reach.RUNTIME], *[Reach.OPTIONAL] * 2, Reach.DEVELOPMENT, *[Reach.TEST] * 2]
    assert by_name["colorama"].condition.replace('"', "'") == "sys_platform == 'win32'"
    assert all(each.hashes for each in found.packages)

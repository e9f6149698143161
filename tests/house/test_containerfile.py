"""The container file keeps what it promises: no root, no moving tags, no writable place but /tmp."""

from __future__ import annotations

import json
import re
import tomllib

from .tree import ROOT


def _instructions() -> list[tuple[str, str]]:
    """(word, rest) of each instruction, comments taken out and continued lines joined."""
    text = (ROOT / "Containerfile").read_text(encoding="utf-8")
    rows = [row for row in text.splitlines() if not row.startswith("#")]
    joined = re.sub(r"\\\n\s*", " ", "\n".join(rows))
    return [(word, rest.strip()) for word, _, rest in (row.partition(" ") for row in joined.splitlines()) if word]


def _last(word: str) -> str:
    return [rest for name, rest in _stages()[-1] if name == word][-1]


def _stages() -> list[list[tuple[str, str]]]:
    stages: list[list[tuple[str, str]]] = []
    for word, rest in _instructions():
        if word == "FROM":
            stages.append([])
        stages[-1].append((word, rest))
    return stages


def test_nothing_but_known_instructions_stands_in_it() -> None:
    known = {"FROM", "WORKDIR", "COPY", "RUN", "ENV", "USER", "ENTRYPOINT", "CMD"}
    assert {word for word, _ in _instructions()} <= known


def test_it_is_built_in_one_stage_and_runs_in_another() -> None:
    stages = _stages()
    assert len(stages) == 2
    assert "pip install" not in " ".join(rest for _, rest in stages[-1])
    assert ("COPY", "--from=build /opt/holdfast /opt/holdfast") in stages[-1]


def test_each_base_names_a_version() -> None:
    for stage in _stages():
        image = stage[0][1].split()[0]
        name, _, tag = image.partition(":")
        assert name
        assert re.match(r"\d+\.\d+", tag), image


def test_it_does_not_run_as_root() -> None:
    user, _, group = _last("USER").partition(":")
    assert int(user) > 0
    assert int(group) > 0


def test_what_it_writes_goes_to_tmp() -> None:
    variables = dict(item.split("=", 1) for item in _last("ENV").split())
    for name in ("HOME", "HOLDFAST_CACHE", "HOLDFAST_DATA"):
        assert f"{variables[name]}/".startswith("/tmp/")  # noqa: S108 - inside of the container
    assert variables["PATH"].startswith("/opt/holdfast/bin:")


def test_it_starts_the_product_and_no_shell() -> None:
    assert json.loads(_last("ENTRYPOINT")) == ["holdfast"]
    assert json.loads(_last("CMD")) == ["scan"]


def test_what_it_copies_exists_and_is_all_that_the_wheel_needs() -> None:
    copied = {name for word, rest in _stages()[0] if word == "COPY" for name in rest.split()[:-1]}
    assert [name for name in copied if not (ROOT / name).exists()] == []
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    build = project["tool"]["hatch"]["build"]["targets"]
    wanted = {*build["wheel"]["packages"], build["wheel"]["hooks"]["custom"]["path"], *build["wheel"]["shared-data"]}
    wanted |= {project["project"]["readme"], *project["project"]["license-files"]}
    assert [name for name in wanted if not any(f"{name}/".startswith(f"{each}/") for each in copied)] == []

"""Pipeline files: whole, pinned, and never over one that is there."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from holdfast.actions.adopt import PIPELINES, apply, look, plan_ci
from holdfast.model.errors import UsageError

from .conftest import Git

FILES = {name: pipeline.path for name, pipeline in PIPELINES.items()}
YAML = [name for name in PIPELINES if name != "jenkins"]


def written(repo: Path, system: str) -> str:
    """The file that is written."""
    apply(plan_ci(look(repo), system, "1.2.3"))
    return (repo / FILES[system]).read_text()


def scripts(value: Any) -> list[str]:
    """Every text in a document that calls the product."""
    if isinstance(value, dict):
        return [text for each in value.values() for text in scripts(each)]
    if isinstance(value, list):
        return [text for each in value for text in scripts(each)]
    return [value] if isinstance(value, str) and "holdfast scan" in value else []


@pytest.mark.parametrize("system", PIPELINES)
def test_the_file_is_written_once_and_says_everything(repo: Path, system: str) -> None:
    text = written(repo, system)
    assert "holdfast==1.2.3" in text
    assert "@" not in re.sub(r"actions/checkout@[0-9a-f]{40}|Cache@2|=@holdfast", "", text)
    assert "--since" in text
    assert "sarif=holdfast.sarif" in text
    assert all(len(line) <= 120 for line in text.splitlines())
    assert plan_ci(look(repo), system, "1.2.3").changes != () or "left as it is" in str(
        plan_ci(look(repo), system, "1.2.3").notes
    )
    assert (repo / FILES[system]).read_text() == text


@pytest.mark.parametrize("system", YAML)
def test_the_file_is_yaml_and_scans_in_one_place(repo: Path, system: str) -> None:
    document = yaml.safe_load(written(repo, system))
    assert len(set(scripts(document))) == 1


@pytest.mark.parametrize("system", YAML)
@pytest.mark.parametrize("target", ["", "main", "release/1 $x"])
def test_the_call_is_what_a_shell_makes_of_it(repo: Path, tmp_path: Path, system: str, target: str) -> None:
    (line,) = set(scripts(yaml.safe_load(written(repo, system))))
    log = tmp_path / "log"
    folder = tmp_path / "bin"
    folder.mkdir(exist_ok=True)
    stub = folder / "holdfast"
    stub.write_text('#!/bin/sh\nprintf "%s\\n" "$@" >"$LOG"\n')
    stub.chmod(0o755)
    names = ("TARGET", "CI_MERGE_REQUEST_DIFF_BASE_SHA", "SYSTEM_PULLREQUEST_TARGETBRANCH", "target")
    more = dict.fromkeys(names, target) if target else {}
    bash = shutil.which("bash") or "bash"
    environment = {"PATH": f"{folder}:/bin:/usr/bin", "LOG": str(log), **more}
    subprocess.run([bash, "-ec", line], env=environment, check=True)
    words = log.read_text().splitlines()
    since = f"origin/{target}" if system != "gitlab" else target
    assert words[:3] == (["scan", "--since", since] if target else ["scan", "--format", "text"])


def test_only_the_checkout_is_borrowed_and_it_is_named_by_its_commit(repo: Path) -> None:
    steps = yaml.safe_load(written(repo, "github"))["jobs"]["secrets"]["steps"]
    used = [step["uses"] for step in steps if "uses" in step]
    assert len(used) == 1
    assert re.fullmatch(r"actions/checkout@[0-9a-f]{40}", used[0])
    assert steps[0]["with"] == {"fetch-depth": 0, "persist-credentials": False}


def test_nothing_from_outside_is_put_into_a_script(repo: Path) -> None:
    steps = yaml.safe_load(written(repo, "github"))["jobs"]["secrets"]["steps"]
    assert not [step for step in steps if "${{" in step.get("run", "")]


@pytest.mark.parametrize("system", PIPELINES)
def test_a_file_that_is_there_stays(repo: Path, system: str) -> None:
    path = repo / FILES[system]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("mine\n")
    plan = plan_ci(look(repo), system, "1.2.3")
    apply(plan)
    assert path.read_text() == "mine\n"
    assert "left as it is" in plan.notes[0]
    beside = PIPELINES[system].beside
    assert [str(change.path.relative_to(repo)) for change in plan.changes] == ([beside] if beside else [])
    again = plan_ci(look(repo), system, "1.2.3")
    assert again.empty
    assert "left as it is" in again.notes[0]


@pytest.mark.parametrize("branch", ["trunk", "release/2", "1.0", "on"])
def test_the_main_branch_is_named(repo: Path, git: Git, branch: str) -> None:
    git(repo, "branch", "-m", branch)
    git(repo, "config", "init.defaultBranch", branch)
    for system in ("github", "azure"):
        document = yaml.safe_load(written(repo, system))
        trigger = document[True if True in document else "on"]["push"] if system == "github" else document["trigger"]
        names = trigger["branches"] if system == "github" else trigger["branches"]["include"]
        assert names == [branch]


def test_another_system_is_an_error(repo: Path) -> None:
    with pytest.raises(UsageError):
        plan_ci(look(repo), "drone", "1.2.3")

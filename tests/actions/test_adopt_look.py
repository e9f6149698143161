"""A first look at a repository."""

from __future__ import annotations

from pathlib import Path

import pytest

from holdfast.actions.adopt import look
from holdfast.model.errors import UsageError

from .conftest import Git


def fill(root: Path, *paths: str) -> None:
    """Make files with two bytes each."""
    for path in paths:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text("x\n")


def test_what_is_under_version_control_is_seen(repo: Path, git: Git) -> None:
    fill(repo, "src/a.py", "src/b.PY", "web/c.tsx", "Dockerfile", "nö.py", "README", ".gitlab-ci.yml")
    fill(repo, ".github/workflows/ci.yml", "tools/Jenkinsfile", ".gitleaks.toml", ".secrets.baseline", ".bandit")
    fill(repo, ".pre-commit-config.yaml")
    git(repo, "add", ".")
    fill(repo, "untracked.rs", ".semgrep.yml")
    seen = look(repo / "src")
    assert seen.root == repo
    assert seen.git
    assert (seen.files, seen.bytes) == (14, 13 * 2 + len("one\n"))
    assert seen.languages == (("Python", 3), ("YAML", 3), ("Dockerfile", 1), ("TOML", 1), ("TypeScript", 1))
    assert seen.pipelines == ("GitHub Actions", "GitLab CI", "Jenkins")
    assert seen.scanners == (
        ("gitleaks", ".gitleaks.toml"),
        ("detect-secrets", ".secrets.baseline"),
        ("bandit", ".bandit"),
    )
    assert seen.pre_commit == ".pre-commit-config.yaml"
    assert seen.default_branch == "main"
    assert seen.policy == ""


def test_no_file_of_the_repository_is_opened(repo: Path, git: Git) -> None:
    fill(repo, "src/a.py", ".gitleaks.toml")
    git(repo, "add", ".")
    (repo / "src" / "a.py").unlink()
    (repo / "src" / "a.py").symlink_to("/dev/zero")
    assert look(repo).files == 3


def test_the_remote_tells_the_default_branch(repo: Path, git: Git, tmp_path: Path) -> None:
    git(repo, "branch", "-m", "trunk/main")
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "-q", str(repo), str(clone))
    git(clone, "checkout", "-q", "-b", "main")
    assert look(clone).default_branch == "trunk/main"


def test_a_branch_without_a_commit_counts(tmp_path: Path, git: Git) -> None:
    git(tmp_path, "init", "-q", "-b", "first", "new")
    seen = look(tmp_path / "new")
    assert (seen.default_branch, seen.files, seen.languages) == ("first", 0, ())


def test_a_plain_folder_is_walked(tmp_path: Path, home: Path) -> None:
    fill(tmp_path / "plain", "a.go", "b/c.go", "Jenkinsfile")
    seen = look(tmp_path / "plain")
    assert not seen.git
    assert (seen.files, seen.languages, seen.pipelines) == (3, (("Go", 2),), ("Jenkins",))


@pytest.mark.parametrize(
    ("name", "text", "policy"),
    [
        ("holdfast.toml", "", "holdfast.toml"),
        ("pyproject.toml", "[tool.holdfast]\n", "pyproject.toml"),
        ("pyproject.toml", "[tool.other]\n", ""),
        ("pyproject.toml", "[tool", ""),
        ("pyproject.toml", "tool = 1\n", ""),
    ],
)
def test_a_policy_that_is_there_is_seen(repo: Path, name: str, text: str, policy: str) -> None:
    (repo / name).write_text(text)
    assert look(repo).policy == policy


def test_a_missing_folder_is_an_error_with_advice(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        look(tmp_path / "nowhere")
    assert caught.value.advice

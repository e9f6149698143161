"""Real repositories whose git sees no configuration but their own and that of an empty home."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

Git = Callable[..., subprocess.CompletedProcess[str]]


@dataclass(frozen=True, slots=True)
class Stub:
    """Stands in for the interpreter: writes down how it was called, and answers as told."""

    path: Path
    log: Path
    code: Path
    package: Path

    def answers(self, code: int) -> None:
        """End with this code from now on."""
        self.code.write_text(str(code))

    @property
    def calls(self) -> Sequence[str]:
        """Arguments and standard input of every call until now, one line each."""
        return self.log.read_text().splitlines() if self.log.exists() else []


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home, and nothing of git or Holdfast in the environment."""
    for name in [name for name in os.environ if name.startswith(("GIT_", "HOLDFAST_", "XDG_")) or name == "SKIP"]:
        monkeypatch.delenv(name)
    folder = tmp_path / "home"
    folder.mkdir()
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.setenv("USERPROFILE", str(folder))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    for role in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{role}_NAME", "Kim")
        monkeypatch.setenv(f"GIT_{role}_EMAIL", "kim@example.org")
    return folder


@pytest.fixture
def git(home: Path) -> Git:
    """Run git in a folder; the caller looks at the code."""
    tool = shutil.which("git") or "git"

    def call(folder: Path, *words: str, check: bool = True, **more: str) -> subprocess.CompletedProcess[str]:
        environment = {**os.environ, **more}
        return subprocess.run([tool, *words], cwd=folder, env=environment, capture_output=True, text=True, check=check)

    return call


@pytest.fixture
def repo(tmp_path: Path, git: Git) -> Path:
    """A repository with one commit, at a path that shells stumble over."""
    root = tmp_path / "an 'odd' \"shop\" $HOME é"
    root.mkdir()
    git(root, "init", "-q", "-b", "main")
    (root / "a.txt").write_text("one\n")
    git(root, "add", ".")
    git(root, "commit", "-q", "-m", "begin")
    return root


@pytest.fixture
def stub(tmp_path: Path) -> Stub:
    """An interpreter's stand-in at a path that shells stumble over."""
    folder = tmp_path / "it's a `venv` é"
    folder.mkdir()
    made = Stub(path=folder / "python", log=folder / "log", code=folder / "code", package=folder / "package")
    made.path.write_text(
        "#!/bin/sh\n"
        "here=${0%/*}\n"
        'if [ "$2" = -c ]; then test -e "$here/package"; exit; fi\n'
        'printf \'%s\' "$*" >>"$here/log"\n'
        "case $* in *pre-push*) printf ' < ' >>\"$here/log\"; tr '\\n' ';' >>\"$here/log\" ;; esac\n"
        'echo >>"$here/log"\n'
        'exit "$(cat "$here/code")"\n'
    )
    made.path.chmod(0o755)
    made.package.touch()
    made.answers(0)
    return made


@pytest.fixture
def bare_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A PATH that holds git and a few tools, and surely no holdfast."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for tool in ("git", "sh", "cat", "tr"):
        found = shutil.which(tool)
        assert found
        (folder / tool).symlink_to(found)
    monkeypatch.setenv("PATH", str(folder))
    return folder

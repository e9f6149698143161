"""A machine of its own for one test: an empty home, empty configuration, and the real command."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import holdfast

SOURCE: Final = str(Path(holdfast.__file__).parents[1])
GIT: Final = shutil.which("git") or "git"
_SECONDS: Final = 120
STARTED: Final = (
    "import runpy, signal\n"
    "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
    "runpy.run_module('holdfast', run_name='__main__', alter_sys=True)\n"
)
"""Starts the product so that it hears Ctrl-C: what is started from a script in the background is told not to."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command left behind."""

    code: int
    raw_out: bytes
    raw_err: bytes

    @property
    def out(self) -> str:
        return self.raw_out.decode("utf-8", "replace")

    @property
    def err(self) -> str:
        return self.raw_err.decode("utf-8", "replace")


@dataclass(frozen=True, slots=True)
class Machine:
    """Folders and environment of one test; every command runs in that environment and no other."""

    folder: Path
    environment: Mapping[str, str] = field(repr=False)

    @classmethod
    def make(cls, folder: Path, prepared: Path) -> Machine:
        """A machine below ``folder`` whose matcher is already built, as ``prepared`` holds it."""
        (folder / "home").mkdir()
        for name in ("cache", "data"):
            shutil.copytree(prepared / name, folder / name, copy_function=os.link)
        return cls(folder, environment(folder))

    @property
    def cache(self) -> Path:
        return Path(self.environment["HOLDFAST_CACHE"])

    def run(
        self, folder: Path, *words: str | bytes, data: bytes = b"", more: Mapping[str, str] | None = None
    ) -> Answer:
        """Run any program to its end; ``more`` adds to the environment."""
        done = subprocess.run(
            words,
            cwd=folder,
            env={**self.environment, **(more or {})},
            input=data,
            capture_output=True,
            timeout=_SECONDS,
            check=False,
        )
        return Answer(done.returncode, done.stdout, done.stderr)

    def git(self, folder: Path, *words: str | bytes, data: bytes = b"", check: bool = True, **more: str) -> str:
        """Run git; its output without the last line end. Fails the test when git does, unless told otherwise."""
        answer = self.run(folder, GIT, *words, data=data, more=more)
        assert not check or answer.code == 0, answer.err
        return answer.raw_out.decode("utf-8", "surrogateescape").rstrip("\n")

    def holdfast(self, folder: Path, *words: str, data: bytes = b"", **more: str) -> Answer:
        """Run the product."""
        return self.run(folder, sys.executable, "-m", "holdfast", *words, data=data, more=more)

    def start(self, folder: Path, *words: str) -> subprocess.Popen[bytes]:
        """Start the product and leave it running; the caller sees to its end. It hears Ctrl-C as at a terminal."""
        command = [sys.executable, "-c", STARTED, *words]
        pipe = subprocess.PIPE
        return subprocess.Popen(command, cwd=folder, env=dict(self.environment), stdout=pipe, stderr=pipe)

    def repo(self, name: str = "shop") -> Path:
        """An empty repository on the branch ``main``."""
        root = self.folder / name
        root.mkdir(parents=True)
        self.git(root, "init", "-q", "-b", "main")
        return root

    def commit(self, root: Path, says: str = "change", *words: str) -> str:
        """Commit everything that lies in the work tree; the commit's id."""
        self.git(root, "add", "-A")
        self.git(root, "commit", "-q", "--no-verify", "--allow-empty", "-m", says, *words)
        return self.git(root, "rev-parse", "HEAD")


def environment(folder: Path) -> dict[str, str]:
    """Nothing of this process's environment but the way to its programs."""
    who = {f"GIT_{role}_{what}": f"kim{'@example.org' * (what == 'EMAIL')}" for role in ROLES for what in WHATS}
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "PYTHONPATH": SOURCE,
        "HOME": str(folder / "home"),
        "USERPROFILE": str(folder / "home"),
        "HOLDFAST_CACHE": str(folder / "cache"),
        "HOLDFAST_DATA": str(folder / "data"),
        "GIT_CONFIG_NOSYSTEM": "1",
        "LC_ALL": "C.UTF-8",
        "COLUMNS": "100",
        **who,
    }


ROLES: Final = ("AUTHOR", "COMMITTER")
WHATS: Final = ("NAME", "EMAIL")


def write(root: Path, files: Mapping[str, str | bytes]) -> None:
    """Write files below a folder, folders made as needed."""
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)

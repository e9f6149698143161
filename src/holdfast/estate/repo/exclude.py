"""Whether patterns leave out a path that may stand in no work tree, as git itself reads the patterns."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO

from holdfast.estate.repo import git
from holdfast.estate.repo.worktree import Excluding, below
from holdfast.model.errors import GitError


class Excluder:
    """Answers path by path through one ``git check-ignore`` in an empty repository on the side."""

    def __init__(self, excluding: Sequence[Excluding]) -> None:
        """Take the patterns; without any, no git is started."""
        self._lines = [below(item.folder, pattern) for item in excluding for pattern in item.patterns]
        self._known: dict[str, bool] = {}
        self._side: TemporaryDirectory[str] | None = None
        self._process: subprocess.Popen[bytes] | None = None

    def excludes(self, path: str) -> bool:
        """Whether the path is left out. Raises GitError when git does not answer."""
        if not self._lines or path.startswith("<"):
            return False
        if path not in self._known:
            self._known[path] = self._asked(path)
        return self._known[path]

    def _asked(self, path: str) -> bool:
        process = self._process or self._start()
        if process.stdin is None or process.stdout is None:
            raise GitError("git check-ignore gave no pipes")
        process.stdin.write(path.encode("utf-8", "surrogateescape") + b"\0")
        process.stdin.flush()
        source, _, pattern, _ = (_field(process.stdout) for _ in range(4))
        return bool(source) and not pattern.startswith(b"!")

    def _start(self) -> subprocess.Popen[bytes]:
        self._side = TemporaryDirectory(prefix="holdfast-")
        side = Path(self._side.name)
        # Inside of a hook the environment names another repository.
        own = ("--git-dir", str(side / ".git"), "--work-tree", str(side))
        git.git(side, *own, "init", "--quiet", "--template=")
        (side / ".git" / "info").mkdir(exist_ok=True)
        text = "\n".join(self._lines) + "\n"
        (side / ".git" / "info" / "exclude").write_text(text, encoding="utf-8", errors="surrogateescape")
        self._process = subprocess.Popen(  # noqa: S603 - argument list, no shell
            git.command(
                *("-c", f"core.excludesFile={os.devnull}", *own),
                *("check-ignore", "--no-index", "--stdin", "-z", "--verbose", "--non-matching"),
            ),
            cwd=side,
            env=git.environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        return self._process

    def close(self) -> None:
        """End git and take the repository on the side away."""
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
        if self._side is not None:
            self._side.cleanup()


def _field(pipe: IO[bytes]) -> bytes:
    found = bytearray()
    while (char := pipe.read(1)) != b"\0":
        if not char:
            raise GitError("git check-ignore ended early")
        found += char
    return bytes(found)

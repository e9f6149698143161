"""Reads single files of a revision or of the index, as they are asked for, through one git that stays open."""

from __future__ import annotations

import subprocess
from pathlib import Path
from types import TracebackType
from typing import Self

from holdfast.estate.repo import git
from holdfast.model.errors import GitError


class TreeReader:
    """Contents by path; start it with ``with``. Ends its git when it is left."""

    def __init__(self, root: Path, revision: str, most: int) -> None:
        """Take a repository and a revision in it, empty for the index; files beyond ``most`` bytes are not read."""
        self._root, self._revision, self._most = root, revision, most
        self._process: subprocess.Popen[bytes] | None = None
        self._known: dict[str, bytes | None] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process is not None:
            for pipe in (self._process.stdin, self._process.stdout):
                if pipe is not None:
                    pipe.close()
            self._process.kill()
            self._process.wait()
            self._process = None

    def __call__(self, path: str) -> bytes | None:
        """The content of a file; None where there is none, or where it is too large or no file."""
        if path not in self._known:
            self._known[path] = self._read(path)
        return self._known[path]

    def _read(self, path: str) -> bytes | None:
        if not path or "\n" in path or "\0" in path:
            return None
        process = self._process or self._start()
        if process.stdin is None or process.stdout is None:
            raise GitError("git cat-file gave no pipes")
        try:
            process.stdin.write(f"{self._revision}:{path}\n".encode("utf-8", "surrogateescape"))
            process.stdin.flush()
            words = process.stdout.readline().rstrip(b"\n").rsplit(b" ", 2)
            if len(words) < 3 or not words[2].isdigit():
                return None
            size = int(words[2])
            data = process.stdout.read(size + 1)
        except OSError:  # git ended early: nothing more can be read of this tree
            return None
        return data[:size] if words[1] == b"blob" and size <= self._most and len(data) > size else None

    def _start(self) -> subprocess.Popen[bytes]:
        self._process = subprocess.Popen(  # noqa: S603 - argument list, no shell
            git.command("cat-file", "--batch"),
            cwd=self._root,
            env=git.environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        return self._process

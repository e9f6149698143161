"""Git's configuration above the repository: where each level's file stands, and how a setting in it is planned."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from holdfast.actions.changes import capture
from holdfast.estate.repo.git import environment
from holdfast.kit.process import ProcessFailed, run
from holdfast.model.errors import GitError, UsageError
from holdfast.model.plan import Change, Snapshot

_MISSING: Final = re.compile(r"unable to read config file '(.+)': ")


def get(level: str, key: str) -> str | None:
    """The value of a path setting at a level (``global``, ``system``); None when it is not set."""
    answer = _git("config", f"--{level}", "--path", "--get", key, accept=(0, 1))
    return answer or None


def planned(level: str, key: str, value: str | None) -> Change:
    """The change to a level's file that sets a key, or takes it away with None. Raises UsageError and GitError."""
    path = file_of(level)
    before = capture(path)
    if before is not None and before.link:
        target = path.resolve()
        path, before = target, capture(target)
    with TemporaryDirectory(prefix="holdfast-") as name:
        copy = Path(name) / "config"
        copy.write_bytes(before.data if before else b"")
        words = ("--unset-all", key) if value is None else (key, value)
        _git("config", "--file", str(copy), *words)
        data = copy.read_bytes()
    return Change(path=path, before=before, after=Snapshot(data=data, mode=before.mode if before else 0o644))


def file_of(level: str) -> Path:
    """The file of a level, whether or not it is there. Raises UsageError when git does not tell."""
    try:
        _run("config", f"--{level}", "--list")
    except ProcessFailed as error:
        missing = _MISSING.search(str(error))
        if missing is None:
            raise UsageError(f"git knows no {level} configuration: {error}", advice="Choose another level.") from error
        return Path(missing[1])
    # An editor that only says its file's name: git has no other way to tell where an existing file stands.
    return Path(_git("config", f"--{level}", "--edit", GIT_EDITOR="echo"))


def _git(*words: str, accept: tuple[int, ...] = (0,), **more: str) -> str:
    try:
        return _run(*words, accept=accept, more=more)
    except ProcessFailed as error:
        raise GitError(f"git {words[0]}: {error}", advice="Look at git's configuration.") from error


def _run(*words: str, accept: tuple[int, ...] = (0,), more: Mapping[str, str] | None = None) -> str:
    # Away from any repository, whose own settings are not asked for.
    settings = {key: value for key, value in environment().items() if key not in ("GIT_DIR", "GIT_WORK_TREE")}
    with TemporaryDirectory(prefix="holdfast-") as folder:
        call = ["git", *words]
        found = run(call, folder=Path(folder), environment={**settings, **(more or {})}, accept=accept)
    return os.fsdecode(found).removesuffix("\n")

"""Git by its plumbing, hardened: what stands in a scanned repository's own configuration is never executed."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from holdfast.kit.process import ProcessFailed, run
from holdfast.model.errors import GitError

# A hostile repository may name programs in its configuration (fsmonitor, hooks, diff drivers, transports, askpass).
_SAFE: Final = (
    "--no-pager",
    "-c",
    "core.fsmonitor=false",
    "-c",
    f"core.hooksPath={os.devnull}",
    "-c",
    "diff.external=",
    "-c",
    "protocol.allow=never",
    "-c",
    "core.quotePath=false",
)

_SECONDS: Final = 120.0


def environment() -> dict[str, str]:
    """Environment for git: no prompts, no lazy fetches, no locks, no replaced objects, C locale."""
    return {
        **os.environ,
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_NO_REPLACE_OBJECTS": "1",
        "GIT_ALLOW_PROTOCOL": "none",
        "GIT_TERMINAL_PROMPT": "0",
        "LC_ALL": "C",
    }


def command(*words: str) -> list[str]:
    """The full argument list for a git call with the safe settings."""
    return ["git", *_SAFE, *words]


def git(folder: Path, *words: str, data: bytes = b"", heard: list[bytes] | None = None) -> bytes:
    """Run a git plumbing command in ``folder``; its warnings are added to ``heard``.

    Raises GitError with git's own last words.
    """
    try:
        return run(command(*words), folder=folder, environment=environment(), data=data, seconds=_SECONDS, heard=heard)
    except ProcessFailed as error:
        raise GitError(f"git {words[0]}: {error}", advice=_advice(str(error))) from error


def ask(folder: Path, *words: str) -> str | None:
    """Like ``git``, decoded and stripped; None where git says no or is not there."""
    try:
        return git(folder, *words).decode("utf-8", "surrogateescape").strip()
    except GitError:
        return None


def toplevel(folder: Path) -> Path | None:
    """The root of the work tree that ``folder`` is in, or None outside of one.

    Where nothing in the environment says otherwise, it is the next folder upwards with a ``.git`` in it; that spares
    the commit hook one process.
    """
    if not {"GIT_DIR", "GIT_WORK_TREE", "GIT_CEILING_DIRECTORIES"} & os.environ.keys():
        start = folder.resolve()
        return next((above for above in (start, *start.parents) if _repository(above / ".git")), None)
    answer = ask(folder, "rev-parse", "--show-toplevel")
    return Path(answer) if answer else None


def _repository(path: Path) -> bool:
    return (path / "HEAD").is_file() or path.is_file()


def split(output: bytes) -> Sequence[str]:
    """Entries of NUL-terminated output, undecodable bytes kept as surrogates."""
    return [item.decode("utf-8", "surrogateescape") for item in output.split(b"\0") if item]


def _advice(message: str) -> str:
    if "dubious ownership" in message:
        return "The folder belongs to somebody else; see git's safe.directory setting."
    if "No such file" in message:
        return "Install git, or scan a plain folder."
    return ""

"""Lets git merge the baseline: a line in .gitattributes for everybody, and the command in this clone's configuration.

A clone without the command merges the baseline as text, as git does with a driver that it does not know.
"""

from __future__ import annotations

import os
import shlex
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from holdfast.actions.changes import capture
from holdfast.estate.repo import git
from holdfast.formats import baseline
from holdfast.kit.process import ProcessFailed, run
from holdfast.model.adoption import DriverStatus
from holdfast.model.errors import GitError, UsageError
from holdfast.model.plan import Change, Plan, Snapshot

_NAME: Final = "holdfast-baseline"
_LINE: Final = f"{baseline.PATH} merge={_NAME}"
_ATTRIBUTES: Final = ".gitattributes"
_SECTION: Final = f"merge.{_NAME}"
_WORDS: Final = "baseline merge %O %A %B"


def plan_driver(repo: Path, *, python: str) -> Plan:
    """Plan the merge driver, calling the interpreter at ``python``. Raises UsageError outside of a work tree."""
    root = _root(repo)
    changes, notes = [], []
    line = _with_line(root)
    if isinstance(line, str):
        notes.append(line)
    elif line is not None:
        changes.append(line)
    settings = {f"{_SECTION}.name": "Holdfast baseline", f"{_SECTION}.driver": _command(python)}
    if any(_get(root, key) != value for key, value in settings.items()):
        changes.append(_configured(root, [["config", key, value] for key, value in settings.items()]))
    if not changes and not notes:
        notes.append("The merge driver for the baseline is installed already.")
    return Plan(title="install the merge driver", root=root, changes=tuple(changes), notes=tuple(notes))


def plan_no_driver(repo: Path) -> Plan:
    """Plan to take the merge driver away. Raises UsageError outside of a work tree."""
    root = _root(repo)
    changes, notes = [], []
    path = root / _ATTRIBUTES
    before = capture(path)
    if before and not before.link:
        kept = [line for line in before.data.splitlines(keepends=True) if line.strip() != _LINE.encode()]
        data = b"".join(kept)
        if data != before.data:
            after = Snapshot(data=data, mode=before.mode) if data else None
            changes.append(Change(path=path, before=before, after=after))
    if _get(root, f"{_SECTION}.driver") is not None:
        changes.append(_configured(root, [["config", "--remove-section", _SECTION]]))
    if not changes:
        notes.append("The merge driver for the baseline is not installed.")
    return Plan(title="take the merge driver away", root=root, changes=tuple(changes), notes=tuple(notes))


def driver_status(repo: Path) -> DriverStatus:
    """Tell how the merge driver stands. Raises UsageError outside of a work tree."""
    root = _root(repo)
    answer = git.ask(root, "check-attr", "merge", "--", baseline.PATH) or ""
    return DriverStatus(
        root=root,
        attribute=answer.rpartition(": ")[2] == _NAME,
        command=_get(root, f"{_SECTION}.driver") or "",
    )


def _root(repo: Path) -> Path:
    if not repo.is_dir():
        raise UsageError(f"{repo} is not a folder", advice="Name a folder inside of a git repository.")
    root = git.toplevel(repo)
    if root is None:
        raise UsageError(f"{repo} is not in a git work tree", advice="Go to a clone; merges happen there.")
    return root


def _command(python: str) -> str:
    """The command as git's shell runs it; where that interpreter is gone, the holdfast on PATH is called."""
    if not python:
        return f"holdfast {_WORDS}"
    path = shlex.quote(python.replace("\\", "/") if os.name == "nt" else python).replace("%", "%%")
    return f"if [ -x {path} ]; then {path} -I -m holdfast {_WORDS}; else holdfast {_WORDS}; fi"


def _get(root: Path, key: str) -> str | None:
    return git.ask(root, "config", "--local", "--get", key)


def _with_line(root: Path) -> Change | str | None:
    """The change to .gitattributes; None where the line is there; or a sentence why it is left alone."""
    path = root / _ATTRIBUTES
    before = capture(path)
    if before is None:
        return Change(path=path, before=None, after=Snapshot(data=f"{_LINE}\n".encode()))
    if before.link:
        return f"{_ATTRIBUTES} is a symbolic link, which git does not read: write a file with the line {_LINE!r}."
    if any(line.strip() == _LINE.encode() for line in before.data.splitlines()):
        return None
    end = b"\r\n" if b"\r\n" in before.data else b"\n"
    gap = b"" if not before.data or before.data.endswith(b"\n") else end
    after = Snapshot(data=before.data + gap + _LINE.encode() + end, mode=before.mode)
    return Change(path=path, before=before, after=after)


def _configured(root: Path, calls: list[list[str]]) -> Change:
    """The change to the repository's configuration that git itself makes of some calls, tried on a copy."""
    answer = git.git(root, "rev-parse", "--git-path", "config").decode("utf-8", "surrogateescape").removesuffix("\n")
    path = root / answer
    before = capture(path)
    if before is None or before.link:
        raise UsageError(f"{path} is not a regular file", advice="Set the merge driver by hand; see the guide.")
    with TemporaryDirectory(prefix="holdfast-") as name:
        copy = Path(name) / "config"
        copy.write_bytes(before.data)
        for words in calls:
            command = ["git", *words[:1], "--file", str(copy), *words[1:]]
            try:
                run(command, folder=Path(name), environment=git.environment())
            except ProcessFailed as error:
                raise GitError(f"git config: {error}", advice="Look at the repository's configuration.") from error
        return Change(path=path, before=before, after=Snapshot(data=copy.read_bytes(), mode=before.mode))

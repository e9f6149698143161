"""Carries out a plan: every file is replaced as a whole, and all of it happens or none."""

from __future__ import annotations

import os
import stat
import tempfile
from collections.abc import Sequence
from pathlib import Path

from holdfast.model.errors import IncompleteError, UsageError
from holdfast.model.plan import Change, Plan, Receipt, Snapshot


def capture(path: Path) -> Snapshot | None:
    """Read what stands at ``path``; links are not followed. Raises UsageError for neither a file nor a link."""
    try:
        status = path.lstat()
        mode = stat.S_IMODE(status.st_mode)
        if stat.S_ISLNK(status.st_mode):
            return Snapshot(data=os.fsencode(path.readlink()), mode=mode, link=True)
        if stat.S_ISREG(status.st_mode):
            return Snapshot(data=path.read_bytes(), mode=mode)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise IncompleteError(f"{path} cannot be read: {error.strerror}") from error
    raise UsageError(f"{path} is not a regular file", advice="Move it away and try again.")


def apply(plan: Plan) -> Receipt:
    """Make the plan's changes.

    Raises IncompleteError, with everything put back, when a file is no longer as the plan saw it or cannot be written.
    """
    for change in plan.changes:
        if not same(capture(change.path), change.before):
            raise IncompleteError(
                f"{plan.name(change.path)} changed since the plan was made", advice="Nothing was written; try again."
            )
    return _carry_out(plan.title, plan.changes)


def undo(receipt: Receipt) -> Receipt:
    """Put everything back as it was before, byte for byte, and return the receipt of doing so.

    Raises IncompleteError, with nothing changed, when a file is no longer as the receipt left it.
    """
    for change in receipt.changes:
        if not same(capture(change.path), change.after):
            raise IncompleteError(f"{change.path} was changed since", advice="Nothing was undone; look at it by hand.")
    back = tuple(Change(path=item.path, before=item.after, after=item.before) for item in reversed(receipt.changes))
    done = _carry_out(f"undo: {receipt.title}", back)
    _remove(receipt.folders)
    return done


def same(one: Snapshot | None, other: Snapshot | None) -> bool:
    """Whether two snapshots are equal in what this system can tell: links and Windows have no permission bits."""
    if one is None or other is None:
        return one is other
    if (one.data, one.link) != (other.data, other.link):
        return False
    return one.link or os.name == "nt" or one.mode == other.mode


def _carry_out(title: str, changes: Sequence[Change]) -> Receipt:
    done: list[Change] = []
    folders: list[Path] = []
    try:
        for change in changes:
            _make_folders(change.path.parent, folders)
            _write(change.path, change.after)
            done.append(change)
    except OSError as error:
        lost = _put_back(done)
        _remove(folders)
        raise IncompleteError(
            f"{changes[len(done)].path} cannot be written: {error.strerror}",
            advice=f"These could not be put back: {', '.join(lost)}." if lost else "Nothing was changed.",
        ) from error
    return Receipt(title=title, changes=tuple(changes), folders=tuple(folders))


def _put_back(done: Sequence[Change]) -> list[str]:
    lost: list[str] = []
    for change in reversed(done):
        try:
            _write(change.path, change.before)
        except OSError:
            lost.append(str(change.path))
    return lost


def _make_folders(folder: Path, made: list[Path]) -> None:
    missing: list[Path] = []
    while not folder.exists():
        missing.append(folder)
        folder = folder.parent
    for item in reversed(missing):
        item.mkdir()
        made.append(item)


def _remove(folders: Sequence[Path]) -> None:
    for folder in reversed(folders):
        try:
            folder.rmdir()
        except OSError:
            return


def _write(path: Path, item: Snapshot | None) -> None:
    if item is None:
        path.unlink()
        return
    handle, name = tempfile.mkstemp(prefix=".holdfast-", dir=path.parent)
    fresh = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(b"" if item.link else item.data)
            file.flush()
            os.fsync(file.fileno())
        if item.link:
            fresh.unlink()
            fresh.symlink_to(os.fsdecode(item.data))
        else:
            fresh.chmod(item.mode)
        fresh.replace(path)
    except OSError:
        fresh.unlink(missing_ok=True)
        raise

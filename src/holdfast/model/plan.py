"""What an action is about to do to files, as a value: it can be shown, applied and undone."""

from __future__ import annotations

import difflib
import os
from collections.abc import Iterator
from pathlib import Path

from holdfast.model.noun import noun


@noun
class Snapshot:
    """What stands at a path, exactly."""

    data: bytes
    """Content of the file; for a symbolic link, where it points."""
    mode: int = 0o644
    """Permission bits."""
    link: bool = False


@noun
class Change:
    """One path before and after; None where nothing stands there."""

    path: Path
    before: Snapshot | None
    after: Snapshot | None


@noun
class Plan:
    """Changes that belong together, in the order in which they are made."""

    title: str
    """What is done, in one line."""
    root: Path
    """Folder that paths are shown relative to."""
    changes: tuple[Change, ...] = ()
    notes: tuple[str, ...] = ()
    """What a person should know before saying yes."""

    @property
    def empty(self) -> bool:
        """Whether nothing would change."""
        return not self.changes

    def name(self, path: Path) -> str:
        """Return a path as it is shown: relative to the root where it lies in it."""
        shown = path.relative_to(self.root) if path.is_relative_to(self.root) else path
        return _plain(os.fsencode(shown.as_posix()))

    def diff(self) -> str:
        """All changes as a unified diff that is safe to print; empty when nothing would change."""
        return "".join(line + "\n" for change in self.changes for line in self._render(change))

    def _render(self, change: Change) -> Iterator[str]:
        old, new, name = change.before, change.after, self.name(change.path)
        yield f"--- {name if old else '/dev/null'}"
        yield f"+++ {name if new else '/dev/null'}"
        yield from _modes(old, new)
        source = self._source(change)
        if source:
            yield source
        else:
            yield from _body(old, new)

    def _source(self, change: Change) -> str:
        """Say where the same content stands otherwise, so that a move need not be shown line by line."""
        for other in self.changes:
            if change.before is None and other is not change and other.before == change.after:
                return f"same content as {self.name(other.path)} had"
            if change.after is None and other is not change and other.after == change.before:
                return f"content goes to {self.name(other.path)}"
        return ""


@noun
class Receipt:
    """What was really done: enough to undo it."""

    title: str
    changes: tuple[Change, ...]
    folders: tuple[Path, ...] = ()
    """Folders that had to be made, outermost first."""


def _modes(old: Snapshot | None, new: Snapshot | None) -> Iterator[str]:
    if old is None and new is not None:
        yield f"new {'link' if new.link else f'file, mode {new.mode:o}'}"
    elif new is None:
        yield "removed"
    elif old is not None and (old.link, old.mode) != (new.link, new.mode):
        yield f"{_kind(old)} becomes {_kind(new)}"


def _kind(item: Snapshot) -> str:
    return "link" if item.link else f"file, mode {item.mode:o}"


def _body(old: Snapshot | None, new: Snapshot | None) -> Iterator[str]:
    before, after = (item.data if item else b"" for item in (old, new))
    if before == after:
        return
    if b"\0" in before + after:
        yield "binary content"
        return
    lines = difflib.unified_diff(_lines(before), _lines(after), lineterm="", n=3)
    for index, line in enumerate(lines):
        if index > 1:
            yield line


def _lines(data: bytes) -> list[str]:
    lines = [_plain(line) for line in data.split(b"\n")]
    if lines[-1] == "":
        return lines[:-1]
    return [*lines[:-1], f"{lines[-1]} (no line end)"]


def _plain(data: bytes) -> str:
    """Decode, with everything that could steer a terminal written out."""
    text = data.decode("utf-8", "backslashreplace")
    return "".join(char if char.isprintable() or char == "\t" else ascii(char)[1:-1] for char in text)

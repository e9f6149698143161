"""Contents of files, by path: of the disk, of the index or of a revision; and their lines as they may be shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path, PurePosixPath

from holdfast.engines.secrets.look import Looker
from holdfast.estate.repo import git
from holdfast.estate.repo.blob import Blob
from holdfast.estate.repo.worktree import read_paths


class Frames:
    """Lines of files as they may be shown: whatever the secrets engine knows in them is masked."""

    def __init__(
        self, texts: Mapping[str, bytes], more: Callable[[str], bytes | None], looker: Callable[[], Looker]
    ) -> None:
        """Take the contents at hand, how to get others, and where what knows secrets comes from."""
        self._texts, self._more, self._looker = texts, more, looker
        self._lines: dict[str, list[bytes]] = {}
        self._shown: dict[tuple[str, bytes], str] = {}

    def __call__(self, path: str, line: int) -> str:
        """The text of a line, masked; empty where there is no such line."""
        rows = self._lines.get(path)
        if rows is None:
            data = self._texts.get(path) or self._more(path) or b""
            rows = self._lines[path] = data.split(b"\n")
        if not 0 < line <= len(rows):
            return ""
        text = rows[line - 1].rstrip(b"\r")[:4096]
        shown = self._shown.get((path, text))
        if shown is None:
            shown = self._shown[path, text] = self._masked(Blob(path, text))
        return shown

    def _masked(self, blob: Blob) -> str:
        from holdfast.engines.secrets.observe import failures as secrets  # a tree that is remembered shows no line anew

        hits = self._looker().look(blob).hits
        shown = next((fail.frame for _, fail in secrets(blob, hits, lambda _value: "")), None)
        return blob.data.decode("utf-8", "replace") if shown is None else shown


def on_disk(root: Path, most: int) -> Callable[[str], bytes | None]:
    """Reads files below a root; None for what lies outside, is no file, or is larger than ``most`` bytes."""

    def read(path: str) -> bytes | None:
        parts = PurePosixPath(path).parts
        if not parts or ".." in parts or path.startswith("/") or "\0" in path:
            return None
        item = next(iter(read_paths(root, [path], most)), None)
        return item.data if isinstance(item, Blob) else None

    return read


def of_tree(root: Path, revision: str, most: int) -> Callable[[str], bytes | None]:
    """Reads files of a revision; of the index where the revision is empty."""
    from holdfast.estate.repo import objects

    def read(path: str) -> bytes | None:
        if "\n" in path or not path or git.ask(root, "cat-file", "-e", f"{revision}:{path}") is None:
            return None
        item = next(objects.read_objects(root, [(path, f"{revision}:{path}")], most), None)
        return item.data if isinstance(item, Blob) else None

    return read

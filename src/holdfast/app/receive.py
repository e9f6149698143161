"""Use case: look at what a push brings into the repository that it arrives in, before any reference moves."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, NamedTuple

from holdfast.app.places import OWN
from holdfast.app.scan import Request, Scanned, scan
from holdfast.estate.repo import git, objects
from holdfast.estate.repo.blob import Blob
from holdfast.formats import baseline
from holdfast.formats.policyfile import PYPROJECT, read_layer
from holdfast.model.errors import ConfigError

_MOST_FILES: Final = 500
_MOST_BYTES: Final = 4 << 20
_REGULAR: Final = ("100644", "100755", "100664")


class Update(NamedTuple):
    """One reference as git announces it: object before and after (zeros for none) and its name."""

    old: str
    new: str
    name: str


def receive(lines: Sequence[str], announce: Callable[[str], None]) -> Scanned | None:
    """Scan every content that the announced updates bring in for the first time; None when they bring none.

    Runs inside of git's quarantine, whose environment it keeps. The policy and the baseline are those of the first
    pushed commit. Raises HoldfastError as a scan does.
    """
    updates = [Update(*words) for words in map(str.split, lines) if len(words) == 3]
    tips = tuple(dict.fromkeys(update.new for update in updates if update.new.strip("0")))
    if not tips:
        return None
    older = [update.old for update in updates if update.old.strip("0")]
    older += ["HEAD"] if any(not update.old.strip("0") for update in updates) else []
    here = Path(os.environ.get("GIT_DIR", ".")).resolve()
    with TemporaryDirectory(prefix="holdfast-") as name:
        folder = Path(name).resolve()
        _lay_out(here, tips[0], folder)
        # The scan stands in that folder, and git is told where the repository is.
        os.environ["GIT_DIR"] = str(here)
        pushed = (tips, tuple(dict.fromkeys(older)), ".")
        return scan(Request(path=folder, pushed=pushed, hook=True, catalogue=False, announce=announce))


def _lay_out(repository: Path, tip: str, folder: Path) -> None:
    """Write what a scan reads of the pushed commit's own settings into a folder."""
    wanted = [(path, name) for path, name in _settings(repository, tip)][:_MOST_FILES]
    for item in objects.read_objects(repository, wanted, _MOST_BYTES):
        if isinstance(item, Blob):
            target = folder / item.path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(item.data)
    for path, _ in wanted:
        if path.endswith(".toml") and (folder / path).is_file():
            _stays_inside(folder, path)


def _settings(repository: Path, tip: str) -> Iterator[tuple[str, str]]:
    """(path, object) of policies, ignore files and the baseline in a commit's tree."""
    if git.ask(repository, "rev-parse", "--verify", "--quiet", f"{tip}^{{tree}}") is None:
        return  # a reference may also name a single file
    for row in git.split(git.git(repository, "ls-tree", "-r", "-z", f"{tip}^{{tree}}")):
        head, _, path = row.partition("\t")
        mode, _, name = head.split(" ")
        own = path.endswith((".toml", "/.holdfastignore")) or path in (".holdfastignore", baseline.PATH)
        own = own or path.startswith(f"{OWN}/")
        if own and mode in _REGULAR and not {"..", ".git", ""} & set(path.split("/")):
            yield path, name


def _stays_inside(folder: Path, path: str) -> None:
    """Refuse a pushed policy that would read files of the server."""
    name = path.rpartition("/")[2]
    if name not in ("holdfast.toml", PYPROJECT):
        return
    text = (folder / path).read_text(encoding="utf-8", errors="replace")
    for reference in read_layer(text, path).extends:
        target = reference.partition("#sha256=")[0]
        if "://" not in target and not ((folder / path).parent / target).resolve().is_relative_to(folder):
            raise ConfigError(
                f"{path}: extends {target}, which lies outside of the repository",
                advice="Extend a file of the repository, or an address that is pinned by its digest.",
            )

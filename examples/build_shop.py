"""Builds the example shop: a copy of ``examples/shop`` with fake secrets and a little git history.

Run ``python examples/build_shop.py DEST``. The result depends on nothing but the files beside this script: two builds
have the same commit ids. ``--without-secrets`` builds the same shop with its secrets taken out.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import yaml

from holdfast.checks.secrets.examples import render

HERE: Final = Path(__file__).resolve().parent
SEED: Final = "tidewater"
MARKER: Final = Path(".git") / "holdfast-example-shop"
KEPT: Final = frozenset({".holdfast", "holdfast.toml"})
LEFT_BEHIND: Final = frozenset({"__pycache__", "node_modules", ".pytest_cache", ".ruff_cache", ".DS_Store"})

MARA: Final = ("Mara Lindqvist", "mara@tidewater.example")
JONAS: Final = ("Jonas Reyl", "jonas@tidewater.example")


class BuildError(Exception):
    """The shop cannot be built there or from this; the text says why and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Commit:
    """One step of the shop's history."""

    author: tuple[str, str]
    """Name and e-mail address."""
    date: str
    message: str
    paths: tuple[str, ...]
    """Beginnings of the paths that this commit brings; an empty one takes what is left."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """One entry of ``shop.secrets.yaml``."""

    name: str
    path: str
    added: int
    put: str = ""
    find: str = ""
    content: str = ""
    create: bool = False
    removed: int | None = None
    decoy: bool = False

    def stands(self, number: int) -> bool:
        """Whether the value is there after commit ``number``."""
        return self.added <= number and (self.removed is None or number < self.removed)

    def apply(self, before: str) -> str:
        """Draw this value and write it into ``before``; raises BuildError if its place is not there once."""
        rng = random.Random(f"{SEED}:{self.name}")  # noqa: S311 -- examples must be reproducible
        if self.create:
            return render(self.content, rng)
        if (times := before.count(self.find)) != 1:
            raise BuildError(f"{self.path}: the place of {self.name} stands there {times} times instead of once")
        return before.replace(self.find, render(self.put, rng))


HISTORY: Final = (
    Commit(
        author=MARA,
        date="2022-03-07T09:12:00+0100",
        message="Start the shop: catalogue, accounts and orders",
        paths=("api/shop/", "api/wsgi.py", "api/requirements", "api/Dockerfile", "api/.dockerignore", ".gitignore"),
    ),
    Commit(
        author=JONAS,
        date="2022-03-21T16:40:00+0100",
        message="Add the storefront",
        paths=("storefront/",),
    ),
    Commit(
        author=MARA,
        date="2022-04-04T11:05:00+0200",
        message="Import prices and stock from suppliers",
        paths=("feeds/", "scripts/sync_supplier.py"),
    ),
    Commit(
        author=JONAS,
        date="2022-04-19T14:22:00+0200",
        message="Describe the account and the cluster as code",
        paths=("infra/", "deploy/", "docker-compose.yml", ".env.example"),
    ),
    Commit(
        author=MARA,
        date="2022-05-03T10:31:00+0200",
        message="Deploy from the pipeline, tidy up the scripts",
        paths=(".github/", ".gitlab-ci.yml", "scripts/"),
    ),
    Commit(
        author=JONAS,
        date="2022-05-30T17:58:00+0200",
        message="Get staging going: weekly figures and a runbook",
        paths=("config/", "docs/"),
    ),
    Commit(
        author=MARA,
        date="2022-06-13T08:47:00+0200",
        message="Get ready for the summer sale",
        paths=("",),
    ),
)


def read_slots(path: Path) -> list[Slot]:
    """Read and check the entries of the secrets file; raises BuildError for one that makes no sense."""
    try:
        slots = [Slot(**entry) for entry in yaml.safe_load(path.read_text(encoding="utf-8"))]
    except (TypeError, yaml.YAMLError) as error:
        raise BuildError(f"{path.name}: {error}") from error
    for slot in slots:
        if slot.create == bool(slot.find) or slot.create != bool(slot.content):
            raise BuildError(f"{slot.name}: an entry has either find and put, or create and content")
        if not 1 <= slot.added <= len(HISTORY):
            raise BuildError(f"{slot.name}: there is no commit {slot.added}")
        if slot.create and slot.removed is not None:
            raise BuildError(f"{slot.name}: a created file stays; only a replaced text can be removed")
    return slots


def read_shop(folder: Path) -> dict[str, str]:
    """Read the text of each committed file of the shop by its path."""
    found = {}
    for path in sorted(folder.rglob("*")):
        relative = path.relative_to(folder)
        if path.is_file() and LEFT_BEHIND.isdisjoint(relative.parts):
            found[relative.as_posix()] = path.read_bytes().decode("utf-8")
    return found


def first_commit(path: str) -> int:
    """Find the number of the commit that brings ``path``."""
    return next(number for number, commit in enumerate(HISTORY, 1) if path.startswith(commit.paths))


def tree_at(number: int, shop: Mapping[str, str], slots: Sequence[Slot]) -> dict[str, str]:
    """Put together the text of each file after commit ``number``."""
    tree = {path: text for path, text in shop.items() if first_commit(path) <= number}
    for slot in slots:
        if slot.stands(number):
            tree[slot.path] = slot.apply(tree.get(slot.path, ""))
    return tree


def run_git(dest: Path, *arguments: str, commit: Commit = HISTORY[0]) -> None:
    """Run git in ``dest`` without the user's configuration, hooks or identity; raises BuildError if it fails."""
    name, email = commit.author
    environment = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")} | {
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_AUTHOR_NAME": name,
        "GIT_AUTHOR_EMAIL": email,
        "GIT_AUTHOR_DATE": commit.date,
        "GIT_COMMITTER_NAME": name,
        "GIT_COMMITTER_EMAIL": email,
        "GIT_COMMITTER_DATE": commit.date,
        "LC_ALL": "C",
    }
    settings = ("commit.gpgsign=false", f"core.hooksPath={os.devnull}", "core.autocrlf=false", "gc.auto=0")
    options = [part for setting in (*settings, "init.defaultBranch=main") for part in ("-c", setting)]
    command = ["git", "-C", str(dest), *options, *arguments]
    try:
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    except FileNotFoundError as error:
        raise BuildError("git is not installed; the shop needs it for its history") from error
    if done.returncode:
        raise BuildError(f"git {arguments[0]} failed in {dest}: {done.stderr.strip()}")


def make_room(dest: Path) -> None:
    """Leave an empty, marked folder at ``dest``; what ``holdfast`` keeps there stays. Never touches a foreign one."""
    if dest.exists() and not dest.is_dir():
        raise BuildError(f"{dest} is not a folder; name another one")
    if dest.is_dir() and any(dest.iterdir()) and not (dest / MARKER).is_file():
        raise BuildError(f"{dest} is not empty and was not made by this script; name another folder, or empty it")
    dest.mkdir(parents=True, exist_ok=True)
    for path in dest.iterdir():
        if path.name in KEPT:
            continue
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()
    (dest / MARKER).parent.mkdir()
    (dest / MARKER).write_text("Made by examples/build_shop.py, which may overwrite this folder.\n", encoding="utf-8")


def write_changes(dest: Path, before: Mapping[str, str], after: Mapping[str, str]) -> list[str]:
    """Write what differs between the two trees; returns the changed paths."""
    changed = [path for path, text in after.items() if before.get(path) != text]
    for name in changed:
        path = dest / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(after[name].encode("utf-8"))
        path.chmod(0o755 if path.suffix == ".sh" else 0o644)
    return changed


def build(dest: Path, *, with_secrets: bool) -> None:
    """Build the shop with its history at ``dest``.

    Raises BuildError if the folder is not empty and not ours, an entry does not fit the shop, or git fails.
    """
    slots = [slot for slot in read_slots(HERE / "shop.secrets.yaml") if with_secrets or slot.decoy]
    shop = read_shop(HERE / "shop")
    trees = [tree_at(number, shop, slots) for number in range(1, len(HISTORY) + 1)]
    make_room(dest)
    run_git(dest, "init", "--quiet", "--template=")
    before: dict[str, str] = {}
    for commit, tree in zip(HISTORY, trees, strict=True):
        changed = write_changes(dest, before, tree)
        run_git(dest, "add", "--force", "--", *changed)
        run_git(dest, "commit", "--quiet", "--message", commit.message, commit=commit)
        before = tree


def main(arguments: Sequence[str] | None = None) -> int:
    """Command line; returns 0, or 2 with a message on standard error."""
    parser = argparse.ArgumentParser(description="Build the example shop with fake secrets and a little git history.")
    parser.add_argument("dest", type=Path, metavar="DEST", help="empty or new folder, or one made by this script")
    parser.add_argument("--without-secrets", action="store_true", help="build the shop with its secrets taken out")
    options = parser.parse_args(arguments)
    try:
        build(options.dest, with_secrets=not options.without_secrets)
    except (BuildError, OSError) as error:
        print(f"build_shop: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())

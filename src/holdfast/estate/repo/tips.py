"""What the newest commits of branches hold today."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Final

from holdfast.estate.repo import git
from holdfast.estate.repo.history import Program

MOST_BRANCHES: Final = 64


def present(root: Path, names: Collection[str]) -> tuple[dict[str, tuple[str, ...]], bool]:
    """For each content id of ``names``: ``HEAD`` and branches whose newest commit holds it.

    Only ids that some branch holds are in it. The second answer tells whether every branch was asked: the newest 64
    are. A tree that cannot be read holds nothing.
    """
    words = ("--sort=-committerdate", "--format=%(objectname) %(refname:short)")
    listed = git.ask(root, "for-each-ref", *words, f"--count={MOST_BRANCHES + 1}", "refs/heads", "refs/remotes") or ""
    head = git.ask(root, "rev-parse", "--verify", "--quiet", "HEAD^{commit}")
    tips = [(head, "HEAD")] if head else []
    branches = [line.partition(" ") for line in listed.splitlines()]
    tips += [(name, branch) for name, _, branch in branches[:MOST_BRANCHES] if not branch.endswith("/HEAD")]
    wanted = {name.encode("ascii") for name in names}
    found: dict[str, tuple[str, ...]] = {}
    held: dict[str, set[bytes]] = {}
    for commit, branch in tips:
        if commit not in held:
            held[commit] = _contents(root, commit) & wanted
        for content in held[commit]:
            key = content.decode("ascii")
            found[key] = (*found.get(key, ()), branch)
    return found, len(branches) <= MOST_BRANCHES


def _contents(root: Path, commit: str) -> set[bytes]:
    found = set()
    with Program(root, "ls-tree", "-r", "-z", "--full-tree", commit) as program:
        for field in program.output.read().split(b"\0"):
            head = field.partition(b"\t")[0]
            found.add(head.rpartition(b" ")[2])
    return found

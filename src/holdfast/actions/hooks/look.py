"""Where git looks for hooks in a repository, and what stands there."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from holdfast.actions.changes import capture
from holdfast.actions.hooks.managers import manager
from holdfast.actions.hooks.script import KEPT, interpreter, ours, render
from holdfast.estate.repo.git import environment
from holdfast.kit.process import ProcessFailed, run
from holdfast.model.errors import GitError, UsageError
from holdfast.model.hook import Hook, HookKind, HookState, HookStatus
from holdfast.model.plan import Snapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class HooksFolder:
    """Where git looks for hooks, and why there."""

    root: Path
    folder: Path
    own: Path
    """The folder that git uses when nothing is set."""
    setting: str
    scope: str
    inside: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What stands at a hook's path and at the path where an older hook is kept."""

    kind: HookKind
    path: Path
    current: Snapshot | None
    kept_path: Path
    kept: Snapshot | None

    @property
    def mine(self) -> bool:
        """Whether the current hook is Holdfast's."""
        return self.current is not None and not self.current.link and ours(self.current.data)

    @property
    def orphan(self) -> bool:
        """Whether an older hook is kept although nothing stands in its place any more."""
        return self.current is None and self.kept is not None


def locate(repo: Path) -> HooksFolder:
    """Find the hooks folder of the work tree that ``repo`` is in.

    Raises UsageError outside of a work tree, in a bare repository and where hooks are switched off.
    """
    root = _root(repo)
    setting, scope = _setting(root)
    own = (root / _git(root, "rev-parse", "--git-common-dir")).resolve() / "hooks"
    folder = Path(os.path.normpath(root / _git(root, "rev-parse", "--git-path", "hooks")))
    if scope and (not setting or (folder.exists() and not folder.is_dir())):
        raise UsageError(
            f"hooks are switched off here: core.hooksPath is {setting or 'empty'} ({scope} configuration)",
            advice="Take the setting away with: git config --unset core.hooksPath, or run Holdfast in CI only.",
        )
    real = folder.resolve()
    inside = real.is_relative_to(root.resolve()) or real.is_relative_to(own.parent)
    return HooksFolder(root=root, folder=folder, own=own, setting=setting, scope=scope, inside=inside)


def find(folder: Path, kind: HookKind) -> Found:
    """Read what stands in a hooks folder for one kind of hook."""
    path, kept_path = folder / kind, folder / (kind + KEPT)
    return Found(kind=kind, path=path, current=capture(path), kept_path=kept_path, kept=capture(kept_path))


def status(repo: Path) -> HookStatus:
    """Tell how the hooks of the work tree that ``repo`` is in stand. Raises like ``locate``."""
    place = locate(repo)
    hooks = tuple(_hook(place.folder, find(place.folder, kind)) for kind in HookKind)
    return HookStatus(
        root=place.root,
        folder=place.folder,
        setting=place.setting,
        scope=place.scope,
        inside=place.inside,
        hooks=hooks,
    )


def _hook(folder: Path, found: Found) -> Hook:
    if found.current is None or not found.mine:
        owner = manager(folder, found.current.data) if found.current else None
        state = HookState.FOREIGN if found.current else HookState.ABSENT
        return Hook(kind=found.kind, path=found.path, state=state, manager=owner.name if owner else "")
    python = interpreter(found.current.data)
    fresh = render(found.kind, python) == found.current.data
    return Hook(
        kind=found.kind,
        path=found.path,
        state=HookState.INSTALLED if fresh else HookState.OUTDATED,
        chained=found.kept is not None,
        python=python,
        alive=os.access(python, os.X_OK),
    )


def _root(repo: Path) -> Path:
    if not repo.is_dir():
        raise UsageError(f"{repo} is not a folder", advice="Name a folder inside of a git repository.")
    try:
        if _git(repo, "rev-parse", "--is-bare-repository") == "true":
            raise UsageError(
                f"{repo} is a bare repository: no commits are made in it", advice="Install the hook in a clone of it."
            )
        return Path(_git(repo, "rev-parse", "--show-toplevel"))
    except GitError as error:
        if "not a git repository" not in str(error) and "work tree" not in str(error):
            raise
        raise UsageError(f"{repo} is not in a git work tree", advice="Run git init, or go to a repository.") from error


def _setting(root: Path) -> tuple[str, str]:
    """Return value and scope of ``core.hooksPath``; two empty strings when it is not set."""
    answer = _git(root, "config", "--show-scope", "--null", "--path", "--get", "core.hooksPath", accept=(0, 1))
    scope, _, value = answer.partition("\0")
    return value.removesuffix("\0"), scope


def _git(folder: Path, *words: str, accept: tuple[int, ...] = (0,)) -> str:
    """Ask git where hooks are: the one question for which the repository's own ``core.hooksPath`` must be in force."""
    try:
        command = ["git", "-c", "core.fsmonitor=false", *words]
        answer = run(command, folder=folder, environment=environment(), accept=accept)
    except ProcessFailed as error:
        raise GitError(f"git {words[0]}: {error}", advice="Check that git works in this folder.") from error
    return os.fsdecode(answer).removesuffix("\n")

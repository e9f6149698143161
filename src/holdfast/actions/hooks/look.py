"""Where git looks for hooks in a repository, and what stands there."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from holdfast.actions.changes import capture
from holdfast.actions.hooks.managers import manager
from holdfast.actions.hooks.script import KEPT, interpreter, ours, relays, render
from holdfast.estate.repo.git import environment
from holdfast.kit.process import ProcessFailed, run
from holdfast.model.errors import GitError, UsageError
from holdfast.model.hook import CLIENT, SERVER, Hook, HookKind, HookState, HookStatus
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
    bare: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What stands at a hook's path and at the path where an older hook is kept."""

    kind: str
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
    """Find the hooks folder of the work tree that ``repo`` is in, or of the bare repository that it is.

    Raises UsageError outside of a repository and where hooks are switched off.
    """
    root, bare = _root(repo)
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
    return HooksFolder(root=root, folder=folder, own=own, setting=setting, scope=scope, inside=inside, bare=bare)


def find(folder: Path, kind: str) -> Found:
    """Read what stands in a hooks folder under the name of one kind of hook."""
    path, kept_path = folder / kind, folder / (kind + KEPT)
    return Found(kind=kind, path=path, current=capture(path), kept_path=kept_path, kept=capture(kept_path))


def status(repo: Path) -> HookStatus:
    """Tell how the hooks of the repository that ``repo`` is in stand. Raises like ``locate``."""
    place = locate(repo)
    kinds = SERVER if place.bare else CLIENT
    hooks = tuple(_hook(place.folder, kind, _called(place, kind)) for kind in kinds)
    return HookStatus(
        root=place.root,
        folder=place.folder,
        setting=place.setting,
        scope=place.scope,
        inside=place.inside,
        hooks=hooks,
    )


def _called(place: HooksFolder, kind: HookKind) -> Found:
    """What git calls in the end: a shared folder may only hand on to the repository's own hook."""
    found = find(place.folder, kind)
    return find(place.own, kind) if found.current and relays(found.current.data) else found


def _hook(folder: Path, kind: HookKind, found: Found) -> Hook:
    if found.current is None:
        return Hook(kind=kind, path=found.path, state=HookState.ABSENT)
    if not found.mine:
        owner = manager(folder, found.current.data)
        return Hook(kind=kind, path=found.path, state=HookState.FOREIGN, manager=owner.name if owner else "")
    python = interpreter(found.current.data)
    fresh = found.current.data in (render(kind, python), render(kind, python, shared=True))
    return Hook(
        kind=kind,
        path=found.path,
        state=HookState.INSTALLED if fresh else HookState.OUTDATED,
        chained=found.kept is not None,
        python=python,
        alive=os.access(python, os.X_OK),
    )


def _root(repo: Path) -> tuple[Path, bool]:
    """The root of the work tree, or the bare repository, and whether it is bare."""
    if not repo.is_dir():
        raise UsageError(f"{repo} is not a folder", advice="Name a folder inside of a git repository.")
    try:
        if _git(repo, "rev-parse", "--is-bare-repository") == "true":
            return Path(_git(repo, "rev-parse", "--absolute-git-dir")), True
        return Path(_git(repo, "rev-parse", "--show-toplevel")), False
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

"""Looks at everything that Holdfast leans on, and says what is lost where something is missing."""

from __future__ import annotations

import importlib
import locale
import os
import re
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from holdfast.estate.repo.git import environment
from holdfast.kit.process import ProcessFailed, run
from holdfast.model.diagnosis import Diagnosis, Health
from holdfast.model.errors import HoldfastError
from holdfast.model.hook import Hook, HookState, HookStatus

OLDEST_PYTHON: Final = (3, 11)
OLDEST_GIT: Final = (2, 31)
_LITTLE: Final = 1 << 30
_TOO_LITTLE: Final = 100 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """The places that are looked at."""

    root: Path
    """Folder or repository that the person stands in."""
    cache: Path
    data: Path
    ledger: Path


def look(
    ground: Ground,
    *,
    policy: Callable[[], str],
    hooks: Callable[[], HookStatus],
    helm: Callable[[], Diagnosis],
    advisories: Callable[[], Diagnosis],
) -> list[Diagnosis]:
    """Look at everything once; nothing is written.

    ``policy`` reads the policy in force and says in one line what it is, or raises HoldfastError; ``hooks`` tells how
    the hooks of the repository stand, or raises HoldfastError outside of one; ``helm`` says what renders charts,
    ``advisories`` what is known about packages.
    """
    looks: list[tuple[str, Callable[[], Diagnosis]]] = [
        ("Python", _python),
        ("Git", _git),
        ("Command", _command),
        ("Matcher", _matcher),
        ("Helm", helm),
        ("Advisories", advisories),
        ("Text", _text),
        ("Cache", lambda: _folder("Cache", ground.cache, "HOLDFAST_CACHE")),
        ("Data", lambda: _folder("Data", ground.data, "HOLDFAST_DATA")),
        ("Disk", lambda: _disk(ground.cache)),
        ("File names", lambda: _names(ground.root)),
        ("Policy", lambda: _policy(policy)),
        ("Hooks", lambda: _hooks(hooks)),
        ("Ledger", lambda: _ledger(ground.ledger)),
    ]
    return [_guarded(title, one) for title, one in looks]


def _guarded(title: str, one: Callable[[], Diagnosis]) -> Diagnosis:
    try:
        return one()
    except OSError as error:
        return Diagnosis(title=title, state=Health.BAD, says=f"could not be looked at: {error}")


def _python() -> Diagnosis:
    says = f"{'.'.join(str(part) for part in sys.version_info[:3])} at {sys.executable}"
    if sys.version_info[:2] < OLDEST_PYTHON:
        oldest = ".".join(str(part) for part in OLDEST_PYTHON)
        return Diagnosis(title="Python", state=Health.BAD, says=says, advice=f"Install Python {oldest} or newer.")
    return Diagnosis(title="Python", state=Health.OK, says=says)


def _git() -> Diagnosis:
    path = shutil.which("git")
    if path is None:
        advice = "Install git; plain folders can be scanned without it."
        return Diagnosis(title="Git", state=Health.BAD, says="not on PATH", advice=advice)
    try:
        answer = run([path, "--version"], environment=environment(), seconds=10).decode("utf-8", "replace").strip()
    except ProcessFailed as error:
        return Diagnosis(title="Git", state=Health.BAD, says=f"{path}: {error}", advice="Repair the installed git.")
    found = re.search(r"(\d+)\.(\d+)", answer)
    version = (int(found[1]), int(found[2])) if found else (0, 0)
    says = f"{answer.removeprefix('git version ')} at {path}"
    if version < OLDEST_GIT:
        oldest = ".".join(str(part) for part in OLDEST_GIT)
        return Diagnosis(
            title="Git", state=Health.WARN, says=says, advice=f"Git {oldest} or newer is what Holdfast is tested with."
        )
    return Diagnosis(title="Git", state=Health.OK, says=says)


def _command() -> Diagnosis:
    path = shutil.which("holdfast")
    if path is None:
        return Diagnosis(
            title="Command",
            state=Health.WARN,
            says="holdfast is not on PATH",
            advice="Hooks find it by the interpreter that installed them; for the shell use pipx install holdfast.",
        )
    return Diagnosis(title="Command", state=Health.OK, says=path)


def _matcher() -> Diagnosis:
    try:
        engine = importlib.import_module("hyperscan")
    except (ImportError, OSError) as error:
        return Diagnosis(
            title="Matcher",
            state=Health.WARN,
            says=f"Hyperscan is not usable ({error}): same results, several times slower",
            advice="Install Holdfast with its matcher: pipx inject holdfast hyperscan.",
        )
    return Diagnosis(title="Matcher", state=Health.OK, says=f"Hyperscan {getattr(engine, '__version__', '')}".strip())


def _text() -> Diagnosis:
    names = {
        "file names": sys.getfilesystemencoding(),
        "text": locale.getpreferredencoding(do_setlocale=False),
        "output": getattr(sys.stdout, "encoding", None) or "unknown",
    }
    odd = [f"{what} {name}" for what, name in names.items() if name.lower().replace("-", "") != "utf8"]
    if odd:
        return Diagnosis(
            title="Text",
            state=Health.WARN,
            says=f"not UTF-8: {', '.join(odd)}",
            advice="Set PYTHONUTF8=1 or a UTF-8 locale, or some names are shown with escapes.",
        )
    return Diagnosis(title="Text", state=Health.OK, says="UTF-8")


def _folder(title: str, folder: Path, variable: str) -> Diagnosis:
    near = _existing(folder)
    usable = near.is_dir() and os.access(near, os.W_OK | os.X_OK)
    if not usable:
        advice = f"Make it writable or name another folder in {variable}."
        return Diagnosis(title=title, state=Health.WARN, says=f"{folder} cannot be written", advice=advice)
    says = str(folder) if near == folder else f"{folder} (made at first use)"
    return Diagnosis(title=title, state=Health.OK, says=says)


def _disk(folder: Path) -> Diagnosis:
    near = _existing(folder)
    free = shutil.disk_usage(near).free
    state = Health.BAD if free < _TOO_LITTLE else Health.WARN if free < _LITTLE else Health.OK
    advice = "" if state is Health.OK else "Free some space, or point HOLDFAST_CACHE to another disk."
    return Diagnosis(title="Disk", state=state, says=f"{free / (1 << 30):,.1f} GiB free at {near}", advice=advice)


def _names(root: Path) -> Diagnosis:
    """Whether two names may differ only in case: ask for something that is there by its name in the other case."""
    path = root.resolve()
    candidates = [*path.iterdir(), path, *path.parents]
    known = next((item for item in candidates if item.name.swapcase() != item.name), None)
    if known is None:
        return Diagnosis(title="File names", state=Health.OK, says="letter case could not be tried")
    other = known.with_name(known.name.swapcase())
    folded = other.exists() and other.samefile(known)
    says = "letter case is ignored: two paths of a repository may fall together" if folded else "letter case matters"
    return Diagnosis(title="File names", state=Health.OK, says=says)


def _policy(policy: Callable[[], str]) -> Diagnosis:
    try:
        return Diagnosis(title="Policy", state=Health.OK, says=policy())
    except HoldfastError as error:
        return Diagnosis(title="Policy", state=Health.BAD, says=str(error), advice=error.advice)


def _hooks(hooks: Callable[[], HookStatus]) -> Diagnosis:
    try:
        status = hooks()
    except HoldfastError as error:
        return Diagnosis(title="Hooks", state=Health.WARN, says=str(error), advice=error.advice)
    ours = [hook for hook in status.hooks if hook.state in (HookState.INSTALLED, HookState.OUTDATED)]
    if not ours:
        return Diagnosis(
            title="Hooks",
            state=Health.WARN,
            says="none installed: secrets are found after the commit, not before",
            advice="Run holdfast hook install.",
        )
    stale = [hook for hook in ours if hook.state is HookState.OUTDATED or not hook.alive]
    says = f"{', '.join(_hook(hook) for hook in ours)} in {status.folder}"
    if stale:
        return Diagnosis(title="Hooks", state=Health.WARN, says=says, advice="Run holdfast hook install once more.")
    return Diagnosis(title="Hooks", state=Health.OK, says=says)


def _hook(hook: Hook) -> str:
    if not hook.alive:
        return f"{hook.kind} (its interpreter is gone)"
    return f"{hook.kind} (of another version)" if hook.state is HookState.OUTDATED else str(hook.kind)


def _ledger(path: Path) -> Diagnosis:
    if not path.exists():
        return Diagnosis(title="Ledger", state=Health.OK, says="none yet: holdfast scan --record begins one")
    if not os.access(path, os.R_OK | os.W_OK) or not path.is_file():
        return Diagnosis(
            title="Ledger", state=Health.BAD, says=f"{path} cannot be written", advice="Check who owns the file."
        )
    return Diagnosis(title="Ledger", state=Health.OK, says=f"{path}, {path.stat().st_size / 1024:,.0f} KiB")


def _existing(path: Path) -> Path:
    """Return the nearest folder above that is there."""
    path = path.absolute()
    while not path.exists() and path != path.parent:
        path = path.parent
    return path

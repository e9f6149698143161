"""Rolls hooks out to every repository of a user or a machine, and tells how far that came. Nothing here writes."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from holdfast.actions.changes import capture
from holdfast.actions.hooks.install import steps
from holdfast.actions.hooks.levels import get, planned
from holdfast.actions.hooks.look import find, status
from holdfast.actions.hooks.script import RELAYED, ours, relay, relays, render
from holdfast.model.errors import HoldfastError, UsageError
from holdfast.model.hook import CLIENT, Fleet, FleetState, HookKind, HookState, HookStatus, Member
from holdfast.model.plan import Change, Plan, Snapshot

_TEMPLATE: Final = "init.templateDir"
_HOOKS: Final = "core.hooksPath"


def plan_template(folder: Path, level: str, kinds: Iterable[HookKind], *, python: str) -> Plan:
    """Plan hooks in a template folder, from which git fills each new clone; ``level`` is ``global`` or ``system``.

    A hook that is in the template already is kept and runs first. Raises UsageError when another template is set.
    """
    folder = folder.absolute()
    _free(level, _TEMPLATE, folder)
    changes: list[Change] = []
    for kind in kinds:
        changes += steps(find(folder / "hooks", kind), Snapshot(data=render(kind, python), mode=0o755))
    changes += _setting(level, _TEMPLATE, folder)
    notes = (
        "Every clone that is made from now on gets these hooks; in an older one, run git init once.",
        "Git's default template (its sample hooks) is no longer copied.",
    )
    return Plan(title="roll hooks out by a template", root=folder, changes=tuple(changes), notes=notes)


def plan_shared(folder: Path, level: str, kinds: Iterable[HookKind], *, python: str) -> Plan:
    """Plan one hooks folder for every repository; ``level`` is ``global`` or ``system``.

    Each repository's own hooks still run: ours calls it first, and every other kind is passed on to it. Raises
    UsageError when another folder is set, or a hook that is not ours stands in this one.
    """
    folder = folder.absolute()
    _free(level, _HOOKS, folder)
    wanted = {str(kind): render(kind, python, shared=True) for kind in kinds}
    wanted |= {name: relay(name) for name in (*RELAYED, *CLIENT) if name not in wanted}
    changes: list[Change] = []
    for name, text in wanted.items():
        before = capture(folder / name)
        if before is not None and (before.link or not (ours(before.data) or relays(before.data))):
            raise UsageError(
                f"{folder / name} is there already and is not Holdfast's", advice="Choose an empty folder with --hooks."
            )
        after = Snapshot(data=text, mode=0o755)
        if before != after:
            changes.append(Change(path=folder / name, before=before, after=after))
    changes += _setting(level, _HOOKS, folder)
    notes = (
        "Every repository uses this folder at once, but those that set core.hooksPath themselves (as husky does).",
        "A repository's own hooks still run; git reaches them through this folder.",
    )
    return Plan(title="roll hooks out by a shared folder", root=folder, changes=tuple(changes), notes=notes)


def plan_withdraw(level: str, *, shared: bool) -> Plan:
    """Plan to take the shared folder, or the template, of a level away. Foreign files and settings stay."""
    key = _HOOKS if shared else _TEMPLATE
    value = get(level, key)
    folder = Path(value or "")
    changes = list(_removed(folder if shared else folder / "hooks")) if value else []
    if not changes:
        return Plan(title="withdraw hooks", root=Path.cwd(), notes=(f"{key} ({level}): nothing of Holdfast is there.",))
    changes.append(planned(level, key, None))
    notes = () if shared else ("Clones that were made meanwhile keep their hooks: holdfast hook uninstall.",)
    return Plan(title="withdraw hooks", root=folder, changes=tuple(changes), notes=notes)


def survey(roots: Iterable[Path]) -> Fleet:
    """Find the repositories below some folders and tell which are hooked. Raises UsageError for what is no folder."""
    unread: list[str] = []
    found: dict[Path, bool] = {}
    for root in roots:
        if not root.is_dir():
            raise UsageError(f"{root} is not a folder", advice="Name folders in which clones lie.")
        found.update(_repositories(root.resolve(), unread))
    members = tuple(_member(path, bare=bare) for path, bare in sorted(found.items()))
    return Fleet(members=members, unread=tuple(unread))


def _free(level: str, key: str, folder: Path) -> None:
    there = get(level, key)
    if there and Path(os.path.normpath(there)) != Path(os.path.normpath(folder)):
        raise UsageError(
            f"{key} of the {level} configuration is {there} already",
            advice=f"Name that folder, or unset it: git config --{level} --unset {key}",
        )


def _setting(level: str, key: str, folder: Path) -> list[Change]:
    return [] if get(level, key) == str(folder) else [planned(level, key, str(folder))]


def _removed(folder: Path) -> Iterator[Change]:
    """Changes that take our scripts out of a folder, and put back what they kept."""
    for name in (*CLIENT, *RELAYED):
        found = find(folder, name)
        if not found.mine and not (found.current and relays(found.current.data)):
            continue
        yield Change(path=found.path, before=found.current, after=found.kept)
        if found.kept:
            yield Change(path=found.kept_path, before=found.kept, after=None)


def _repositories(root: Path, unread: list[str]) -> Iterator[tuple[Path, bool]]:
    """(path, bare) of each clone and bare repository; links are not followed, nor is a repository's inside searched."""

    def note(error: OSError) -> None:
        unread.append(f"{error.filename}: {error.strerror}")

    for name, folders, files in os.walk(root, onerror=note):
        here = Path(name)
        if ".git" in folders or (".git" in files and _own_hooks(here / ".git")):
            yield here, False
        elif {"objects", "refs"} <= set(folders) and "HEAD" in files:
            yield here, True
            folders.clear()
        folders[:] = [each for each in folders if each != ".git"]


def _own_hooks(link: Path) -> bool:
    """A submodule has hooks of its own; a linked work tree shares those of its clone."""
    try:
        return "/modules/" in link.read_text(encoding="utf-8", errors="replace").replace("\\", "/")
    except OSError:
        return False


def _member(path: Path, *, bare: bool) -> Member:
    try:
        found = status(path)
    except UsageError as error:
        return Member(path=path, bare=bare, state=FleetState.OFF, why=str(error))
    except HoldfastError as error:
        return Member(path=path, bare=bare, state=FleetState.UNREAD, why=str(error))
    return _judged(path, found, bare=bare)


def _judged(path: Path, found: HookStatus, *, bare: bool) -> Member:
    hook = found.hooks[0]
    by = f"core.hooksPath ({found.scope})"
    if hook.state in (HookState.INSTALLED, HookState.OUTDATED):
        if not hook.alive:
            why = f"its interpreter is gone: {hook.python}"
            return Member(path=path, bare=bare, state=FleetState.ABSENT, why=why)
        own = found.inside or hook.path.is_relative_to(path)
        return Member(path=path, bare=bare, state=FleetState.HOOKED, by="own hook" if own else by)
    if hook.state is HookState.FOREIGN:
        why = f"a hook of {hook.manager}" if hook.manager else "another hook"
        return Member(path=path, bare=bare, state=FleetState.FOREIGN, why=why)
    why = f"core.hooksPath is {found.setting} ({found.scope})" if found.setting else "no hook"
    return Member(path=path, bare=bare, state=FleetState.ABSENT, why=why)

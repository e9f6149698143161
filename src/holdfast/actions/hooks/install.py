"""Plans for putting hooks in and taking them away. Nothing here writes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from holdfast.actions.hooks.look import Found, HooksFolder, find, locate
from holdfast.actions.hooks.managers import door, manager
from holdfast.actions.hooks.script import render
from holdfast.model.errors import UsageError
from holdfast.model.hook import SERVER, HookKind
from holdfast.model.plan import Change, Plan, Snapshot

_FRAMEWORK = ".pre-commit-config.yaml"


def plan_install(repo: Path, kinds: Iterable[HookKind], *, python: str, force: bool = False) -> Plan:
    """Plan the hooks of these kinds, calling the interpreter at ``python``; an existing hook is kept and runs first.

    Raises UsageError where the hook would land outside of the repository or in the hands of another hook manager and
    ``force`` is not given, and where it cannot be done at all.
    """
    place = locate(repo)
    wanted = tuple(kinds)
    _fits(place, wanted)
    if not place.inside and not force:
        raise UsageError(
            f"hooks of this repository live outside of it: core.hooksPath is {place.setting} "
            f"({place.scope or 'unknown'} configuration)",
            advice="With --force the hook is written there, for every repository that uses that folder; or give this "
            f"one its own: git config --local core.hooksPath '{place.own}' (then hooks out there no longer run here).",
        )
    changes: list[Change] = []
    notes = list(_notes(place))
    for kind in wanted:
        found = find(place.folder, kind)
        _check(place, found, force=force)
        made = steps(found, Snapshot(data=render(kind, python), mode=0o755))
        changes += made
        notes += _explain(found, made)
    return Plan(title="install hooks", root=place.root, changes=tuple(changes), notes=tuple(notes))


def plan_uninstall(repo: Path, kinds: Iterable[HookKind]) -> Plan:
    """Plan to take hooks of these kinds away and to put back what was there before. Raises like ``locate``.

    In a bare repository only one kind can be there, and that one is taken away.
    """
    place = locate(repo)
    changes: list[Change] = []
    notes: list[str] = []
    for kind in SERVER if place.bare else kinds:
        found = find(place.folder, kind)
        if not found.mine and not found.orphan:
            notes.append(f"{kind}: Holdfast is not installed.")
            continue
        changes.append(Change(path=found.path, before=found.current, after=found.kept))
        if found.kept:
            changes.append(Change(path=found.kept_path, before=found.kept, after=None))
            notes.append(f"{kind}: the hook that was there before is put back.")
    return Plan(title="uninstall hooks", root=place.root, changes=tuple(changes), notes=tuple(notes))


def steps(found: Found, fresh: Snapshot) -> tuple[Change, ...]:
    """The changes that put a fresh script in the place of what was found, which is kept when it is not ours."""
    if found.mine:
        if found.current == fresh:
            return ()
        return (Change(path=found.path, before=found.current, after=fresh),)
    write = Change(path=found.path, before=found.current, after=fresh)
    if found.current is None:
        return (write,)
    return (Change(path=found.kept_path, before=None, after=found.current), write)


def _fits(place: HooksFolder, kinds: Iterable[HookKind]) -> None:
    """Refuse a kind of hook that would never be called here."""
    strangers = [kind for kind in kinds if (kind in SERVER) is not place.bare]
    if strangers and place.bare:
        raise UsageError(
            f"{place.root} is a bare repository: no commits are made in it",
            advice="Install the hook in a clone of it, or --type pre-receive here.",
        )
    if strangers:
        raise UsageError(
            f"{place.root} has a work tree: a {strangers[0]} hook belongs where pushes arrive",
            advice="Install it in the bare repository on the server.",
        )


def _check(place: HooksFolder, found: Found, *, force: bool) -> None:
    """Refuse where another tool would be broken, or a kept hook be lost."""
    if found.mine:
        return
    if found.kept is not None and not found.orphan:
        raise UsageError(
            f"{found.kept_path} is kept from an earlier install, but the hook beside it is not Holdfast's any more",
            advice="Merge the two into one hook by hand, or delete the one that is not needed.",
        )
    owner = manager(place.folder, found.current.data if found.current else None)
    if owner and not (force and owner.chains):
        says = f"{found.kind} hooks of this repository are run by {owner.name}"
        raise UsageError(says, advice=door(owner, found.kind))


def _notes(place: HooksFolder) -> Iterator[str]:
    if not place.inside:
        yield f"Every repository that uses {place.folder} will run this hook."
    elif place.setting:
        yield f"core.hooksPath ({place.scope}) is {place.setting}: the hook goes there."
        if not place.folder.resolve().is_relative_to(place.own.parent):
            yield "That folder is part of the work tree; on other machines the hook calls the holdfast on PATH."
    elif place.own.parent != place.root / ".git" and (place.root / ".git").is_file():
        yield f"The hooks folder is {place.own}; work trees of the same repository share it."
    if (place.root / _FRAMEWORK).is_file():
        yield f"There is a {_FRAMEWORK}: Holdfast can also be run from there (hook id holdfast-secrets)."


def _explain(found: Found, made: tuple[Change, ...]) -> Iterator[str]:
    if not made:
        yield f"{found.kind}: already installed."
    elif found.mine:
        yield f"{found.kind}: the installed hook is of another version or interpreter and is replaced."
    elif found.orphan:
        yield f"{found.kind}: {found.kept_path.name} is kept from an earlier install and runs first again."
    elif found.current is not None:
        yield f"{found.kind}: the existing hook is kept as {found.kept_path.name} and runs first."
        if not found.current.link and not found.current.mode & 0o111:
            yield f"{found.kind}: the existing hook is not executable; git did not run it, and it stays so."

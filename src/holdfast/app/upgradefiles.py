"""What a planned upgrade means for files: the edits of manifests, read again before they count, and the command."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from holdfast.actions import changes
from holdfast.actions.upgrade.commands import Wish, command, override
from holdfast.actions.upgrade.commands import by_hand as stuck
from holdfast.actions.upgrade.edits import Edit, Target, edit, edited, kind_of
from holdfast.app.inventories import More, claimed, inventories
from holdfast.engines.packages.plan import Upgrade
from holdfast.formats.ranges.raising import allows
from holdfast.model.noun import noun
from holdfast.model.package import Inventory, Package, Source
from holdfast.model.plan import Change, Plan

_EXACT: Final = frozenset({"Go", "GitHub Actions"})
"""Ecosystems whose requirements are versions."""
_WHOLE: Final = frozenset({"go", "requirements"})
"""Readers of files that name what is needed indirectly too, and that may be edited there."""


@noun
class Rewrite:
    """One edit of a manifest."""

    name: str
    """Of the package that it asks for."""
    path: str
    edit: Edit


@noun
class Row:
    """What to do about one package at one place."""

    upgrade: Upgrade
    rewrites: tuple[Rewrite, ...] = ()
    by_hand: tuple[tuple[str, str], ...] = ()
    """Manifests that have to change and are not edited here, ``path:line``, each with why."""
    command: str = ""
    """What brings the lock file along."""
    folder: str = ""
    """Where to run it, relative to the root; empty for there."""
    way_out: str = ""
    """How the project can outvote the constraints that stop a better version."""

    @property
    def settled(self) -> bool:
        """Whether the change clears all that the gate refuses, with nothing left to a person but a command."""
        return not self.upgrade.left and not self.by_hand


class Desk:
    """Works out edits and commands; remembers the manifests that it has read."""

    def __init__(self, more: More) -> None:
        """Take how files are read."""
        self._more = more
        self._asking: dict[tuple[str, ...], list[Package]] = {}

    def row(self, step: Upgrade) -> Row:
        """The edits and the command of one upgrade; edits are not looked at again yet."""
        package, inventory = step.package, step.inventory
        folder, lock = posixpath.split(inventory.path)
        way = override(inventory.reader, package.name, package.version, step.beyond) if _outvoted(step) else ""
        if not step.to:
            return Row(upgrade=step, way_out=way)
        rewrites: list[Rewrite] = []
        by_hand: list[tuple[str, str]] = []
        for one in (package, *step.along):
            self._ask(inventory, one, step.to, rewrites, by_hand)
        manifest = next((each for each in inventory.manifests), "")
        wish = Wish(
            names=(package.name, *(each.name for each in step.along)),
            now=package.version,
            to=step.to,
            edited=bool(rewrites or by_hand),
            direct=package.direct is not False,
            manifest=posixpath.relpath(manifest, folder or ".") if manifest else "",
            lock=lock,
        )
        run = command(inventory.reader, wish, locked=inventory.locked)
        if not run and not by_hand and all(each.path != inventory.path for each in rewrites):
            by_hand.append((f"{package.place.path}:{package.place.line}", stuck(inventory.reader)))
        return Row(
            upgrade=step,
            rewrites=tuple(rewrites),
            by_hand=tuple(by_hand),
            command=run,
            folder=folder,
            way_out=way,
        )

    def _ask(
        self,
        inventory: Inventory,
        package: Package,
        version: str,
        rewrites: list[Rewrite],
        by_hand: list[tuple[str, str]],
    ) -> None:
        """Find out how the manifests ask for a version of a package."""
        for asking in self._entries(inventory, package):
            if not _excludes(asking, package, version):
                continue
            place = asking.place
            target = Target(package.ecosystem, package.name, asking.requirement, version, place.line)
            made = edit(place.path, self._more(place.path) or b"", target)
            if isinstance(made, Edit):
                rewrites.append(Rewrite(name=package.name, path=place.path, edit=made))
            else:
                by_hand.append((f"{place.path}:{place.line}", made))

    def _entries(self, inventory: Inventory, package: Package) -> list[Package]:
        """The entries of manifests that ask for a package: its own, or those of what a lock file answers."""
        if (package.ecosystem, package.name) == ("Go", "stdlib"):
            return []
        if not inventory.manifests:
            own = package.direct is not False or inventory.reader in _WHOLE
            return [package] if own and kind_of(package.place.path) else []
        if package.direct is False:
            return []
        if inventory.manifests not in self._asking:
            alone = inventories(claimed(inventory.manifests), self._more)
            self._asking[inventory.manifests] = [each for own in alone for each in own.packages]
        return [each for each in self._asking[inventory.manifests] if _same(each, package)]


def _outvoted(step: Upgrade) -> bool:
    """Whether the project can outvote what stops a version: no constraint reaches into an archive."""
    return bool(step.stops) and all(stop.requirement for stop in step.stops)


def _excludes(asking: Package, package: Package, version: str) -> bool:
    """Whether what a manifest asks for keeps a package where it is."""
    if package.ecosystem in _EXACT:
        return True
    if allows(package.ecosystem, asking.requirement, package.version) is False:
        return False  # another member of the workspace asks for another version
    return bool(asking.version) or allows(package.ecosystem, asking.requirement, version) is not True


def _same(one: Package, other: Package) -> bool:
    names = (one.ecosystem, one.name) == (other.ecosystem, other.name)
    return names and one.source is Source.REGISTRY and bool(one.requirement)


def _rewritten(root: Path, rows: Sequence[Row]) -> dict[Path, tuple[str, list[Edit]]]:
    found: dict[Path, tuple[str, list[Edit]]] = {}
    for row in rows:
        for each in row.rewrites:
            found.setdefault(root / each.path, (each.path, []))[1].append(each.edit)
    return found


def changed(root: Path, rows: Sequence[Row]) -> Plan:
    """What the edits change, as a plan that is applied and undone as one."""
    made = []
    for path, (_, edits) in sorted(_rewritten(root, rows).items()):
        before = changes.capture(path)
        if before is not None and not before.link:
            made.append(Change(path=path, before=before, after=replace(before, data=edited(before.data, edits))))
    count = len(made)
    return Plan(title=f"{count} {'manifest' if count == 1 else 'manifests'} edited", root=root, changes=tuple(made))


def checked(root: Path, rows: Sequence[Row], more: More) -> list[Row]:
    """The rows without edits that do not hold when the manifests are read again as they would be."""
    rows = _apart(rows)
    after = {path: edited(more(path) or b"", edits) for path, edits in _rewritten(root, rows).values()}
    return [_held(row, after, more) for row in rows]


def _held(row: Row, after: Mapping[str, bytes], more: More) -> Row:
    kept: list[Rewrite] = []
    by_hand = [*row.by_hand]
    for each in row.rewrites:
        if shows(row, each, {each.path: after[each.path]}, more):
            kept.append(each)
        else:
            by_hand.append((f"{each.path}:{each.edit.line}", "read again after the edit it does not say so"))
    return replace(row, rewrites=tuple(kept), by_hand=tuple(by_hand))


def _apart(rows: Sequence[Row]) -> list[Row]:
    """The rows without edits of what another row's edit changes in another way."""
    taken: dict[tuple[str, int], bytes] = {}
    found = []
    for row in rows:
        kept = [
            each
            for each in row.rewrites
            if taken.setdefault((each.path, each.edit.start), each.edit.text) == each.edit.text
        ]
        lost = [each for each in row.rewrites if each not in kept]
        by_hand = (*row.by_hand, *((f"{each.path}:{each.edit.line}", "two changes meet here") for each in lost))
        found.append(replace(row, rewrites=tuple(kept), by_hand=by_hand))
    return found


def shows(row: Row, rewrite: Rewrite, after: Mapping[str, bytes], more: More) -> bool:
    """Whether the reader of a manifest finds in it what an edit was to bring about."""

    def read(path: str) -> bytes | None:
        return after[path] if path in after else more(path)

    paths = {rewrite.path, *(each for each in row.upgrade.inventory.manifests if each.endswith((".xml", ".toml")))}
    told = inventories(claimed(sorted(paths)), read)
    versions = {row.upgrade.to, row.upgrade.beyond} - {""}
    wanted = {_plain(each) for each in (rewrite.edit.after, *versions)}
    named = (each for own in told for each in own.packages if each.name == rewrite.name)
    return any(_plain(each.requirement) in wanted or each.version in versions for each in named)


def _plain(requirement: str) -> str:
    return "".join(char for char in requirement if char not in "\"' ")

"""What a planned upgrade means for files: the edits of manifests, read again before they count, and the command."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from holdfast.actions import changes
from holdfast.actions.upgrade.commands import Wish, command, override
from holdfast.actions.upgrade.edits import Edit, Target, edit, edited, kind_of
from holdfast.app.inventories import More, claimed, inventories
from holdfast.engines.packages.plan import Upgrade
from holdfast.formats.ranges.raising import allows
from holdfast.model.noun import noun
from holdfast.model.package import Inventory, Package, Source
from holdfast.model.plan import Change, Plan

_EXACT: Final = frozenset({"Go", "GitHub Actions"})
"""Ecosystems whose requirements are versions."""


@noun
class Rewrite:
    """One edit of a manifest."""

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


def row_of(step: Upgrade, more: More) -> Row:
    """The edits and the command of one upgrade; edits are not looked at again yet."""
    package, inventory = step.package, step.inventory
    version = step.to or (step.beyond if package.direct is not False and not step.stops else "")
    folder, lock = posixpath.split(inventory.path)
    way = override(inventory.reader, package.name, package.version, step.beyond) if step.stops else ""
    if not version:
        return Row(upgrade=step, way_out=way)
    rewrites: list[Rewrite] = []
    by_hand: list[tuple[str, str]] = []
    for asking in _asking(inventory, package, more):
        place = asking.place
        if not _excludes(asking, version, package):
            continue
        target = Target(package.ecosystem, package.name, asking.requirement, version, place.line)
        made = edit(place.path, more(place.path) or b"", target)
        if isinstance(made, Edit):
            rewrites.append(Rewrite(path=place.path, edit=made))
        else:
            by_hand.append((f"{place.path}:{place.line}", made))
    manifest = next((each for each in inventory.manifests), "")
    wish = Wish(
        name=package.name,
        now=package.version,
        to=version,
        edited=bool(rewrites or by_hand),
        direct=package.direct is not False,
        manifest=posixpath.relpath(manifest, folder or ".") if manifest else "",
        lock=lock,
    )
    return Row(
        upgrade=step,
        rewrites=tuple(rewrites),
        by_hand=tuple(by_hand),
        command=command(inventory.reader, wish, locked=inventory.locked and bool(inventory.manifests or step.to)),
        folder=folder,
        way_out=way,
    )


def _excludes(asking: Package, version: str, package: Package) -> bool:
    """Whether what a manifest asks for keeps the package where it is."""
    if asking.version or package.ecosystem in _EXACT:
        return True
    return allows(package.ecosystem, asking.requirement, version) is not True


def _asking(inventory: Inventory, package: Package, more: More) -> list[Package]:
    """The entries of manifests that ask for a package: its own, or those of the manifests that a lock file answers."""
    at = package.place.path
    if kind_of(at) and not inventory.manifests and package.direct is not False:
        return [package]
    if package.direct is False and package.ecosystem != "Go":
        return []
    if not inventory.manifests:
        return [package] if kind_of(at) else []
    alone = inventories(claimed(inventory.manifests), more)
    return [each for own in alone for each in own.packages if _same(each, package)]


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


def shows(row: Row, rewrite: Rewrite, after: Mapping[str, bytes], more: More) -> bool:
    """Whether the reader of a manifest finds in it what an edit was to bring about."""
    package = row.upgrade.package

    def read(path: str) -> bytes | None:
        return after[path] if path in after else more(path)

    paths = {rewrite.path, *(each for each in row.upgrade.inventory.manifests if each.endswith((".xml", ".toml")))}
    told = inventories(claimed(sorted(paths)), read)
    versions = {row.upgrade.to, row.upgrade.beyond} - {""}
    wanted = {_plain(each) for each in (rewrite.edit.after, *versions)}
    named = (each for own in told for each in own.packages if each.name == package.name)
    return any(_plain(each.requirement) in wanted or each.version in versions for each in named)


def _plain(requirement: str) -> str:
    return "".join(char for char in requirement if char not in "\"' ")

"""Use case: under which licences the packages of a project stand, what the policy says of each, and whom to credit."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from holdfast.app import origins
from holdfast.app.contents import on_disk
from holdfast.app.inventories import More, claimed, inventories
from holdfast.app.policy import Policies
from holdfast.engines.packages.licences import LicencePolicy, Standing, Verdict, clarified, decide
from holdfast.engines.packages.priority import AWAY
from holdfast.estate.packages.environments import finder_of, installed
from holdfast.formats.licencetexts import licence_of
from holdfast.model.errors import ConfigError
from holdfast.model.noun import noun
from holdfast.model.package import Inventory, Package
from holdfast.model.policy import Policy
from holdfast.model.reading import Gap

_ENVIRONMENTS: Final = (".venv", "venv", "env", "node_modules", "vendor")
"""Folders beside a manifest in which its packages may be installed."""
_TEXTS: Final = ("license", "licence", "copying", "unlicense", "notice")
_MOST_FILES: Final = 200_000


@noun
class Row:
    """One package with what the policy says of its licence."""

    package: Package
    verdict: Verdict
    texts: tuple[str, ...] = ()
    """Paths of the texts that lie where it is installed."""


@noun
class Licences:
    """The licences of a project."""

    rows: tuple[Row, ...]
    """By standing, worst first, then by name."""
    gaps: tuple[Gap, ...]
    decided: bool
    """The policy says something about licences."""
    texts: Mapping[str, str]
    """Content of the texts, by path."""


def licence_policy(policy: Policy) -> LicencePolicy:
    """The entries of a policy. Raises ConfigError for one that cannot be read."""
    try:
        clear = clarified(policy.licences_clarify)
    except ValueError as error:
        advice = 'Write "jinja2=BSD-3-Clause", with an id of the SPDX License List.'
        raise ConfigError(f"{policy.origin('licences.clarify')}: {error}", advice=advice) from error
    return LicencePolicy(
        allow=policy.licences_allow, deny=policy.licences_deny, review=policy.licences_review, clarify=clear
    )


def licences(path: Path, flags: Mapping[str, Any], environment: Mapping[str, str] = os.environ) -> Licences:
    """The licences of what stands below a path. Raises UsageError and ConfigError."""
    target = origins.find_target(path)
    policies = Policies(target.root, flags, environment)
    wanted = licence_policy(policies.root)
    origin = origins.work_tree(target, policies)
    more = on_disk(target.root, policies.root.max_file_bytes)
    found = inventories(claimed(origin.paths), more)
    there = Installed(target.root, more)
    rows: dict[tuple[str, str], Row] = {}
    for each in found:
        for package in there.told(each).packages:
            row = Row(package=package, verdict=decide(package, wanted), texts=there.texts(package))
            known = rows.get((package.ecosystem, package.key))
            if known is None or (package.reach not in AWAY and known.package.reach in AWAY):
                rows[package.ecosystem, package.key] = row
    order = (Standing.DENIED, Standing.UNKNOWN, Standing.REVIEW, Standing.ALLOWED)
    ordered = sorted(rows.values(), key=lambda row: (order.index(row.verdict.standing), row.package.name))
    return Licences(
        rows=tuple(ordered),
        gaps=tuple(gap for each in found for gap in each.gaps),
        decided=bool(wanted),
        texts={text: data for row in ordered for text in row.texts if (data := _text(more(text)))},
    )


class Installed:
    """What is installed beside manifests, for what lock files do not say: licences and their texts."""

    def __init__(self, root: Path, more: More) -> None:
        """Take the root, and how its files are read. Nothing is listed before it is asked for."""
        self._root, self._more = root, more
        self._known: dict[str, dict[tuple[str, str], tuple[Package, tuple[str, ...]]]] = {}

    def told(self, inventory: Inventory) -> Inventory:
        """The inventory with the licences that are found where its packages are installed."""
        folder = inventory.path.rpartition("/")[0]
        packages = []
        for package in inventory.packages:
            if not package.licence:
                own, texts = self._beside(folder).get((package.ecosystem, package.name), (None, ()))
                same = own is not None and own.version in ("", package.version)
                told = own.licence if own is not None and same else ""
                package = replace(package, licence=told or (self._read(texts) if same else ""))
            packages.append(package)
        return replace(inventory, packages=tuple(packages))

    def texts(self, package: Package) -> tuple[str, ...]:
        """Paths of the texts of its licence."""
        folder = package.place.path.rpartition("/")[0]
        _, texts = self._beside(folder).get((package.ecosystem, package.name), (None, ()))
        return texts

    def _read(self, texts: Sequence[str]) -> str:
        """What texts say, where all that are known are of one licence."""
        found = {known.id for path in texts if (known := licence_of(_text(self._more(path)))) is not None}
        return found.pop() if len(found) == 1 else ""

    def _beside(self, folder: str) -> dict[tuple[str, str], tuple[Package, tuple[str, ...]]]:
        known = self._known.get(folder)
        if known is None:
            paths = [path for name in _ENVIRONMENTS for path in self._listed(f"{folder}/{name}" if folder else name)]
            texts: dict[str, list[str]] = {}
            for path in paths:
                if path.rpartition("/")[2].lower().startswith(_TEXTS):
                    texts.setdefault(_home(path), []).append(path)
            known = {
                (package.ecosystem, package.name): (package, tuple(sorted(texts.get(_home(package.place.path), ()))))
                for each in installed(sorted(path for path in paths if finder_of(path)), self._more)
                for package in each.packages
            }
            self._known[folder] = known
        return known

    def _listed(self, top: str) -> Iterator[str]:
        left = _MOST_FILES
        if (self._root / top).is_symlink():  # it may lead out of the tree
            return
        for folder, folders, names in os.walk(self._root / top, followlinks=False):
            folders.sort()
            where = Path(folder).relative_to(self._root).as_posix()
            left -= len(names)
            if left < 0:
                return
            yield from (f"{where}/{name}" for name in names if finder_of(f"{where}/{name}") or _is_text(name))


def attribution(found: Licences) -> str:
    """Whom to credit: every package of production with its licence, and each text once."""
    lines = ["Third-party software", "====================", ""]
    shown: dict[str, list[str]] = {}
    for row in sorted(found.rows, key=lambda row: (row.package.name, row.package.version)):
        if row.package.reach.value in ("development", "test", "build"):
            continue
        told = row.verdict.expression or row.package.licence or "licence unknown"
        lines.append(f"{row.package.name} {row.package.version}: {told}")
        for path in row.texts:
            if path in found.texts:
                shown.setdefault(found.texts[path].strip(), []).append(row.package.name)
    for text, names in shown.items():
        lines += ["", "-" * 78, ", ".join(dict.fromkeys(names)), "-" * 78, "", text]
    return "\n".join(lines) + "\n"


def _is_text(name: str) -> bool:
    return name.lower().startswith(_TEXTS) and not name.endswith((".py", ".js", ".ts", ".pyc"))


def _home(path: str) -> str:
    """The folder of a package, without the one that its texts stand in."""
    return path.rpartition("/")[0].removesuffix("/licenses").removesuffix("/license_files")


def _text(data: bytes | None) -> str:
    return data.decode("utf-8", "replace") if data else ""


def standings(rows: Iterable[Row]) -> Mapping[Standing, int]:
    """How many packages stand how."""
    found = dict.fromkeys(Standing, 0)
    for row in rows:
        found[row.verdict.standing] += 1
    return found

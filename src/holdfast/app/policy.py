"""Finds the policies of a repository and says which one holds where."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

from holdfast.formats.policyfile import NAME, PYPROJECT, Layer, Setting, check, merge, parse, read_layer
from holdfast.kit.places import data_folder
from holdfast.model.errors import ConfigError
from holdfast.model.policy import Policy, options

_DEPTH: Final = 8


class Policies:
    """The policies of one root: the nearest folder's adds to the one above."""

    def __init__(self, root: Path, flags: Mapping[str, Any], environment: Mapping[str, str]) -> None:
        """Take the root, the values of flags by field name, and the environment. Raises ConfigError."""
        self._root = root
        self._outer = [_from_environment(environment), _from_flags(flags)]
        self._own: dict[str, list[Layer]] = {"": _folder_layers(root, "")}
        self._merged: dict[tuple[str, ...], Policy] = {}
        self._at: dict[str, Policy] = {}
        self.root = self._merge(("",))

    def learn(self, paths: Iterable[str]) -> None:
        """Read the policies that stand among or above ``paths`` (POSIX, relative to the root). Raises ConfigError."""
        folders = {path.rpartition("/")[0] for path in paths}
        above = {
            "/".join(parts[:at])
            for folder in folders
            for parts in [folder.split("/")]
            for at in range(1, len(parts) + 1)
        }
        self._at.clear()
        for folder in sorted(above - self._own.keys()):
            self._own[folder] = _folder_layers(self._root, folder)
            if self._own[folder]:
                self.at(f"{folder}/")  # what a policy above has locked is said now, not when a finding needs it

    def at(self, path: str) -> Policy:
        """The policy for a file."""
        found = self._at.get(path)
        if found is None:
            home = path.rpartition("/")[0] + "/"
            found = self._at.get(home)
            if found is None:
                found = self._at[home] = self._of(home[:-1])
            self._at[path] = found
        return found

    def _of(self, home: str) -> Policy:
        parts = home.split("/") if home else []
        folders = ("/".join(parts[: at + 1]) for at in range(len(parts)))
        chain = ("", *(folder for folder in folders if self._own.get(folder)))
        return self._merge(chain)

    def excluding(self) -> list[tuple[str, tuple[str, ...]]]:
        """Folder and the exclude patterns that its own policy adds."""
        found = [(folder, tuple(self._patterns(layers))) for folder, layers in self._own.items() if folder]
        return [("", self.root.exclude), *[item for item in found if item[1]]]

    def _patterns(self, layers: list[Layer]) -> Iterable[str]:
        for layer in layers:
            if "scan.exclude" in layer.settings:
                yield from layer.settings["scan.exclude"].value

    def _merge(self, chain: tuple[str, ...]) -> Policy:
        if chain not in self._merged:
            layers = [layer for folder in chain for layer in self._own[folder]]
            self._merged[chain] = merge([*layers, *self._outer])
        return self._merged[chain]


def _folder_layers(root: Path, folder: str) -> list[Layer]:
    where = root / folder if folder else root
    own, project = where / NAME, where / PYPROJECT
    prefix = f"{folder}/" if folder else ""
    if own.is_file():
        return _with_extended(own, prefix + NAME, 0)
    if project.is_file() and b"[tool.holdfast" in project.read_bytes():
        return _with_extended(project, prefix + PYPROJECT, 0)
    return []


def _with_extended(path: Path, name: str, depth: int) -> list[Layer]:
    """The layer of a file behind those that it extends."""
    if depth > _DEPTH:
        raise ConfigError(f"{name}: policies extend each other in a circle")
    layer = read_layer(_text(path, name), name)
    before: list[Layer] = []
    for reference in layer.extends:
        found, shown = _extended(path.parent, reference, name)
        before += _with_extended(found, shown, depth + 1)
    return [*before, layer]


def _extended(folder: Path, reference: str, name: str) -> tuple[Path, str]:
    """The file that an ``extends`` entry means: a path, or a copy of a page kept by its digest."""
    target, _, pin = reference.partition("#sha256=")
    if target.startswith(("https://", "http://")):
        if not pin:
            raise ConfigError(f"{name}: extends {target} is not pinned", advice="Append #sha256=<digest of the file>.")
        found = data_folder() / "policies" / f"{pin}.toml"
        if not found.is_file():
            raise ConfigError(
                f"{name}: the policy {target} is not on this machine", advice="Run `holdfast config pull`."
            )
    else:
        found = folder / target
        if not found.is_file():
            raise ConfigError(f"{name}: extends {target}, which does not exist")
    if pin and hashlib.sha256(found.read_bytes()).hexdigest() != pin.lower():
        raise ConfigError(
            f"{name}: {target} is not what the policy was pinned to",
            advice="Look at its changes, then pin the new digest.",
        )
    return found, target


def pull(root: Path) -> list[str]:
    """Fetch every pinned page that the root's policy extends and that is not here yet; the addresses fetched.

    Raises ConfigError when a page does not have the pinned digest or cannot be had.
    """
    import urllib.request

    fetched = []
    for name in (NAME, PYPROJECT):
        path = root / name
        for reference in read_layer(_text(path, name), name).extends if path.is_file() else ():
            target, _, pin = reference.partition("#sha256=")
            kept = data_folder() / "policies" / f"{pin}.toml"
            if not target.startswith("https://") or kept.is_file():
                continue
            try:
                with urllib.request.urlopen(target, timeout=20) as answer:  # noqa: S310 - https only
                    data: bytes = answer.read(1 << 20)
            except OSError as error:
                raise ConfigError(f"{name}: {target} cannot be fetched: {error}") from error
            if hashlib.sha256(data).hexdigest() != pin.lower():
                raise ConfigError(f"{name}: {target} does not have the pinned digest")
            kept.parent.mkdir(parents=True, exist_ok=True)
            kept.write_bytes(data)
            fetched.append(target)
    return fetched


def _text(path: Path, name: str) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{name}: cannot be read: {error}") from error


def _from_environment(environment: Mapping[str, str]) -> Layer:
    settings = {}
    for option in options().values():
        text = environment.get(option.variable)
        if text:
            settings[option.key] = Setting(
                value=parse(option, text, f"${option.variable}"), origin=f"${option.variable}"
            )
    return Layer(name="environment", settings=settings)


def _from_flags(flags: Mapping[str, Any]) -> Layer:
    settings = {}
    for name, option in options().items():
        value = flags.get(name)
        if value is not None:
            settings[option.key] = Setting(value=check(option, value, option.flag), origin=option.flag)
    return Layer(name="command line", settings=settings)


def environment() -> Mapping[str, str]:
    """The process environment."""
    return os.environ


class Row(NamedTuple):
    """One option as `config show` lists it."""

    key: str
    value: Any
    origin: str
    help: str


def rows(root: Path, within: str) -> list[Row]:
    """Every option in force at a path below the root, in the order of the table. Raises ConfigError."""
    policies = Policies(root, {}, environment())
    here = f"{within}/_" if within and (root / within).is_dir() else within or "_"
    policies.learn([here])
    policy = policies.at(here)
    found = []
    for name, option in options().items():
        value = getattr(policy, name)
        found.append(
            Row(option.key, list(value) if isinstance(value, tuple) else value, policy.origin(option.key), option.help)
        )
    return found

"""The commands that bring lock files along, and how managers let a project outvote the constraints of others.

Source: the documentation of each manager. Nothing of this is ever run here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from shlex import quote, split
from typing import Final, NamedTuple


class Wish(NamedTuple):
    """One package that is to be of another version, with those that move along."""

    names: tuple[str, ...]
    """Its own first."""
    now: str
    to: str
    edited: bool
    """Its manifest has to ask for more than before."""
    direct: bool
    manifest: str
    """Path of the manifest beside the lock file, relative to it; empty where there is none."""
    lock: str
    """File name of the lock file."""

    @property
    def name(self) -> str:
        """Its own."""
        return self.names[0]

    @property
    def pin(self) -> str:
        """Name and version, as npm and others write them."""
        return quote(f"{self.name}@{self.to}")

    @property
    def equal(self) -> str:
        """Name and version, as Python's tools write them."""
        return " ".join(quote(f"{name}=={self.to}") for name in self.names)

    @property
    def rise(self) -> str:
        """The options with which compilers of lock files let packages rise."""
        return " ".join(f"--upgrade-package {quote(f'{name}=={self.to}')}" for name in self.names)

    @property
    def word(self) -> str:
        """The names, safe for a shell."""
        return " ".join(map(quote, self.names))


def _npm(wish: Wish) -> str:
    return "npm install --package-lock-only" if wish.edited else f"npm update {wish.word} --package-lock-only"


def _yarn(wish: Wish) -> str:
    if wish.edited:
        return "yarn install"
    return f"yarn upgrade {wish.word}" if wish.direct else ""


def _berry(wish: Wish) -> str:
    return "yarn install --mode=update-lockfile" if wish.edited else f"yarn up -R {wish.word}"


def _pnpm(wish: Wish) -> str:
    if wish.edited:
        return "pnpm install --lockfile-only"
    return f"pnpm update {wish.word}{'' if wish.direct else ' --depth Infinity'} --lockfile-only"


def _bun(wish: Wish) -> str:
    if wish.edited:
        return "bun install --lockfile-only"
    return f"bun update {wish.word}" if wish.direct else ""


def _poetry(wish: Wish) -> str:
    return "poetry lock" if wish.edited else f"poetry update --lock {wish.word}"


def _requirements(wish: Wish) -> str:
    if not wish.manifest:
        return ""
    return f"pip-compile {wish.rise} -o {quote(wish.lock)} {quote(wish.manifest)}"


def _nuget(wish: Wish) -> str:
    if wish.edited or not wish.manifest:
        return "dotnet restore --force-evaluate" if wish.lock == "packages.lock.json" else ""
    return f"dotnet add {quote(wish.manifest)} package {wish.word} --version {quote(wish.to)}"


def _maven(wish: Wish) -> str:
    wanted = f"-Dincludes={wish.word} -DdepVersion={quote(wish.to)} -DforceVersion=true"
    return "" if wish.edited else f"mvn versions:use-dep-version {wanted}"


def _go(wish: Wish) -> str:
    if wish.name == "stdlib":
        return f"go get {quote(f'go@{wish.to}')}"
    return "go mod tidy" if wish.edited and wish.direct else f"go get {wish.pin} && go mod tidy"


def _renv(wish: Wish) -> str:
    pin = json.dumps(f"{wish.name}@{wish.to}")
    return f"R -q -e {quote(f'renv::install({pin}); renv::snapshot()')}"


_COMMANDS: Final[dict[str, Callable[[Wish], str]]] = {
    "npm": _npm,
    "npm-manifest": lambda wish: "" if wish.edited else f"npm install {wish.pin}",
    "yarn": _yarn,
    "yarn-berry": _berry,
    "pnpm": _pnpm,
    "bun": _bun,
    "poetry": _poetry,
    "uv": lambda wish: f"uv lock {wish.rise}",
    "pdm": lambda wish: f"pdm update --no-sync {wish.word}",
    "pipenv": lambda wish: f"pipenv upgrade {wish.equal}",
    "requirements": _requirements,
    "cargo": lambda wish: f"cargo update -p {quote(f'{wish.name}@{wish.now}')} --precise {quote(wish.to)}",
    "go": _go,
    "ruby": lambda wish: f"bundle update --conservative {wish.word}",
    "composer": lambda wish: f"composer update {wish.word} --with {quote(f'{wish.name}:{wish.to}')}",
    "cran": _renv,
    "nuget": _nuget,
    "maven": _maven,
    "gradle": lambda wish: f"gradle dependencies --update-locks {wish.word}",
    "hex": lambda wish: f"mix deps.update {wish.word}",
    "pub": lambda wish: f"dart pub upgrade {wish.word}",
    "swift": lambda wish: f"swift package update {wish.word}",
}
"""By the reader of an inventory."""
_RISES: Final = re.compile(r" --upgrade-package (?:'[^']*'|\S+)")
_LISTS: Final = (
    ("npm update ", " --package-lock-only"),
    ("pnpm update ", " --depth Infinity --lockfile-only"),
    ("pnpm update ", " --lockfile-only"),
    ("yarn up -R ", ""),
    ("poetry update --lock ", ""),
    ("pdm update --no-sync ", ""),
    ("bundle update --conservative ", ""),
    ("mix deps.update ", ""),
)
"""What stands before and behind names of packages, of which there may be several."""
_UNLOCKED: Final = frozenset({"cargo", "composer", "cran", "ruby", "hex", "pub", "gradle"})
"""Readers that also read manifests without a lock file, beside which no command is needed."""


def command(reader: str, wish: Wish, *, locked: bool) -> str:
    """What brings the lock file along; empty where there is nothing to run."""
    made = _COMMANDS.get(reader)
    return "" if made is None or (reader in _UNLOCKED and not locked) else made(wish)


def by_hand(reader: str) -> str:
    """What a person has to do where no command brings a package along."""
    kept = "keeps what is locked of indirect packages: take its entry out of the lock file and run"
    ways = {"yarn": f"yarn 1 {kept} yarn install", "bun": f"bun {kept} bun install"}
    return ways.get(reader, "no command is known that brings it along")


def together(commands: Iterable[str]) -> list[str]:
    """Commands, each once; those that differ only in which packages they let rise become one."""
    found: dict[str, tuple[str, list[str]]] = {}
    for each in commands:
        head, tail = next((ends for ends in _LISTS if each.startswith(ends[0]) and each.endswith(ends[1])), ("", ""))
        if head:
            _, own = found.setdefault(f"{head}…{tail}", (f"{head}…{tail}", []))
            rises = [quote(name) for name in split(each.removeprefix(head).removesuffix(tail))]
        else:
            _, own = found.setdefault(_RISES.sub("", each), (each, []))
            rises = _RISES.findall(each)
        own += [rise for rise in dict.fromkeys(rises) if rise not in own]
    return [_with(first, own) for first, own in found.values()]


def _with(line: str, rises: list[str]) -> str:
    if "…" in line:
        return line.replace("…", " ".join(rises))
    found = _RISES.search(line)
    return f"{line[: found.start()]}{''.join(rises)}{_RISES.sub('', line[found.end() :])}" if found else line


def override(reader: str, name: str, now: str, version: str) -> str:
    """How the project can outvote what other packages ask for; empty where its manager has no way."""
    pair = json.dumps({name: version}, ensure_ascii=False)
    quoted = json.dumps(f"{name}>={version}", ensure_ascii=False)
    ways = {
        "npm": f'"overrides": {pair} in package.json',
        "yarn": f'"resolutions": {pair} in package.json',
        "yarn-berry": f'"resolutions": {pair} in package.json',
        "pnpm": f'"pnpm": {{"overrides": {pair}}} in package.json',
        "bun": f'"overrides": {pair} in package.json',
        "uv": f"[tool.uv] override-dependencies = [{quoted}] in pyproject.toml",
        "pdm": f"[tool.pdm.resolution.overrides] {name} = {json.dumps(f'>={version}')} in pyproject.toml",
        "composer": f"{json.dumps(name)}: {json.dumps(f'{version} as {now}')} in require of composer.json",
    }
    return ways.get(reader, "")

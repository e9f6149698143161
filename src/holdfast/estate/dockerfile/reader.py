"""The face of the Dockerfile reader."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase

from holdfast.estate.dockerfile.build import Build
from holdfast.estate.dockerfile.lines import Broken, instructions
from holdfast.model.place import Place
from holdfast.model.reading import Gap, Reading, Unit

_MOST_BYTES = 2 << 20
_IGNORE = ".dockerignore"
_MOST_LINES = 10_000


def units(paths: Mapping[str, bytes]) -> list[Unit]:
    """One unit for each Dockerfile, with the ignore files that may count for it."""
    found = []
    for path in sorted(paths):
        if path.endswith(_IGNORE):
            continue
        beside = [name for name in _ignore_files(path) if name in paths]
        found.append(Unit(reader="dockerfile", root=path, paths=tuple(sorted([path, *beside]))))
    return found


def read(unit: Unit, files: Mapping[str, bytes]) -> Reading:
    """The build of one Dockerfile; lines that are no instruction are gaps."""
    content = files.get(unit.root, b"")
    if len(content) > _MOST_BYTES:
        return Reading(gaps=(Gap(why="larger than is read as a Dockerfile", place=Place(path=unit.root)),))
    ignores = [files.get(path, b"").decode("utf-8", "replace") for path in unit.paths if path != unit.root]
    build = Build(unit.root, ignored=bool(ignores), history_kept=_keeps_history(unit.root, ignores))
    gaps = []
    for instruction in instructions(unit.root, content.decode("utf-8-sig", "replace")):
        if isinstance(instruction, Broken):
            gaps.append(Gap(why=instruction.why, place=instruction.place, fault=True))
        else:
            build.take(instruction)
    build.result()
    return Reading(resources=tuple(build.out), gaps=tuple(gaps))


def _keeps_history(path: str, ignores: list[str]) -> bool:
    """Whether a build from the top of the repository is handed ``.git``, although an ignore file is there."""
    return "/" not in path and bool(ignores) and not any(_leaves_out(text) for text in ignores)


def _leaves_out(text: str) -> bool:
    """Whether an ignore file leaves out ``.git``; the last line that fits it decides."""
    out = False
    for line in text.splitlines()[:_MOST_LINES]:
        pattern = line.strip()
        keeps = pattern.startswith("!")
        pattern = pattern.lstrip("!").strip("/").removeprefix("./").removeprefix("**/").removesuffix("/**")
        if pattern and not line.startswith("#") and fnmatchcase(".git", pattern):
            out = not keeps
    return out


def _ignore_files(path: str) -> Iterator[str]:
    """Where an ignore file counts: beside the Dockerfile, or in a folder above it from which it may be built."""
    yield f"{path}{_IGNORE}"
    folder = path
    while folder:
        folder = folder.rpartition("/")[0]
        yield f"{folder}/{_IGNORE}" if folder else _IGNORE

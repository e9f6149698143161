"""The face of the Dockerfile reader."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from holdfast.estate.dockerfile.build import Build
from holdfast.estate.dockerfile.lines import Broken, instructions
from holdfast.model.place import Place
from holdfast.model.reading import Gap, Reading, Unit

_MOST_BYTES = 2 << 20
_IGNORE = ".dockerignore"


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
    build = Build(unit.root, ignored=len(unit.paths) > 1)
    gaps = []
    for instruction in instructions(unit.root, content.decode("utf-8-sig", "replace")):
        if isinstance(instruction, Broken):
            gaps.append(Gap(why=instruction.why, place=instruction.place, fault=True))
        else:
            build.take(instruction)
    build.result()
    return Reading(resources=tuple(build.out), gaps=tuple(gaps))


def _ignore_files(path: str) -> Iterator[str]:
    """Where an ignore file counts: beside the Dockerfile, or in a folder above it from which it may be built."""
    yield f"{path}{_IGNORE}"
    folder = path
    while folder:
        folder = folder.rpartition("/")[0]
        yield f"{folder}/{_IGNORE}" if folder else _IGNORE

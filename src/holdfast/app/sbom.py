"""Use case: write down what a folder, a file, an environment or an image is made of."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from holdfast import __version__
from holdfast.app import origins
from holdfast.app.contents import on_disk
from holdfast.app.inventories import claimed, inventories
from holdfast.app.policy import Policies
from holdfast.estate.packages.environments import finder_of, installed
from holdfast.formats.bom import assemble
from holdfast.model.bom import Bom
from holdfast.model.errors import UsageError
from holdfast.model.noun import noun
from holdfast.model.package import Inventory
from holdfast.model.reading import Gap

FORMATS: Final = ("cyclonedx", "spdx")
_ARCHIVES: Final = (".tar", ".tar.gz", ".tgz")
_ENDINGS: Final = ((".spdx.json", "spdx"), (".cdx.json", "cyclonedx"), (".json", "cyclonedx"))


@noun
class Made:
    """A bill of materials, and what it is missing."""

    bom: Bom
    gaps: tuple[Gap, ...]
    files: int
    """Manifests, lock files and places of installation that were read."""


def sbom(
    path: Path,
    *,
    platform: str = "",
    flags: Mapping[str, Any] | None = None,
    environment: Mapping[str, str] = os.environ,
) -> Made:
    """What stands below a path, or in the image that it is; ``platform`` chooses one of an image's.

    Raises UsageError where nothing is there, ConfigError for a policy, IncompleteError for a broken image.
    """
    if _is_image(path):
        from holdfast.app.imagepackages import packages_of

        name, found = packages_of(path, platform)
        bom = assemble(name, found, seen_at=moment(environment), tool=__version__)
        return Made(bom=bom, gaps=tuple(gap for each in found for gap in each.gaps), files=len(found))
    if platform:
        raise UsageError("--platform goes with an image", advice="Name a layout or an archive of one.")
    target = origins.find_target(path)
    policies = Policies(target.root, flags or {}, environment)
    found = _declared(target, policies) or _installed(path, policies)
    name, version, licence = _subject(found)
    bom = assemble(
        name or (path.resolve().name if target.within else target.root.name),
        found,
        version=version,
        licence=licence,
        seen_at=moment(environment),
        tool=__version__,
    )
    return Made(bom=bom, gaps=tuple(gap for each in found for gap in each.gaps), files=len(found))


def _is_image(path: Path) -> bool:
    """Whether a path is a layout or an archive of images; one of several is named behind a colon."""
    where = path if path.exists() else path.with_name(path.name.partition(":")[0] or path.name)
    return (where / "oci-layout").is_file() or (where.is_file() and where.name.endswith(_ARCHIVES))


def form_of(output: Path | None, asked: str) -> str:
    """The format that was asked for, else the one that a file's name says. Raises UsageError where it says none."""
    if asked:
        return asked
    if output is None:
        return FORMATS[0]
    form = next((form for ending, form in _ENDINGS if output.name.endswith(ending)), "")
    if not form:
        says = f"{output.name} does not say which format it is to have"
        raise UsageError(says, advice="Name it .cdx.json or .spdx.json, or add --format.")
    return form


def written(bom: Bom, form: str) -> str:
    """The bill as text in one of ``FORMATS``."""
    from holdfast.formats import cyclonedx, spdx

    return spdx.write(bom) if form == "spdx" else cyclonedx.write(bom)


def _declared(target: origins.Target, policies: Policies) -> list[Inventory]:
    origin = origins.work_tree(target, policies)
    more = on_disk(target.root, policies.root.max_file_bytes)
    single = origin.name == "file"
    everything = _beside(target, origin.paths) if single else origin.paths
    return inventories(claimed(everything), more, frozenset(origin.paths if single else ()))


def _beside(target: origins.Target, paths: Sequence[str]) -> tuple[str, ...]:
    """A file with what stands in its folder: a lock file is understood with its manifest."""
    folder = (target.root / target.within).parent
    names = (item.name for item in os.scandir(folder) if item.is_file(follow_symlinks=False))
    top = folder.relative_to(target.root).as_posix()
    return tuple({*paths, *(name if top == "." else f"{top}/{name}" for name in names)})


def _installed(path: Path, policies: Policies) -> list[Inventory]:
    """What is installed below a folder in which nothing is declared: an environment, an unpacked image."""
    if not path.is_dir():
        return []
    root = path.resolve()
    paths = []
    for folder, folders, names in os.walk(root, followlinks=False):
        folders.sort()
        top = Path(folder).relative_to(root).as_posix()
        beside = (name if top == "." else f"{top}/{name}" for name in names)
        paths += [each for each in beside if finder_of(each)]
    return installed(sorted(paths), on_disk(root, policies.root.max_file_bytes))


def _subject(found: Sequence[Inventory]) -> tuple[str, str, str]:
    """Name, version and licence of what is highest in the tree and says who it is."""
    named = [each for each in found if each.name]
    if not named:
        return "", "", ""
    first = min(named, key=lambda each: (each.path.count("/"), each.path))
    alone = len({each.name for each in named if each.path.count("/") == first.path.count("/")}) == 1
    return (first.name, first.version, first.licence) if alone else ("", "", "")


def moment(environment: Mapping[str, str]) -> str:
    """Now, or what ``SOURCE_DATE_EPOCH`` says, so that a build can be repeated byte by byte."""
    told = environment.get("SOURCE_DATE_EPOCH", "")
    moment = time.gmtime(int(told)) if told.isdigit() else time.gmtime()
    return time.strftime("%Y-%m-%dT%H:%M:%S+00:00", moment)

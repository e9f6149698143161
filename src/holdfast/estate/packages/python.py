"""The reader of Python projects: manifests, requirements files and lock files, as far as they belong together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

from holdfast.estate.packages.compiled import requirement_units, requirements_read
from holdfast.estate.packages.drafts import Draft, gap, inventory
from holdfast.estate.packages.markers import NOWHERE, unmet
from holdfast.estate.packages.pythonlocks import pdm, pipenv, poetry, pylock
from holdfast.estate.packages.pythonproject import Project, pipfile, pyproject
from holdfast.estate.packages.setupfiles import setup_cfg, setup_py
from holdfast.estate.packages.uvlock import uv
from holdfast.model.package import Inventory
from holdfast.model.reading import Gap, Unit

_MANIFESTS: Final[Mapping[str, Callable[[str, bytes], Project]]] = {
    "Pipfile": pipfile,
    "pyproject.toml": pyproject,
    "setup.cfg": setup_cfg,
    "setup.py": setup_py,
}
_LOCKS: Final = ("Pipfile.lock", "pdm.lock", "poetry.lock", "pylock.toml", "uv.lock")


def units(paths: Mapping[str, bytes]) -> list[Unit]:
    """One for each project folder (with the folders below that share its uv.lock), and for requirements that meet."""
    shared = {folder for folder, name in map(_split, paths) if name == "uv.lock"}
    nearer = {folder for folder, name in map(_split, paths) if _is_lock(name)}
    groups: dict[str, list[str]] = {}
    sheets: dict[str, bytes] = {}
    for path, content in paths.items():
        folder, name = _split(path)
        if name in _MANIFESTS or _is_lock(name):
            groups.setdefault(_home(folder, shared, nearer), []).append(path)
        else:
            sheets[path] = content
    made = [Unit(reader="python", root=root, paths=tuple(sorted(group))) for root, group in sorted(groups.items())]
    return [*made, *requirement_units(sheets)]


def _split(path: str) -> tuple[str, str]:
    folder, _, name = path.rpartition("/")
    return folder, name


def _is_lock(name: str) -> bool:
    return name in _LOCKS or (name.startswith("pylock.") and name.endswith(".toml"))


def _home(folder: str, shared: set[str], nearer: set[str]) -> str:
    """The folder whose lock files may answer for one."""
    above = folder
    while above not in shared:
        if above in nearer or not above:
            return folder
        above = above.rpartition("/")[0]
    return above


def read(unit: Unit, files: Mapping[str, bytes]) -> list[Inventory]:
    """An inventory of each lock file, and of each manifest or requirements file that none answers."""
    paths = [path for path in unit.paths if path in files]
    if not any(_split(path)[1] in _MANIFESTS or _is_lock(_split(path)[1]) for path in paths):
        return requirements_read({path: files[path] for path in paths})
    projects = [_MANIFESTS[_split(path)[1]](path, files[path]) for path in paths if _split(path)[1] in _MANIFESTS]
    found = [_locked(path, files[path], projects) for path in paths if _is_lock(_split(path)[1])]
    answered = {path for each in found for path in each.manifests}
    rest = (_unlocked(each) for each in projects if each.path not in answered)
    return [*found, *(each for each in rest if each is not None)]


def _locked(path: str, content: bytes, projects: Sequence[Project]) -> Inventory:
    folder, name = _split(path)
    beside = {_split(each.path)[1]: each for each in projects if _split(each.path)[0] == folder}
    if name == "Pipfile.lock":
        manifest = beside.get("Pipfile")
        return pipenv(path, content, manifest, [manifest.path] if manifest else [])
    manifest = beside.get("pyproject.toml")
    answered = [each.path for name, each in beside.items() if name != "Pipfile"] if manifest else []
    if name == "uv.lock":
        return uv(path, content, manifest, [each for each in projects if not each.path.endswith("Pipfile")])
    return {"pdm.lock": pdm, "poetry.lock": poetry}.get(name, pylock)(path, content, manifest, answered)


def _nowhere(path: str, conditions: Iterable[tuple[str, int]]) -> list[Gap]:
    return [gap(path, NOWHERE, line) for _, line in unmet(conditions)]


def _unlocked(project: Project) -> Inventory | None:
    """The inventory of a manifest that no lock file answers; None where it declares nothing."""
    if not project.declares and not project.gaps:
        return None
    return inventory(
        project.path,
        "python-manifest",
        "PyPI",
        [
            Draft(
                name=each.name,
                version=each.version,
                line=each.line,
                requirement=each.requirement,
                condition=each.condition,
                direct=True,
                reach=each.reach,
                source=each.source,
                address=each.address,
                hashes=each.hashes,
            )
            for each in project.wants
        ],
        gaps=[*project.gaps, *_nowhere(project.path, ((each.condition, each.line) for each in project.wants))],
        name=project.name,
        version=project.version,
        licence=project.licence,
        locked=False,
    )

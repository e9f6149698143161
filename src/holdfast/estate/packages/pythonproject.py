"""What a Python project asks for in ``pyproject.toml`` and ``Pipfile``.

Source: PEP 517, PEP 621, PEP 735 and the documentation of Poetry, PDM, Hatch, Flit, uv and Pipenv.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from holdfast.estate.packages.addresses import repository, shown
from holdfast.estate.packages.drafts import fault
from holdfast.estate.packages.pep508 import Want, normal, pinned, reach_of, want
from holdfast.formats.tomltree import Array, Table, parse
from holdfast.model.package import Reach, Source
from holdfast.model.reading import Gap

_MOST_BYTES: Final = 4 << 20
_EXACT: Final = re.compile(r"\s*={0,3}\s*v?(\d[\w.!+\-]*)\s*\Z")
_BUILDERS: Final = "build-system"


class Project(NamedTuple):
    """What one manifest says."""

    path: str
    name: str = ""
    version: str = ""
    licence: str = ""
    wants: tuple[Want, ...] = ()
    gaps: tuple[Gap, ...] = ()
    declares: bool = False
    """It is a manifest of a project, and not only settings of tools."""


def pyproject(path: str, content: bytes) -> Project:
    """What a ``pyproject.toml`` says; a broken one has a gap."""
    table, gaps = parse(path, content, _MOST_BYTES)
    found = list(gaps)
    project = _table(table, "project")
    poetry = _table(_table(table, "tool"), "poetry")
    wants = [*_standard(table, path, found), *_groups(table, path, found), *_of_tools(table, path, found)]
    wants += _poetry(poetry, path, found)
    return Project(
        path,
        normal(_text(project.get("name")) or _text(poetry.get("name"))),
        _text(project.get("version")) or _text(poetry.get("version")),
        _licence(project) or _text(poetry.get("license")),
        tuple(wants),
        tuple(found),
        bool(project or poetry or wants or found),
    )


def _table(table: Table, key: str) -> Table:
    inner = table.get(key)
    return inner if isinstance(inner, Table) else Table(table.line)


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _licence(project: Table) -> str:
    stated = project.get("license")
    return _text(stated.get("text") if isinstance(stated, Table) else stated).strip()[:200]


def _listed(held: Any, reach: Reach, path: str, gaps: list[Gap]) -> Iterator[Want]:
    """The requirements of a list of texts."""
    if held is None:
        return
    if not isinstance(held, Array):
        gaps.append(fault(path, "requirements that are no list"))
        return
    for text, line in zip(held, held.lines, strict=True):
        made = want(text, reach, line) if isinstance(text, str) else None
        if made is not None:
            yield made
        elif not isinstance(text, Table):
            gaps.append(fault(path, "this is no requirement", line))


def _standard(table: Table, path: str, gaps: list[Gap]) -> Iterator[Want]:
    """PEP 621 and PEP 517."""
    project = _table(table, "project")
    yield from _listed(project.get("dependencies"), Reach.RUNTIME, path, gaps)
    for extra, held in _table(project, "optional-dependencies").items():
        yield from _listed(held, reach_of(extra, Reach.OPTIONAL), path, gaps)
    yield from _listed(_table(table, _BUILDERS).get("requires"), Reach.BUILD, path, gaps)


def _groups(table: Table, path: str, gaps: list[Gap]) -> Iterator[Want]:
    """PEP 735; what a group includes stands in that group already."""
    for group, held in _table(table, "dependency-groups").items():
        yield from _listed(held, reach_of(group, Reach.DEVELOPMENT), path, gaps)


def _of_tools(table: Table, path: str, gaps: list[Gap]) -> Iterator[Want]:
    tool = _table(table, "tool")
    for group, held in _table(_table(tool, "pdm"), "dev-dependencies").items():
        yield from _listed(held, reach_of(group, Reach.DEVELOPMENT), path, gaps)
    yield from _listed(_table(tool, "uv").get("dev-dependencies"), Reach.DEVELOPMENT, path, gaps)
    for name, environment in _table(_table(tool, "hatch"), "envs").items():
        if isinstance(environment, Table):
            for key in ("dependencies", "extra-dependencies"):
                yield from _listed(environment.get(key), reach_of(name, Reach.DEVELOPMENT), path, gaps)
    flit = _table(_table(tool, "flit"), "metadata")
    yield from _listed(flit.get("requires"), Reach.RUNTIME, path, gaps)
    for extra, held in _table(flit, "requires-extra").items():
        yield from _listed(held, reach_of(extra, Reach.OPTIONAL), path, gaps)


def _poetry(poetry: Table, path: str, gaps: list[Gap]) -> Iterator[Want]:
    groups = [(Reach.RUNTIME, _table(poetry, "dependencies"))]
    groups.append((Reach.DEVELOPMENT, _table(poetry, "dev-dependencies")))
    for name, group in _table(poetry, "group").items():
        if isinstance(group, Table):
            groups.append((reach_of(name, Reach.DEVELOPMENT), _table(group, "dependencies")))
    for reach, held in groups:
        yield from _named(held, reach, path, gaps)


def _named(held: Table, reach: Reach, path: str, gaps: list[Gap]) -> Iterator[Want]:
    """A table of names, as Poetry and Pipenv write it; several constraints of one package are a list."""
    for name, said in held.items():
        line = held.lines.get(name, held.line)
        if normal(name) == "python":
            continue
        for each in said if isinstance(said, Array) else [said]:
            if isinstance(each, str):
                yield _one(name, each, reach, line)
            elif isinstance(each, Table):
                yield _detailed(name, each, reach, line)
            else:
                gaps.append(fault(path, "a requirement that is neither a text nor a table", line))


def _one(name: str, requirement: str, reach: Reach, line: int) -> Want:
    exact = _EXACT.match(requirement)
    version = exact[1] if exact else pinned(requirement)
    return Want(normal(name), requirement, version=version, reach=reach, line=line)


def _detailed(name: str, said: Table, reach: Reach, line: int) -> Want:
    made = _one(name, _text(said.get("version")), reach, line)
    conditions = [_text(said.get("markers")), _text(said.get("platform"))]
    if _text(said.get("python")):
        conditions.append(f"python {said['python']}")
    made = made._replace(condition=" and ".join(each for each in conditions if each)[:500])
    if said.get("optional") is True and reach is Reach.RUNTIME:
        made = made._replace(reach=Reach.OPTIONAL)
    if _text(said.get("git")):
        commit = next((_text(said[key]) for key in ("rev", "ref", "tag", "branch") if _text(said.get(key))), "")
        return made._replace(source=Source.GIT, address=repository(said["git"], commit), version="")
    if "path" in said or "editable" in said:
        return made._replace(source=Source.PATH, version="")
    address = _text(said.get("url")) or _text(said.get("file"))
    if "://" in address:
        return made._replace(source=Source.URL, address=shown(address), version="")
    return made._replace(source=Source.PATH) if address else made


def pipfile(path: str, content: bytes) -> Project:
    """What a ``Pipfile`` says; categories of one's own count as development."""
    table, gaps = parse(path, content, _MOST_BYTES)
    found = list(gaps)
    wants: list[Want] = []
    for section in table:
        if section in ("source", "requires", "scripts", "pipenv") or not isinstance(table[section], Table):
            continue
        reach = Reach.RUNTIME if section == "packages" else reach_of(section, Reach.DEVELOPMENT)
        wants += _named(table[section], Reach.DEVELOPMENT if section == "dev-packages" else reach, path, found)
    return Project(path, wants=tuple(wants), gaps=tuple(found), declares=True)

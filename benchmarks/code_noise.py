"""Counts what a scan for insecure code tells everybody of mature programs, and what a reader said of each finding.

``code_noise.json`` names the projects, the commit that was looked at, and the judgement of each finding by its
fingerprint: *right* (a developer should act), *slight* (true, and rarely worth acting on) or *wrong*, with the
reason. Folders are given as ``NAME=FOLDER``; reports can be kept, so that a table is made again without a scan.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

from benchmarks.code_cves import scan
from benchmarks.page import PAGE, put, table
from holdfast.estate.codefiles import language_of

PROJECTS: Final = Path(__file__).resolve().parent / "code_noise.json"
VERDICTS: Final = ("right", "slight", "wrong")
BUDGET: Final = 1.0
"""Findings on each 10,000 lines that we allow ourselves."""
_SHARE: Final = 10_000
_HEAD: Final = ("project", "commit", "kLOC", "before", "now", "on 10 kLOC", *VERDICTS, "not judged")


class Project(NamedTuple):
    """One program, and what was said of its findings."""

    name: str
    kind: str
    """``library``, ``application``, or ``blind``: never looked at before its first figure was taken."""
    commit: str
    before: int
    """Findings before anything was mended because of this table."""
    judged: Mapping[str, str]
    """Fingerprint to verdict."""


class Figures(NamedTuple):
    """What was counted in one program."""

    lines: int
    found: int
    verdicts: Mapping[str, int]


def projects(path: Path = PROJECTS) -> Iterator[Project]:
    """The projects of the table. Raises ValueError for a verdict that there is not, or one without a reason."""
    for item in json.loads(path.read_text(encoding="utf-8")):
        for each in item["findings"]:
            if each["verdict"] not in VERDICTS or not each["because"]:
                raise ValueError(f"{item['name']}: {each['check']} in {each['path']} is not judged with a reason")
        judged = {each["fingerprint"]: each["verdict"] for each in item["findings"]}
        yield Project(item["name"], item["kind"], item["commit"], item["before"], judged)


def lines(folder: Path, skipped: frozenset[str]) -> int:
    """Lines of the files that the analysis of code reads: those of its languages that the scan did not skip."""
    found = 0
    for above, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if name != ".git"]
        for name in files:
            path = Path(above, name)
            relative = path.relative_to(folder).as_posix()
            if language_of(relative) and relative not in skipped and not path.is_symlink():
                found += path.read_bytes().count(b"\n")
    return found


def figures(project: Project, folder: Path, report: Mapping[str, Any]) -> Figures:
    """Count the findings that everybody is told of, by what was said of them."""
    told = [item["fingerprint"] for item in report["findings"] if item["persona"] == "regular"]
    verdicts = Counter(project.judged.get(fingerprint, "") for fingerprint in told)
    skipped = frozenset(item["path"] for item in report["skipped"])
    return Figures(lines(folder, skipped), len(told), verdicts)


def page(counted: Sequence[tuple[Project, Figures]]) -> str:
    """One table for each kind of project."""
    parts = []
    for kind, says in (
        ("library", "Libraries"),
        ("application", "Applications"),
        ("blind", "Programs that nobody had looked at before their first figure"),
    ):
        rows = [_row(project, found) for project, found in counted if project.kind == kind]
        if rows:
            parts.append(f"{says}:\n\n{table(_HEAD, rows)}")
    return "\n\n".join(parts)


def _row(project: Project, found: Figures) -> tuple[str, ...]:
    share = found.found * _SHARE / found.lines if found.lines else 0.0
    said = (str(found.verdicts.get(verdict, 0)) for verdict in (*VERDICTS, ""))
    shown = f"{share:.1f}" if share <= BUDGET else f"**{share:.1f}**"
    size = f"{found.lines / 1000:.1f}"
    return project.name, project.commit[:8], size, str(project.before), str(found.found), shown, *said


def kept(name: str, folder: Path, reports: Path | None) -> Mapping[str, Any]:
    """The report of a folder: one that is kept, or of a new scan."""
    path = reports / f"{name}.json" if reports else None
    if path and path.is_file():
        found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        return found
    found = scan(folder)
    if path:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(found), encoding="utf-8")
    return found


def main(arguments: Sequence[str] | None = None) -> int:
    """Count, print, and with ``--write`` put the tables into the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("trees", nargs="+", metavar="NAME=FOLDER", help="where a project of the table lies")
    parser.add_argument("--reports", type=Path, help="keep reports in this folder, and read those that are there")
    parser.add_argument("--write", action="store_true", help="write the tables into docs/benchmarks.md")
    args = parser.parse_args(arguments)
    folders = {name: Path(folder) for name, _, folder in (tree.partition("=") for tree in args.trees)}
    known = {project.name: project for project in projects()}
    if strange := sorted(set(folders) - set(known)):
        parser.error(f"not in {PROJECTS.name}: {', '.join(strange)}")
    counted = [
        (project, figures(project, folders[name], kept(name, folders[name], args.reports)))
        for name, project in known.items()
        if name in folders
    ]
    text = page(counted)
    print(text)
    if args.write:
        put(PAGE, "code-noise", text)
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Measures how often what is said about reachability is wrong, on labelled programs.

The programs in ``reach_corpus`` were written and labelled by somebody who had not read the code that tells the levels.
Their first figures, before that code was changed because of them, stand in the page beside today's.

``python -m benchmarks.reach`` scans each program as a user would, with a database of its one advisory.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

from benchmarks.page import PAGE, put, table
from holdfast.app.scan import Request, scan
from holdfast.engines.packages.priority import LEVELS, Level
from holdfast.store.advisorybuild import Builder, locked

CORPUS: Final = Path(__file__).resolve().parent / "reach_corpus"
LATER: Final = CORPUS.parent / "reach_later"
"""Programs that were written when the code had been changed because of the first ones."""
UNKNOWN_PART: Final = "imported, weak part not known"
UNSEEN: Final = "imported, no use of the weak part seen"
UNTOLD: Final = "no level told"
ROWS: Final = (Level.ABSENT.value, Level.INSTALLED.value, UNKNOWN_PART, UNSEEN, Level.CALLED.value, UNTOLD)
"""What can be told, farthest first."""
_FETCHED: Final = "2026-11-01T00:00:00+00:00"
_PROGRAM: Final = re.compile(
    r"^## (\S+)\n(\S+) · (\w+) · (not )?reached\nwhy: ([^\n]+)\n(.*?)^~~~$", re.MULTILINE | re.DOTALL
)
_FILE: Final = re.compile(r"^~~~ (\S+)\n", re.MULTILINE)
_LEVELS: Final = dict(zip(("absent", "installed", "imported", "called"), LEVELS, strict=True))
_HEAD: Final = ("level told", "told", "reached all the same", "not reached", "another level is true")
Row = tuple[int, int, int, int]
FIRST: Final[Mapping[str, Row]] = {
    "not installed in production": (6, 2, 4, 2),
    "installed": (20, 11, 9, 5),
    UNKNOWN_PART: (8, 5, 3, 4),
    UNSEEN: (32, 14, 18, 15),
    "vulnerable symbol called": (26, 24, 2, 2),
    UNTOLD: (0, 0, 0, 0),
}
"""By level, before anything was changed because of these programs: the columns of the table."""
FIRST_LATER: Final[Mapping[str, Row]] = {
    Level.ABSENT.value: (7, 2, 5, 2),
    Level.INSTALLED.value: (0, 0, 0, 0),
    UNKNOWN_PART: (1, 1, 0, 0),
    UNSEEN: (1, 1, 0, 1),
    Level.CALLED.value: (7, 5, 2, 2),
    UNTOLD: (1, 1, 0, 1),
}
"""The same of the later programs."""


class Program(NamedTuple):
    """One labelled program."""

    name: str
    advisory: str
    level: Level
    reached: bool
    why: str
    files: Mapping[str, str]

    @property
    def language(self) -> str:
        """Python, or JavaScript with TypeScript."""
        return "Python" if self.name.startswith("py-") else "JavaScript"


class Answer(NamedTuple):
    """What a scan said of a program."""

    program: Program
    told: str
    """One of ``ROWS``."""

    @property
    def missed(self) -> bool:
        """Wrong on the side that matters: what is said to be far runs."""
        return self.told in ROWS[:4] and self.program.reached

    @property
    def other(self) -> bool:
        """Another level is true."""
        return not self.told.startswith(self.program.level)


def programs(corpus: Path = CORPUS) -> Iterator[Program]:
    """The programs of the Markdown files in a folder."""
    for page in sorted(corpus.glob("*.md")):
        text = page.read_text(encoding="utf-8")
        found = _PROGRAM.findall(text)
        if len(found) != text.count("\n## "):
            raise ValueError(f"{page.name}: a program is not written as the others are")
        for name, advisory, level, negated, why, body in found:
            parts = _FILE.split(body)
            files = dict(zip(parts[1::2], parts[2::2], strict=True))
            yield Program(name, advisory, _LEVELS[level], not negated, why, files)


def advisories(corpus: Path = CORPUS) -> dict[str, dict[str, Any]]:
    """Records in the OSV format, by the CVE that they are about."""
    records = json.loads((corpus / "advisories.json").read_text(encoding="utf-8"))
    return {record["aliases"][0]: record for record in records}


def answer(program: Program, record: Mapping[str, Any], folder: Path) -> Answer:
    """Scan one program in a folder of its own. Raises ValueError where its weak package is not found at all."""
    root, data = folder / "program", folder / "data"
    for path, text in program.files.items():
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    _database(data, record)
    os.environ["HOLDFAST_DATA"] = str(data)
    report = scan(Request(path=root, only=frozenset({"sca"}))).report
    texts = [statement.notes for statement in report.statements]
    if not texts:
        raise ValueError(f"{program.name}: nothing was found")
    return Answer(program, max((_told(text) for text in texts), key=ROWS.index))


def answers(corpus: Path = CORPUS) -> Iterator[Answer]:
    """What scans say of each program."""
    records = advisories()
    for program in programs(corpus):
        with tempfile.TemporaryDirectory() as folder:
            yield answer(program, records[program.advisory], Path(folder))


def figures(found: Iterable[Answer]) -> dict[str, Row]:
    """By level as told: how many, how many of them are reached, are not reached, and have another level in truth."""
    rows: dict[str, Row] = {}
    kept = list(found)
    for name in ROWS:
        mine = [each for each in kept if each.told == name]
        near = sum(each.program.reached for each in mine)
        rows[name] = (len(mine), near, len(mine) - near, sum(each.other for each in mine))
    return rows


def _told(text: str) -> str:
    """Which of ``ROWS`` the draft of a statement says."""
    said = text.split(";")[0]
    if said == Level.IMPORTED:
        return UNSEEN if "no use of" in text else UNKNOWN_PART
    return said if said in ROWS else UNTOLD


def _database(data: Path, record: Mapping[str, Any]) -> None:
    path = data / "advisories.sqlite"
    data.mkdir()
    ecosystem = record["affected"][0]["package"]["ecosystem"]
    with locked(path), Builder(path, fresh=True) as made:
        made.replace(ecosystem, [(record["id"], json.dumps(record).encode())], fetched=_FETCHED, mark="")
        made.finish()


def page(found: Sequence[Answer], later: Sequence[Answer]) -> str:
    """The measured section of the page."""
    lines = [
        f"{_told_of(found)} In brackets the first run, before anything was changed because of these programs.",
        "",
        _figures_beside(found, FIRST),
        "",
        f"Written when that had been done, and not tried before: {_told_of(later)} In brackets the first run again.",
        "",
        _figures_beside(later, FIRST_LATER),
        "",
        "Wrong on the side that matters today:",
        "",
        *(f"- `{each.program.name}`: *{each.told}*. {each.program.why}" for each in (*found, *later) if each.missed),
    ]
    return "\n".join(lines)


def _told_of(found: Sequence[Answer]) -> str:
    python = sum(each.program.language == "Python" for each in found)
    near = sum(each.program.reached for each in found)
    return f"{len(found)} programs, {python} of them in Python; the weak code of {near} is reached."


def _figures_beside(found: Sequence[Answer], first: Mapping[str, Row]) -> str:
    return table(_HEAD, [(name, *_beside(row, first[name])) for name, row in figures(found).items()])


def _beside(row: Row, first: Row) -> list[str]:
    return [f"{now} ({then})" for now, then in zip(row, first, strict=True)]


def main(words: Sequence[str] | None = None) -> int:
    """Print the figures, or write them into the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="put the table into the page")
    parser.add_argument("--all", action="store_true", help="name each program with what was told of it")
    options = parser.parse_args(words)
    found, later = list(answers()), list(answers(LATER))
    if options.all:
        for each in (*found, *later):
            mark = "MISS" if each.missed else ""
            other = f"(truly {each.program.level})" if each.other else ""
            sys.stdout.write(f"{mark:5}{each.program.name}: {each.told} {other}\n")
    text = page(found, later)
    sys.stdout.write(text + "\n")
    if options.write:
        put(PAGE, "reach", text)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

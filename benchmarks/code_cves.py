"""Counts how many published vulnerabilities are reported at the lines that their fix changed.

``code_cves.json`` names fixes of advisories for Python and JavaScript: where the project is kept, the last vulnerable
version, the fixed one, the weakness, and the lines of the vulnerable version that the fix changed, for the weakness
alone. They were chosen by the advisories' text, before anything was scanned. A vulnerability counts as reported
*at the line* when a finding of its weakness stands on a changed line or within the three lines that a diff shows
around it, *on the way* when only a step of the reported flow does, *in the function* when the finding stands in a
function that the fix changed. Trees are folders below one folder, each with the name of an advisory; those of
repositories that git reaches and of npm packages are brought there with ``--fetch``.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tarfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

import tree_sitter_javascript
import tree_sitter_python
from tree_sitter import Language, Node, Parser

from benchmarks.code_accuracy import family
from benchmarks.page import PAGE, put, table
from benchmarks.timing import environment
from holdfast.model.check import Persona

ROOT: Final = Path(__file__).resolve().parent.parent
HOME: Final = ROOT / "build" / "bench" / "cves"
ROWS: Final = Path(__file__).resolve().parent / "code_cves.json"
AROUND: Final = 3
"""Lines that a diff shows around what changed."""
LINE, WAY, FUNCTION, MISSED = "at the line", "on the way", "in the function", "missed"
PLACES: Final = (LINE, WAY, FUNCTION, MISSED)
PERSONAS: Final = (Persona.REGULAR, Persona.PEDANTIC)
_FOUND: Final = (0, 1, 4)
_SECONDS: Final = 900.0
_FUNCTIONS: Final = frozenset(
    {
        "function_definition",
        "function_declaration",
        "function_expression",
        "function",
        "arrow_function",
        "method_definition",
        "generator_function",
        "generator_function_declaration",
    }
)


class Row(NamedTuple):
    """One vulnerability and its fix."""

    id: str
    cve: str
    repository: str
    """``owner/name``; empty for a package."""
    package: str
    """Name of an npm package; empty for a repository."""
    vulnerable: str
    fixed: str
    cwe: int
    changed: Mapping[str, Sequence[tuple[int, int]]]
    """Path to the first and last line of each change, in the vulnerable version."""
    before: tuple[str, str]
    """What was reported before any rule was changed because of this table, by persona."""
    because: str
    """Why it is missed, where it is."""


class Found(NamedTuple):
    """One finding: where, of what kind, and over which places its data flows."""

    path: str
    line: int
    weaknesses: frozenset[int]
    persona: Persona
    steps: frozenset[tuple[str, int]]


def rows(path: Path = ROWS) -> Iterator[Row]:
    """The table of vulnerabilities."""
    for item in json.loads(path.read_text(encoding="utf-8")):
        changed = {name: [(first, last) for first, last in spans] for name, spans in item["changed"].items()}
        yield Row(
            id=item["id"],
            cve=item["cve"],
            repository=item.get("repository", ""),
            package=item.get("package", ""),
            vulnerable=item["vulnerable"],
            fixed=item["fixed"],
            cwe=item["cwe"],
            changed=changed,
            before=tuple(item["before"]),
            because=item.get("because", ""),
        )


def bring(row: Row, folder: Path) -> bool:
    """Put the vulnerable version of a row into a folder; False when it cannot be had."""
    folder.mkdir(parents=True)
    if row.package:
        words = [["npm", "pack", "--silent", f"{row.package}@{row.vulnerable}"]]
    else:
        address = f"https://github.com/{row.repository}"
        words = [["git", "init", "--quiet"], ["git", "fetch", "--quiet", "--depth", "1", address, row.vulnerable]]
        words.append(["git", "checkout", "--quiet", "FETCH_HEAD"])
    try:
        for command in words:
            subprocess.run(command, cwd=folder, env=environment(GIT_TERMINAL_PROMPT="0"), check=True)
    except (subprocess.CalledProcessError, OSError):
        return False
    for archive in folder.glob("*.tgz"):
        with tarfile.open(archive) as packed:
            packed.extractall(folder, filter="data")
    return True


def scan(folder: Path) -> dict[str, Any]:
    """The report of a scan of a folder for insecure code, everything but an auditor's findings included.

    Raises CalledProcessError when the scan fails, TimeoutExpired when it takes too long.
    """
    words = [sys.executable, "-P", "-m", "holdfast", "scan", ".", "--only", "code", "--persona", "pedantic"]
    words += ["--since", "all", "--format", "json", "--no-cache", "--no-gitignore"]
    settings = environment(PYTHONPATH=str(ROOT / "src"), HOLDFAST_DATA=str(HOME / "data"))
    done = subprocess.run(words, cwd=folder, env=settings, capture_output=True, timeout=_SECONDS, check=False)
    if done.returncode not in _FOUND:
        raise subprocess.CalledProcessError(done.returncode, words, done.stdout, done.stderr)
    report: dict[str, Any] = json.loads(done.stdout)
    return report


def findings(report: Mapping[str, Any]) -> Iterator[Found]:
    """What a report names."""
    weaknesses = {check["id"]: frozenset(check["cwe"]) for check in report["checks"]}
    for item in report["findings"]:
        yield Found(
            path=item["place"]["path"],
            line=item["place"]["line"],
            weaknesses=weaknesses.get(item["check"], frozenset()),
            persona=Persona[item["persona"].upper()],
            steps=frozenset((step["path"], step["line"]) for step in item["steps"]),
        )


def judge(row: Row, found: Sequence[Found], folder: Path, persona: Persona) -> str:
    """How near to the fix a vulnerability is reported."""
    kinds = family([row.cwe])
    near = [item for item in found if item.persona <= persona and not item.weaknesses.isdisjoint(kinds)]
    places = {(item.path, item.line) for item in near}
    steps = frozenset[tuple[str, int]]().union(*(item.steps for item in near))
    changes = [(path, first, last) for path, spans in row.changed.items() for first, last in spans]
    if any(_within(places, path, first - AROUND, last + AROUND) for path, first, last in changes):
        return LINE
    if any(_within(steps, path, first - AROUND, last + AROUND) for path, first, last in changes):
        return WAY
    for path, first, last in changes:
        if any(_within(places, path, *span) for span in functions(folder / path, first, last)):
            return FUNCTION
    return MISSED


def _within(places: set[tuple[str, int]] | frozenset[tuple[str, int]], path: str, first: int, last: int) -> bool:
    return any(at == path and first <= line <= last for at, line in places)


def functions(path: Path, first: int, last: int) -> Iterator[tuple[int, int]]:
    """First and last line of the innermost function around the beginning and around the end of a change."""
    grammar = tree_sitter_python if path.suffix == ".py" else tree_sitter_javascript
    tree = Parser(Language(grammar.language())).parse(path.read_bytes())
    for line in sorted({first, last}):
        node: Node | None = tree.root_node.descendant_for_point_range((line - 1, 0), (line - 1, 200))
        while node is not None and node.type not in _FUNCTIONS:
            node = node.parent
        if node is not None:
            yield node.start_point[0] + 1, node.end_point[0] + 1


def answers(trees: Path, reports: Path | None) -> Iterator[tuple[Row, tuple[str, ...]]]:
    """What is reported of each vulnerability whose tree is there, by persona; reports are kept in a folder."""
    for row in rows():
        folder = trees / row.id
        if not folder.is_dir():
            print(f"{row.id}: no tree", file=sys.stderr)
            continue
        inner = folder / "package" if (folder / "package").is_dir() else folder
        kept = reports / f"{row.id}.json" if reports else None
        if kept and kept.is_file():
            report = json.loads(kept.read_text(encoding="utf-8"))
        else:
            report = scan(inner)
            if kept:
                kept.parent.mkdir(parents=True, exist_ok=True)
                kept.write_text(json.dumps(report), encoding="utf-8")
        found = list(findings(report))
        yield row, tuple(judge(row, found, inner, persona) for persona in PERSONAS)


def page(judged: Sequence[tuple[Row, tuple[str, ...]]]) -> str:
    """The counts, and every row."""
    parts = []
    for name, python in (("Python", True), ("JavaScript", False)):
        chosen = [item for item in judged if all(path.endswith(".py") for path in item[0].changed) is python]
        lines = []
        for at, persona in enumerate(PERSONAS):
            for when, said in (
                ("before", [row.before[at] for row, _ in chosen]),
                ("now", [now[at] for _, now in chosen]),
            ):
                lines.append((f"{persona.word}, {when}", *(str(said.count(place)) for place in PLACES)))
        parts.append(f"{name}, {len(chosen)} fixes:\n\n{table(('', *PLACES), lines)}")
    head = ("advisory", "project", "weakness", "before", "now", "pedantic", "why it is missed")
    every = [
        (row.id, row.repository or row.package, f"CWE-{row.cwe}", row.before[0], now[0], now[1], row.because)
        for row, now in judged
    ]
    return "\n\n".join([*parts, table(head, every)])


def main(arguments: Sequence[str] | None = None) -> int:
    """Judge, print, and with ``--write`` put the tables into the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("trees", nargs="?", type=Path, default=HOME, help="folder with one folder for each advisory")
    parser.add_argument("--fetch", action="store_true", help="bring what is not there, with git and npm")
    parser.add_argument("--reports", type=Path, help="keep reports in this folder, and read those that are there")
    parser.add_argument("--write", action="store_true", help="write the tables into docs/benchmarks.md")
    args = parser.parse_args(arguments)
    if args.fetch:
        for row in rows():
            if not (args.trees / row.id).is_dir() and not bring(row, args.trees / row.id):
                print(f"{row.id}: {row.repository or row.package} cannot be had", file=sys.stderr)
    text = page(list(answers(args.trees, args.reports)))
    print(text)
    if args.write:
        put(PAGE, "code-cves", text)
    return 0


if __name__ == "__main__":
    sys.exit(main())

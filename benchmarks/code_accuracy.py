"""Counts what the analysis of code finds in labelled programs: recall and false alarms by weakness.

The programs in ``code_corpus`` were labelled by a reader who had not seen the rules. Their first figures, before any
rule was changed because of them, stand in the page beside today's.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from benchmarks.page import PAGE, put, table
from holdfast.app.codebook import CodeBook, code_book
from holdfast.app.codeproject import Files
from holdfast.app.coding import code
from holdfast.model.check import Persona

CORPUS: Final = Path(__file__).resolve().parent / "code_corpus"
_FENCE: Final = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_FILE: Final = re.compile(r"^(?:#|//) file: (\S+)$")
_LABEL: Final = re.compile(r"(?:#|//|/\*) (bad|good): (\d+(?:,\d+)*)")
_COLUMNS: Final = ("bad", "found", "good", "false")
_ENDINGS: Final = {"python": "py", "javascript": "js", "typescript": "ts", "tsx": "tsx", "jsx": "jsx"}
FAMILIES: Final = (
    frozenset({77, 78, 88}),
    frozenset({22, 23, 29, 36, 73}),
    frozenset({79, 80, 83, 87}),
    frozenset({94, 95, 96, 1336}),
    frozenset({200, 209, 312, 359, 532}),
    frozenset({259, 321, 547, 798}),
    frozenset({276, 377, 379, 732}),
    frozenset({295, 297}),
    frozenset({326, 327, 328, 780, 916}),
    frozenset({329, 1204}),
    frozenset({330, 331, 338}),
    frozenset({345, 347}),
    frozenset({346, 942}),
    frozenset({489, 215}),
    frozenset({611, 776, 827}),
    frozenset({614, 1004, 1275}),
    frozenset({915, 1321}),
)
"""Weaknesses that mean the same to somebody who mends them."""


class Label(NamedTuple):
    """What a reader said of a line."""

    bad: bool
    weaknesses: frozenset[int]

    @property
    def name(self) -> str:
        """The weakness that comes first."""
        return f"CWE-{min(self.weaknesses)}"


class Program(NamedTuple):
    """One labelled program."""

    language: str
    files: Mapping[str, str]
    labels: Mapping[tuple[str, int], Label]


def programs(corpus: Path = CORPUS) -> Iterator[Program]:
    """The programs of the Markdown files in a folder."""
    for page in sorted(corpus.glob("*.md")):
        for language, text in _FENCE.findall(page.read_text(encoding="utf-8")):
            files = dict(_split(text, f"main.{_ENDINGS[language]}"))
            labels = {
                (path, number): Label(match[1] == "bad", family(map(int, match[2].split(","))))
                for path, content in files.items()
                for number, line in enumerate(content.split("\n"), 1)
                if (match := _LABEL.search(line))
            }
            yield Program(language, {path: _LABEL.sub("", content) for path, content in files.items()}, labels)


def _split(text: str, first: str) -> Iterator[tuple[str, str]]:
    path, lines = first, list[str]()
    for line in text.split("\n"):
        if match := _FILE.match(line):
            if any(map(str.strip, lines)):
                yield path, "\n".join(lines)
            path, lines = match[1], []
        else:
            lines.append(line)
    yield path, "\n".join(lines)


def family(weaknesses: Iterator[int] | Sequence[int]) -> frozenset[int]:
    """Some weaknesses with those that mean the same."""
    named = frozenset(weaknesses)
    return named.union(*(group for group in FAMILIES if not group.isdisjoint(named)))


def findings(program: Program, book: CodeBook, persona: Persona) -> Iterator[tuple[str, int, frozenset[int]]]:
    """Path, line and weaknesses of what is found in a program."""
    texts = {path: content.encode() for path, content in program.files.items()}
    found = code(sorted(texts), Files(frozenset(texts), texts.get), texts.get, book)
    for answer in found.answers.values():
        for row in answer.rows:
            rule = book.rules[row.check]
            if max(rule.persona, Persona.PEDANTIC if row.quieter else Persona.REGULAR) <= persona:
                yield row.at.path, row.at.line, frozenset(rule.check.cwe)


class Score(NamedTuple):
    """How the programs of one language were judged."""

    counts: Counter[tuple[str, str]]
    """(weakness, ``bad``, ``found``, ``good`` or ``false``) to how many lines."""
    missed: tuple[str, ...]
    alarms: tuple[str, ...]
    others: int
    """Findings on lines that nobody labelled."""


def score(chosen: Sequence[Program], book: CodeBook, persona: Persona) -> Score:
    """Judge programs, and count."""
    counts: Counter[tuple[str, str]] = Counter()
    missed, alarms, others = [], [], 0
    for number, program in enumerate(chosen):
        seen = list(findings(program, book, persona))
        for (path, line), label in program.labels.items():
            met = any((path, line) == (at, row) and not kinds.isdisjoint(label.weaknesses) for at, row, kinds in seen)
            counts[label.name, "bad" if label.bad else "good"] += 1
            if met:
                counts[label.name, "found" if label.bad else "false"] += 1
            where = f"{program.language} {number} {path}:{line} {label.name}"
            if label.bad and not met:
                missed.append(where)
            elif met and not label.bad:
                alarms.append(where)
        others += sum((path, line) not in program.labels for path, line, _ in seen)
    return Score(counts, tuple(missed), tuple(alarms), others)


def rates(found: Score) -> str:
    """Recall and false alarms by weakness."""
    names = sorted({name for name, _ in found.counts}, key=lambda name: int(name[4:]))
    rows = [
        _row(name, {kind: found.counts[name, kind] for kind in ("bad", "found", "good", "false")}) for name in names
    ]
    totals = {kind: sum(found.counts[name, kind] for name in names) for kind in ("bad", "found", "good", "false")}
    return table(("weakness", "bad lines", "found", "good lines", "false alarms"), [*rows, _row("all", totals)])


def _row(name: str, counts: Mapping[str, int]) -> tuple[str, ...]:
    return name, *(str(counts[kind]) for kind in _COLUMNS)


def main(arguments: Sequence[str] | None = None) -> int:
    """Judge, print, and with ``--write`` put the tables into the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--persona", default="regular", choices=[item.word for item in Persona])
    parser.add_argument("--write", action="store_true", help="write the tables into docs/benchmarks.md")
    args = parser.parse_args(arguments)
    book = code_book(None)
    every = list(programs())
    parts = []
    for language, names in (("Python", {"python"}), ("JavaScript and TypeScript", set(_ENDINGS) - {"python"})):
        found = score([item for item in every if item.language in names], book, Persona[args.persona.upper()])
        parts.append(f"{language}, persona {args.persona}; {found.others} findings on other lines:\n\n{rates(found)}")
        print(*(f"missed {each}" for each in found.missed), sep="\n", file=sys.stderr)
        print(*(f"false alarm {each}" for each in found.alarms), sep="\n", file=sys.stderr)
    text = "\n\n".join(parts)
    print(text)
    if args.write:
        put(PAGE, "code-accuracy", text)
    return 0


if __name__ == "__main__":
    sys.exit(main())

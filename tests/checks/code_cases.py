"""Labelled cases of code: Markdown files whose fences are small programs.

A line that must be reported says so in a comment, ``fail: rule-name``, or ``quiet: rule-name`` where pedantic readers
alone must hear of it. A program without any must be silent for regular and pedantic readers, whatever the rule. How a
program of several files is written tells ``formats.codeexamples``.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from holdfast.app.codetrial import told
from holdfast.engines.code.book import Book, Books
from holdfast.formats.codeexamples import FENCES, Promise, files_of, promises
from holdfast.formats.coderules import (
    CodePack,
    compile_code,
    library_files,
    load_prose,
    read_libraries,
    read_rules,
    rule_files,
)
from holdfast.model.check import Persona
from holdfast.model.judgement import Example

HERE = Path(__file__).parent / "code"
HOME = Path(__file__).resolve().parents[2] / "src" / "holdfast" / "checks" / "code"
_QUIET = re.compile(r"\bquiet: ([a-z0-9-]+)")
_FENCE = re.compile(r"(?ms)^```(\w+)[^\n]*\n(.*?)^```[ ]*$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One fence."""

    where: str
    """``file.md:line``."""
    tag: str
    files: Mapping[str, bytes]

    @property
    def promised(self) -> set[Promise]:
        """Rule, path and line of everything that must be reported."""
        return promises(self.files) | quiet(self.files)


def cases(folder: Path = HERE) -> list[Case]:
    """Every case of every file of a folder. Raises ValueError for a fence of an unknown language."""
    return [case for path in sorted(folder.glob("*.md")) for case in _of(path)]


def _of(path: Path) -> Iterator[Case]:
    text = path.read_text(encoding="utf-8")
    for match in _FENCE.finditer(text):
        line = text.count("\n", 0, match.start()) + 1
        if match[1] not in FENCES:
            raise ValueError(f"{path.name}:{line}: no language {match[1]!r}")
        yield Case(where=f"{path.name}:{line}", tag=match[1], files=files_of(match[1], match[2]))


@cache
def packed() -> tuple[str, str]:
    """The pack and its guidance of the YAML files as they stand now."""
    libraries = [entry for path in library_files(HOME) for entry in read_libraries(path)]
    rules = [rule for path in rule_files(HOME) for rule in read_rules(path)]
    return compile_code(libraries, rules, "test")


@cache
def pack() -> CodePack:
    """Every rule and library."""
    return CodePack(packed()[0])


@cache
def examples() -> list[Example]:
    """What every rule promises of its bad and good code."""
    names = {rule.check.id: rule.check.name for rule in pack().rules}
    return [
        Example(rule=names[identity], language=language, text=text, fails=fails)
        for identity, (_, fix, bad) in sorted(load_prose(packed()[1]).items())
        for fails, programs in ((True, bad), (False, fix))
        for language, text in programs.items()
    ]


_ASKED = ("call", "read", "assign", "decorated", "overrides", "naming")


class Watched:
    """A book that remembers which facts were met."""

    def __init__(self, book: Book, met: set[int]) -> None:
        self.book, self._met = book, met

    def __getattr__(self, name: str) -> Any:
        found = getattr(self.book, name)
        if name not in _ASKED:
            return found

        def asked(*given: Any) -> Any:
            answer = found(*given)
            parts = answer if hasattr(answer, "_fields") else (answer,)
            self._met.update(id(fact) for part in parts for fact in part)
            return answer

        return asked


class WatchedBooks:
    """All languages, watched."""

    def __init__(self, books: Books) -> None:
        self.languages = books.languages
        self.met: set[int] = set()
        """Identities of the nouns that some look-up met."""
        self._watched = {name: Watched(books.of(name), self.met) for name in books.languages}

    def of(self, language: str) -> Any:
        """The watched book of a language."""
        return self._watched[language]

    def unmet(self) -> dict[tuple[str, str], list[str]]:
        """What no look-up met so far, by language and library; entries by the names of parameters left out."""
        found: dict[tuple[str, str], list[str]] = {}
        for language, watched in self._watched.items():
            given = {*map(id, watched.book.named), *map(id, watched.book.compared)}
            for library, about, noun in watched.book.facts():
                if id(noun) not in self.met and id(noun) not in given:
                    found.setdefault((language, library), []).append(about)
        return found

    def size(self) -> int:
        """How many facts of libraries there are."""
        return sum(1 for watched in self._watched.values() for _ in watched.book.facts())


@cache
def books() -> WatchedBooks:
    """One book for all cases."""
    return WatchedBooks(Books([pack()]))


def quiet(files: Mapping[str, bytes]) -> set[Promise]:
    """What pedantic readers alone must be told."""
    return {
        (match[1], path, number)
        for path, data in files.items()
        for number, line in enumerate(data.decode().splitlines(), 1)
        for match in _QUIET.finditer(line)
    }


def found(files: Mapping[str, bytes], promised: set[Promise]) -> set[Promise]:
    """What regular and pedantic readers are told, and what auditors are told of what was promised.

    What only pedantic readers are told of a line that is promised to others is no news, and left out.
    """
    lines, names = {(path, line) for _, path, line in promised}, {name for name, _, _ in promised}
    loud = {(f"{name} for all", path, line) for name, path, line in quiet(files)}
    seen = told(files, books())
    heard = {(f"{item.rule} for all", item.path, item.line) for item in seen if item.persona is Persona.REGULAR}
    return (heard & loud) | {
        (item.rule, item.path, item.line)
        for item in seen
        if item.rule in names
        or item.persona is Persona.REGULAR
        or (item.persona is Persona.PEDANTIC and (item.path, item.line) not in lines)
    }


def unmet_share() -> float:
    """The share of what is known of libraries that no case and no example meets."""
    for case in cases():
        told(case.files, books())
    for item in examples():
        told(files_of(item.language, item.text), books())
    return sum(map(len, books().unmet().values())) / books().size()


def main() -> None:
    """Run every case and example, and print what is not as promised and what no case meets."""
    wrong = 0
    for case in cases():
        now = found(case.files, case.promised)
        if now != case.promised:
            wrong += 1
            missed, extra = sorted(case.promised - now), sorted(now - case.promised)
            sys.stdout.write(f"{case.where}: missed {missed}, too much {extra}\n")
    for item in examples():
        names = {name for name, _, _ in found(files_of(item.language, item.text), {(item.rule, "", 0)})}
        if (item.rule in names) is not item.fails:
            wrong += 1
            sys.stdout.write(f"{item.rule}: {'bad' if item.fails else 'good'} {item.language}: {sorted(names)}\n")
    unmet = books().unmet()
    for (language, library), facts in sorted(unmet.items()):
        sys.stdout.write(f"unmet {language} {library}: {'; '.join(facts)}\n")
    left = sum(map(len, unmet.values()))
    sys.stdout.write(f"{len(cases())} cases, {len(examples())} examples, {wrong} wrong; ")
    sys.stdout.write(f"{left} of {books().size()} facts unmet\n")


if __name__ == "__main__":
    main()

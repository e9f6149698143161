"""How much of each language nobody understood, in lines."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final

from holdfast.app.coding import Coding
from holdfast.model.coverage import Unread

_ENDINGS: Final[Mapping[str, str]] = {
    **dict.fromkeys((".c", ".h"), "C"),
    **dict.fromkeys((".cc", ".cpp", ".cxx", ".hh", ".hpp", ".hxx"), "C++"),
    **dict.fromkeys((".kt", ".kts"), "Kotlin"),
    **dict.fromkeys((".scala", ".sc"), "Scala"),
    **dict.fromkeys((".ex", ".exs"), "Elixir"),
    **dict.fromkeys((".sh", ".bash", ".zsh"), "Shell"),
    **dict.fromkeys((".pl", ".pm"), "Perl"),
    **dict.fromkeys((".m", ".mm"), "Objective-C"),
    **dict.fromkeys((".fs", ".fsx"), "F#"),
    **dict.fromkeys((".clj", ".cljs", ".cljc"), "Clojure"),
    **dict.fromkeys((".vue",), "Vue"),
    ".cs": "C#",
    ".dart": "Dart",
    ".erl": "Erlang",
    ".go": "Go",
    ".groovy": "Groovy",
    ".hs": "Haskell",
    ".java": "Java",
    ".jl": "Julia",
    ".lua": "Lua",
    ".ml": "OCaml",
    ".php": "PHP",
    ".ps1": "PowerShell",
    ".r": "R",
    ".rb": "Ruby",
    ".rs": "Rust",
    ".sol": "Solidity",
    ".sql": "SQL",
    ".svelte": "Svelte",
    ".swift": "Swift",
    ".vb": "Visual Basic",
    ".zig": "Zig",
}
"""Endings of languages that no frontend reads yet."""
_NAMES: Final[Mapping[str, str]] = {"python": "Python", "javascript": "JavaScript and TypeScript"}


def unread_tongues(coding: Coding, paths: Iterable[str], more: Callable[[str], bytes | None]) -> Iterator[Unread]:
    """What was not understood, most lines first: of languages that are read, and of those not, in ``paths``."""
    found = [*_partly(coding), *_wholly(paths, more)]
    yield from sorted(found, key=lambda item: (-item.lines, item.language))


def _partly(coding: Coding) -> Iterator[Unread]:
    by_reason: dict[tuple[str, str], list[int]] = {}
    totals: dict[str, list[int]] = {}
    for answer in coding.answers.values():
        account = answer.account
        total = totals.setdefault(account.language, [0, 0])
        total[0] += 1
        total[1] += account.lines
        lost = account.lines if account.unread else account.broken
        if lost:
            why = account.unread or "statements with a syntax problem"
            numbers = by_reason.setdefault((account.language, why), [0, 0])
            numbers[0] += 1
            numbers[1] += lost
    for (language, why), (files, lines) in by_reason.items():
        of_files, of_lines = totals[language]
        name = _NAMES.get(language, language)
        yield Unread(language=name, files=files, of_files=of_files, lines=lines, of_lines=of_lines, why=why)


def _wholly(paths: Iterable[str], more: Callable[[str], bytes | None]) -> Iterator[Unread]:
    numbers: dict[str, list[int]] = {}
    for path in paths:
        dot = path.rfind(".")
        language = _ENDINGS.get(path[dot:].lower(), "") if dot >= 0 else ""
        if language and (data := more(path)) is not None:
            number = numbers.setdefault(language, [0, 0])
            number[0] += 1
            number[1] += data.count(b"\n") + (not data.endswith(b"\n") if data else 0)
    for language, (files, lines) in numbers.items():
        yield Unread(language=language, files=files, of_files=files, lines=lines, of_lines=lines)

"""The words that make a function worth a look: those of sources, sinks and patterns.

A word that nearly every program uses for something else (``get``, ``open``, ``run``) counts only in a file that imports
the library, so that most functions stay unread.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from holdfast.formats.codefields import references

_KINDS: Final = ("source", "sink", "pattern")
_COMMON: Final = """
add all any append apply args assign at body bind build call check clear close code commit compile connect content copy
count create cursor data date db decode delete dump dumps each encode end entries error execute extend file filter find
first flush format from get getAll group handle hash head headers host html id import include index init insert items
join json key keys last left length level limit link list load loads log lookup lower main make map match message method
mode model name new next node normalize now objects on open options order parse path patch pop port post prepare print
process push put query raw read readline ref remove render replace request reset response result return right root
route run save search send set setting setup show size sort source split start state status stop store str string strip
sub submit success sync table tag target test text then time title trim type update upper uri url use user username
value values verify version view wait where window with write writer zip
"""
COMMON: Final = frozenset(_COMMON.split())
"""Words that say nothing alone."""
_SHORT: Final = 3
"""Words up to this length count with their library only."""


def triggers(facts: list[list[Any]]) -> tuple[dict[str, list[str]], dict[str, dict[str, list[str]]]]:
    """By kind of fact: words that count everywhere, and words that count beside the import of one of some modules.

    A word without a library to import (a builtin, a guess by a variable's name) counts everywhere; of
    ``?cursor.execute`` it is the first one, as the last one is vague.
    """
    words: dict[str, set[str]] = {kind: set() for kind in _KINDS}
    paired: dict[str, dict[str, set[str]]] = {kind: {} for kind in _KINDS}
    for row in facts:
        kind = row[0]
        for word, module in _words(row) if kind in _KINDS else ():
            if module and _vague(word):
                paired[kind].setdefault(word, set()).add(module)
            else:
                words[kind].add(word)
    rest = {
        kind: {word: sorted(modules) for word, modules in sorted(found.items()) if word not in words[kind]}
        for kind, found in paired.items()
    }
    return {kind: sorted(found) for kind, found in words.items()}, rest


def _vague(word: str) -> bool:
    return word in COMMON or len(word) <= _SHORT


def _words(row: list[Any]) -> Iterator[tuple[str, str]]:
    """Word and module of each reference of a fact."""
    if row[0] == "pattern" and row[3] in ("setting", "key", "import", "handler"):
        yield from ((word, "") for one in str(row[2]).split("|") if (word := one.rpartition(".")[2].strip("*")))
        return
    for one in references("", row[2] if row[0] == "pattern" else row[1]):
        parts = [part.removesuffix("()").strip("*?") for part in one.split(".")]
        said = [part for part in parts if part]
        if one.startswith("?"):
            yield (said[-2] if _vague(said[-1]) and len(said) > 1 and not _vague(said[-2]) else said[-1]), ""
        else:
            yield said[-1], parts[0] if len(parts) > 1 else ""

"""What in the text of a function makes it worth a look: uses of names that sources, sinks and patterns have.

A name is looked for as it is used: an attribute after a dot, a function before a parenthesis. One that nearly every
program uses for something else (``get``, ``path``, ``run``) counts only in a file that imports its library, or behind a
name that requests commonly have, so that most functions stay unread.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final

from holdfast.formats.codefields import references

SOURCE, SINK, PATTERN = 1, 2, 4
CALLED, MEMBER, BARE = 1, 2, 4
"""Forms of use: it has to be called; it is a member of a class, so it never stands without a dot; it is a builtin, so
it never stands behind one."""
_BITS: Final = {"source": SOURCE, "sink": SINK, "pattern": PATTERN}
_WORDS_ALONE: Final = ("setting", "key", "import", "handler")
_COMMON: Final = """
add all any append apply args arguments assign at body bind build call chain check clear close code command commit
compile connect connection content copy count create cursor data database date db decode delete distinct download dump
dumps each encode end engine entries error evaluate exception execute exists extend extra extract feed fetch file
filename files filter find first flush form format forms found from generate get getAll group group_by handle hash
having head headers host html id import include index info init input insert invoke items join json key keys kwargs
last left length level limit link list literal load loads local log logger lookup lower main make map match media
message messages method mode model move name new next node normalize now objects on open options order order_by params
parse patch path payload pipeline poll pop port post prepare print process prompt push put query raw read readline
readlines receive redirect ref remove render replace request responses reset response restore result return right root
route rule run save scan search select send serve session set setting setup show size sort source split start state
status stop store str stream string strip sub submit subn success sync system table tag target template test text then
time title token touch trace tree trim type unlink update upload upper uri url use user username users validate value
values verify version view wait walk warn warning what where window with write writer zip
"""
_SHORT: Final = 3
"""Words up to this length are vague too."""
RECEIVERS: Final = frozenset(
    ("request", "req", "ctx", "context", "event", "websocket", "ws", "message", "msg", "params", "search")
)
"""What values that come from outside are commonly called."""

Wakes = dict[str, list[list[Any]]]


def vague(word: str, common: frozenset[str] = frozenset(_COMMON.split())) -> bool:
    """Whether a word says little alone."""
    return word in common or len(word) <= _SHORT


def wakes(facts: Iterable[list[Any]], keys: Callable[[list[Any]], Iterable[str]]) -> Wakes:
    """Word to its uses that count: bits of kinds, bits of forms, the word before it, modules of which one is imported.

    ``keys`` gives the references of a fact. What hands functions to a framework counts as a source.
    """
    found: dict[str, dict[tuple[int, str], tuple[int, set[str]]]] = {}
    for row in facts:
        bit = _BITS.get(row[0])
        names = keys(row)
        how = row[3] if row[0] == "pattern" else row[2]
        if row[0] == "entry" and row[4]:
            bit, how, names = SOURCE, "call", references("", row[4])
        if bit is None or how in ("return", "decorated") or (how in _WORDS_ALONE and how != "key"):
            continue
        for one in names:
            for word, form, before, module in _key(one) if how == "key" else _use(one, how == "call"):
                bits, modules = found.setdefault(word, {}).get((form, before), (0, set()))
                found[word][form, before] = (bits | bit, modules | ({module} if module else set()))
    return {
        word: [[bits, form, before, sorted(modules)] for (form, before), (bits, modules) in sorted(uses.items())]
        for word, uses in sorted(found.items())
    }


def _key(one: str) -> Iterator[tuple[str, int, str, str]]:
    """The same for ``key:word``: the key of a literal, which may stand in any function."""
    word = one.partition(":")[2]
    if word and "*" not in word and not vague(word):
        yield word, BARE, "", ""


def _use(one: str, called: bool) -> Iterator[tuple[str, int, str, str]]:
    """Word, form, the word before and the module of a reference."""
    parts = [part.replace("()", "") for part in one.split(".")]
    word = parts[-1].strip("*?") or (parts[-2].strip("*?") if len(parts) > 1 else "")
    if not word:
        return
    form = CALLED if called else 0
    if one[0] in "?*":
        before = "" if len(parts) == 1 else parts[-2].strip("?")
        yield word, form | (MEMBER if len(parts) > 1 else 0), before if "*" not in before else "", ""
    elif len(parts) == 1:
        yield word, form | BARE, "", ""
    else:
        member = len(parts) > 2 and parts[-2][:1].isupper()
        yield word, form | (MEMBER if member else 0), "", parts[0].strip("*")

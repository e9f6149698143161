"""Shell text as simple commands: enough to see what a build step runs, never to run it.

Quotes, substitutions, here-strings, lists, pipes, groups and the usual words of control are followed; what is not
understood is taken as plain words. Time grows with the length of the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, NamedTuple

from holdfast.kit.expressions import expression

_TOKEN: Final = expression(
    r"(?P<space>[ \t\r]+)|(?P<comment>(?<![^\s;|&(])#[^\n]*)|(?P<end>&&|\|\||;;|;|\n|&(?![>0-9])|[(){}](?=[\s;)]|$)|\()"
    r"|(?P<pipe>\|&?)|(?P<redirect>\d*(?:>>|>\||>&|&>>|&>|<<<|<<-?|<&|<(?!\()|>(?!\())[ \t]*)"
)
_WORD: Final = expression(
    r"""\\[\s\S]|'[^']*'?|"(?:\\[\s\S]|[^"\\])*"?|`(?:\\[\s\S]|[^`\\])*`?|[^\s\\'"`;|&<>()$]+|\$(?!\()|[<>](?!\()|[()]"""
)
_ASSIGNED: Final = expression(r"[A-Za-z_]\w*\+?=")
_MOST_TEXT: Final = 131_072
_MOST_DEPTH: Final = 6
_CONTROL: Final = frozenset({"if", "then", "elif", "else", "while", "until", "do", "!", "{", "}", "time", "fi", "done"})
_WRAPPERS: Final = frozenset(
    {"exec", "command", "nohup", "eatmydata", "builtin", "nice", "xargs", "doas", "fakeroot", "env"}
)
_SHELLS: Final = frozenset({"sh", "bash", "ash", "dash", "zsh", "ksh"})


class Word(NamedTuple):
    """One word: as the program gets it, and where it starts."""

    text: str
    start: int


@dataclass(frozen=True, slots=True)
class Simple:
    """One program with its words."""

    words: tuple[Word, ...]
    start: int
    end: int
    piped: bool
    """It reads what the command before it in the same pipe writes."""
    inside: str = ""
    """The program whose words it is a substitution in."""

    @property
    def program(self) -> str:
        """Its name without the folder."""
        return self.words[0].text.rpartition("/")[2]


def commands(text: str, base: int = 0, inside: str = "", depth: int = 0) -> Iterator[Simple]:
    """Every simple command in a text, also those in substitutions and those that a shell is handed as text."""
    if depth > _MOST_DEPTH:
        return
    words: list[Word] = []
    nested: list[tuple[str, int]] = []
    piped, start, position = False, 0, 0
    text = text[:_MOST_TEXT]
    skip_word = False
    while position <= len(text):
        token = _TOKEN.match(text, position)
        kind = token.lastgroup if token else None
        if position == len(text) or kind in ("end", "pipe"):
            if words:
                yield from _simple(words, base + start, base + position, piped, inside, depth)
            for body, offset in nested:
                yield from commands(body, base + offset, words[0].text if words else inside, depth + 1)
            words, nested, piped, skip_word = [], [], kind == "pipe", False
            position = token.end() if token else position + 1
            continue
        if token is not None:
            skip_word = skip_word or kind == "redirect"
            position = token.end()
            continue
        word, after = _word(text, position, nested)
        if skip_word:
            skip_word = False
        else:
            start = start if words else position
            words.append(Word(word, base + position))
        position = after


def _word(text: str, position: int, nested: list[tuple[str, int]]) -> tuple[str, int]:
    """A word without its quotes, and the position behind it; substitutions are put aside."""
    parts: list[str] = []
    first = position
    while position < len(text):
        if text.startswith(("$(", "<(", ">("), position):
            end = _closing(text, position + 2)
            nested.append((text[position + 2 : end], position + 2))
            parts.append(text[position : end + 1])
            position = end + 1
            continue
        if position > first and text[position] in " \t\n;|&()<>":
            break
        found = _WORD.match(text, position)
        if found is None:
            break
        parts.append(_unquoted(found[0], position, nested))
        position = found.end()
    return "".join(parts), max(position, first + 1)


def _unquoted(text: str, position: int, nested: list[tuple[str, int]]) -> str:
    if text[0] == "\\":
        return text[1:].replace("\n", "")
    if text[0] == "'":
        return text[1:-1] if len(text) > 1 and text.endswith("'") else text[1:]
    if text[0] == "`":
        nested.append((text.strip("`"), position + 1))
        return text
    if text[0] == '"':
        offset = text.find("$(")
        while offset != -1:
            end = _closing(text, offset + 2)
            nested.append((text[offset + 2 : end], position + offset + 2))
            offset = text.find("$(", end)
        return text[1:-1] if len(text) > 1 and text.endswith('"') else text[1:]
    return text


_BRACKETS: Final = expression(r"\\.|'[^']*'|[()]", re.DOTALL)


def _closing(text: str, position: int) -> int:
    """Position of the bracket that closes the one before ``position``; the end where there is none."""
    depth = 1
    for found in _BRACKETS.finditer(text, position):
        if found[0] == "(":
            depth += 1
        elif found[0] == ")":
            depth -= 1
            if not depth:
                return found.start()
    return len(text)


def _simple(words: Sequence[Word], start: int, end: int, piped: bool, inside: str, depth: int) -> Iterator[Simple]:
    """A command and what it runs in turn: behind ``sudo``, ``env``, ``sh -c`` and their kin."""
    rest = list(words)
    while rest:
        head = rest[0].text
        if head in _CONTROL or _ASSIGNED.match(head):
            rest = rest[1:]
        elif head in _WRAPPERS:
            rest = _behind_options(rest[1:])
        else:
            break
    if not rest or rest[0].text.startswith("$("):
        return
    found = Simple(tuple(rest), rest[0].start, end, piped, inside)
    yield found
    if found.program == "sudo":
        yield from _simple(_behind_options(rest[1:], _SUDO_VALUES), start, end, piped, inside, depth + 1)
    elif found.program in _SHELLS and depth < _MOST_DEPTH:
        for option, body in pairwise(rest[1:]):
            if re.fullmatch(r"-[a-z]*c", option.text):
                yield from commands(body.text, body.start, found.program, depth + 1)
                break


_SUDO_VALUES: Final = frozenset({"-u", "-g", "-h", "-p", "-C", "-r", "-t", "--user", "--group"})


def _behind_options(words: Sequence[Word], valued: frozenset[str] = frozenset()) -> list[Word]:
    index = 0
    while index < len(words) and words[index].text.startswith("-"):
        index += 2 if words[index].text in valued else 1
    return list(words[index:])

"""What a RUN runs, as facts."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from itertools import zip_longest
from typing import Final

from holdfast.estate.dockerfile.lines import Heredoc, Instruction, Text, tail
from holdfast.estate.dockerfile.packages import MANAGERS, manager_name, unpinned
from holdfast.estate.dockerfile.shell import Simple, Word, commands
from holdfast.estate.kinds.image import Command
from holdfast.model.place import Place
from holdfast.model.value import Known, Value, need

_SHELLS: Final = frozenset({"sh", "bash", "ash", "dash", "zsh", "ksh"})
_INTERPRETERS: Final = _SHELLS | {
    "python",
    "python2",
    "python3",
    "perl",
    "ruby",
    "node",
    "php",
    "pwsh",
    "source",
    "eval",
}
_DOWNLOADERS: Final = frozenset({"curl", "wget", "fetch", "aria2c"})
_HEREDOC_MARK: Final = re.compile(r"\d*<<-?\s*['\"]?[A-Za-z_][\w.\-]*['\"]?")
_MOST_COMMANDS: Final = 2_000


def exec_form(text: str) -> list[str] | None:
    """The words of an exec form (a JSON list of texts); None for a shell form."""
    if not text.lstrip().startswith("["):
        return None
    try:
        words = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if isinstance(words, list) and all(isinstance(word, str) for word in words):
        return words
    return None


def run_commands(instruction: Instruction, shell: str) -> tuple[list[tuple[Simple, Text]], bool]:
    """Every simple command of a RUN with the text that it stands in; and whether its shell is understood."""
    words = exec_form(instruction.body.text)
    if words is not None:
        return _executed(words, instruction.body), True
    if shell not in _SHELLS:
        return [], False
    found: list[tuple[Simple, Text]] = []
    body = instruction.body
    line = _HEREDOC_MARK.sub(lambda match: " " * len(match[0]), body.text) if instruction.heredocs else body.text
    own = list(commands(line))
    found.extend((simple, body) for simple in own)
    for heredoc in instruction.heredocs:
        if _is_script(own, heredoc):
            found.extend((simple, heredoc.body) for simple in commands(heredoc.body.text))
    return found[:_MOST_COMMANDS], True


def _is_script(own: list[Simple], heredoc: Heredoc) -> bool:
    """Whether a here-document is run by a shell: alone it is, unless its first line names another program."""
    if own:
        return own[0].program in _SHELLS
    first = heredoc.body.text.partition("\n")[0]
    return not first.startswith("#!") or first.rstrip().endswith(tuple(_SHELLS))


def _executed(words: list[str], body: Text) -> list[tuple[Simple, Text]]:
    if not words:
        return []
    if words[0].rpartition("/")[2] in _SHELLS and len(words) > 2 and re.fullmatch(r"-[a-z]*c", words[1]):
        offset = max(0, body.text.find(words[2][:20]))
        inner = tail(body, offset)
        return [(simple, inner) for simple in commands(words[2])]
    parts = tuple(Word(word, max(0, body.text.find(word))) for word in words)
    return [(Simple(parts, 0, len(body.text), piped=False), body)]


def command_facts(simple: Simple, text: Text) -> Command:
    """A simple command as the rules see it."""
    place = _place(text, simple.start, simple.end)
    program, words = manager_name(simple.program), list(simple.words[1:])
    if re.fullmatch(r"python[\d.]*", program) and [word.text for word in words[:2]] == ["-m", "pip"]:
        program, words = "pip", words[2:]
    action = next((word.text for word in words if not word.text.startswith("-")), "")
    known = MANAGERS.get(program)
    if known is not None:
        action = next((word.text for word in words if word.text in known.actions), action)
    loose = unpinned(program, words)
    return Command(
        program=Known(program, place),
        action=Known(action[:80], place),
        options=Known(tuple(_options(words, text)), place),
        text=Known(" ".join([program, *(word.text for word in words)])[:4096], place),
        unpinned=Known(tuple(Known(word.text[:80], _place(text, word.start, word.start + 1)) for word in loose), place),
        place=place,
    )


def _place(text: Text, start: int, end: int) -> Place:
    return text.place(min(start, max(0, len(text.text) - 1)), min(end, len(text.text)))


def _options(words: list[Word], text: Text) -> Iterator[Value[str]]:
    for word, after in zip_longest(words, words[1:]):
        if not word.text.startswith("-"):
            continue
        value = f"={after.text[:200]}" if after and word.text in _TOLD and not after.text.startswith("-") else ""
        yield Known(f"{word.text[:200]}{value}", _place(text, word.start, word.start + len(word.text)))


_TOLD: Final = frozenset({"--trusted-host", "-o", "--chmod", "-c"})


def updates_alone(found: Iterable[Command]) -> bool:
    """Whether a step brings the list of packages up to date, and nothing in it installs or removes a package."""
    actions = {(need(each.program), need(each.action)) for each in found}
    managers = {(program, action) for program, action in actions if program in MANAGERS}
    return bool(managers) and all(
        action == "update" and program in ("apt-get", "apt", "apk") for program, action in managers
    )


def downloads_and_runs(found: list[tuple[Simple, Text]]) -> Value[bool] | None:
    """Whether what is downloaded is run at once: by a pipe, or as a substitution in the words of a shell."""
    loading = False
    for simple, text in found:
        program = simple.program
        loading = simple.piped and loading
        if simple.piped and loading and program in _INTERPRETERS and not _own_code(simple):
            return Known(True, _place(text, simple.start, simple.end))
        if program in _DOWNLOADERS:
            if simple.inside in _INTERPRETERS or simple.inside == ".":
                return Known(True, _place(text, simple.start, simple.end))
            loading = True
    return None


def _own_code(simple: Simple) -> bool:
    """Whether an interpreter is given its program in its words, and reads only data from the pipe."""
    words = [word.text for word in simple.words[1:]]
    return any(word in ("-c", "-e", "-m", "-ne", "-pe", "-r") for word in words) or (
        simple.program not in _SHELLS and any(not word.startswith("-") for word in words)
    )

"""Reads Jenkinsfiles, as far as calls and blocks go: what a program in Groovy works out by itself stays unknown."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import Any, Final

from holdfast.estate.kinds.pipeline import Splice
from holdfast.estate.pipelines.build import Texts, job_of, script_step
from holdfast.estate.pipelines.commands import splice
from holdfast.estate.pipelines.parts import System, dependency, image_of, unknown_dependency, variables_of
from holdfast.estate.pipelines.pins import pin
from holdfast.estate.pipelines.script import Source
from holdfast.estate.pipelines.words import is_credential_name
from holdfast.formats.groovytokens import Token, tokens
from holdfast.formats.shell import commands
from holdfast.formats.treetext import span
from holdfast.model.place import Place
from holdfast.model.resource import Resource
from holdfast.model.value import How, Known, Tree, Unknown, Value

JENKINS: Final = System("jenkins", "jenkinsfile")

_SCRIPTS: Final = frozenset({"sh", "bat", "powershell", "pwsh"})
_STRANGER: Final = frozenset(
    {
        *("CHANGE_TITLE", "CHANGE_BRANCH", "CHANGE_AUTHOR_DISPLAY_NAME", "CHANGE_AUTHOR_EMAIL", "BRANCH_NAME"),
        *("GIT_BRANCH", "ghprbPullTitle", "ghprbSourceBranch", "ghprbCommentBody", "ghprbPullLongDescription"),
        *("gitlabMergeRequestTitle", "gitlabSourceBranch", "gitlabMergeRequestDescription", "gitlabBranch"),
    }
)
_TEXT_PARAMETERS: Final = frozenset({"string", "text"})
_UNITS: Final = {"SECONDS": 1 / 60, "MINUTES": 1.0, "HOURS": 60.0, "DAYS": 1440.0}


def jenkinsfile(source: Source) -> Iterator[Resource]:
    """The scripts, variables, images and libraries of a Jenkinsfile."""
    yield from _File(source).resources()


class _File:
    def __init__(self, source: Source) -> None:
        self._source = source
        text = "\n".join(source.lines)
        self._starts = [0]
        for line in source.lines:
            self._starts.append(self._starts[-1] + len(line) + 1)
        self._all = list(tokens(text))
        self._code = [token for token in self._all if token.kind != "line"]
        self._secrets = set(self._bound())
        self._parameters = dict(self._declared())

    def place(self, start: int, end: int) -> Place:
        """The place of a stretch of the file."""
        first = bisect_right(self._starts, start) - 1
        last = bisect_right(self._starts, max(start, end - 1)) - 1
        return span(
            self._source.path, first + 1, start - self._starts[first] + 1, last + 1, end - self._starts[last] + 1
        )

    def resources(self) -> Iterator[Resource]:
        """Everything that is found, in order."""
        code = self._code
        facts: dict[str, Value[Any]] = {}
        for index, token in enumerate(code):
            if token.kind != "word":
                continue
            if token.value in _SCRIPTS and not _is_name(code, index):
                yield from self._script(index)
            elif token.value == "environment" and _next(code, index).value == "{":
                yield from self._environment(index + 2)
            elif token.value in ("image", "docker", "docker.image") and index + 1 < len(code):
                yield from self._image(index)
            elif token.value in ("args", "inside") and (given := self._argument(index)) is not None:
                facts |= self._arguments(given)
            elif token.value in ("@Library", "library"):
                yield from self._library(index)
            elif token.value == "timeout" and "timeout_minutes" not in facts:
                facts |= self._timeout(index)
        start = next((token for token in code if token.value in ("pipeline", "node")), None)
        if start is not None:
            place = self.place(start.start, start.end)
            facts.setdefault("timeout_minutes", Known(None, place, How.DEFAULT))
            facts.setdefault("privileged", Known(False, place, How.DEFAULT))
            facts.setdefault("engine_socket", Known(False, place, How.DEFAULT))
            yield job_of(f"{self._source.path} {start.value}", Known(None, place), JENKINS, **facts)

    def _bound(self) -> Iterator[str]:
        """Names of variables that hold credentials."""
        code = self._code
        for index, token in enumerate(code):
            bound = token.value in ("variable", "passwordVariable", "keyFileVariable", "secretKeyVariable")
            if bound and _next(code, index).value == ":" and index + 2 < len(code):
                yield code[index + 2].value
            if token.value == "credentials" and index >= 2 and code[index - 1].value == "=":
                yield code[index - 2].value
                yield f"{code[index - 2].value}_PSW"

    def _declared(self) -> Iterator[tuple[str, str]]:
        """Names of parameters with their types."""
        code = self._code
        for index, token in enumerate(code[:-4]):
            if token.value in ("string", "text", "choice", "booleanParam", "password") and code[index + 1].value == "(":
                for inner in range(index + 2, min(index + 24, len(code) - 2)):
                    if code[inner].value == ")":
                        break
                    if code[inner].value == "name" and code[inner + 1].value == ":":
                        yield code[inner + 2].value, token.value

    def _argument(self, index: int) -> Token | None:
        """The text that a call gets first, with or without brackets."""
        following = self._code[index + 1 : index + 3]
        if following and following[0].kind == "text":
            return following[0]
        if len(following) == 2 and following[0].value == "(" and following[1].kind == "text":
            return following[1]
        return None

    def _script(self, index: int) -> Iterator[Resource]:
        code, call = self._code, self._code[index]
        text = self._argument(index)
        if text is None and _next(code, index).value == "(":
            for inner in range(index + 2, min(index + 40, len(code) - 2)):
                if code[inner].value == ")":
                    break
                if code[inner].value == "script" and code[inner + 1].value == ":":
                    text = code[inner + 2] if code[inner + 2].kind == "text" else None
                    break
        place = self.place(call.start, (text or call).end)
        tree: Tree = Known(text.value if text is not None else None, place)
        line = bisect_right(self._starts, call.start)
        found: Texts = Unknown("the program works the script out", place)
        if text is not None and not (len(text.holes) == 1 and text.value.strip() in _whole(text.holes[0][0])):
            found = self._commands(text, place)
        spliced = list(self._spliced(text)) if text is not None else []
        yield script_step(
            f"{self._source.path} {call.value} line {line}",
            tree,
            JENKINS,
            found,
            spliced,
            writer_of=lambda name: "stranger" if name in _STRANGER else None,
            is_secret=lambda name: name in self._secrets or is_credential_name(name),
        )

    def _commands(self, text: Token, place: Place) -> Texts:
        first = bisect_right(self._starts, text.start)
        found: list[Value[str]] = []
        for command in commands(text.value):
            row, last = first + command.line, first + command.last
            if row > len(self._source.lines) or last > len(self._source.lines):
                found.append(Known(command.text, place))
                continue
            line = self._source.lines[row - 1]
            column = len(line) - len(line.lstrip()) + 1
            found.append(
                Known(
                    command.text,
                    span(self._source.path, row, column, last, len(self._source.lines[last - 1].rstrip()) + 1),
                )
            )
        return Known(tuple(found), place)

    def _spliced(self, text: Token) -> Iterator[Splice]:
        for hole, at in text.holes:
            name = hole.removeprefix("env.").removeprefix("params.")
            writer = ""
            if name in self._secrets:
                writer = "secret"
            elif name in _STRANGER:
                writer = "stranger"
            elif hole.startswith("params.") and self._parameters.get(name, "string") in _TEXT_PARAMETERS:
                writer = "caller"
            if writer:
                yield splice(hole, writer, Known("", self.place(at, at + len(hole) + 1)))

    def _environment(self, index: int) -> Iterator[Resource]:
        code = self._code
        named: dict[str, Tree] = {}
        begin, depth = index, 1
        while index < len(code) and depth:
            depth += {"{": 1, "}": -1}.get(code[index].value, 0) if code[index].kind == "sign" else 0
            if code[index].kind == "word" and _next(code, index).value == "=" and index + 2 < len(code):
                value = code[index + 2]
                text = f"$ {value.value}" if value.holes else value.value
                if value.kind == "text":
                    named[code[index].value] = Known(text, self.place(code[index].start, value.end))
            index += 1
        if named:
            place = self.place(code[begin].start, code[min(index, len(code)) - 1].end)
            yield from variables_of(f"{self._source.path} environment", Known(named, place), "pipeline", JENKINS)

    def _image(self, index: int) -> Iterator[Resource]:
        text = self._argument(index)
        if text is None:
            return
        place = self.place(self._code[index].start, text.end)
        yield from image_of(self._source.path, Known(text.value, place), JENKINS)

    def _arguments(self, text: Token) -> dict[str, Value[Any]]:
        place = self.place(text.start, text.end)
        words = re.split(r"[\s=]+", text.value)
        found: dict[str, Value[Any]] = {}
        if "--privileged" in words:
            found["privileged"] = Known(True, place)
        if "/var/run/docker.sock" in text.value:
            found["engine_socket"] = Known(True, place)
        return found

    def _library(self, index: int) -> Iterator[Resource]:
        code = self._code
        texts = []
        for inner in range(index + 1, min(index + 20, len(code))):
            if code[inner].kind == "text":
                texts.append(code[inner])
            elif (code[inner].kind == "word" and code[inner].value != "identifier") or code[inner].value == ")":
                break
            if code[index].value == "library" and texts:
                break
        for text in texts:
            name, _, version = text.value.partition("@")
            tree: Tree = Known(text.value, self.place(text.start, text.end))
            if not version or text.holes:
                why = "which version it is, is a setting of the server"
                yield unknown_dependency(f"{self._source.path} {name}", tree, JENKINS, "pipeline", why)
                continue
            address = self._source.path
            yield dependency(address, tree, JENKINS, form="pipeline", name=name, version=version, pin=pin(version))

    def _timeout(self, index: int) -> dict[str, Value[Any]]:
        code = self._code
        time, unit, end = "", "MINUTES", index
        for inner in range(index + 1, min(index + 12, len(code) - 2)):
            if code[inner].value == "time" and code[inner + 1].value == ":":
                time = code[inner + 2].value
            if code[inner].value == "unit" and code[inner + 1].value == ":":
                unit = code[inner + 2].value
            if code[inner].value == ")":
                end = inner
                break
        if not time.isdigit() or len(time) > 9:
            return {}
        place = self.place(code[index].start, code[end].end)
        return {"timeout_minutes": Known(float(time) * _UNITS.get(unit, 1.0), place)}


def _next(code: Sequence[Token], index: int) -> Token:
    return code[index + 1] if index + 1 < len(code) else Token("sign", "", 0, 0)


def _is_name(code: Sequence[Token], index: int) -> bool:
    """Whether a word is a name in a mapping or the target of an assignment, and no call."""
    return _next(code, index).value in (":", "=", ",", ")")


def _whole(hole: str) -> tuple[str, str]:
    return f"${{{hole}}}", f"${hole}"

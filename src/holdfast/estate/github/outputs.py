"""What a step hands on: outputs and variables of the environment, and who decides them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final, NamedTuple

from holdfast.estate.github.contexts import FOREIGN_OUTPUTS, STRANGER_OUTPUTS, may_have_lines
from holdfast.estate.github.scope import PLATFORM, Origin, Scope, names_foreign, variable, worst_of
from holdfast.estate.github.scope import variable_names_foreign as foreign_variable
from holdfast.estate.github.uses import Used
from holdfast.estate.pipelines import variables
from holdfast.kit.expressions import expression
from holdfast.model.value import Known, Unknown, Value

_TRUSTED: Final = frozenset(
    {
        *("actions", "github", "docker", "aws-actions", "azure", "google-github-actions", "hashicorp", "pypa"),
        *("astral-sh", "dtolnay", "ruby", "gradle", "redhat-actions", "microsoft", "sigstore", "slsa-framework"),
    }
)
"""Owners whose actions hand on versions, paths and tokens, and nothing that strangers wrote."""
_FILE: Final = expression(
    r">>?\s*[\"']?(?:\$\{?|\$env:|\$\{env:|%)?(?:GITHUB_)(?P<file>ENV|PATH|OUTPUT)\b"
    r"|\|\s*tee\s+(?:-a|--append)\s+[\"']?\$\{?GITHUB_(?P<tee>ENV|PATH|OUTPUT)\b"
    r"|(?:Add-Content|Out-File)\b.*\$env:GITHUB_(?P<power>ENV|PATH|OUTPUT)\b"
)
_OLD: Final = expression(r"::set-(?P<file>output|env) name=(?P<name>[\w\-]+)::(?P<value>.*)")
_PAIR: Final = expression(r"(?:^|[\s\"'({])(?P<name>[A-Za-z_][\w\-]*)(?:=|<<)(?P<value>.*)", re.DOTALL)
_NAMED_BY_GIT: Final = expression(
    r"\bgit\s+(?:-\S+\s+)*(?:diff|diff-tree|show)\s[^|]*--name-(?:only|status)|\bgit\s+(?:-\S+\s+)*(?:log|show)\s[^|]*%[sbBae]"
    r"|\bgh\s+pr\s+(?:view|diff)\b[^|]*(?:title|body|headRefName|files|--name-only)"
)
_FROM_FILE: Final = expression(r"(?:^|[\s(;|`])(?:cat|jq|head|tail|sed|grep|awk)\s+(?!<<)[^|]*|\$\(\s*<")
_FOREIGN_SCRIPT: Final = expression(r"\bhead\.(?:sha|ref)\b|\bhead_sha\b|\bheadRef(?:Name|Oid)?\b")
_STRANGER_SCRIPT: Final = expression(
    r"\bpayload\.(?:pull_request|issue|comment|review|discussion)\??\.(?:title|body|head\.ref|head\.label)\b"
    r"|\bhead_commit\.message\b|\bhead\.ref\b"
)


class Write(NamedTuple):
    """One command that writes into a file of the platform."""

    into: str
    """``env``, ``path`` or ``output``."""
    command: Known[str]
    names: tuple[tuple[str, str], ...]
    """Names with the text of their values."""
    text: str


def writes(commands: Value[tuple[Value[str], ...]]) -> Iterator[Write]:
    """The commands of a script that hand something on to later steps."""
    if isinstance(commands, Unknown):
        return
    for command in commands.value:
        if isinstance(command, Unknown):
            continue
        match = _FILE.search(command.value)
        if match is None:
            old = _OLD.search(command.value)
            if old is not None:
                yield Write(old["file"].lower(), command, ((old["name"], old["value"]),), old["value"])
            continue
        into = (match["file"] or match["tee"] or match["power"]).lower()
        text = command.value[: match.start()] if match["file"] or match["tee"] else command.value
        pair = _PAIR.search(text)
        yield Write(into, command, ((pair["name"], pair["value"]),) if pair is not None else (), text)


def decided(text: str, scope: Scope) -> Origin:
    """Who decides a piece of a command: its expressions, its variables, and what git tells."""
    worst = worst_of(text, scope)
    for name in variables(text):
        told = variable(name, scope)
        if told.writer in ("stranger", None) and worst.writer != "stranger":
            worst = told
    if _NAMED_BY_GIT.search(text):
        return Origin("stranger", "names and messages that git tells")
    return worst


def breaks_lines(told: Origin) -> bool:
    """Whether a text of a stranger may hold line breaks, which start another variable."""
    return told.writer == "stranger" and may_have_lines(told.source)


def reads_file(text: str) -> bool:
    """Whether a command puts what a file holds into what it writes."""
    return _FROM_FILE.search(text) is not None


def of_script(commands: Value[tuple[Value[str], ...]], scope: Scope) -> tuple[dict[str, Origin], dict[str, Origin]]:
    """Outputs and variables that a script hands on, each with who decides it."""
    outputs: dict[str, Origin] = {}
    written: dict[str, Origin] = {}
    for write in writes(commands):
        for name, value in write.names:
            told = decided(value, scope)
            if told.writer in ("platform", "member"):
                told = PLATFORM
            told = _marked(told, value, scope)
            target = outputs if write.into == "output" else written
            target[name.lower()] = told
    return outputs, written


def _marked(told: Origin, value: str, scope: Scope) -> Origin:
    """An origin with whether it names a revision of a stranger."""
    named = names_foreign(value, scope) or any(foreign_variable(each, scope) for each in variables(value))
    return told._replace(foreign=told.foreign or named or bool(_FOREIGN_SCRIPT.search(value)))


def of_action(used: Used, script: str, step: str) -> dict[str, Origin]:
    """Outputs of an action, by name; ``*`` for all of them."""
    source = f"steps.{step}.outputs"
    if used.slug == "actions/github-script":
        writer = "stranger" if _STRANGER_SCRIPT.search(script) else "platform"
        return {"*": Origin(writer, f"{source}.result", (), bool(_FOREIGN_SCRIPT.search(script)))}
    if used.slug in STRANGER_OUTPUTS:
        return {"*": Origin("stranger", f"{source} of {used.slug}", (), used.slug in FOREIGN_OUTPUTS)}
    if used.name.partition("/")[0] in _TRUSTED:
        return {}
    return {"*": Origin(None, source)}


def after(scope: Scope, step: str, outputs: dict[str, Origin], written: dict[str, Origin]) -> Scope:
    """The scope behind a step."""
    if not outputs and not written:
        return scope
    known = {**scope.outputs, step.lower(): outputs} if step and outputs else scope.outputs
    return replace(scope, outputs=known, written={**scope.written, **written} if written else scope.written)

"""The file that a person starts a rule or a library about code from: it works, and says what each field means."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from textwrap import indent
from typing import Any, Final

from holdfast.formats.coderulefiles import QUIETS
from holdfast.formats.newrule import identity
from holdfast.model.codewords import FAMILIES

_PYTHON: Final = """\
from flask import request
from {module} import run

def show():
    return run({value})
"""
_JAVASCRIPT: Final = """\
const express = require("express");
const {{ run }} = require("{module}");
const app = express();
app.get("/", (req, res) => {{
  run({value});
  res.end();
}});
"""
_PROGRAMS: Final[Mapping[str, tuple[str, str]]] = {
    "python": (_PYTHON, 'request.get_json()["text"]'),
    "javascript": (_JAVASCRIPT, "req.body.text"),
}
"""Language to a program with one call, and data of a request in it."""


def like(name: str, rule: Mapping[str, Any], prose: Mapping[str, Any]) -> str:
    """The text of a rule called ``name`` that begins as a copy of another one.

    ``rule`` is that rule as plain data, ``prose`` its ``why``, ``steps``, ``references``, ``fix`` and ``bad``.
    """
    return "\n".join(_rule(name, rule, prose)) + "\n"


def _rule(name: str, rule: Mapping[str, Any], prose: Mapping[str, Any]) -> Iterator[str]:
    yield f"# A rule of your own about code, begun as a copy of {rule['name']}. Change what is here, then run:"
    yield f"#   holdfast rules test .holdfast/rules/{name}.yaml"
    yield "# The id is yours for ever, in capitals; HF-… belongs to the pack. The name is what people write in"
    yield f"# ignore[{name}]."
    yield f"- id: {identity(name)}"
    yield f"  name: {_flow(name)}"
    yield f"  title: {_flow(rule['title'])}"
    yield f"  languages: {_flow(rule['languages'])}"
    yield f"  severity: {rule['severity']:<22}# info, low, medium, high, critical"
    yield f"  confidence: {rule['confidence']:<20}# low, medium, high"
    yield f"  persona: {rule['persona']:<23}# who wants to see it: regular, pedantic, auditor"
    yield f"  cwe: {_flow(rule['cwe'])}"
    for key in ("owasp", "proves"):
        if rule[key]:
            yield f"  {key}: {_flow(rule[key])}"
    yield from _way(rule)
    yield "  # {source}, {sink} and {value} are filled in."
    yield f"  says: {_flow(rule['says'])}"
    yield f"  why: {_flow(prose['why'])}"
    yield "  steps:"
    yield from (f"    - {_flow(step)}" for step in prose["steps"])
    yield f"  references: {_flow(prose['references'])}"
    for key, says in (("bad", "must report"), ("fix", "must not report")):
        yield f"  # A program in each language that the rule {says}. `# file: lib/other.py` starts another file of it."
        yield f"  {key}:"
        for language, program in prose[key].items():
            yield from (f"    {language}: |", indent(program.rstrip("\n"), "      "))


def _way(rule: Mapping[str, Any]) -> Iterator[str]:
    if rule["flow"]:
        kinds, origins, local = rule["flow"]
        yield "  # Data of these origins in a sink of this kind. Libraries say what the sinks are; `local` is told to"
        yield "  # pedantic readers."
        yield f"  flow: {_flow({'sink': kinds, 'origins': families(origins)} | ({'local': local} if local else {}))}"
    elif rule["analysis"]:
        yield f"  analysis: {rule['analysis']}"
    else:
        yield "  # Shapes of code that are wrong by themselves. `when` must be known to hold; what is known to hold of"
        yield "  # `unless` drops it."
        yield "  pattern:"
        by_language = any(row[5] for row in rule["patterns"])
        for language in rule["languages"] if by_language else [""]:
            if language:
                yield f"    {language}:"
            for pattern, how, when, unless, within, only in rule["patterns"]:
                if only in ("", language) or not language:
                    entry = {how: pattern, "when": when, "unless": unless, "within": within}
                    shown = {key: value for key, value in entry.items() if value}
                    yield f"    {'  ' if language else ''}- {_flow(shown)}"
    if rule["quiet"]:
        yield "  # For pedantic readers where names around it, conditions, or the function beside it say so."
        yield f"  quiet: {_flow({key: text for key, text in zip(QUIETS, rule['quiet'], strict=True) if text})}"
    if rule["rewrite"]:
        yield "  # How `--fix` mends it."
        yield f"  rewrite: {_flow({name: _rewrite(row) for name, row in rule['rewrite'].items()})}"


def _rewrite(row: Sequence[str]) -> dict[str, Any]:
    act, argument, text = row
    if act == "replace":
        return {"replace": "callee", "with": text}
    return {"argument": argument, act: text or True}


def families(origins: Sequence[str]) -> list[str]:
    """Origins, with the name of a family in place of all its members."""
    left, named = list(origins), []
    for family in ("untrusted", "http", "dom", "secret"):
        if set(FAMILIES[family]) <= set(left):
            named.append(family)
            left = [name for name in left if name not in FAMILIES[family]]
    return [*named, *left]


def _flow(value: Any) -> str:
    """A value on one line of YAML."""
    import yaml

    text = str(yaml.safe_dump(value, default_flow_style=True, width=10**6, allow_unicode=True, sort_keys=False))
    return text.removesuffix("...\n").strip()


def library(name: str, kind: str, says: str, language: str, rule: str) -> str:
    """The text of a library called ``name`` with one function that is a sink of a kind.

    ``says`` is the kind in plain words, ``rule`` the name of a rule that watches sinks of the kind.
    """
    module = name.replace("-", "_") if language == "python" else name
    program, hostile = _PROGRAMS[language]
    harmless = '"always the same"'
    bad, fix = (indent(program.format(module=module, value=value), "    ") for value in (hostile, harmless))
    return f"""\
# What Holdfast should know of a library of yours. Change what is here, then run:
#   holdfast rules test .holdfast/rules/{name}.yaml
library: {_flow(name)}
language: {language}
# Where data does harm: `call`, `assign` or `return`; `at` picks arguments: 0, name, 0|name, 1+, *, this.
sinks:
  - {{call: {_flow(f"{module}.run")}, sink: {kind}, at: 0}}             # {says}
# More: `sources` (read or call, with an origin), `entries` (functions that a framework calls), `sanitisers` (call or
# guard, with what it clears), `types`, `bases`, `carriers`,
# `renders` (a call that makes a page of a template).
# Programs that a rule must report because of this, and must not.
bad:
  {rule}: |
{bad.rstrip()}
fix:
  {rule}: |
{fix.rstrip()}
"""

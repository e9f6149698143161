"""Looks at a small program as a scan would: for the examples of rules, and for labelled cases."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from holdfast.app.codeproject import Files
from holdfast.engines.code.knowledge import Books
from holdfast.engines.code.look import look
from holdfast.engines.code.outcome import Asked, Limits
from holdfast.model.check import Persona


class Told(NamedTuple):
    """One thing that is reported."""

    rule: str
    """Name of the rule."""
    path: str
    line: int
    persona: Persona
    """Who hears of it."""


def told(files: Mapping[str, bytes], books: Books) -> list[Told]:
    """What is reported in the files of a program, to auditors too."""
    project = Files(files, files.get)
    paths = [path for path in files if project.language(path)]
    found = []
    for hit in look(project, Asked(paths), books, Limits()).hits:
        line = project.data(hit.at.path).count(b"\n", 0, hit.at.start) + 1
        persona = max(hit.rule.persona, Persona.PEDANTIC if hit.quieter else Persona.REGULAR)
        found.append(Told(hit.rule.check.name, hit.at.path, line, persona))
    return found

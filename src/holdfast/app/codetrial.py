"""Looks at a small program as a scan would: for the examples of rules, and for labelled cases."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from holdfast.app.codeproject import Files
from holdfast.engines.code.knowledge import Books
from holdfast.engines.code.look import look
from holdfast.engines.code.outcome import Asked, Limits, distinct
from holdfast.estate.codefiles import in_tests
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
    seen = look(project, Asked(paths), books, Limits()).found.items()
    own = (hit for path, hits in seen for hit in hits if in_tests(hit.at.path) or not in_tests(path))
    for hit in distinct(own):
        line = project.data(hit.at.path).count(b"\n", 0, hit.at.start) + 1
        persona = max(hit.rule.persona, Persona.PEDANTIC if hit.quieter else Persona.REGULAR)
        found.append(Told(hit.rule.check.name, hit.at.path, line, persona))
    return found

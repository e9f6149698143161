"""The formats of other tools' reports: what is read of each, and what it can show.

Each module has ``fits``, whether a document is of its format, and ``read``, what it says. They are asked in the order
of the table, by what a document holds and never by its name; the first that fits reads it.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from importlib import import_module
from typing import Any, Final, NamedTuple

from holdfast.formats.foreign.document import Document, open_document
from holdfast.model.errors import UsageError
from holdfast.model.foreign import Foreign, Lost


class Form(NamedTuple):
    """One format: its module, and what people are told of it."""

    module: str
    title: str
    reads: str
    """What of it is read."""
    proves: str
    """What in it counts as passed, and on what; empty where nothing does."""
    closes: str
    """What closes a failure that an earlier report told; empty where nothing does."""
    activities: tuple[str, ...]
    """Activities that it makes evidence for."""
    source: str
    """How its sample in the tests was made."""


FOREIGN: Final = {
    "sarif": Form(
        module="holdfast.formats.foreign.sarif",
        title="SARIF 2.1.0, any tool",
        reads="results, rules with their CWE tags and topics, suppressions, baseline state, invocations",
        proves="results of the kind `pass`",
        closes="a run that finished and lists the file as analysed, and the rule where it lists rules",
        activities=("static-analysis", "pre-commit-hooks", "iac-analysis", "container-hardening", "dependencies"),
        source="Holdfast, Semgrep, Checkov",
    ),
    "junit": Form(
        module="holdfast.formats.foreign.junit",
        title="JUnit XML",
        reads="test cases with a property `cwe`, `control` or `threat`, or with a CWE in their name",
        proves="test cases that passed, as tests",
        closes="the same test case passing",
        activities=("security-tests",),
        source="pytest",
    ),
}
"""The table is asked from its top to its end."""


def read(path: str, data: bytes, name: str = "") -> Foreign:
    """What a report says, in the format ``name`` or in the one that fits.

    Raises UsageError, naming the file and the line where it is known, for what is broken, too large, or of no format
    that is known, and for a ``name`` that is none.
    """
    if name and name not in FOREIGN:
        near = difflib.get_close_matches(name, FOREIGN, 1)
        advice = f"Did you mean {near[0]}?" if near else f"Use one of: {', '.join(FOREIGN)}."
        raise UsageError(f"there is no format {name!r} to import", advice=advice)
    document = open_document(path, data)
    if not name and document.top.value in ([], {}):
        raise UsageError(f"{path}: it is empty, so nothing tells its format", advice="Name it with --format.")
    found = name or next(_fitting(document), "")
    if not found:
        raise UsageError(
            f"{path}: this {document.shape} is no report of a format that is known",
            advice=f"Name it with --format, one of: {', '.join(FOREIGN)}.",
        )
    module = _module(found)
    if name and not module.fits(document):
        others = next(_fitting(document), "")
        advice = f"It looks like {others}." if others else "Leave out --format to have it found out."
        raise UsageError(f"{path}: this is no report of the format {name}", advice=advice)
    made: Foreign = module.read(document)
    lines: tuple[Lost, ...] = document.lost
    return Foreign(
        format=found,
        tool=made.tool,
        looks=made.looks,
        version=made.version,
        when=made.when,
        lost=(*lines, *made.lost),
        notes=made.notes,
    )


def _fitting(document: Document) -> Iterator[str]:
    return (name for name in FOREIGN if _module(name).fits(document))


def _module(name: str) -> Any:
    return import_module(FOREIGN[name].module)

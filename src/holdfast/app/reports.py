"""Use case: write a report in the formats that were asked for."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from holdfast.formats.report.index import FORMATS, renderer
from holdfast.formats.report.look import Look
from holdfast.model.errors import IncompleteError, UsageError
from holdfast.model.report import Report


def names() -> tuple[str, ...]:
    """Names of the formats."""
    return tuple(FORMATS)


def plan(wanted: Sequence[str], output: str | None) -> list[tuple[str, str]]:
    """(format, file) for each ``F`` or ``F=FILE`` that was asked for; an empty file means standard output.

    Without a wish it is text. Raises UsageError for an unknown format, and when two would go to one place.
    """
    pairs = [(name, target) for item in wanted or ["text"] for name, _, target in [item.partition("=")]]
    if output is not None:
        if len(pairs) != 1 or pairs[0][1]:
            raise UsageError("-o names the file of one format", advice="Write --format F=FILE for each of several.")
        pairs = [(pairs[0][0], output)]
    for name, _ in pairs:
        renderer(name)
    targets = [target for _, target in pairs]
    if len(set(targets)) < len(targets):
        raise UsageError("two formats would go to the same place", advice="Write --format F=FILE for each of them.")
    return pairs


def bill(wanted: Sequence[tuple[str, str]]) -> bool:
    """Whether one of the planned formats names everything that the subject is made of."""
    return any(FORMATS[name].bill for name, _ in wanted)


def look(*, columns: int, color: bool, quiet: bool, encoding: str, verbose: bool) -> Look:
    """How the terminal text should look."""
    return Look(width=columns, color=color, quiet=quiet, unicode="utf" in encoding.lower(), verbose=verbose)


def render(report: Report, name: str, looks: Look) -> str:
    """The report in one format, ending with a line end."""
    text = renderer(name)(report, looks)
    return text if text.endswith("\n") else text + "\n"


def write(report: Report, name: str, target: Path) -> None:
    """Write one format to a file, folders made as needed. Raises IncompleteError when the disk refuses."""
    put(render(report, name, Look(width=100)), target)


def put(text: str, target: Path) -> None:
    """Write a text to a file, folders made as needed. Raises IncompleteError when the disk refuses."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8", errors="backslashreplace")
    except OSError as error:
        raise IncompleteError(f"{target} cannot be written: {error.strerror}") from error

"""The report as workflow commands, which a GitHub Actions job prints to annotate lines.

Source: GitHub's documentation, "Workflow commands for GitHub Actions". A step may show ten annotations of each level;
the worst come first, and the notice at the end tells how many there are in all.
"""

from __future__ import annotations

from typing import Final

from holdfast.formats.report.brief import conclusion, told
from holdfast.formats.report.gist import standing
from holdfast.formats.report.look import Look
from holdfast.formats.report.plain import visible
from holdfast.formats.report.sarif_rules import LEVELS
from holdfast.model.finding import Finding
from holdfast.model.report import Report, Skipped

_COMMANDS: Final = {"error": "error", "warning": "warning", "note": "notice"}
_DATA: Final = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_PROPERTY: Final = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A", ":": "%3A", ",": "%2C"})


def render(report: Report, look: Look) -> str:
    """Write a command for each finding that asks for an action and each file that could not be read, then a notice."""
    lines = [_annotation(item) for item in standing(report)]
    lines += [_unread(item) for item in sorted(report.skipped, key=lambda item: item.path) if item.fault]
    lines.append(_command("notice", {"title": "Holdfast"}, conclusion(report)))
    return "\n".join(lines) + "\n"


def _annotation(item: Finding) -> str:
    at = item.fail.at
    line, column = max(1, at.line), max(1, at.column)
    end = max(line, at.end_line)
    place = {"file": at.path, "line": str(line), "endLine": str(end)}
    if end == line:  # columns are heeded on a single line only
        place |= {"col": str(column), "endColumn": str(max(column, at.end_column - 1))}
    title = f"{item.fail.severity.word}: {item.check.title}"
    advice = f"`holdfast explain {visible(item.check.name)}` tells how to mend it ({visible(item.check.id)})."
    return _command(_COMMANDS[LEVELS[item.fail.severity]], {**place, "title": title}, f"{told(item)}\n{advice}")


def _unread(item: Skipped) -> str:
    return _command("warning", {"file": item.path, "title": "Not read"}, visible(f"Not read: {item.why}."))


def _command(name: str, properties: dict[str, str], message: str) -> str:
    written = ",".join(f"{key}={visible(value).translate(_PROPERTY)}" for key, value in properties.items())
    return f"::{name} {written}::{message.translate(_DATA)}"

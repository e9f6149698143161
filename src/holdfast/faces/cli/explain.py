"""``holdfast explain CHECK|FILE:LINE``."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from holdfast.app import explain
from holdfast.faces.cli.paint import Paint, paint, shown
from holdfast.model.check import Check, Severity
from holdfast.model.errors import ExitCode, UsageError
from holdfast.model.finding import Finding

_PLACE: Final = re.compile(r"(.+?):(\d+)(?::\d+)?$")


def add(parser: argparse.ArgumentParser) -> None:
    """Declare the verb's arguments."""
    parser.description = "What a check means and how to mend it, or why a line is or is not reported."
    parser.add_argument("target", nargs="?", metavar="CHECK|FILE:LINE", help="name, id or alias of a check; or a place")
    parser.add_argument("--list", action="store_true", help="name every check")


def run(args: argparse.Namespace) -> int:
    """Explain. Raises HoldfastError with advice."""
    pen = paint()
    if args.list:
        lines = _listed(pen)
    elif not args.target:
        raise UsageError("explain what?", advice="Name a check or FILE:LINE; `--list` names the checks.")
    else:
        place = _PLACE.match(args.target)
        lines = _line(Path(place[1]), int(place[2]), pen) if place else _check(args.target, pen)
    print("\n".join(lines))
    return ExitCode.PASSED


def _listed(pen: Paint) -> Iterator[str]:
    for check in explain.checks():
        yield f"{pen.dim(check.id)}  {check.name:<42} {_severity(check.severity, pen)}  {check.title}"


def _severity(level: Severity, pen: Paint) -> str:
    word = f"{level.word:<8}"
    return pen.bad(word) if level >= Severity.HIGH else pen.warn(word) if level is Severity.MEDIUM else pen.dim(word)


def _check(name: str, pen: Paint) -> Iterator[str]:
    story = explain.check_story(name)
    check, prose = story.check, story.guidance
    yield f"{pen.strong(check.title)}  {pen.dim(f'{check.id} {check.name}')}"
    about = prose.vendor or ", ".join(check.topics) or ", ".join(f"CWE-{number}" for number in check.cwe)
    weight = [f"severity {_severity(check.severity, pen).strip()}", f"confidence {check.confidence.word}", about]
    yield ", ".join(word for word in weight if word)
    yield from _part("What an attacker gets", [prose.why], pen)
    yield from _part("What to do", [f"{at}. {step}" for at, step in enumerate(prose.steps, 1)], pen)
    yield from _part("What it looks like", [shown(item) for item in story.looks_like], pen)
    for language, text in story.bad:
        yield from _part(f"Written wrong in {language}", text.rstrip().splitlines(), pen)
    for language, text in story.fixes:
        yield from _part(f"Written right in {language}", text.rstrip().splitlines(), pen)
    yield from _part("To accept one on purpose", [_acceptance(check, pen)], pen)
    yield from _part("Is evidence for", [f"{item.title} ({item.id}): {item.states}" for item in story.controls], pen)
    yield from _part("Also known as", [", ".join(check.aliases)] if check.aliases else [], pen)
    weakness = [f"https://cwe.mitre.org/data/definitions/{number}.html" for number in check.cwe]
    yield from _part("Read more", [*prose.references, *weakness], pen)


def _acceptance(check: Check, pen: Paint) -> str:
    if check.engine == "threats":
        return f"a decision in the model: {pen.dim('holdfast threats treat THREAT')}"
    accept = f'holdfast: ignore[{check.name}] reason="…" until=YYYY-MM-DD'
    return f"a comment on its line or alone above it: {pen.dim(accept)}"


def _part(title: str, lines: list[str], pen: Paint) -> Iterator[str]:
    if lines:
        yield ""
        yield pen.strong(title)
        yield from (f"  {line}" for line in lines)


def _line(path: Path, number: int, pen: Paint) -> Iterator[str]:
    story = explain.line_story(path, number)
    yield pen.strong(shown(story.place))
    if story.unread:
        yield f"  not read: {shown(story.unread)}"
    for finding in story.reported:
        yield from _finding(finding, pen)
    for check, fail in story.hidden:
        notes = f" ({'; '.join(fail.notes)})" if fail.notes else ""
        kind = f"{fail.persona.word} finding, {fail.severity.word}, confidence {fail.confidence.word}"
        yield f"  {pen.warn('hidden')}     {check.name}: a {kind}{notes}; see --persona, --severity, --confidence"
    for check, why in story.missed:
        yield f"  {pen.dim('let go')}     {check.name}: {shown(why)}"
    if not (story.reported or story.hidden or story.missed or story.unread):
        yield "  not reported: no check has a keyword or a shape on this line"


def _finding(finding: Finding, pen: Paint) -> Iterator[str]:
    state = finding.state.value
    colour = pen.bad if state == "new" else pen.dim
    why = ""
    if finding.suppression:
        accepted = finding.suppression
        until = f" until {accepted.until}" if accepted.until else ""
        why = f" by {accepted.by} at {accepted.place}{until}" + (f": {accepted.reason}" if accepted.reason else "")
    elif finding.known_by:
        why = f" by {finding.known_by}"
    yield f"  {colour(f'{state:<10}')} {_name(finding.check, pen)}{shown(why)}"
    yield f"             {shown(finding.fail.frame)}"
    route = f", inside {' in '.join(finding.fail.at.route)}" if finding.fail.at.route else ""
    yield f"             {finding.fail.severity.word}, confidence {finding.fail.confidence.word}{route}"
    if finding.check.engine != "secrets":
        yield f"             {shown(finding.fail.says)}"
    yield from (f"             from {shown(step.says)} ({step.place})" for step in finding.fail.steps)
    yield from (f"             {shown(note)}" for note in finding.fail.notes)
    yield pen.dim(f"             fingerprint {finding.fingerprint}, mark {finding.fail.mark}")


def _name(check: Check, pen: Paint) -> str:
    return f"{pen.strong(check.name)}  {check.title}"

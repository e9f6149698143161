"""The report as Markdown, for a comment on a pull request: what refuses first, what to do, the rest folded away.

Text from the scanned repository stands in code spans only, so it can name nobody, link nowhere and
draw nothing. Lists rather than tables: a code span in a table cell cannot hold every text.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from holdfast.formats.report.brief import by_check
from holdfast.formats.report.change import markdown
from holdfast.formats.report.gist import folded, guidance, numbers, outcome, reasons, sentence, standing, states
from holdfast.formats.report.listing import adds
from holdfast.formats.report.look import Look
from holdfast.formats.report.plain import count
from holdfast.formats.report.span import code, plain
from holdfast.formats.report.uncovered import sentences
from holdfast.model.check import Confidence, Guidance
from holdfast.model.finding import Finding, State
from holdfast.model.report import Report

_MOST: Final = 60_000
"""Characters; a comment on the common code hosts holds about 65,000."""
_PLACES: Final = 10
"""Places shown of one check."""
_FEW: Final = 5
"""Paths shown of one reason for not reading."""
_MARKS: Final = {"passed": "✅", "refused": "❌"}


def render(report: Report, look: Look) -> str:
    """Write the report as Markdown, short enough for one comment; what was left out for it is counted."""
    word = outcome(report)
    tail = [_folded(report), _notices(report), _uncovered(report), _skipped(report), f"<sub>{_summary(report)}</sub>"]
    ending = "\n\n".join(part for part in tail if part)
    head = [f"### {_MARKS.get(word, '⚠️')} Holdfast: {word}", _opening(report)]
    head += [markdown(report.change)] if report.change else []
    return "\n\n".join([*head, *_findings(report, _MOST - len(ending)), ending]) + "\n"


def _uncovered(report: Report) -> str:
    found = list(sentences(report.coverage)) if report.coverage else []
    return "Not covered by static analysis:\n\n" + "\n".join(f"- {plain(says)}" for says in found) if found else ""


def _opening(report: Report) -> str:
    lines = [f"**{plain(sentence(report))}**", code(report.gate.rule)]
    if report.findings or report.tally.hidden:
        lines.append(plain(f"Findings: {states(report)}."))
    if report.compared_with:
        lines.append(f"New since {code(report.compared_with)}.")
    return "  \n".join(line for line in lines if line)


def _findings(report: Report, room: int) -> Iterator[str]:
    """Yield the findings that ask for an action, a section per check and severity, as far as there is room."""
    explained = guidance(report)
    groups = by_check(standing(report))
    for at, items in enumerate(groups):
        text = "\n\n".join(_section(items, explained.get(items[0].check.id)))
        room -= len(text)
        if room < 0:
            left = sum(len(group) for group in groups[at:])
            yield f"_{count(left, 'more finding')}, too many for one comment: see the job's log._"
            return
        yield text


def _section(items: list[Finding], explained: Guidance | None) -> Iterator[str]:
    check = items[0].check
    yield f"#### {items[0].fail.severity.word.upper()} · {plain(check.title)} · {code(check.name)}"
    lines = [_place(item) for item in items[:_PLACES]]
    lines += [f"- and {count(len(items) - _PLACES, 'more place')}"] if len(items) > _PLACES else []
    yield "\n".join(lines)
    if explained is None:
        return
    yield plain(explained.why)
    if explained.steps:
        steps = "\n".join(f"{number}. {plain(step)}" for number, step in enumerate(explained.steps, 1))
        yield _details("What to do", steps)
    fix = items[0].fail.fix.rstrip()
    if fix and "```" not in fix:
        yield _details("Written right", f"```\n{fix}\n```")


def _place(item: Finding) -> str:
    fail = item.fail
    tags = [] if fail.confidence is Confidence.HIGH else [f"{fail.confidence.word} confidence"]
    tags += [item.state.value] if item.state is not State.NEW else []
    tags += [f"inside {code(', then '.join(fail.at.route))}"] if fail.at.route else []
    lines = [f"- {code(f'{fail.at.path}:{fail.at.line}')}" + "".join(f" · {tag}" for tag in tags)]
    lines += [f"  {code(fail.frame)}"] if fail.frame.strip() else []
    if fail.about:
        more = fail.says.removeprefix(fail.about.address)
        lines.append(f"  {code(fail.about.address)}{'' if more != fail.says else ': '}{plain(more)}")
    elif adds(fail.says, item.check.title) and not fail.frame.strip():
        lines.append(f"  {plain(fail.says)}")
    word = "" if item.check.engine == "sca" else "from "
    lines += [f"  {word}{plain(step.says)} {code(f'{step.place.path}:{step.place.line}')}" for step in fail.steps]
    lines += [f"  {plain(note)}" for note in fail.notes]
    return "  \n".join(lines)


def _folded(report: Report) -> str:
    """List what asks for no action, folded away."""
    known, accepted = folded(report, State.KNOWN), folded(report, State.SUPPRESSED)
    lines = [f"- {_spot(item)}: known, {code(item.known_by or 'baseline')}" for item in known[:_PLACES]]
    lines += [f"- and {len(known) - _PLACES:,} more known"] if len(known) > _PLACES else []
    lines += [f"- {_spot(item)}: {_acceptance(item)}" for item in accepted[:_PLACES]]
    lines += [f"- and {len(accepted) - _PLACES:,} more suppressed"] if len(accepted) > _PLACES else []
    return _details(f"{len(known):,} known, {len(accepted):,} suppressed", "\n".join(lines)) if lines else ""


def _spot(item: Finding) -> str:
    return f"{code(f'{item.fail.at.path}:{item.fail.at.line}')} {code(item.check.name)}"


def _acceptance(item: Finding) -> str:
    by = item.suppression
    if by is None:
        return "suppressed"
    until = f", until {code(by.until)}" if by.until else ""
    return f"accepted by {code(by.by)} at {code(by.place)}{until}, reason: {code(by.reason) or 'none given'}"


def _notices(report: Report) -> str:
    lines = [f"- {plain(item.says)} {code(item.place)}".rstrip() for item in report.notices[:_PLACES]]
    lines += [f"- and {len(report.notices) - _PLACES:,} more"] if len(report.notices) > _PLACES else []
    return _details(count(len(report.notices), "notice"), "\n".join(lines)) if lines else ""


def _skipped(report: Report) -> str:
    lines = []
    for why, items in reasons(report.skipped):
        named = ", ".join(code(item.path) for item in items[:_FEW])
        more = f" and {len(items) - _FEW:,} more" if len(items) > _FEW else ""
        lines.append(f"- {'**should have been read:** ' if items[0].fault else ''}{plain(why)}: {named}{more}")
    return _details(f"{len(report.skipped):,} not read", "\n".join(lines)) if lines else ""


def _summary(report: Report) -> str:
    return " · ".join(plain(part) for part in (f"Holdfast {report.tool}", *numbers(report)))


def _details(title: str, body: str) -> str:
    return f"<details><summary>{title}</summary>\n\n{body}\n\n</details>"

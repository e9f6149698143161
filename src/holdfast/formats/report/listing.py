"""Findings on a terminal: by file, worst first, each with its masked line."""

from __future__ import annotations

from collections.abc import Iterable

from holdfast.formats.report.frame import fitted
from holdfast.formats.report.gist import folded, guidance
from holdfast.formats.report.plain import count
from holdfast.formats.report.terminal import Pen, cells, head, wrap
from holdfast.model.check import Confidence, Guidance
from holdfast.model.finding import Finding, State
from holdfast.model.report import Report

_BADGE = 10
_GUTTER = 7
_MANY = 40
"""Findings that are all drawn whole; of more, only those that refuse."""
_MOST_FIX = 14
"""Lines of a fix that are drawn on a terminal."""


def findings(report: Report, shown: list[Finding], pen: Pen, *, guide: bool) -> list[str]:
    """Draw ``shown``: a heading per file, a block per check in it; with ``guide``, why and what next once per check."""
    unexplained = guidance(report) if guide else {}
    lines: list[str] = []
    for path, items in _by_file(shown):
        lines += ["", *(pen.paint(line, "strong") for line in _path(path, pen))]
        for block in _by_check(items):
            lines += ["", *_block(block, unexplained.pop(block[0].check.id, None), pen)]
    return lines[1:]


def apart(report: Report, shown: list[Finding], *, all_of_them: bool) -> tuple[list[Finding], list[Finding]]:
    """Those that are drawn whole, and where there are too many for a screen, those that are only named."""
    if all_of_them or len(shown) <= _MANY:
        return shown, []
    refused = frozenset(report.gate.refused)
    worst = max(item.fail.severity for item in shown)
    whole = [item for item in shown if item.fingerprint in refused]
    whole = whole or [item for item in shown if item.fail.severity == worst]
    kept = {id(item) for item in whole}
    return whole, [item for item in shown if id(item) not in kept]


def brief(items: list[Finding], pen: Pen) -> list[str]:
    """Name findings by check, one line each: how bad, how many, and where the first one is."""
    groups: dict[str, list[Finding]] = {}
    for item in items:
        groups.setdefault(item.check.id, []).append(item)
    lines = [pen.paint(f"{count(len(items), 'more finding')}; --verbose shows each", "strong")] if items else []
    width = max((len(own[0].check.name) for own in groups.values()), default=0)
    for own in groups.values():
        first, word = own[0], own[0].fail.severity.word
        where = f"{first.fail.at.path}:{first.fail.at.line}" + (f" and {len(own) - 1:,} more" if len(own) > 1 else "")
        name = pen.safe(f"{first.check.name:<{width}}")
        room = pen.width - _BADGE - 2 - cells(name)
        shown = pen.paint(head(pen.safe(where), room, pen.symbol("dots")), "dim")
        lines.append(f" {pen.paint(f'{word.upper():<{_BADGE - 1}}', word)} {name} {shown}")
    return lines


def accepted(report: Report, pen: Pen) -> list[str]:
    """List what asks for no action: known and suppressed findings, each with the reason."""
    lines: list[str] = []
    for state in (State.KNOWN, State.SUPPRESSED):
        items = folded(report, state)
        lines += ["", pen.paint(state.value.capitalize(), "strong")] if items else []
        for item in items:
            lines += _folded(item, pen)
    return lines[1:]


def _by_file(items: Iterable[Finding]) -> list[tuple[str, list[Finding]]]:
    """Group findings by file; the file with the worst finding first, then the one with the most."""
    files: dict[str, list[Finding]] = {}
    for item in items:
        files.setdefault(item.fail.at.path, []).append(item)
    return sorted(
        files.items(), key=lambda entry: (-max(item.fail.severity for item in entry[1]), -len(entry[1]), entry[0])
    )


def _by_check(items: Iterable[Finding]) -> list[list[Finding]]:
    """Group the findings of one file that differ only in their place, together."""
    blocks: dict[tuple[str, int, int, State], list[Finding]] = {}
    for item in items:
        blocks.setdefault((item.check.id, item.fail.severity, item.fail.confidence, item.state), []).append(item)
    return list(blocks.values())


def _path(path: str, pen: Pen) -> list[str]:
    return wrap(pen.safe(path), pen.width) or [pen.safe(repr(path))]


def _block(items: list[Finding], explain: Guidance | None, pen: Pen) -> list[str]:
    lines = _heading(items[0], pen)
    drawn = None
    for index, item in enumerate(items):
        lines += [_rail(pen)] if index else []
        lines += _place(item, pen, again=(item.fail.at, item.fail.frame) == drawn)
        drawn = (item.fail.at, item.fail.frame)
    if explain:
        lines += _labelled(pen, "why", explain.why)
        lines += _labelled(pen, "next", explain.steps[0]) if explain.steps else []
        lines += _labelled(pen, "" if explain.steps else "next", f"holdfast explain {items[0].check.name}")
        lines += _written(pen, items[0].fail.fix)
    return lines


def _written(pen: Pen, fix: str) -> list[str]:
    """Draw how it is written right, as code; what is too long for a screen is left to ``explain``."""
    rows = [row for row in fix.rstrip().splitlines() if row.strip()]
    if not rows or len(rows) > _MOST_FIX:
        return []
    room = pen.width - _GUTTER - 3
    code = [pen.paint(head(pen.safe(row), room, pen.symbol("dots")), "good") for row in rows]
    return [f"{_rail(pen, '' if at else 'write', 'label')} {row}" for at, row in enumerate(code)]


def _heading(item: Finding, pen: Pen) -> list[str]:
    """Draw severity, title and, as far right as prose goes, the check's name."""
    word = item.fail.severity.word
    badge = pen.paint(f" {word.upper()} ", word) + " " * (_BADGE - len(word) - 2)
    name = pen.safe(item.check.name)
    if item.fail.confidence is not Confidence.HIGH:
        name += pen.symbol("dot") + item.fail.confidence.word + " confidence"
    if item.state is not State.NEW:
        name += pen.symbol("dot") + item.state.value
    title = wrap(pen.safe(item.check.title), pen.measure - _BADGE - 1) or [name]
    gap = pen.measure - _BADGE - 1 - cells(title[-1]) - cells(name)
    lines = [pen.paint(line, "strong") for line in title]
    if gap >= 2:
        lines[-1] += " " * gap + pen.paint(name, "dim")
    else:
        lines += [pen.paint(line, "dim") for line in wrap(name, pen.measure - _BADGE - 1)]
    return [f"{badge if index == 0 else ' ' * _BADGE} {line}" for index, line in enumerate(lines)]


def _rail(pen: Pen, label: str = "", style: str = "dim") -> str:
    return " " * (_GUTTER - len(label)) + pen.paint(label, style) + " " + pen.paint(pen.symbol("rail"), "dim")


def _labelled(pen: Pen, label: str, says: str, style: str = "label") -> list[str]:
    """Draw text beside the rail; its label stands in the gutter."""
    lines = wrap(pen.safe(says), pen.measure - _GUTTER - 3)
    return [f"{_rail(pen, label if index == 0 else '', style)} {line}" for index, line in enumerate(lines)]


def _place(item: Finding, pen: Pen, *, again: bool = False) -> list[str]:
    """Draw the masked line with the finding underlined, what is wrong, and what else to know.

    ``again``: the line stands right above already.
    """
    fail = item.fail
    number = str(fail.at.line)
    before, marked, after = fitted(fail, pen.width - max(_GUTTER, len(number)) - 3, pen)
    tone = fail.severity.word if fail.severity.word != "critical" else "high"
    lines: list[str] = []
    if (before or marked or after) and not again:
        lines.append(f"{_rail(pen, number)} {before}{pen.paint(marked, tone)}{after}")
    if marked and not again:
        under = pen.paint(pen.symbol("under") * cells(marked), tone)
        lines.append(f"{_rail(pen)} {' ' * cells(before)}{under}")
    if not lines or adds(fail.says, item.check.title):
        lines += _labelled(pen, "" if lines else number, fail.says or item.check.title, "dim")
    if fail.at.route:
        lines += _labelled(pen, "inside", ", then ".join(fail.at.route))
    word = "used" if item.check.engine == "sca" else "from"
    for at, step in enumerate(fail.steps):
        lines += _labelled(pen, "" if at else word, f"{step.says} ({step.place.path}:{step.place.line})")
    for note in fail.notes:
        lines += _labelled(pen, "note", note)
    return lines


def adds(says: str, title: str) -> bool:
    """Tell whether a sentence says more than the title above it."""
    return bool(says) and says.strip(" .").casefold() != title.strip(" .").casefold()


def _folded(item: Finding, pen: Pen) -> list[str]:
    """Draw one finding that asks for nothing: what and where it is, and why it asks for nothing."""
    word = item.fail.severity.word
    at = item.fail.at
    room = pen.measure - _BADGE - 1
    what = f"{pen.safe(at.path)}:{at.line}{pen.symbol('dot')}{pen.safe(item.check.name)}"
    accepted = item.suppression
    if accepted is None:
        lines = wrap(f"{what}{pen.symbol('dot')}{pen.safe(item.known_by or 'baseline')}", room)
    else:
        until = f", until {accepted.until}" if accepted.until else ""
        why = f"{accepted.by} at {accepted.place}: {accepted.reason or 'no reason given'}{until}"
        lines = wrap(what, room) + [pen.paint(line, "dim") for line in wrap(pen.safe(why), room)]
    badge = " " + pen.paint(word.upper(), "dim") + " " * (_BADGE - len(word))
    return [f"{badge if index == 0 else ' ' * (_BADGE + 1)}{line}" for index, line in enumerate(lines)]

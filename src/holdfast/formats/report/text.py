"""The report for a person at a terminal.

From top to bottom: what was compared, findings by file (worst first), what was folded away, notices, what was not read,
the gate's sentence with the policy line behind it, and one summary line.
"""

from __future__ import annotations

from holdfast.formats.report.gist import numbers, outcome, reasons, sentence, standing, states
from holdfast.formats.report.look import Look
from holdfast.formats.report.plain import size
from holdfast.formats.report.terminal import Pen, cells, wrap
from holdfast.model.report import Report, Skipped

_LABEL = 9
_FEW = 3
_MARKS = {"passed": "good", "refused": "bad"}


def render(report: Report, look: Look) -> str:
    """Write the report as terminal text, ending in a line end. Sends no character that the look does not allow."""
    pen = Pen(look)
    found = _listed(report, look, pen) if report.findings else []
    if look.quiet:
        return _joined([found, _gate(report, pen)])
    asides = _states(report, pen) + _notices(report, pen) + _skipped(report, look, pen)
    asides += _uncovered(report, look, pen) + _ignoring(report, pen)
    blocks = [_opening(report, pen), _change(report, pen), found]
    rule = [pen.paint(pen.symbol("rule") * pen.measure, "dim")] if asides else []
    return _joined([*blocks, rule + asides, _gate(report, pen), _summary(report, pen)])


def _listed(report: Report, look: Look, pen: Pen) -> list[str]:
    """Draw the findings, and when verbose those that were accepted; a clean scan never loads what draws them."""
    from holdfast.formats.report.listing import accepted, apart, brief, findings

    whole, rest = apart(report, standing(report), all_of_them=look.verbose)
    found = findings(report, whole, pen, guide=not look.quiet)
    found += [""] * bool(found and rest) + brief(rest, pen)
    more = accepted(report, pen) if look.verbose and not look.quiet else []
    return [*found, *([""] if found and more else []), *more]


def _joined(blocks: list[list[str]]) -> str:
    return "\n\n".join("\n".join(block) for block in blocks if block) + "\n"


def _opening(report: Report, pen: Pen) -> list[str]:
    against = f", new since {report.compared_with}" if report.compared_with else ""
    says = pen.safe(f"Holdfast {report.tool} on {report.root} ({report.scope.origin}){against}")
    return [pen.paint(line, "dim") for line in wrap(says, pen.measure)]


def _change(report: Report, pen: Pen) -> list[str]:
    """Draw what a plan changes, and how it stands on each of the common concerns; nothing without a plan."""
    if report.change is None:
        return []
    from holdfast.formats.report.change import lines

    return lines(report.change, pen)


def _row(pen: Pen, label: str, says: str, style: str = "label") -> list[str]:
    """Draw a label and what it says, continued under itself."""
    lines = wrap(pen.safe(says), pen.measure - _LABEL - 1)
    return [
        (pen.paint(label, style) + " " * (_LABEL + 1 - len(label)) if index == 0 else " " * (_LABEL + 1)) + line
        for index, line in enumerate(lines)
    ]


def _states(report: Report, pen: Pen) -> list[str]:
    return _row(pen, "findings", states(report)) if report.findings or report.tally.hidden else []


def _notices(report: Report, pen: Pen) -> list[str]:
    lines: list[str] = []
    for notice in report.notices:
        place = f" ({notice.place})" if notice.place else ""
        lines += _row(pen, "notice", f"{notice.kind}: {notice.says}{place}", "medium")
    return lines


def _skipped(report: Report, look: Look, pen: Pen) -> list[str]:
    """Name what should have been read and was not; count what was left out on purpose, or name it when verbose."""
    lines: list[str] = []
    meant: list[str] = []
    for why, items in reasons(report.skipped):
        if items[0].fault:
            lines += _row(pen, "unread", _reason(why, items, len(items) if look.verbose else _FEW), "bad")
        elif look.verbose:
            lines += _row(pen, "skipped", _reason(why, items, len(items)))
        else:
            meant.append(_reason(why, items, 0))
    return lines + (_row(pen, "skipped", ", ".join(meant)) if meant else [])


def _reason(why: str, items: list[Skipped], named: int) -> str:
    weight = sum(item.bytes for item in items)
    says = f"{len(items):,} {why}" + (f" ({size(weight)})" if weight else "")
    if not named:
        return says
    more = f" and {len(items) - named:,} more" if len(items) > named else ""
    return f"{says}: " + ", ".join(item.path for item in items[:named]) + more


def _uncovered(report: Report, look: Look, pen: Pen) -> list[str]:
    """Say what static analysis could not see; nothing where no code was analysed."""
    if report.coverage is None:
        return []
    from holdfast.formats.report.uncovered import sentences

    return [line for says in sentences(report.coverage, whole=look.verbose) for line in _row(pen, "unseen", says)]


def _ignoring(report: Report, pen: Pen) -> list[str]:
    names = {item.check.name for item in standing(report)}
    if not names:
        return []
    name = names.pop() if len(names) == 1 else "CHECK"
    comment = wrap(pen.safe(f'holdfast: ignore[{name}] reason="…" until=YYYY-MM-DD'), pen.measure - _LABEL - 1)
    lines = _row(pen, "accept", "one on purpose with a comment on its line:")
    return lines + [" " * (_LABEL + 1) + pen.paint(line, "dim") for line in comment]


def _gate(report: Report, pen: Pen) -> list[str]:
    word = outcome(report)
    style = _MARKS.get(word, "warn")
    mark = pen.symbol(word if word in _MARKS else "other")
    indent = " " * (cells(mark) + 1)
    says = [pen.paint(line, style) for line in wrap(pen.safe(sentence(report)), pen.measure - len(indent))]
    rule = [pen.paint(line, "dim") for line in wrap(pen.safe(report.gate.rule), pen.measure - len(indent))]
    lines = says + rule or [pen.paint(word, style)]
    return [pen.paint(mark, style) + " " + lines[0], *(indent + line for line in lines[1:])]


def _summary(report: Report, pen: Pen) -> list[str]:
    """Put the numbers on one line; on a narrow screen broken between them, never inside one that fits."""
    lines: list[str] = []
    for part in numbers(report):
        joined = f"{lines[-1]}{pen.symbol('dot')}{pen.safe(part)}" if lines else pen.safe(part)
        if lines and cells(joined) <= pen.width:
            lines[-1] = joined
        else:
            lines += wrap(pen.safe(part), pen.width)
    return [pen.paint(line, "dim") for line in lines]

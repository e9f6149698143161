"""What to rotate after a leak, in order: the worst first, then what is still there, then what is out longest."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from holdfast.formats.report.gist import guidance
from holdfast.formats.report.look import Look
from holdfast.formats.report.plain import count, visible
from holdfast.formats.report.span import plain
from holdfast.formats.report.terminal import Pen, wrap
from holdfast.model.check import Guidance
from holdfast.model.finding import Finding, State
from holdfast.model.report import Report

_SHORT: Final = 9
_BRANCHES: Final = 8
_LATER: Final = "9999"


def render(report: Report, look: Look) -> str:
    """Write the rotation report as plain text."""
    pen = Pen(look)
    groups, closed, accepted = _groups(report)
    steps = guidance(report)
    lines = [_title(report, groups), *_asides(report, accepted)]
    for number, items in enumerate(groups, 1):
        fail = items[0].fail
        title = f"{items[0].check.title}  ({items[0].check.name})"
        lines += ["", f"{number}. {fail.severity.word.upper()}  {title}"]
        lines += [f"   {line}" for line in _facts(items, report)]
        lines += [f"   [ ] {step}" for step in _steps(steps.get(items[0].check.id))]
    lines += ["", "Done:"] if closed else []
    lines += [f"   [x] {_done(item)}" for item in closed]
    safe = [(len(line) - len(line.lstrip()), pen.safe(line)) for line in lines]
    return "\n".join(_folded(line, indent, pen) for indent, line in safe) + "\n"


def render_markdown(report: Report, look: Look) -> str:
    """Write the rotation report as Markdown; what comes from the repository is escaped."""
    groups, closed, accepted = _groups(report)
    steps = guidance(report)
    lines = [f"# {plain(_title(report, groups))}", "", *(plain(line) for line in _asides(report, accepted))]
    for number, items in enumerate(groups, 1):
        fail = items[0].fail
        title = f"{items[0].check.title} ({fail.severity.word}, {items[0].check.name})"
        lines += ["", f"## {number}. {plain(title)}", ""]
        lines += [f"- {plain(line)}" for line in _facts(items, report)]
        lines += ["", *(f"- [ ] {plain(step)}" for step in _steps(steps.get(items[0].check.id)))]
    lines += ["", "## Done", "", *(f"- [x] {plain(_done(item))}" for item in closed)] if closed else []
    return "\n".join(lines) + "\n"


def _groups(report: Report) -> tuple[list[list[Finding]], list[Finding], int]:
    """What to rotate, in order, findings of one secret together; what was; and how many a person has accepted."""
    groups: dict[tuple[str, str], list[Finding]] = {}
    closed: list[Finding] = []
    accepted = 0
    for item in report.findings:
        if item.attested:
            closed.append(item)
        elif item.state is State.SUPPRESSED:
            accepted += 1
        else:
            groups.setdefault((item.check.id, item.fail.mark), []).append(item)
    return sorted(groups.values(), key=_rank), closed, accepted


def _done(item: Finding) -> str:
    """What was closed, by whom, when and why."""
    said, since = item.suppression, _since([item])
    out = f"out since {since[:10]}, " if since else ""
    if said is None:
        return item.check.title
    until = f", until {said.until}" if said.until else ""
    why = f"{said.by}{until}: {said.reason or 'no reason given'}"
    return visible(f"{item.check.title} at {item.fail.at.path} ({item.fingerprint}), {out}closed by {why}")


def _rank(items: list[Finding]) -> tuple[int, bool, str, str, str]:
    worst = -max(item.fail.severity for item in items)
    return worst, not _present(items), _since(items) or _LATER, items[0].check.id, items[0].fingerprint


def _present(items: list[Finding]) -> bool:
    """A place without an exposure is one of the work tree, where it stands today."""
    return any(item.exposure is None or item.exposure.present for item in items)


def _since(items: list[Finding]) -> str:
    return min((item.exposure.date for item in items if item.exposure and item.exposure.date), default="")


def _title(report: Report, groups: list[list[Finding]]) -> str:
    return f"To rotate in {report.root}: {count(len(groups), 'secret')}"


def _asides(report: Report, accepted: int) -> Iterator[str]:
    if not report.scope.complete:
        yield "Not the whole history was read; there may be more."
    if accepted:
        yield f"{count(accepted, 'finding')} that somebody accepted with a reason or as a decoy: not listed."
    if report.tally.hidden:
        yield f"{count(report.tally.hidden, 'finding')} hidden by the policy's thresholds: not listed."


def _facts(items: list[Finding], report: Report) -> Iterator[str]:
    since, still = _since(items), sorted({name for item in items for name in _names(item)})
    if since:
        days = (date.fromisoformat(report.seen_at[:10]) - date.fromisoformat(since[:10])).days if report.seen_at else 0
        yield f"out since {since[:10]}" + (f", for {count(days, 'day')}" if days > 0 else "")
    for item in items:
        found = item.exposure
        if found is None:
            yield f"stands at {visible(str(item.fail.at))}"
            continue
        came = f"came in with commit {found.commit[:_SHORT]} by {found.author or 'nobody named'}"
        came = came if found.commit else "no commit brought it in"
        yield f"{came}, at {visible(found.path)}; in {count(found.versions, 'version')}"
        yield f"newest at {visible(str(item.fail.at))}"
    yield from (f"when done: holdfast ledger attest {item.fingerprint} --rotated" for item in items if item.exposure)
    if still:
        more = f" and {len(still) - _BRANCHES} more" if len(still) > _BRANCHES else ""
        yield f"still there: {', '.join(visible(name) for name in still[:_BRANCHES])}{more}"
    elif not _present(items):
        yield "gone from every branch's tip, but whoever has the history has it"


def _names(item: Finding) -> tuple[str, ...]:
    return item.exposure.present if item.exposure else ()


def _steps(found: Guidance | None) -> tuple[str, ...]:
    return found.steps if found else ("Make a new one where it was issued, put it in place, and revoke this one.",)


def _folded(line: str, indent: int, pen: Pen) -> str:
    hang = " " * indent
    return "\n".join(hang + part for part in wrap(line.strip(), pen.measure - indent)) if line.strip() else ""

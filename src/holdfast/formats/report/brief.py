"""What the formats for other people's servers have in common: which findings they tell, and one sentence for each."""

from __future__ import annotations

from collections.abc import Iterable

from holdfast.formats.report.gist import sentence, states, worst_first
from holdfast.formats.report.listing import adds
from holdfast.formats.report.plain import visible
from holdfast.model.finding import Finding, State
from holdfast.model.report import Report


def unaccepted(report: Report) -> list[Finding]:
    """Pick the findings that nobody accepted in the source, worst first, for servers that compare two reports.

    Known ones are among them: left out, such a server would call them mended.
    """
    refused = frozenset(report.gate.refused)
    return worst_first(
        item for item in report.findings if item.state is not State.SUPPRESSED or item.fingerprint in refused
    )


def told(item: Finding) -> str:
    """Say what was found in one line: the check's title, and what is wrong here where that adds to it."""
    title, says = item.check.title.rstrip(" ."), item.fail.says
    parts = [f"{title}: {says}" if adds(says, title) else f"{title}.", *item.fail.notes]
    return visible(" ".join(f"{part[:1].upper()}{part[1:].rstrip(' .')}." for part in parts if part.strip(" .")))


def conclusion(report: Report) -> str:
    """Say the gate's sentence, the policy line behind it, and how many findings are in each state."""
    rule = f" ({report.gate.rule})" if report.gate.rule else ""
    counted = f" Findings: {states(report)}." if report.findings or report.tally.hidden else ""
    return visible(f"{sentence(report).rstrip(' .')}{rule}.{counted}")


def by_check(items: Iterable[Finding]) -> list[list[Finding]]:
    """Group findings of one check and severity: worst and most frequent first."""
    groups: dict[tuple[int, str], list[Finding]] = {}
    for item in items:
        groups.setdefault((-item.fail.severity, item.check.id), []).append(item)
    return [found for _, found in sorted(groups.items(), key=lambda group: (group[0][0], -len(group[1]), group[0][1]))]

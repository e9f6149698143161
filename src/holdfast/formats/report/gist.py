"""What every format works out of a report in the same way: order, outcome, counts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from holdfast.formats.report.plain import count, duration, size
from holdfast.model.errors import ExitCode
from holdfast.model.state import State

if TYPE_CHECKING:
    from holdfast.model.check import Guidance
    from holdfast.model.finding import Finding
    from holdfast.model.report import Report, Skipped, Tally

_STATES = {State.NEW: 0, State.KNOWN: 1, State.SUPPRESSED: 2}


def worst_first(findings: Iterable[Finding]) -> list[Finding]:
    """Sort findings by severity, then place; equal input in any order gives equal output."""
    return sorted(findings, key=_rank)


def _rank(finding: Finding) -> tuple[int, str, int, int, str, str, int]:
    fail = finding.fail
    at = fail.at
    return -fail.severity, at.path, at.line, at.column, finding.check.id, finding.fingerprint, _STATES[finding.state]


def standing(report: Report) -> list[Finding]:
    """Pick the findings that ask for an action, worst first: new ones, and whatever the gate refused."""
    refused = frozenset(report.gate.refused)
    return worst_first(item for item in report.findings if item.state is State.NEW or item.fingerprint in refused)


def folded(report: Report, state: State) -> list[Finding]:
    """Pick the findings of a state that ask for no action, worst first."""
    refused = frozenset(report.gate.refused)
    return worst_first(item for item in report.findings if item.state is state and item.fingerprint not in refused)


def guidance(report: Report) -> dict[str, Guidance]:
    """Look guidance up by check id."""
    return dict(report.guidance)


def nothing_read(report: Report) -> bool:
    """Tell whether no file at all was looked at, in which case nothing may be said to have passed."""
    return report.tally.files == 0 and report.tally.cached == 0


def outcome(report: Report) -> str:
    """Say ``passed``, ``refused``, ``usage``, ``nothing`` or ``incomplete``; never ``passed`` when nothing was read."""
    code = report.gate.code
    return ExitCode.NOTHING.name.lower() if code is ExitCode.PASSED and nothing_read(report) else code.name.lower()


def sentence(report: Report) -> str:
    """Give the gate's sentence; when it let an empty scan through, that nothing was read."""
    if report.gate.code is ExitCode.PASSED and nothing_read(report):
        return "Nothing was read, so nothing can be said."
    return report.gate.says


def reasons(skipped: Iterable[Skipped]) -> list[tuple[str, list[Skipped]]]:
    """Group what was not read by reason: faults first, then the most frequent."""
    groups: dict[tuple[bool, str], list[Skipped]] = {}
    for item in skipped:
        groups.setdefault((item.fault, item.why), []).append(item)
    order = sorted(groups.items(), key=lambda group: (not group[0][0], -len(group[1]), group[0][1]))
    return [(why, sorted(items, key=lambda item: item.path)) for (_, why), items in order]


def states(report: Report) -> str:
    """Say how many findings there are in each state, and why those that ask for nothing do not."""
    words = [f"{sum(item.state is State.NEW for item in report.findings):,} new"]
    known = [item.known_by or "baseline" for item in report.findings if item.state is State.KNOWN]
    accepted = [
        item.suppression.by if item.suppression else "policy"
        for item in report.findings
        if item.state is State.SUPPRESSED
    ]
    words += [f"{len(known):,} known ({_tallied(known)})"] if known else []
    words += [f"{len(accepted):,} suppressed ({_tallied(accepted)})"] if accepted else []
    words += [f"{report.tally.hidden:,} hidden by the policy's thresholds"] if report.tally.hidden else []
    return ", ".join(words)


def _tallied(words: list[str]) -> str:
    unique = sorted(set(words))
    return unique[0] if len(unique) == 1 else ", ".join(f"{words.count(word):,} {word}" for word in unique)


def _judged(tally: Tally) -> str:
    """Say how many resources were understood, and what share of the answers about them was not to be had."""
    share = f" ({unsure_share(tally):.1f} % unsure)" if tally.unsure else ""
    return count(tally.resources, "resource") + share


def unsure_share(tally: Tally) -> float:
    """How many in a hundred answers of judged checks could not be decided."""
    return 100 * tally.unsure / tally.judged if tally.judged else 0.0


def numbers(report: Report) -> list[str]:
    """Sum up: what was read, how long it took, what was not read and why."""
    tally = report.tally
    parts = [
        count(tally.files, "file"),
        size(tally.bytes),
        count(tally.lines, "line"),
        count(tally.checks, "check"),
        *([_judged(tally)] if tally.resources else []),
        duration(tally.seconds),
    ]
    parts += [f"{tally.cached:,} cached"] if tally.cached else []
    parts += [f"{tally.derived:,} decoded"] if tally.derived else []
    parts += [f"{count(tally.decoys, 'decoy')}"] if tally.decoys else []
    if report.skipped:
        why = dict.fromkeys(why for why, _ in reasons(report.skipped))
        parts.append(f"{len(report.skipped):,} skipped ({', '.join(why)})")
    return parts

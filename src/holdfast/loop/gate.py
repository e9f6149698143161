"""Whether a scan may pass."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from holdfast.model.errors import ExitCode
from holdfast.model.policy import Policy
from holdfast.model.report import GateResult, Skipped, Tally

if TYPE_CHECKING:
    from holdfast.model.finding import Finding


def gate(
    policy: Policy,
    findings: Sequence[Finding],
    skipped: Sequence[Skipped],
    tally: Tally,
    *,
    allow_empty: bool,
    stopped: str = "",
) -> GateResult:
    """The answer: refused beats incomplete, which beats nothing in scope; a scan of nothing never passes.

    ``stopped`` says why reading ended early, if it did.
    """
    rule = f'gate.fail_on = "{policy.fail_on}" ({policy.origin("gate.fail_on")})'
    refused = _refused(policy, findings) if findings else ()
    if refused:
        count = len(refused)
        says = f"Refused: {count} new finding{'s' * (count > 1)} at {policy.fail_on} or above."
        return GateResult(code=ExitCode.REFUSED, says=says, rule=rule, refused=refused)
    if stopped:
        return GateResult(
            code=ExitCode.INCOMPLETE, says=f"Incomplete: {stopped}.", rule="the scan did not reach its end"
        )
    unanswered = [item for item in skipped if item.unanswered]
    if unanswered:
        count = len(unanswered)
        limit = f'packages.advisories = "{policy.advisories}" ({policy.origin("packages.advisories")})'
        says = f"Incomplete: {count} file{'s were' if count > 1 else ' was'} {unanswered[0].why}."
        return GateResult(code=ExitCode.INCOMPLETE, says=says, rule=limit)
    unread = sum(item.fault and not item.unanswered for item in skipped)
    if unread > policy.max_unread:
        says = f"Incomplete: {unread} file{'s' * (unread > 1)} could not be read."
        limit = f"gate.max_unread = {policy.max_unread} ({policy.origin('gate.max_unread')})"
        return GateResult(code=ExitCode.INCOMPLETE, says=says, rule=limit)
    if tally.judged and 100 * tally.unsure > policy.max_unsure * tally.judged:
        share = 100 * tally.unsure / tally.judged
        says = f"Incomplete: {share:.0f} % of the answers about resources are unsure."
        limit = f"gate.max_unsure = {policy.max_unsure} ({policy.origin('gate.max_unsure')})"
        return GateResult(code=ExitCode.INCOMPLETE, says=says, rule=limit)
    if tally.files:
        return GateResult(code=ExitCode.PASSED, says=f"Passed: no new finding at {policy.fail_on} or above.", rule=rule)
    if allow_empty:
        says = "Nothing was scanned, which --allow-empty accepts."
        return GateResult(code=ExitCode.PASSED, says=says, rule="--allow-empty")
    says = "Nothing was scanned: no readable file is in scope."
    return GateResult(code=ExitCode.NOTHING, says=says, rule="--allow-empty was not given")


def _refused(policy: Policy, findings: Sequence[Finding]) -> tuple[str, ...]:
    """Fingerprints of the new findings at the policy's line or above."""
    from holdfast.model.check import severity
    from holdfast.model.finding import State

    line = severity(policy.fail_on)
    return tuple(item.fingerprint for item in findings if item.state is State.NEW and item.fail.severity >= line)

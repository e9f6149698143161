"""Weighs what was found: fingerprints, the policy's severities, what a person accepted, what was there before."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from holdfast.app import known
from holdfast.app.harvest import Harvest
from holdfast.app.origins import Origin, Target
from holdfast.app.policy import Policies
from holdfast.app.rulebook import RuleBook, guidance
from holdfast.engines.secrets.observe import failures
from holdfast.estate.repo.blob import Blob
from holdfast.loop.identity import fingerprints, secret_mark
from holdfast.loop.suppress import suppress
from holdfast.model.check import Check, Confidence, Guidance, Persona, Severity, severity
from holdfast.model.errors import ConfigError
from holdfast.model.finding import Finding, State
from holdfast.model.report import Notice
from holdfast.model.verdict import Fail


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """What a person is told about, and what not."""

    findings: tuple[Finding, ...]
    """Those that the policy shows, worst first."""
    hidden: int
    decoys: int
    withheld: frozenset[str]
    """Checks with a finding that the policy's severity or confidence hides."""
    notices: tuple[Notice, ...]
    compared_with: str
    guidance: tuple[tuple[str, Guidance], ...]


def weigh(harvest: Harvest, book: RuleBook, policies: Policies, target: Target, origin: Origin) -> Weighed:
    """Weigh a harvest. Raises ConfigError for a baseline or policy that a person has to mend."""
    baseline = known.load_baseline(target.root)
    key = known.key_of(baseline)

    def mark(value: bytes) -> str:
        return secret_mark(key, value)

    findings, notices = suppress(
        _findings(harvest, book, policies, mark), harvest.ignores, policies.at, datetime.now(UTC).date()
    )
    findings, against = known.mark_known(findings, baseline, target, origin, policies.root, book.looker, mark)
    shown, hidden, withheld = _shown(findings, policies)
    return Weighed(
        findings=tuple(shown),
        hidden=hidden,
        decoys=sum(bool(item.suppression and item.suppression.by == "decoy") for item in findings),
        withheld=withheld,
        notices=tuple(notices),
        compared_with=against,
        guidance=_guidance(shown),
    )


def _findings(harvest: Harvest, book: RuleBook, policies: Policies, mark: Callable[[bytes], str]) -> list[Finding]:
    checks = {check.id: check for check in book.checks}
    pairs = [
        pair
        for blob, hits in harvest.hits
        for pair in failures(blob, hits, mark)
        if _runs(pair[0], checks, policies, blob)
    ]
    found = []
    for (identity, fail), name in zip(pairs, fingerprints(pairs), strict=True):
        check = checks[identity]
        found.append(Finding(fingerprint=name, check=check, fail=_weighed(check, fail, policies)))
    return sorted(found, key=_worst_first)


def _runs(identity: str, checks: Mapping[str, Check], policies: Policies, blob: Blob) -> bool:
    check = checks.get(identity)
    disabled = policies.at(blob.path).disable
    return check is not None and check.name not in disabled and check.id not in disabled


def _weighed(check: Check, fail: Fail, policies: Policies) -> Fail:
    """The failure with the severity that the policy gives its check, if it gives one."""
    policy = policies.at(fail.at.path)
    for entry in policy.severity:
        name, _, word = entry.partition("=")
        if not word:
            raise ConfigError(
                f"{policy.origin('checks.severity')}: {entry!r} has no severity", advice='Write "check=severity".'
            )
        if name.strip() in (check.name, check.id):
            return replace(fail, severity=severity(word.strip()))
    return fail


def _worst_first(finding: Finding) -> tuple[int, str, int, int]:
    return -finding.fail.severity, finding.fail.at.path, finding.fail.at.line, finding.fail.at.column


def _shown(findings: Iterable[Finding], policies: Policies) -> tuple[list[Finding], int, frozenset[str]]:
    """Findings that the policy shows, how many it does not, and the checks whose findings it holds back.

    What only a pedantic reader wants to see is doubtful by itself; what severity or confidence hide is held back.
    """
    shown, hidden, withheld = [], 0, set()
    for finding in findings:
        policy, fail = policies.at(finding.fail.at.path), finding.fail
        meant = fail.persona <= Persona[policy.persona.upper()]
        bad_enough = fail.severity >= Severity[policy.min_severity.upper()]
        if meant and bad_enough and fail.confidence >= Confidence[policy.min_confidence.upper()]:
            shown.append(finding)
        elif finding.state is not State.SUPPRESSED:
            hidden += 1
            if meant:
                withheld.add(finding.check.id)
    return shown, hidden, frozenset(withheld)


def _guidance(findings: Sequence[Finding]) -> tuple[tuple[str, Guidance], ...]:
    if not findings:
        return ()
    prose = guidance()
    return tuple(
        (identity, prose[identity]) for identity in sorted({item.check.id for item in findings}) if identity in prose
    )

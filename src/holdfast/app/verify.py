"""Use case: ask vendors whether what was found still works, and weigh the findings by the answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from holdfast.app.policy import Policies
from holdfast.checks.secrets.verifiers import VERIFIERS
from holdfast.engines.secrets.asking import Asked
from holdfast.engines.secrets.hit import Hit
from holdfast.engines.secrets.verify import by_type, verify
from holdfast.kit.clock import Clock, RealClock
from holdfast.kit.http import Http
from holdfast.model.check import Confidence, Severity
from holdfast.model.errors import UsageError
from holdfast.model.finding import Finding, State
from holdfast.model.report import Notice
from holdfast.model.verification import Answer, Life, Verifier

SECONDS: Final = 60.0
"""How long all the asking may take, unless the caller says otherwise."""
_NO: Final = ("", "0", "false", "no", "off")
_ASKABLE: Final = by_type(VERIFIERS)
Held = tuple[Hit, Sequence[Hit]]
"""What a finding was made of, in memory while it is weighed: its hit, and every hit of the same content."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """The wish to have credentials verified. A test hands over what stands in for the vendors, and a clock."""

    seconds: float = SECONDS
    base: Mapping[str, str] = field(default_factory=dict)
    """A vendor's scheme and host to those that stand in for it."""
    clock: Clock = field(default_factory=RealClock)


def refuse_offline(environment: Mapping[str, str], what: str) -> None:
    """Raises UsageError where the environment says that nothing may use the network."""
    if environment.get("HOLDFAST_OFFLINE", "").strip().lower() not in _NO:
        raise UsageError(f"HOLDFAST_OFFLINE is set, and {what} uses the network", advice="Unset it, or go without.")


class Asker:
    """Asks about findings; made before anything is read, so that a refusal costs nothing."""

    def __init__(
        self,
        wish: Verification,
        policies: Policies,
        environment: Mapping[str, str],
        announce: Callable[[str], None],
    ) -> None:
        """Raises UsageError where the environment or the policy forbids the network, or where httpx is missing."""
        refuse_offline(environment, "--verify")
        policy = policies.root
        if not policy.network:
            says = f"{policy.origin('network.allow')}: the policy allows no network, and --verify uses it"
            raise UsageError(says, advice="Leave out --verify.")
        if not wish.seconds > 0:
            raise UsageError(f"--verify-seconds {wish.seconds:g} is no time", advice="Give more than 0.")
        self._wish, self._policies, self._announce = wish, policies, announce
        self._http = Http()
        self.answers: dict[str, tuple[str, Answer]] = {}
        """What was answered by whom, by the finding's fingerprint."""

    def ask(
        self, findings: Sequence[Finding], shown: Iterable[Finding], held: Mapping[str, Held]
    ) -> tuple[list[Finding], list[Notice]]:
        """The findings, with what vendors say about those of ``shown``, and what to tell of the asking.

        Nobody is asked about what a person accepted or registered as a decoy: using a decoy raises an alarm.
        """
        open_ones = [item for item in shown if item.state is not State.SUPPRESSED]
        asked = {
            item.fingerprint: wanted
            for item in open_ones
            if item.fingerprint in held and (wanted := _wanted(held[item.fingerprint])) is not None
        }
        distinct = set(asked.values())
        if not distinct:
            says = "No vendor was asked: nothing that was found can be verified."
            return list(findings), [Notice(kind="verification", says=says)]
        self._announce(_announcement(distinct, self._wish.seconds))
        answers = self._answers(distinct)
        self.answers = {name: (wanted.verifier.host, answers[wanted]) for name, wanted in asked.items()}
        told = [
            self._weighed(item, answers[asked[item.fingerprint]]) if item.fingerprint in asked else item
            for item in findings
        ]
        left = len(open_ones) - len(asked)
        return told, [Notice(kind="verification", says=_summary(answers.values(), left))]

    def _answers(self, distinct: Iterable[Asked]) -> dict[Asked, Answer]:
        try:
            return verify(
                sorted(distinct, key=lambda item: item.verifier.url),
                self._http.send,
                self._wish.clock,
                seconds=self._wish.seconds,
                elsewhere=self._policies.root.elsewhere,
                base=self._wish.base,
            )
        finally:
            self._http.close()

    def _weighed(self, finding: Finding, answer: Answer) -> Finding:
        """The finding with the answer among its notes, and with the severity that it calls for."""
        fail, nature = finding.fail, finding.check.severity
        severity, confidence = fail.severity, fail.confidence
        if answer.life is Life.LIVE:
            confidence = Confidence.HIGH
        if not self._set_by_hand(finding):
            if answer.life is Life.LIVE and nature > Severity.LOW:
                severity = Severity.CRITICAL
            elif answer.life is Life.DEAD:
                severity = min(severity, Severity.LOW)
        notes = (*fail.notes, answer.says)
        return replace(finding, fail=replace(fail, notes=notes, severity=severity, confidence=confidence))

    def _set_by_hand(self, finding: Finding) -> bool:
        """Whether the policy says how bad findings of this check are."""
        entries = self._policies.at(finding.fail.at.path).severity
        return any(entry.partition("=")[0].strip() in (finding.check.name, finding.check.id) for entry in entries)


def _wanted(held: Held) -> Asked | None:
    """The question about a finding; None where there is no verifier, or no certain other half."""
    hit, beside = held
    value = _text(hit)
    for verifier in _ASKABLE.get(hit.kind.check.name, ()):
        if not verifier.partner:
            if value.startswith(verifier.starts):
                return Asked(verifier=verifier, value=value)
            continue
        other = _other_half(hit, beside, verifier)
        if other is not None:
            value, partner = (_text(other), value) if hit.kind.check.name == verifier.partner else (value, _text(other))
            return Asked(verifier=verifier, value=value, partner=partner)
    return None


def _other_half(hit: Hit, beside: Sequence[Hit], verifier: Verifier) -> Hit | None:
    """The one hit that completes this one; None where there is none, or where several values of either half stand."""
    ones = [item for item in beside if item.kind.check.name in verifier.types]
    others = [item for item in beside if item.kind.check.name == verifier.partner]
    if len({item.value for item in ones}) != 1 or len({item.value for item in others}) != 1:
        return None
    found = ones if hit.kind.check.name == verifier.partner else others
    return next((item for item in found if hit.partner == item.start or item.partner == hit.start), None)


def _text(hit: Hit) -> str:
    return hit.value.decode("utf-8", "replace")


def _announcement(asked: Iterable[Asked], seconds: float) -> str:
    hosts = Counter(item.verifier.host for item in asked)
    each = ", ".join(f"{host} ({count})" for host, count in sorted(hosts.items()))
    calls = hosts.total()
    return f"Verifying {_count(calls, 'credential')} with {_count(calls, 'call')}, {seconds:g} s at most, to: {each}."


def _summary(answers: Iterable[Answer], left: int) -> str:
    lives = Counter(item.life for item in answers)
    says = ", ".join(f"{lives[life]} {life.value}" for life in Life)
    more = f" {_count(left, 'finding')} could not be asked about." if left else ""
    return f"Vendors were asked about {_count(lives.total(), 'credential')}: {says}.{more}"


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"

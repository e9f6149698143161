"""Weighs what was found: fingerprints, the policy's severities, what a person accepted, what was there before."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from holdfast.app import known
from holdfast.app.harvest import Harvest
from holdfast.app.origins import Origin, Target
from holdfast.app.policy import Policies
from holdfast.app.rulebook import RuleBook
from holdfast.engines.secrets.observe import failures
from holdfast.loop.identity import fingerprints, secret_mark
from holdfast.loop.suppress import suppress
from holdfast.model.check import Check, Confidence, Guidance, Persona, Severity, severity
from holdfast.model.errors import ConfigError
from holdfast.model.finding import Finding, State
from holdfast.model.noun import noun
from holdfast.model.report import Notice
from holdfast.model.verdict import Fail

if TYPE_CHECKING:  # most scans ask nobody
    from holdfast.app.looked import Looked
    from holdfast.app.verify import Asker, Held


@noun
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


def weigh(
    harvest: Harvest,
    book: RuleBook,
    policies: Policies,
    target: Target,
    origin: Origin,
    asker: Asker | None = None,
    others: Sequence[Looked] = (),
) -> Weighed:
    """Weigh a harvest and what other engines found; with an asker, also by what vendors say.

    Raises ConfigError for a baseline or policy that a person has to mend.
    """
    baseline = known.load_baseline(target.root)
    key = known.key_of(baseline)

    def mark(value: bytes) -> str:
        return secret_mark(key, value)

    held: dict[str, Held] | None = {} if asker else None
    found = _findings(harvest, book, policies, mark, held, others)
    said = [each for looked in others for each in looked.accepts]
    named = any(each.checks and not each.tool for own in harvest.ignores.values() for each in own)
    known_names = names(book, others, target.root) if named else ()  # dear: every check of every engine is read
    findings, notices = suppress(found, harvest.ignores, policies.at, datetime.now(UTC).date(), known_names, said)
    before = [looked.before for looked in others]
    findings, against = known.mark_known(findings, baseline, target, origin, policies.root, book, mark, before)
    if asker and held is not None:
        findings, told = asker.ask(findings, shown(findings, policies), held)
        findings.sort(key=worst_first)
        notices += told
        held.clear()
    return settled(findings, notices, policies, against, book, others)


def settled(
    findings: Sequence[Finding],
    notices: Sequence[Notice],
    policies: Policies,
    against: str,
    book: RuleBook,
    others: Sequence[Looked] = (),
) -> Weighed:
    """Findings whose state is decided, as the policy shows them; ``against`` says what "new" was measured with."""
    visible, hidden, withheld = _shown(findings, policies)
    return Weighed(
        findings=tuple(visible),
        hidden=hidden,
        decoys=sum(bool(item.suppression and item.suppression.by == "decoy") for item in findings),
        withheld=withheld,
        notices=tuple(notices),
        compared_with=against,
        guidance=_guidance(visible, book, others),
    )


def names(book: RuleBook, others: Sequence[Looked], root: Path) -> frozenset[str]:
    """Every name by which an ignore comment may mean a check of the pack."""
    from holdfast.app.codebook import code_book
    from holdfast.app.judging import book_of
    from holdfast.checks.package.index import RULES

    found = {"secrets", "iac", "container", "pipeline", "sast", "sca"}
    known = {rule.check.id: rule.check for rule in (*book_of(root), *RULES)}
    for checks in (code_book(root).checks, *(looked.checks for looked in others)):
        known |= checks
    for check in (*(kind.check for kind in book.types), *known.values()):
        found.update((check.name, check.id, *check.aliases))
    return frozenset(found)


def _findings(
    harvest: Harvest,
    book: RuleBook,
    policies: Policies,
    mark: Callable[[bytes], str],
    held: dict[str, Held] | None = None,
    others: Sequence[Looked] = (),
) -> list[Finding]:
    """The findings of a harvest, worst first; ``held`` learns what each was made of, by its fingerprint."""
    checks = {check.id: check for check in book.checks} if harvest.hits else {}
    rows: list[tuple[tuple[str, Fail], Held | None]] = [
        (pair, (hit, hits))
        for blob, hits in harvest.hits
        for hit, pair in zip(hits, failures(blob, hits, mark), strict=True)
        if runs(pair[0], checks, policies, blob.path)
    ]
    for looked in others:
        failing, own = list(looked.found(mark)), looked.checks
        checks |= {check: own[check] for check in {check for check, _ in failing} if check in own}
        if not all(check in checks for check, _ in failing):  # a secret that only evaluation brought out
            checks |= {check.id: check for check in book.checks}
        rows += [(pair, None) for pair in failing if runs(pair[0], checks, policies, pair[1].at.path)]
    found = []
    names = fingerprints(pair for pair, _ in rows)
    for ((identity, fail), made_of), name in zip(rows, names, strict=True):
        if held is not None and made_of is not None:
            held[name] = made_of
        check = checks[identity]
        found.append(Finding(fingerprint=name, check=check, fail=reweighed(check, fail, policies)))
    return sorted(found, key=worst_first)


def runs(identity: str, checks: Mapping[str, Check], policies: Policies, path: str) -> bool:
    """Whether a check is to be heard about a path."""
    check = checks.get(identity)
    disabled = policies.at(path).disable
    return check is not None and check.name not in disabled and check.id not in disabled


def reweighed(check: Check, fail: Fail, policies: Policies) -> Fail:
    """The failure with the severity that the policy gives its check, if it gives one."""
    policy = policies.at(fail.at.path)
    for entry in policy.severity:
        name, _, word = entry.partition("=")
        if not word:
            raise ConfigError(
                f"{policy.origin('checks.severity')}: {entry!r} has no severity", advice='Write "check=severity".'
            )
        if name.strip() in (check.name, check.id):
            from dataclasses import replace  # few policies give a check another severity

            return replace(fail, severity=severity(word.strip()))
    return fail


def worst_first(finding: Finding) -> tuple[int, str, int, int]:
    """Sorts findings as reports show them."""
    return -finding.fail.severity, finding.fail.at.path, finding.fail.at.line, finding.fail.at.column


def shown(findings: Iterable[Finding], policies: Policies) -> list[Finding]:
    """Findings that the policy shows."""
    return _shown(findings, policies)[0]


def _shown(findings: Iterable[Finding], policies: Policies) -> tuple[list[Finding], int, frozenset[str]]:
    """Findings that the policy shows, how many it does not, and the checks whose findings it holds back.

    What only a pedantic reader wants to see is doubtful by itself; what severity or confidence hide is held back.
    """
    visible, hidden, withheld = [], 0, set()
    limits: dict[int, tuple[Persona, Severity, Confidence]] = {}
    for finding in findings:
        policy, fail = policies.at(finding.fail.at.path), finding.fail
        if id(policy) not in limits:
            limits[id(policy)] = (
                Persona[policy.persona.upper()],
                Severity[policy.min_severity.upper()],
                Confidence[policy.min_confidence.upper()],
            )
        persona, severest, surest = limits[id(policy)]
        meant = fail.persona <= persona
        if meant and fail.severity >= severest and fail.confidence >= surest:
            visible.append(finding)
        elif finding.state is not State.SUPPRESSED:
            hidden += 1
            if meant:
                withheld.add(finding.check.id)
    return visible, hidden, frozenset(withheld)


def _guidance(
    findings: Sequence[Finding], book: RuleBook, others: Sequence[Looked]
) -> tuple[tuple[str, Guidance], ...]:
    names = sorted({item.check.id for item in findings})
    judged = {name: told for looked in others for name in names if (told := looked.guidance(name))}
    prose = book.guidance() if len(judged) < len(names) else {}
    found = ((name, judged.get(name) or prose.get(name)) for name in names)
    return tuple((name, each) for name, each in found if each is not None)

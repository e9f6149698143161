"""Use case: a person attests that a leaked secret was rotated, or takes that back; what that closes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from holdfast.app.ledgers import Place, opened, placed
from holdfast.app.origins import find_target
from holdfast.app.policy import Policies, environment
from holdfast.estate.repo import git
from holdfast.formats import decision as records
from holdfast.formats.languages import plain
from holdfast.loop.attest import Standing, closed, standing
from holdfast.model.decision import Choice, Decision, Person
from holdfast.model.errors import ConfigError, UsageError
from holdfast.model.finding import Finding
from holdfast.model.noun import noun
from holdfast.model.observation import Evidence
from holdfast.model.plan import Receipt
from holdfast.model.policy import Policy
from holdfast.model.report import Notice
from holdfast.model.verification import Life
from holdfast.store.ledger import Ledger, StoredDecision

if TYPE_CHECKING:  # most scans ask nobody
    from holdfast.app.verify import Asker, Held

MOST_RECORDS: Final = 10_000
_MOST_BYTES: Final = 1 << 16


@noun
class Closed:
    """Findings of a history after what is attested about them."""

    findings: list[Finding]
    notices: list[Notice]
    decisions: tuple[Decision, ...]
    """What closed some of them."""


def person(root: Path) -> Person:
    """Who works here, as git's configuration knows them, or else the system."""
    name, email = (git.ask(root, "config", "--get", f"user.{what}") or "" for what in ("name", "email"))
    if not name:
        import getpass

        try:
            name = getpass.getuser()
        except (OSError, KeyError, ImportError):
            name = "unknown"
    return Person(name=name, email=email)


def apply(findings: Sequence[Finding], root: Path, policy: Policy) -> Closed:
    """Close what is attested in the ledger or by a committed record. Raises LedgerError where that cannot be read."""
    if not findings:
        return Closed(findings=[], notices=[], decisions=())
    notices: list[Notice] = []
    said = _said(root, policy, notices)
    found, over = closed(findings, said)
    there = {item.fingerprint for item in found}
    used = tuple(decision for name, (decision, _) in said.holding.items() if name in there)
    return Closed(findings=found, notices=[*notices, *over], decisions=used)


def asked(before: Closed, asker: Asker, policies: Policies, held: Mapping[str, Held]) -> Closed:
    """Ask vendors about what is still open and shown; what they say is dead is closed as well."""
    from holdfast.app.weigh import shown, worst_first

    told, notices = asker.ask(before.findings, shown(before.findings, policies), held)
    checks = {item.fingerprint: item for item in told}
    dead = [
        made(Choice.DEAD, checks[name], Person(name=host), plain(answer.says), "")
        for name, (host, answer) in asker.answers.items()
        if answer.life is Life.DEAD
    ]
    said = standing([(decision, "the vendor's answer") for decision in dead], datetime.now(UTC).date())
    found, _ = closed(told, said)
    return Closed(
        findings=sorted(found, key=worst_first),
        notices=[*before.notices, *notices],
        decisions=(*before.decisions, *dead),
    )


def _said(root: Path, policy: Policy, notices: list[Notice]) -> Standing:
    path = placed(root, policy)
    stored = [(item.decision, f"row {item.sequence} of the ledger") for item in decided(path)]
    known = {decision for decision, _ in stored}
    committed = [item for item in _committed(root, notices) if item[0] not in known]
    return standing([*committed, *stored], datetime.now(UTC).date())


def decided(ledger: Place) -> list[StoredDecision]:
    """The decisions of a ledger, oldest first; none where there is no ledger. Raises LedgerError."""
    if not ledger.exists():
        return []
    held = opened(ledger, read_only=True)
    try:
        return list(held.decisions())
    finally:
        held.close()


def recorded(root: Path) -> list[Decision]:
    """The decisions whose records stand in the work tree, oldest first; what is no record is left out."""
    return sorted((decision for decision, _ in _committed(root, [])), key=lambda item: item.at)


def _committed(root: Path, notices: list[Notice]) -> Iterator[tuple[Decision, str]]:
    """Records of the work tree, so that a whole team and its pipelines know them."""
    folder = root / records.FOLDER
    paths = sorted(folder.glob("*.json"), key=lambda path: (len(path.name), path.name)) if folder.is_dir() else []
    for path in paths[:MOST_RECORDS]:
        name = f"{records.FOLDER}/{path.name}"
        try:
            with path.open(encoding="utf-8") as file:
                yield records.read(file.read(_MOST_BYTES), name), name
        except (OSError, UnicodeDecodeError, ConfigError) as error:
            says = f"This record of a decision does not count: {error}."
            notices.append(Notice(kind="suppression", says=says, place=name))


def store(ledger: Ledger, decisions: Sequence[Decision], head: str) -> str:
    """Append what the ledger does not hold yet; its head, which was ``head`` before. Raises LedgerError."""
    known = {item.decision for item in ledger.decisions()} if decisions else set()
    for decision in decisions:
        if decision not in known:
            head = ledger.decide(decision).head
    return head


def keep(root: Path, policy: Policy, decision: Decision) -> Receipt | None:
    """Append a decision to the ledger, and write its record for the team; the receipt of that file.

    A bare repository has no work tree to hold a record. Raises LedgerError and IncompleteError.
    """
    append(root, policy, decision)
    from holdfast.actions import triage as actions
    from holdfast.estate.repo import history

    found = history.find(root)
    return None if found and found[1] else actions.apply(actions.plan_record(root, decision))


def append(root: Path, policy: Policy, decision: Decision) -> None:
    """Append a decision to the ledger, and nothing else. Raises LedgerError."""
    ledger = opened(placed(root, policy))
    try:
        ledger.decide(decision)
    finally:
        ledger.close()


def made(choice: Choice, finding: Finding, by: Person, reason: str, until: str) -> Decision:
    """A decision about a finding, made now."""
    name, path = finding.check.name, finding.fail.at.path
    return _made(choice, (finding.fingerprint, name, path), by, reason, until)


def _made(choice: Choice, about: tuple[str, str, str], by: Person, reason: str, until: str) -> Decision:
    fingerprint, check, path = about
    return Decision(
        choice=choice,
        fingerprint=fingerprint,
        check=check,
        path=path,
        by=by,
        at=datetime.now(UTC).isoformat(timespec="seconds"),
        reason=reason,
        until=until,
    )


def attest(folder: Path, fingerprint: str, choice: Choice, *, reason: str, until: str = "", by: str = "") -> Decision:
    """Record that the secret of a recorded finding was rotated, or that this does not hold; the decision.

    ``by`` is ``Name`` or ``Name <address>``; without, git's configuration says who. Raises UsageError and LedgerError.
    """
    from holdfast.estate.repo import history

    found = history.find(folder)
    root = found[0] if found else find_target(folder).root
    policy = Policies(root, {}, environment()).root
    reason = plain(reason)
    if not reason:
        raise UsageError("an attestation needs a reason", advice='For example --reason "rotated in the console".')
    check_until(until, policy)
    row = _recorded(placed(root, policy), fingerprint)
    about = (row.fingerprint, _name(root, row.check), row.place.rsplit(":", 2)[0])
    decision = _made(choice, about, named(by) if by else person(root), reason, until)
    keep(root, policy, decision)
    return decision


def check_until(until: str, policy: Policy) -> None:
    """Raise UsageError for an end date that is none, is over, or lies further ahead than the policy allows."""
    try:
        left = (date.fromisoformat(until) - datetime.now(UTC).date()).days if until else 0
    except ValueError:
        raise UsageError(f"{until!r} is no date", advice="Write YYYY-MM-DD.") from None
    if left < 0:
        raise UsageError(f"{until} is over", advice="Give a day to come.")
    if policy.max_days and (not until or left > policy.max_days):
        says = f"{policy.origin('suppressions.max_days')}: an end date within {policy.max_days} days is asked for"
        raise UsageError(says, advice="Give one with --until.")


def _recorded(ledger: Place, fingerprint: str) -> Evidence:
    """The last failure of that name in the ledger."""
    advice = "`holdfast scan --history --record` records what it finds; the report names each fingerprint."
    if not ledger.exists():
        raise UsageError(f"there is no ledger at {ledger}", advice=advice)
    held = opened(ledger, read_only=True)
    try:
        rows = [row for row in held.evidence() if row.verdict == "fail" and row.fingerprint == fingerprint]
    finally:
        held.close()
    if not rows:
        raise UsageError(f"no finding {fingerprint!r} is recorded", advice=advice)
    return rows[-1]


def _name(root: Path, identity: str) -> str:
    from holdfast.app.rulebook import types

    return next((kind.check.name for kind in types(root) if kind.check.id == identity), identity)


def named(text: str) -> Person:
    """A person from ``Name`` or ``Name <address>``. Raises UsageError."""
    name, _, email = text.partition("<")
    if not name.strip():
        raise UsageError(f"{text!r} names nobody", advice='Write --by "Name <address>".')
    return Person(name=plain(name.strip()), email=plain(email.strip(" >")))

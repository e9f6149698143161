"""Use case: the register of risks of a repository and of all that its ledger holds; what persons decide about them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from difflib import get_close_matches
from pathlib import Path
from typing import IO, Any, Final, TypeVar

from holdfast import __version__
from holdfast.app import signing
from holdfast.app.attest import check_until, named, person
from holdfast.app.folded import Folded, folded
from holdfast.app.ledgers import opened, reading
from holdfast.app.projections import Projections
from holdfast.app.signing import Seal, Sealed
from holdfast.formats import ruling as records
from holdfast.formats.languages import plain
from holdfast.formats.report.risks import document, markdown, table
from holdfast.formats.report.risks import person as written_person
from holdfast.loop.catalogue import CONTROLS
from holdfast.loop.handling import known
from holdfast.loop.recorded import stands
from holdfast.loop.register import Account, register
from holdfast.loop.rulings import refusal, ruled, same
from holdfast.model.decision import Person
from holdfast.model.errors import ConfigError, IncompleteError, UsageError
from holdfast.model.event import Analysis, Choose, Matter, Ruling
from holdfast.model.noun import noun
from holdfast.model.observation import Evidence
from holdfast.model.report import Notice
from holdfast.model.risk import Risk, RiskState
from holdfast.model.threat import Band

MOST_RECORDS: Final = 10_000
_MOST_BYTES: Final = 1 << 16
_MOST_IMPORT: Final = 16 * 1024 * 1024
_MATTERS: Final = ("incident:", "drill:", "postmortem:")
T = TypeVar("T")


@noun
class Register:
    """The risks with what they were folded from."""

    risks: tuple[Risk, ...]
    account: Account
    ledger: Folded
    rulings: Mapping[str, tuple[Ruling, ...]]
    """Risk id to all that was decided about it, oldest first."""
    notices: tuple[Notice, ...] = ()

    def risk(self, name: str) -> Risk:
        """The risk of an id, or of the beginning of one. Raises UsageError with the nearest."""
        found = [item for item in self.risks if item.id == name] or [
            item for item in self.risks if item.id.startswith(name) and len(name) > 2
        ]
        if len(found) == 1:
            return found[0]
        near = get_close_matches(name, [item.id for item in self.risks], 1)
        advice = f"Did you mean {near[0]}?" if near else "`holdfast risks --state all` lists them."
        many = "several risks begin with" if found else "there is no risk"
        raise UsageError(f"{many} {name!r}", advice=advice)

    def rows(self, risk: Risk) -> list[Evidence]:
        """The rows that a risk rests on: its failures, and the last proof of each check that finds nothing now."""
        if not self.ledger.ledger.exists():
            return []
        names, numbers = set(risk.findings), set(risk.evidence)
        own = [item for item in self.ledger.histories if item.subject == risk.subject]
        failed = {item.check for item in own if item.open}
        controls = set(risk.controls)
        proving = {name for name, check in self.ledger.checks.items() if controls & set(check.proves)} - failed
        standing = (row for item in self.ledger.statuses for row in (*item.failures, *item.attested))
        found = {row.sequence: row for row in standing if row.sequence in numbers}
        with reading(self.ledger.ledger) as ledger:
            for name in sorted({item.check for item in own if item.fingerprint in names}):
                rows = ledger.evidence(name, subject=risk.subject)
                found |= {row.sequence: row for row in rows if row.verdict == "fail" and row.fingerprint in names}
            trails = Projections(ledger, self.ledger.now).trails(proving)
        proofs = (by_subject[risk.subject].proof for by_subject in trails.values() if risk.subject in by_subject)
        found |= {row.sequence: row for row in proofs if row}
        return [row for _, row in sorted(found.items())]

    def seal(self, ruling: Ruling) -> Sealed:
        """What the signature of a ruling is worth."""
        return signing.verify(self.ledger.root, records.signed_text(ruling), ruling.signature, ruling.by.email)


def risks(folder: Path, flags: Mapping[str, Any] | None = None) -> Register:
    """Fold the register; ``flags`` hold policy fields that the command line gives. Raises LedgerError, ConfigError."""
    return register_of(folded(folder, flags))


def register_of(ledger: Folded) -> Register:
    """The register of a ledger that is folded already. Raises LedgerError and ConfigError."""
    notices: list[Notice] = []
    committed = _committed(ledger.root, notices)
    rulings = tuple(dict.fromkeys([*committed, *_of(ledger, Ruling)]))
    analyses, states = _of(ledger, Analysis), known(ledger.statuses)
    account = Account(
        stands=stands(analyses, states, ledger.histories, ledger.now),
        analyses=analyses,
        histories=ledger.histories,
        matters=_of(ledger, Matter),
        rulings=rulings,
        states=states,
        checks=ledger.checks,
        said=ledger.said,
        line=ledger.policy.risk_severity,
        now=ledger.now,
    )
    found = Register(
        risks=tuple(register(account)),
        account=account,
        ledger=ledger,
        rulings={name: words.all for name, words in ruled(rulings).items()},
        notices=tuple(notices),
    )
    return _sealed(found)


def _of(ledger: Folded, kind: type[T]) -> tuple[T, ...]:
    return tuple(item for item in ledger.events if isinstance(item, kind))


def _sealed(found: Register) -> Register:
    """The register without acceptances whose signature is not what the policy asks for."""
    void: dict[str, str] = {}
    for risk in found.risks:
        if risk.state is not RiskState.ACCEPTED:
            continue
        ruling = [item for item in found.rulings[risk.id] if item.choice is Choose.ACCEPT][-1]
        if not (ruling.signature or found.ledger.policy.signed):
            continue
        seal, who = found.seal(ruling)
        if seal is Seal.BAD or (found.ledger.policy.signed and seal is not Seal.GOOD):
            by = f" ({who})" if who else ""
            void[risk.id] = f"the acceptance by {ruling.by.name} does not count: {seal.value}{by}"
    if not void:
        return found
    account = replace(found.account, void=void)
    return replace(found, account=account, risks=tuple(register(account)))


def _committed(root: Path, notices: list[Notice]) -> list[Ruling]:
    """Records of the work tree, so that a whole team and its pipelines know them."""
    folder = root / records.FOLDER
    found: list[Ruling] = []
    for path in sorted(folder.glob("*.json"))[:MOST_RECORDS] if folder.is_dir() else []:
        name = f"{records.FOLDER}/{path.name}"
        try:
            with path.open(encoding="utf-8") as file:
                found.append(records.read(file.read(_MOST_BYTES), name))
        except (OSError, UnicodeDecodeError, ConfigError) as error:
            notices.append(Notice(kind="risk", says=f"This record of a decision does not count: {error}.", place=name))
    return found


@noun
class Wish:
    """What a person wants to decide about a risk."""

    risk: str
    choice: Choose
    reason: str = ""
    owner: str = ""
    """``Name <address>``, as all persons here."""
    author: str = ""
    """Who asked for an acceptance; empty for the owner of the risk."""
    by: str = ""
    """Who decides; empty for the person whom git's configuration names."""
    until: str = ""
    sign: bool = True
    """Sign it with git's key, where there is one and who decides is the person whom git's configuration names."""


def decide(folder: Path, wish: Wish) -> tuple[Ruling, Risk]:
    """Record what a person decides about a risk, and write its record for the team; the risk as it stands then.

    Raises UsageError where it is refused, IncompleteError where it cannot be signed, and LedgerError.
    """
    found = risks(folder)
    risk = found.risk(wish.risk)
    if wish.until:
        check_until(wish.until, found.ledger.policy)
    ruling = _ruling(found, risk, wish)
    why = refusal(ruling, risk, found.account.today)
    if why:
        raise UsageError(f"{wish.choice.value} {risk.id}: {why}", advice=_ADVICE[wish.choice])
    if wish.sign and same(ruling.by, person(found.ledger.root)):
        ruling = replace(ruling, signature=signing.sign(found.ledger.root, records.signed_text(ruling)))
    ledger = opened(found.ledger.ledger)
    try:
        ledger.record(ruling)
    finally:
        ledger.close()
    from holdfast.actions import triage as actions

    actions.apply(actions.plan_ruling(found.ledger.root, ruling))
    return ruling, risks(folder).risk(risk.id)


_ADVICE: Final = {
    Choose.ASSIGN: 'Name the owner with --to "Name <address>".',
    Choose.ACCEPT: "Somebody else approves: --by says who, --asked-by who asked, --until until when, --reason why.",
    Choose.CLOSE: "Mend it and record a scan or an analysis that shows it: `holdfast scan --record`.",
    Choose.REOPEN: "`holdfast risks show` tells how it stands.",
}


def _ruling(found: Register, risk: Risk, wish: Wish) -> Ruling:
    author = named(wish.author) if wish.author else risk.owner
    accepts = wish.choice is Choose.ACCEPT
    return Ruling(
        subject=risk.subject,
        at=datetime.now(UTC).isoformat(timespec="seconds"),
        risk=risk.id,
        origin=risk.origin,
        choice=wish.choice,
        by=named(wish.by) if wish.by else person(found.ledger.root),
        reason=plain(wish.reason),
        owner=named(wish.owner) if wish.owner else None,
        author=author if accepts else None,
        until=wish.until,
        band=risk.current.value if accepts else "",
    )


def add(folder: Path, source: str, lines: Sequence[str]) -> list[Matter]:
    """Record matters of incidents, drills and postmortems, one JSON object a line; those that are not recorded yet.

    Each has ``origin``, ``title`` and ``severity``, and may have ``at``, ``subject``, ``controls`` and ``element``.
    Raises UsageError that names the line, and LedgerError; then nothing is recorded.
    """
    ledger = folded(folder)
    told = [_matter(line, f"{source}:{at}", ledger) for at, line in enumerate(lines, 1) if line.strip()]
    if not told:
        raise UsageError(f"{source}: nothing is in it", advice="Write one JSON object a line.")
    there = set(_of(ledger, Matter))
    undated = {replace(item, at="") for item in there}
    fresh = {
        item: None for item, dated in told if (item not in there if dated else replace(item, at="") not in undated)
    }
    if fresh:
        book = opened(ledger.ledger)
        try:
            for item in fresh:
                book.record(item)
        finally:
            book.close()
    return list(fresh)


def lines_of(path: Path) -> list[str]:
    """The lines of a file of matters. Raises IncompleteError and UsageError."""
    try:
        with path.open("rb") as file:
            return bounded(file, str(path))
    except OSError as error:
        raise IncompleteError(f"{path} cannot be read: {error.strerror}") from error


def bounded(file: IO[bytes], name: str) -> list[str]:
    """The lines of an open file. Raises UsageError for one that is too large or no text."""
    data = file.read(_MOST_IMPORT + 1)
    if len(data) > _MOST_IMPORT:
        raise UsageError(f"{name} is larger than {_MOST_IMPORT >> 20} MiB", advice="Import it in parts.")
    try:
        return data.decode("utf-8").split("\n")
    except UnicodeDecodeError as error:
        raise UsageError(f"{name} is not in UTF-8", advice="Write it as UTF-8.") from error


def _matter(line: str, place: str, ledger: Folded) -> tuple[Matter, bool]:
    """A matter, and whether the line says when it was."""
    fields = _fields(line, place)
    words = {name: fields.get(name, "") for name in ("origin", "title", "severity", "at", "subject", "element")}
    for name, word in words.items():
        if not isinstance(word, str) or (not word.strip() and name in ("origin", "title", "severity")):
            raise UsageError(f"{place}: {name!r} has to be text", advice="It needs origin, title and severity.")
    if not words["origin"].startswith(_MATTERS):
        raise UsageError(f"{place}: {words['origin']!r} is no origin", advice=f"Begin it with {', '.join(_MATTERS)}.")
    if words["severity"] not in set(Band):
        near = get_close_matches(words["severity"], list(Band), 1)
        advice = f"Did you mean {near[0]}?" if near else f"Use one of {', '.join(Band)}."
        raise UsageError(f"{place}: {words['severity']!r} is no severity", advice=advice)
    dated = bool(words["at"])
    words["at"] = _utc(words["at"], place) if dated else ledger.now
    words["subject"] = words["subject"] or ledger.subject
    controls = _controls(fields.get("controls", []), place)
    return Matter(controls=controls, **{name: plain(word) for name, word in words.items()}), dated


def _fields(line: str, place: str) -> dict[str, Any]:
    try:
        fields = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise UsageError(f"{place}: this is no JSON: {error}", advice="Write one JSON object a line.") from error
    valid = ("origin", "title", "severity", "at", "subject", "controls", "element")
    if not isinstance(fields, dict):
        raise UsageError(f"{place}: this is no object", advice="Write one JSON object a line.")
    for name in fields.keys() - set(valid):
        near = get_close_matches(name, valid, 1)
        advice = f"Did you mean {near[0]!r}?" if near else f"It may have {', '.join(valid)}."
        raise UsageError(f"{place}: {name!r} is unknown", advice=advice)
    return fields


def _utc(text: str, place: str) -> str:
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        raise UsageError(f"{place}: {text!r} is no time", advice="Write it by ISO 8601.") from None
    whole = read if read.tzinfo else read.replace(tzinfo=UTC)
    return whole.astimezone(UTC).isoformat(timespec="seconds")


def _controls(names: object, place: str) -> tuple[str, ...]:
    known_names = {control.id for control in CONTROLS}
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise UsageError(f"{place}: 'controls' has to be a list of texts", advice="`holdfast controls` lists them.")
    for name in names:
        if name not in known_names:
            near = get_close_matches(name, known_names, 1)
            advice = f"Did you mean {near[0]!r}?" if near else "`holdfast controls` lists them."
            raise UsageError(f"{place}: there is no control {name!r}", advice=advice)
    return tuple(dict.fromkeys(names))


def who(somebody: Person) -> str:
    """A person as shown to people."""
    return written_person(somebody)


def signatures(found: Register, risk: Risk) -> list[tuple[Ruling, Seal, str]]:
    """What was decided about a risk, oldest first, each with what its signature is worth and who signed."""
    return [(ruling, *found.seal(ruling)) for ruling in found.rulings.get(risk.id, ())]


def written(rows: Sequence[Risk], form: str) -> str:
    """Risks as ``json``, ``csv`` or ``md``."""
    return {"json": document, "csv": table, "md": markdown}[form](rows)


def exported(found: Register, form: str) -> str:
    """The whole register as ``csv``, or as a plan of action and milestones in ``oscal``. Raises UsageError."""
    if form == "csv":
        return table(found.risks)
    from holdfast.formats.report.oscal import poam

    return poam(found.risks, system=found.ledger.subject, tool=f"holdfast {__version__}", now=found.ledger.now)

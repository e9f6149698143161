"""Use case: take reports of other tools into the ledger, as observations."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, NamedTuple

from holdfast.app.codebook import code_book
from holdfast.app.evidence import ledger_place
from holdfast.app.foreigngone import Gone
from holdfast.app.foreigntext import cleaned
from holdfast.app.judging import book_of
from holdfast.app.ledgers import opened
from holdfast.app.origins import Target, find_target
from holdfast.app.projections import catch_up
from holdfast.app.rulebook import types
from holdfast.checks.package.index import RULES
from holdfast.formats.foreign.document import MOST_BYTES
from holdfast.formats.foreign.index import FOREIGN
from holdfast.formats.foreign.index import read as read_report
from holdfast.kit.reading import NotRead
from holdfast.kit.reading import read as read_file
from holdfast.loop.catalogue import CONTROLS
from holdfast.loop.foreign import ORIGIN, Adopted, activity_of, adopt
from holdfast.loop.mapping import Book, book
from holdfast.loop.trails import moment
from holdfast.model.errors import UsageError
from holdfast.model.event import Analysis
from holdfast.model.foreign import Foreign, Look
from holdfast.model.observation import Strength
from holdfast.store.ledger import Ledger

STDIN: Final = "-"


class Taken(NamedTuple):
    """What became of one report."""

    path: str
    report: Foreign
    looks: tuple[Adopted, ...]
    already: bool = False
    """The ledger held it before; nothing was added."""
    rows: int = 0
    """Rows of evidence that were added."""
    head: str = ""
    """The ledger's head behind them."""
    seen_at: str = ""
    dated: bool = True
    """Whether the report itself says when its tool looked."""


def formats() -> tuple[str, ...]:
    """Names of the formats that are read."""
    return tuple(FOREIGN)


def take(folder: Path, files: Sequence[str], *, form: str = "", subject: str = "", record: bool = True) -> list[Taken]:
    """Read reports and, with ``record``, append what they say to the ledger of ``folder``.

    ``form`` names the format of all of them, ``subject`` what they are about, where they do not say it themselves. All
    are read before the first is recorded. Raises UsageError for a report that is broken or of no known format, naming
    the file and, where known, the line; LedgerError when the ledger refuses.
    """
    target = find_target(folder)
    reports = [(name, *_read(name, form)) for name in files]
    for name, report, _ in reports:
        _refuse_several(name, report, subject)
    place = ledger_place(folder)
    known = _known(target.root)
    ledger = opened(place, read_only=not record) if record or place.exists() else None
    try:
        taken = [_take(target, report, ledger, known, subject=subject, record=record) for report in reports]
        if record and ledger is not None:
            catch_up(ledger)
        return taken
    finally:
        if ledger is not None:
            ledger.close()


def _known(root: Path) -> Book:
    """What reports are mapped to: every check that is known in a repository, and every control."""
    rules = (*book_of(root), *code_book(root).rules.values(), *RULES)
    checks = (*(rule.check for rule in rules), *(kind.check for kind in types(root)))
    return book(checks, (control.id for control in CONTROLS))


def _read(name: str, form: str) -> tuple[Foreign, str]:
    """The report in a file, and the digest of its content."""
    if name == STDIN:
        data = sys.stdin.buffer.read(MOST_BYTES + 1)
    else:
        try:
            data = read_file(str(Path(name).resolve()), MOST_BYTES)
        except NotRead as error:
            why = "does not exist" if error.why == "vanished" else f"cannot be read: {error.why}"
            raise UsageError(f"{name} {why}", advice="Name the file of a report, or - for standard input.") from None
    report = cleaned(read_report("<stdin>" if name == STDIN else name, data, form))
    return report, hashlib.sha256(data).hexdigest()[:32]


def _refuse_several(name: str, report: Foreign, subject: str) -> None:
    """What was seen on one subject proves nothing about another: a report about several keeps them apart."""
    named = sorted({look.subject for look in report.looks if look.subject})
    if subject and len(named) > 1:
        some = ", ".join(named[:3]) + (" …" if len(named) > 3 else "")
        raise UsageError(f"{name} is about {len(named)} subjects ({some})", advice="Leave out --subject.")
    wants = next((look.wants for look in report.looks if look.wants and not look.subject), "")
    if wants and not subject:
        said = f"{name} does not say what it is about, and it is no repository"
        raise UsageError(said, advice=f"Name it: --subject {wants}")


def _take(
    target: Target,
    found: tuple[str, Foreign, str],
    ledger: Ledger | None,
    known: Book,
    *,
    subject: str,
    record: bool,
) -> Taken:
    name, report, digest = found
    now = datetime.now(UTC).isoformat(timespec="seconds")
    seen_at = min(report.when, now, key=moment) if report.when else now
    own = f"{'repo' if target.repository else 'folder'}:{target.root.name}"
    looks = _by_subject(report, subject, own)
    taken = Taken(path=name, report=report, looks=(), seen_at=seen_at, dated=bool(report.when))
    held = _held(ledger, digest) if ledger is not None else frozenset()
    if held and all((about, activity_of(item)) in held for about, look in looks for item in look.items):
        return taken._replace(already=True)
    adopted, rows, head = [], 0, ""
    for about, look in looks:
        evidence = ledger.evidence(subject=about) if ledger is not None else ()
        gone = Gone(target.root, look.looked) if about == own and target.repository else None
        made = adopt(
            report,
            look,
            about,
            evidence,
            known=known,
            seen_at=seen_at,
            digest=digest,
            threats=_threats(ledger, about),
            gone=gone or (lambda _path: False),
        )
        adopted.append(made)
        if record and ledger is not None:
            fresh = [run for run in made.runs if (about, run.activity) not in held]
            receipts = [ledger.append(run) for run in fresh]
            rows += sum(receipt.rows for receipt in receipts) - sum(len(run.checks) for run in fresh)
            head = receipts[-1].head if receipts else head
    return taken._replace(looks=tuple(adopted), rows=rows, head=head)


def _by_subject(report: Foreign, subject: str, own: str) -> list[tuple[str, Look]]:
    """The looks with what they are about; several about one subject are one look."""
    groups: dict[tuple[str, Strength], list[Look]] = {}
    for look in report.looks:
        groups.setdefault((subject or look.subject or own, look.strength), []).append(look)
    return [(about, _joined(looks)) for (about, _), looks in groups.items()]


def _joined(looks: Sequence[Look]) -> Look:
    first, *others = looks
    if not others:
        return first
    applied = [look.applied for look in looks]
    return Look(
        items=tuple(item for look in looks for item in look.items),
        subject=first.subject,
        looked=frozenset(path for look in looks for path in look.looked),
        count=sum(look.count for look in looks),
        applied=None if None in applied else frozenset(rule for rules in applied for rule in rules or ()),
        whole=all(look.whole for look in looks),
        states=all(look.states for look in looks),
        strength=first.strength,
    )


def _held(ledger: Ledger, digest: str) -> frozenset[tuple[str, str]]:
    """The subjects and activities for which the ledger has runs of this very report."""
    runs = (run for run in ledger.runs() if run.rules == f"report:{digest}" and run.scope.origin == ORIGIN)
    return frozenset((run.scope.subject, run.activity) for run in runs)


def _threats(ledger: Ledger | None, subject: str) -> Mapping[str, tuple[str, ...]]:
    """The threats of a subject by the last analysis of its model, with the controls that counter each."""
    found: Mapping[str, tuple[str, ...]] = {}
    for row in ledger.events() if ledger is not None else ():
        if isinstance(row.event, Analysis) and row.event.subject == subject:
            found = {threat.id: threat.controls for threat in row.event.threats}
    return found

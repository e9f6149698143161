"""The form of the ledger's rows and the chain that ties them together, the same wherever they are kept.

A row is ``(sequence, body, hash)``: numbered from 1 without gaps, the body a JSON array in ASCII without spaces, the
hash SHA-256 over the hash before it and the body. A run is a header row and, directly behind it, as many rows as it
announces. A decision is one row, between runs, and so is every other event (see ``eventrows``):

    ["run", activity, subject, origin, scope digest, complete, seen_at, tool, rules, strength, rows]
    ["ok", check, count]        ["fail", check, fingerprint, place, severity, says]
    ["unsure", check, place, why]        ["crash", check, place, error]
    ["decision", choice, fingerprint, check name, path, person, address, at, reason, until]

Nothing of a failure's frame or value is in a row.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from hashlib import sha256
from json.encoder import encode_basestring_ascii as _quoted
from typing import Any, Final

from holdfast.model.decision import Choice, Decision, Person
from holdfast.model.errors import LedgerError
from holdfast.model.observation import NOT_HERE, Evidence, Observation, Run, Strength
from holdfast.model.scope import Scope
from holdfast.model.verdict import Crash, Fail, Nothing, Ok, Unsure
from holdfast.store.eventrows import (
    VERIFY,
    check_body,
    encode,
    event_body,
    in_utc,
    read_check,
    read_event,
    text,
    texts,
    whole,
)
from holdfast.store.ledger import Health, StoredCheck, StoredDecision, StoredEvent, StoredRun

Row = tuple[int, str, bytes]

GENESIS: Final = sha256(b"holdfast ledger 1").digest()
HEADER: Final = '["run",'
DECISION: Final = '["decision",'
CHECK: Final = '["check",'
OF_RUNS: Final = ('["ok', '["fa', '["un', '["cr', '["no', '["ch')
"""How the rows behind a header begin; no row that stands alone begins so."""
START: Final = len(OF_RUNS[0])
_EVIDENCE: Final = frozenset(OF_RUNS) - {CHECK[:START]}
_decode: Final = json.JSONDecoder().raw_decode


def bodies(run: Run) -> list[str]:
    """Write a run as row bodies, header first. Raises LedgerError for a run without a subject or a UTC time."""
    _check_header(run)
    counts: dict[str, int] = {}
    rest: list[list[str]] = []
    for item in run.observations:
        if isinstance(item.verdict, Ok):
            counts[item.check] = counts.get(item.check, 0) + item.verdict.count
        else:
            rest.append(_trouble(item))
    scope = run.scope
    header: list[str | int | bool] = ["run", run.activity, scope.subject, scope.origin, scope.digest, scope.complete]
    about = [check_body(check) for check in run.checks]
    header += [run.seen_at, run.tool, run.rules, run.strength.value, len(about) + len(counts) + len(rest)]
    good = (f'["ok",{_quoted(check)},{count}]' for check, count in counts.items())
    return [encode(header), *about, *good, *(f"[{','.join(map(_quoted, fields))}]" for fields in rest)]


def decision_body(decision: Decision) -> str:
    """Write a decision as one row body. Raises LedgerError for one without a finding, a person or a UTC time."""
    by = decision.by
    if not (decision.fingerprint and by.name and in_utc(decision.at)):
        said = f"a decision about {decision.fingerprint!r} by {by.name!r} at {decision.at!r} cannot be recorded"
        raise LedgerError(said, advice="It needs a finding, a person and a time in UTC.")
    about = [decision.choice.value, decision.fingerprint, decision.check, decision.path]
    return encode(["decision", *about, by.name, by.email, decision.at, decision.reason, decision.until])


def links(previous: bytes, written: Iterable[str]) -> list[bytes]:
    """Hash each body onto the one before it, starting from the hash ``previous``."""
    made = []
    for body in written:
        previous = sha256(previous + body.encode()).digest()
        made.append(previous)
    return made


def needle(check: str) -> str:
    """Text that stands in the body of every row of a check (and perhaps in others)."""
    return encode(check)


def stored_runs(rows: Iterable[Row]) -> Iterator[StoredRun]:
    """Read the headers among rows. Raises LedgerError on one that cannot be read."""
    for sequence, body, digest in rows:
        if body.startswith(HEADER):
            yield _header(sequence, body, digest)


def stored_decisions(rows: Iterable[Row]) -> Iterator[StoredDecision]:
    """Read the decisions among rows. Raises LedgerError on one that cannot be read."""
    for sequence, body, digest in rows:
        if body.startswith(DECISION):
            yield StoredDecision(sequence=sequence, hash=digest.hex(), decision=_decision(sequence, body))


def stored_events(rows: Iterable[Row]) -> Iterator[StoredEvent]:
    """Read the typed events among rows. Raises LedgerError on one that cannot be read."""
    for sequence, body, digest in rows:
        if body[:START] not in OF_RUNS and not body.startswith((HEADER, DECISION)):
            event = read_event(sequence, _fields(sequence, body))
            if event is not None:
                yield StoredEvent(sequence=sequence, hash=digest.hex(), event=event)


def stored_checks(rows: Iterable[Row]) -> Iterator[StoredCheck]:
    """Read the checks of other tools among rows. Raises LedgerError on one that cannot be read."""
    for sequence, body, digest in rows:
        if body.startswith(CHECK):
            check = read_check(sequence, _fields(sequence, body))
            yield StoredCheck(sequence=sequence, hash=digest.hex(), check=check)


def read(
    rows: Iterable[Row], check: str | None = None, activity: str | None = None, subject: str | None = None
) -> Iterator[Evidence]:
    """Read evidence from rows in order, every header among them. Raises LedgerError on a row that cannot be read."""
    run: StoredRun | None = None
    wanted = False
    for sequence, body, digest in rows:
        if wanted and run is not None and body[:START] in _EVIDENCE:
            fields = _fields(sequence, body)
            if check is None or check == fields[1]:
                yield _evidence(sequence, digest, fields, run)
        elif body.startswith(HEADER):
            run = _header(sequence, body, digest)
            wanted = activity in (None, run.activity) and subject in (None, run.scope.subject)
        elif run is None and body[:START] in OF_RUNS:
            raise LedgerError(f"ledger row {sequence} belongs to no run", advice=VERIFY)


def examine(rows: Iterable[Row], known_head: str = "") -> Health:
    """Walk the whole chain and say where it first breaks. A LedgerError from ``rows`` counts as the break."""
    head, sequence, promised = GENESIS, 0, 0
    counts = {"run": 0, "decision": 0, "event": 0}
    known = known_head == ""
    fault = ""
    try:
        for found, body, stored in rows:
            if found != sequence + 1:
                fault = f"row {sequence + 1} is missing (the next one is {found})"
                break
            link = sha256(head + body.encode()).digest()
            if link != stored:
                fault = f"row {found} was changed, or a row before it was taken out: its hash does not fit"
                break
            alone = body[:START] not in OF_RUNS
            if alone != (promised == 0):
                fault = f"row {found} stands where " + ("a run still misses rows" if alone else "no run announced it")
                break
            if alone:
                what, promised = _alone(found, body, stored)
                counts[what] += 1
            else:
                promised -= 1
            head, sequence = link, found
            if not known:
                known = head.hex() == known_head
    except LedgerError as error:
        fault = str(error)
    if promised and not fault:
        fault = f"the last {promised} rows of the last run are missing"
    lost = "" if known else f"no row has the known head {known_head}: rows were cut off or the chain was written anew"
    return Health(
        ok=not fault and not lost,
        rows=sequence,
        runs=counts["run"],
        decisions=counts["decision"],
        events=counts["event"],
        head=head.hex() if sequence else "",
        broken_at=sequence + 1 if fault else None,
        says=fault or lost or _in_order(sequence, counts),
    )


def check_bodies(bodies: Sequence[str], place: Callable[[int], str] = "row {}".format) -> None:
    """Raise LedgerError for rows that no ledger would write; ``place`` says where the row of a number stands."""
    promised, run = 0, None
    for sequence, body in enumerate(bodies, 1):
        try:
            if body[:START] in OF_RUNS:
                if not promised:
                    raise LedgerError("it stands where no run announced it")
                _strictly(sequence, body, run)
                promised -= 1
                continue
            if promised:
                raise LedgerError("it stands where a run still misses rows")
            run = _header(sequence, body, b"") if body.startswith(HEADER) else None
            promised = run.rows if run else 0
            _check_alone(sequence, body, run)
        except (LedgerError, RecursionError) as error:
            raise LedgerError(f"{place(sequence)}: {error}", advice="Nothing was changed; export it again.") from error
    if promised:
        said = f"{place(len(bodies))}: {promised} more rows of the last run are announced and missing"
        raise LedgerError(said, advice="Nothing was changed; export it again.")


def _check_alone(sequence: int, body: str, run: StoredRun | None) -> None:
    fields = _canonical(sequence, body)
    if run is not None:
        if not in_utc(run.seen_at) or not run.scope.subject or not isinstance(fields[5], bool):
            raise LedgerError("the run has no subject, or no time in UTC")
    elif fields[0] == "decision":
        decision_body(_decision(sequence, body))
    else:
        event = read_event(sequence, fields)
        if event is None:
            raise LedgerError("it is of no known form")
        event_body(event)


def _strictly(sequence: int, body: str, run: StoredRun | None) -> None:
    """Raise LedgerError for a row of a run whose facts are of a wrong sort."""
    fields = _canonical(sequence, body)
    verdict = fields[0]
    try:
        if run is None or verdict == "check":
            read_check(sequence, fields)
            return
        if verdict not in ("ok", "fail", "unsure", "crash", NOT_HERE):
            raise TypeError(f"{verdict!r} is no verdict")
        texts(fields[:-1] if verdict == "ok" else fields)
        if verdict == "ok":
            whole(fields[-1])
        _evidence(sequence, b"", fields, run)
    except TypeError as error:
        raise LedgerError(str(error)) from error


def _canonical(sequence: int, body: str) -> list[Any]:
    fields = _fields(sequence, body)
    try:
        same = encode(fields) == body
    except ValueError:
        same = False
    if not same:
        raise LedgerError("it is not written as a ledger writes it")
    return fields


def _alone(sequence: int, body: str, digest: bytes) -> tuple[str, int]:
    """Which sort of row one that stands alone is, and how many it announces. Raises LedgerError for one of no sort."""
    if body.startswith(HEADER):
        return "run", _header(sequence, body, digest).rows
    if body.startswith(DECISION):
        _decision(sequence, body)
        return "decision", 0
    if read_event(sequence, _fields(sequence, body)) is None:
        raise LedgerError(f"ledger row {sequence} is of no known form", advice=VERIFY)
    return "event", 0


def _in_order(rows: int, counts: dict[str, int]) -> str:
    said = [f"{counts['run']} runs"]
    said += [f"{count} {what}{'s' * (count != 1)}" for what, count in counts.items() if count and what != "run"]
    listed = " and ".join(filter(None, [", ".join(said[:-1]), said[-1]]))
    return f"{rows} rows of {listed} are in order"


def _check_header(run: Run) -> None:
    if not in_utc(run.seen_at) or not run.scope.subject:
        said = f"a run about {run.scope.subject!r} at {run.seen_at!r} cannot be recorded"
        raise LedgerError(said, advice="It needs a subject and a time in UTC; please report this fault in Holdfast.")


def _trouble(item: Observation) -> list[str]:
    verdict = item.verdict
    if isinstance(verdict, Fail):
        return ["fail", item.check, item.fingerprint, str(verdict.at), verdict.severity.word, verdict.says]
    place = str(verdict.at) if not isinstance(verdict, Ok) and verdict.at else ""
    if isinstance(verdict, Unsure):
        return ["unsure", item.check, place, verdict.why]
    if isinstance(verdict, Nothing):
        return [NOT_HERE, item.check, place, ""]
    return ["crash", item.check, place, verdict.error if isinstance(verdict, Crash) else ""]


def _fields(sequence: int, body: str) -> list[Any]:
    try:
        fields, end = _decode(body)
    except ValueError:
        fields, end = None, 0
    if end != len(body) or not isinstance(fields, list) or len(fields) < 3:
        raise LedgerError(f"ledger row {sequence} cannot be read", advice=VERIFY)
    return fields


def _header(sequence: int, body: str, digest: bytes) -> StoredRun:
    try:
        _, activity, subject, origin, scope, complete, seen_at, tool, rules, strength, rows = _fields(sequence, body)
        return StoredRun(
            sequence=sequence,
            hash=digest.hex(),
            activity=text(activity),
            scope=Scope(subject=text(subject), origin=text(origin), digest=text(scope), complete=complete is True),
            seen_at=text(seen_at),
            tool=text(tool),
            rules=text(rules),
            strength=Strength(strength),
            rows=whole(rows),
        )
    except (ValueError, TypeError) as error:
        raise LedgerError(f"the run header in ledger row {sequence} cannot be read", advice=VERIFY) from error


def _decision(sequence: int, body: str) -> Decision:
    try:
        _, choice, fingerprint, check, path, name, email, at, reason, until = _fields(sequence, body)
        by = Person(name=text(name), email=text(email))
        about = {"fingerprint": fingerprint, "check": check, "path": path, "at": at, "reason": reason, "until": until}
        return Decision(choice=Choice(choice), by=by, **{key: text(word) for key, word in about.items()})
    except (ValueError, TypeError) as error:
        raise LedgerError(f"the decision in ledger row {sequence} cannot be read", advice=VERIFY) from error


def _evidence(sequence: int, digest: bytes, fields: list[Any], run: StoredRun) -> Evidence:
    verdict, check, *more = fields
    count, fingerprint, place, severity, says = 1, "", "", "", ""
    try:
        if verdict == "ok":
            (count,) = more
        elif verdict == "fail":
            fingerprint, place, severity, says = more
        else:
            place, says = more
    except ValueError as error:
        raise LedgerError(f"ledger row {sequence} cannot be read", advice=VERIFY) from error
    return Evidence(
        sequence=sequence,
        hash=digest.hex(),
        seen_at=run.seen_at,
        activity=run.activity,
        subject=run.scope.subject,
        scope=run.scope.digest,
        complete=run.scope.complete,
        strength=run.strength,
        check=check,
        verdict=verdict,
        count=count,
        fingerprint=fingerprint,
        place=place,
        severity=severity,
        says=says,
    )

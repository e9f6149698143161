"""Use case: decide about findings one by one. One scan at the start, then everything stays in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

from holdfast.actions import triage as actions
from holdfast.app import attest
from holdfast.app.harvest import Limit, read
from holdfast.app.history import scan_history
from holdfast.app.known import load_baseline
from holdfast.app.origins import Target, find_target, standard_input
from holdfast.app.policy import Policies, environment
from holdfast.app.reach import Asked
from holdfast.app.rulebook import RuleBook, rulebook
from holdfast.app.scan import Request, scan
from holdfast.app.weigh import weigh
from holdfast.estate.repo.text import as_text
from holdfast.formats.languages import plain
from holdfast.formats.report.listing import findings as drawn
from holdfast.formats.report.look import Look
from holdfast.formats.report.terminal import Pen, wrap
from holdfast.loop.triage import Move, Queue, Step, harmless, settled
from holdfast.model.decision import Choice, Decision, Person
from holdfast.model.errors import UsageError
from holdfast.model.finding import Finding
from holdfast.model.plan import Plan, Receipt
from holdfast.model.report import Report

DAYS: Final = 90
"""How long an ignore comment holds when nobody says otherwise."""
Announce = Callable[[str], None]


@dataclass(slots=True, kw_only=True)
class Session:
    """What one triage knows: the scan, what was decided since, and how to take it back."""

    target: Target
    report: Report
    book: RuleBook
    queue: Queue
    person: Person
    receipts: dict[int, Receipt] = field(default_factory=dict)
    """What steps wrote, by the step's number."""
    attested: dict[int, Decision] = field(default_factory=dict)
    """What steps wrote into the ledger, by the step's number."""
    history: bool = False
    """The findings are those of the history: no file can take a comment, and no editor takes them out."""
    key: Receipt | None = None
    """The project's key, when this triage made it."""

    @property
    def current(self) -> Finding:
        """The finding that is asked about. Raises UsageError at the end."""
        found = self.queue.current
        if found is None:
            raise UsageError("nothing is left to decide")
        return found


def opened(path: Path, *, history: bool = False) -> tuple[Finding, ...]:
    """Findings that nobody has accepted yet, worst first. Raises as a scan does."""
    target = find_target(path)
    return _queue(_scan(target, lambda _: None, history=history), target).open


def begin(path: Path, announce: Announce = lambda _: None, *, history: bool = False) -> Session:
    """Scan the work tree, or the ``history``, once and start.

    Where there is no baseline, one with the project's key is made, and taken away by ``end``. Raises as a scan does.
    """
    target = find_target(path)
    key = None if load_baseline(target.root) else actions.apply(actions.plan_key(target.root))
    try:
        report = _scan(target, announce, history=history)
        book = rulebook(Policies(target.root, {}, environment()).root, announce, root=target.root)
    except BaseException:
        if key:
            actions.undo(key)
        raise
    queue = _queue(report, target)
    by = attest.person(target.root)
    return Session(target=target, report=report, book=book, queue=queue, person=by, key=key, history=history)


def _scan(target: Target, announce: Announce, *, history: bool = False) -> Report:
    """A scan of the whole root: the name of a finding depends on all places where its value stands."""
    flags = {"since": "all", "record": False}
    request = Request(path=target.root, flags=flags, allow_empty=True, catalogue=False, announce=announce)
    return scan_history(request, Asked()).report if history else scan(request).report


def _queue(report: Report, target: Target) -> Queue:
    within = target.within
    return Queue(
        findings=tuple(
            item for item in report.findings if f"{item.fail.at.path}/".startswith(f"{within}/" if within else "")
        )
    )


def end(session: Session) -> None:
    """Finish: a key that no decision needed is taken away again."""
    if session.key and not session.receipts and not session.attested:
        actions.undo(session.key)


def card(session: Session, look: Look) -> str:
    """The finding that is asked about, drawn for a terminal: place, masked line, why, steps."""
    found, pen = session.current, Pen(look)
    lines = drawn(session.report, [found], pen, guide=False)
    prose = dict(session.report.guidance).get(found.check.id)
    if prose:
        lines += _told(pen, "why", prose.why)
        for number, step in enumerate(prose.steps, 1):
            lines += _told(pen, "next" if number == 1 else "", f"{number}. {step}")
    return "\n".join(lines) + "\n"


def _told(pen: Pen, label: str, says: str) -> Iterator[str]:
    rail = pen.paint(pen.symbol("rail"), "dim")
    for at, line in enumerate(wrap(pen.safe(says), pen.measure - 10)):
        gutter = " " * (7 - len(label)) + pen.paint(label, "label") if at == 0 else " " * 7
        yield f"{gutter} {rail} {line}"


def why_no_comment(session: Session) -> str:
    """Why the finding's file can hold no ignore comment; empty when its language has them."""
    return actions.why_not(session.current.fail.at.path)


def last_day(session: Session, today: date) -> date:
    """The end date that an ignore comment gets when nobody says otherwise, within what the policy allows."""
    most = _policies(session).at(session.current.fail.at.path).max_days
    return date.fromordinal(today.toordinal() + min(DAYS, most or DAYS))


def ignore(session: Session, reason: str, until: str) -> str:
    """Write an ignore comment on or above the line; one sentence on where.

    Raises UsageError, and writes nothing, where no comment can stand or none would count.
    """
    found = session.current
    decision = _decision(session, Choice.IGNORE, plain(reason), until)
    path = found.fail.at.path
    before = _bytes(session, path)
    there = _look(session, path, before)
    for after in actions.texts(path, before, found.fail.at.line, decision):
        now = _look(session, path, after)
        closes, lines = settled(_here(session, path), now)
        if {found.fingerprint} <= closes & lines.keys() and harmless(there, now):
            _do(session, Move.IGNORE, actions.plan_comment(session.target.root, decision, before, after), closes, lines)
            moved = lines[found.fingerprint] - found.fail.at.line
            return f"The comment stands {'above' if moved else 'on'} line {lines[found.fingerprint]} of {path}."
    raise UsageError(
        f"no comment that counts can be written at {path}:{found.fail.at.line}",
        advice="Accept it into the baseline, or write one by hand with `o`.",
    )


def accept(session: Session, reason: str) -> str:
    """Accept the finding into the baseline; one sentence. Raises HoldfastError when it cannot be written."""
    root, found = session.target.root, session.current
    baseline = load_baseline(root)
    if baseline is None:
        raise UsageError("the baseline was taken away", advice="Quit and start again.")
    decision = _decision(session, Choice.BASELINE, plain(reason), "")
    plan = actions.plan_accept(root, decision, baseline)
    _do(session, Move.BASELINE, plan, frozenset({found.fingerprint}), {})
    return "The baseline accepts it."


def decoy(session: Session, reason: str) -> str:
    """Register the finding's value as a decoy in the root's policy; one sentence. Raises HoldfastError."""
    found = session.current
    plan = actions.plan_decoy(session.target.root, _decision(session, Choice.DECOY, plain(reason), ""), found.fail.mark)
    same = frozenset(item.fingerprint for item in session.queue.open if item.fail.mark == found.fail.mark)
    _do(session, Move.DECOY, plan, same, {})
    more = f", in {len(same)} places" if len(same) > 1 else ""
    return f"{plan.name(plan.changes[0].path)} registers it as a decoy{more}."


def rotated(session: Session, reason: str, until: str) -> str:
    """Attest that the secret was rotated; one sentence. Raises UsageError and LedgerError."""
    found, policy = session.current, _policies(session).root
    attest.check_until(until, policy)
    decision = _decision(session, Choice.ROTATED, plain(reason), until)
    receipt = attest.keep(session.target.root, policy, decision)
    number = len(session.queue.steps)
    session.attested[number] = decision
    if receipt:
        session.receipts[number] = receipt
    step = Step(move=Move.ROTATED, fingerprint=found.fingerprint, closes=frozenset({found.fingerprint}))
    session.queue = session.queue.then(step)
    return f"The ledger holds that {session.person.name} attests it."


def skip(session: Session) -> None:
    """Leave the finding for another time."""
    one = frozenset({session.current.fingerprint})
    session.queue = session.queue.then(Step(move=Move.SKIP, fingerprint=session.current.fingerprint, closes=one))


def undo(session: Session) -> str:
    """Take the last step back, byte for byte; one sentence. What the ledger holds stays, and is taken back behind it.

    Raises UsageError when there is none, IncompleteError when a file was changed since.
    """
    number = session.queue.last()
    if number is None:
        raise UsageError("there is nothing to undo")
    move = session.queue.steps[number].move
    if number in session.receipts:
        actions.undo(session.receipts[number])
        del session.receipts[number]
    if number in session.attested:
        told = session.attested.pop(number)
        now = datetime.now(UTC).isoformat(timespec="seconds")
        back = replace(told, choice=Choice.REOPENED, at=now, reason="undone in triage", until="")
        attest.append(session.target.root, _policies_of(session).root, back)
    session.queue = session.queue.without(number)
    return "Back to the one that was skipped." if move is Move.SKIP else "Undone; every file is as it was."


def place(session: Session) -> tuple[Path, int]:
    """File and line of the finding, as an editor is told."""
    at = session.current.fail.at
    return session.target.root / at.path, at.line


def edited(session: Session) -> str:
    """Look at the finding's file again after somebody may have changed it; one sentence."""
    found = session.current
    path = found.fail.at.path
    try:
        now = _look(session, path, _bytes(session, path))
    except UsageError:
        now = ()
    closes, lines = settled(_here(session, path), now)
    fresh = len(now) - len(lines)
    step = Step(move=Move.EDIT, fingerprint=found.fingerprint, closes=closes, lines=lines)
    session.queue = session.queue.then(step)
    says = "It is gone." if found.fingerprint in closes else "It is still there."
    return says + (f" {fresh} new here: start again to decide about them." if fresh > 0 else "")


def _policies(session: Session) -> Policies:
    policies = _policies_of(session)
    policies.learn([session.current.fail.at.path])
    return policies


def _policies_of(session: Session) -> Policies:
    return Policies(session.target.root, {}, environment())


def _decision(session: Session, choice: Choice, reason: str, until: str) -> Decision:
    found = session.current
    return Decision(
        choice=choice,
        fingerprint=found.fingerprint,
        check=found.check.name,
        path=found.fail.at.path,
        by=session.person,
        at=datetime.now(UTC).isoformat(timespec="seconds"),
        reason=reason,
        until=until,
    )


def _bytes(session: Session, path: str) -> bytes:
    """A file's content as it lies on the disk. Raises UsageError for one that is gone or in another encoding."""
    try:
        data = (session.target.root / path).read_bytes()
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}") from error
    text, why = as_text(data)
    if why or text != data:
        raise UsageError(f"{path}: {why or 'its encoding is not changed here'}", advice="Accept it into the baseline.")
    return data


def _look(session: Session, path: str, data: bytes) -> tuple[Finding, ...]:
    """What a scan says of one content at a path, under the policy as it is now."""
    policies = _policies(session)
    origin = standard_input(data, path)
    harvest = read(origin, session.book, policies, lambda _done, _total: None, Limit(0.0, 0.0))
    return weigh(harvest, session.book, policies, session.target, origin).findings


def _here(session: Session, path: str) -> list[Finding]:
    return [session.queue.moved(item) for item in session.report.findings if item.fail.at.path == path]


def _do(session: Session, move: Move, plan: Plan, closes: frozenset[str], lines: Mapping[str, int]) -> None:
    receipt = actions.apply(plan)
    fingerprint = session.current.fingerprint
    session.receipts[len(session.queue.steps)] = receipt
    session.queue = session.queue.then(Step(move=move, fingerprint=fingerprint, closes=closes, lines=lines))


def counts(session: Session) -> dict[str, int]:
    """How many findings were decided, by what was done, in words."""
    words = {
        Move.ROTATED: "attested as rotated",
        Move.IGNORE: "ignored",
        Move.BASELINE: "in the baseline",
        Move.DECOY: "as decoys",
        Move.SKIP: "skipped",
    }
    return {word: session.queue.count(move) for move, word in words.items()}

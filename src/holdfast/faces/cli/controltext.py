"""What ``holdfast controls show`` prints: everything that speaks for and against a control."""

from __future__ import annotations

from collections.abc import Iterator

from holdfast.app.dossiers import Answer
from holdfast.faces.cli.paint import Paint, shown
from holdfast.faces.cli.signs import SIGNS
from holdfast.model.dossier import Dossier, Held, Proof, Said, Store
from holdfast.model.posture import ControlState

_FEW = 5
"""So many places and proofs are listed."""


def lines(found: Answer, pen: Paint) -> Iterator[str]:
    """The answer for people."""
    control = found.dossiers[0].control
    yield f"{pen.strong(control.title)}  {pen.dim(control.id)}"
    yield control.states
    yield pen.dim(f"Against {', '.join(control.stride).replace('-', ' ')} · {', '.join(control.frameworks)}")
    for item in found.dossiers:
        yield ""
        yield from _dossier(item, pen)
    yield ""
    where = f"row {found.rows:,}, head {found.head}" if found.head else "nothing is in it yet"
    yield pen.dim(f"By the ledger of {shown(found.folded.root.name)} on {found.folded.now}: {where}")


def _dossier(item: Dossier, pen: Paint) -> Iterator[str]:
    sign, style = SIGNS[item.status.state]
    mark = getattr(pen, style)
    subject = shown(item.status.subject or "any subject")
    yield f"On {pen.strong(subject)}: {mark(f'{sign} {_state(item)}')}"
    for store in item.stores:
        yield from _store(store, pen)
    for spell in item.held[-_FEW:]:
        yield f"  Proven    {_spell(spell)}"
    if not item.held and item.status.subject:
        yield "  Proven    never yet"
    yield from _listed("Open", [_failure(item, at) for at in range(len(item.failures))], pen)
    if item.closed:
        yield f"  Closed    {item.closed} finding{'s' * (item.closed != 1)} that broke it before"
    yield from _rests(item, pen)
    yield from _listed("Said", [_word(one) for one in item.said], pen)
    yield from _listed("Accepted", list(_accepted(item)), pen)
    if item.status.state is not ControlState.PROVEN:
        yield from _listed("Lacks", [shown(gap) for gap in item.status.gaps], pen)


def _state(item: Dossier) -> str:
    state = item.status.state.value
    if item.since:
        return f"{state} since {_day(item.since)}"
    word = item.status.word
    return f"{state} by {shown(word.by.name)} until {word.until}" if word and state == "attested" else state


def _spell(spell: Held) -> str:
    runs = f"{spell.runs} run{'s' * (spell.runs != 1)}"
    if not spell.end:
        return f"since {_time(spell.start)}, in {runs}"
    return f"{_time(spell.start)} to {_time(spell.end)}, in {runs}; then {spell.why}"


def _failure(item: Dossier, at: int) -> str:
    one = item.failures[at]
    return f"{shown(one.place)}  {one.severity}, since {_day(one.spans[-1].opened)}: {shown(one.says)}"


def _rests(item: Dossier, pen: Paint) -> Iterator[str]:
    looked = [proof for proof in item.proofs if proof.count]
    parts = [f"{len(looked)} check{'s' * (len(looked) != 1)} that looked at something"]
    others = len(item.proofs) - len(looked)
    parts += [f"{others} that met nothing of their kind"] if others else []
    parts += [f"{len(item.silent)} that never read the whole"] if item.silent else []
    if item.proofs:
        yield from _listed("Rests on", [", ".join(parts), *(_proof(one) for one in looked)], pen)


def _proof(proof: Proof) -> str:
    what = f"{proof.check}: {proof.count:,} looked at, {proof.strength.value} by {shown(proof.tool)}"
    return f"row {proof.sequence}, {_time(proof.at)}  {what}, {proof.hash[:12]}"


def _word(one: Said) -> str:
    item = one.decision
    until = f" until {item.until}" if item.until else ""
    return f"{_day(item.at)} {shown(item.by.name)}: {item.choice.value}{until}, {shown(item.reason)} ({one.where})"


def _accepted(item: Dossier) -> Iterator[str]:
    for one in item.accepted:
        ruling = one.ruling
        holds = "in force" if one.holds else "not in force any more"
        until = f" until {ruling.until}" if ruling.until else ""
        about = f"{_day(ruling.at)} {shown(ruling.by.name)}: {ruling.risk} ({shown(ruling.origin)}){until}"
        yield f"{about}, {shown(ruling.reason)} ({one.where}, {holds})"


def _store(store: Store, pen: Paint) -> Iterator[str]:
    sign, style = SIGNS[store.status.state]
    paths = f"  {', '.join(shown(path) for path in store.paths)}" if store.paths else ""
    what = f"{shown(store.name)} keeps {', '.join(shown(name) for name in store.data)}"
    yield f"  Kept in   {getattr(pen, style)(f'{sign} {store.status.state.value}')}  {what}{pen.dim(paths)}"


def _listed(word: str, found: list[str], pen: Paint) -> Iterator[str]:
    for at, text in enumerate(found[:_FEW]):
        yield f"  {word if at == 0 else '':<8}  {text}"
    if len(found) > _FEW:
        yield pen.dim(f"            and {len(found) - _FEW} more")


def _day(text: str) -> str:
    return text[:10]


def _time(text: str) -> str:
    return text[:16].replace("T", " ")

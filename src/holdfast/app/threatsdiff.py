"""Use case: what a change does to the threat model, and what the model does not know of the code."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from holdfast.app.origins import Target, find_target
from holdfast.app.policy import Policies
from holdfast.app.seeding import Seeding, seeding, seeding_at
from holdfast.app.threats import book
from holdfast.app.threatsinit import load
from holdfast.estate.repo import git, objects
from holdfast.formats.report.look import Look
from holdfast.formats.threatmodel import PATH, read
from holdfast.model.drift import Difference, Gone, Shift
from holdfast.model.errors import NothingError, UsageError
from holdfast.model.system import System
from holdfast.model.threat import Analysed, Band, Threat
from holdfast.threats.analyse import analyse
from holdfast.threats.drift import borne_out, contradicted, drift
from holdfast.threats.match import joined, lacking, matched

FORMATS: Final = ("text", "json", "md")
"""How a difference can be shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _State:
    """The model and the code of one state, and the system that both tell of together."""

    model: System | None
    drafted: System
    whole: System
    unknown: System
    against: tuple[Shift, ...]


def difference(
    folder: Path,
    *,
    base: str = "",
    environment: Mapping[str, str] = os.environ,
    announce: Callable[[str], None] = lambda _text: None,
    today: str = "",
) -> Difference:
    """What changed since a revision, by default the merge base with the main branch, else the last commit.

    The model and the code are read there as they are read now; without a commit only the code is held against the
    model. Raises NothingError where there is no model, UsageError where there is no such revision, and
    ConfigError.
    """
    target = find_target(folder)
    policies = Policies(target.root, {}, environment)
    here = load(target.root)
    if here is None:
        raise NothingError(f"there is no {PATH}", advice="`holdfast threats init` drafts one.")
    day = today or datetime.now(UTC).date().isoformat()
    found = seeding(target, policies, environment, announce)
    now = _state(here[0], found)
    revision, words = _base(target, base)
    before = _before(target, revision, policies) if revision else None
    rules = book(target.root)
    asked = analyse(now.whole, rules)
    earlier = analyse(before.whole, rules) if before is not None else None
    opened, reopened, closed = _threats(before, now, earlier, asked, day) if before and earlier else ((), (), ())
    return Difference(
        base=words,
        compared=_compared(before),
        system=now.whole,
        drift=drift(before.whole, now.whole, day) if before is not None else drift(now.whole, now.whole, day),
        unknown=now.unknown,
        brought=_brought(before, now),
        contradicted=now.against,
        gone=tuple(_gone(target, before, now)),
        opened=opened,
        reopened=reopened,
        closed=closed,
        refused=tuple(each for each in (*opened, *reopened) if _unhandled(each, day)),
        faults=tuple(f"{fault.rule} on {fault.on}: {fault.error}" for fault in asked.faults),
        gaps=len(found.gaps),
    )


def _state(model: System | None, found: Seeding) -> _State:
    known = model if model is not None else System(name=found.drafted.system.name)
    drafted = found.drafted.system
    unknown, against = lacking(known, drafted), contradicted(known, drafted)
    whole = borne_out(joined(known, unknown), against)
    return _State(model=model, drafted=drafted, whole=whole, unknown=unknown, against=against)


def _base(target: Target, base: str) -> tuple[str, str]:
    """The revision to compare with, and how it is called; both empty where there is none."""
    if not target.repository:
        if base:
            raise UsageError(f"{target.root} is not a git repository", advice="Leave out --base.")
        return "", ""
    if base:
        known = git.ask(target.root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{base}^{{commit}}")
        if known is None:
            raise UsageError(f"there is no revision {base!r}", advice="Name a commit, a branch or a tag.")
        return known.strip(), base
    found = objects.merge_base(target.root)
    if found is not None:
        return found[0], f"merge base {found[0][:9]} with {found[1]}"
    head = git.ask(target.root, "rev-parse", "--verify", "--quiet", "HEAD^{commit}")
    return (head.strip(), f"the last commit {head[:9]}") if head is not None else ("", "")


def _before(target: Target, revision: str, policies: Policies) -> _State:
    shown = git.ask(target.root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}:{PATH}")
    model = read(f"{revision[:9]}:{PATH}", git.git(target.root, "show", f"{revision}:{PATH}")) if shown else None
    return _state(model, seeding_at(target.root, revision, policies))


def _compared(before: _State | None) -> str:
    if before is None:
        return ""
    return "the model and the code" if before.model is not None else "the code, as there was no model"


def _brought(before: _State | None, now: _State) -> frozenset[str]:
    """Ids of what the model does not know and what was not there before either."""
    if before is None:
        return frozenset()
    known = matched(now.unknown, before.whole)
    elements = {each.id for each in now.unknown.elements} - known.elements.keys()
    ends = matched(now.whole, before.whole)
    flows = {each.id for each in now.unknown.flows} - ends.flows.keys()
    return frozenset(elements | flows)


def _gone(target: Target, before: _State | None, now: _State) -> list[Gone]:
    """Items of the model whose files are gone, or that the code told of before and does not tell of now."""
    if now.model is None:
        return []
    told = set(matched(now.drafted, now.model).elements.values())
    once = matched(before.drafted, now.model).elements.values() if before is not None else ()
    found = []
    for element in now.model.elements:
        if element.id in told or not element.source:
            continue
        if element.id in once or not any(_stands(target.root, source) for source in element.source):
            found.append(Gone(on=element.id, name=element.name, source=element.source))
    return found


def _stands(root: Path, source: str) -> bool:
    path, _, line = source.rpartition(":")
    return (root / (path if line.isdigit() else source)).is_file()


def _threats(
    before: _State, now: _State, earlier: Analysed, asked: Analysed, day: str
) -> tuple[tuple[Threat, ...], tuple[Threat, ...], tuple[Threat, ...]]:
    """Threats that were opened, reopened and closed; an element that has another id now is the same."""
    known = matched(before.whole, now.whole)
    names = {**known.elements, **known.flows}
    old = {(each.rule, names.get(each.on, each.on)): each for each in earlier.threats}
    new = {(each.rule, each.on): each for each in asked.threats}
    opened = tuple(each for key, each in new.items() if key not in old)
    closed = tuple(each for key, each in old.items() if key not in new)
    reopened = tuple(
        each for key, each in new.items() if key in old and _answered(old[key], day) and not _answered(each, day)
    )
    return opened, reopened, closed


def _answered(threat: Threat, day: str) -> bool:
    """Whether the model counters a threat, or somebody has treated it and that still holds."""
    treatment = threat.treatment
    return bool(threat.countered) or (treatment is not None and not (treatment.until and treatment.until < day))


def _unhandled(threat: Threat, day: str) -> bool:
    return threat.inherent.band.rank >= Band.HIGH.rank and not _answered(threat, day)


def shown(found: Difference, name: str, looks: Look) -> str:
    """A difference in one of the formats."""
    from holdfast.formats.report import threatdrift

    if name == "json":
        return threatdrift.json(found)
    return threatdrift.text(found, looks) if name == "text" else threatdrift.markdown(found)

"""What the ledger keeps of a report of another tool: observations under the other tool's own checks.

- Only what a report states as evaluated and passed is an ``ok`` of its own.
- A failure that an earlier report of the same tool told, and this one does not, is closed only when this one says that
  it looked at the same place, with the same rule where it names rules; the ``ok`` that closes it is evidence of a part
  of the subject, never of the whole.
- As long as one failure of a check stays open that this report did not look at again, the check gives no ``ok`` at all.
- Checks of other tools keep their own ids: what they say opens and closes nothing that a check of ours said.
- A report that says it is ours keeps our checks' ids, and speaks of a part only: anybody can write one, and what proves
  is in a ledger.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Final, NamedTuple

from holdfast.loop.controls import statuses
from holdfast.loop.mapping import Book, Mapped, mapped
from holdfast.loop.trails import moment
from holdfast.model.activity import Control
from holdfast.model.check import Check, Confidence, Severity
from holdfast.model.foreign import Answer, Foreign, Item, Look
from holdfast.model.noun import noun
from holdfast.model.observation import Evidence, Observation, Run, Strength
from holdfast.model.scope import Scope
from holdfast.model.verdict import Fail, Nothing, Ok, Unsure

ORIGIN: Final = "import"
OURS: Final = "holdfast"
"""The tool whose reports are in our own words: their checks keep their ids, and failures their fingerprints."""
ACTIVITIES: Final[Mapping[str, str]] = {
    "sast": "static-analysis",
    "secrets": "pre-commit-hooks",
    "iac": "iac-analysis",
    "pipeline": "iac-analysis",
    "container": "container-hardening",
    "sca": "dependencies",
    "test": "security-tests",
    "web": "out-of-band",
    "network": "out-of-band",
    "host": "out-of-band",
    "cloud": "configuration-scanning",
    "event": "host-intrusion",
}
"""Kind of an item to the activity that it is evidence for."""
_ELSE: Final = "static-analysis"
_OWN: Final = "holdfast/v1="
NO_THREATS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType({})
_ANY: Final = Control(id="any", title="", states="", activity="", stride=())


class Row(NamedTuple):
    """One check of a report, as people are shown it."""

    check: Check
    by: str
    """By what it was mapped to controls; empty where it speaks of none."""
    ours: tuple[str, ...]
    """Ids of our checks that ask the same."""
    answers: Mapping[str, int]
    """How often each answer was given."""
    unknown: tuple[str, ...]
    """Controls and threats that the report names and nobody here knows."""


@noun
class Adopted:
    """What becomes of one look of a report."""

    subject: str
    runs: tuple[Run, ...]
    rows: tuple[Row, ...]
    fresh: int = 0
    """Failures that were not open before."""
    again: int = 0
    """Failures that were open before, and still are."""
    closed: tuple[Evidence, ...] = ()
    """Failures that this report closes."""
    left: tuple[Evidence, ...] = ()
    """Failures of this tool that the report does not tell, and does not close either."""


def adopt(
    found: Foreign,
    look: Look,
    subject: str,
    evidence: Iterable[Evidence],
    *,
    known: Book,
    seen_at: str,
    digest: str,
    threats: Mapping[str, tuple[str, ...]] = NO_THREATS,
    gone: Callable[[str], bool] = lambda _path: False,
) -> Adopted:
    """The runs that a look becomes, given what the ledger holds about its subject.

    ``digest`` names the report's content; ``gone`` tells of a path whether whoever imports sees that it is not there
    any more. Raises LedgerError for evidence without a readable time.
    """
    items = tuple(dict.fromkeys(look.items))
    rows = _rows(found, items, known, threats)
    prints = fingerprints(found, items)
    whole = look.whole and look.states and not found.lost and found.tool != OURS
    scope = _scope(found, look, subject, whole=whole)
    before = _open(evidence, found, scope, seen_at)
    was, told = {row.fingerprint for row in before}, set(prints.values())
    missing = [row for row in before if row.fingerprint not in told]
    closed = _closed(found, look, missing, gone)
    left = tuple(row for row in missing if row not in closed)
    blocked = {row.check for row in left}
    observed = [
        (activity_of(item), _observation(check, item, prints))
        for item in items
        if (check := check_id(found.tool, item.rule)) not in blocked or item.answer is not Answer.OK
    ]
    passed = {each.check for _, each in observed if isinstance(each.verdict, Ok)}
    silent = {row.check: row.activity for row in closed if row.check not in passed}
    observed += [
        (activity, Observation(check=check, verdict=Ok(count=max(1, look.count)))) for check, activity in silent.items()
    ]
    common = _Common(
        scope=scope,
        seen_at=seen_at,
        tool=" ".join(part for part in (found.tool, found.version, f"({found.format})") if part),
        rules=f"report:{digest}",
        strength=look.strength,
        checks={row.check.id: row.check for row in rows},
    )
    return Adopted(
        subject=subject,
        runs=tuple(_runs(observed, common)),
        rows=rows,
        fresh=len(told - was),
        again=len(told & was),
        closed=closed,
        left=left,
    )


def activity_of(item: Item) -> str:
    """The activity that an item is evidence for."""
    return ACTIVITIES.get(item.kind, _ELSE)


def check_id(tool: str, rule: str) -> str:
    """The id of another tool's check in the ledger."""
    return rule if tool == OURS else f"{tool}:{rule}"


def fingerprints(found: Foreign, items: Iterable[Item]) -> dict[Item, str]:
    """The identity of each failure: its rule and its parts, and the ordinal over equal ones in the order of places."""
    seen: dict[tuple[str, ...], int] = {}
    made: dict[Item, str] = {}
    for item in sorted((item for item in items if item.answer is Answer.FAIL), key=_position):
        own = next((part.partition("=")[2] for part in item.parts if part.startswith(_OWN)), "")
        if found.tool == OURS and own:
            made[item] = own
            continue
        key = (found.tool, item.rule, *(item.parts or (item.place.path,)))
        ordinal = seen[key] = seen.get(key, -1) + 1
        text = "\0".join((*key, str(ordinal)))
        made[item] = "fx1:" + hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=10).hexdigest()
    return made


def _position(item: Item) -> tuple[str, int, int, str]:
    return item.place.path, item.place.line, item.place.column, item.says


def _rows(
    found: Foreign, items: Iterable[Item], known: Book, threats: Mapping[str, tuple[str, ...]]
) -> tuple[Row, ...]:
    groups: dict[str, list[Item]] = {}
    for item in items:
        groups.setdefault(item.rule, []).append(item)
    return tuple(_row(found, several, known, threats) for _, several in sorted(groups.items()))


def _row(found: Foreign, items: Sequence[Item], known: Book, threats: Mapping[str, tuple[str, ...]]) -> Row:
    asked_of = {(item.cwe, item.topics, item.controls, item.threats, item.aliases): item for item in items}
    answers = (mapped(item, known, threats) for item in asked_of.values())
    best = next((answer for answer in answers if answer.controls), Mapped((), ""))
    first = items[0]
    named = dict.fromkeys(name for item in items for name in item.controls)
    asked = dict.fromkeys(name for item in items for name in item.threats)
    ours = known.names.get(first.rule.lower(), ()) if found.tool == OURS else ()
    check = Check(
        id=check_id(found.tool, first.rule),
        name=f"{found.tool}:{first.rule}",
        title=first.title or first.rule,
        severity=max(item.severity for item in items),
        confidence=Confidence.MEDIUM,
        engine=first.kind,
        proves=best.controls,
        cwe=tuple(dict.fromkeys(number for item in items for number in item.cwe)),
        topics=tuple(dict.fromkeys(topic for item in items for topic in item.topics)),
        aliases=tuple(dict.fromkeys((*first.aliases, *(name for item in items for name in item.names)))),
    )
    return Row(
        check=ours[0] if ours else check,
        by=best.by,
        ours=best.checks,
        answers={answer.value: sum(item.answer is answer for item in items) for answer in Answer},
        unknown=(
            *(name for name in named if name not in known.controls),
            *(name for name in asked if name not in threats),
        ),
    )


def _open(evidence: Iterable[Evidence], found: Foreign, scope: Scope, seen_at: str) -> list[Evidence]:
    """Failures of the tool that were open when the report was made and that it could close, had it looked."""
    now = moment(seen_at)
    rows = [
        row
        for row in evidence
        if row.subject == scope.subject
        and (row.check.startswith(f"{found.tool}:") or found.tool == OURS)
        and (row.scope == scope.digest or (scope.complete and found.tool != OURS))
        and moment(row.seen_at) <= now
    ]
    checks = [_probe(name) for name in sorted({row.check for row in rows})]
    return [row for status in statuses([_ANY], rows, checks, seen_at) for row in status.failures]


def _probe(name: str) -> Check:
    return Check(
        id=name, name=name, title="", severity=Severity.INFO, confidence=Confidence.LOW, engine="", proves=(_ANY.id,)
    )


def _closed(
    found: Foreign, look: Look, missing: Sequence[Evidence], gone: Callable[[str], bool]
) -> tuple[Evidence, ...]:
    """The failures that the report closes: of a check all that are missing, or none."""
    passed = {check_id(found.tool, item.rule) for item in look.items if item.answer is Answer.OK}
    spots = look.looked | ({item.place.path for item in look.items} if look.states else set())
    everywhere = {
        check_id(found.tool, item.rule) for item in look.items if item.everywhere and item.answer is Answer.OK
    }
    applied = None if look.applied is None else {check_id(found.tool, rule) for rule in look.applied}
    left = set()
    for row in missing:
        asked = row.check in passed if look.states else look.count > 0 and (applied is None or row.check in applied)
        path = path_of(row)
        seen = look.whole or row.check in everywhere or path in spots or gone(path)
        if not asked or not seen:
            left.add(row.check)
    return tuple(row for row in missing if row.check not in left)


def path_of(row: Evidence) -> str:
    """The path of the place of a row of evidence."""
    return row.place.rsplit(":", 2)[0]


def _scope(found: Foreign, look: Look, subject: str, *, whole: bool) -> Scope:
    text = "\0".join((found.tool, found.format, look.strength.value, subject))
    digest = hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:32]
    return Scope(subject=subject, origin=ORIGIN, digest=digest, complete=whole)


class _Common(NamedTuple):
    """What the runs of one look have in common."""

    scope: Scope
    seen_at: str
    tool: str
    rules: str
    strength: Strength
    checks: Mapping[str, Check]


def _runs(observed: Iterable[tuple[str, Observation]], common: _Common) -> Iterator[Run]:
    """One run for each activity that something is evidence for."""
    groups: dict[str, list[Observation]] = {}
    for activity, each in observed:
        groups.setdefault(activity, []).append(each)
    for activity, several in sorted(groups.items()):
        names = dict.fromkeys(each.check for each in several)
        yield Run(
            activity=activity,
            scope=common.scope,
            seen_at=common.seen_at,
            tool=common.tool,
            rules=common.rules,
            observations=tuple(several),
            strength=common.strength,
            checks=tuple(common.checks[name] for name in names if name in common.checks),
        )


def _observation(check: str, item: Item, prints: Mapping[Item, str]) -> Observation:
    if item.answer is Answer.OK:
        return Observation(check=check, verdict=Ok(count=item.count))
    if item.answer is Answer.ABSENT:
        return Observation(check=check, verdict=Nothing(at=item.place))
    if item.answer is Answer.UNSURE:
        return Observation(check=check, verdict=Unsure(why=item.says or "the report does not decide it", at=item.place))
    fail = Fail(
        at=item.place,
        says=item.says or item.title,
        mark=prints[item],
        severity=item.severity,
        confidence=Confidence.MEDIUM,
        names=item.names,
    )
    return Observation(check=check, verdict=fail, fingerprint=prints[item])

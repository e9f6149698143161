"""Use case: judge a Terraform plan before it is carried out, by what it changes for the worse."""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from holdfast import __version__
from holdfast.app import infra, weigh
from holdfast.app.attest import person
from holdfast.app.contents import Frames
from holdfast.app.infrastructure import Infrastructure, elsewhere, faults
from holdfast.app.judging import book_of
from holdfast.app.looked import Failure
from holdfast.app.origins import Target, find_target
from holdfast.app.policy import Policies
from holdfast.app.rulebook import rulebook
from holdfast.app.scan import JUDGING, Request, Scanned
from holdfast.app.survey import Survey, judged
from holdfast.estate.plan import before, planned
from holdfast.estate.terraform import resources
from holdfast.formats.comments import comments
from holdfast.formats.marks import MARKS
from holdfast.loop.gate import gate
from holdfast.loop.identity import fingerprints
from holdfast.loop.suppress import suppress
from holdfast.model.change import Change, Concern
from holdfast.model.decision import Choice, Decision, Person
from holdfast.model.errors import UsageError
from holdfast.model.finding import Finding, State
from holdfast.model.ignore import Ignore
from holdfast.model.infrastructure import CONCERNS
from holdfast.model.policy import Policy
from holdfast.model.reading import Reading
from holdfast.model.report import Report, Tally
from holdfast.model.scope import Scope

if TYPE_CHECKING:
    from holdfast.app.judged import JudgedBook

_MOST: Final = 256 * 1024 * 1024
_MOST_SOURCES: Final = 5000
_SOURCES: Final = (".tf", ".tofu", ".tf.json", ".tofu.json")
_ADVICE: Final = "Write it with `terraform show -json plan.out > plan.json`, or the same of tofu."


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which plan, and what change management wants to know of it."""

    plan: Path
    against: Path | None = None
    """An earlier plan to compare with, instead of the state that the plan was made from."""
    ticket: str = ""
    approver: str = ""


def scan_plan(request: Request, asked: Asked) -> Scanned:
    """Judge a plan. Raises UsageError for what is no plan in JSON, and ConfigError for a policy to be mended."""
    start = time.monotonic()
    data = _read(asked.plan)
    target = find_target(asked.plan)
    policies = Policies(target.root, request.flags, request.environment)
    policy = policies.root
    book = book_of(target.root)
    off = frozenset(policy.disable) | ((JUDGING - request.only) if request.only else frozenset())
    sources = _sources(target)
    survey = _judged(data, target.within, sources, book, off)
    against, there = _there(data, asked, target, sources, book, off, since=policy.since)
    secrets = rulebook(policy, request.announce, root=target.root)
    frames = Frames(sources, lambda _path: None, lambda: secrets.looker)  # a line of a plan says nothing to a person
    failures = infra.failures(survey.rows, book, frames)
    findings = _findings(failures, book, policies)
    ignores = {path: found for path, text in sources.items() if (found := list(_ignores(path, text)))}
    estate = Infrastructure(book=book, survey=survey, failures=failures, earlier=lambda _revision, _mark: there)
    names = weigh.names(secrets, (estate,), target.root) if ignores else ()
    findings, notices = suppress(findings, ignores, policies.at, datetime.now(UTC).date(), names)
    marked, mended = _compared(findings, there, against)
    weighed = weigh.settled(marked, notices, policies, against, secrets, (estate,))
    change = replace(
        _change(data, target.within),
        against=against,
        ticket=asked.ticket,
        approver=asked.approver,
        concerns=tuple(_concerns(marked, survey, book)),
        mended=mended,
    )
    report = _report(request, target, policy, estate, weighed, change, len(data), time.monotonic() - start)
    return Scanned(
        report=report,
        root=target.root,
        policy=policy,
        infrastructure=estate,
        withheld=weighed.withheld,
        decisions=(_decision(report, change, target.root),),
    )


def _decision(report: Report, change: Change, root: Path) -> Decision:
    """The change for the record: which plan, for which ticket, what the gate said, and who approved it, if anybody."""
    ticket = f"ticket {change.ticket}; " if change.ticket else ""
    return Decision(
        choice=Choice.APPROVED if change.approver else Choice.PLANNED,
        fingerprint=f"sha256:{change.digest}",
        check="change",
        path=change.path,
        by=Person(name=change.approver) if change.approver else person(root),
        at=report.seen_at,
        reason=f"{ticket}{report.gate.says}",
    )


def _report(
    request: Request,
    target: Target,
    policy: Policy,
    estate: Infrastructure,
    weighed: weigh.Weighed,
    change: Change,
    size: int,
    seconds: float,
) -> Report:
    survey, book = estate.survey, estate.book
    tally = Tally(
        files=int(bool(survey.resources) or change.deletes > 0),
        bytes=size,
        checks=len(survey.counts),
        seconds=seconds,
        resources=sum(survey.resources.values()),
        judged=sum(map(sum, survey.counts.values())) - survey.count("not here"),
        unsure=survey.count("unsure"),
        hidden=weighed.hidden,
    )
    skipped = faults(survey)
    scope = Scope(
        subject=f"plan:{target.root.name}/{target.within}",
        origin="tfplan",
        digest=change.digest[:24],
        complete=not skipped,
    )
    return Report(
        root=target.root.name,
        tool=__version__,
        rules=f"judged+{book.digest}",
        scope=scope,
        tally=tally,
        findings=weighed.findings,
        skipped=tuple(skipped),
        notices=(*elsewhere(survey), *weighed.notices),
        gate=gate(policy, weighed.findings, skipped, tally, allow_empty=request.allow_empty),
        guidance=weighed.guidance,
        checks=tuple(book.rule(name).check for name in sorted(survey.counts)),
        seen_at=time.strftime("%Y-%m-%dT%H:%M:%S+00:00", time.gmtime()),
        compared_with=change.against,
        change=change,
    )


def _read(path: Path) -> bytes:
    try:
        if path.stat().st_size > _MOST:
            raise UsageError(f"{path} is larger than {_MOST:,} bytes", advice="Plan a smaller part, with -target.")
        data = path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}", advice="Name a plan in JSON.") from error
    if data[:2] == b"PK":
        raise UsageError(f"{path} is a plan in Terraform's own form", advice=_ADVICE)
    return data


def _sources(target: Target) -> dict[str, bytes]:
    """The configuration beside the plan and below, so that findings stand where a person can mend them."""
    folder = target.root / Path(target.within).parent
    found: dict[str, bytes] = {}
    for where, names, files in os.walk(folder):
        names[:] = sorted(name for name in names if not name.startswith(".") and name != "node_modules")
        for name in sorted(files):
            path = Path(where) / name
            if not name.endswith(_SOURCES) or path.is_symlink():
                continue
            if len(found) >= _MOST_SOURCES:
                return found
            with path.open("rb") as file:
                found[path.relative_to(target.root).as_posix()] = file.read(1 << 22)
    return found


def _judged(data: bytes, path: str, sources: Mapping[str, bytes], book: JudgedBook, off: frozenset[str]) -> Survey:
    """What the rules say of what will be there. Raises UsageError for what is no plan."""
    try:
        found = planned(data, path, sources)
    except (ValueError, RecursionError) as error:
        raise UsageError(f"{path} is no plan in JSON", advice=_ADVICE) from error
    return judged(Reading(resources=resources(found)), book, off)


def _there(
    data: bytes,
    asked: Asked,
    target: Target,
    sources: Mapping[str, bytes],
    book: JudgedBook,
    off: frozenset[str],
    *,
    since: str,
) -> tuple[str, Counter[tuple[str, str]]]:
    """What the plan is compared with, in words, and what fails in it."""
    if since == "all":
        return "", Counter()
    if asked.against is not None:
        name = asked.against.name
        found = _judged(_read(asked.against), name, {}, book, off)
        return f"the plan {name}", _marks(found, book)
    state = judged(Reading(resources=resources(before(data, target.within, sources))), book, off)
    return "the state before", _marks(state, book)


def _marks(found: Survey, book: JudgedBook) -> Counter[tuple[str, str]]:
    return Counter((item.check, item.fail.mark) for item in infra.failures(found.rows, book, lambda _path, _line: ""))


def _findings(failures: Iterable[Failure], book: JudgedBook, policies: Policies) -> list[Finding]:
    rules = {name: rule.check for name, rule in book.rules.items()}
    pairs = [pair for pair in failures if weigh.runs(pair.check, rules, policies, pair.fail.at.path)]
    names = fingerprints(pairs)
    found = [
        Finding(fingerprint=name, check=rules[pair.check], fail=weigh.reweighed(rules[pair.check], pair.fail, policies))
        for pair, name in zip(pairs, names, strict=True)
    ]
    return sorted(found, key=weigh.worst_first)


def _compared(findings: Iterable[Finding], there: Counter[tuple[str, str]], against: str) -> tuple[list[Finding], int]:
    """Findings with those that were there already marked as known, and how many of those are gone."""
    left = Counter(there)
    marked = []
    for item in findings:
        same = (item.check.id, item.fail.mark)
        if left[same] > 0:
            left[same] -= 1
            item = replace(item, state=State.KNOWN, known_by=against) if item.state is State.NEW else item
        marked.append(item)
    return marked, sum(left.values())


def _ignores(path: str, text: bytes) -> Iterator[Ignore]:
    lowered = text.lower()
    lines = {
        number
        for number, line in enumerate(lowered.split(b"\n"), 1)
        if any(mark.lower().encode() in line for mark in MARKS)
    }
    if lines:
        yield from comments(text.decode("utf-8", "replace"), path, lines)


def _change(data: bytes, path: str) -> Change:
    """The plan by its numbers; a plan without changes listed has none."""
    listed = json.loads(data).get("resource_changes")
    counts: Counter[str] = Counter()
    for row in listed if isinstance(listed, list) else ():
        actions: Any = row.get("change", {}).get("actions") if isinstance(row, dict) else None
        words = set(actions) if isinstance(actions, list) else set()
        if {"create", "delete"} <= words:
            counts["replaces"] += 1
        else:
            counts.update(words & {"create", "update", "delete"})
    return Change(
        path=path,
        digest=hashlib.sha256(data).hexdigest(),
        creates=counts["create"],
        updates=counts["update"],
        deletes=counts["delete"],
        replaces=counts["replaces"],
    )


def _concerns(findings: Iterable[Finding], survey: Survey, book: JudgedBook) -> Iterator[Concern]:
    """Each of the common concerns, whether something fails in it or not."""
    rows = [(item.fail.about.concern if item.fail.about else "", item.state) for item in findings]
    ok: Counter[str] = Counter()
    unsure: Counter[str] = Counter()
    for name, numbers in survey.counts.items():
        ok[book.rule(name).concern] += numbers[0]
        unsure[book.rule(name).concern] += numbers[2]
    for name, says in CONCERNS.items():
        yield Concern(
            id=name,
            says=says,
            new=rows.count((name, State.NEW)),
            known=rows.count((name, State.KNOWN)),
            accepted=rows.count((name, State.SUPPRESSED)),
            ok=ok[name],
            unsure=unsure[name],
        )

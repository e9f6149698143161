"""Which findings a person has accepted, and which acceptances no longer say anything."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Final

from holdfast.model.check import Check
from holdfast.model.finding import Finding, Suppression
from holdfast.model.ignore import Ignore
from holdfast.model.policy import Acceptance, Policy
from holdfast.model.report import Notice

Found = Mapping[str, Sequence[Ignore]]
_WHOLE_BLOCK: Final = frozenset({"checkov"})


def suppress(
    findings: Iterable[Finding],
    ignores: Found,
    policy_at: Callable[[str], Policy],
    today: date,
    known: Collection[str] = (),
    said: Sequence[Acceptance] = (),
) -> tuple[list[Finding], list[Notice]]:
    """Mark what comments and registered decoys accept; the findings in order, and what is wrong with the comments.

    ``ignores`` maps a path to its ignore comments. A comment that is malformed, expired, too far ahead, without the
    reason that the policy asks for, or names an unknown check covers nothing, and a notice says so. One that covers
    nothing although it could is reported as unused. ``known`` are all names by which a check may be meant; without
    them no name counts as unknown. ``said`` are acceptances that stand elsewhere than in the policy.
    """
    used: set[tuple[str, int]] = set()
    kept: set[str] = set()
    marked: list[Finding] = []
    refused = {
        (path, item.line): why
        for path, items in ignores.items()
        for item in items
        if (why := _refusal(item, policy_at(path), today, known))
    }
    for finding in findings:
        path = finding.fail.at.path
        policy = policy_at(path)
        if not (ignores or policy.decoys or policy.accepts or said):
            marked.append(finding)
            continue
        decoy = next((item for item in policy.decoys if item.mark == finding.fail.mark), None)
        if decoy is not None:
            accepted = Suppression(by="decoy", place=decoy.place, reason=decoy.reason)
            marked.append(finding.accepted(accepted))
            continue
        accepted_one = _by_address(finding, (*policy.accepts, *said), today)
        if accepted_one is not None:
            kept.add(accepted_one.place)
            accepted = Suppression(
                by=accepted_one.by, place=accepted_one.place, reason=accepted_one.reason, until=accepted_one.until
            )
            marked.append(finding.accepted(accepted))
            continue
        item = next(
            (each for each in ignores.get(path, ()) if covers(each, finding) and (path, each.line) not in refused), None
        )
        if item is None:
            marked.append(finding)
            continue
        used.add((path, item.line))
        by = f"foreign comment ({item.tool})" if item.tool else "comment"
        accepted = Suppression(by=by, place=f"{path}:{item.line}", reason=item.reason, until=item.until)
        marked.append(finding.accepted(accepted))
    notices = [*_notices(ignores, refused, used), *_accepts(policy_at("").accepts, kept, today)]
    return marked, notices


def _by_address(finding: Finding, entries: Iterable[Acceptance], today: date) -> Acceptance | None:
    """The entry that accepts the finding's resource, if one does today."""
    about = finding.fail.about
    if about is None:
        return None
    return next(
        (
            item
            for item in entries
            if not _over(item, today) and meant(item.check, finding) and _fits(item.address, about.address)
        ),
        None,
    )


def _fits(pattern: str, address: str) -> bool:
    """Whether an address is what a pattern says; only ``*`` is special, as brackets are part of addresses."""
    first, *rest = pattern.split("*")
    if not rest:
        return pattern == address
    if not address.startswith(first) or not address.endswith(rest[-1]):
        return False
    at = len(first)
    for part in rest[:-1]:
        at = address.find(part, at)
        if at < 0:
            return False
        at += len(part)
    return at + len(rest[-1]) <= len(address)


def _over(item: Acceptance, today: date) -> bool:
    return bool(item.until) and date.fromisoformat(item.until) < today


def _accepts(entries: Iterable[Acceptance], kept: Collection[str], today: date) -> Iterable[Notice]:
    """What is to be said of the policy's own entries: those that ended."""
    for item in entries:
        if item.place not in kept and _over(item, today):
            says = f"This acceptance of {item.address} ended on {item.until}."
            yield Notice(kind="suppression", says=says, place=item.place)


def covers(item: Ignore, finding: Finding) -> bool:
    """The comment stands where the finding is, or at the head of its resource's block, and means its check.

    The comments of some other tools hold for the whole block that they stand in.
    """
    fail = finding.fail
    touches = item.first <= fail.at.end_line and fail.at.line <= item.last
    about = fail.about
    if about is not None and about.path == fail.at.path and not touches:
        inside = item.tool in _WHOLE_BLOCK and about.first <= item.line <= about.last
        touches = inside or item.first <= about.first <= item.last
    return touches and (not item.checks or any(meant(name, finding) for name in item.checks))


def meant(name: str, finding: Finding) -> bool:
    """A name in an acceptance means this finding: its check's, or one that the weakness itself has in public."""
    return means(name, finding.check) or name in finding.fail.names


def means(name: str, check: Check) -> bool:
    """A name in an ignore comment means this check: its name, id, engine, or an alias."""
    return name in (check.name, check.id, check.engine) or name in check.aliases


def _refusal(item: Ignore, policy: Policy, today: date, known: Collection[str]) -> str:
    if item.fault:
        return item.fault
    unknown = [name for name in item.checks if known and name not in known and not _public(name)]
    if unknown and not item.tool:
        return f"there is no check {unknown[0]!r}"
    if item.tool:
        return "" if policy.foreign else "the policy does not honour other tools' comments"
    if item.until and date.fromisoformat(item.until) < today:
        return f"expired on {item.until}"
    if item.until and policy.max_days and (date.fromisoformat(item.until) - today).days > policy.max_days:
        return f"its end date lies more than {policy.max_days} days ahead"
    if policy.require_reason and not item.reason:
        return "the policy asks for a reason"
    if not policy.allow_blanket and not item.checks:
        return "the policy asks which check is meant"
    return ""


def _public(name: str) -> bool:
    """Whether it looks like an advisory's name (``CVE-2020-1``): only where packages are looked at all are known."""
    head, _, rest = name.partition("-")
    return head.isalnum() and head.isupper() and head != "HF" and any(map(str.isdigit, rest))


def _notices(ignores: Found, refused: Mapping[tuple[str, int], str], used: set[tuple[str, int]]) -> Iterable[Notice]:
    for path in sorted(ignores):
        for item in ignores[path]:
            where = f"{path}:{item.line}"
            why = refused.get((path, item.line))
            if why and not item.tool:
                yield Notice(kind="suppression", says=f"This ignore comment does not count: {why}.", place=where)
            elif not why and not item.tool and (path, item.line) not in used:
                yield Notice(
                    kind="suppression",
                    says="This ignore comment suppresses nothing any more; take it out.",
                    place=where,
                )

"""Turns what is wrong with packages into failures for the report: place, sentence, who wants to hear, and why now."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from hashlib import blake2b
from typing import Final

from holdfast.app.looked import Failure
from holdfast.app.reached import Reached
from holdfast.checks.package.index import ABANDONED, BY_ID, DENIED, MALICIOUS, UNCLEAR, VULNERABLE
from holdfast.engines.packages.licences import LicencePolicy, Standing, decide
from holdfast.engines.packages.outcome import Match
from holdfast.engines.packages.priority import AWAY, LEVELS, Level, Priority, priority, score_of, severity_of
from holdfast.formats.purl import purl
from holdfast.model.check import Confidence, Persona, Severity
from holdfast.model.package import Inventory, Package
from holdfast.model.place import Place
from holdfast.model.verdict import About, Fail

Frame = Callable[[str, int], str]
"""The text of a line of a file with every secret in it masked."""
_MOST_LINE: Final = 240
_MOST_NAMES: Final = 3
_LONG: Final = 160
_MOST_WAY: Final = 4
_USER: Final = re.compile(r"(?<=://)[^\s/?#\"'<>@]{1,500}@")
"""Who asks for an address: whatever stands there, a line of a lock file needs no password to be understood."""
_SENTENCE: Final = re.compile(r"(?<=[a-z0-9)`])\.\s")
_PRESENTS: Final = re.compile(
    r"[^.]{1,60}? (?:is|are) (?:an?|the)\b(?!.{0,200}\b(?:vulnerab|weakness|flaw|bug|attack|allow|bypass|injection))"
)
"""How texts begin that first say what a package is for."""


def match_failure(
    match: Match,
    inventory: Inventory,
    near: Reached,
    frame: Frame,
    least: Level = Level.ABSENT,
    *,
    exposed: bool | None = None,
) -> Failure:
    """One match as a failure; ``near`` and ``exposed`` say what the code told of it.

    What is less near than ``least`` is for pedantic readers, and so is what is not there in production.
    """
    advisory, package = match.advisory, match.package
    check = MALICIOUS if advisory.malicious else ABANDONED if advisory.notice else VULNERABLE
    rated = priority(match, near.level, exposed=exposed)
    mark = marked(advisory.id, package.ecosystem, package.name)
    rated_as = Severity.LOW if advisory.notice else severity_of(advisory)
    severity = Severity.CRITICAL if advisory.malicious else rated_as
    said = f"{package.name} {package.version}: {_headline(match)}"
    fail = located(package, inventory, frame, said, mark, severity, _notes(match, rated, near))
    far = near.level is not None and LEVELS.index(near.level) < LEVELS.index(least)
    away = package.reach in AWAY and near.level in (None, Level.ABSENT)
    quiet = (far or away or _least_toolchain(package)) and not (advisory.malicious or advisory.exploited)
    return Failure(check, _heard(replace(fail, facts=tuple(_facts(match, rated, near))), match, near, quiet=quiet))


def _facts(match: Match, rated: Priority, near: Reached) -> Iterator[tuple[str, str]]:
    """What the notes say, each by itself."""
    advisory = match.advisory
    yield "package", match.package.name
    yield "version", match.package.version
    if match.fixed:
        yield "fixed", match.fixed[0]
    if (score := score_of(advisory)) is not None:
        yield "cvss", f"{score:.1f}"
    if advisory.epss is not None:
        yield "epss", f"{advisory.epss:.5f}"
    if advisory.exploited:
        yield "exploited", advisory.exploited
    if near.level is not None:
        yield "level", near.level.value
    yield "priority", str(rated.figure)


def _least_toolchain(package: Package) -> bool:
    """Whether it is Go's standard library, of which only the least version is named: builds may use a newer."""
    return (package.ecosystem, package.name) == ("Go", "stdlib") and package.requirement.startswith(">=")


def _heard(fail: Fail, match: Match, near: Reached, *, quiet: bool) -> Fail:
    return replace(
        fail,
        persona=Persona.PEDANTIC if quiet else Persona.REGULAR,
        confidence=Confidence.MEDIUM if match.unsure else Confidence.HIGH,
        names=match.advisory.names,
        steps=near.steps,
    )


def licence_failures(inventory: Inventory, policy: LicencePolicy, frame: Frame) -> Iterator[Failure]:
    """What the policy denies, and what nobody has decided about."""
    for package in inventory.packages:
        verdict = decide(package, policy)
        if verdict.standing is Standing.ALLOWED:
            continue
        denied = verdict.standing is Standing.DENIED
        told = verdict.expression or package.licence or "no licence"
        says = f"{package.key.rstrip('@')} stands under {told}: {verdict.why}."
        rule = BY_ID[DENIED if denied else UNCLEAR]
        mark = marked(rule.check.id, package.ecosystem, package.name, told)
        fail = located(package, inventory, frame, says, mark, rule.check.severity, _way(package))
        looked_for = verdict.standing is Standing.REVIEW and verdict.expression
        yield Failure(rule.check.id, replace(fail, persona=Persona.REGULAR if denied or looked_for else rule.persona))


def located(
    package: Package,
    inventory: Inventory,
    frame: Frame,
    says: str,
    mark: str,
    severity: Severity,
    notes: Iterable[str] = (),
) -> Fail:
    """A failure at the line that brought a package in."""
    at, line = package.place, _USER.sub("…@", frame(package.place.path, package.place.line))[:_MOST_LINE]
    start, end = _stretch(line, package)
    return Fail(
        at=Place(path=at.path, line=at.line, column=start + 1, end_line=at.line, end_column=end + 1),
        says=says,
        mark=mark,
        severity=severity,
        confidence=Confidence.HIGH,
        frame=line,
        mask=(start, end),
        notes=tuple(notes),
        about=About(str(purl(package)), package.ecosystem, inventory.reader, at.path, at.line, at.line),
    )


def marked(*parts: str) -> str:
    """Who a failure is, apart from the version and the place."""
    return blake2b("\0".join(parts).encode("utf-8", "surrogateescape"), digest_size=8).hexdigest()


def _stretch(line: str, package: Package) -> tuple[int, int]:
    """Where a line names a package; all of it where it does not."""
    at = line.lower().find(package.name.lower())
    if at >= 0:
        return at, at + len(package.name)
    start = len(line) - len(line.lstrip())
    return start, max(start + 1, len(line.rstrip()))


def _headline(match: Match) -> str:
    advisory = match.advisory
    cves = [name for name in advisory.names if name.startswith("CVE-")]
    shown = [*cves[:1], *(name for name in advisory.names if name not in cves[:1])][:_MOST_NAMES]
    what = advisory.summary.strip().rstrip(".") or _telling_sentence(advisory.details) or "a known weakness"
    for name in advisory.names:
        what = what.removeprefix(f"{name}: ")
    return f"{what} ({', '.join(shown)})."


def _telling_sentence(text: str) -> str:
    """The first sentence that does not just say what the package is, cut at a word where it is long."""
    sentences = [each.strip().rstrip(".") for each in _SENTENCE.split(" ".join(text.split()))]
    sentence = next((each for each in sentences if each and not _PRESENTS.match(each)), sentences[0])
    return sentence if len(sentence) <= _LONG else sentence[:_LONG].rpartition(" ")[0] + "…"


def _notes(match: Match, rated: Priority, near: Reached) -> list[str]:
    package = match.package
    notes = [_remedy(match), *_way(package)]
    notes.append(f"priority {rated.figure} of 100: {'; '.join(rated.reasons)}")
    least = "go.mod names the least version: what builds it may be newer" if _least_toolchain(package) else ""
    notes += [each for each in (near.note, match.unsure, least) if each]
    if match.package.layer is not None:
        layer = match.package.layer
        step = f", by {layer.instruction}" if layer.instruction else ""
        notes.append(f"{'base image, ' if layer.base else ''}layer {layer.number + 1}{step}")
    return notes


def _way(package: Package) -> list[str]:
    """Which packages brought it in."""
    far = len(package.via) > _MOST_WAY
    shown = (*package.via[:2], "…", *package.via[-1:]) if far else package.via
    return [f"comes with {' → '.join(shown)} → {package.key}"] if shown else []


def _remedy(match: Match) -> str:
    if match.advisory.malicious:
        return "every version is bad: take it out" if not match.fixed else f"versions from {match.fixed[0]} are fine"
    if not match.fixed:
        return "no version is known that is free of it"
    return f"fixed in {match.fixed[0]}"

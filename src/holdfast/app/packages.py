"""Looks at what a tree is made of: matches it with advisories, weighs it, and knows how it was before."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from holdfast import __version__
from holdfast.app.codeproject import Files
from holdfast.app.contents import Frames, on_disk
from holdfast.app.inventories import More, claimed, inventories
from holdfast.app.licences import Installed, licence_policy
from holdfast.app.looked import Failure, Mark
from holdfast.app.lookup import Lookup
from holdfast.app.packagealso import also, wanted
from holdfast.app.packagefails import Frame, licence_failures, match_failure
from holdfast.app.reaching import Code, Reached, reached
from holdfast.app.sbom import moment
from holdfast.app.vex import accepted, drafts
from holdfast.checks.package.index import ABANDONED, ALSO, BY_ID, LICENSED, LOOKED_UP, RULES
from holdfast.engines.packages.match import match
from holdfast.engines.packages.outcome import Match, Matched
from holdfast.engines.packages.priority import Level
from holdfast.estate.codefiles import language_of
from holdfast.estate.packages.names import reader_of
from holdfast.estate.repo import git
from holdfast.estate.repo.reading import TreeReader
from holdfast.formats.bom import assemble
from holdfast.formats.purl import purl
from holdfast.model.bom import Bom
from holdfast.model.check import Check, Guidance
from holdfast.model.errors import HoldfastError
from holdfast.model.package import NOT_IN_OSV, Inventory, Package, Source
from holdfast.model.place import Place
from holdfast.model.policy import Acceptance
from holdfast.model.report import Notice, Skipped
from holdfast.model.vex import Statement

if TYPE_CHECKING:
    from holdfast.app.harvest import Harvest
    from holdfast.app.origins import Origin, Target
    from holdfast.app.policy import Policies
    from holdfast.engines.secrets.look import Looker

_NAMED: Final = 3
_SYSTEMS: Final = frozenset({"pkg:apk", "pkg:deb", "pkg:rpm"})
_UNASKED: Final = "not looked up"
_HERE: Final = "`holdfast db update --here` fetches what this folder's packages need."


@dataclass(slots=True, kw_only=True, eq=False, repr=False)
class Packages:
    """What is known of the packages of one scan; see ``Looked``."""

    inventories: Sequence[Inventory]
    matched: Mapping[str, Matched]
    """By the path of the inventory; empty where nothing could be looked up."""
    advisories: Lookup
    off: frozenset[str]
    """Ids of checks that nobody asked for."""
    failures: list[Failure]
    earlier: Callable[[str], Counter[tuple[str, str]]]
    """How often each (check id, mark) failed at a revision."""
    lost: list[Skipped] = field(default_factory=list)
    """What should have been understood or looked up, and was not."""
    advice: tuple[str, ...] = ()
    """How to get the answers that could not be had."""
    texts: Mapping[str, bytes] = field(default_factory=dict)
    """Contents of the files that bring in what fails."""
    statements: tuple[Statement, ...] = ()
    """What could be said of each known weakness; drafts for a person."""
    accepts: tuple[Acceptance, ...] = ()
    """What VEX files say does no harm."""

    @property
    def tells(self) -> bool:
        """Whether there is anything to weigh."""
        return bool(self.failures)

    @property
    def ran(self) -> tuple[Check, ...]:
        """The checks that looked."""
        blind = self.off | (frozenset() if self.matched else frozenset(LOOKED_UP))
        return tuple(rule.check for rule in RULES if rule.check.id not in blind)

    @property
    def judged(self) -> tuple[Check, ...]:
        """The checks about which there is something to record, those too that should have looked and could not."""
        return tuple(rule.check for rule in RULES if rule.check.id not in self.off)

    @property
    def checks(self) -> Mapping[str, Check]:
        """Every check of packages, by id."""
        return {name: rule.check for name, rule in BY_ID.items()}

    def found(self, mark: Mark) -> Iterator[Failure]:
        """What fails."""
        yield from self.failures

    def before(self, revision: str, mark: Mark) -> Counter[tuple[str, str]]:
        """How often each (check id, mark) failed at a revision, by what advisories know today."""
        return self.earlier(revision)

    def guidance(self, check: str) -> Guidance | None:
        """The prose of a check of packages."""
        rule = BY_ID.get(check)
        return rule.guidance if rule else None

    def doubts(self, check: str) -> Iterator[str]:
        """Why the silence of a check proves nothing."""
        if check in LOOKED_UP and self.advisories.idle:
            yield self.advisories.idle
        if check in LOOKED_UP and (loose := self.loose):
            yield f"{len(loose)} packages have no exact version and were not looked up, the first {loose[0]}"

    @property
    def loose(self) -> list[str]:
        """Names of packages of which no exact version is known, of ecosystems that have advisories."""
        return sorted(
            {
                package.name
                for each in self.inventories
                for package in each.packages
                if not package.version and package.ecosystem not in NOT_IN_OSV and package.source is not Source.PATH
            }
        )

    def bom(self, name: str) -> Bom:
        """Everything as one bill of materials."""
        return assemble(name, self.inventories, seen_at=moment(os.environ), tool=__version__)

    @property
    def count(self) -> int:
        """How many packages were looked at."""
        return sum(len(each.packages) for each in self.inventories)


def look(
    target: Target,
    origin: Origin,
    policies: Policies,
    looker: Callable[[], Looker],
    given: Mapping[str, bytes],
    *,
    exposed: bool | None = None,
) -> Packages | None:
    """Look at the packages of an origin; None where no file names any.

    ``given`` holds contents that stand nowhere else, as those of standard input; ``exposed`` says whether the code
    takes requests, where it was analysed. What cannot be looked up is a fault of the scan, and never an answer.
    """
    if not claimed(origin.paths):
        return None
    most = policies.root.max_file_bytes
    staged = origin.name == "staged"
    tree = TreeReader(target.root, "", most) if staged else None
    with tree or nullcontext():
        more = _first(given, tree or on_disk(target.root, most))
        whole = origin.name == "worktree" and not target.within
        claims = claimed(origin.paths if whole else _tree(target, origin.paths))
        found = inventories(claims, more, frozenset(() if whole else origin.paths))
        code = _code_of(origin, more) if whole else None
        there = Installed(target.root, on_disk(target.root, most))
        made = examined(found, target, policies, Frames({}, more, looker), code, exposed=exposed, licensed=there.told)
        failing = {row.fail.at.path for row in made.failures}
        made.texts = {path: data for path in failing if (data := more(path)) is not None}
    made.earlier = lambda revision: _earlier(target, revision, most, made.advisories)
    return made


def examined(
    found: Sequence[Inventory],
    target: Target,
    policies: Policies,
    frame: Frame,
    code: Code | None = None,
    *,
    exposed: bool | None = None,
    licensed: Callable[[Inventory], Inventory] = lambda each: each,
) -> Packages:
    """Ask advisories and the policy about inventories, wherever they come from.

    ``licensed`` adds licences that the inventory itself does not tell. Raises ConfigError for a policy to be mended.
    """
    policy = policies.root
    advisories = Lookup(policy)
    matched, lost, advice = _matched(found, advisories)
    asked = wanted(policy)
    near = [
        row
        for each in found
        for row in _near(each, matched.get(each.path), code)
        if not row[0].advisory.notice or ABANDONED in asked
    ]
    least = Level[{"installed": "ABSENT"}.get(policy.reach, policy.reach.upper())]
    failures = [match_failure(*row, frame, least, exposed=exposed) for row in near]
    licences = licence_policy(policy)
    if licences:
        failures += [row for each in found for row in licence_failures(licensed(each), licences, frame)]
    if asked:
        failures += [row for each in found for row in also(each, policy, frame)]
    return Packages(
        inventories=found,
        matched=matched,
        advisories=advisories,
        off=frozenset(ALSO.values()) - asked | (frozenset() if licences else frozenset(LICENSED)),
        failures=failures,
        earlier=lambda _revision: Counter(),
        lost=[*lost, *_gaps(found)],
        advice=advice,
        statements=drafts((match, level) for match, _, level in near),
        accepts=accepted(policy.vex, on_disk(target.root, policy.max_file_bytes)),
    )


def notices(found: Packages) -> Iterator[Notice]:
    """What a person should know of the looking itself."""
    if found.matched:
        yield Notice(kind="packages", says=found.advisories.says)
    elif found.advisories.idle:
        yield Notice(kind="packages", says=found.advisories.idle)
    for advice in found.advice:
        yield Notice(kind="packages", says=advice)
    silent = {package.ecosystem for each in found.inventories for package in each.packages}
    if silent := silent & frozenset(NOT_IN_OSV):
        yield Notice(kind="packages", says=f"No advisories are published for {', '.join(sorted(silent))}.")
    if loose := found.loose:
        shown = ", ".join(loose[:_NAMED]) + (f" and {len(loose) - _NAMED:,} more" if len(loose) > _NAMED else "")
        yield Notice(kind="packages", says=f"Not looked up, as no lock file says their exact version: {shown}.")
    for each in found.inventories:
        for gap in each.gaps:
            if not gap.fault:
                yield Notice(kind="packages", says=f"{gap.why[:1].upper()}{gap.why[1:]}.", place=_at(gap.place))


def missed(item: Skipped) -> Skipped:
    """What was skipped; a fault where it is a manifest or lock file that is too large, as nobody knows its packages."""
    large = item.why == "too large" and not item.fault and reader_of(item.path)
    return replace(item, fault=True) if large else item


def _at(place: Place) -> str:
    return f"{place.path}:{place.line}"


def _matched(
    found: Iterable[Inventory], advisories: Lookup
) -> tuple[dict[str, Matched], list[Skipped], tuple[str, ...]]:
    """What advisories say of each inventory, by its path; what could not be asked or answered, and what helps."""
    matched: dict[str, Matched] = {}
    lost: dict[tuple[str, str], str] = {}
    for each in found:
        exact = [package for package in each.packages if package.version and not _kept_by_distribution(package)]
        if not exact or advisories.off:
            continue
        if not advisories.there and all(package.ecosystem in NOT_IN_OSV for package in exact):
            continue
        try:
            answer = matched[each.path] = match(exact, advisories.ask())
        except HoldfastError as error:
            if advisories.required:
                lost[each.path, f"{_UNASKED}: {error}"] = error.advice
            continue
        missing = [why for package, why in answer.unknown if package.ecosystem not in NOT_IN_OSV]
        missing += [f"of {ecosystem} {why}" for ecosystem, why in answer.incomplete]
        lost |= dict.fromkeys(((each.path, f"{_UNASKED}: {why}") for why in missing), _HERE)
    unanswered = [Skipped(path=path, why=why, fault=True, unanswered=True) for path, why in lost]
    return matched, unanswered, tuple(dict.fromkeys(advice for advice in lost.values() if advice))


def _kept_by_distribution(package: Package) -> bool:
    """Whether a distribution maintains a package of a language: it mends it without a new version of its own."""
    return package.source is Source.DISTRIBUTION and str(purl(package)).partition("/")[0] not in _SYSTEMS


def _gaps(found: Iterable[Inventory]) -> Iterator[Skipped]:
    for each in found:
        for gap in each.gaps:
            if gap.fault:
                yield Skipped(path=gap.place.path, why=f"not understood: {gap.why}", fault=True)


def _near(
    inventory: Inventory, matched: Matched | None, code: Code | None = None
) -> Iterator[tuple[Match, Inventory, Reached]]:
    """What advisories are about, and how near it is to what runs."""
    matches = matched.matches if matched else ()
    levels = reached(matches, code.beside(inventory.path)) if code and matches else {}
    for at, each in enumerate(matches):
        yield each, inventory, levels.get(at, Reached())


def _code_of(origin: Origin, more: More) -> Code | None:
    """The code that is asked how near a weak part is; None where there is none."""
    paths = [path for path in origin.paths if language_of(path)]
    return Code(paths, Files(frozenset(origin.paths), more), more) if paths else None


def _earlier(target: Target, revision: str, most: int, advisories: Lookup) -> Counter[tuple[str, str]]:
    listed = git.split(git.git(target.root, "ls-tree", "-r", "-z", "--name-only", revision))
    with TreeReader(target.root, revision, most) as more:
        found = inventories(claimed(listed), more)
        matched, _, _ = _matched(found, advisories)
        rows = [match_failure(*row, _unshown) for each in found for row in _near(each, matched.get(each.path))]
    return Counter((row.check, row.fail.mark) for row in rows)


def _unshown(_path: str, _line: int) -> str:
    """No line of a revision is shown."""
    return ""


def _tree(target: Target, paths: tuple[str, ...]) -> tuple[str, ...]:
    if not target.repository:
        return paths
    return tuple({*git.split(git.git(target.root, "ls-files", "-z")), *paths})


def _first(given: Mapping[str, bytes], more: More) -> More:
    return lambda path: given[path] if path in given else more(path)


def comments(found: Packages, harvest: Harvest) -> None:
    """Add the ignore comments of the files that bring in what fails."""
    from holdfast.app.harvest import heed

    for path, data in sorted(found.texts.items()):
        if path not in harvest.ignores:
            heed(harvest, path, data)

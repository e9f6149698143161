"""Looks at what a tree is made of: matches it with advisories, weighs it, and knows how it was before."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from functools import cache
from typing import TYPE_CHECKING, Final

from holdfast import __version__
from holdfast.app.contents import Frames, on_disk
from holdfast.app.inventories import More, claimed, inventories, sorted_out
from holdfast.app.looked import Failure, Mark
from holdfast.app.lookup import Lookup
from holdfast.checks.package.index import ABANDONED, ALSO, BY_ID, LICENSED, LOOKED_UP, RULES
from holdfast.estate.packages.readers import ALONE
from holdfast.estate.repo import git
from holdfast.estate.repo.reading import TreeReader
from holdfast.model.check import Check, Guidance
from holdfast.model.errors import HoldfastError
from holdfast.model.noun import fact, sheet
from holdfast.model.package import NOT_IN_OSV, Inventory, Package, Source
from holdfast.model.place import Place
from holdfast.model.policy import Acceptance, Policy
from holdfast.model.report import Notice, Skipped

if TYPE_CHECKING:  # what compares, weighs and shows is loaded where there is something to compare, weigh and show
    from holdfast.app.harvest import Harvest
    from holdfast.app.origins import Origin, Target
    from holdfast.app.packagefails import Frame
    from holdfast.app.policy import Policies
    from holdfast.app.reached import Reached
    from holdfast.app.reaching import Code
    from holdfast.engines.packages.outcome import Match, Matched
    from holdfast.engines.secrets.look import Looker
    from holdfast.model.bom import Bom
    from holdfast.model.vex import Statement

_NAMED: Final = 3
_SYSTEMS: Final = frozenset({"pkg:apk", "pkg:deb", "pkg:rpm"})
_UNASKED: Final = "not looked up"
_HERE: Final = "`holdfast db update --here` fetches what this folder's packages need."


@sheet
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
    lost: list[Skipped] = fact(default_factory=list)
    """What should have been understood or looked up, and was not."""
    advice: tuple[str, ...] = ()
    """How to get the answers that could not be had."""
    texts: Mapping[str, bytes] = fact(default_factory=dict)
    """Contents of the files that bring in what fails."""
    unsaid: str = ""
    """Why what is found need not be heard by everybody, so that silence is no proof."""
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
        if check in LOOKED_UP and self.unsaid:
            yield self.unsaid
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
        from holdfast.app.sbom import moment
        from holdfast.formats.bom import assemble

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
) -> Packages:
    """Look at the packages of an origin.

    ``given`` holds the manifests and lock files among what was read; ``exposed`` says whether the code takes requests,
    where it was analysed. What cannot be looked up is a fault of the scan, and never an answer.
    """
    most = policies.root.max_file_bytes
    staged = origin.name == "staged"
    tree = TreeReader(target.root, "", most) if staged else None
    with tree or nullcontext():
        more = _first(given, tree or on_disk(target.root, most))
        whole = origin.name == "worktree" and not target.within
        claims = sorted_out(given)
        if not (whole or claims.keys() <= ALONE):
            claims = {name: own for name, own in claimed(_tree(target, given)).items() if name in claims}
        found = inventories(claims, more, frozenset(() if whole else given))
        code = cache(lambda: _code_of(origin, more)) if whole else None
        made = examined(found, target, policies, Frames({}, more, looker), code, exposed=exposed, installed=True)
        failing = {row.fail.at.path for row in made.failures}
        made.texts = {path: data for path in failing if (data := more(path)) is not None}
    made.earlier = lambda revision: _earlier(target, revision, most, made.advisories)
    return made


def examined(
    found: Sequence[Inventory],
    target: Target,
    policies: Policies,
    frame: Frame,
    code: Callable[[], Code | None] | None = None,
    *,
    exposed: bool | None = None,
    installed: bool = False,
) -> Packages:
    """Ask advisories and the policy about inventories, wherever they come from.

    ``code`` gives what is asked how near a weak part is; with ``installed`` licences that an inventory does not tell
    are looked for where its packages are installed. Raises ConfigError for a policy to be mended.
    """
    policy = policies.root
    advisories = Lookup(policy)
    matched, lost, advice = _matched(found, advisories)
    made = Packages(
        inventories=found,
        matched=matched,
        advisories=advisories,
        off=frozenset((*ALSO.values(), *LICENSED)),
        failures=[],
        earlier=lambda _revision: Counter(),
        lost=[*lost, *_gaps(found)],
        advice=advice,
    )
    if policy.also:
        _also(made, policy, frame)
    near = [
        row
        for each in found
        for row in _near(each, matched.get(each.path), code)
        if not row[0].advisory.notice or ABANDONED not in made.off
    ]
    if near:
        _weak(made, near, policy, frame, exposed=exposed)
    if policy.licences_allow or policy.licences_deny or policy.licences_review or policy.licences_clarify:
        _licences(made, target, policy, frame, installed=installed)
    if policy.vex:
        from holdfast.app.vex import accepted

        made.accepts = accepted(policy.vex, on_disk(target.root, policy.max_file_bytes))
    return made


def _also(made: Packages, policy: Policy, frame: Frame) -> None:
    """Add what checks say that run only where a policy asks for them. Raises ConfigError for a policy to be mended."""
    from holdfast.app.packagealso import also, wanted

    made.off -= wanted(policy)
    made.failures += [row for each in made.inventories for row in also(each, policy, frame)]


def _weak(
    made: Packages,
    near: Sequence[tuple[Match, Inventory, Reached]],
    policy: Policy,
    frame: Frame,
    *,
    exposed: bool | None,
) -> None:
    """Add what advisories are about, and what could be said of it."""
    from holdfast.app.packagefails import match_failure
    from holdfast.app.vex import drafts
    from holdfast.engines.packages.priority import Level

    least = Level[{"installed": "ABSENT"}.get(policy.reach, policy.reach.upper())]
    made.failures += [match_failure(*row, frame, least, exposed=exposed) for row in near]
    made.statements = drafts((match, level) for match, _, level in near)
    if policy.reach != "installed":
        made.unsaid = f"packages.reach = {policy.reach!r} leaves what is less near unsaid"


def _licences(made: Packages, target: Target, policy: Policy, frame: Frame, *, installed: bool) -> None:
    """Add what a policy denies, and what nobody has decided about. Raises ConfigError for a policy to be mended."""
    from holdfast.app.licences import Installed, licence_policy
    from holdfast.app.packagefails import licence_failures

    wanted = licence_policy(policy)
    if not wanted:
        return
    there = Installed(target.root, on_disk(target.root, policy.max_file_bytes)) if installed else None
    told = [there.told(each) if there is not None else each for each in made.inventories]
    made.off -= frozenset(LICENSED)
    made.failures += [row for each in told for row in licence_failures(each, wanted, frame)]


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
        if advisories.off or all(package.ecosystem in NOT_IN_OSV for package in exact):
            continue
        try:
            answer = matched[each.path] = compared(exact, advisories)
        except HoldfastError as error:
            if advisories.required:
                lost[each.path, f"{_UNASKED}: {error}"] = error.advice
            continue
        missing = [why for package, why in answer.unknown if package.ecosystem not in NOT_IN_OSV]
        missing += [f"of {ecosystem} {why}" for ecosystem, why in answer.incomplete]
        lost |= dict.fromkeys(((each.path, f"{_UNASKED}: {why}") for why in missing), _HERE)
    unanswered = [Skipped(path=path, why=why, fault=True, unanswered=True) for path, why in lost]
    return matched, unanswered, tuple(dict.fromkeys(advice for advice in lost.values() if advice))


def compared(packages: Sequence[Package], advisories: Lookup) -> Matched:
    """What advisories say of packages. Raises AdvisoryError where they cannot be asked."""
    from holdfast.engines.packages.match import match

    return match(packages, advisories.ask())


def _kept_by_distribution(package: Package) -> bool:
    """Whether a distribution maintains a package of a language: it mends it without a new version of its own."""
    if package.source is not Source.DISTRIBUTION:
        return False
    from holdfast.formats.purl import purl

    return str(purl(package)).partition("/")[0] not in _SYSTEMS


def _gaps(found: Iterable[Inventory]) -> Iterator[Skipped]:
    for each in found:
        for gap in each.gaps:
            if gap.fault:
                yield Skipped(path=gap.place.path, why=f"not understood: {gap.why}", fault=True)


def _near(
    inventory: Inventory, matched: Matched | None, code: Callable[[], Code | None] | None = None
) -> Iterator[tuple[Match, Inventory, Reached]]:
    """What advisories are about, and how near it is to what runs."""
    matches = matched.matches if matched else ()
    if not matches:
        return
    from holdfast.app.reached import Reached

    levels: Mapping[int, Reached] = {}
    found = code() if code is not None else None
    if found is not None:
        from holdfast.app.reaching import reached

        levels = reached(matches, found.beside(inventory.path), inventory.packages)
    for at, each in enumerate(matches):
        yield each, inventory, levels.get(at, Reached())


def _code_of(origin: Origin, more: More) -> Code | None:
    """The code that is asked how near a weak part is; None where there is none."""
    from holdfast.estate.codefiles import language_of

    paths = [path for path in origin.paths if language_of(path)]
    if not paths:
        return None
    from holdfast.app.codeproject import Files
    from holdfast.app.reaching import Code

    return Code(paths, Files(frozenset(origin.paths), more), more)


def _earlier(target: Target, revision: str, most: int, advisories: Lookup) -> Counter[tuple[str, str]]:
    from holdfast.app.packagefails import match_failure

    listed = git.split(git.git(target.root, "ls-tree", "-r", "-z", "--name-only", revision))
    with TreeReader(target.root, revision, most) as more:
        found = inventories(claimed(listed), more)
        matched, _, _ = _matched(found, advisories)
        rows = [match_failure(*row, _unshown) for each in found for row in _near(each, matched.get(each.path))]
    return Counter((row.check, row.fail.mark) for row in rows)


def _unshown(_path: str, _line: int) -> str:
    """No line of a revision is shown."""
    return ""


def _tree(target: Target, paths: Iterable[str]) -> Iterable[str]:
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
